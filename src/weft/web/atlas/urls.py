"""Addresses of the records of the atlas."""

from django.urls import path

from weft.web.atlas import drawing, exports, views

urlpatterns = [
    path("places/<str:place>/cells/<str:area>/<str:level>", views.show_cell, name="cell"),
    path("places/<str:place>/weave.svg", drawing.show_weave, {"form": "svg"}, name="weave-svg"),
    path("places/<str:place>/weave.png", drawing.show_weave, {"form": "png"}, name="weave-png"),
    path("data/atlas.<str:form>", exports.give_atlas, name="atlas-file"),
    path("actors", views.list_the_actors, name="actors"),
    path("actors/<str:actor>", views.show_actor, name="actor"),
    path("mechanisms/<str:mechanism>", views.show_mechanism, name="mechanism"),
    path("facts/<str:facts>", views.show_facts, name="facts"),
    path("sources", views.list_the_sources, name="sources"),
    path("sources/<str:source>", views.show_source, name="source"),
]

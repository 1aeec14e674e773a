"""Addresses of the records of the atlas."""

from django.urls import path

from weft.web.atlas import changes_feed, changes_views, drawing, exports, history_views, views

_PLACE, _SOURCE = {"section": "places"}, {"section": "sources"}

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
    path("facts/<str:key>/history", history_views.show_history, name="history"),
    path("places/<str:key>/history", history_views.show_history, _PLACE, name="place-history"),
    path("sources/<str:key>/history", history_views.show_history, _SOURCE, name="source-history"),
    path("facts/<str:key>/history/<uuid:token>/restore", history_views.restore, name="restore"),
    path(
        "places/<str:key>/history/<uuid:token>/restore",
        history_views.restore,
        _PLACE,
        name="restore-place",
    ),
    path(
        "sources/<str:key>/history/<uuid:token>/restore",
        history_views.restore,
        _SOURCE,
        name="restore-source",
    ),
    path("changes", changes_views.list_changes, name="changes"),
    path("changes.atom", changes_feed.give_changes, name="changes-feed"),
    path("changes/<uuid:token>", changes_views.show_change, name="change"),
    path("changes/<uuid:token>/undo", changes_views.undo_change, name="undo"),
    path("places/<str:place>/changes", changes_views.list_changes, name="place-changes"),
    path("places/<str:place>/changes.atom", changes_feed.give_changes, name="place-changes-feed"),
    path("actors/<str:actor>/changes", changes_views.list_changes, name="actor-changes"),
    path("actors/<str:actor>/changes.atom", changes_feed.give_changes, name="actor-changes-feed"),
]

"""Addresses of the pages that belong to no single record."""

from django.urls import path

from weft.web.site import views

urlpatterns = [
    path("", views.show_home, name="home"),
    path("places", views.list_the_places, name="places"),
    path("search", views.show_search, name="search"),
    path("about/method", views.show_method, name="method"),
    path("about/accessibility", views.show_accessibility, name="accessibility"),
    path("about/data", views.show_data, name="data"),
    path("map/<str:code>.svg", views.show_ground, name="ground"),
]

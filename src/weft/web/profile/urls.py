"""Addresses of the profile of a place and of its charts."""

from django.urls import path

from weft.web.profile import views

urlpatterns = [
    path("places/<str:place>/profile", views.show_profile, name="profile"),
    path("places/<str:place>/figures/<slug:key>.<str:form>", views.show_chart, name="figure-chart"),
]

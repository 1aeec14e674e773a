"""Addresses of following, and of what people are asked."""

from django.urls import path

from weft.web.following import views

urlpatterns = [
    path("places/<str:place>/follow", views.follow_place, name="place-follow"),
    path("actors/<str:actor>/follow", views.follow_actor, name="actor-follow"),
    path("unfollow/<str:token>", views.end_mails, name="unfollow"),
    path("facts/<str:key>/still-right", views.say_still_right, name="still-right"),
]

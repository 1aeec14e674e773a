"""The read API alone, where it will be mounted."""

from django.urls import path

from weft.web.api import api

urlpatterns = [path("api/v1/", api.urls)]

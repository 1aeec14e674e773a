"""The app profile, as Django knows it."""

from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "weft.web.profile"
    label = "profile"

"""The app following, as Django knows it."""

from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "weft.web.following"
    label = "following"

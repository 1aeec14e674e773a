"""The app observatory, as Django knows it."""

from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    name = "weft.web.observatory"
    label = "observatory"

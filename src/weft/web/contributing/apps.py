"""The app contributing, as Django knows it."""

from django.apps import AppConfig


class ContributingConfig(AppConfig):
    name = "weft.web.contributing"
    label = "contributing"

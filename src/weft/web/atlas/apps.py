"""The app atlas, as Django knows it."""

from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "weft.web.atlas"
    label = "atlas"

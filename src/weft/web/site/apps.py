"""The app site, as Django knows it."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "weft.web.site"
    label = "site"

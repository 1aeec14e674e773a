"""The app site, as Django knows it."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "weft.web.site"
    label = "site"

    def ready(self) -> None:
        """Register the checks of the environment."""
        from weft.web.site import checks  # noqa: F401, PLC0415  # registers by being imported

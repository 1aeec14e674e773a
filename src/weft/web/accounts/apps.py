"""The app accounts, as Django knows it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "weft.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to sign-ins, which are logged."""
        from weft.web.accounts import signals  # noqa: F401, PLC0415  # listens by being imported

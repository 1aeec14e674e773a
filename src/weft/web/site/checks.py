"""Nonsense in the environment, as numbered system checks: the site does not start with it."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def check_environment(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """weft.E001 to weft.E011, as docs/reference/settings.md lists them."""
    found: list[CheckMessage] = [
        Error(message, id=f"weft.{number}") for number, message in settings.ENVIRONMENT.problems
    ]
    if settings.ENVIRONMENT.read_flag("WEFT_DEBUG") and not settings.LOCAL:
        found.append(
            Error("WEFT_DEBUG shows secrets on error pages; use it with WEFT_LOCAL only",
                  id="weft.E007")
        )  # fmt: skip
    return found

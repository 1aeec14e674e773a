"""Who is reading, and so what may be seen: every page, search, count and export asks here."""

from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest


@dataclass(frozen=True)
class Reader:
    """Somebody who reads. For now everybody reads as the public does, signed in or not."""

    sees: Literal["public"] = "public"


PUBLIC = Reader()


def find_reader(request: HttpRequest) -> Reader:
    """The reader behind a request."""
    return PUBLIC

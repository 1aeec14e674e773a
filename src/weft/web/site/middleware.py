"""Stands between requests and pages: a plain page while the database is away, or the disk full."""

import errno
import logging
import sqlite3
from collections.abc import Callable

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)
WAIT = 10  # seconds after which a browser, or a monitor, may ask again
FULL = 507  # Insufficient Storage; trying again soon is of no use
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
NO_ROOM_IN_POSTGRESQL = "53100"


class DatabaseAway:
    """Answers 503 while the database does not, and 507 where there is no room to write; the next
    request tries again by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer_fault(error)


class Sessions(SessionMiddleware):
    """Sessions as Django keeps them. They are written when the page is made already, where nothing
    else would see that they cannot be."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except (OperationalError, InterfaceError) as error:
            return answer_fault(error) or response


def answer_fault(error: Exception) -> HttpResponse | None:
    """The page for a fault of the database or of the disk; None for every other error."""
    if _is_full(error):
        logger.error("There is no room left to write: %s", error)
        return HttpResponse(render_to_string("site/disk_full.html"), status=FULL)
    if not isinstance(error, (OperationalError, InterfaceError)):
        return None
    logger.error("The database does not answer: %s", error)
    # Django closes a connection that failed when the request ends.
    page = render_to_string("site/database_away.html")
    return HttpResponse(page, status=503, headers={"Retry-After": str(WAIT)})


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    cause = error.__cause__
    if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return True
    return getattr(cause, "sqlstate", None) == NO_ROOM_IN_POSTGRESQL

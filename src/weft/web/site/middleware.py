"""Stands between requests and pages: a plain page while the database is away."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

logger = logging.getLogger(__name__)
WAIT = 10  # seconds after which a browser, or a monitor, may ask again


class DatabaseAway:
    """Answers 503 while the database does not; the next request tries again by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, (OperationalError, InterfaceError)):
            return None
        logger.error("The database does not answer: %s", error)
        # Django closes a connection that failed when the request ends.
        page = render_to_string("site/database_away.html", {"language": get_language()})
        return HttpResponse(page, status=503, headers={"Retry-After": str(WAIT)})

"""The read API itself: what it offers under which addresses, its document, and the page on which
people try it."""

import json
from typing import Any

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from ninja import NinjaAPI, Swagger
from ninja.errors import ValidationError, ValidationErrorContext

from weft.web.api import (
    comparing,
    describing,
    diagnoses,
    figures,
    gaps,
    places,
    records,
    searching,
    side_by_side,
    summing,
)
from weft.web.api.answering import Request, answer_once, keep
from weft.web.api.asking import NAMESPACE
from weft.web.api.document import Document
from weft.web.api.opening import open_up
from weft.web.api.problems import JSON, explain, handle_problems
from weft.web.atlas.facts import View

VERSION = "1.0.0"
DESCRIPTION = """\
Who does what for newcomers in a place, on which source, and how the levels of government relate.

Everything can be read by everybody, without a key. What nobody has recorded is unknown and never
zero: numbers have a lowest and a highest value. Names are words, or words by language. Lists
have `total` and `next`. Each answer has an `ETag`; send it back in `If-None-Match`, and an answer
that has not changed is not sent again."""


class ReadApi(NinjaAPI):
    """ninja's API with our document, our way of naming problems, and doors that are open for
    reading only."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> Document:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return Document(self, prefix)

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        problems = []
        for context in error_contexts:
            source: str = context.model.__ninja_param_source__
            names = context.model.__ninja_flatten_map_reverse__
            for each in context.pydantic_validation_error.errors(include_url=False):
                loc = tuple(x for x in each["loc"] if not isinstance(x, int))  # one of several
                loc = names.get(loc, loc)
                problems.append(explain({**each, "loc": loc}, source))
        return ValidationError(problems)

    @property
    def urls(self) -> tuple[list[URLPattern | URLResolver], str, str]:
        patterns, app, namespace = super().urls
        own = path("openapi.json", self.show_document)  # before ninja's own
        rest = re_path(".*", self.refuse_address)
        found = [own, *patterns, rest]
        return [open_up(each) for each in found if isinstance(each, URLPattern)], app, namespace

    def show_document(self, request: Request) -> HttpResponse:
        """The OpenAPI document, with the licence of the data."""
        try:
            return answer_once(request, lambda: self._write_document(request.view))
        except Exception as error:  # as in `keep`
            return self.on_exception(request, error)

    def _write_document(self, view: View) -> HttpResponse:
        document = self.get_openapi_schema()
        document["info"]["license"] = {"name": view.atlas.licence or "not stated"}
        return HttpResponse(json.dumps(document, ensure_ascii=False), content_type=JSON)

    def refuse_address(self, request: HttpRequest) -> HttpResponse:
        """Any address at which there is nothing."""
        return self.on_exception(request, Http404())


# Swagger draws its arrows from data: addresses inside its own style sheet.
allow_drawings = csp_update({"img-src": ["data:"]})


api = ReadApi(
    title="Weft: the read API",
    version=VERSION,
    description=DESCRIPTION,
    urls_namespace=NAMESPACE,
    docs=Swagger(settings={"validatorUrl": None}),
    docs_decorator=allow_drawings,
)
api.add_decorator(keep, mode="view")
handle_problems(api)
for each in (
    places, diagnoses, gaps, comparing, records, searching, figures, summing, side_by_side,
    describing,
):  # fmt: skip
    api.add_router("", each.router)

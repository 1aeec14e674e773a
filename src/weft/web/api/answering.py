"""What turns a function into an operation of the read API: the reader's view of the atlas, a tag
by which programs need not fetch an answer twice, answers kept as bytes."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.errors import ValidationError
from ninja.operation import Operation

from weft.core.atlas.records import Model
from weft.web.accounts.readers import find_reader
from weft.web.api.problems import (
    Invalid,
    InvalidError,
    Missing,
    Problem,
    Refusal,
    respond,
    shorten,
)
from weft.web.atlas.facts import View, read_view
from weft.web.site.keeping import SHELF
from weft.web.site.tags import find_known, make_key, make_tag, mark

Answer = TypeVar("Answer", bound=Model)
Run = Callable[..., HttpResponse]
Also = Callable[[HttpRequest], str]


class Request(HttpRequest):
    """A request whose reader is known: `view` is what the reader may see."""

    view: View


def offer(
    router: Router, path: str, answer: type[Answer], *, also: Also | None = None
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Offer what a function answers under a path. Its name is the operation's id, the first
    paragraph of its docstring the summary; every error it may end in is in the schema. `also` tells
    what the answer depends on beside the atlas."""

    def register(work: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(work)
        def operate(request: HttpRequest, **names: Any) -> HttpResponse:
            return respond(work(request, **names))

        operate.also = also  # type: ignore[attr-defined]
        summary, _, more = (work.__doc__ or "").partition("\n\n")
        router.get(
            path,
            response={
                200: answer,
                304: None,
                400: Refusal,
                404: Missing,
                422: Invalid,
                503: Refusal,
            },
            operation_id=work.__name__,
            summary=" ".join(summary.split()).rstrip("."),
            description=" ".join(more.split()) or None,
        )(operate)
        return work

    return register


def keep(run: Run) -> Run:
    """Do the work only where neither who asks nor this process has the answer already: a decorator
    of ninja's, around the reading of parameters too."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]

    @wraps(run)
    def answer(request: Request, **names: Any) -> HttpResponse:
        def work() -> HttpResponse:
            _refuse_unread(operation, request, names)
            return run(request, **names)

        try:
            also = operation.view_func.also  # type: ignore[attr-defined]
            response = answer_once(request, work, also)
            if response.status_code < HTTPStatus.BAD_REQUEST and "language" in request.GET:
                response["Content-Language"] = request.GET["language"]
            return response
        except Exception as error:  # ninja finds who answers it, or raises it again
            return operation.api.on_exception(request, error)

    return answer


def answer_once(
    request: Request, work: Callable[[], HttpResponse], also: Also | None = None
) -> HttpResponse:
    """What the work answers, done only where neither who asks nor this process has it already."""
    reader = find_reader(request)
    request.view = read_view(reader)
    key = make_key(request, request.view.version, also(request) if also else "")
    tag = make_tag(key)
    if known := find_known(request, tag):
        return known
    kept = SHELF.find(key)
    if kept:
        return mark(HttpResponse(kept[0], content_type=kept[1]), tag)
    response = work()
    if response.status_code != HTTPStatus.OK:
        return response
    SHELF.keep(key, response.content, response["Content-Type"])
    return mark(response, tag)


def _refuse_unread(operation: Operation, request: Request, names: dict[str, Any]) -> None:
    """Raises InvalidError for parameters that would be passed over: a filter written wrong must
    not give the answer without it. What else is wrong is named with them."""
    known, repeated = list_parameters(operation), _list_repeated(operation)
    there = ", ".join(sorted(known)) or "none"
    problems = []
    for name, values in request.GET.lists():
        if name not in known:
            problems.append((name, values[-1], f"no such parameter; there are: {there}"))
        elif len(values) > 1 and name not in repeated:
            problems.append((name, " and ".join(values), "one value"))
    if not problems:
        return
    found = [
        Problem(where=f"query.{shorten(name)}", found=shorten(value), expected=expected)
        for name, value, expected in problems
    ]
    try:
        operation._get_values(request, names, HttpResponse())
    except ValidationError as error:
        found += [Problem.model_validate(each) for each in error.errors]
    raise InvalidError(*found)


def list_parameters(operation: Operation) -> frozenset[str]:
    """The names of an operation's parameters in the query."""
    return frozenset(x for each in _list_queries(operation) for x in each.__ninja_flatten_map__)


def _list_repeated(operation: Operation) -> frozenset[str]:
    """Those that may be given several times."""
    queries = _list_queries(operation)
    return frozenset(x for each in queries for x in each.__ninja_collection_fields__)


def _list_queries(operation: Operation) -> list[Any]:
    return [each for each in operation.models if each.__ninja_param_source__ == "query"]

"""What goes wrong when the read API is asked, as types and answers, for programs that must tell
people what to do next."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import ValidationError
from pydantic import Field

from weft.core.atlas.records import Model
from weft.core.terms import Text

if TYPE_CHECKING:
    from ninja import NinjaAPI

JSON = "application/json; charset=utf-8"
WAIT = 10  # seconds after which a program may ask again
LONGEST = 80  # characters of what was found that are repeated
# How pydantic begins to say what it expected.
_BEGINNINGS = ("Input should be ", "Input should ", "String should have ", "Value error, ")


class Near(Model):
    """Something that there is, and that may have been meant."""

    id: str
    name: Text
    href: str = Field(description="Where it is", json_schema_extra={"format": "uri-reference"})


class Problem(Model):
    """One thing that is wrong with a request."""

    where: str = Field(description="query or path, and the parameter: query.limit")
    found: str | None = Field(description="What stood there, shortened; null if nothing did")
    expected: str = Field(description="What should stand there")


class Refusal(Model):
    """Why there is no answer, and what to do next."""

    message: str


class Invalid(Refusal):
    """A request that cannot be read; every problem is named."""

    problems: tuple[Problem, ...]


class Missing(Refusal):
    """There is nothing of this name; `nearest` is what may have been meant."""

    nearest: tuple[Near, ...] = ()


class NotThereError(Exception):
    """What is asked for is not there."""

    def __init__(self, message: str, nearest: Sequence[Near] = ()) -> None:
        super().__init__(message)
        self.answer = Missing(message=message, nearest=tuple(nearest))


class InvalidError(Exception):
    """A request cannot be read."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.answer = Invalid(
            message="This cannot be answered as it is asked; see what was expected, and where.",
            problems=problems,
        )


def respond(answer: Model, status: int = 200) -> HttpResponse:
    """An answer as JSON."""
    return HttpResponse(answer.model_dump_json(by_alias=True), content_type=JSON, status=status)


def shorten(value: object) -> str:
    """What was found, no longer than a line."""
    words = str(value)
    return f"{words[:LONGEST]}..." if len(words) > LONGEST else words


def explain(error: Any, source: str) -> dict[str, Any]:
    """A problem from an entry of pydantic's errors; `source` is query or path."""
    missing = error["type"] == "missing"
    expected = "a value; this parameter is needed" if missing else str(error["msg"])
    for each in _BEGINNINGS:
        expected = expected.removeprefix(each)
    return {
        "where": ".".join(map(str, (source, *error["loc"]))),
        "found": None if missing else shorten(error["input"]),
        "expected": expected,
    }


def handle_problems(api: "NinjaAPI") -> None:
    """Teach an API to answer every problem in the types above."""

    def refuse(request: HttpRequest, error: Any) -> HttpResponse:
        return respond(error.answer, 404 if isinstance(error, NotThereError) else 422)

    def list_invalid(request: HttpRequest, error: Any) -> HttpResponse:
        problems = (Problem.model_validate(each) for each in error.errors)
        return respond(InvalidError(*problems).answer, 422)

    def miss(request: HttpRequest, error: Any) -> HttpResponse:
        return respond(Missing(message=f"There is nothing at {shorten(request.path)}."), 404)

    def reject(request: HttpRequest, error: Any) -> HttpResponse:
        return respond(Refusal(message="This is no request that can be read."), 400)

    def wait(request: HttpRequest, error: Any) -> HttpResponse:
        message = f"The database does not answer; ask again in {WAIT} seconds."
        response = respond(Refusal(message=message), 503)
        response["Retry-After"] = str(WAIT)
        return response

    for kind in (NotThereError, InvalidError):
        api.add_exception_handler(kind, refuse)
    api.add_exception_handler(ValidationError, list_invalid)
    api.add_exception_handler(Http404, miss)
    for broken in (BadRequest, SuspiciousOperation):
        api.add_exception_handler(broken, reject)
    for away in (OperationalError, InterfaceError):
        api.add_exception_handler(away, wait)

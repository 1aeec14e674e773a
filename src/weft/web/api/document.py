"""The OpenAPI document of the read API, for people who read it and programs made from it: one name
for each type, every field of an answer required, no parameter that may be null."""

from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from pydantic import BaseModel, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from weft.core.terms import PartialDate

# What a status says, and the headers that come with it.
STATUSES = {
    200: "What was asked for",
    304: "You have it already: the tag in If-None-Match is that of the answer",
    400: "A request that cannot be read at all",
    404: "There is nothing of this name; what may have been meant",
    422: "Parameters that cannot be read, or figures that are not added up: where, what was found, "
    "what was expected",
    503: "The database does not answer; ask again later",
}
_TAG = {"ETag": {"description": "By which the answer is known again", "schema": {"type": "string"}}}
_WAIT = {"Retry-After": {"description": "In how many seconds", "schema": {"type": "string"}}}
HEADERS = {200: _TAG, 304: _TAG, 503: _WAIT}
# Files may hold a year as a number; answers never do.
_IN_FILES = next(
    each.json_schema
    for each in PartialDate.__metadata__  # type: ignore[attr-defined]
    if isinstance(each, WithJsonSchema)
)
_BOUNDS = {"ge": "minimum", "le": "maximum"}  # as pydantic leaves them behind a validator


class _Generator(GenerateJsonSchema):
    """Answers have all their fields, those with a default too."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        return True


class Document(OpenAPISchema):
    """ninja's document, in which types of the same name in two rooms do not replace each other."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        answers = sorted(set(_list_answers(api)), key=lambda each: each.__qualname__)
        refs, definitions = models_json_schema(
            [(each, "serialization") for each in answers],
            ref_template=REF_TEMPLATE,
            schema_generator=_Generator,
        )
        self.refs = {model: _polish(ref) for (model, _), ref in refs.items()}
        self.types = {
            _name_type(name): _polish(each) for name, each in definitions["$defs"].items()
        }
        super().__init__(api, path_prefix)

    def responses(self, operation: Operation) -> dict[int, Any]:
        found: dict[int, Any] = {}
        for status, model in operation.response_models.items():
            found[status] = {"description": STATUSES[status]}
            if status in HEADERS:
                found[status]["headers"] = HEADERS[status]
            if model is not None:
                schema = self.refs[_find_answer(model)]
                found[status]["content"] = {"application/json": {"schema": schema}}
        return found

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:
        return [_drop_null(each) for each in super().operation_parameters(operation)]

    def get_components(self) -> dict[str, Any]:
        return {"schemas": self.types}


def _list_answers(api: NinjaAPI) -> Iterator[type[BaseModel]]:
    for router in api._get_bound_routers():
        for path in router.path_operations.values():
            for operation in path.operations:
                yield from (_find_answer(x) for x in operation.response_models.values() if x)


def _find_answer(model: Any) -> type[BaseModel]:
    """The type that ninja has wrapped."""
    answer: type[BaseModel] = model.model_fields["response"].annotation
    return answer


def _name_type(name: str) -> str:
    """The name of a type; with its room before it where two rooms use the name, for pydantic then
    writes weft__core__diagnosis__gaps__gap__Part."""
    *_, room, _module, last = ("", "", *name.split("__"))
    return f"{room.capitalize()}{last}"


def _polish(schema: Any) -> Any:
    """The schema with our names of types and with the keywords of the standard."""
    if schema == _IN_FILES:
        return _polish(schema["anyOf"][0])
    if isinstance(schema, list):
        return [_polish(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        before, _, name = schema["$ref"].rpartition("/")
        return {**schema, "$ref": f"{before}/{_name_type(name)}"}
    return {_BOUNDS.get(key, key): _polish(each) for key, each in schema.items()}


def _drop_null(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter that need not be given is left out, and never null."""
    schema = dict(parameter["schema"])
    options = [each for each in schema.pop("anyOf", ()) if each != {"type": "null"}]
    if len(options) == 1:
        schema |= options[0]
    for key in ("title", "description"):
        schema.pop(key, None)
    if schema.get("default", "") is None:
        del schema["default"]
    return {**parameter, "schema": _polish(schema)}

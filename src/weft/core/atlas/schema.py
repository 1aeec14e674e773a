"""The JSON Schema of an atlas file, made from the types, for editors and other programs."""

from typing import Any

from pydantic import BaseModel

from weft.core.atlas.atlas import SECTIONS, Atlas
from weft.core.atlas.build import list_plural
from weft.core.atlas.records import NOBODY, Record
from weft.core.atlas.references import find_model, list_references
from weft.core.terms import LANGUAGE_PATTERN, Text
from weft.core.terms.text import LONGEST

_WORDS = {"type": "string", "minLength": 1, "maxLength": LONGEST}
_NULL = {"type": "null"}


def make_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of what YAML and JSON files may hold.

    It allows what people may type: records without id, names where an id is meant, one string for
    a list of one ("a; b" for two), a plain string for a text. Readers know more than it: labels in
    any language for codes, and that a reference leads somewhere.
    """
    schema = Atlas.model_json_schema(by_alias=True, mode="validation")
    definitions: dict[str, Any] = schema["$defs"]
    definitions["Text"] = {
        "title": "Text",
        "description": "Words, or words by language code: {en: ..., ar: ...}",
        "anyOf": [
            _WORDS,
            {
                "type": "object",
                "propertyNames": {"pattern": f"^{LANGUAGE_PATTERN}$"},
                "additionalProperties": _WORDS,
                "minProperties": 1,
            },
        ],
    }
    for kind in _list_models():
        _loosen(definitions[kind.__name__], kind)
    for section in SECTIONS:
        schema["properties"][section] = _allow(schema["properties"][section], _NULL)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "A Weft atlas",
        "description": "Who does what for newcomers in a place, with sources",
    }


def _list_models() -> set[type[BaseModel]]:
    """The types of records and of what is nested in them."""
    nested = {
        model
        for kind in SECTIONS.values()
        for field in kind.model_fields.values()
        if (model := find_model(field.annotation))
    }
    return {*SECTIONS.values(), *nested} - {Text}


def _loosen(definition: dict[str, Any], kind: type[BaseModel]) -> None:
    properties = definition.get("properties", {})
    for name, _ in list_references(kind):
        _drop_pattern(properties[name])
    if not issubclass(kind, Record):
        return
    definition["required"] = [each for each in definition["required"] if each != "id"]
    properties["id"] = _allow(properties["id"], _NULL)
    for name in list_plural(kind):
        items = _find_items(properties[name])
        if "$ref" not in items:
            one = [items, {"type": "string", "pattern": ";"}]
            properties[name] = _allow(properties[name], *one, {"const": NOBODY})


def _drop_pattern(schema: Any) -> None:
    """Let a name stand where an id is meant."""
    if isinstance(schema, dict):
        if schema.get("type") == "string":
            schema.pop("pattern", None)
            schema.pop("maxLength", None)
        for each in schema.values():
            _drop_pattern(each)
    elif isinstance(schema, list):
        for each in schema:
            _drop_pattern(each)


def _find_items(schema: dict[str, Any]) -> dict[str, Any]:
    """What a list holds, however its schema is wrapped."""
    parts = [schema, *schema.get("anyOf", ())]
    return next((part["items"] for part in parts if "items" in part), {})


def _allow(schema: dict[str, Any], *others: dict[str, Any]) -> dict[str, Any]:
    """The schema or one of the others, its title and description kept outside."""
    outside = ("title", "description", "default")
    outer = {key: value for key, value in schema.items() if key in outside}
    inner = {key: value for key, value in schema.items() if key not in outer}
    return {**outer, "anyOf": [*inner.pop("anyOf", [inner]), *others]}

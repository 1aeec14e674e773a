"""Which fields of a record name other records, read from the types, for whoever resolves them."""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from weft.core.atlas.records import Ref

Path = tuple[str | int, ...]


def _find_ref(annotation: Any) -> Ref | None:
    """The Ref somewhere inside an annotation, not looking into other models."""
    for each in (*getattr(annotation, "__metadata__", ()), *get_args(annotation)):
        if isinstance(each, Ref):
            return each
        if not isinstance(each, type) and (found := _find_ref(each)):
            return found
    return None


def find_model(annotation: Any) -> type[BaseModel] | None:
    """The model somewhere inside an annotation: Member for tuple[Member, ...]."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for each in get_args(annotation):
        if found := find_model(each):
            return found
    return None


def is_list(annotation: Any) -> bool:
    """Whether a field holds several values."""
    return get_origin(annotation) is tuple or any(is_list(each) for each in get_args(annotation))


@cache
def list_references(kind: type[BaseModel]) -> tuple[tuple[str, Ref], ...]:
    """Field name and Ref of each field that names other records."""
    found = []
    for name, field in kind.model_fields.items():
        inside = [each for each in field.metadata if isinstance(each, Ref)]
        ref = inside[0] if inside else _find_ref(field.annotation)
        if ref:
            found.append((field.alias or name, ref))
    return tuple(found)


@cache
def list_nested(kind: type[BaseModel]) -> tuple[tuple[str, type[BaseModel]], ...]:
    """Field name and model of each field that holds a list of smaller models with references."""
    return tuple(
        (name, model)
        for name, field in kind.model_fields.items()
        if is_list(field.annotation)
        and (model := find_model(field.annotation))
        and list_references(model)
    )


def _read(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def walk_references(
    value: Any, kind: type[BaseModel], base: Path = ()
) -> Iterator[tuple[Path, Ref, str]]:
    """Path, Ref and the name found, for every reference in a record or in its raw dict."""
    for name, ref in list_references(kind):
        found = _read(value, name)
        if isinstance(found, str):
            yield (*base, name), ref, found
        elif isinstance(found, (list, tuple)):
            for index, each in enumerate(found):
                if isinstance(each, str):
                    yield (*base, name, index), ref, each
    for name, model in list_nested(kind):
        found = _read(value, name)
        if isinstance(found, (list, tuple)):
            for index, each in enumerate(found):
                if isinstance(each, (dict, BaseModel)):
                    yield from walk_references(each, model, (*base, name, index))

"""The columns of every sheet, read off the types: for Excel and CSV, in and out."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from weft.core.atlas.atlas import SECTIONS, list_fields
from weft.core.atlas.facts import Member
from weft.core.atlas.records import Citation, Position, Record, Ref, Sourced
from weft.core.atlas.references import find_model, is_list, list_references
from weft.core.terms import LANGUAGE_PATTERN, Term, Text

CITATION = tuple(Citation.model_fields)  # source, locator, grade, paraphrase
# Codes of places that have a column of their own.
REGISTERS = {
    "iso": "Code in ISO 3166: MA, FR-69",
    "nuts": "Code of Eurostat's regions: FRK26",
    "lau": "Code of the local administrative unit: 69123",
    "geonames": "Number in GeoNames: 2996944",
}
# Sheets for what a record has several of: the columns that name the record, the field, the type.
NESTED: dict[str, tuple[tuple[str, ...], str, type[BaseModel]]] = {
    "members": (("mechanism",), "members", Member),
    "citations": (("section", "record"), "sources", Citation),
    "positions": (("fact",), "positions", Position),
}
HEAD_SHEET = "atlas"
SHEETS = (HEAD_SHEET, *SECTIONS, *NESTED)
CITED = tuple(name for name, kind in SECTIONS.items() if issubclass(kind, Sourced))

_KEYS = {
    "mechanism": "The mechanism, by id or name",
    "section": "The sheet that the record is in",
    "record": "The record: its name, or its id where it has no name (competences, resources)",
    "fact": "The fact: its name, or its id where it has no name (competences, resources)",
}
_SHEET_NAME = re.compile(r"([a-z]+)([^a-z].*)?", re.DOTALL)


@dataclass(frozen=True)
class Column:
    """One column: what stands in it, and from which list."""

    name: str
    description: str
    kind: Literal["word", "text", "number", "boolean"] = "word"  # text: may be in many languages
    vocabulary: str | None = None  # codes of packs/vocabularies.yaml
    choices: tuple[str, ...] = ()  # a short list of its own
    refers_to: str | None = None  # names or ids of another sheet
    required: bool = False
    several: bool = False


def find_sheet(title: str) -> str | None:
    """The sheet that a title or file name means: "actors", "Actors", "actors 2", "actors-north"."""
    found = _SHEET_NAME.fullmatch(title.strip().casefold())
    return found[1] if found and found[1] in SHEETS else None


def find_column(sheet: str, title: str) -> Column | None:
    """The column that a heading means, name:fr and codes:insee included; None if there is none."""
    columns = {each.name: each for each in list_columns(sheet)}
    stem, _, suffix = title.rpartition(":")
    if title in columns or not stem:
        return columns.get(title)
    if stem == "codes" and sheet == "places":
        return Column(title, "The code in this register")
    column = columns.get(stem)
    is_language = column and column.kind == "text" and re.fullmatch(LANGUAGE_PATTERN, suffix)
    return column if is_language else None


def name_column(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


@cache
def list_columns(sheet: str) -> tuple[Column, ...]:
    """The columns of a sheet, as list_fields orders them."""
    if sheet == HEAD_SHEET:
        return (
            Column("field", "title or licence; more languages as title:fr", required=True),
            Column("value", "What it is"),
        )
    if sheet in NESTED:
        keys, _, kind = NESTED[sheet]
        named = [
            Column(
                key,
                _KEYS[key],
                choices=CITED if key == "section" else (),
                refers_to="mechanisms" if key == "mechanism" else None,
                required=True,
            )
            for key in keys
        ]
        return (*named, *_list_fields(kind))
    return tuple(_list_fields(SECTIONS[sheet]))


def _list_fields(kind: type[BaseModel], prefix: str = "") -> list[Column]:
    columns: list[Column] = []
    names = list_fields(kind) if issubclass(kind, Record) else tuple(kind.model_fields)
    for name in names:
        info = kind.model_fields[name]
        title = f"{prefix}{info.alias or name}"
        model = find_model(info.annotation)
        if name == "sources":
            # The record itself may rest on nothing, so no part of its citation is needed.
            columns += [_loosen(each) for each in _list_fields(Citation)]
        elif name == "codes":
            columns += [
                Column(f"{title}:{register}", f"{said}. Other registers: codes:name-of-register")
                for register, said in REGISTERS.items()
            ]
        elif model is None or model is Text:
            columns.append(_make_column(kind, name, title))
        elif not is_list(info.annotation):  # a list has a sheet of its own
            columns += _list_fields(model, f"{title}:")
    return columns


def _loosen(column: Column) -> Column:
    return Column(**{**vars(column), "required": False})


def _make_column(kind: type[BaseModel], name: str, title: str) -> Column:
    info = kind.model_fields[name]
    metadata = [*info.metadata, _find_metadata(info.annotation, Term)]
    term = next((each for each in metadata if isinstance(each, Term)), None)
    ref: Ref | None = dict(list_references(kind)).get(info.alias or name)
    return Column(
        title,
        info.description or "",
        _find_kind(info.annotation),
        vocabulary=term.vocabulary if term else None,
        refers_to=ref.section if ref else None,
        required=info.is_required() and name != "id",
        several=is_list(info.annotation),
    )


def _find_kind(annotation: Any) -> Literal["word", "text", "number", "boolean"]:
    inside = {annotation, *_list_types(annotation)}
    if bool in inside:
        return "boolean"
    if inside & {int, float}:
        return "number"
    return "text" if Text in inside else "word"


def _list_types(annotation: Any) -> set[Any]:
    parts = getattr(annotation, "__args__", ())
    return {each for part in parts for each in (part, *_list_types(part))}


def _find_metadata(annotation: Any, wanted: type) -> Any:
    for each in (*getattr(annotation, "__metadata__", ()), *getattr(annotation, "__args__", ())):
        if isinstance(each, wanted):
            return each
        if not isinstance(each, type) and (found := _find_metadata(each, wanted)):
            return found
    return None

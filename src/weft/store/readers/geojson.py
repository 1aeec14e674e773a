"""A GeoJSON file as a table of text: a feature is a row, a property a column; for the reader of
tables and for whoever looks at a file before."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from weft.core.observatory.report import Trouble, make_trouble, name_phrase
from weft.core.observatory.saying import Saying
from weft.store.readers.features import Doubled, Number, is_utf8, read_features
from weft.store.readers.files import read_chunks
from weft.store.readers.numbers import is_figure, shape
from weft.store.readers.problems import NoTable, NotText, TooLarge, note
from weft.store.watching import NOBODY, Watch

MOST_COLUMNS = 1_000
_SAMPLE = 200  # features
_MOST_DIGITS = 30  # a number with more noughts than these stays as it is written
# An object with a first member, or an array of objects or arrays; no table begins so.
_BEGIN = re.compile(rb'(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(\{\s*["}]|\[\s*[\[{])')


@dataclass
class Properties:
    """What the features of a file have."""

    keys: tuple[str, ...] = ()  # of the properties that are columns, as they first come
    sample: list[list[str]] = field(default_factory=list)  # the first features, as rows
    shapes: Counter[str] = field(default_factory=Counter)  # of figures that are texts
    title: str | None = None


class _Unfit(ValueError):  # noqa: N818  # what it is, as the other problems of readers
    """A feature of which no row can be made."""

    def __init__(self, code: str, column: str | None = None) -> None:
        super().__init__(code)
        self.code, self.column = code, column


def is_geojson(path: Path) -> bool:
    """Whether a file is JSON, as far as its first bytes say or its name. Raises a FileProblem
    where it cannot be unpacked."""
    named = path.suffix.lower() == ".geojson"
    begin = next(read_chunks(path))[:4096].replace(b"\0", b"")  # of UTF-16, to be refused as JSON
    return named or bool(_BEGIN.match(begin))


def survey_properties(path: Path, watch: Watch = NOBODY) -> Properties:
    """Pass once over all features: the columns are the properties that any of them has, but for
    those that are objects or arrays wherever they are anything.

    Raises what `read_features` does, NoTable where no feature has any, and TooLarge."""
    keys: dict[str, bool | None] = {}  # whether a text or number was seen; None: only null
    first: list[dict[str, Any]] = []
    found = Properties()
    said: dict[str, Any] = {}
    why: _Unfit | None = None
    number = 0
    for number, feature in read_features(path, said, watch):
        try:
            members = _list_properties(feature)
        except _Unfit as unfit:
            why = why or unfit
            continue
        for key, value in members.items():
            _check_text(path, number, key, value)
            seen = keys.setdefault(key, None)
            if value is not None:
                keys[key] = seen or _is_cell(value)
            if type(value) is str and (written := _find_shape(value)):
                found.shapes[written] += 1
        if len(keys) > MOST_COLUMNS:
            raise TooLarge(path, "properties", row=number, most=MOST_COLUMNS)
        if len(first) < _SAMPLE:
            first.append(members)
    if not number:
        raise NoTable(path, "no_feature")
    found.keys = tuple(key for key, seen in keys.items() if seen is not False)
    if not found.keys:
        nested = Saying(phrase="trouble_nested_value_only")
        reason = Saying(phrase=name_phrase(why.code)) if why else nested
        raise NoTable(path, "properties", row=1, why=reason)
    found.sample = [[write_cell(each.get(key)) for key in found.keys] for each in first]
    title = said.get("title") or said.get("name")
    found.title = title if title and is_utf8(title) else None
    return found


def read_rows(
    path: Path, keys: Sequence[str], decimal: str, troubles: list[Trouble], watch: Watch = NOBODY
) -> Iterator[tuple[int, list[str]]]:
    """The number of each feature and its properties as text, '' for what is missing.

    `decimal`: the sign before decimals in figures that are texts; numbers are written with it too.
    What is wrong is told in `troubles`: a feature of which no row can be made is left out."""
    known = set(keys)
    absent: dict[str, tuple[int, int]] = {}  # property -> first feature without it, how many
    nested: dict[str, tuple[int, int]] = {}
    for number, feature in read_features(path, watch=watch):
        try:
            members = _list_properties(feature)
        except _Unfit as unfit:
            note(troubles, make_trouble(unfit.code, "error", row=number, column=unfit.column))
            continue
        for key, value in members.items():
            if value is None or _is_cell(value):
                continue
            if key in known:  # of others it is a text or number
                found = make_trouble("nested_value", "error", case="cell", row=number, column=key)
                note(troubles, found)
            else:
                _count(nested, key, number)
        for key in known.difference(members):
            _count(absent, key, number)
        yield number, [write_cell(members.get(key), decimal) for key in keys]
    for key, (row, count) in nested.items():
        note(troubles, make_trouble(
            "nested_value", "warning", case="column", row=row, column=key, count=count
        ))  # fmt: skip
    for key in (each for each in keys if each in absent):
        row, count = absent[key]
        note(troubles, make_trouble(
            "absent_property", "warning", row=row, column=key, count=count
        ))  # fmt: skip


def write_cell(value: Any, decimal: str = ".") -> str:
    """A property as text; '' for null and for what is no text or number."""
    if isinstance(value, Number):
        return write_number(value, decimal)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ""


def write_number(text: str, decimal: str = ".") -> str:
    """A number of JSON as people write it: 1e3 and 1000.0 are 1000."""
    exponent = text.lower().partition("e")[2]
    if exponent and len(exponent) <= 3 and abs(int(exponent)) <= _MOST_DIGITS:
        text = format(Decimal(text), "f")
    elif exponent:
        return text.replace(".", decimal)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", decimal)


def _list_properties(feature: Any) -> dict[str, Any]:
    """The properties of a feature, and its id where that is a text: it may be the code of an area;
    numbers only count."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _Unfit("not_a_feature")
    found = feature.get("properties")
    for each in (feature, found):
        if isinstance(each, Doubled):
            raise _Unfit("double_property", each.twice)
    if not found or not isinstance(found, dict):
        raise _Unfit("no_properties")
    code = feature.get("id")
    if type(code) is str and "id" not in found:
        return {"id": code, **found}
    return found


def _is_cell(value: Any) -> bool:
    return isinstance(value, str | bool)  # a Number is one too


def _check_text(path: Path, number: int, key: str, value: Any) -> None:
    for text in (key, value):
        if isinstance(text, str) and not is_utf8(text):
            shown = text[:80].encode("utf-8", "replace").decode()
            column = key if is_utf8(key) else None
            raise NotText(path, "geojson_text", row=number, column=column, found=shown)


@lru_cache(maxsize=10_000)  # words come again
def _find_shape(text: str) -> str | None:
    return shape(text) if is_figure(text) else None


def _count(found: dict[str, tuple[int, int]], key: str, number: int) -> None:
    first, count = found.get(key, (number, 0))
    found[key] = (first, count + 1)

"""What somebody typed into a form, as raw data of a record; `core.atlas.build` judges it."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from weft.core.atlas.files.columns import Column, list_columns
from weft.core.atlas.records import NOBODY
from weft.web.contributing.forms.fields import choose_language, read_texts
from weft.web.contributing.forms.layout import lay_out
from weft.web.contributing.forms.words import read_answer

LONGEST = 20_000  # characters of one field
MOST_ROWS = 200


def read_form(
    posted: QueryDict, section: str, before: Mapping[str, Any], language: str
) -> dict[str, Any]:
    """The data of a form laid over what the record was before; what the form does not ask stays.
    Only the fields of the form are read, whatever else was sent."""
    data = dict(before)
    for column in (*lay_out(section)[0], *lay_out(section)[1]):
        _put(data, column.name, _read_field(posted, column, column.name, before, language))
    if section == "mechanisms":
        data["members"] = _read_rows(posted, "members", "members", before, language)
    if section != "sources":
        data["sources"] = _read_rows(posted, "citations", "sources", before, language)
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def _read_rows(
    posted: QueryDict, sheet: str, name: str, before: Mapping[str, Any], language: str
) -> list[dict[str, Any]]:
    """The rows that have anything in them."""
    columns = [x for x in list_columns(sheet) if x.name not in ("mechanism", "section", "record")]
    old = before.get(name) or []
    rows = []
    for at in range(MOST_ROWS):
        if f"{name}.{at}.{columns[0].name}" not in posted:
            break
        there = old[at] if at < len(old) and isinstance(old[at], Mapping) else {}
        row: dict[str, Any] = {}
        for column in columns:
            path = f"{name}.{at}.{column.name}"
            _put(row, column.name, _read_field(posted, column, path, there, language))
        row = {key: value for key, value in row.items() if value not in (None, "", [], {})}
        if row.get(columns[0].name) or len(row) > 1:
            rows.append(row)
    return rows


def _read_field(
    posted: QueryDict, column: Column, path: str, before: Mapping[str, Any], language: str
) -> Any:
    # Templates name nested fields by dots, as problems do.
    typed = posted.getlist(path.replace(":", "."))
    values = [each.replace("\x00", "").strip()[:LONGEST] for each in typed]
    values = [read_answer(each) if column.refers_to else each for each in values if each]
    if column.several:
        return NOBODY if values == [NOBODY] else values
    value = values[0] if values else ""
    if column.kind == "text":
        texts = read_texts(_find(before, column.name))
        texts[choose_language(texts, language)] = value
        return {code: words for code, words in texts.items() if words}
    if column.kind == "boolean":
        return {"yes": True, "no": False}.get(value)
    return value or None


def _find(data: Mapping[str, Any], name: str) -> Any:
    found: Any = data
    for step in name.split(":"):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _put(data: dict[str, Any], name: str, value: Any) -> None:
    *path, last = name.split(":")
    for step in path:
        inner = data.get(step)
        data[step] = dict(inner) if isinstance(inner, Mapping) else {}
        data = data[step]
    if value in (None, "", [], {}):
        data.pop(last, None)
    else:
        data[last] = value

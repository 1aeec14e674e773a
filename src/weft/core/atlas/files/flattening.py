"""From an atlas to the rows of its sheets, for Excel and CSV."""

from typing import Any

from weft.core.atlas.atlas import SECTIONS, Atlas
from weft.core.atlas.build import HEAD, join_list
from weft.core.atlas.files.columns import HEAD_SHEET, NESTED, list_columns
from weft.core.atlas.records import NOBODY


def write_tables(atlas: Atlas) -> dict[str, list[dict[str, str]]]:
    """Sheet -> rows, each a dict of column -> text; sheets without rows are left out."""
    data = atlas.model_dump(mode="json", exclude_defaults=True)
    head = _flatten({"weft": atlas.weft} | {key: data[key] for key in HEAD if key in data})
    sheets: dict[str, list[dict[str, str]]] = {
        HEAD_SHEET: [{"field": key, "value": value} for key, value in head.items()]
    }
    extra: dict[str, list[dict[str, str]]] = {sheet: [] for sheet in NESTED}
    for section in SECTIONS:
        rows = sheets[section] = []
        for record in data.get(section, ()):
            for sheet, (keys, target, _) in NESTED.items():
                items = record.pop(target, [])
                if sheet == "citations" and items:
                    record.update(items.pop(0))
                named = (section, record["id"])[-len(keys) :]
                extra[sheet] += [
                    {**dict(zip(keys, named, strict=True)), **_flatten(item)} for item in items
                ]
            rows.append(_flatten(record))
    return {sheet: rows for sheet, rows in (sheets | extra).items() if rows}


def list_header(sheet: str, rows: list[dict[str, str]]) -> list[str]:
    """The sheet's own columns, each followed by those of further languages and registers."""
    known = [each.name for each in list_columns(sheet)]
    more = {name for row in rows for name in row} - set(known)
    header: list[str] = []
    for name in known:
        header.append(name)
        header += sorted(each for each in more if each.rpartition(":")[0] == name)
    return header + sorted(more - set(header))


def _flatten(data: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested dicts as {"name:fr": ...}; lists as "a; b"; an empty list as "nobody"."""
    flat: dict[str, str] = {}
    for key, value in data.items():
        # Words in no stated language stand in the plain column; a register may be called und.
        plain = key == "und" and prefix != "codes:"
        name = prefix.removesuffix(":") if plain else f"{prefix}{key}"
        if isinstance(value, dict):
            flat.update(_flatten(value, f"{name}:"))
        elif isinstance(value, list):
            flat[name] = join_list(map(str, value)) if value else NOBODY
        elif isinstance(value, bool):
            flat[name] = "yes" if value else "no"
        elif value is not None:
            flat[name] = str(value)
    return flat

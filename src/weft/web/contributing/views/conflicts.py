"""What to show where two people edited the same at once, and what comes of their choice."""

from collections.abc import Mapping, Sequence
from typing import Any

from weft.core.atlas.files.columns import list_columns
from weft.core.atlas.merging import Clash, merge
from weft.core.atlas.records import Record
from weft.core.terms import label
from weft.web.atlas.actions import Edit
from weft.web.atlas.telling import Teller
from weft.web.contributing.forms.fields import read_texts, write_name


def describe_clashes(
    teller: Teller, edit: Edit, shown: Record, clashes: Sequence[Clash]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Mine and theirs put together as data of a form, mine where they clash; and for each field in
    which they do, theirs in words."""
    assert edit.base is not None and edit.mine is not None  # noqa: S101
    together = merge(edit.base, edit.mine, shown).record
    fields = type(shown).model_fields
    theirs = {}
    for each in clashes:
        name = fields[each.field].alias or each.field
        theirs[name] = _say(teller, edit.section, name, shown)
    return together.model_dump(mode="json", exclude_defaults=True), theirs


def take_theirs(
    data: dict[str, Any], theirs: Mapping[str, Any], fields: Sequence[str]
) -> dict[str, Any]:
    """The data of a form with some fields as others left them."""
    taken = dict(data)
    for name in fields:
        if name in theirs:
            taken[name] = theirs[name]
        else:
            taken.pop(name, None)
    return taken


def _say(teller: Teller, section: str, name: str, record: Record) -> str:
    """A field's value in words."""
    value = record.model_dump(mode="json", exclude_defaults=True).get(name)
    if value is None:
        return "–"
    column = next((each for each in list_columns(section) if each.name == name), None)
    several = value if isinstance(value, list) else [value]
    if column and column.kind == "text":
        return " / ".join(read_texts(value).values())
    words = []
    for each in several:
        if isinstance(each, dict):
            words.append(", ".join(str(x) for x in each.values()))
        elif column and column.vocabulary:
            words.append(label(column.vocabulary, each, teller.language))
        elif column and column.refers_to:
            words.append(write_name(teller.view, column.refers_to, str(each), teller.language))
        else:
            words.append(str(each))
    return "; ".join(words)

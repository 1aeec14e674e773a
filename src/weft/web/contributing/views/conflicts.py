"""What to show where two people edited the same at once, and what comes of their choice."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from weft.core.atlas.merging import Clash, merge
from weft.core.atlas.records import Record
from weft.web.atlas.actions import Edit
from weft.web.atlas.differences import Writer
from weft.web.atlas.facts import View
from weft.web.atlas.writing import dump


def describe_clashes(
    view: View, language: str, edit: Edit, shown: Record, clashes: Sequence[Clash]
) -> tuple[dict[str, Any], dict[str, Markup]]:
    """Mine and theirs put together as data of a form, mine where they clash; and for each field in
    which they do, theirs in words, as the history says it."""
    assert edit.base is not None and edit.mine is not None  # noqa: S101
    together = merge(edit.base, edit.mine, shown).record
    writer, fields = Writer(view, view.atlas, language), type(shown).model_fields
    theirs = {}
    for each in clashes:
        name = fields[each.field].alias or each.field
        parts = writer.write(shown, name, getattr(shown, each.field))
        lines = [line for found in parts.values() for line in found]
        theirs[name] = Markup("; ").join(lines) or Markup("–")
    return dump(together), theirs


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

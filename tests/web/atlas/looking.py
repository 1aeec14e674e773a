"""Brings the search index to an atlas and looks for words in it, for the tests of search."""

from typing import Any

from weft.core.atlas import Atlas
from weft.core.atlas.visibility import keep_public
from weft.web.atlas.facts import Version, View
from weft.web.atlas.search.entries import Entry
from weft.web.atlas.search.finding import Found, search
from weft.web.atlas.search.indexing import update_index


def index(after: Atlas, before: Atlas | None = None) -> View:
    """Bring the index from one atlas to another; what the public then sees."""
    update_index(before or Atlas(), after, lambda *_: None)
    return View(keep_public(after), Version("", ""), {})


def list_hits(found: Found) -> list[str]:
    return [f"{each.section}/{each.key}" for each in found.hits]


def look(view: View, term: str, **filters: Any) -> list[str]:
    return list_hits(search(view, term, **filters))


def list_entries() -> list[tuple[Any, ...]]:
    """All of the index but the numbers, which depend on what came before."""
    rows = Entry.objects.order_by("id")
    return list(rows.values_list("section", "key", "fingerprint", "tokens"))


def fill_anew(atlas: Atlas) -> list[tuple[Any, ...]]:
    """The entries of an index made of one atlas alone."""
    Entry.objects.all().delete()
    index(atlas)
    return list_entries()

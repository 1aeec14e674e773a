"""Addresses of what a weave shows: each knot leads to its cell, each thread to its facts."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

from weft.core.atlas import Atlas
from weft.core.atlas.facts import Competence
from weft.pictures import Weave
from weft.web.atlas.addresses import find_facts


def make_link(atlas: Atlas, weave: Weave, on: str = "") -> Callable[[tuple[str, ...]], str]:
    """From the facts of a knot to the page of its cell; from those of a thread to theirs. `on`
    goes along where another day than the usual was asked for."""
    cells = {each.facts: (each.area, each.column) for each in weave.crossings if each.facts}
    query = f"?{urlencode({'on': on})}" if on else ""

    def link(facts: tuple[str, ...]) -> str:
        if facts in cells and isinstance(atlas.facts[facts[0]], Competence):
            return reverse("cell", args=[weave.place, *cells[facts]]) + query
        return find_facts(atlas, facts)

    return link

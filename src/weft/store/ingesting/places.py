"""Which places the areas of a file are: by a recipe that a person confirmed, by code or by exact
name, never by a guess; for the import."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from weft.core.observatory.recipe import Recipe
from weft.core.observatory.registry import AreaMatch, Registry
from weft.core.observatory.report import Trouble, make_trouble
from weft.core.terms import fold
from weft.store.ingesting.words import strip_marks

_MOST_NEAR = 300  # areas whose nearest places are looked for: it takes time
_MOST_LISTED = 1_000  # unmatched areas that a report names


@dataclass
class Places:
    """The areas of a file, and what places they are."""

    table: pa.Table  # word, name, area, place: as the file writes them, and what they are
    matches: dict[str, AreaMatch]  # by area


def match_places(words: Iterable[tuple[str, str]], recipe: Recipe, registry: Registry) -> Places:
    """The place of every area of a file, given as (area, its name or '')."""
    rows: dict[str, list[str | None]] = {"word": [], "name": [], "area": [], "place": []}
    matches: dict[str, AreaMatch] = {}
    near = 0
    for word, name in words:
        area, label = strip_marks(word), strip_marks(name)
        found = matches.get(area)
        if found is None or (not found.place and found.how == "none" and label != found.name):
            said = recipe.places.get(word) or recipe.places.get(area)
            if said:
                place = said if said in registry.place_by_id else None
                found = AreaMatch(area=area, name=label or None, place=place, how="recipe")
            elif area in recipe.unmatched or word in recipe.unmatched or not area:
                found = AreaMatch(area=area, name=label or None)
            elif near < _MOST_NEAR or {fold(area), fold(label)} & registry.words or len(area) == 3:
                found = registry.match(area, label or None)
                near += found.place is None
            else:
                found = AreaMatch(area=area, name=label or None)
            matches[area] = found
        rows["word"].append(word)
        rows["name"].append(name)
        rows["area"].append(area)
        rows["place"].append(found.place)
    schema = pa.schema([(each, pa.string()) for each in rows])
    return Places(pa.table(rows, schema), matches)


def report_places(
    places: Places, recipe: Recipe, figures: Mapping[str, tuple[int, int]], head: str | None
) -> tuple[tuple[AreaMatch, ...], list[Trouble]]:
    """Every area with how many figures it has, and what a person should look at.

    `figures`: area -> number of its figures, and its first row.
    """
    troubles: list[Trouble] = []
    listed: list[AreaMatch] = []
    said = set(recipe.unmatched)
    unknown = 0
    for area in sorted(places.matches):
        if area not in figures:
            continue
        count, row = figures[area]
        match = places.matches[area].model_copy(update={"figures": count})
        if match.place or area in said or unknown < _MOST_LISTED:
            listed.append(match)
        if match.place or area in said:
            continue
        unknown += 1
        if match.how == "recipe":
            meant = recipe.places.get(area, "")
            troubles.append(make_trouble(
                "no_such_place", "error", {"found": area, "place": meant},
                row=row, column=head, count=max(count, 1),
            ))  # fmt: skip
        elif unknown <= _MOST_LISTED:
            named = f"{area} ({match.name})" if match.name else area
            parts = {"found": named, "nearest": ", ".join(match.nearest)}
            troubles.append(make_trouble(
                "unknown_place", "warning", parts, "near" if match.nearest else "far",
                row=row, column=head, count=max(count, 1),
            ))  # fmt: skip
    return tuple(listed), troubles

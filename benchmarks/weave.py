"""How long the weave of one dense place takes: 14 areas x 7 columns, nearly every crossing full."""

import datetime as dt
import statistics
import time
from itertools import pairwise
from typing import Any

from weft.core.atlas import Atlas
from weft.core.terms import list_codes
from weft.pictures import draw_weave, lay_out

LIMIT = 50.0  # milliseconds, to lay out and draw
ROUNDS = 25
AREAS = list_codes("areas")[:14]
LEVELS = list_codes("levels")
DAY = dt.date(2026, 3, 1)


def make_dense_place() -> Atlas:
    """A place with an actor at every level, four roles at every crossing, and ties between all."""
    places = [
        {"id": level, "name": level.title(), "levels": [level], "parent": above}
        for above, level in zip((None, *LEVELS), LEVELS, strict=False)
    ]
    actors = [
        {"id": f"of-{level}", "name": f"Office of {level}", "kind": "government", "place": level}
        for level in LEVELS
    ]
    actors.append({"id": "of-others", "name": "House", "kind": "civil_society", "place": "local"})
    names = [str(each["id"]) for each in actors]
    competences = [
        {
            "id": f"c-{a}-{h}-{r}-{basis}".replace("_", "-"),
            "holder": holder, "area": area, "role": role, "basis": basis, "holds": (a + h) % 7 > 0,
        }
        for a, area in enumerate(AREAS)
        for h, holder in enumerate(names)
        for r, role in enumerate(list_codes("roles"))
        if (a + h + r) % 5
        for basis in list_codes("bases")
    ]  # fmt: skip
    kinds = list_codes("mechanism_kinds")
    pairs = [*pairwise(names), *zip(names, names[2:], strict=False), (names[1], names[4])]
    mechanisms: list[dict[str, Any]] = [
        {
            "id": f"m-{a}-{p}", "name": f"Table {a}.{p}", "kind": kinds[(a * 5 + p) % len(kinds)],
            "areas": [area], "formality": list_codes("formalities")[(a + p) % 3],
            "members": [{"actor": each} for each in pair],
        }
        for a, area in enumerate(AREAS)
        for p, pair in enumerate(pairs)
        if (a + p) % 4 or p < 6
    ]  # fmt: skip
    mechanisms += [
        {
            "id": f"r-{a}", "name": f"Desk {a}", "kind": "exchange", "areas": list(areas),
            "members": [{"actor": names[a % len(names)]}],
        }
        for a, areas in enumerate(zip(AREAS, AREAS[2:], strict=False))
    ]  # fmt: skip
    return Atlas.model_validate(
        {
            "places": places,
            "actors": actors,
            "competences": competences,
            "mechanisms": mechanisms,
        }
    )


def main() -> None:
    """Print the least processor time of laying out and drawing, and the limit."""
    atlas = make_dense_place()
    times = []
    drawing = ""
    for _ in range(ROUNDS):
        start = time.process_time()
        drawing = draw_weave(lay_out(atlas, "local", DAY))
        times.append((time.process_time() - start) * 1000)
    weave = lay_out(atlas, "local", DAY)
    best = min(times)  # the round that other work on the machine disturbed least
    print(
        f"weave of {len(weave.rows)} areas x {len(weave.columns)} columns, "
        f"{len(atlas.competences)} competences, {len(weave.threads)} threads, "
        f"{len(drawing) / 1024:.0f} kB: {best:.1f} ms (median "
        f"{statistics.median(times):.1f} ms, first {times[0]:.1f} ms; "
        f"limit {LIMIT:.0f} ms: {'kept' if best <= LIMIT else 'MISSED'})"
    )


if __name__ == "__main__":
    main()

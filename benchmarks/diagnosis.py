"""Diagnosing a whole country: 2,000 settings with their facts, and twice as many for the growth."""

import time

from weft.core.atlas import Atlas
from weft.core.diagnosis import diagnose, list_settings
from weft.core.terms import list_codes

AREAS = list_codes("areas")


def make_country(towns: int) -> Atlas:
    """A State and some towns: in each area a competence of the State, one of each town, a mandate
    for each town, and a survey of each town."""
    ids = [f"town-{number}" for number in range(towns)]
    cited = [{"source": "report"}]
    return Atlas.model_validate(
        {
            "sources": [{"id": "report", "title": "Report", "grade": "B", "date": "2024"}],
            "places": [
                {"id": "land", "name": "Land", "levels": ["national"]},
                *(
                    {"id": each, "name": each, "levels": ["local"], "parent": "land"}
                    for each in ids
                ),
            ],
            "actors": [
                {"id": "state", "name": "State", "kind": "government", "place": "land"},
                *(
                    {"id": f"city-{each}", "name": each, "kind": "government", "place": each}
                    for each in ids
                ),
            ],
            "competences": [
                {
                    "id": f"{holder}-{area}".replace("_", "-"), "holder": holder, "area": area,
                    "role": "deliver", "basis": "de_facto", "sources": cited,
                }
                for area in AREAS
                for holder in ("state", *(f"city-{each}" for each in ids))
            ],
            "mechanisms": [
                {
                    "id": f"m-{each}-{area}".replace("_", "-"), "name": f"{each} {area}",
                    "kind": "mandate", "areas": [area], "sources": cited,
                    "members": [{"actor": "state"}, {"actor": f"city-{each}"}],
                }
                for each in ids
                for area in AREAS
            ],
            "surveys": [
                {
                    "id": f"s-{each}", "name": each, "place": each, "areas": list(AREAS),
                    "levels": ["national", "local"], "closes": ["coordinating_ties"],
                    "found": [], "sources": cited,
                }
                for each in ids
            ],
        }
    )  # fmt: skip


def measure(towns: int) -> tuple[int, float]:
    """Settings, and seconds to find and diagnose them."""
    atlas = make_country(towns)
    start = time.perf_counter()
    found = diagnose(atlas, list_settings(atlas))
    return len(found), time.perf_counter() - start


def main() -> None:
    """Print both times and how they grow: 2 is linear, 4 is quadratic."""
    few, once = measure(134)
    many, twice = measure(268)
    print(f"{few:,} settings: {once:.2f} s; {many:,} settings: {twice:.2f} s")
    print(f"growth {twice / once:.1f} for {many / few:.1f} times the settings")

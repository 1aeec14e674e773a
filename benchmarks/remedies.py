"""The smallest change in a city of 150 actors, for each kind of goal, against a limit of 2 s."""

import random
import time
from typing import Any

from weft.core.atlas import Atlas
from weft.core.diagnosis import Setting, list_settings
from weft.core.diagnosis.remedies import Catalogue, find_remedy, read_catalogue, read_goal
from weft.core.terms import list_codes

OFFICES = 44  # of the State, and as many of the city
ASSOCIATIONS = 60
BODIES = 20
LIMIT = 2.0  # seconds
GOALS = ("centralist", "localist", "decoupled", "multilevel", "a", "b", "c", "G-ACCO")
KINDS = ("consultative_body", "co_deciding_body", "exchange", "consultation", "shared_service")
BASES = ("de_jure", "de_facto", "de_jure", "de_facto", "de_jure")  # of each role
CITED = [{"source": "report"}]
# Bodies that never meet and that the State commands alone; and such that reach nobody.
COMMANDED = [{"actor": "state", "seat": "chair", "voice": "vote"}, {"actor": "city"}]
IDLE = {"meetings": 0.0, "agenda": ["state"], "veto": ["state"], "members": COMMANDED}
DEAD = {**IDLE, "coverage": 0.0}
# Changes that make something new, rather than mend what is there.
NEW = ("add_body", "add_round_table", "sign_contract", "publish")


def make_city(seed: int, *, surveyed: bool = False, **idle: Any) -> Atlas:
    """150 actors; 20 bodies in housing of both levels, with associations in most, that differ in
    kind, members and meetings; roles and a mandate. With `idle` all bodies say so of themselves,
    and nothing else is recorded."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    state = ["state", *(f"state-office-{number}" for number in range(OFFICES))]
    city = ["city", *(f"city-office-{number}" for number in range(OFFICES))]
    associations = [f"association-{number}" for number in range(ASSOCIATIONS)]
    mandate = {
        "id": "mandate", "name": "Mandate", "kind": "mandate", "areas": ["housing"],
        "members": [{"actor": "state"}, {"actor": "city"}], "sources": CITED,
    }  # fmt: skip
    surveys = [
        {
            "id": "survey", "name": "Survey", "place": "town", "areas": ["housing"],
            "closes": ["ties", "disputes", "competences", "policies"], "sources": CITED,
        }
    ]  # fmt: skip
    return Atlas.model_validate(
        {
            "places": [
                {"id": "land", "name": "Land", "levels": ["national"]},
                {"id": "town", "name": "Town", "levels": ["local"], "parent": "land"},
            ],
            "sources": [{"id": "report", "title": "Report", "grade": "B", "date": "2024"}],
            "actors": [
                *_make_offices(state, "land"),
                *_make_offices(city, "town"),
                *(
                    {"id": each, "name": each, "kind": "civil_society", "place": "town"}
                    for each in associations
                ),
            ],
            "mechanisms": [
                _make_body(chance, number, state, city, associations) | idle
                for number in range(BODIES)
            ]
            + ([] if idle else [mandate]),
            "competences": [
                {
                    "id": f"{holder}-{role}", "holder": holder, "area": "housing", "role": role,
                    "basis": basis, "sources": CITED,
                }
                for role, basis in zip(list_codes("roles"), BASES, strict=True)
                if not idle
                for holder in chance.sample(("state", "city"), chance.randint(1, 2))
            ],
            "surveys": surveys if surveyed else [],
        }
    )  # fmt: skip


def _make_offices(ids: list[str], place: str) -> list[dict[str, Any]]:
    head, *offices = ids
    return [
        {"id": head, "name": head, "kind": "government", "place": place},
        *({"id": each, "name": each, "kind": "agency", "parent": head} for each in offices),
    ]


def _make_body(
    chance: random.Random, number: int, state: list[str], city: list[str], others: list[str]
) -> dict[str, Any]:
    members = [
        *chance.sample(state, 2), *chance.sample(city, 2), *chance.sample(others, number % 4),
    ]  # fmt: skip
    more: dict[str, Any] = {}
    if number % 2:
        more |= {"meetings": float(chance.choice((1, 2, 4, 6)))}
    if number % 3:
        more |= {"last_active": chance.choice(("2018", "2021-05", "2023-11"))}
    return {
        "id": f"body-{number}", "name": f"Body {number}", "kind": KINDS[number % len(KINDS)],
        "areas": ["housing"], "sources": CITED, "decides": chance.choice((None, True, False)),
        "members": [
            {"actor": each, "voice": chance.choice((None, "voice", "consulted"))}
            for each in members
        ],
        **more,
    }  # fmt: skip


def measure(atlas: Atlas, setting: Setting, goal: str, catalogue: Catalogue) -> tuple[float, str]:
    """Seconds, and what came out."""
    start = time.perf_counter()
    found = find_remedy(atlas, setting, read_goal(goal), catalogue=catalogue)
    seconds = time.perf_counter() - start
    codes = ", ".join(each.code for each in found.measures) or "nothing to do"
    said = f"{codes} (cost {found.cost:g})" if found.found else "nothing found"
    return seconds, f"{found.considered:,} sets, {said}"


def main() -> None:
    """Print for each goal the time, the sets considered and the answer."""
    everything = read_catalogue()
    mending = {code: row for code, row in everything.items() if code not in NEW}
    cities = {
        "something recorded": (make_city(1), everything),
        "all surveyed": (make_city(1, surveyed=True), everything),
        "idle bodies": (make_city(1, **IDLE), everything),
        "idle bodies that nothing revives, nothing new": (make_city(1, **DEAD), mending),
    }
    for name, (atlas, catalogue) in cities.items():
        (setting,) = list_settings(atlas, place="town", area="housing")
        print(f"{len(atlas.actors)} actors, {BODIES} bodies, {name}:")
        for goal in GOALS:
            seconds, said = measure(atlas, setting, goal, catalogue)
            kept = "kept" if seconds <= LIMIT else "MISSED"
            print(f"  {goal:<11} {seconds:5.2f} s (limit {LIMIT:g}: {kept}); {said}", flush=True)


if __name__ == "__main__":
    main()

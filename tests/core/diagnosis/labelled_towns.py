"""Four towns of which all is known, one for each configuration, for tests that need a label."""

from typing import Any

from tests.core.diagnosis.towns import ALL_SURVEYS, cite, hold, make_atlas, plan, tie
from weft.core.atlas import Atlas
from weft.core.terms import list_codes

Records = dict[str, list[dict[str, Any]]]
ROLES = list_codes("roles")
LIVELY: dict[str, Any] = {"meetings": 12, "last_active": "2020-06-01"}
EQUALS = [
    {"actor": "state", "seat": "chair", "voice": "vote"},
    {"actor": "city", "seat": "chair", "voice": "vote"},
]


def hold_all(holder: str, *roles: str) -> list[dict[str, Any]]:
    """The roles, by law and in practice."""
    return [hold(holder, role, basis=basis) for role in roles for basis in ("de_jure", "de_facto")]


def take_stance(name: str, issuer: str, stance: float, origin: str = "own") -> dict[str, Any]:
    """A plan that stands at one point of every axis."""
    return {**plan(name, issuer, **dict.fromkeys(list_codes("axes"), stance)), "origin": origin}


TOWNS: dict[str, Records] = {
    # The State decides and commands; the city carries out a policy that is not its own.
    "centralist": {
        "competences": [
            *hold_all("state", "regulate", "fund", "coordinate"),
            *hold_all("city", "deliver"),
        ],
        "mechanisms": [
            tie("Law", "mandate", "state", "city"),
            tie("Visits", "inspection", "state", "city"),
        ],
        "policies": [take_stance("Ours", "city", 2, "derived"), take_stance("Theirs", "state", 2)],
        "surveys": ALL_SURVEYS,
    },
    # The city does everything, and works with its neighbours.
    "localist": {
        "competences": hold_all("city", *ROLES),
        "mechanisms": [
            tie("House", "shared_service", "city", "harbour"),
            tie("Talk", "exchange", "city", "harbour", **LIVELY),
        ],
        "policies": [take_stance("Ours", "city", 2), take_stance("Theirs", "state", 0)],
        "surveys": ALL_SURVEYS,
    },
    # Both do everything, without a tie and with opposite aims.
    "decoupled": {
        "competences": [*hold_all("state", *ROLES), *hold_all("city", *ROLES)],
        "mechanisms": [],
        "policies": [take_stance("Ours", "city", 2), take_stance("Theirs", "state", -2)],
        "surveys": ALL_SURVEYS,
    },
    # Both decide together, in a council of equals.
    "multilevel": {
        "competences": [
            *hold_all("state", "regulate", "fund"),
            *hold_all("city", "regulate", "fund"),
        ],
        "mechanisms": [
            tie(
                "Council", "co_deciding_body", *EQUALS, agenda=["state", "city"], decides=True,
                voluntary=True, **LIVELY,
            )
        ],
        "policies": [take_stance("Ours", "city", 2), take_stance("Theirs", "state", 2)],
        "surveys": ALL_SURVEYS,
    },
}  # fmt: skip


def make_town(name: str, **more: list[dict[str, Any]]) -> Atlas:
    """One of the four, with some sections other than they are."""
    return make_atlas(**{**TOWNS[name], **more})


def regrade(records: Records, grade: str) -> Records:
    """The same on one document of another grade."""
    return {
        section: [{**each, "sources": cite(grade)} for each in found]
        for section, found in records.items()
    }

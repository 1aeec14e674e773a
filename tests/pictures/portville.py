"""Portville, an invented town with something of everything that a weave can show."""

import datetime as dt
from typing import Any

from weft.core.atlas import Atlas
from weft.core.atlas.facts import Mechanism
from weft.core.terms import list_codes

TODAY = dt.date(2026, 3, 1)
NAMES = {
    "union": ("European Union", "Union européenne", "الاتحاد الأوروبي"),
    "state": ("Ministry of the Interior", "Ministère de l'Intérieur", "وزارة الداخلية"),
    "prefecture": ("Prefecture", "Préfecture", "العمالة"),
    "region": ("Region of the Coast", "Région de la Côte", "جهة الساحل"),
    "metropolis": ("Metropolis of Portville", "Métropole de Portville", "حاضرة بورتفيل"),
    "city": ("City of Portville", "Ville de Portville", "مدينة بورتفيل"),
    "harbour": ("Harbour House", "Maison du Port", "بيت المرفأ"),
    "agency": ("Agency for Refugees", "Agence pour les réfugiés", "وكالة اللاجئين"),
}
PLACES = (
    ("europe", "supranational", None, ("Europe", "Europe", "أوروبا")),
    ("country", "national", "europe", ("Coastland", "Pays de la Côte", "بلاد الساحل")),
    ("coast", "regional", "country", ("The Coast", "La Côte", "الساحل")),
    ("greater-portville", "metropolitan", "coast",
     ("Greater Portville", "Grand Portville", "بورتفيل الكبرى")),
    ("portville", "local", "greater-portville", ("Portville", "Portville", "بورتفيل")),
    ("otherville", "local", "greater-portville", ("Otherville", "Autreville", "المدينة الأخرى")),
)  # fmt: skip
ACTORS = (
    ("union", "government", "europe"),
    ("state", "government", "country"),
    ("prefecture", "agency", "country"),
    ("region", "government", "coast"),
    ("metropolis", "government", "greater-portville"),
    ("city", "government", "portville"),
    ("harbour", "civil_society", "portville"),
    ("agency", "international_organisation", None),
)
# Five roles in order: B both, L by law, P in practice, n recorded as not held, S in practice
# though not by law, . nothing.
CELLS = {
    "reception": {"union": ".B...", "state": "BBL..", "metropolis": "..P..", "city": "...P.",
                  "harbour": "...P."},
    "housing": {"state": "BB.L.", "metropolis": ".BLB.", "city": "...S.", "harbour": "...P."},
    "health": {"state": "BB.BL", "city": "..P..", "harbour": "...P."},
    "education": {"state": "BB.B.", "region": ".L.B.", "city": ".B.B.", "harbour": "...P."},
    "language": {"union": ".B...", "state": "LB...", "city": "...P.", "harbour": "...P."},
    "employment": {"state": "BB.B.", "region": "..BLn"},
    "social_protection": {"state": "B....", "metropolis": ".BBBB", "city": ".BPBP",
                          "harbour": "...P."},
    "security": {"state": "BL.B.", "city": "...B."},
}  # fmt: skip
# name, kind, areas, members, formality, strength
TIES = (
    ("Arrival fund", "earmarked_grant", "reception", "union state", "formal", 0.5),
    ("Reception mandate", "mandate", "reception", "state metropolis", "formal", 0.3),
    ("Thursday calls", "exchange", "reception", "metropolis city", "informal", 0.2),
    ("Arrival house", "negotiated_contract", "reception", "city harbour", "formal", 0.5),
    ("Housing contract", "imposed_contract", "housing", "state metropolis", "formal", 0.3),
    ("Housing desk", "consultation", "housing", "metropolis city", "informal", 0.15),
    ("Shelter talks", "exchange", "housing", "city harbour", "informal", 0.15),
    ("Health letters", "information", "health", "state city", "informal", 0.1),
    ("Clinic network", "exchange", "health", "city harbour", "semi_formal", 0.4),
    ("School board", "mandate", "education", "state region", "formal", 0.3),
    ("School inspection", "inspection", "education", "state city", "formal", 0.3),
    ("Language fund", "earmarked_grant", "language", "union state", "formal", 0.3),
    ("Classes", "negotiated_contract", "language", "city harbour", None, None),
    ("Jobs pact", "negotiated_contract", "employment", "state region", "formal", 0.5),
    ("One-stop house", "shared_service", "social_protection", "metropolis city", "formal", 1),
    ("Social table", "co_deciding_body", "social_protection", "metropolis city", "formal", 0.7),
    ("Street work", "consultation", "social_protection", "metropolis city", "informal", 0.3),
    ("Welfare grant", "block_grant", "social_protection", "metropolis city", "formal", 0.4),
    ("Meals", "negotiated_contract", "social_protection", "city harbour", "formal", 0.3),
    ("Police order", "mandate", "security", "state city", "formal", 0.3),
    ("Petition", "lobbying", "housing", "state city", "informal", 0.2),
    ("Metropolitan round table", "exchange", "reception housing", "metropolis", "informal", 0.2),
    ("Social and security desk", "exchange", "social_protection security", "city", None, 0.4),
    ("Health and housing desk", "exchange", "housing health", "city", None, 0.2),
    ("Schools and welfare", "exchange", "education social_protection", "city", None, 0.3),
    ("Ministries' meeting", "consultation", "employment", "state prefecture", "formal", 0.4),
)  # fmt: skip


def weave_portville(**more: list[dict[str, Any]]) -> Atlas:
    """The atlas of Portville, with more records by section."""
    data: dict[str, list[dict[str, Any]]] = {
        "places": [
            {"id": key, "levels": [level], "parent": parent, "name": translate(names),
             "kind": "town" if level == "local" else None}
            for key, level, parent, names in PLACES
        ],
        "actors": [
            {"id": key, "kind": kind, "place": place, "name": translate(NAMES[key])}
            for key, kind, place in ACTORS
        ],
        "competences": [*list_competences(), *list_answers()],
        "mechanisms": [
            {
                "id": name.lower().replace(" ", "-").replace("'", ""), "name": name, "kind": kind,
                "areas": areas.split(), "formality": formality,
                "members": [{"actor": each} for each in members.split()],
            }
            for name, kind, areas, members, formality, _ in TIES
        ],
    }  # fmt: skip
    for section, records in more.items():
        data[section] = [*data.get(section, []), *records]
    return Atlas.model_validate(data)


def translate(names: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("en", "fr", "ar"), names, strict=True))


def list_competences() -> list[dict[str, Any]]:
    found = []
    for area, holders in CELLS.items():
        for holder, roles in holders.items():
            for role, letter in zip(list_codes("roles"), roles, strict=True):
                answers = {
                    "B": {"de_jure": True, "de_facto": True}, "L": {"de_jure": True},
                    "P": {"de_facto": True}, "n": {"de_jure": False},
                    "S": {"de_facto": True, "de_jure": False}, ".": {},
                }[letter]  # fmt: skip
                found += [
                    compose(holder, area, role, basis, holds) for basis, holds in answers.items()
                ]
    return found


def compose(
    holder: str, area: str, role: str, basis: str = "de_facto", holds: bool = True, **more: Any
) -> dict[str, Any]:
    """One competence, with an id that names what it is about."""
    key = "-".join((holder, area, role, basis, *(() if holds else ("not",)))).replace("_", "-")
    return {
        "id": key, "holder": holder, "area": area, "role": role, "basis": basis, "holds": holds,
        **more,
    }  # fmt: skip


def list_answers() -> list[dict[str, Any]]:
    return [
        compose("unknown", "housing", "coordinate", place="coast"),
        compose("unknown", "language", "fund", place="greater-portville"),
        compose("nobody", "employment", "coordinate", place="greater-portville"),
        compose(
            "prefecture", "housing", "monitor", place="portville",
            positions=[{"actor": "city", "stand": "disputes"}],
        ),
        compose(
            "metropolis", "health", "monitor",
            positions=[{"actor": "city", "stand": "disputes"}],
        ),
    ]  # fmt: skip


def measure(mechanism: Mechanism) -> tuple[float, float]:
    """The strength that TIES gives; not known where it gives none."""
    found = {name: strength for name, *_, strength in TIES}.get(mechanism.name.read())
    return (0.0, 1.0) if found is None else (float(found), float(found))

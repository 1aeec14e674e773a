"""Small atlases written by hand, for tests of the diagnosis."""

import datetime as dt
from typing import Any

from weft.core.atlas import Atlas
from weft.core.atlas.build import Draft, build_atlas
from weft.core.atlas.nearby import Nearby
from weft.core.diagnosis import Setting, read_method
from weft.core.diagnosis.evidence import ReadingName
from weft.core.diagnosis.scene import Scene

DAY = dt.date(2020, 6, 1)
PLACES = [
    {"id": "land", "name": "Land", "levels": ["national"]},
    {"id": "shire", "name": "Shire", "levels": ["regional"], "parent": "land"},
    {"id": "town", "name": "Town", "levels": ["local"], "parent": "shire", "kind": "commune"},
    {"id": "port", "name": "Port", "levels": ["local"], "parent": "shire", "kind": "commune"},
]
SOURCES = [
    {"id": f"doc-{grade.lower()}", "title": f"Document {grade}", "grade": grade, "date": "2020-05"}
    for grade in "ABCD"
]
ACTORS = [
    {"id": "state", "name": "The State", "kind": "government", "place": "land"},
    {"id": "prefect", "name": "Prefect", "kind": "agency", "place": "shire", "parent": "state"},
    {"id": "region", "name": "The Region", "kind": "government", "place": "shire"},
    {"id": "city", "name": "City of Town", "kind": "government", "place": "town"},
    {"id": "desk", "name": "Welcome Desk", "kind": "agency", "place": "town", "parent": "city"},
    {"id": "harbour", "name": "City of Port", "kind": "government", "place": "port"},
    {"id": "union", "name": "Union of Towns", "kind": "city_network", "place": "land"},
    {"id": "aid", "name": "Aid", "kind": "civil_society", "place": "town"},
]


def cite(grade: str = "A") -> list[dict[str, str]]:
    return [{"source": f"doc-{grade.lower()}", "locator": "Section 1"}]


def hold(holder: str, role: str = "deliver", **more: Any) -> dict[str, Any]:
    """A competence in housing, in practice, on a source of grade A."""
    grade = more.pop("grade", "A")
    return {
        "holder": holder,
        "area": "housing",
        "role": role,
        "basis": "de_facto",
        "sources": cite(grade),
        **more,
    }


def tie(name: str, kind: str, *members: str | dict[str, Any], **more: Any) -> dict[str, Any]:
    """A mechanism in housing on a source of grade A."""
    grade = more.pop("grade", "A")
    return {
        "name": name,
        "kind": kind,
        "areas": ["housing"],
        "members": [{"actor": each} if isinstance(each, str) else each for each in members],
        "sources": cite(grade),
        **more,
    }


def plan(name: str, issuer: str, **stance: float) -> dict[str, Any]:
    """A plan in housing with a stance, on a source of grade A."""
    return {
        "name": name,
        "issuer": issuer,
        "areas": ["housing"],
        "kind": "plan",
        "stance": stance,
        "sources": cite(),
    }


def survey(*closes: str, **more: Any) -> dict[str, Any]:
    """A survey of the State and the towns in Town, on a source of grade A."""
    return {
        "name": f"Survey of {', '.join(closes)} {sorted(more)}",
        "place": "town",
        "levels": ["national", "local"],
        "areas": ["housing"],
        "closes": list(closes),
        "sources": cite(),
        **more,
    }


ALL_SURVEYS = [
    survey("ties", "disputes", "competences", "policies"),
    survey("ties", levels=["local", "local"]),
]


def make_atlas(**sections: list[dict[str, Any]]) -> Atlas:
    """The town with what is given."""
    base = {"places": PLACES, "sources": SOURCES, "actors": ACTORS}
    merged = {**base, **sections}
    copied = {name: [dict(each) for each in records] for name, records in merged.items()}
    return build_atlas([Draft(sections=copied)])


def make_setting(**more: Any) -> Setting:
    return Setting(**{"place": "town", "area": "housing", "on": DAY, **more})


def make_scene(
    atlas: Atlas, setting: Setting | None = None, reading: ReadingName = "confirmed"
) -> Scene:
    return Scene(Nearby(atlas), setting or make_setting(), read_method(), reading)

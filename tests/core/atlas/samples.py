"""An invented town, Brikmel, whose atlas has every section: for fuzzing and for the template."""

from typing import Any

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.build import Draft, build_atlas

TOWN: dict[str, list[dict[str, Any]]] = {
    "places": [
        {"name": {"en": "Brikmel", "ar": "بريكمل"}, "levels": "local", "kind": "municipality"}
        | {"parent": "Velland", "population": "48200", "latitude": "35,76", "codes": {"iso": "VL"}},
        {"name": "Velland", "levels": "national"},
    ],
    "sources": [
        {"title": "Law on municipalities", "date": "2014-05", "grade": "A"}
        | {"url": "https://law.example/12", "language": "en"},
        {"title": "Annual report of Brikmel", "publisher": "=Brikmel", "date": "2024"},
    ],
    "actors": [
        {"name": "City of Brikmel", "kind": "government", "place": "Brikmel"}
        | {"contact": {"office": "Migration desk", "email": "desk@brikmel.example"}},
        {"name": "Migration office", "kind": "agency", "parent": "City of Brikmel"},
        {"name": {"fr": "Ministère de l'intérieur"}, "kind": "government", "place": "Velland"},
        {"name": "جمعية المهاجرين", "kind": "migrants_association", "place": "Brikmel"}
        | {"works": "with", "networks": "Towns together"},
        {"name": "Towns together", "kind": "city_network", "place": "Velland"},
    ],
    "competences": [
        {"id": "shelter", "holder": "City of Brikmel", "area": "Logement", "role": "deliver"}
        | {"basis": "in practice", "holds": "yes", "from": "2019"}
        | {"sources": [{"source": "Annual report of Brikmel", "locator": "3-4", "grade": "B"}]}
        | {"positions": [{"actor": "Migration office", "stand": "confirms", "date": "2024-02"}]},
        {"holder": "nobody", "area": "health", "role": "fund", "basis": "de_jure"}
        | {"place": "Brikmel", "level": "local", "holds": "TRUE"},
    ],
    "mechanisms": [
        {"name": "Round table", "kind": "consultative_body", "areas": "reception; housing"}
        | {"formality": "informal", "meetings": "4", "veto": "nobody", "coverage": "0,5"}
        | {"members": [{"actor": "City of Brikmel", "seat": "chair", "voice": "vote"},
                       {"actor": "جمعية المهاجرين", "voice": "voice"}]}
        | {"sources": [{"source": "Annual report of Brikmel", "paraphrase": {"en": "It meets."}},
                       {"source": "Law on municipalities", "locator": "Article 7"}]},
    ],
    "policies": [
        {"name": "Welcome plan", "issuer": "City of Brikmel", "areas": "reception"}
        | {"kind": "plan", "origin": "own", "stance": {"access": "1", "purpose": "-1"}},
    ],
    "resources": [
        {"actor": "City of Brikmel", "area": "housing", "year": "2024", "money": "200000"}
        | {"currency": "EUR", "earmarked": "no", "staff": "2.5", "capacity_unit": "beds"},
    ],
    "reports": [
        {"issuer": "City of Brikmel", "area": "housing", "year": "2024", "title": "Shelter 2024"},
    ],
    "zones": [{"name": "Housing market of Brikmel", "kind": "housing", "places": "Brikmel"}],
    "disputes": [
        {"name": "Who pays for the shelter", "areas": "housing", "kind": "dispute"}
        | {"parties": "City of Brikmel; Ministère de l'intérieur", "openness": "overt"},
    ],
    "surveys": [
        {"name": "All competences in housing", "place": "Brikmel", "areas": "housing"}
        | {"levels": "national; local", "closes": "competences", "found": "shelter"},
    ],
}  # fmt: skip


def make_town() -> Atlas:
    """The atlas of Brikmel."""
    sections = {section: [dict(record) for record in records] for section, records in TOWN.items()}
    return build_atlas([Draft({"title": "Brikmel", "licence": "CC0-1.0"}, sections)])

"""A small town with names in English, French and Arabic, for tests of sentences."""

import re
from typing import Any

from tests.core.diagnosis import towns
from weft.core.atlas import Atlas
from weft.core.atlas.sentences import Voice
from weft.core.terms import label, list_codes, list_vocabularies
from weft.core.terms.phrases import read_phrases

FR, AR = Voice(language="fr"), Voice(language="ar")
LANGUAGES = ("en", "fr", "ar")


def name(en: str, fr: str, ar: str) -> dict[str, str]:
    return {"en": en, "fr": fr, "ar": ar}


TOWN = name("Town", "Bourg", "البلدة")
PLACES = [
    {"id": "land", "name": name("Land", "Pays-Haut", "البلاد"), "levels": ["national"]},
    {"id": "shire", "name": name("Shire", "Comté", "الناحية"), "levels": ["regional"],
     "parent": "land"},
    {"id": "town", "name": TOWN, "levels": ["local"], "parent": "shire"},
    {"id": "port", "name": name("Port", "Havre", "الميناء"), "levels": ["local"],
     "parent": "shire"},
]  # fmt: skip
ACTORS = [
    {"id": "state", "name": name("The State", "Couronne", "المملكة"), "kind": "government",
     "place": "land"},
    {"id": "region", "name": name("Shire Hall", "Conseil", "مجلس الناحية"), "kind": "government",
     "place": "shire"},
    {"id": "city", "name": name("Town Hall", "Mairie", "بلدية البلدة"), "kind": "government",
     "place": "town"},
    {"id": "harbour", "name": name("Port Hall", "Capitainerie", "بلدية الميناء"),
     "kind": "government", "place": "port"},
    {"id": "aid", "name": name("Aid", "Entraide", "العون"), "kind": "civil_society",
     "place": "town", "works": "with"},
]  # fmt: skip


def build(**sections: Any) -> Atlas:
    return towns.make_atlas(places=PLACES, actors=[*ACTORS, *sections.pop("actors", [])],
                            **sections)  # fmt: skip


def hold(holder: str | None = "city", **more: Any) -> dict[str, Any]:
    return {**towns.hold("city", id="x"), "holder": holder, **more}


def tie(kind: str, *members: Any, **more: Any) -> dict[str, Any]:
    title = name("Table", "Tablée", "المائدة")
    return {**towns.tie("Table", kind, *members, id="x"), "name": title, **more}


CASE = {"id": "x", "name": name("Case", "Affaire", "القضية"), "areas": ["housing"],
        "kind": "litigation", "sources": towns.cite()}  # fmt: skip
LOOK = {"id": "x", "name": name("Look", "Regard", "النظرة"), "place": "town",
        "areas": ["housing"], "closes": ["ties", "competences"],
        "sources": towns.cite()}  # fmt: skip
PLAN = {"id": "x", "name": name("Plan", "Projet", "المشروع"), "issuer": "city",
        "areas": ["health"], "kind": "strategy"}  # fmt: skip
MEANS = {"id": "x", "actor": "city", "area": "housing", "year": 2020}
UNIT = {"id": "x", "name": name("Unit", "Cellule", "الوحدة"), "kind": "agency"}
EVERY = {"holder": None, "place_kind": "country", "place": "land"}
CHAIR = {"actor": "city", "seat": "chair"}


def list_words(said: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{2,}", said.lower()))


def list_own_words(language: str) -> set[str]:
    """All words of the phrases and labels of a language."""
    words = set()
    for phrase in read_phrases().values():
        forms = phrase[language]
        for form in [forms] if isinstance(forms, str) else forms.values():
            words |= list_words(re.sub(r"{\w+}", "", form))
    for vocabulary in list_vocabularies():
        for code in list_codes(vocabulary):
            words |= list_words(label(vocabulary, code, language))
    return words


# Words that no French sentence may have: English phrases have them and French ones do not.
ENGLISH = list_own_words("en") - list_own_words("fr")
assert {"delivery", "between", "nobody", "housing", "surveyed", "from"} <= ENGLISH

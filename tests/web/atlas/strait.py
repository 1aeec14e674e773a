"""Two towns on a strait, invented, with names in several scripts and something hidden: what
searches are tried on.
"""

from typing import Any

from weft.core.atlas import Atlas

LAW = {"source": "law", "locator": "Article 4", "paraphrase": {"en": "Towns run shelters."}}


def build_strait(**more: Any) -> Atlas:
    """The atlas with more records, some of them in place of those with the same id."""
    sections: dict[str, list[dict[str, Any]]] = {
        "places": [
            {"id": "morocco", "name": {"en": "Morocco", "fr": "Maroc", "ar": "المغرب"},
             "levels": ["national"], "codes": {"iso": "MA"}},
            {"id": "tangier", "name": {"en": "Tangier", "fr": "Tanger", "ar": "طنجة"},
             "levels": ["local"], "parent": "morocco", "kind": "commune"},
            {"id": "al-hoceima", "name": {"en": "Al-Hoceima", "ar": "الحسيمة"},
             "levels": ["local"], "parent": "morocco", "kind": "commune"},
        ],
        "sources": [
            {"id": "law", "title": {"fr": "Loi organique n° 113-14"}, "publisher": "Parlement",
             "date": "2015-07", "grade": "A"},
            {"id": "minutes", "title": "Zanzibar minutes"},
        ],
        "actors": [
            {"id": "city", "name": {"en": "City of Tangier", "fr": "Ville de Tanger",
                                    "ar": "مدينة طنجة"}, "kind": "government",
             "place": "tangier"},
            {"id": "state", "name": {"en": "Ministry of the Interior",
                                     "fr": "Ministère de l'Intérieur"}, "kind": "government",
             "place": "morocco"},
            {"id": "ghost", "name": "Zanzibar League", "kind": "civil_society",
             "place": "tangier", "visibility": "place"},
        ],
        "competences": [
            {"id": "shelter", "holder": "city", "area": "housing", "role": "deliver",
             "basis": "de_facto", "sources": [LAW],
             "positions": [{"actor": "ghost", "stand": "disputes", "reason": "Zanzibar says no",
                            "source": "minutes"}]},
            {"id": "papers", "holder": "state", "area": "documents", "role": "regulate",
             "basis": "de_jure", "note": {"fr": "Les logements n'en font pas partie."}},
            {"id": "whisper", "holder": "ghost", "area": "health", "role": "deliver",
             "basis": "de_facto", "note": "Zanzibar clinic", "sources": [{"source": "minutes"}]},
        ],
        "mechanisms": [
            {"id": "table", "name": {"en": "Round table on welcome", "ar": "مراكز الاستقبال"},
             "kind": "consultative_body", "areas": ["reception", "housing"],
             "members": [{"actor": "city"}, {"actor": "state"}, {"actor": "ghost"}],
             "initiator": "ghost"},
        ],
        "policies": [
            {"id": "strategy", "name": {"fr": "Stratégie d'intégration", "en": "Integration"},
             "issuer": "city", "areas": ["integration"], "kind": "strategy"},
        ],
    }  # fmt: skip
    for section, records in more.items():
        new = {each["id"] for each in records}
        old = [each for each in sections.get(section, []) if each["id"] not in new]
        sections[section] = [*old, *records]
    return Atlas.model_validate(sections)

"""Every kind of fact, and every fact of every pack, said in English, French and Arabic."""

import re
from functools import cache
from typing import Any

import pytest

from tests.core.trilingual_town import (
    AR,
    CASE,
    CHAIR,
    ENGLISH,
    EVERY,
    FR,
    LANGUAGES,
    LOOK,
    MEANS,
    PLAN,
    UNIT,
    build,
    hold,
    list_words,
    name,
    tie,
)
from weft.cli.common import list_packs, open_atlas
from weft.core.atlas import Atlas
from weft.core.atlas.facts import Mechanism
from weft.core.atlas.sentences import Voice, join_names, list_members, name_every, say_fact
from weft.core.terms.phrases import say

# Section, record, and what is said of it in French and in Arabic.
SAID = (
    ("competences", hold(),
     "Mairie : mise en œuvre en pratique (logement).",
     "بلدية البلدة: التنفيذ في الواقع (السكن)."),
    ("competences", hold(holds=False, basis="de_jure", phase="formulation"),
     "Mairie : pas de mise en œuvre en droit (logement ; élaboration).",
     "بلدية البلدة: لا تنفيذ بحكم القانون (السكن؛ الإعداد)."),
    ("competences", hold("state", place="town", **{"from": "2014", "until": "2019-03"}),
     "Couronne : mise en œuvre en pratique (logement ; Bourg), à partir de 2014, jusqu'à 2019-03.",
     "المملكة: التنفيذ في الواقع (السكن) في البلدة، ابتداء من \u200e2014، حتى \u200e2019-03."),
    ("competences", hold(**EVERY),
     "Chaque pays (Pays-Haut) : mise en œuvre en pratique (logement).",
     "كل بلد في البلاد: التنفيذ في الواقع (السكن)."),
    ("competences", hold(**EVERY, holds=False),
     "Aucun lieu de type pays (Pays-Haut) : mise en œuvre en pratique (logement).",
     "لا بلد في البلاد: التنفيذ في الواقع (السكن)."),
    ("competences", hold("nobody", place="town"),
     "Personne (Bourg) : mise en œuvre en pratique (logement ; enquête faite).",
     "لا أحد في البلدة: التنفيذ في الواقع (السكن؛ بحسب الاستقصاء)."),
    ("competences", hold("unknown", place="land", level="regional", role="fund"),
     "Un acteur non connu au niveau Région (Pays-Haut) : financement en pratique (logement ; "
     "demandé, non connu).",
     "فاعل غير معروف على مستوى الجهة في البلاد: التمويل في الواقع (السكن؛ سُئل عنه وغير معروف)."),
    ("mechanisms", tie("exchange", "city"),
     "Tablée : échange réciproque (logement) ; membre : Mairie.",
     "المائدة: تبادل متبادل (السكن)؛ العضو: بلدية البلدة."),
    ("mechanisms", tie("consultative_body", CHAIR, "aid", areas=["housing", "health", "data"],
                       formality="informal", meetings=2.5, last_active="2019"),
     "Tablée : instance consultative, de caractère informel (logement, santé et données) ; "
     "entre Mairie (présidence) et Entraide ; 2,5 réunions par an ; "
     "dernière activité connue : 2019.",
     "المائدة: هيئة استشارية، بطابع غير رسمي (السكن، الصحة والبيانات)؛ بين بلدية البلدة (رئاسة) "
     "والعون؛ 2.5 اجتماع في السنة؛ آخر نشاط معروف: \u200e2019."),
    ("policies", {**PLAN, "origin": "derived"},
     "Projet : stratégie (santé), par Mairie, politique dérivée d'un niveau supérieur.",
     "المشروع: استراتيجية (الصحة)، من وضع بلدية البلدة، سياسة مشتقة من مستوى أعلى."),
    ("policies", {**PLAN, "issuer": None, "place_kind": "country", "place": "land"},
     "Projet : stratégie (santé), par chaque pays (Pays-Haut).",
     "المشروع: استراتيجية (الصحة)، من وضع كل بلد في البلاد."),
    ("resources", {**MEANS, "money": 1200000, "currency": "EUR", "staff": 3, "trained_staff": 1,
                   "task_cost": 2500000.5, "task_staff": 12, "capacity": 950,
                   "capacity_unit": name("beds", "lits", "سرير")},
     "Mairie (logement, 2020) : des fonds disponibles de 1\u202f200\u202f000 EUR, 3 agents, "
     "1 agent formé, un coût de la tâche de 2\u202f500\u202f000,5 EUR, 12 agents nécessaires et "
     "950 lits.",
     "بلدية البلدة (السكن، 2020): أموال متاحة قدرها 1,200,000 EUR، 3 موظفين، موظف مدرب واحد، "
     "كلفة للمهمة قدرها 2,500,000.5 EUR، حاجة إلى 12 موظفا و950 سرير."),
    ("resources", {**MEANS, "capacity": 40},
     "Mairie (logement, 2020) : une capacité de 40.",
     "بلدية البلدة (السكن، 2020): طاقة استيعابية قدرها 40."),
    ("resources", MEANS,
     "Mairie (logement, 2020) : des moyens, sans chiffre donné.",
     "بلدية البلدة (السكن، 2020): موارد دون ذكر أرقام."),
    ("reports", {"id": "x", "issuer": "city", "area": "data", "year": 2019, "title": CASE["name"]},
     "Mairie, rapport pour 2019 (données) : Affaire.",
     "بلدية البلدة، تقرير عن 2019 (البيانات): القضية."),
    ("zones", {"id": "x", "name": name("Basin", "Bassin", "الحوض"), "kind": "labour",
               "places": ["town", "port"], "population": 1000000},
     "Bassin : marché de l'emploi (Bourg et Havre), 1\u202f000\u202f000 habitants.",
     "الحوض: سوق الشغل (البلدة والميناء)، 1,000,000 نسمة."),
    ("disputes", {**CASE, "parties": ["state", "city"], "openness": "overt"},
     "Affaire : contentieux entre Couronne et Mairie (logement), ouvert.",
     "القضية: تقاض بين المملكة وبلدية البلدة (السكن)، علني."),
    ("disputes", {**CASE, "parties": ["city"], "kind": "bypass", "openness": "shadow"},
     "Affaire : contournement impliquant Mairie (logement), latent.",
     "القضية: تجاوز يخص بلدية البلدة (السكن)، خفي."),
    ("disputes", CASE, "Affaire : contentieux (logement).", "القضية: تقاض (السكن)."),
    ("surveys", {**LOOK, "levels": ["national", "local"], "found": "nobody"},
     "Enquête (Bourg) : tous les mécanismes et compétences, entre État et Ville (logement) ; "
     "aucun fait trouvé.",
     "استقصاء في البلدة: جميع الآليات والاختصاصات، بين الدولة والمدينة (السكن)؛ "
     "لم يُعثر على شيء."),
    ("surveys", {**LOOK, "actors": ["city"]},
     "Enquête (Bourg) : tous les mécanismes et compétences, concernant Mairie (logement).",
     "استقصاء في البلدة: جميع الآليات والاختصاصات مما يخص بلدية البلدة (السكن)."),
    ("surveys", LOOK,
     "Enquête (Bourg) : tous les mécanismes et compétences (logement).",
     "استقصاء في البلدة: جميع الآليات والاختصاصات (السكن)."),
    ("actors", {**UNIT, "place": "town", "parent": "city"},
     "Cellule : agence ou service public, Bourg, rattachement : Mairie.",
     "الوحدة: وكالة أو مصلحة عمومية، البلدة، ضمن بلدية البلدة."),
    ("actors", {**UNIT, "kind": "civil_society", "works": "beyond"},
     "Cellule : organisation de la société civile, va au-delà du service public.",
     "الوحدة: منظمة مجتمع مدني، تتجاوز الخدمة العمومية."),
)  # fmt: skip


@pytest.mark.parametrize(("section", "record", "fr", "ar"), SAID, ids=[x[2][:40] for x in SAID])
def test_every_kind_of_fact_is_said_in_french_and_arabic(
    section: str, record: dict[str, Any], fr: str, ar: str
) -> None:
    atlas = build(**{section: [record]})
    fact = atlas.facts["x"]
    assert say_fact(atlas, fact, FR) == fr
    assert say_fact(atlas, fact, AR) == ar
    assert not list_words(fr) & ENGLISH
    # Where every name is there in Arabic, only the code of a currency is in Latin letters.
    assert not re.search("[A-Za-z]", ar.replace("EUR", ""))
    assert not re.search("[,;?]", re.sub(r"\d,\d", "", ar))
    assert say_fact(atlas, fact, Voice(language="fr-CA")) == fr


@pytest.mark.parametrize(
    ("count", "fr", "ar"),
    [
        (0, "0 réunion par an", "دون أي اجتماع في السنة"),
        (1, "1 réunion par an", "اجتماع واحد في السنة"),
        (2, "2 réunions par an", "اجتماعان في السنة"),
        (4, "4 réunions par an", "4 اجتماعات في السنة"),
        (12, "12 réunions par an", "12 اجتماعا في السنة"),
        (100, "100 réunions par an", "100 اجتماع في السنة"),
    ],
)
def test_numbers_bend_their_nouns(count: int, fr: str, ar: str) -> None:
    atlas = build(mechanisms=[tie("exchange", meetings=count)])
    assert say_fact(atlas, atlas.facts["x"], FR).endswith(f" ; {fr}.")
    assert say_fact(atlas, atlas.facts["x"], AR).endswith(f"؛ {ar}.")


def test_a_million_and_more_have_a_form_in_every_language() -> None:
    assert say("fact_population", "fr", count=2_000_000, number="2").endswith("habitants")
    assert say("fact_population", "es", count=2_000_000, number="2").endswith("inhabitants")


@pytest.mark.parametrize(
    ("language", "amount", "said"),
    [
        ("en", 1234567.5, "1,234,567.5"),
        ("fr", 1234567.5, "1\u202f234\u202f567,5"),
        ("ar", 1234567.5, "1,234,567.5"),
        ("fr", 1e15, "1\u202f000\u202f000\u202f000\u202f000\u202f000"),
        ("fr", 100, "100"),
    ],
)
def test_amounts_have_the_signs_of_the_language(language: str, amount: float, said: str) -> None:
    assert Voice(language=language).amount(amount) == said


def test_a_list_is_cut_and_seats_are_named_in_the_language() -> None:
    assert join_names("abcde", 2, "fr") == "a, b et 3 de plus"
    assert join_names("abcde", 2, "ar") == "a، b و3 غيرهم"
    atlas = build(mechanisms=[tie("exchange", CHAIR, "aid")])
    fact = atlas.facts["x"]
    assert isinstance(fact, Mechanism)
    assert list_members(atlas, fact, AR) == ["بلدية البلدة (رئاسة)", "العون"]


def test_a_kind_of_place_without_words_is_called_as_the_law_there_calls_it() -> None:
    assert name_every("large-commune", "Land", "fr") == "chaque large commune (Land)"
    assert name_every("commune", "France", "ar") == "كل جماعة في France"


@cache
def read_pack(pack: str) -> Atlas:
    return open_atlas(pack)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", list_packs())
def test_every_fact_of_every_pack_is_said_whole(pack: str, language: str) -> None:
    atlas = read_pack(pack)
    voice = Voice(language=language)
    for fact in atlas.facts.values():
        said = say_fact(atlas, fact, voice)
        assert said.endswith(".") and not re.search(r"[{}]|None|  | [,.]|\(\)|,,", said), said


# Fact of the MC2CM atlas, and what is said of it.
REAL = (
    ("fr", "city-of-rennes-deliver-housing-de-jure-not",
     "Ville de Rennes : pas de mise en œuvre en droit (logement)."),
    ("ar", "city-of-rennes-deliver-housing-de-facto-2014",
     "مدينة رين: التنفيذ في الواقع (السكن)، ابتداء من \u200e2014."),
    ("fr", "every-commune-morocco-regulate-integration-de-facto-not-formulation-city-of-tangier",
     "Aucun lieu de type commune (Maroc) : réglementation en pratique (politique "
     "d'intégration dans son ensemble ; élaboration), jusqu'à 2021-09."),
    ("fr", "lyon-mms",
     "Maison de la Métropole et des Solidarités (MMS) : service commun (protection sociale) ; "
     "entre Ville de Lyon, Centre Communal d'Action Sociale de Lyon (CCAS) et 2 de plus, "
     "à partir de 2018-02."),
    ("ar", "lyon-working-group",
     "فريق عمل مشترك بين المؤسسات في ليون: هيئة استشارية (سياسة الإدماج عموما)؛ بين "
     "مدينة ليون، حاضرة ليون والدولة الفرنسية."),
    ("fr", "tangier-national-local-2017",
     "Enquête (Tanger) : mécanismes de coordination, entre État et Ville (politique "
     "d'intégration dans son ensemble) ; aucun fait trouvé, à partir de 2017-12, "
     "jusqu'à 2021-09."),
    ("ar", "city-of-rennes-housing-2021",
     "مدينة رين (السكن، 2021): 950 people a night."),
)  # fmt: skip


@pytest.mark.parametrize(("language", "fact", "said"), REAL)
def test_real_facts_are_said_in_full(language: str, fact: str, said: str) -> None:
    atlas = read_pack("mc2cm")
    assert say_fact(atlas, atlas.facts[fact], Voice(language=language, most=2)) == said

"""Diagnoses, what stands out and what to look at, said in English, French and Arabic."""

import re
from typing import Any

import pytest

from tests.core.diagnosis import towns
from tests.core.trilingual_town import CASE, ENGLISH, LOOK, build, hold, list_words, name, tie
from weft.core.atlas import Atlas
from weft.core.atlas.sentences import Voice
from weft.core.diagnosis import Diagnosis, Finding, diagnose, read_method
from weft.core.diagnosis.findings import say_finding
from weft.core.diagnosis.highlights import (
    Day,
    list_closed,
    list_contested,
    list_distant,
    list_joined,
    list_mutual,
    list_shadows,
)
from weft.core.diagnosis.questions import Question, say_question
from weft.core.diagnosis.sentences import (
    group_diagnoses,
    list_clauses,
    say_diagnosis,
    say_known,
)

# --- diagnoses


def diagnose_one(atlas: Atlas) -> Diagnosis:
    (found,) = diagnose(atlas, towns.make_setting())
    return found


NO_LAW = hold(id="y", basis="de_jure", holds=False)
PEERS = {**tie("exchange", "city", "harbour"), "id": "peers"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Town Hall: delivery in practice, not by law; nothing recorded joins State and "
               "City; a tie with peers of the same level; in dispute: Case."),
        ("fr", "Mairie : mise en œuvre (en pratique, pas en droit) ; rien de consigné ne lie "
               "État et Ville ; un lien avec des pairs du même niveau ; différend : Affaire."),
        ("ar", "بلدية البلدة: التنفيذ (في الواقع، لا بحكم القانون)؛ لا شيء مسجل يربط بين الدولة "
               "والمدينة؛ رابط مع نظراء من المستوى نفسه؛ نزاع: القضية."),
    ],
)  # fmt: skip
def test_what_is_known_of_a_setting(language: str, said: str) -> None:
    case = {**CASE, "id": "case", "parties": ["state", "city"], "openness": "overt"}
    atlas = build(competences=[hold(), NO_LAW], mechanisms=[PEERS], disputes=[case])
    found = diagnose_one(atlas)
    assert say_known(atlas, found, language) == said
    clauses = list_clauses(atlas, found, Voice(language=language))
    assert [set(each.facts) for each in clauses] == [{"x", "y"}, set(), {"peers"}, {"case"}]


@pytest.mark.parametrize(
    ("language", "joined", "surveyed"),
    [
        ("fr", "Ce qui lie État et Ville : Tablée, Tablée et 2 de plus.",
         "enquête faite : aucun lien de coordination entre État et Ville."),
        ("ar", "ما يربط بين الدولة والمدينة: المائدة، المائدة و2 غيرهم.",
         "بحسب الاستقصاء لا رابط تنسيق بين الدولة والمدينة."),
    ],
)  # fmt: skip
def test_ties_and_their_absence_are_said(language: str, joined: str, surveyed: str) -> None:
    ties = [{**tie("exchange", "state", "city"), "id": f"t{at}"} for at in range(4)]
    atlas = build(mechanisms=ties)
    assert say_known(atlas, diagnose_one(atlas), language) == joined
    look = {**LOOK, "closes": ["coordinating_ties"], "levels": ["national", "local"]}
    atlas = build(competences=[hold(id="y")], surveys=[{**look, "found": "nobody"}])
    assert say_known(atlas, diagnose_one(atlas), language).endswith(surveyed)


def test_a_diagnosis_is_said_in_the_language_from_its_name_to_its_verdict() -> None:
    atlas = build(competences=[hold()])
    found = diagnose_one(atlas)
    fr, ar = (say_diagnosis(atlas, found, each) for each in ("fr", "ar"))
    assert fr.startswith("Logement à Bourg (État et Ville), au 1er juin 2020 : Mairie : ")
    assert not list_words(fr) & ENGLISH
    assert ar.startswith("السكن في البلدة (الدولة والمدينة)، في 1 يونيو 2020: بلدية البلدة: ")
    assert not re.search("[A-Za-z]", ar)
    ((alike, said),) = group_diagnoses(atlas, [found], "fr")
    assert alike == (found,) and fr.endswith(f" : {said}")
    (apart,) = diagnose(atlas, towns.make_setting(upper="local", lower="national"))
    assert say_diagnosis(atlas, apart, "fr").endswith("au-dessus du niveau national.")


def test_a_question_quotes_a_fact_in_its_language() -> None:
    atlas = build(competences=[hold()])
    question = Question.model_construct(code="true", facts=("x",), level=None, role=None,
                                        basis=None)  # fmt: skip
    said = say_question(atlas, towns.make_setting(), question, "fr")
    assert "« Mairie : mise en œuvre en pratique (logement) »" in said


# --- what stands out


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", [
            "Town Hall: delivery of housing in practice, not by law",
            "Look: none found",
            "Count: 1 found",
            "List: all there is, is recorded",
            "Table: shared service of State, Region and City of Town, announced for 2021",
            "Pact: State, Region and City of Town",
            "Case: litigation between The State and Town Hall on housing",
        ]),
        ("fr", [
            "Mairie : mise en œuvre en pratique, pas en droit (logement)",
            "Regard : aucun fait trouvé",
            "Compte : 1 fait trouvé",
            "Liste : tout ce qui existe est consigné",
            "Tablée : service commun, État, Région et Ville (Bourg), début annoncé : 2021",
            "Pacte : État, Région et Ville (Bourg)",
            "Affaire : contentieux entre Couronne et Mairie (logement)",
        ]),
        ("ar", [
            "بلدية البلدة: التنفيذ في الواقع، لا بحكم القانون (السكن)",
            "النظرة: لم يُعثر على شيء",
            "الإحصاء: عُثر على واقعة واحدة",
            "القائمة: كل ما يوجد مسجل",
            "المائدة: خدمة مشتركة، الدولة، الجهة والمدينة (البلدة)، البداية المعلنة: \u200e2021",
            "الميثاق: الدولة، الجهة والمدينة (البلدة)",
            "القضية: تقاض بين المملكة وبلدية البلدة (السكن)",
        ]),
    ],
)  # fmt: skip
def test_what_stands_out(language: str, said: list[str]) -> None:
    everybody = ("state", "region", "city")
    atlas = build(
        competences=[hold(), NO_LAW],
        mechanisms=[
            {**tie("shared_service", *everybody, **{"from": "2021"}), "id": "soon"},
            {**tie("exchange", *everybody), "id": "pact", "name": name("Pact", "Pacte", "الميثاق")},
        ],
        disputes=[{**CASE, "id": "case", "parties": ["state", "city"]}],
        surveys=[
            {**LOOK, "id": "a", "found": "nobody"},
            {**LOOK, "id": "b", "found": ["pact"], "name": name("Count", "Compte", "الإحصاء")},
            {**LOOK, "id": "c", "name": name("List", "Liste", "القائمة")},
        ],
    )
    day, voice = Day([diagnose_one(atlas)]), Voice(language=language)
    rooms = (list_shadows, list_closed, list_mutual, list_joined, list_contested)
    found = [each.text for look in rooms for each in look(atlas, day, voice)]
    assert sorted(found) == sorted(said)
    assert found[:2] == said[:2]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Housing in Town: decided by the level State, with no recorded say for the level "
               "City"),
        ("fr", "Logement (Bourg) : décidé au niveau État, sans voix consignée pour le niveau "
               "Ville"),
        ("ar", "السكن في البلدة: يقرر على مستوى الدولة، دون صوت مسجل لمستوى المدينة"),
    ],
)  # fmt: skip
def test_what_is_decided_far_away(language: str, said: str) -> None:
    look = {**LOOK, "closes": ["coordinating_ties"], "levels": ["national", "local"]}
    atlas = build(
        competences=[hold("state", role="regulate", basis="de_jure")],
        surveys=[{**look, "id": "s", "found": "nobody"}],
    )
    found = [diagnose_one(atlas)]
    (distant,) = list_distant(atlas, found, read_method(), Voice(language=language))
    assert distant.text == said


# --- what to look at

DISPUTED = [{"actor": "state", "stand": "disputes"}, {"actor": "aid", "stand": "disputes"}]
LISTED = {**LOOK, "id": "s", "levels": ["national", "local"], "closes": ["ties"]}


def opinion(key: str, issuer: str, access: float) -> dict[str, Any]:
    return {**towns.plan(key, issuer, access=access), "id": key}


# Code, what makes it, and how it is said.
FOUND = (
    ("disputed", {"competences": [hold(positions=DISPUTED)]},
     "disputed by The State, Aid", "contesté par Couronne, Entraide",
     "محل اعتراض من المملكة، العون"),
    ("survey-contradicted",
     {"mechanisms": [{**tie("mandate", "state", "city"), "id": "a"},
                     {**tie("exchange", "state", "city"), "id": "b"}],
      "surveys": [{**LISTED, "found": "nobody"}]},
     "2 recorded facts the survey 'Look' does not list; it closes nothing until that is cleared "
     "up",
     "2 faits consignés que l'enquête « Regard » ne mentionne pas ; elle n'établit rien tant que "
     "ce point n'est pas éclairci",
     "واقعتان مسجلتان لا يذكرهما الاستقصاء «النظرة»، فلا يثبت به شيء حتى يتضح ذلك"),
    ("yes-and-no", {"competences": [hold(), hold(id="y", holds=False)]},
     "City: deliver in practice is recorded as held and as not held",
     "Ville : mettre en œuvre en pratique, rôle consigné à la fois comme tenu et comme non tenu",
     "المدينة: التنفيذ في الواقع، دور مسجل أنه قائم وأنه غير قائم"),
    ("policies-diverge", {"policies": [opinion("soft", "city", 2), opinion("hard", "city", -1)]},
     "policies at the level City stand apart on access",
     "les politiques du niveau Ville divergent (accès)",
     "تتباعد سياسات مستوى المدينة في الولوج"),
    ("frames-oppose", {"policies": [opinion("law", "state", -2), opinion("plan", "city", 1)]},
     "the two levels stand for opposite things on access",
     "les deux niveaux défendent des positions opposées (accès)",
     "يدافع المستويان عن مواقف متعارضة في الولوج"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "sections", "en", "fr", "ar"), FOUND, ids=[x[0] for x in FOUND])
def test_every_finding_is_said(
    code: str, sections: dict[str, Any], en: str, fr: str, ar: str
) -> None:
    atlas = build(**sections)
    (finding,) = (each for each in diagnose_one(atlas).findings if each.code == code)
    assert finding.message == say_finding(atlas, finding) == en
    assert say_finding(atlas, finding, "fr") == fr
    assert say_finding(atlas, finding, "ar") == ar
    # What was computed elsewhere comes back as JSON, and is said as well.
    again = Finding.model_validate_json(finding.model_dump_json())
    assert say_finding(atlas, again, "fr") == fr

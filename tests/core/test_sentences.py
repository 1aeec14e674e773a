"""Facts and diagnoses said in English: every kind of fact, every kind of answer, every verdict."""

import datetime as dt
from typing import Any

import pytest

from weft.core.atlas import Atlas
from weft.core.atlas.facts import Mechanism
from weft.core.atlas.sentences import Voice, join_names, list_members, say_fact
from weft.core.diagnosis import Diagnosis, diagnose, list_settings
from weft.core.diagnosis.method import TYPES
from weft.core.diagnosis.sentences import (
    group_diagnoses,
    list_clauses,
    name_setting,
    say_diagnosis,
    say_known,
    say_readings,
    say_share,
    say_verdict,
)
from weft.core.diagnosis.verdict import Verdict

DAY = dt.date(2020, 6, 1)
BASE: dict[str, Any] = {
    "places": [
        {"id": "land", "name": {"fr": "Pays", "en": "Land"}, "levels": ["national"]},
        {"id": "town", "name": "Town", "levels": ["local"], "parent": "land",
         "kind": "large-commune"},
        {"id": "port", "name": {"ar": "ميناء", "fr": "Port"}, "levels": ["local"],
         "parent": "land"},
        {"id": "capital", "name": "Capital", "levels": ["national", "local"], "parent": "land"},
    ],
    "sources": [
        {"id": "law", "title": "Law", "grade": "A", "date": "2020-06-01"},
        {"id": "press", "title": "Press", "grade": "C", "date": "2020-06-01"},
    ],
    "actors": [
        {"id": "state", "name": "The State", "kind": "government", "place": "land"},
        {"id": "city", "name": {"en": "City of Town", "fr": "Ville"}, "kind": "government",
         "place": "town"},
        {"id": "desk", "name": "Desk", "kind": "agency", "parent": "city"},
        {"id": "aid", "name": "Aid", "kind": "civil_society", "place": "town", "works": "with"},
        {"id": "harbour", "name": "Harbour", "kind": "government", "place": "port"},
    ],
}  # fmt: skip


def build(**sections: Any) -> Atlas:
    data = {key: [*BASE.get(key, []), *sections.get(key, [])] for key in {*BASE, *sections}}
    return Atlas.model_validate(data)


def hold(holder: str | None = "city", **more: Any) -> dict[str, Any]:
    return {"id": "x", "holder": holder, "area": "housing", "role": "deliver",
            "basis": "de_facto", "sources": [{"source": "law"}], **more}  # fmt: skip


def tie(**more: Any) -> dict[str, Any]:
    return {"id": "x", "name": "Table", "kind": "exchange", "areas": ["housing"],
            "sources": [{"source": "law"}], **more}  # fmt: skip


def member(*actors: str) -> list[dict[str, str]]:
    return [{"actor": each} for each in actors]


# Section, record, and what is said of it.
SAID = (
    ("competences", hold(), "City of Town: delivery in practice of housing."),
    ("competences", hold(holds=False, basis="de_jure"),
     "City of Town: no delivery by law of housing."),
    ("competences", hold(phase="implementation", **{"from": "2014", "until": "2019-03"}),
     "City of Town: delivery in practice of housing (implementation), from 2014, until 2019-03."),
    ("competences", hold("state", place="town", area="documents"),
     "The State: delivery in practice of documents and status in Town."),
    ("competences", hold(None, place_kind="large-commune", place="land"),
     "Every large commune in Land: delivery in practice of housing."),
    ("competences", hold(None, place_kind="large-commune", place="land", holds=False),
     "No large commune in Land: delivery in practice of housing."),
    ("competences", hold("nobody", place="town"),
     "Nobody in Town: delivery in practice of housing (surveyed)."),
    ("competences", hold("nobody", place="land", level="regional"),
     "Nobody at the level Region in Land: delivery in practice of housing (surveyed)."),
    ("competences", hold("unknown", place="town", role="fund"),
     "Somebody not known in Town: funding in practice of housing (asked, not known)."),
    ("mechanisms", tie(), "Table: two-way exchange on housing."),
    ("mechanisms", tie(members=member("city")),
     "Table: two-way exchange on housing; of City of Town."),
    ("mechanisms", tie(formality="informal", meetings=2.5, last_active="2019",
                       areas=["housing", "health"],
                       members=[{"actor": "city", "seat": "chair"}, *member("aid")]),
     "Table: two-way exchange, informal on housing and health; between City of Town (chair) and "
     "Aid; 2.5 meetings a year; last known active 2019."),
    ("policies", {"id": "x", "name": "Plan", "issuer": "city", "areas": ["health"],
                  "kind": "plan", "origin": "own"},
     "Plan: plan of City of Town on health, own policy."),
    ("policies", {"id": "x", "name": "Code", "place_kind": "large-commune", "place": "land",
                  "areas": ["health"], "kind": "law"},
     "Code: law of every large commune in Land on health."),
    ("resources", {"id": "x", "actor": "city", "area": "housing", "year": 2020,
                   "money": 1200000, "currency": "EUR", "staff": 3, "capacity": 950,
                   "capacity_unit": {"fr": "personnes", "en": "people a night"}},
     "City of Town on housing, 2020: 1,200,000 EUR available, 3 staff and 950 people a night."),
    ("resources", {"id": "x", "actor": "city", "area": "housing", "year": 2020},
     "City of Town on housing, 2020: means, no figure given."),
    ("reports", {"id": "x", "issuer": "city", "area": "data", "year": 2019, "title": "Bilan"},
     "City of Town reports on data in 2019: Bilan."),
    ("zones", {"id": "x", "name": "Basin", "kind": "labour", "places": ["town", "land"],
               "population": 90000},
     "Basin: labour market of Town and Land, 90,000 inhabitants."),
    ("disputes", {"id": "x", "name": "Shelter case", "parties": ["state", "city"],
                  "areas": ["housing"], "kind": "litigation", "openness": "overt"},
     "Shelter case: litigation between The State and City of Town on housing, overt."),
    ("disputes", {"id": "x", "name": "Quarrel", "areas": ["housing"], "kind": "dispute"},
     "Quarrel: open dispute on housing."),
    ("surveys", {"id": "x", "name": "S", "place": "town", "levels": ["national", "local"],
                 "areas": ["housing"], "closes": ["ties", "competences"], "found": "nobody"},
     "Surveyed in Town, all mechanisms and competences between State and City on housing: "
     "none found."),
    ("surveys", {"id": "x", "name": "S", "place": "town", "actors": ["city", "aid"],
                 "areas": ["housing"], "closes": ["ties"]},
     "Surveyed in Town, all mechanisms between City of Town and Aid on housing."),
    ("actors", {"id": "x", "name": "Unit", "kind": "agency", "place": "town", "parent": "city"},
     "Unit: public agency or department, Town, part of City of Town."),
    ("actors", {"id": "x", "name": "Help", "kind": "civil_society", "works": "beyond"},
     "Help: civil-society organisation, goes beyond public service."),
)  # fmt: skip


@pytest.mark.parametrize(("section", "record", "said"), SAID, ids=[each[2][:40] for each in SAID])
def test_every_kind_of_fact_has_its_sentence(section: str, record: dict[str, Any], said: str):
    atlas = build(**{section: [record]})
    assert say_fact(atlas, atlas.facts["x"]) == said


def test_a_survey_counts_what_it_found():
    survey = {"id": "s", "name": "S", "place": "town", "areas": ["housing"], "closes": ["ties"],
              "found": ["x"]}  # fmt: skip
    atlas = build(mechanisms=[tie()], surveys=[survey])
    assert say_fact(atlas, atlas.facts["s"]).endswith("on housing: 1 found.")


def test_a_name_falls_back_to_the_language_there_is():
    atlas = build(competences=[hold("harbour", place="port")])
    # Neither English nor unstated: the first that there is.
    assert say_fact(atlas, atlas.facts["x"]).endswith("in ميناء.")


def test_the_voice_decides_how_names_are_read():
    atlas = build(mechanisms=[tie(name={"fr": "Tableau"}, members=member("city", "aid"))])
    said = say_fact(atlas, atlas.facts["x"], Voice(read=lambda text: text.read("fr").upper()))
    assert said == "TABLEAU: two-way exchange on housing; between VILLE and AID."


@pytest.mark.parametrize(
    ("count", "most", "joined"),
    [
        (0, 3, ""),
        (1, 3, "a"),
        (2, None, "a and b"),
        (4, None, "a, b, c and d"),
        (4, 3, "a, b, c and d"),  # "and 1 more" would be no shorter
        (5, 3, "a, b, c and 2 more"),
    ],
)
def test_names_are_joined_and_cut(count: int, most: int | None, joined: str):
    assert join_names(list("abcdefg")[:count], most) == joined


def test_members_are_listed_whole_with_their_seats():
    seats = [{"actor": "city", "seat": "chair"}, {"actor": "aid", "seat": "observer"}]
    atlas = build(mechanisms=[tie(members=[*seats, *member("desk", "state", "harbour")])])
    fact = atlas.facts["x"]
    assert isinstance(fact, Mechanism)
    assert list_members(atlas, fact, Voice(most=2)) == [
        "City of Town (chair)", "Aid (observer)", "Desk", "The State", "Harbour",
    ]  # fmt: skip
    assert "City of Town (chair), Aid (observer) and 3 more" in say_fact(atlas, fact, Voice(most=2))


def make_verdict(kind: str, types: tuple[str, ...]) -> Verdict:
    return Verdict(kind=kind, types=types, reason="clear", margin=0.2, stability=0.9)


def test_weak_evidence_is_not_called_a_lack_of_knowledge():
    found = Verdict(kind="abstain", types=TYPES, reason="evidence_weak", margin=0.2, stability=0.4)
    assert say_verdict(found) == "the evidence is too weak to name a configuration"


def test_a_verdict_is_said_in_french_and_arabic():
    found = make_verdict("hybrid", ("centralist", "multilevel"))
    assert say_verdict(found, "fr") == "entre centraliste et multiniveau"
    assert say_verdict(found, "ar") == "بين مركزي ومتعدد المستويات"


@pytest.mark.parametrize(
    ("kind", "types", "said"),
    [
        ("label", ("localist",),
         "localist: the lower level makes its own policy with little steering from above"),
        ("hybrid", ("centralist", "multilevel"), "between centralist and multilevel"),
        ("fits_none", (), "none of the four configurations fits"),
        ("admissible", ("decoupled",), "at most decoupled, but not clearly"),
        ("admissible", ("centralist", "localist"),
         "centralist or localist; not decoupled or multilevel"),
        ("admissible", TYPES, "any of the four configurations is possible"),
        ("abstain", TYPES, "not enough is known to name a configuration"),
        ("abstain", ("centralist", "localist", "decoupled"),
         "not enough is known to name a configuration, except that it is not multilevel"),
    ],
)  # fmt: skip
def test_every_verdict_has_its_sentence(kind: str, types: tuple[str, ...], said: str):
    assert say_verdict(make_verdict(kind, types)) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "nothing"), (0.001, "under 1%"), (0.0099, "under 1%"), (0.18, "18%"), (1, "100%")],
)
def test_a_share_is_never_nought_per_cent(share: float, said: str):
    assert say_share(share) == said


def diagnose_one(atlas: Atlas, area: str = "housing", place: str = "town") -> Diagnosis:
    found = diagnose(atlas, list_settings(atlas, place=place, area=area, on=DAY))
    assert len(found) == 1
    return found[0]


def test_two_readings_that_agree_are_said_once():
    atlas = build(competences=[hold()])
    said = say_readings(diagnose_one(atlas))
    assert said.startswith("Not enough is known to name a configuration (")
    assert "On what is confirmed" not in said


def test_two_readings_that_differ_are_both_said_with_what_to_confirm():
    atlas = build(competences=[hold()], mechanisms=[tie(id="y")])
    diagnosis = diagnose_one(atlas)
    one, other = diagnosis.readings
    label = make_verdict("label", ("localist",))
    changed = other.model_copy(update={"verdict": label, "knownness": 0.61})
    said = say_readings(
        diagnosis.model_copy(update={"readings": (one, changed), "to_confirm": ("x",)})
    )
    assert said.startswith("On what is confirmed, not enough is known")
    assert "If what is recorded holds (1 fact to confirm), localist: " in said
    assert said.endswith("(61% known).")


def test_what_is_known_names_roles_held_before_roles_not_held():
    atlas = build(competences=[hold(id="a", basis="de_jure", holds=False), hold(id="b")])
    said = say_known(atlas, diagnose_one(atlas))
    assert said == (
        "City of Town: delivery in practice, not by law; nothing recorded joins State and City."
    )


def test_what_is_known_names_two_ties_and_counts_the_others():
    ties = [
        tie(id=f"t{at}", name=f"Table {at}", members=member("state", "city")) for at in range(5)
    ]
    said = say_known(build(mechanisms=ties), (found := diagnose_one(build(mechanisms=ties))))
    assert said == "State and City are joined by Table 0, Table 1 and 3 more."
    assert set(found.readings[0].find_signal("V").facts) == {each["id"] for each in ties}


def test_a_survey_that_found_no_tie_is_said():
    survey = {"id": "s", "name": "S", "place": "town", "levels": ["national", "local"],
              "areas": ["housing"], "closes": ["coordinating_ties"], "found": "nobody",
              "sources": [{"source": "law"}]}  # fmt: skip
    atlas = build(competences=[hold()], surveys=[survey])
    found = diagnose_one(atlas)
    assert say_known(atlas, found).endswith("surveyed: no coordinating tie of State and City.")
    assert list_clauses(atlas, found)[-1].facts == ("s",)


def test_ties_with_peers_and_conflicts_are_said():
    dispute = {"id": "d", "name": "Shelter case", "parties": ["state", "city"],
               "areas": ["housing"], "kind": "litigation", "openness": "overt",
               "sources": [{"source": "law"}]}  # fmt: skip
    peers = tie(name="Union", kind="exchange", members=member("city", "harbour"))
    atlas = build(mechanisms=[peers], disputes=[dispute])
    said = say_known(atlas, diagnose_one(atlas))
    assert "; a tie with peers of the same level" in said
    assert said.endswith("; in dispute: Shelter case.")


def test_every_clause_has_the_facts_it_says_and_they_make_up_the_sentence():
    atlas = build(
        competences=[hold(id="a"), hold(id="b", role="fund"), hold("state", id="c")],
        mechanisms=[tie(members=member("state", "city"))],
    )
    found = diagnose_one(atlas)
    clauses = list_clauses(atlas, found)
    assert f"{'; '.join(each.text for each in clauses)}." == say_known(atlas, found)
    by_subject = {each.text.partition(":")[0]: set(each.facts) for each in clauses}
    assert by_subject == {
        "City of Town": {"a", "b"},
        "The State": {"c"},
        "State and City are joined by Table": {"x"},
    }


def test_areas_of_which_the_same_is_said_stand_together():
    ties = tie(areas=["housing", "health", "data"], members=member("state", "city"))
    atlas = build(mechanisms=[ties], competences=[hold(id="y", area="data")])
    found = diagnose(atlas, list_settings(atlas, place="town", on=DAY))
    groups = {
        tuple(each.setting.area for each in alike) for alike, _ in group_diagnoses(atlas, found)
    }
    assert groups == {("housing", "health"), ("data",)}


def test_a_pair_of_levels_that_are_one_is_not_applicable():
    actor = {"id": "senate", "name": "Senate", "kind": "government", "place": "capital"}
    atlas = build(actors=[actor], competences=[hold("senate")])
    found = diagnose_one(atlas, place="capital")
    assert say_diagnosis(atlas, found).endswith(
        "Not applicable: Capital is national and local at once."
    )


def test_a_setting_is_named_with_its_pair_phase_and_day():
    atlas = build(competences=[hold()])
    setting = diagnose_one(atlas).setting
    assert name_setting(atlas, setting) == "Housing in Town (State and City), as of 1 June 2020"
    phased = setting.model_copy(update={"phase": "formulation"})
    assert "(State and City, formulation)" in name_setting(atlas, phased)
    several = name_setting(atlas, setting, ("housing", "health", "data"))
    assert several.startswith("Housing, Health and Data in Town")

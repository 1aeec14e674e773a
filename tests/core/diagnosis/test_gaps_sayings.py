"""Gaps, cells and elements are said in three languages, with what is not known."""

from typing import Any, get_args

import pytest

from tests.core.diagnosis.towns import cite, hold, make_atlas, make_scene, survey, tie
from weft.core.diagnosis.gaps import find_gaps, say_cell, say_gap, say_readiness
from weft.core.diagnosis.gaps.gap import Answer, Severity
from weft.core.diagnosis.gaps.pack import CELL_CODES, GAP_CODES, read_pack
from weft.core.diagnosis.gaps.sayings import name_row
from weft.core.terms.phrases import read_phrases

LANGUAGES = ("en", "fr", "ar")


def say_all(language: str = "en", **sections: Any) -> dict[str, str]:
    atlas = make_atlas(**sections)
    report = find_gaps(make_scene(atlas))
    said = {each.code: say_gap(atlas, each, language) for each in report.gaps}
    for cell in report.cells:
        said[f"{cell.code} {cell.role}"] = say_cell(atlas, cell, language)
    return said | {each.code: say_readiness(atlas, each, language) for each in report.readiness}


def means(**figures: float) -> dict[str, Any]:
    return {"actor": "city", "area": "housing", "year": 2019, "sources": cite(), **figures}


def test_a_gap_says_its_size_what_shows_it_and_what_is_not_known():
    said = say_all(resources=[means(staff=2, task_staff=8)])["G-CAPA"]
    assert said == (
        "Capacity gap: at least slight, between 0.38 and 0.88 on a scale from 0 to 1. "
        "What shows it: staff short of the need. Not known: how many of the staff are trained."
    )


def test_a_gap_of_which_nothing_is_known_names_no_number():
    said = say_all()["G-OBJE"]
    assert said == (
        "Objective gap: too little is known to say, anything from 0 to 1 is possible. "
        "Not known: where the policies of both levels stand."
    )


def test_a_gap_that_is_known_whole_is_one_number():
    said = say_all(resources=[means(staff=8, task_staff=8, trained_staff=8)])["G-CAPA"]
    assert said == "Capacity gap: none to speak of, 0.00 on a scale from 0 to 1."


def test_a_shadow_names_who_acts():
    shadow = [hold("city"), hold("city", basis="de_jure", holds=False)]
    said = "Deliver: done in practice by City of Town, recorded as not competent by law."
    assert say_all(competences=shadow)["S-SHADOW deliver"] == said


def test_what_may_be_is_marked_as_such():
    shadow = [hold("city"), hold("city", basis="de_jure", holds=False, grade="C")]
    said = say_all(competences=shadow)["S-SHADOW deliver"]
    assert said.endswith("It may be so; the facts do not settle it.")


def test_a_statement_for_a_kind_of_place_is_named_as_that():
    every = hold(None, place_kind="commune", place="land")
    said = say_all(competences=[every, hold("state")])["S-OVERLAP deliver"]
    assert "every commune in Land and The State" in said or (
        "The State and every commune in Land" in said
    )


def test_that_nobody_has_said_is_no_maybe():
    assert say_all()["S-UNKNOWN fund"] == "Fund: nobody has said who does this (State and City)."


@pytest.mark.parametrize(
    ("competence", "who"),
    [
        (hold("region", holds=False), "The Region"),
        (hold("nobody", place="town", level="regional"), "Region"),
        (hold("nobody", place="town"), "State and City"),
        (hold("aid"), "Aid"),
    ],
)
def test_what_is_contested_names_of_whom_it_is_said(competence, who):
    disputed = {**competence, "positions": [{"actor": "city", "stand": "disputes"}]}
    said = say_all(competences=[disputed])["S-CONTESTED deliver"]
    assert said == f"Deliver: what is said of {who} is contested."


BOTH = [hold("city"), hold("state")]


def test_an_overlap_that_is_open_is_not_said_to_lack_a_tie():
    recorded = tie("Talks", "exchange", "state", "city")
    tied = say_all(competences=BOTH, mechanisms=[recorded])["S-OVERLAP deliver"]
    assert tied == (
        "Deliver: done side by side by The State and City of Town; whether the recorded ties, "
        "or others, coordinate State and City enough is not known."
    )
    untold = say_all(competences=BOTH)["S-OVERLAP deliver"]
    assert untold.endswith("; whether any tie coordinates State and City is not known.")
    surveyed = say_all(competences=BOTH, surveys=[survey("ties")])["S-OVERLAP deliver"]
    assert surveyed.endswith("without a tie that coordinates State and City.")


def test_what_is_open_is_said_as_open():
    neither = say_all(surveys=[survey("competences")])["S-ORPHAN fund"]
    assert (
        neither
        == "Fund: done by none of State and City; whether anybody else does it is not known."
    )
    law = [hold("state", role="regulate", basis="de_jure")]
    no = hold("city", role="regulate", holds=False)
    voice = say_all(competences=[*law, no])["S-DISTANT regulate"]
    assert voice.endswith("; whether the level City has a voice in it is not known.")
    poor = [hold("city"), hold("city", role="fund", holds=False)]
    funds = say_all(competences=poor)["S-UNFUNDED deliver"]
    assert funds.endswith("; whether it has the funds, or somebody else pays, is not known.")


def test_distance_names_both_levels():
    law = [hold("state", role="regulate", basis="de_jure")]
    said = say_all(competences=law, surveys=[survey("ties")])["S-DISTANT regulate"]
    assert said == (
        "Regulate: decided at the level State, with no recorded voice for the level City."
    )


def test_an_element_says_its_answer_and_why():
    said = say_all(mechanisms=[tie("House", "shared_service", "state", "city")])
    assert said["service_quality"] == (
        "Quality of service as the point where departments meet: met. "
        "A shared service brings the actors together."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_complete_in_its_language(language: str):
    crowded = {
        "competences": [hold("city"), hold("city", basis="de_jure", holds=False),
                        hold("state"), hold("nobody", role="fund", place="town")],
        "resources": [means(staff=2)],
    }  # fmt: skip
    poor = {"competences": [hold("city"), hold("city", role="fund", holds=False)]}
    far = {"competences": [hold("state", role="regulate"),
                           hold("city", role="regulate", holds=False)]}  # fmt: skip
    for sections in (
        {}, crowded, poor, far, {"competences": BOTH},
        {"competences": BOTH, "mechanisms": [tie("Talks", "exchange", "state", "city")]},
        {"surveys": [survey("competences")]}, {"surveys": [survey("ties", levels=[])]},
    ):  # fmt: skip
        english = say_all(**sections)
        for code, said in say_all(language, **sections).items():
            assert "{" not in said
            assert said.endswith(".")
            assert (said == english[code]) == (language == "en"), code


def test_there_are_words_for_every_code_answer_and_reason():
    phrases = read_phrases()
    codes = {*GAP_CODES, *CELL_CODES}
    codes |= {f"gap_{each}" for each in get_args(Severity)}
    codes |= {f"answer_{each}" for each in get_args(Answer)}
    for element in ("commitment", "resources", "service_quality", "own_interest"):
        codes |= {f"{element}_{each}" for each in get_args(Answer)}
    assert codes <= phrases.keys()
    pack = read_pack()
    for row in (*pack.challenges, *pack.opportunities, *pack.elements):
        assert len({name_row(row.code, each) for each in LANGUAGES}) == 3

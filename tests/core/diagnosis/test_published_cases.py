"""The published cases can be read and rest on publications; their page shows what comes out now."""

import pytest

from tests.core.diagnosis.cases import CASES, FOLDER, Case
from tests.core.diagnosis.cases.reading import PAGE, compare, diagnose_case, write_page
from weft.core.atlas.checks import check_atlas
from weft.core.diagnosis import TYPES
from weft.core.diagnosis.setting import SECTIONS_WITH_AREAS

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)


@each_case
def test_a_case_reads_without_errors_or_warnings(case: Case) -> None:
    found = check_atlas(case.read())
    assert [each.message for each in found if each.severity != "note"] == []


@each_case
def test_a_case_says_at_its_head_that_the_encoder_knew_what_was_expected(case: Case) -> None:
    lines = (FOLDER / case.file).read_text("utf-8").splitlines()
    head = [line.removeprefix("# ") for line in lines[: lines.index("weft: 1")]]
    assert "encoder knew" in " ".join(head)


@each_case
def test_every_fact_of_a_case_has_a_source_with_a_bibliographic_reference(case: Case) -> None:
    atlas = case.read()
    facts = [fact for section in SECTIONS_WITH_AREAS for fact in getattr(atlas, section)]
    assert facts
    for fact in facts:
        assert fact.sources, fact.id
        for citation in fact.sources:
            source = atlas.source_by_id[citation.source]
            assert source.author or source.publisher, source.id
            assert source.date or source.url, source.id


@each_case
def test_what_carries_the_grade_of_its_publication_says_where_or_what_it_says(case: Case) -> None:
    atlas = case.read()
    for section in SECTIONS_WITH_AREAS:
        for fact in getattr(atlas, section):
            for citation in fact.sources:
                if citation.grade is None:
                    assert citation.locator or citation.paraphrase, fact.id


@each_case
def test_every_setting_of_a_case_can_be_diagnosed(case: Case) -> None:
    found = diagnose_case(case, case.read())
    assert [each.reason for _, each in found if not each.applicable] == []
    assert all(stage.expected and stage.expected <= set(TYPES) for stage, _ in found)


def test_every_atlas_in_the_folder_is_a_case() -> None:
    assert {case.file for case in CASES} == {path.name for path in FOLDER.glob("*.yaml")}


@pytest.mark.parametrize(
    ("kind", "types", "expected", "answer"),
    [
        ("label", "centralist", "centralist", "agrees"),
        ("label", "localist", "centralist", "does not"),
        ("label", "centralist", "centralist multilevel", "partly"),
        ("hybrid", "multilevel centralist", "centralist multilevel", "agrees"),
        ("hybrid", "localist multilevel", "multilevel", "partly"),
        ("hybrid", "localist multilevel", "decoupled", "does not"),
        ("admissible", "localist multilevel", "multilevel localist", "partly"),
        ("admissible", "localist multilevel", "multilevel", "open"),
        ("admissible", "localist decoupled", "multilevel", "does not"),
        ("admissible", "localist decoupled multilevel", "centralist multilevel", "does not"),
        ("admissible", "centralist localist decoupled multilevel", "multilevel", "no answer"),
        ("fits_none", "", "multilevel", "does not"),
        ("abstain", "multilevel", "multilevel", "no answer"),
    ],
)
def test_an_answer_is_held_against_the_published_types(
    kind: str, types: str, expected: str, answer: str
) -> None:
    assert compare(kind, types.split(), frozenset(expected.split())) == answer


def test_the_page_on_published_cases_shows_what_is_computed_now() -> None:
    anew = "run .venv/bin/python -m tests.core.diagnosis.cases.reading"
    assert PAGE.read_text("utf-8") == write_page(), anew

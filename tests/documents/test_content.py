"""What a document says: everything once, in the reader's language, each fact with its number."""

import dataclasses
from typing import Any

import pytest

from tests.documents.portville import (
    ABOUT,
    LANGUAGES,
    compose_place,
    compose_portville,
    source_portville,
)  # fmt: skip
from tests.pictures.portville import TODAY, weave_portville
from weft.core.atlas import Atlas
from weft.core.diagnosis import Setting, diagnose
from weft.core.diagnosis.method import TYPES
from weft.core.diagnosis.summary import summarise
from weft.core.terms import list_codes
from weft.core.terms.phrases import say
from weft.documents import Document
from weft.documents.runs import join_text
from weft.documents.ways import say_answer
from weft.pictures.grounds import find_telling
from weft.pictures.words import lower_first, name_area

SETTING = Setting(place="portville", area="housing", on=TODAY)
ARABIC = range(0x0600, 0x0700)


def list_notes(document: Document) -> dict[int, str]:
    return {x.number: join_text(x.words) for group in document.groups for x in group.notes}


def test_it_begins_with_the_place_and_how_much_is_known_of_it() -> None:
    document = compose_portville()
    assert join_text(document.title) == "Portville"
    count = len(list_notes(document))
    assert document.subtitle == (
        f"City (town) · as of 1 March 2026 · {count} facts from 2 documents, 2 contested"
    )
    assert document.lead.startswith("Something is recorded on")


def test_every_fact_of_the_weave_has_a_number_in_one_row() -> None:
    document = compose_portville()
    notes = list_notes(document)
    assert list(notes) == list(range(1, len(notes) + 1))
    assert document.roles
    referred = [
        number
        for _, cells in document.roles.rows
        for cell in cells
        for first, last in cell.facts
        for number in range(first, last + 1)
    ]
    referred += [first for tie in document.ties.rows for first, _ in tie.facts]
    (survey,) = set(notes) - set(referred)
    assert notes[survey].startswith("Surveyed in Portville")


def test_numbers_lead_to_the_fact_that_is_meant() -> None:
    document = compose_portville()
    notes = list_notes(document)
    for tie in document.ties.rows:
        ((first, last),) = tie.facts
        assert first == last
        assert notes[first].startswith(join_text(tie.name))


def test_unbroken_stretches_of_numbers_are_drawn_together() -> None:
    document = compose_portville()
    assert document.roles
    spans = [span for _, cells in document.roles.rows for cell in cells for span in cell.facts]
    assert any(last > first for first, last in spans)
    for _, cells in document.roles.rows:
        for cell in cells:
            for one, other in zip(cell.facts, cell.facts[1:], strict=False):
                assert one[1] + 1 < other[0]


def test_a_fact_says_what_each_document_says_and_how_good_it_is_there() -> None:
    document = compose_portville()
    note = document.groups[0].notes[0]
    found = [(x.source, x.grade, join_text(x.locator), join_text(x.paraphrase)) for x in note.cited]
    assert found == [(1, "A", "art. 3", "La Côte le dit."), (2, "D", "page 7", "They say so.")]
    assert [x.number for x in document.sources] == [1, 2]
    assert document.sources[0].details == "Région de la Côte · 2024"


def test_words_of_another_language_are_marked_with_it() -> None:
    document = compose_portville("en")
    (run,) = document.sources[0].title
    assert (run.text, run.language) == ("Charte d'accueil de la côte", "fr")
    (run,) = compose_portville("fr").groups[0].notes[0].cited[1].paraphrase
    assert (run.text, run.language) == ("They say so.", "en")


def test_who_disputes_a_fact_stands_with_it() -> None:
    remarks = [x for group in compose_portville().groups for note in group.notes
               for x in note.remarks]  # fmt: skip
    assert remarks == ["disputed by City of Portville"] * 2


def test_a_field_is_either_answered_or_said_to_be_unanswered() -> None:
    summary = summarise(source_portville(), "portville", on=TODAY)
    fields = compose_portville().fields
    assert summary and fields
    answered = {each.area for each in fields.rows}
    assert answered == {"Housing", "Health"}
    for each in summary.fields:
        name = name_area(each.area, "en")
        assert (name in answered) != (lower_first(name) in " ".join(fields.rest))


def test_an_answer_is_short_and_says_how_much_is_known() -> None:
    fields = compose_portville().fields
    assert fields
    assert {each.area: each.answer for each in fields.rows} == {
        "Housing": "The evidence is too weak to name a configuration (85% known)",
        "Health": "None of the four configurations fits (90% known)",
    }


def test_a_field_of_which_too_little_is_known_is_open() -> None:
    reading = find_telling(diagnose(source_portville(), SETTING)[0])
    verdict = reading.verdict.model_copy(
        update={"kind": "abstain", "reason": "too_little_known", "types": TYPES}
    )
    few = verdict.model_copy(update={"types": TYPES[:3]})
    said = [
        say_answer(reading.model_copy(update={"verdict": each, "knownness": 0.25}), "en")
        for each in (verdict, few)
    ]
    assert said == ["Open (25% known)", "Open, but not multilevel (25% known)"]


def test_the_bar_of_draws_says_its_shares_in_words() -> None:
    fields = compose_portville().fields
    assert fields and fields.rows
    assert all("centralist" in each.shares.words for each in fields.rows)
    assert [each.sample.words for each in fields.keys] == [
        "centralist", "localist", "decoupled", "multilevel",
    ]  # fmt: skip


def test_what_is_blank_is_named_and_nothing_else() -> None:
    document = compose_portville()
    titles = {each.title for each in document.groups}
    for area in list_codes("areas"):
        name = name_area(area, "en")
        assert (name.lower() in document.blank.lower()) != (name in titles)


def test_a_cell_without_a_record_is_empty_and_one_with_nobody_says_so() -> None:
    roles = compose_portville().roles
    assert roles
    cells = {(area, head): cell for area, row in roles.rows
             for head, cell in zip(roles.heads[1:], row, strict=True)}  # fmt: skip
    assert cells["Housing", "Europe and world"].lines == ()
    assert cells["Employment", "Metropolis"].state == "nobody"
    assert cells["Housing", "State"].state == "contested"


def list_strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [each for part in value for each in list_strings(part)]
    if dataclasses.is_dataclass(value):
        fields = [getattr(value, each.name) for each in dataclasses.fields(value)]
        return [each for part in fields for each in list_strings(part)]
    return []


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_headings_and_sentences_are_in_the_language(language: str) -> None:
    english, other = compose_portville("en"), compose_portville(language)
    same = {"Documents", "Page "} if language == "fr" else set()
    for name in ("subtitle", "lead", "weave", "blank", "findings", "evidence", "documents",
                 "colophon", "facts", "foot", "page"):  # fmt: skip
        words = set(list_strings(getattr(english, name))) - {""}
        assert not words & set(list_strings(getattr(other, name))) - same, name


def test_arabic_runs_from_right_to_left() -> None:
    document = compose_portville("ar")
    assert document.leftwards and not compose_portville("fr").leftwards
    assert join_text(document.title) == "بورتفيل"
    words = join_text(document.groups[0].notes[0].words)
    assert any(ord(each) in ARABIC for each in words)
    assert [x.leftwards for x in document.groups[0].notes[0].cited] == [False, False]


@pytest.mark.parametrize("language", ["es", "it", "pt", "pt-BR", "fr-CA"])
def test_other_languages_have_a_document_too(language: str) -> None:
    document = compose_portville(language)
    assert document.language == language
    assert document.lead and document.groups[0].title != "" and not document.leftwards


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_where_it_comes_from(language: str) -> None:
    document = compose_portville(language)
    words = [said for _, said in document.imprint]
    assert words[-4:] == [ABOUT.method, ABOUT.licence, ABOUT.software, ABOUT.address]
    assert "2026" in words[0] and "2026" in words[1]


def test_a_state_of_the_data_that_is_no_date_is_said_as_it_is() -> None:
    about = dataclasses.replace(ABOUT, data_day="draft of spring")
    document = compose_place(source_portville(), "portville", "en", about)
    assert "draft of spring" in dict(document.imprint).values()
    assert document.date.year == 2000


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_is_recorded_it_says_so(language: str) -> None:
    places = [
        {"id": "land", "name": "Land", "levels": ["national"]},
        {"id": "hamlet", "name": "Hamlet", "levels": ["local"], "parent": "land"},
    ]
    document = compose_place(Atlas.model_validate({"places": places}), "hamlet", language)
    assert document.lead == say("doc_nothing", language, place="Hamlet")
    assert document.fields is None and document.roles is None and document.groups == ()
    assert document.findings.lead and document.ties.none


def test_a_place_that_only_lies_somewhere_is_told_from_one_with_facts() -> None:
    places = [{"id": "inland", "name": "Inland", "levels": ["local"], "parent": "coast"}]
    document = compose_place(weave_portville(places=places), "inland", "en")
    assert document.lead.startswith("Nothing is recorded on Inland itself yet.")
    assert document.roles


def test_a_country_is_not_asked_how_it_relates_to_itself() -> None:
    document = compose_place(source_portville(), "country", "en")
    assert document.lead.startswith("Coastland does not lie below the State.")
    assert document.fields is None and document.roles


def test_the_source_of_a_population_is_among_the_documents() -> None:
    gazetteer = {"id": "gazetteer", "title": "Gazetteer", "grade": "B"}
    data = source_portville().model_dump()
    data["sources"] = [*data["sources"], gazetteer]
    for each in data["places"]:
        if each["id"] == "portville":
            each |= {"population": 12_345, "sources": [{"source": "gazetteer"}]}
    document = compose_place(Atlas.model_validate(data), "portville", "en")
    assert "12,345 inhabitants" in document.subtitle and "2 documents" in document.subtitle
    assert [join_text(each.title) for each in document.sources][1] == "Gazetteer"

"""A city officer starts from the Excel template, corrects the three errors that the preview marks,
and publishes."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.web.contributing.bringing import (
    apply,
    bring_well,
    make_file,
    open_preview,
    read_words,
)
from tests.web.people import OFFICER, sign_in
from weft.web.accounts.models import Event
from weft.web.atlas.facts import read_view
from weft.web.atlas.models import ChangeSet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "at_once")]


def find_cell(sheet: Any, row: int, heading: str) -> Any:
    column = [cell.value for cell in sheet[1]].index(heading) + 1
    return sheet.cell(row, column)


def fill(book: Any, sheet: str, **fields: str) -> int:
    """A row below the example; where it stands."""
    table = book[sheet]
    row = (
        max((cell.row for line in table.iter_rows() for cell in line if cell.value), default=1) + 1
    )
    for heading, value in fields.items():
        find_cell(table, row, heading.replace("from_", "from")).value = value
    return row


def save(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_officer_fills_the_template_corrects_three_errors_and_publishes() -> None:
    officer = sign_in("Officer")
    page = officer.get("/import").content.decode()
    assert 'href="/import/template.xlsx"' in page
    template = officer.get("/import/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(template.content))
    fill(book, "sources", title="Council minutes of May", date="2026-05", grade="B")
    fill(book, "actors", name="Welcome desk of Tangier", kind="agency", parent="City of Tangier")
    said = {"basis": "de_facto", "source": "Council minutes of May", "locator": "item 4"}
    wrong_word = fill(
        book, "competences", holder="Welcome desk of Tangier", area="hosing", role="deliver", **said
    )
    wrong_name = fill(
        book, "competences", holder="Desk of Nowhere", area="health", role="coordinate", **said
    )
    wrong_period = fill(
        book, "competences", holder="City of Tangier", area="reception", role="fund",
        from_="2024", until="2020", **said,
    )  # fmt: skip

    address = bring_well(officer, "tangier-2026.xlsx", save(book))
    words = read_words(open_preview(officer, address))
    assert "3 errors: nothing of the file can be written" in words
    assert f"competences {wrong_word} C (area)" in words
    assert "did you mean 'housing'?" in words
    assert f"competences {wrong_name} B (holder)" in words
    assert f"competences {wrong_period}" in words
    assert officer.post(address, {"do": "apply", "digest": ""}).status_code == 302
    assert not ChangeSet.objects.filter(kind="imported").exists()

    marked = officer.get(f"{address}/marked")
    assert 'filename="tangier-2026-errors.xlsx"' in marked["Content-Disposition"]
    copy = openpyxl.load_workbook(io.BytesIO(marked.content))
    table = copy["competences"]
    assert "housing" in find_cell(table, wrong_word, "area").comment.text
    find_cell(table, wrong_word, "area").value = "housing"
    assert "Desk of Nowhere" in find_cell(table, wrong_name, "holder").comment.text
    find_cell(table, wrong_name, "holder").value = "Welcome desk of Tangier"
    find_cell(table, wrong_period, "until").value = "2027"

    file = make_file("tangier-2026-errors.xlsx", save(copy))
    assert officer.post(address, {"do": "replace", "file": file}).status_code == 302
    words = read_words(open_preview(officer, address))
    assert "5 records will be written, all of them or none." in words
    assert "Welcome desk of Tangier: delivery in practice of housing." in words

    words = read_words(apply(officer, address))
    assert "The file is written: all that the preview said." in words
    change_set = ChangeSet.objects.get(kind="imported")
    assert (change_set.actor_id, change_set.origin) == (OFFICER, "tangier-2026-errors.xlsx")
    assert Event.objects.filter(kind="imported", about="tangier-2026-errors.xlsx").exists()
    atlas = read_view().atlas
    mine = [x for x in atlas.competences if x.holder == "welcome-desk-of-tangier"]
    assert {(x.area, x.asserted_by) for x in mine} == {("housing", OFFICER), ("health", OFFICER)}
    assert atlas.actor_by_id["welcome-desk-of-tangier"].asserted_by == OFFICER
    assert "Welcome desk of Tangier" in Client().get("/actors").content.decode()


def test_what_was_imported_is_undone_as_one() -> None:
    officer = sign_in("Officer")
    before = set(read_view().atlas.facts)
    address = bring_well(
        officer,
        "desk.yaml",
        "actors: [{name: Welcome desk, kind: agency, parent: City of Tangier}]\n"
        "competences: [{holder: Welcome desk, area: housing, role: deliver, basis: de_facto}]\n",
    )
    page = apply(officer, address)
    token = ChangeSet.objects.get(kind="imported").token
    assert len(read_view().atlas.facts) == len(before) + 2
    assert f'href="/changes/{token}"' in page
    assert f'href="/changes/{token}/undo"' in page
    assert officer.get(f"/changes/{token}").status_code == 200
    officer.post(f"/changes/{token}/undo")
    assert set(read_view().atlas.facts) == before

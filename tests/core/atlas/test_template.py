"""The template as people meet it: bare, filled in by names alone, and with its example changed."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.core.atlas.samples import TOWN, make_town
from weft.core.atlas.atlas import SECTIONS, Atlas
from weft.core.atlas.files import read_atlas
from weft.core.atlas.files.columns import SHEETS, list_columns, name_column
from weft.core.atlas.files.examples import EXAMPLE_MARK, read_example
from weft.core.atlas.files.template import LAST_ROW, write_template
from weft.core.atlas.problems import AtlasError
from weft.core.terms import list_codes


@pytest.fixture(scope="module")
def content() -> bytes:
    return write_template()


@pytest.fixture
def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def save(book: Any, folder: Path) -> Path:
    path = folder / "template.xlsx"
    book.save(path)
    return path


def read_headings(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[1]]


def test_it_has_a_sheet_for_each_kind_and_two_to_explain(book: Any) -> None:
    assert book.sheetnames == ["read me", *SHEETS, "lists"]


def test_every_heading_has_a_note_that_fits(book: Any) -> None:
    for name in SHEETS:
        for cell in book[name][1]:
            assert cell.comment, f"{name}: {cell.value}"
            lines = len(cell.comment.text) / 46 + 1
            assert cell.comment.height >= 18 * lines, f"{name}: {cell.value}"


def test_records_begin_with_their_id_and_what_they_are_called(book: Any) -> None:
    for name in SECTIONS:
        assert read_headings(book[name])[0] == "id"
    for name in ("places", "actors", "mechanisms", "policies"):
        assert read_headings(book[name])[1] == "name"
    assert read_headings(book["sources"])[1] == "title"


def test_vocabularies_references_and_yes_or_no_have_drop_downs(book: Any) -> None:
    for name in SHEETS:
        validations = {str(each.sqref): each for each in book[name].data_validations.dataValidation}
        for column in list_columns(name):
            letter = name_column(read_headings(book[name]).index(column.name))
            found = validations.get(f"{letter}2:{letter}{LAST_ROW}")
            wanted = column.vocabulary or column.refers_to in SHEETS or column.choices
            assert bool(found) == bool(wanted or column.kind == "boolean"), f"{name}: {column.name}"
            if column.refers_to in SHEETS:
                assert found.formula1 == f"{column.refers_to}!$B$2:$B${LAST_ROW}"
            if column.vocabulary:
                assert read_range(book, found.formula1) == list(list_codes(column.vocabulary))


def read_range(book: Any, formula: str) -> list[str]:
    sheet, _, area = formula.partition("!")
    return [row[0].value for row in book[sheet][area.replace("$", "")]]


def test_the_bare_template_is_an_empty_atlas(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "template.xlsx").write_bytes(content)
    assert read_atlas(tmp_path / "template.xlsx") == Atlas()


def test_every_example_would_be_read_if_it_counted(book: Any, tmp_path: Path) -> None:
    for name in SECTIONS:
        book[name]["A2"] = None
    book["places"].append([None, "Exampleland", "national"])
    row = {"name": "Ministry of Exampleland", "kind": "government", "place": "Exampleland"}
    fill_row(book["actors"], 3, row)
    assert book["competences"]["A2"].value is None
    atlas = read_atlas(save(book, tmp_path))
    assert all(getattr(atlas, section) for section in SECTIONS)


@pytest.mark.parametrize("name", [each for each in SHEETS if read_example(each)])
def test_a_changed_example_is_reported(book: Any, tmp_path: Path, name: str) -> None:
    assert book[name]["A2"].value == EXAMPLE_MARK
    book[name]["B2"] = "Tangier"
    with pytest.raises(AtlasError) as caught:
        read_atlas(save(book, tmp_path))
    assert [(each.code, each.where.sheet, each.where.row) for each in caught.value.problems] == [
        ("example-row", name, 2)
    ]


def fill_row(sheet: Any, row: int, record: dict[str, Any]) -> None:
    """Type a record into a sheet, adding columns for further languages."""
    for name, value in record.items():
        headings = read_headings(sheet)
        if name not in headings:
            sheet.cell(1, len(headings) + 1, name)
            headings.append(name)
        cell = sheet.cell(row, headings.index(name) + 1)
        cell.value = value
        cell.data_type = "s"  # a name that begins with = is typed as a text


def flatten(record: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            flat |= {f"{key}:{inner}": each for inner, each in value.items()}
        else:
            flat[key] = value
    return flat


def test_a_town_filled_in_by_names_alone_is_the_expected_atlas(book: Any, tmp_path: Path) -> None:
    sheets: dict[str, list[dict[str, Any]]] = {each: [] for each in SHEETS}
    sheets["atlas"] = [
        {"field": "title", "value": "Brikmel"},
        {"field": "licence", "value": "CC0-1.0"},
    ]
    for section, records in TOWN.items():
        for given in records:
            record = dict(given)
            called = record.get("name") or record.get("id")
            first, *more = record.pop("sources", None) or [{}]
            sheets["citations"] += [
                flatten({"section": section, "record": called, **each}) for each in more
            ]
            sheets["positions"] += [
                {"fact": called, **each} for each in record.pop("positions", ())
            ]
            sheets["members"] += [
                {"mechanism": called, **each} for each in record.pop("members", ())
            ]
            sheets[section].append(flatten({**record, **first}))
    for name, rows in sheets.items():
        for number, row in enumerate(rows, 3):  # the example rows stay where they are
            fill_row(book[name], number, row)
    # As spreadsheet programs keep them: numbers and truth values are no texts.
    book["resources"]["D3"] = 2024
    book["competences"]["F3"] = True
    assert len(sheets["actors"]) == 5
    assert read_atlas(save(book, tmp_path)) == make_town()

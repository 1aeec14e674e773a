"""One file that somebody sends: what it is, whether its ending is true, which table it holds."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.core.atlas.samples import make_town
from weft.core.atlas.atlas import Atlas
from weft.core.atlas.build import build_atlas
from weft.core.atlas.files import reading
from weft.core.atlas.files.csv_file import write_csv_folder
from weft.core.atlas.files.excel import write_excel
from weft.core.atlas.files.reading import read_upload
from weft.core.atlas.files.yaml_file import write_yaml
from weft.core.atlas.problems import AtlasError, Problem

TOWN = make_town()


def find_problem(name: str, content: bytes) -> Problem:
    with pytest.raises(AtlasError) as caught:
        build_atlas(read_upload(name, content))
    (problem,) = caught.value.problems
    return problem


def zip_nothing() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("town.xlsx", write_excel(TOWN)),
        ("TOWN.XLSX", write_excel(TOWN)),
        ("town.yaml", write_yaml(TOWN).encode()),
        ("town.yml", write_yaml(TOWN).encode("utf-16")),
        (r"C:\Documents\town.yaml", write_yaml(TOWN).encode()),
    ],
    ids=["xlsx", "XLSX", "yaml", "yml in UTF-16", "with folders"],
)
def test_a_file_is_read_as_its_ending_says(name: str, content: bytes) -> None:
    assert build_atlas(read_upload(name, content)) == TOWN


@pytest.mark.parametrize("name", ["town", "town.xls", "town.pdf", "xlsx", "", "town.xlsx.exe"])
def test_another_ending_is_refused(name: str) -> None:
    problem = find_problem(name, b"places: []")
    assert (problem.code, problem.where.file) == ("format", name)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 ...", "is a PDF; save it as .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old .xls or .doc, or has a password"),
        (b"id,name\n", "is no workbook"),
        (b"<html><table>", "is no workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_by_its_first_bytes(content: bytes, said: str) -> None:
    problem = find_problem("town.xlsx", content)
    assert problem.code == "wrong-content"
    assert said in problem.message


@pytest.mark.parametrize("name", ["actors.csv", "town.yaml", "town.json"])
@pytest.mark.parametrize(
    "content",
    [
        zip_nothing(),
        write_excel(Atlas()),
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"\x1f\x8b\x08",
        b"id,name\n\x00\xff",
        "id,name\n".encode("utf-16-le"),
    ],
    ids=[f"first bytes {number}" for number in range(9)],
)
def test_what_is_no_text_is_refused_by_its_first_bytes(name: str, content: bytes) -> None:
    assert find_problem(name, content).code == "wrong-content"


@pytest.mark.parametrize("content", [b"", b" \n\r\n"])
@pytest.mark.parametrize("name", ["a.csv", "a.yaml", "a.xlsx"])
def test_an_empty_file_is_refused(name: str, content: bytes) -> None:
    assert find_problem(name, content).code == "empty-file"


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 9)
    assert find_problem("a.yaml", b"places: []").code == "too-large"
    build_atlas(read_upload("a.yaml", b"places: ["[:8]))


TABLES = write_csv_folder(TOWN)


@pytest.mark.parametrize("name", ["actors.csv", "Actors (1).csv", "actors-errors.csv", "town.csv"])
def test_one_table_is_told_by_its_name_or_else_by_its_columns(name: str) -> None:
    atlas = build_atlas(read_upload(name, TABLES["actors.csv"].encode()), TOWN)
    assert atlas.actors == TOWN.actors


@pytest.mark.parametrize("sheet", [name for name in TABLES if name != "members.csv"])
def test_every_table_that_weft_writes_is_told_by_its_columns(sheet: str) -> None:
    (draft, *_) = read_upload("export.csv", TABLES[sheet].encode())
    assert not draft.problems
    build_atlas(read_upload("export.csv", TABLES[sheet].encode()), TOWN)


def test_capitals_and_marks_of_errors_do_not_hide_the_columns() -> None:
    text = "Name;Kind;_errors: what / is / wrong\nHarbour Aid;civil_society;\n"
    atlas = build_atlas(read_upload("ngos.csv", text.encode()))
    assert [each.id for each in atlas.actors] == ["harbour-aid"]


def test_columns_that_fit_several_tables_ask_for_a_name() -> None:
    problem = find_problem("town.csv", b"name,kind,areas\nPlan,plan,health\n")
    assert problem.message == (
        "the columns of this table fit several; call the file "
        "mechanisms.csv or policies.csv or disputes.csv"
    )


def test_columns_that_fit_no_table_ask_for_a_name() -> None:
    problem = find_problem("town.csv", b"Ort,Einwohner\nTanger,1\n")
    assert "no table is called 'town'; tables are atlas, places" in problem.message


# --- columns of people's own

OWN = "name,_who,kind,_note\nHarbour Aid,=A1,civil_society,@me\n,,,only a note\n"


def test_a_column_that_begins_with_an_underscore_is_not_read() -> None:
    atlas = build_atlas(read_upload("actors.csv", OWN.encode()))
    assert [(each.id, each.kind) for each in atlas.actors] == [("harbour-aid", "civil_society")]


def test_such_a_column_of_a_workbook_may_hold_formulas(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(io.BytesIO(write_excel(TOWN)))
    sheet = book["actors"]
    column = sheet.max_column + 1
    for row, value in enumerate(("_check", "=1+1", "=#REF!", "red"), 1):
        sheet.cell(row, column, value)
    book.save(tmp_path / "a.xlsx")
    assert build_atlas(read_upload("a.xlsx", (tmp_path / "a.xlsx").read_bytes())) == TOWN


def test_an_unknown_column_is_said_once_and_not_for_every_row() -> None:
    problem = find_problem("actors.csv", b"name,kind,colour\nA,media,red\nB,media,blue\n")
    assert (problem.code, problem.where.row) == ("unknown-field", 1)

"""Broken and hostile files end in errors that say where and what to do, and never in wrong figures;
for whoever changes a reader."""

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.store.importing import bring, make_recipe, make_wide, save, suggest
from weft.core.observatory.recipe import ColumnRule, Layout
from weft.core.observatory.report import Trouble
from weft.store.readers import files
from weft.store.readers.looking import look_at
from weft.store.readers.problems import (
    CutFile,
    EmptyFile,
    LockedWorkbook,
    NoSuchSheet,
    NoTable,
    NotAWorkbook,
    NotText,
    TooLarge,
)

HEAD = "Area,Year,Value\n"


def find_error(path: Path, code: str) -> Trouble:
    """The only error of an import, of a kind."""
    (error,) = bring(path, make_recipe()).report.errors
    assert error.code == code, error
    assert ";" in error.message  # what was found; what to do
    return error


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n ,"])
def test_a_file_without_anything_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises((EmptyFile, NoTable)):
        look_at(path)
    assert bring(path, make_recipe()).report.errors


def test_a_file_cut_in_a_row_says_the_row(tmp_path: Path) -> None:
    error = find_error(save(tmp_path, f"{HEAD}Aurora,2020,1\nBarriera,20"), "ragged_row")
    assert error.row == 3
    assert "2 cells" in error.message


def test_a_quotation_mark_that_never_closes_says_where_it_opens(tmp_path: Path) -> None:
    rows = "".join(f"Aurora,{1900 + n},1\n" for n in range(100))
    error = find_error(save(tmp_path, f'{HEAD}Aurora,2020,1\n"Barriera,2020,2\n{rows}'),
                       "unclosed_quote")  # fmt: skip
    assert error.row == 3


def test_a_broken_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    path = save(tmp_path, f'{HEAD}"Bar"riera,2020,2\nAurora,2020,1\n')
    brought = bring(path, make_recipe())
    assert [(each.code, each.row) for each in brought.report.errors] == [("broken_row", 2)]
    assert brought.find("area", "value") == [("Aurora", 1)]


def test_all_ragged_rows_are_listed_each_with_its_row(tmp_path: Path) -> None:
    path = save(tmp_path, f"{HEAD}Aurora,2020,1,234\nAurora,2021,5\nBarriera,2020,1,5,6\n")
    brought = bring(path, make_recipe())
    assert [(each.code, each.row) for each in brought.report.errors] == [
        ("ragged_row", 2), ("ragged_row", 4),
    ]  # fmt: skip
    assert brought.find("period", "value") == [("2021", 5)]


def test_after_a_thousand_errors_the_rest_is_counted(tmp_path: Path) -> None:
    rows = "".join(f"Aurora,{n},{'many' if n % 2 else n}\n" for n in range(1000, 4000))
    errors = bring(save(tmp_path, HEAD + rows), make_recipe()).report.errors
    assert len(errors) == 1_000
    assert sum(each.count for each in errors) == 1_500
    assert errors[0].row == 3


def test_nul_in_a_cell_is_located(tmp_path: Path) -> None:
    error = find_error(save(tmp_path, f"{HEAD}Auro\0ra,2020,1\nAurora,2021,2\n"), "nul")
    assert (error.row, error.column) == (2, "Area")


def test_a_huge_cell_is_located(tmp_path: Path) -> None:
    path = save(tmp_path, f"{HEAD}{'x' * 110_000},2020,1\nAurora,2021,2\n")
    error = find_error(path, "huge_cell")
    assert (error.row, error.column) == (2, "Area")


@pytest.mark.parametrize(
    "words",
    ['x" FROM read_text(\'/etc/passwd\') --', "x'); SELECT * FROM read_text('/etc/passwd') --",
     'x"; SET enable_external_access = true; --', "'x' || (SELECT content FROM read_text('/y'))"],
)  # fmt: skip
def test_words_of_a_file_or_recipe_that_look_like_sql_are_words(tmp_path: Path, words: str) -> None:
    head = '"' + words.replace('"', '""') + '"'
    path = save(tmp_path, f"Area,Year,Value,{head}\nAurora,2020,1,{head}\nBarriera,2020,2,b\n")
    columns = (*make_recipe().columns, ColumnRule(column=words, role="breakdown", name="origin",
                                                  codes={words: "MAR", "b": "FRA"}))  # fmt: skip
    said = {**make_recipe().constants, "source": words}
    brought = bring(path, make_recipe(columns=columns, constants=said))
    assert not brought.report.errors
    assert brought.find("area", "by_origin", "value", "source") == [
        ("Aurora", "MAR", 1, words), ("Barriera", "FRA", 2, words),
    ]  # fmt: skip
    assert words in {each.column for each in suggest(path).columns}


def test_heads_that_stand_twice_are_told_and_told_apart(tmp_path: Path) -> None:
    path = save(tmp_path, "Area,Year,Value,value\nAurora,2020,1,2\n")
    brought = bring(path, make_recipe())
    assert brought.list_troubles("repeated_head")
    assert brought.find("value") == [(1,)]


def test_a_column_that_is_missing_is_an_error_with_its_name(tmp_path: Path) -> None:
    error = find_error(save(tmp_path, "Zona,Year,Value\nAurora,2020,1\n"), "missing_column")
    assert (error.column, error.row) == ("Area", 1)
    assert "Zona" in error.message


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(bytes(range(256)) * 50)
    with pytest.raises(NotText):
        look_at(path)


def test_a_gzip_file_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    text = HEAD + "".join(f"Aurora,{n},{n * 7919 % 1013}\n" for n in range(1000, 9000))
    whole = gzip.compress(text.encode())
    path = tmp_path / "file.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CutFile, match="copy or download it again"):
        look_at(path)


def test_a_packed_table_is_read_from_gzip_and_zip(tmp_path: Path) -> None:
    text = f"{HEAD}Aurora,2020,1\n"
    packed = tmp_path / "file.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    zipped = tmp_path / "file.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("file.csv", text)
    for path in (packed, zipped):
        assert bring(path, make_recipe()).find("area", "value") == [("Aurora", 1)]


def test_a_bomb_is_refused_before_it_fills_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FREE_BYTES", 1 << 20)
    path = tmp_path / "file.csv.gz"
    path.write_bytes(gzip.compress(HEAD.encode() + b"0" * (4 << 20)))
    with pytest.raises(TooLarge):
        look_at(path)


def pack(folder: Path, name: str, content: bytes) -> Path:
    """A table that is packed as the name says: gzip, ZIP, a data package, a workbook."""
    path, file = folder / name, io.BytesIO()
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(content, 1))
        return path
    descriptor = '{"name": "p", "resources": [{"name": "t", "path": "t.csv"}]}'
    parts = {
        "table.zip": {"t.csv": content},
        "package.zip": {"datapackage.json": descriptor, "t.csv": content},
        "book.xlsx": {"[Content_Types].xml": "<Types/>", "xl/worksheets/sheet1.xml": content},
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for inside, each in parts[name].items():
            packed.writestr(inside, each)
    path.write_bytes(file.getvalue())
    return path


@pytest.mark.parametrize("name", ["file.csv.gz", "table.zip", "package.zip", "book.xlsx"])
def test_a_packed_file_that_is_no_bomb_is_refused_where_there_is_less_room(
    tmp_path: Path, name: str
) -> None:
    path = pack(tmp_path, name, HEAD.encode() + b"Aurora,2020,1\n" * 20_000)
    with files.unpack_at_most(100_000), pytest.raises(TooLarge) as raised:
        look_at(path, folder=tmp_path)
    assert "100,000" in str(raised.value) or name == "book.xlsx"
    assert not list(tmp_path.glob("weft-package-*"))


def test_the_limit_ends_with_what_it_was_for_and_is_no_way_to_more_room(tmp_path: Path) -> None:
    path = pack(tmp_path, "file.csv.gz", HEAD.encode() + b"Aurora,2020,1\n" * 20_000)
    with files.unpack_at_most(100_000):
        pass
    assert look_at(path).heads == ("Area", "Year", "Value")
    with files.unpack_at_most(1 << 60):
        assert files.find_most(1 << 50) == files.MOST_BYTES


def test_a_workbook_that_is_a_bomb_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FREE_BYTES", 1 << 20)
    path = tmp_path / "file.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (4 << 20))
    with pytest.raises(TooLarge):
        look_at(path)


@pytest.mark.parametrize("end", [100, -200])
def test_a_workbook_cut_in_the_middle_is_refused(tmp_path: Path, end: int) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Area", "Value"])
    file = io.BytesIO()
    book.save(file)
    path = tmp_path / "file.xlsx"
    path.write_bytes(file.getvalue()[:end])
    with pytest.raises((NotAWorkbook, CutFile)):
        look_at(path)


def test_a_locked_workbook_asks_for_one_without_password(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(ole + "EncryptedPackage".encode("utf-16-le") + bytes(2000))
    with pytest.raises(LockedWorkbook, match="without a password"):
        look_at(path)


def make_book(folder: Path, rows: list[list[object]]) -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "file.xlsx"
    book.save(path)
    return path


def test_a_formula_that_was_never_computed_is_an_error_in_its_cell(tmp_path: Path) -> None:
    path = make_book(
        tmp_path, [["Area", "Year", "Value"], ["Aurora", 2020, 5], ["Barriera", 2020, "=C2*2"]]
    )
    error = find_error(path, "formula")
    assert (error.sheet, error.row, error.column) == ("Sheet", 3, "C")


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = make_book(tmp_path, [["Area", "Year", "Value"], ["Aurora", 2020, 5]])
    with pytest.raises(NoSuchSheet, match="there are: Sheet"):
        look_at(path, Layout(sheet="Foglio1"))


def test_a_workbook_without_a_table_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoTable, match="hold"):
        look_at(make_book(tmp_path, [["Only a title"]]))


def test_a_period_that_is_none_is_located(tmp_path: Path) -> None:
    error = find_error(save(tmp_path, f"{HEAD}Aurora,2019/20,1\nAurora,2021,2\n"), "not_a_period")
    assert (error.row, error.column) == (2, "Year")


def test_a_figure_that_is_none_is_located_with_what_was_found(tmp_path: Path) -> None:
    error = find_error(save(tmp_path, f"{HEAD}Aurora,2020,about 5\nAurora,2021,2\n"),
                       "not_a_number")  # fmt: skip
    assert (error.row, error.column, error.parts["found"]) == (2, "Value", "about 5")


def test_a_negative_count_is_an_error(tmp_path: Path) -> None:
    error = find_error(save(tmp_path, f"{HEAD}Aurora,2020,-5\nAurora,2021,2\n"), "negative")
    assert error.row == 2


def test_a_figure_without_an_area_is_an_error(tmp_path: Path) -> None:
    error = find_error(save(tmp_path, f"{HEAD},2020,5\nAurora,2021,2\n"), "no_area")
    assert error.row == 2


def test_the_same_key_with_another_value_is_an_error_with_both_rows(tmp_path: Path) -> None:
    text = f"{HEAD}Aurora,2020,5\nBarriera,2020,1\nAurora,2020,6\n"
    error = find_error(save(tmp_path, text), "duplicate")
    assert (error.row, error.parts["first"], error.parts["last"]) == (4, "2", "4")
    assert (error.parts["low"], error.parts["high"]) == (5, 6)


def test_the_same_key_with_the_same_value_is_kept_once_and_said(tmp_path: Path) -> None:
    text = f"{HEAD}Aurora,2020,5\nBarriera,2020,1\nAurora,2020,5\n"
    brought = bring(save(tmp_path, text), make_recipe())
    assert not brought.report.errors
    assert brought.list_troubles("repeated")[0].row == 4
    assert brought.find("area", "row") == [("Aurora", 2), ("Barriera", 3)]


def test_periods_that_overlap_are_said(tmp_path: Path) -> None:
    text = f"{HEAD}Aurora,2020,5\nAurora,2020-Q1,1\nAurora,2021,6\n"
    brought = bring(save(tmp_path, text), make_recipe())
    (trouble,) = brought.list_troubles("overlap")
    assert {trouble.parts["period"], trouble.parts["other"]} == {"2020", "2020-Q1"}


def test_an_unknown_place_is_told_with_the_nearest_and_matched_with_none(tmp_path: Path) -> None:
    text = f"{HEAD}Torino,2020,1\nAuroraa,2020,2\nITC11,2020,3\n"
    brought = bring(save(tmp_path, text), make_recipe())
    places = dict(brought.find("area", "place"))
    assert places["Auroraa"] is None
    assert places["ITC11"] == "turin-metropolitan-city"
    (trouble,) = [each for each in brought.list_troubles("unknown_place")
                  if each.parts["found"] == "Auroraa"]  # fmt: skip
    assert "turin-aurora" in trouble.parts["nearest"]
    assert trouble.row == 3


def test_an_area_that_a_person_said_is_no_place_is_listed_without_trouble(tmp_path: Path) -> None:
    path = save(tmp_path, f"{HEAD}Elsewhere,2020,1\n")
    brought = bring(path, make_recipe(unmatched=("Elsewhere",)))
    assert not brought.list_troubles("unknown_place")
    assert [(each.area, each.place) for each in brought.report.areas] == [("Elsewhere", None)]


def test_a_place_of_the_recipe_that_the_registry_does_not_have_is_an_error(tmp_path: Path) -> None:
    path = save(tmp_path, f"{HEAD}Here,2020,1\n")
    brought = bring(path, make_recipe(places={"Here": "nowhere"}))
    assert [each.code for each in brought.report.errors] == ["no_such_place"]


def test_what_neither_file_nor_recipe_says_is_an_error(tmp_path: Path) -> None:
    path = save(tmp_path, f"{HEAD}Aurora,2020,1\n")
    brought = bring(path, make_recipe(constants={}))
    assert [each.parts["role"] for each in brought.report.errors] == ["measure"]


def test_figures_kept_back_by_their_source_have_no_value(tmp_path: Path) -> None:
    brought = bring(save(tmp_path, f"{HEAD}Aurora,2020,<5\nAurora,2021,9\n"), make_recipe())
    assert not brought.report.errors
    assert brought.find("value", "confidentiality") == [(None, "C"), (9, "F")]


def test_names_of_columns_cannot_reach_the_database(tmp_path: Path) -> None:
    head = 'Value"; DROP TABLE x; --'
    path = save(tmp_path, f'Area,"Row","{head.replace(chr(34), chr(34) * 2)}"\nAurora,2,5\n')
    recipe = make_wide({head: "2020"})
    assert bring(path, recipe).find("area", "period", "value") == [("Aurora", "2020", 5)]
    recipe = make_recipe(columns=(
        ColumnRule(column="Area", role="area"), ColumnRule(column=head, role="value"),
    ), constants={"measure": "stock", "period": "2020", "source": "it's"})  # fmt: skip
    assert bring(path, recipe).find("area", "value", "source") == [("Aurora", 5, "it's")]

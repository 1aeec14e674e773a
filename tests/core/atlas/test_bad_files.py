"""Files as they come: every problem at once, each with its place and what to do about it."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.core.atlas.samples import make_town
from weft.core.atlas.files import read_atlas, write_atlas
from weft.core.atlas.files.excel import write_excel
from weft.core.atlas.files.workbook import LARGEST
from weft.core.atlas.problems import AtlasError, Problem

PLACE = "places:\n- {id: p, name: P, levels: local}\n"


def list_problems(path: Path) -> list[Problem]:
    with pytest.raises(AtlasError) as caught:
        read_atlas(path)
    return list(caught.value.problems)


def list_places(path: Path) -> list[tuple[str, str, int, str]]:
    """Code, sheet or file, row and column of every problem."""
    found = list_problems(path)
    return [
        (each.code, each.where.sheet or each.where.file, each.where.row, each.where.column)
        for each in found
    ]


def write_yaml(folder: Path, text: str | bytes) -> Path:
    path = folder / "a.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def write_book(folder: Path, change: Any) -> Path:
    """The workbook of Brikmel after a change."""
    book = openpyxl.load_workbook(io.BytesIO(write_excel(make_town())))
    change(book)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def zip_parts(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_all_problems_come_at_once_with_their_lines(tmp_path: Path) -> None:
    text = """weft: 2
places:
- {id: p, name: P, levels: cosmic}
- name: Q
  levels: local
  parent: nowhere
  latitude: north
actors:
- {id: a, name: A, kind: government, from: 2017, until: 2014}
- {id: b, nam: B, kind: media, place: Q}
- just words
planets: []
"""
    assert list_places(write_yaml(tmp_path, text)) == [
        ("format-version", "a.yaml", 1, "weft"),
        ("unknown-code", "a.yaml", 3, "levels"),
        ("leads-nowhere", "a.yaml", 6, "parent"),
        ("float-parsing", "a.yaml", 7, "latitude"),
        ("reversed-period", "a.yaml", 9, ""),
        ("unknown-field", "a.yaml", 10, "nam"),
        ("missing", "a.yaml", 10, "name"),
        ("not-a-record", "a.yaml", 11, ""),
        ("unknown-section", "a.yaml", 12, "planets"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: &a [x]\nb: [*a, *a]\n", "yaml-alias", 1),
        ("places: !!python/object:os.system\n- x\n", "yaml-tag", 1),
        ("places:\n- name: P\n  name: Q\n", "yaml-key", 3),
        ("places: " + "[" * 500 + "]" * 500, "yaml-depth", 1),
        ("places:\n- name: 'P\n", "yaml-syntax", 3),
        ("places: []\n---\nactors: []\n", "yaml-documents", 2),
        ("- name: P\n", "no-sections", 1),
        ("places: {name: P}\n", "not-a-list", 1),
        ("title: a\x01b\n", "yaml-syntax", 1),
        ("title: a\n\x00", "not-text", 2),
        (b"title: ok\nlicence: caf\xe9\n", "encoding", 2),
    ],
)
def test_what_is_no_plain_yaml_is_refused(
    tmp_path: Path, text: str | bytes, code: str, line: int
) -> None:
    assert [(each[0], each[2]) for each in list_places(write_yaml(tmp_path, text))] == [
        (code, line)
    ]


def test_each_line_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = write_yaml(tmp_path, b"title: \xe9\nlicence: ok\n" + b"# \xff\n" * 30)
    found = list_problems(path)
    assert [each.where.row for each in found[:2]] == [1, 3]
    assert "11 further lines" in found[-1].message


def test_a_file_of_200_megabytes_is_not_even_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.yaml", "a.xlsx", "folder/actors.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as file:
            file.truncate(200_000_000)
        with monkeypatch.context() as patched:
            patched.delattr(Path, "read_bytes")
            target = path.parent if name.endswith("csv") else path
            assert [each.code for each in list_problems(target)] == ["too-large"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-a-workbook"),
        (b"no zip", "not-a-workbook"),
        (b"PK\x03\x04" + b"\x00" * 100, "not-a-workbook"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert [each[:2] for each in list_places(tmp_path / "a.xlsx")] == [(code, "a.xlsx")]


@pytest.mark.parametrize(
    "parts",
    [
        {"a.txt": "a zip of something else"},
        {"xl/workbook.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><workbook/>"},
        {"xl/workbook.xml": f"<!--{' ' * 70_000}--><!DOCTYPE x [<!ENTITY a 'b'>]><workbook/>"},
        {"xl/workbook.xml": "<workbook>"},
        {"xl/workbook.xml": b"\x00" * (LARGEST + 1)},
    ],
)
def test_a_zip_that_is_no_workbook_is_refused(
    tmp_path: Path, parts: dict[str, str | bytes]
) -> None:
    assert list_places(zip_parts(tmp_path / "a.xlsx", parts))[0][0] == "not-a-workbook"


def test_a_workbook_without_any_of_the_sheets_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    assert list_places(tmp_path / "a.xlsx") == [("missing-sheets", "a.xlsx", 0, "")]


def test_broken_cells_of_a_workbook_are_all_named(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["actors"].merge_cells("B3:B4")
        book["places"]["B2"] = "=A1"
        book["sources"]["E2"] = "soon"
        book["policies"]["AZ9"] = "far out"
        book["zones"]["ZZ1048576"] = "farther"
        book["reports"]["C1"] = "aera"
        book.create_sheet("Akteure").append(["x"])

    found = list_places(write_book(tmp_path, change))
    for each in [
        ("merged-cells", "actors", 3, "B"),
        ("formula", "places", 2, "B"),
        ("partial-date", "sources", 2, "E (date)"),
        ("no-column", "policies", 9, "AZ"),
        ("no-column", "zones", 1048576, "ZZ"),
        ("unknown-field", "reports", 1, "C (aera)"),
        ("unknown-sheet", "Akteure", 0, ""),
    ]:
        assert each in found


def test_a_missing_sheet_is_called_missing(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        del book["places"], book["mechanisms"]

    messages = [each.message for each in list_problems(write_book(tmp_path, change))]
    assert any("the sheet 'places' is missing" in each for each in messages)
    assert any("the sheet 'mechanisms' is missing" in each for each in messages)


def test_other_ways_to_write_a_cell_are_read(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["sources"]["E2"] = dt.date(2014, 5, 31)
        bold = TextBlock(InlineFont(b=True), "Annual report")
        book["sources"]["B3"] = CellRichText([bold, " of Brikmel"])
        book["competences"]["F3"] = False
        book["places"].title = " Places"
        book.create_sheet("notes 2").append(["ours"])

    atlas = read_atlas(write_book(tmp_path, change))
    assert "2014-05-31" in [each.date for each in atlas.sources]
    assert "Annual report of Brikmel" in [str(each.title) for each in atlas.sources]
    assert sorted(each.holds for each in atlas.competences) == [False, True]


def test_a_workbook_of_another_office_program_is_read(tmp_path: Path) -> None:
    """Inline strings, dates from 1904, cells without references, no styles but one, strict XML."""
    main = 'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"'
    rel = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    package = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'

    def inline(*words: str) -> str:
        return "".join(f'<c t="inlineStr"><is><t>{each}</t></is></c>' for each in words)

    parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships {package}><Relationship Id="a" '
        f'Type="{rel}/officeDocument" Target="/book.xml"/></Relationships>',
        "book.xml": f'<workbook {main} xmlns:r="{rel}"><workbookPr date1904="1"/>'
        '<sheets><sheet name="Sources" sheetId="1" r:id="s"/></sheets></workbook>',
        "_rels/book.xml.rels": f'<Relationships {package}>'
        f'<Relationship Id="s" Type="{rel}/worksheet" Target="one.xml"/>'
        f'<Relationship Id="t" Type="{rel}/styles" Target="styles.xml"/></Relationships>',
        "styles.xml": f'<styleSheet {main}><numFmts><numFmt numFmtId="170" '
        'formatCode="[$-409]d\\ mmmm\\ yyyy"/></numFmts><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="170"/></cellXfs></styleSheet>',
        "one.xml": f"<worksheet {main}><sheetData><row>{inline('title', 'date', 'note')}</row>"
        f"<row>{inline('Law_x000D_')}<c s='1'><v>40328</v></c>{inline('_x005F_x0041_')}</row>"
        "</sheetData></worksheet>",
    }  # fmt: skip
    (source,) = read_atlas(zip_parts(tmp_path / "a.xlsx", parts)).sources
    assert (source.id, str(source.title), source.date) == ("law", "Law", "2014-05-31")
    assert str(source.note) == "_x0041_"


def write_csv(folder: Path, **tables: str | bytes) -> Path:
    for name, text in tables.items():
        content = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.csv").write_bytes(content)
    return folder


def test_csv_of_other_programs_is_read(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        places="\ufeffName;Levels;latitude\r\nBrikmel;Ville;35,76\r\n",
        actors="name\tkind\tplace\nVille de B\tgouvernement\tBRIKMEL\n",
        sources='title,note\n"Law, of ""2014""","two\nlines"\n'.encode("utf-16"),
    )
    atlas = read_atlas(tmp_path)
    assert (atlas.places[0].latitude, atlas.places[0].levels) == (35.76, ("local",))
    assert atlas.actors[0].place == "brikmel"
    assert str(atlas.sources[0].note) == "two\nlines"


def test_a_table_may_be_spread_over_files_whose_names_begin_alike(tmp_path: Path) -> None:
    write_atlas(make_town(), tmp_path / "town")
    header, first, rest = (tmp_path / "town/actors.csv").read_text("utf-8-sig").split("\n", 2)
    (tmp_path / "town/actors.csv").write_text(f"{header}\n{rest}", "utf-8")
    (tmp_path / "town/Actors-north.csv").write_text(f"{header}\n{first}\n", "utf-8")
    assert read_atlas(tmp_path / "town") == make_town()


def test_an_atlas_may_be_spread_over_workbooks_by_sheet(tmp_path: Path) -> None:
    (tmp_path / "split").mkdir()
    for number in (0, 1):
        book = openpyxl.load_workbook(io.BytesIO(write_excel(make_town())))
        for index, name in enumerate(book.sheetnames):
            if index % 2 == number:
                del book[name]
        book.save(tmp_path / "split" / f"{number}.xlsx")
    assert read_atlas(tmp_path / "split") == make_town()


def test_broken_csv_is_named_line_by_line(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        places="name,levels,latitude\nP,local,=1+1\nQ,local,1,2\n",
        actors='name,kind\n"A,media\n',
        sources=b"title\nLoi\nArr\xeat\xe9\n",
        planets="name\nMars\n",
    )
    assert list_places(tmp_path) == [
        ("csv-syntax", "actors.csv", 2, ""),
        ("float-parsing", "places.csv", 2, "latitude"),
        ("formula", "places.csv", 2, "latitude"),
        ("no-column", "places.csv", 3, ""),
        ("unknown-sheet", "planets.csv", 0, ""),
        ("encoding", "sources.csv", 3, ""),
    ]


def test_paths_that_lead_to_no_atlas_are_explained(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("x")
    assert list_problems(tmp_path / "none.yaml")[0].code == "no-file"
    assert list_problems(tmp_path / "a.docx")[0].code == "format"
    assert list_problems(tmp_path)[0].code == "empty-folder"
    write_yaml(tmp_path, PLACE)
    write_csv(tmp_path, places="name,levels\nP,local\n")
    assert list_problems(tmp_path)[0].code == "mixed-folder"

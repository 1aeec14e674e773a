"""A file comes back with its errors marked: it says the same, and has the same errors again."""

import csv
import io

import pytest

from tests.core.atlas.fuzz import make_mutant
from tests.core.atlas.samples import make_town
from weft.core.atlas.build import build_atlas
from weft.core.atlas.files.marking import MarkingError, mark_errors, name_marked
from weft.core.atlas.files.reading import read_upload
from weft.core.atlas.files.yaml_file import parse, write_yaml
from weft.core.atlas.problems import AtlasError, Problem, Where

TOWN = make_town()


def list_problems(name: str, content: bytes | str) -> list[Problem]:
    content = content if isinstance(content, bytes) else content.encode()
    try:
        build_atlas(read_upload(name, content), TOWN)
    except AtlasError as error:
        return list(error.problems)
    return []


def mark(name: str, text: str) -> str:
    return mark_errors(name, text.encode(), list_problems(name, text)).decode()


# --- CSV

ACTORS = """name,kind,place
Desk,agency,Brikmal
"Aid; home
and school",charity,Brikmel
Fine,media,
"""


def test_a_row_of_csv_says_what_is_wrong_with_it() -> None:
    marked = mark("actors.csv", ACTORS)
    rows = list(csv.reader(io.StringIO(marked)))
    assert rows[0] == ["name", "kind", "place", "_errors"]
    assert rows[1][3] == "place: 'Brikmal' is not among the places; did you mean 'brikmel'?"
    assert rows[2][:3] == ["Aid; home\nand school", "charity", "Brikmel"]
    assert rows[2][3].startswith("kind: 'kind': 'charity' is not in the list")
    assert rows[3] == ["Fine", "media", ""]


def test_a_marked_table_has_the_same_errors_in_the_same_rows() -> None:
    marked = mark("actors.csv", ACTORS)
    assert list_problems("actors.csv", marked) == list_problems("actors.csv", ACTORS)
    assert mark("actors.csv", marked) == marked


def test_errors_of_the_whole_table_stand_in_the_heading() -> None:
    text = "id;name;colour\na;A;red\n"
    marked = mark("actors.csv", text)
    first = marked.partition("\n")[0]
    assert first.startswith("id;name;colour;_errors: ")
    assert "there is no column 'colour' in 'actors' / columns are id / name / kind" in first
    assert first.count(";") == 3 and "," not in first
    assert list_problems("actors.csv", marked) == list_problems("actors.csv", text)


def test_marks_go_when_the_errors_are_corrected() -> None:
    marked = mark("actors.csv", ACTORS)
    mended = marked.replace("Brikmal", "Brikmel").replace("charity", "civil_society")
    assert list_problems("actors.csv", mended) == []
    assert mark_errors("actors.csv", mended.encode(), []).decode().count("'") == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_separator_and_line_ends_stay(encoding: str, end: str) -> None:
    content = f"name;kind{end}بلدية;x{end}{end}Fine;media{end}".encode(encoding)
    marked = mark_errors("actors.csv", content, list_problems("actors.csv", content))
    lines = marked.decode(encoding).split(end)
    assert [line.partition(";")[0] for line in lines] == ["name", "بلدية", "", "Fine", ""]
    assert marked[:2] == content[:2]


def test_a_row_with_too_many_cells_is_marked_behind_them() -> None:
    text = "name,kind\nA,media,x,y\nB,z\n"
    marked = mark("actors.csv", text)
    rows = list(csv.reader(io.StringIO(marked)))
    assert [len(row) for row in rows] == [5, 5, 5]
    assert list_problems("actors.csv", marked) == list_problems("actors.csv", text)


def test_no_message_becomes_a_formula() -> None:
    problem = Problem("x", "error", '=HYPERLINK("http://x")', Where("actors.csv", row=2))
    marked = mark_errors("actors.csv", b"name,kind\nA,media\n", [problem]).decode()
    assert list(csv.reader(io.StringIO(marked)))[1][2].startswith("'=")


def test_a_table_that_breaks_off_cannot_be_marked() -> None:
    with pytest.raises(MarkingError, match="line 2 cannot be read as CSV"):
        mark("actors.csv", 'name,kind\n"A,media\n')


# --- YAML

YAML = """# ours
places:
- name: Tanger
  levels: cosmic
- {name: Land, levels: national, population: many}
actors:
- name: |
    Desk
    # weft: is a text
  kind: agency
  place: Tangir
"""


def test_comments_stand_above_the_lines_of_yaml() -> None:
    marked = mark("town.yaml", YAML).split("\n")
    at = marked.index("  levels: cosmic")
    assert marked[at - 1].startswith("  # weft: 'levels': 'cosmic' is not in the list")
    assert marked[at + 1] == "# weft: 'population' is 'many'; a whole number is expected"
    at = marked.index("  place: Tangir")
    assert marked[at - 1].startswith("  # weft: 'Tangir' is not among the places")
    assert marked[0] == "# ours"


def test_marked_yaml_says_the_same_and_has_the_same_errors() -> None:
    marked = mark("town.yaml", YAML)
    assert parse(marked) == parse(YAML)
    assert [(each.code, each.message, each.where.column) for each in
            list_problems("town.yaml", marked)] == [
        (each.code, each.message, each.where.column) for each in list_problems("town.yaml", YAML)
    ]  # fmt: skip
    assert mark("town.yaml", marked) == marked


def test_marks_are_taken_out_again() -> None:
    text = YAML.replace("    # weft: is a text\n", "")
    assert mark_errors("town.yaml", mark("town.yaml", text).encode(), []).decode() == text


def test_a_mark_never_gets_into_a_text() -> None:
    text = 'places:\n- {name: "a\n    b", levels: cosmic}\n'
    marked = mark("town.yaml", text)
    assert marked.startswith("# weft: line 4: 'levels': 'cosmic' is not in the list")
    assert parse(marked) == parse(text)
    assert mark("town.yaml", marked) == marked


def test_where_yaml_breaks_off_the_line_is_said_at_the_top() -> None:
    marked = mark("town.yaml", "places:\n- name: 'P\n")
    assert marked.startswith("# weft: line 3: this is not YAML")
    assert mark("town.yaml", marked) == marked
    assert [each.code for each in list_problems("town.yaml", marked)] == ["yaml-syntax"]


def test_a_message_stays_a_comment_whatever_it_quotes() -> None:
    problem = Problem("x", "error", "a\nplaces: []\x07\u2028b", Where("a.yaml", row=1))
    marked = mark_errors("a.yaml", b"title: T\n", [problem]).decode()
    assert marked == "# weft: a places: []? b\ntitle: T\n"


# --- any format


def test_json_has_no_room_for_marks() -> None:
    with pytest.raises(ValueError, match="a JSON file has no room for marks"):
        mark_errors("town.json", b"{}", [])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("town.pdf", b"%PDF", "is no format of Weft"),
        ("a.csv", b"name\n\xff\n", "not in UTF-8"),
        ("a.yaml", b"a: \xff\n", "not in UTF-8"),
        ("a.csv", b"\n", "is empty"),
        ("a.yaml", b"", "is empty"),
        ("a.csv", b",,\n", "is empty"),
        ("a.xlsx", b"PK", "the file is no Excel workbook"),
    ],
)
def test_what_cannot_be_marked_is_said(name: str, content: bytes, said: str) -> None:
    with pytest.raises(MarkingError, match=said):
        mark_errors(name, content, [])


def test_problems_of_another_file_are_left_out() -> None:
    problems = [Problem("x", "error", "elsewhere", Where("other.yaml", row=1))]
    assert mark_errors("a.yaml", b"title: T\n", problems) == b"title: T\n"


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("town.xlsx", "town-errors.xlsx"),
        ("town.xlsm", "town-errors.xlsx"),
        ("actors.csv", "actors-errors.csv"),
        ("actors-errors.csv", "actors-errors.csv"),
        (r"C:\x\town.yaml", "town-errors.yaml"),
    ],
)
def test_a_marked_file_is_called_so(name: str, marked: str) -> None:
    assert name_marked(name) == marked


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("kind", ["yaml", "csv"])
def test_broken_files_keep_their_errors_or_are_refused(kind: str, seed: int) -> None:
    for name, content in list(make_mutant(kind, seed).items())[:6]:
        before = list_problems(name, content)
        try:
            marked = mark_errors(name, content, before)
        except MarkingError:
            continue
        after = list_problems(name, marked)
        assert [(each.code, each.where.column) for each in after] == [
            (each.code, each.where.column) for each in before
        ]
        assert mark_errors(name, marked, after) == marked


def test_a_whole_town_in_yaml_is_marked_without_a_change() -> None:
    text = write_yaml(TOWN)
    problems = [
        Problem("x", "error", "m", Where("a.yaml", row=n)) for n in range(1, text.count("\n"))
    ]
    assert parse(mark_errors("a.yaml", text.encode(), problems).decode()) == parse(text)

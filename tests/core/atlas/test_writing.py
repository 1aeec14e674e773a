"""A file that is being written is old or new, never half; and no name in it becomes a formula."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.core.atlas.samples import make_town
from weft.core.atlas.atlas import Atlas
from weft.core.atlas.files import read_atlas, write_atlas, writing
from weft.core.atlas.files.escape import escape_cell, is_formula, unescape_cell
from weft.core.atlas.files.excel import write_excel

OLD = Atlas.model_validate({"title": "old"})
NASTY = ("=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@sum(A1)", "=HYPERLINK(1)", "\u202e=1")


def make_named(name: str) -> Atlas:
    return Atlas.model_validate({"actors": [{"id": "a", "name": name, "kind": "media"}]})


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.xlsx", "folder"])
@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_stop_half_way_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, broken: str
) -> None:
    path = write_atlas(OLD, tmp_path / name)
    before = sorted(each.name for each in tmp_path.rglob("*"))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(*((writing.os, "fsync") if broken == "fsync" else (Path, "replace")), stop)
        with pytest.raises(KeyboardInterrupt):
            write_atlas(make_town(), path, replace=True)
    assert read_atlas(path) == OLD
    assert sorted(each.name for each in tmp_path.rglob("*")) == before


def test_a_stop_between_two_folders_brings_the_old_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_atlas(OLD, tmp_path / "folder")
    rename, calls = Path.rename, iter([True, False, True])

    def stop_once(self: Path, target: Path) -> Path:
        if not next(calls):
            raise OSError("disk full")
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", stop_once)
        with pytest.raises(OSError, match="disk full"):
            write_atlas(make_town(), path, replace=True)
    assert read_atlas(path) == OLD
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]


def test_a_folder_keeps_what_is_not_a_table_and_loses_old_tables(tmp_path: Path) -> None:
    path = write_atlas(make_town(), tmp_path / "folder")
    (path / "README.md").write_text("ours")
    write_atlas(OLD, path, replace=True)
    assert sorted(each.name for each in path.iterdir()) == ["README.md", "atlas.csv"]
    assert read_atlas(path) == OLD


def test_it_does_not_mix_tables_with_other_formats(tmp_path: Path) -> None:
    write_atlas(OLD, tmp_path / "folder" / "old.yaml")
    with pytest.raises(FileExistsError, match=r"holds old\.yaml"):
        write_atlas(make_town(), tmp_path / "folder", replace=True)


def test_it_replaces_only_when_told(tmp_path: Path) -> None:
    path = write_atlas(OLD, tmp_path / "a.yaml")
    with pytest.raises(FileExistsError, match="choose another name"):
        write_atlas(OLD, path)


def test_it_knows_its_formats(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'\.docx' is no format"):
        write_atlas(OLD, tmp_path / "a.docx")


@pytest.mark.parametrize("name", NASTY)
def test_no_name_becomes_a_formula_in_csv(tmp_path: Path, name: str) -> None:
    path = write_atlas(make_named(name), tmp_path / "folder")
    with (path / "actors.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert read_atlas(path) == make_named(name)


@pytest.mark.parametrize("name", NASTY)
def test_no_name_becomes_a_formula_in_a_workbook(name: str) -> None:
    content = write_excel(make_named(name))
    cell = openpyxl.load_workbook(io.BytesIO(content))["actors"]["B2"]
    assert (cell.value, cell.data_type) == (name, "s")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [each for each in archive.namelist() if each.startswith("xl/worksheets/sheet")]
        assert not [each for each in sheets if b"<f>" in archive.read(each)]


@pytest.mark.parametrize("text", ["=a", "'=a", "''=a", "-1", "-1,5", "1e-7", "'", "'a", "+33 4"])
def test_the_escape_is_undone(text: str) -> None:
    assert unescape_cell(escape_cell(text)) == text
    assert not is_formula(escape_cell(text))


def test_a_text_too_long_for_a_cell_is_refused_and_nothing_written(tmp_path: Path) -> None:
    found = [f"{'x' * 190}-{number}" for number in range(200)]
    data = {
        "places": [{"id": "p", "name": "P", "levels": ["local"]}],
        "zones": [{"id": f, "name": f, "kind": "housing", "places": ["p"]} for f in found],
        "surveys": [
            {"id": "s", "name": "S", "place": "p", "areas": ["health"], "closes": ["ties"]}
            | {"found": found}
        ],
    }
    atlas = Atlas.model_validate(data)
    with pytest.raises(ValueError, match="sheet surveys, row 2, found"):
        write_atlas(atlas, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
    assert read_atlas(write_atlas(atlas, tmp_path / "a")) == atlas


def test_a_table_that_is_not_ours_is_never_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "budget.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FileExistsError, match=r"budget\.csv, which is no table of Weft"):
        write_atlas(make_town(), folder, replace=True)
    assert (folder / "budget.csv").read_text() == "a,b\n1,2\n"

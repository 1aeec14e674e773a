"""Frictionless Data Packages, of both versions, as folders and ZIP files, and hostile ones."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.store.importing import bring, make_recipe, suggest
from weft.store.readers.looking import look_at
from weft.store.readers.packages import (
    BrokenDescriptor,
    OutsidePackage,
    find_resource,
    is_package,
)
from weft.store.readers.problems import CutFile, FileProblem, NoTable, TooLarge

TABLE = "area;value\nTorino;1.234,5\n"
RESOURCE = {
    "name": "figures",
    "path": "data/figures.csv",
    "encoding": "utf-8",
    "dialect": {"delimiter": ";"},
    "schema": {
        "fields": [
            {"name": "area", "type": "string", "title": "Town"},
            {"name": "value", "type": "number", "decimalChar": ",", "groupChar": "."},
        ],
        "missingValues": ["", ".."],
    },
}
PACKAGE = {
    "profile": "tabular-data-package",
    "name": "towns",
    "title": "Figures of towns",
    "licenses": [{"name": "CC-BY-4.0"}],
    "resources": [RESOURCE],
}


def write(folder: Path, package: Any) -> Path:
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "figures.csv").write_text(TABLE, "utf-8")
    (folder / "datapackage.json").write_text(json.dumps(package), "utf-8")
    return folder


def pack(folder: Path, **also: str) -> Path:
    path = folder / "package.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("towns/datapackage.json", json.dumps(PACKAGE))
        packed.writestr("towns/data/figures.csv", TABLE)
        for name, text in also.items():
            packed.writestr(name, text)
    return path


@pytest.mark.parametrize("find", [lambda at: at, lambda at: at / "datapackage.json"])
def test_a_package_of_the_first_version_is_read(
    tmp_path: Path, find: Callable[[Path], Path]
) -> None:
    path = find(write(tmp_path, PACKAGE))
    assert is_package(path)
    found = find_resource(path)
    assert found.path.read_text("utf-8") == TABLE
    assert (found.title, found.licence) == ("Figures of towns", "CC-BY-4.0")
    assert (found.layout.delimiter, found.layout.encoding) == (";", "utf-8")
    assert (found.layout.decimal, found.layout.thousands) == (",", ".")
    assert [each.title for each in found.fields] == ["Town", None]
    assert found.missing == ("", "..")


def test_a_package_of_the_second_version_is_read(tmp_path: Path) -> None:
    resource = RESOURCE | {"schema": {"missingValues": [{"value": "-99", "label": "refused"}]}}
    package = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json"}
    found = find_resource(write(tmp_path, package | {"resources": [resource]}))
    assert found.missing == ("-99",)
    assert found.title == "figures"


def test_a_package_in_a_zip_is_read_and_left_where_it_was_told(tmp_path: Path) -> None:
    path = pack(tmp_path)
    folder = tmp_path / "unpacked"
    folder.mkdir()
    assert is_package(path)
    found = find_resource(path, folder=folder)
    assert found.path.read_text("utf-8") == TABLE
    assert found.path.is_relative_to(folder)


def list_figures(folder: Path, name: str) -> list[tuple[Any, ...]]:
    """What is read of a package whose table is this file, as the assistant proposes it."""
    package = PACKAGE | {"resources": [{"name": "figures", "path": name}]}
    path = folder / "datapackage.json"
    path.write_text(json.dumps(package), "utf-8")
    assert look_at(path).packaged
    proposed = suggest(path).recipe
    assert proposed.kind == "datapackage"
    brought = bring(path, make_recipe(kind="datapackage", layout=proposed.layout))
    assert not brought.report.errors
    return brought.find("row", "area", "period", "value")


def test_a_workbook_in_a_package_is_read_as_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Area", "Year", "Value"], ["Aurora", 2020, 5], ["Barriera", 2021, 6.5]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "data.xlsx")
    found = [(2, "Aurora", "2020", 5), (3, "Barriera", "2021", 6.5)]
    assert list_figures(tmp_path, "data.xlsx") == found


def test_geojson_in_a_package_is_read_as_geojson(tmp_path: Path) -> None:
    rows = ({"Area": "Aurora", "Year": 2020, "Value": 5}, {"Area": "Aurora", "Year": 2021})
    features = [{"type": "Feature", "geometry": None, "properties": each} for each in rows]
    collection = {"type": "FeatureCollection", "features": features}
    (tmp_path / "data.csv").write_text(json.dumps(collection), "utf-8")
    found = [(1, "Aurora", "2020", 5), (2, "Aurora", "2021", None)]
    assert list_figures(tmp_path, "data.csv") == found


def test_sdmx_csv_in_a_package_is_read_as_the_table_that_it_is_too(tmp_path: Path) -> None:
    text = "STRUCTURE,STRUCTURE_ID,Area,Year,Value\ndataflow,X:Y(1.0),Aurora,2020,5\n"
    (tmp_path / "data.csv").write_text(text, "utf-8")
    assert list_figures(tmp_path, "data.csv") == [(2, "Aurora", "2020", 5)]


@pytest.mark.parametrize(
    "name",
    ["../secret.csv", "/etc/passwd", "https://example.org/a.csv", "..\\secret.csv", "a/../../b"],
)
def test_a_resource_outside_the_package_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n", "utf-8")
    inside = tmp_path / "package"
    inside.mkdir()
    package = write(inside, PACKAGE | {"resources": [RESOURCE | {"path": name, "format": "csv"}]})
    with pytest.raises(OutsidePackage):
        find_resource(package)


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n", "utf-8")
    inside = tmp_path / "package"
    inside.mkdir()
    write(inside, PACKAGE)
    (inside / "data" / "figures.csv").unlink()
    (inside / "data" / "figures.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(OutsidePackage):
        find_resource(inside)


def test_a_zip_that_writes_outside_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    path = pack(tmp_path, **{"../../evil.csv": "a"})
    folder = tmp_path / "unpacked"
    folder.mkdir()
    with pytest.raises(OutsidePackage):
        find_resource(path, folder=folder)
    assert list(folder.iterdir()) == []


def test_a_bomb_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    path = pack(tmp_path, **{"towns/bomb.csv": "0" * (65 << 20)})
    folder = tmp_path / "unpacked"
    folder.mkdir()
    with pytest.raises(TooLarge):
        find_resource(path, folder=folder)
    assert list(folder.iterdir()) == []


def test_a_zip_that_is_cut_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path)
    content = bytearray(path.read_bytes())
    content[60:80] = b"x" * 20
    path.write_bytes(content)
    with pytest.raises(CutFile):
        find_resource(path)


@pytest.mark.parametrize(
    ("package", "kind", "words"),
    [
        ([], BrokenDescriptor, "no descriptor"),
        ({"name": "a"}, BrokenDescriptor, "resources"),
        ({"resources": [{"name": "a", "path": 5}]}, BrokenDescriptor, "resources.0.path"),
        ({"resources": [{"name": "a", "path": "a.pdf"}]}, NoTable, "its resources: a"),
        ({"resources": [{"name": "a", "path": ["a.csv", "b.csv"]}]}, NoTable, "2 files"),
        ({"resources": [{"name": "a", "path": "gone.csv"}]}, NoTable, "'gone.csv' is not in"),
        (
            {"resources": [RESOURCE | {"schema": {"fields": [
                {"name": "v", "type": "number", "decimalChar": "?"}]}}]},
            BrokenDescriptor, "decimal: '?'",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_descriptor_is_said(
    tmp_path: Path, package: Any, kind: type[FileProblem], words: str
) -> None:
    with pytest.raises(kind) as error:
        find_resource(write(tmp_path, package))
    assert words in str(error.value)


def test_a_descriptor_that_is_no_json_is_refused(tmp_path: Path) -> None:
    write(tmp_path, PACKAGE)
    (tmp_path / "datapackage.json").write_text('{"name": "to', "utf-8")
    with pytest.raises(BrokenDescriptor):
        find_resource(tmp_path)

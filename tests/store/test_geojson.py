"""GeoJSON files of others become figures as tables do, and broken ones end in errors that say which
feature and what to do; for whoever changes their reader."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.store.importing import Brought, bring, make_recipe, make_wide, save, suggest
from weft.core.observatory.recipe import Layout
from weft.store.readers import features, files, geojson
from weft.store.readers.features import BrokenJson, NotGeojson
from weft.store.readers.geojson import write_number
from weft.store.readers.looking import look_at
from weft.store.readers.problems import CutFile, FileProblem, NoTable, NotText, TooLarge

RING = [[[7.6, 45.0], [7.7, 45.0], [7.7, 45.1e0], [7.6, 45.0]]]
SHAPE = {"type": "MultiPolygon", "coordinates": [RING]}


def make_feature(properties: Any, **more: Any) -> dict[str, Any]:
    """A feature with a shape, as offices for maps write it."""
    return {"type": "Feature", "geometry": SHAPE, "properties": properties} | more


def make_row(area: str, year: Any, value: Any, **more: Any) -> dict[str, Any]:
    """The feature of a figure."""
    return make_feature({"Area": area, "Year": year, "Value": value} | more)


def write(*made: Any, **more: Any) -> str:
    """A collection as text."""
    collection = {"type": "FeatureCollection", "features": list(made)} | more
    return json.dumps(collection, ensure_ascii=False)


def bring_text(folder: Path, text: str, **changes: Any) -> Brought:
    """Import a collection whose properties are area, year and value."""
    return bring(save(folder, text, "file.geojson"), make_recipe(kind="geojson", **changes))


def test_the_areas_of_a_map_go_to_the_assistant_like_a_table(tmp_path: Path) -> None:
    rows = [
        make_feature({"Comune": name, "Anno": year, "Residenti stranieri": count})
        for name, year, count in (("Mirafiori", 2022, 13100), ("Mirafiori", 2023, 13350),
                                  ("Aurora", 2022, 1.5e4), ("Barriera", 2022, None))
    ]  # fmt: skip
    path = save(tmp_path, write(*rows, name="Stranieri per quartiere"), "quartieri.geojson")
    proposal = suggest(path)
    assert [(each.column, each.role) for each in proposal.columns] == [
        ("Comune", "area"), ("Anno", "period"), ("Residenti stranieri", "value"),
    ]  # fmt: skip
    assert proposal.recipe.kind == "geojson"
    brought = bring(path, proposal.recipe)
    assert not brought.report.errors
    assert brought.report.missing == 1
    assert sorted(brought.find("row", "place", "period", "value")) == [
        (1, "turin-mirafiori", "2022", 13100), (2, "turin-mirafiori", "2023", 13350),
        (3, "turin-aurora", "2022", 15000), (4, "turin-barriera", "2022", None),
    ]  # fmt: skip
    assert {source for (source,) in brought.find("source")} == {"Stranieri per quartiere"}


def test_properties_that_are_years_are_read_as_columns_that_are_years(tmp_path: Path) -> None:
    path = save(tmp_path, write(make_feature({"Area": "Aurora", "2020": 5, "2021": 6})), "a.json")
    recipe = make_wide({"2020": "2020", "2021": "2021"}, kind="geojson")
    assert bring(path, recipe).find("period", "value") == [("2020", 5), ("2021", 6)]


def test_the_code_of_a_feature_is_a_column_and_its_number_is_none(tmp_path: Path) -> None:
    coded = save(tmp_path, write(make_feature({"n": 1}, id="ITC11")), "a.geojson")
    numbered = save(tmp_path, write(make_feature({"n": 1}, id=7)), "b.geojson")
    named = save(tmp_path, write(make_feature({"id": "x", "n": 1}, id="ITC11")), "c.geojson")
    assert look_at(coded).heads == ("id", "n")
    assert look_at(numbered).heads == ("n",)
    assert look_at(named).sample == (("x", "1"),)


@pytest.mark.parametrize(
    ("written", "read"),
    [("1e3", "1000"), ("1000.0", "1000"), ("1.50E-2", "0.015"), ("-0.5", "-0.5"), ("10", "10"),
     ("12345678901234567890", "12345678901234567890"), ("1e999999", "1e999999")],
)  # fmt: skip
def test_a_number_is_written_as_people_write_it(written: str, read: str) -> None:
    assert write_number(written) == read


def test_numbers_are_read_as_such_beside_texts_that_are_figures(tmp_path: Path) -> None:
    rows = [make_row("Aurora", 2020, "1.234,5"), make_row("Aurora", 2021, 1234.567)]
    assert bring_text(tmp_path, write(*rows)).find("value") == [(1234.5,), (1234.567,)]
    said = bring_text(tmp_path, write(*rows), layout=Layout(decimal=",", thousands="."))
    assert said.find("value") == [(1234.5,), (1234.567,)]


def test_true_and_false_are_words_and_null_is_missing(tmp_path: Path) -> None:
    rows = ({"a": True, "b": None, "c": "x"}, {"a": False, "b": 0, "c": "y"})
    look = look_at(save(tmp_path, write(*map(make_feature, rows)), "a.geojson"))
    assert look.sample == (("true", "", "x"), ("false", "0", "y"))


def test_a_property_that_is_null_everywhere_is_an_empty_column(tmp_path: Path) -> None:
    rows = [make_feature({"a": None, "b": 1, "c": each}) for each in ([1], None)]
    assert look_at(save(tmp_path, write(*rows), "a.geojson")).heads == ("a", "b")


@pytest.mark.parametrize("size", [1, 7, 64])
def test_pieces_of_a_file_make_no_difference(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = 'she said "coordinates": [1, 2], è \\'
    rows = [make_row("Aurora", 2020, -1.5e1, note=said), make_row("عمان", 2021, 12345, note="")]
    path = save(tmp_path, write(*rows, crs={"type": "name"}, bbox=[1, 2.5]), "file.geojson")
    whole = look_at(path)
    monkeypatch.setattr(files, "CHUNK", size)
    monkeypatch.setattr(features, "CHUNK", size)
    pieces = look_at(path)
    assert pieces == whole
    assert pieces.sample == (("Aurora", "2020", "-15", said), ("عمان", "2021", "12345", ""))


@pytest.mark.parametrize("indent", range(9))
def test_a_file_may_be_cut_in_two_anywhere(
    indent: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Points with their height, each number on a line of its own, as some programs write them."""
    ring = [[7.6, 45.0, 239.1], [7.7, 45.0, 241.5], [7.65, 45.1e0, -2.5e-1]]
    shape = {"type": "MultiPolygon", "coordinates": [[ring]], "bbox": [7, 45]}
    rows = [make_row("Aurora", 2020, 5, style={"coordinates": [[1], 2]}),
            make_row("Barriera", 2021, 6)]  # fmt: skip
    made = {"type": "FeatureCollection", "features": [each | {"geometry": shape} for each in rows]}
    text = json.dumps(made, indent=indent)
    pieces = [text]
    monkeypatch.setattr(features, "CHUNK", 1)
    monkeypatch.setattr(features, "_decode", lambda *_: iter(pieces))
    whole = list(features.read_features(tmp_path))
    assert len(whole) == 2
    for at in range(1, len(text)):
        pieces = [text[:at], text[at:]]
        assert list(features.read_features(tmp_path)) == whole, f"cut at {at}: {text[:at][-40:]}"


def test_a_shape_of_any_size_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "CHUNK", 1_000)
    monkeypatch.setattr(features, "CHUNK", 1_000)
    monkeypatch.setattr(features, "MOST_FEATURE", 20_000)
    large = {"type": "LineString", "coordinates": [[n / 7, n] for n in range(5_000)]}
    row = {"Area": "Aurora", "Year": 2020, "Value": 5}
    text = write(make_feature(row, geometry=large), make_feature(row | {"Year": 2021}))
    assert len(text) > 100_000
    assert bring_text(tmp_path, text).find("period", "value") == [("2020", 5), ("2021", 5)]
    with pytest.raises(TooLarge, match="row 2: more than 20,000"):
        look_at(save(tmp_path, write(make_row("a", 1, 2), make_row("x" * 50_000, 1, 2)), "a.json"))


def test_a_packed_collection_is_read_from_gzip_and_zip(tmp_path: Path) -> None:
    text = write(make_row("Aurora", 2020, 1))
    packed, zipped = tmp_path / "file.geojson.gz", tmp_path / "file.zip"
    packed.write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("quarters.geojson", text)
        archive.writestr("licence.pdf", "")
    for path in (packed, zipped):
        assert bring(path, make_recipe()).find("area", "value") == [("Aurora", 1)]


def test_what_describes_a_packed_table_is_not_read_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "file.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", "{}")
        archive.writestr("table.csv", "Area,Year,Value\nAurora,2020,1\n")
    assert bring(path, make_recipe()).find("area", "value") == [("Aurora", 1)]


GOOD = write(make_row("Aurora", 2020, 1), make_row("Barriera", 2021, 2))
BAD: dict[str, tuple[str, type[FileProblem], int | None, str]] = {
    "cut in a feature": (GOOD[:-40], CutFile, 2, "ends in the middle of feature 2"),
    "cut in a shape": (GOOD[: GOOD.index("7.7")], CutFile, 1, "download it again"),
    "cut in a text": (GOOD[: GOOD.index("riera")], CutFile, 2, "download it again"),
    "cut at the end": (GOOD[:-1], CutFile, None, "ends in the middle"),
    "an array": ("[{}]", NotGeojson, None, "a JSON array"),
    "a shape alone": (json.dumps(SHAPE), NotGeojson, None, "'MultiPolygon'"),
    "a feature alone": (json.dumps(make_row("a", 1, 2)), NotGeojson, None, "'Feature'"),
    "TopoJSON": ('{"type": "Topology", "arcs": []}', NotGeojson, None, "'Topology'"),
    "other JSON": ('{"figures": 5}', NotGeojson, None, "type is not said"),
    "no list": ('{"type": "FeatureCollection"}', NotGeojson, None, "no features"),
    "no features": (write(), NoTable, None, "no feature"),
    "no properties": (write(make_feature(None)), NoTable, 1, "has no properties"),
    "nested alone": (write(make_feature({"a": {"b": 1}})), NoTable, 1, "objects and arrays"),
    "a broken value": (GOOD.replace('"Value": 2', '"Value": ,'), BrokenJson, 2, "at ',"),
    "more behind it": (f"{GOOD} {GOOD}", BrokenJson, None, "behind its end"),
    "features twice": (GOOD[:-1] + ', "features": []}', BrokenJson, None, "'features'"),
    "brackets": ('{"type": "FeatureCollection", "features": ' + "[" * 200_000, BrokenJson, 1,
                 "too many brackets"),
    "a list as a name": ("{[1]: 2}", BrokenJson, None, "at '\\[1]"),
    "an object as a name": ('{"type": "FeatureCollection", {"a": 1}: 2}', BrokenJson, None,
                            "at '{"),
    "a number as a name": ('{"type": "FeatureCollection", 5: 2}', BrokenJson, None, "at '5"),
    "a half sign": (GOOD.replace("Barriera", "\\ud83d"), NotText, 2, "UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_collection_is_refused_with_the_feature_and_what_to_do(
    name: str, tmp_path: Path
) -> None:
    text, kind, row, words = BAD[name]
    path = save(tmp_path, text, "file.geojson")
    with pytest.raises(kind, match=words) as error:
        look_at(path)
    assert error.value.row == row
    (told,) = bring(path, make_recipe()).report.errors
    assert (told.row, told.code) == (row, kind.code)
    assert ";" in told.message  # what was found; what to do


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le"])
def test_what_is_not_utf8_is_refused(encoding: str, tmp_path: Path) -> None:
    text = write(make_row("Aurora", 2020, 1), make_row("Forlì", 2020, 1))
    with pytest.raises(NotText, match="save it as UTF-8") as error:
        look_at(save(tmp_path, text, "file.json", encoding))
    if encoding == "latin-1":
        assert (error.value.row, error.value.column) == (2, "Area")


def test_a_mark_of_utf8_at_the_beginning_does_no_harm(tmp_path: Path) -> None:
    text = write(make_row("Aurora", 2020, 1))
    assert look_at(save(tmp_path, text, "file.json", "utf-8-sig")).kind == "geojson"


@pytest.mark.parametrize(
    ("wrong", "code", "column"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "not_a_feature", None),
        (5, "not_a_feature", None),
        (make_feature(None), "no_properties", None),
        (make_feature({}), "no_properties", None),
        ({"type": "Feature", "geometry": None}, "no_properties", None),
        (make_row("Aurora", 2021, [3]), "nested_value", "Value"),
        (make_row("Aurora", 2021, float("nan")), "not_a_number", "Value"),
        (make_row("Aurora", 2021, "x\0"), "nul", "Value"),
    ],
)
def test_a_feature_that_is_wrong_is_located_and_the_others_are_read(
    wrong: Any, code: str, column: str | None, tmp_path: Path
) -> None:
    brought = bring_text(tmp_path, write(make_row("Aurora", 2020, 1), wrong))
    (error,) = brought.report.errors
    assert (error.code, error.row, error.column) == (code, 2, column)
    assert ";" in error.message
    assert brought.find("period", "value")[0] == ("2020", 1)
    assert brought.report.figures == 1


def test_a_property_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    text = GOOD.replace('"Value": 2', '"Value": 2, "Value": 3')
    brought = bring_text(tmp_path, text)
    (error,) = brought.report.errors
    assert (error.code, error.row, error.column) == ("double_property", 2, "Value")
    assert brought.find("value") == [(1,)]


def test_a_number_that_no_computer_holds_is_no_figure(tmp_path: Path) -> None:
    brought = bring_text(tmp_path, GOOD.replace('"Value": 2', '"Value": 1e999'))
    assert [(each.code, each.row) for each in brought.report.errors] == [("not_a_number", 2)]


def test_a_property_that_some_features_lack_is_told_and_missing(tmp_path: Path) -> None:
    short = make_feature({"Area": "Aurora", "Year": 2021})
    brought = bring_text(tmp_path, write(make_row("Aurora", 2020, 1), short, short | {"id": "a"}))
    told = {each.column: each for each in brought.list_troubles("absent_property")}
    assert (told["Value"].row, told["Value"].count, told["Value"].severity) == (2, 2, "warning")
    assert brought.find("period", "value")[:2] == [("2020", 1), ("2021", None)]


def test_objects_that_stand_in_no_column_are_left_out_and_told(tmp_path: Path) -> None:
    rows = [make_row("Aurora", year, 1, style={"fill": "red"}) for year in (2020, 2021)]
    brought = bring_text(tmp_path, write(*rows))
    assert not brought.report.errors
    (told,) = brought.list_troubles("nested_value")
    assert (told.row, told.column, told.count, told.severity) == (1, "style", 2, "warning")


def test_more_properties_than_a_table_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geojson, "MOST_COLUMNS", 3)
    text = write(*(make_feature({f"p{n}": n}) for n in range(9)))
    with pytest.raises(TooLarge, match="row 4"):
        look_at(save(tmp_path, text, "a.geojson"))


def test_names_of_properties_cannot_reach_the_database(tmp_path: Path) -> None:
    head = 'Value"; DROP TABLE x; --'
    path = save(tmp_path, write(make_feature({"Area": "Aurora", "row": 9, head: 5})), "a.geojson")
    brought = bring(path, make_wide({head: "2020"}, kind="geojson"))
    assert brought.find("area", "period", "value", "row") == [("Aurora", "2020", 5, 1)]


def test_a_table_that_begins_with_a_bracket_stays_a_table(tmp_path: Path) -> None:
    path = save(tmp_path, "[1] Source: register\nArea,Year,Value\nAurora,2020,1\n")
    assert look_at(path).kind == "csv"

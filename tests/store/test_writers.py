"""The files that Weft publishes: no text becomes a formula, places have their coordinates, the
catalogue is DCAT-AP, and large tables are written in a stream."""

import csv
import datetime as dt
import io
import json
import zipfile
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, URIRef
from rdflib.namespace import RDFS

from weft.core.atlas.facts import Place
from weft.core.atlas.files.escape import unescape_cell
from weft.store.columns import make_schema
from weft.store.writers import excel
from weft.store.writers.about import About
from weft.store.writers.csv import write_csv
from weft.store.writers.dcat import (
    THEME,
    Catalogue,
    CoveredPlace,
    Distribution,
    Entry,
    write_dcat,
)
from weft.store.writers.excel import TooManyRowsError, write_excel
from weft.store.writers.frictionless import write_frictionless
from weft.store.writers.geojson import list_coordinates, write_geojson
from weft.store.writers.names import find_column, name_component
from weft.store.writers.sdmx_csv import write_sdmx_csv

ABOUT = About(
    id="foreign-residents", title="Foreign residents", description="Foreign residents by town",
    publisher="City of Turin", publisher_url="https://example.org/turin", licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/", source="ISTAT",
    source_url="https://example.org/istat", version=2, date=dt.date(2026, 11, 28),
    citation="City of Turin (2026), Foreign residents, version 2",
    url="https://example.org/data/foreign-residents", keywords=("migration",),
)  # fmt: skip
EVIL = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "'=1", "-5", "Torino"]


def make(areas: list[str], **changes: Any) -> pa.Table:
    row = {
        "place": "turin", "measure": "stock", "period": "2019", "start": dt.date(2019, 1, 1),
        "until": dt.date(2020, 1, 1), "definition": "citizenship", "by_sex": "_T", "value": -5.0,
        "low": None, "high": None, "unit": "persons", "flag": "A", "confidentiality": "F",
        "modelled": False, "source": "ISTAT", "row": 7,
    }  # fmt: skip
    rows = [row | {"area": each} | changes for each in areas]
    return pa.Table.from_pylist(rows, schema=make_schema(("sex",)))


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def test_no_text_of_a_csv_file_becomes_a_formula_and_each_can_be_read_back() -> None:
    out = io.BytesIO()
    write_csv(make(EVIL), ABOUT, out)
    areas = [each["area"] for each in read_csv(out.getvalue())]
    assert not any(each[:1] in "=+@\t" or each == "-2+3" for each in areas)
    assert [unescape_cell(each) for each in areas] == EVIL


def test_a_negative_number_stays_a_number() -> None:
    out = io.BytesIO()
    write_csv(make(["Torino"]), ABOUT, out)
    assert read_csv(out.getvalue())[0]["value"] == "-5"
    out = io.BytesIO()
    write_excel(make(["Torino"]), ABOUT, out)
    sheet = openpyxl.load_workbook(out)["data"]
    heads = [each.value for each in sheet[1]]
    assert sheet.cell(2, heads.index("value") + 1).value == -5


def test_no_text_of_a_workbook_becomes_a_formula() -> None:
    out = io.BytesIO()
    write_excel(make(EVIL), ABOUT.model_copy(update={"title": "=1+1"}), out)
    book = openpyxl.load_workbook(out)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(each.data_type != "f" for each in cells)
    assert [unescape_cell(each[0].value) for each in book["data"].iter_rows(min_row=2)] == EVIL


def test_the_workbook_says_what_its_figures_are() -> None:
    out = io.BytesIO()
    write_excel(make(["Torino"]), ABOUT, out)
    said = dict(openpyxl.load_workbook(out)["about"].iter_rows(values_only=True))
    assert said["citation"] == ABOUT.citation
    assert said["licence"] == "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"


def test_figures_beyond_the_end_of_a_sheet_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 3)
    write_excel(make(["a", "b", "c"]), ABOUT, io.BytesIO())
    with pytest.raises(TooManyRowsError):
        write_excel(make(["a", "b", "c", "d"]), ABOUT, io.BytesIO())


def test_the_row_of_somebodys_file_is_published_nowhere() -> None:
    for write in (write_csv, write_sdmx_csv):
        out = io.BytesIO()
        write(make(["Torino"]), ABOUT, out)
        assert "row" not in {each.lower() for each in read_csv(out.getvalue())[0]}


def test_a_withheld_figure_is_empty_and_marked() -> None:
    out = io.BytesIO()
    write_sdmx_csv(make(["Torino"], value=None, confidentiality="C"), ABOUT, out)
    row = read_csv(out.getvalue())[0]
    assert (row["OBS_VALUE"], row["CONF_STATUS"]) == ("", "C")


def test_sdmx_names_its_structure_as_the_standard_wants() -> None:
    out = io.BytesIO()
    write_sdmx_csv(make(["Torino"]), ABOUT, out)
    row = read_csv(out.getvalue())[0]
    assert list(row)[:4] == ["STRUCTURE", "STRUCTURE_ID", "ACTION", "REF_AREA"]
    assert list(row.values())[:4] == [
        "dataflow", "WEFT:FOREIGN-RESIDENTS(2.0.0)", "I", "Torino",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["sex", "measure", "by_sex", "source", "action", "place", "row"])
def test_a_breakdown_keeps_its_name_even_if_sdmx_has_taken_it(name: str) -> None:
    assert find_column(name_component(f"by_{name}")) == ("breakdown", name)


def test_batches_are_written_one_after_the_other() -> None:
    table = make(["a", "b"])
    whole, parts, reader = io.BytesIO(), io.BytesIO(), io.BytesIO()
    write_csv(pa.concat_tables([table, table]), ABOUT, whole)
    write_csv((each for _ in range(2) for each in table.to_batches()), ABOUT, parts)
    batches = table.to_batches() * 2
    write_csv(pa.RecordBatchReader.from_batches(table.schema, batches), ABOUT, reader)
    assert whole.getvalue() == parts.getvalue() == reader.getvalue()
    assert len(read_csv(whole.getvalue())) == 4


def test_a_package_says_what_each_column_holds_and_is_the_same_every_time() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_frictionless(make(["Torino"]), ABOUT, first)
    write_frictionless(make(["Torino"]), ABOUT, second)
    assert first.getvalue() == second.getvalue()
    with zipfile.ZipFile(first) as packed:
        package = json.loads(packed.read("datapackage.json"))
        heads = packed.read("data.csv").decode().splitlines()[0].split(",")
    (resource,) = package["resources"]
    assert [each["name"] for each in resource["schema"]["fields"]] == heads
    assert all(each["description"] for each in resource["schema"]["fields"])
    assert set(resource["schema"]["primaryKey"]) <= set(heads)
    assert package["licenses"][0]["path"] == ABOUT.licence_url
    assert package["sources"] == [{"title": "ISTAT", "path": "https://example.org/istat"}]


def test_a_place_has_its_point_and_an_area_that_is_none_has_no_geometry() -> None:
    town = {"id": "turin", "name": "Turin", "levels": ["local"]}
    places = [
        Place.model_validate(town | {"latitude": 45.07, "longitude": 7.69}),
        Place.model_validate(town | {"id": "nowhere", "latitude": 1}),
    ]
    out = io.BytesIO()
    table = pa.concat_tables([make(["Torino"]), make(["ITC99"], place=None, value=None)])
    write_geojson(table, ABOUT, out, list_coordinates(places))
    found = json.loads(out.getvalue())
    turin, other = found["features"]
    assert found["type"] == "FeatureCollection"
    assert turin["geometry"] == {"type": "Point", "coordinates": [7.69, 45.07]}
    assert turin["properties"]["value"] == -5
    assert other["geometry"] is None and other["properties"]["value"] is None


CATALOGUE = Catalogue(
    url="https://example.org/data", title="Figures", description="Figures on migration",
    publisher="The network", language="en",
)  # fmt: skip


def read_catalogue(*entries: Entry) -> Graph:
    out = io.BytesIO()
    write_dcat(CATALOGUE, entries, out)
    return Graph().parse(data=out.getvalue(), format="json-ld")


def test_the_catalogue_has_what_dcat_ap_asks_for() -> None:
    entry = Entry(
        ABOUT,
        (Distribution("csv", "https://example.org/f.csv"),
         Distribution("sdmx-csv", "https://example.org/f.sdmx.csv")),
        (CoveredPlace("Turin", "https://sws.geonames.org/3165524/", (7.69, 45.07)),),
        dt.date(2019, 1, 1), dt.date(2024, 1, 1),
    )  # fmt: skip
    graph = read_catalogue(entry)
    catalogue, dataset = URIRef(CATALOGUE.url), URIRef(str(ABOUT.url))
    assert (catalogue, RDF.type, DCAT.Catalog) in graph
    assert (catalogue, DCAT.dataset, dataset) in graph
    for subject in (catalogue, dataset):
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
            assert graph.value(subject, needed) is not None, (subject, needed)
        publisher = graph.value(subject, DCTERMS.publisher)
        assert (publisher, RDF.type, FOAF.Agent) in graph
        assert graph.value(publisher, FOAF.name) is not None
    assert (dataset, DCAT.theme, URIRef(THEME)) in graph
    distributions = list(graph.objects(dataset, DCAT.distribution))
    assert len(distributions) == 2
    for each in distributions:
        assert (each, RDF.type, DCAT.Distribution) in graph
        for needed in (DCAT.accessURL, DCTERMS.format, DCTERMS.license):
            assert isinstance(graph.value(each, needed), URIRef)
    place = graph.value(dataset, DCTERMS.spatial)
    assert str(graph.value(place, RDFS.label)) == "Turin"
    assert str(graph.value(place, DCAT.centroid)) == "POINT(7.69 45.07)"
    span = graph.value(dataset, DCTERMS.temporal)
    days = [graph.value(span, each) for each in (DCAT.startDate, DCAT.endDate)]
    assert [each.toPython() for each in days] == [  # type: ignore[union-attr]
        dt.date(2019, 1, 1), dt.date(2023, 12, 31),
    ]  # fmt: skip


def test_what_is_not_known_of_a_dataset_is_left_out_of_the_catalogue() -> None:
    bare = ABOUT.model_copy(update={"url": None, "source_url": None, "licence_url": None})
    graph = read_catalogue(Entry(bare, (Distribution("csv", "https://example.org/f.csv"),)))
    dataset = URIRef("https://example.org/data/foreign-residents")
    assert graph.value(dataset, DCTERMS.title) is not None
    assert graph.value(dataset, DCTERMS.temporal) is None
    assert graph.value(dataset, DCTERMS.spatial) is None
    licence = graph.value(graph.value(dataset, DCAT.distribution), DCTERMS.license)
    assert str(graph.value(licence, DCTERMS.title)) == "CC BY 4.0"

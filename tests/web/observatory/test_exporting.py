"""A dataset taken along: in five formats that other programs read, under names that say which
version it is, with what must be said of it."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from tests.web.observatory.exits import read_exit
from tests.web.observatory.scene_figures import (
    CITY,
    FIRST,
    KEY,
    PUBLISHED,
    TITLE,
    apart,
    load_town,
    make_dataset,
    put,
)
from tests.web.scene import open_browsers
from weft.store.writers.excel import TooManyRowsError
from weft.web.accounts.models import Event
from weft.web.observatory import exporting
from weft.web.observatory.actions import make_version, publish
from weft.web.observatory.exporting import FORMS, find_form, write_dataset
from weft.web.observatory.facts import read_catalogue
from weft.web.observatory.looking import look_into

pytestmark = pytest.mark.django_db
KINDS = {
    "data.csv": "text/csv",
    "data.sdmx.csv": "application/vnd.sdmx.data+csv",
    "data.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "datapackage.zip": "application/zip",
    "places.geojson": "application/geo+json",
}


@pytest.fixture(scope="module")
def browsers(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, Client]]:
    with django_db_blocker.unblock(), load_town(), apart():
        found = open_browsers()
        publish(None, put(make_dataset(PUBLISHED)))
        yield found


def take(client: Client, form: str) -> tuple[Any, bytes]:
    answer = client.get(f"/figures/datasets/{KEY}/{form}")
    assert answer.status_code == 200
    return answer, b"".join(answer)


@pytest.mark.parametrize("form", FORMS)
def test_each_format_has_every_figure_its_own_type_and_a_name_with_the_version(
    form: str, browsers: dict[str, Client]
) -> None:
    answer, body = take(browsers["Resident"], form)
    assert read_exit(form, body) == FIRST
    assert answer["Content-Type"].startswith(KINDS[form])
    name = f"{KEY}-1{form[form.index('.') :]}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_what_must_be_said_of_it_goes_along(browsers: dict[str, Client]) -> None:
    said = (TITLE, "CC BY 4.0", "City of Tangier, register of residents", "version 1")
    book = openpyxl.load_workbook(io.BytesIO(take(browsers["Resident"], "data.xlsx")[1]))
    about = " ".join(str(x) for row in book["about"].iter_rows(values_only=True) for x in row)
    with zipfile.ZipFile(io.BytesIO(take(browsers["Resident"], "datapackage.zip")[1])) as parts:
        package = parts.read("datapackage.json").decode()
    places = json.dumps(json.loads(take(browsers["Resident"], "places.geojson")[1])["about"],
                        ensure_ascii=False)  # fmt: skip
    for text in (about, package, places):
        for each in said:
            assert each in text


@pytest.mark.parametrize("form", exporting.FORMS)
def test_what_is_taken_along_can_be_brought_again_and_is_the_same(
    form: str, browsers: dict[str, Client], tmp_path: Path
) -> None:
    path = tmp_path / form
    path.write_bytes(take(browsers["Resident"], form)[1])
    dataset = make_dataset(PUBLISHED, f"again-{form.replace('.', '-')}")
    version = make_version(None, dataset, path, look_into(path).proposal.recipe)
    assert [x for x in version.report["troubles"] if x["severity"] == "error"] == []
    publish(None, version)
    answer = browsers["Resident"].get(f"/figures/datasets/{dataset.key}/data.csv")
    assert read_exit("data.csv", b"".join(answer)) == FIRST


def test_a_format_that_there_is_not_and_a_dataset_that_there_is_not_are_said(
    browsers: dict[str, Client],
) -> None:
    for form in ("data.pdf", "data.parquet", "observations.parquet", "..%2f..%2fkey"):
        assert browsers["Officer"].get(f"/figures/datasets/{KEY}/{form}").status_code == 404
    answer = browsers["Resident"].get("/figures/datasets/nothing/data.csv")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert f"/figures/datasets/{KEY}" in page and TITLE in page  # what may be meant


def test_more_rows_than_excel_takes_are_refused_with_what_to_do(
    browsers: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise TooManyRowsError

    monkeypatch.setitem(exporting.FORMS, "data.xlsx", ("excel", "Excel", refuse))
    answer = browsers["Resident"].get(f"/figures/datasets/{KEY}/data.xlsx?fresh")
    assert answer.status_code == 404
    assert "CSV" in answer.content.decode()


def test_who_is_signed_in_and_takes_figures_along_is_on_record(
    browsers: dict[str, Client],
) -> None:
    before = Event.objects.filter(kind="exported").count()
    for who in ("Resident", "Partner"):
        take(browsers[who], "data.csv")
    events = Event.objects.filter(kind="exported")[before:]
    assert [x.person.username for x in events if x.person] == ["partner"]


def test_a_large_file_goes_through_the_disk(
    browsers: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And batch by batch."""
    monkeypatch.setattr(exporting, "IN_MEMORY", 100)
    monkeypatch.setattr(exporting, "ROWS", 7)
    assert read_exit("data.csv", take(browsers["Resident"], "data.csv")[1]) == FIRST


def test_the_catalogue_lists_each_dataset_with_its_files_and_what_it_covers(
    browsers: dict[str, Client],
) -> None:
    answer = browsers["Resident"].get("/figures/catalogue.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    text = answer.content.decode()
    json.loads(text)
    for form in FORMS:
        assert f"http://testserver/figures/datasets/{KEY}/{form}" in text
    assert f"http://testserver/places/{CITY}" in text
    assert ("2022-01-01" in text and "2024-01-01" in text) or "2023-12-31" in text


def test_words_that_a_spreadsheet_would_compute_are_kept_as_words(
    browsers: dict[str, Client],
) -> None:
    dataset = make_dataset(PUBLISHED, "formula")
    dataset.title = {"en": '=HYPERLINK("http://x")'}
    dataset.save()
    publish(None, put(dataset))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(
        browsers["Resident"].get("/figures/datasets/formula/data.xlsx"))))  # fmt: skip
    assert not [x for sheet in book for row in sheet for x in row if x.data_type == "f"]


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.csv", "data.csv"), ("A.SDMX.CSV", "data.sdmx.csv"), ("b.zip", "datapackage.zip"),
     ("c.geojson", "places.geojson"), ("d.xlsx", "data.xlsx"), ("e.pdf", None), ("csv", None)],
)  # fmt: skip
def test_a_format_is_known_by_its_ending(name: str, form: str | None) -> None:
    assert find_form(name) == form


def test_figures_are_written_in_the_language_of_the_reader_but_for_codes(
    browsers: dict[str, Client], settings: Settings
) -> None:
    english = take(browsers["Resident"], "data.csv")[1]
    answer = browsers["Resident"].get(f"/ar/figures/datasets/{KEY}/data.csv")
    assert list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")))) == list(
        csv.reader(io.StringIO(english.decode("utf-8-sig")))
    )


def test_an_edition_is_written_whole_to_any_file(browsers: dict[str, Client]) -> None:
    edition = read_catalogue().find(KEY)
    assert edition is not None
    for form in FORMS:
        out = io.BytesIO()
        write_dataset(edition, form, out)
        assert read_exit(form, out.getvalue()) == FIRST

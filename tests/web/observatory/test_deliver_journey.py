"""A file of figures from the form to what everybody sees: a messy workbook, a CSV file in an old
encoding, next year's file."""

import json
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.web.observatory.delivering import (
    PLAIN,
    bring_well,
    find_address,
    find_column,
    list_choices,
    open_page,
    read_form,
    read_version,
    read_words,
    send,
)
from tests.web.observatory.messy import make_messy_workbook
from tests.web.people import sign_in
from weft.core.observatory.recipe import Layout
from weft.core.observatory.registry import AreaMatch, Registry
from weft.store import watching
from weft.store.recipe_io import read_recipe
from weft.web.observatory.actions import read_registry
from weft.web.observatory.delivering import looking
from weft.web.observatory.delivering.telling import STEPS
from weft.web.observatory.facts import find_files, read_catalogue
from weft.web.observatory.models import Dataset, Delivery, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "at_once", "folder")]
OLD = (
    "Lieu;Année;Nationalité;Étrangers\nTanger;2022;Sénégal;1.204\nTanger;2022;Côte d’Ivoire;1.016\n"
)


def list_figures(version: Version, columns: str, public: bool = False) -> list[tuple[object, ...]]:
    files = find_files(version)
    path = files.public if public else files.observations
    with duckdb.connect() as connection:
        return connection.read_parquet(str(path)).project(columns).order("ALL").fetchall()


def test_while_places_are_looked_for_this_is_said_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "EVERY", 0.005)
    path = tmp_path / "residents.csv"
    path.write_text(PLAIN, "utf-8")
    said: list[tuple[str, int]] = []

    def report(what: str, *_: int) -> None:
        said.append((what, threading.get_ident()))

    match = Registry.match

    def take_long(*words: Any) -> AreaMatch:
        begun = len(said)
        while len(said) < begun + 5:
            time.sleep(0.005)
        return match(*words)

    monkeypatch.setattr(Registry, "match", take_long)
    looking.examine(path, Layout(), read_registry(), report)
    assert {what for what, _ in said[-4:]} == {"checking"}
    assert {what for what, _ in said} <= set(STEPS)
    # Two threads that wrote of the same work would mix what they write.
    assert len({thread for _, thread in said[1:]}) == 1


def test_a_messy_workbook_ends_right() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "Résidents 2023.xlsx", make_messy_workbook())
    page = open_page(officer, address)
    words = read_words(page)
    assert "Résidents étrangers par sexe – Préfecture de Tanger" in words
    assert "registre de la préfecture" in words
    assert "1 of 3 areas are places of the registry." in words  # the note below is no area
    form = read_form(page, "measure")
    assert (form["header_first"], form["header_last"]) == ("4", "5")
    assert form["thousands"] == "."
    assert form[f"role-{find_column(page, 'Commune')}"] == "area"
    assert form["about-title"].startswith("Résidents étrangers")
    version = read_version(officer, address)
    found = list_figures(version, "place, area, period, by_sex, value, row")
    assert [each for each in found if each[1] == "Tanger"] == [
        ("tangier", "Tanger", "2022", "F", 2016, 6), ("tangier", "Tanger", "2022", "M", 2104, 6),
        ("tangier", "Tanger", "2023", "F", 2134, 6), ("tangier", "Tanger", "2023", "M", 2251, 6),
    ]  # fmt: skip
    gaps = [each for each in found if each[1] == "Gzenaya" and each[4] is None]
    assert gaps == [(None, "Gzenaya", "2022", "F", None, 7)]
    words = read_words(open_page(officer, find_address(version)))
    assert "read, not published" in words
    assert "Gzenaya" in words


def test_what_is_published_is_seen_by_everybody() -> None:
    officer = sign_in("Officer")
    version = read_version(officer, bring_well(officer, "figures.csv", PLAIN))
    assert read_catalogue().find("foreign-residents") is None
    officer.post(find_address(version), {"do": "publish"})
    edition = read_catalogue().find("foreign-residents")
    assert edition is not None and edition.owner == "city-of-tangier"
    found = list_figures(version, "place, period, value", public=True)
    assert found == [("tangier", "2022", 4120), ("tangier", "2023", 4385)]
    words = read_words(open_page(officer, find_address(version)))
    assert "Nothing: its source had published these figures already." in words
    assert not Delivery.objects.exists()


def test_small_numbers_are_withheld_and_how_many_is_said() -> None:
    officer = sign_in("Officer")
    lines = "place;year;sex;figures\n" + "".join(
        f"Tangier;2023;{sex};{value}\n" for sex, value in (("F", 3), ("M", 40), ("_T", 43))
    )
    address = bring_well(officer, "figures.csv", lines)
    version = read_version(officer, address, about__kind="protected", about__threshold="5")
    words = read_words(open_page(officer, find_address(version)))
    assert "Counts from 1 to 4 will be withheld" in words
    officer.post(find_address(version), {"do": "publish"})
    words = read_words(open_page(officer, find_address(version)))
    assert "2 of 3 cells are withheld from the public." in words
    found = list_figures(version, "by_sex, value, confidentiality", public=True)
    assert ("F", None, "C") in found and ("M", None, "C") in found


def test_an_old_encoding_is_found_by_its_letters_and_can_be_corrected() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "étrangers.csv", OLD.encode("cp1252"))
    page = open_page(officer, address)
    assert read_form(page, "measure")["encoding"] == "cp1252"
    assert "Sénégal" in read_words(page)
    send(officer, address, "look", encoding="cp850")
    page = open_page(officer, address)
    assert read_form(page, "measure")["encoding"] == "cp850"
    assert "Sénégal" not in read_form(page, "measure").values()
    assert "SÚnÚgal" in read_words(page)
    send(officer, address, "look", encoding="")
    assert read_form(open_page(officer, address), "measure")["encoding"] == "cp1252"
    version = read_version(officer, address)
    assert {value for (value,) in list_figures(version, "value")} == {1204, 1016}


def test_the_areas_of_a_map_become_figures() -> None:
    officer = sign_in("Officer")
    rows = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-5.8, 35.8]},
         "properties": {"Lieu": "Tanger", "Année": year, "Étrangers": value}}
        for year, value in ((2022, 1204), (2023, 1.25e3))
    ]  # fmt: skip
    collection = json.dumps({"type": "FeatureCollection", "features": rows})
    address = bring_well(officer, "quartiers.geojson", collection)
    form = read_form(open_page(officer, address), "measure")
    assert "delimiter" not in form and "header_first" not in form
    version = read_version(officer, address)
    assert list_figures(version, "place, period, value, row") == [
        ("tangier", "2022", 1204, 1), ("tangier", "2023", 1250, 2),
    ]  # fmt: skip


def test_a_place_that_is_not_matched_is_never_chosen_beforehand() -> None:
    officer = sign_in("Officer")
    lines = "place;year;figures\nTangiers;2023;40\nNowhere at all;2023;50\n"
    address = bring_well(officer, "figures.csv", lines)
    page = open_page(officer, address)
    form = read_form(page, "place-0")
    assert (form["place-0"], form["place-1"]) == ("", "")
    assert "tangier" in list_choices(page, "place-0")
    version = read_version(officer, address, place__0="tangier", place__1="-")
    assert list_figures(version, "place, area") == [
        ("tangier", "Tangiers"),
        (None, "Nowhere at all"),
    ]
    assert version.recipe["places"] == {"Tangiers": "tangier"}
    assert version.recipe["unmatched"] == ["Nowhere at all"]


def test_next_years_file_is_read_with_the_recipe_and_what_changed_is_said() -> None:
    officer = sign_in("Officer")
    version = read_version(officer, bring_well(officer, "2023.csv", PLAIN))
    officer.post(find_address(version), {"do": "publish"})
    following = PLAIN.replace("figures", "Figures (total)").replace("4385", "4390")
    address = bring_well(officer, "2024.csv", following + "Tangier;2024;4500\n",
                         dataset=version.dataset_id)  # fmt: skip
    page = open_page(officer, address)
    form = read_form(page, "measure")
    assert (form["measure"], form["definition"]) == ("stock", "citizenship")
    assert "about-title" not in form
    assert "'figures' seems to be called 'Figures (total)' now" in read_words(page)
    newer = read_version(officer, address)
    assert (newer.dataset_id, newer.number) == (version.dataset_id, 2)
    words = read_words(open_page(officer, find_address(newer)))
    assert "4,385 4,390" in words
    assert (
        "Against version 1 1 figure is new 0 figures are gone 1 figure has another value" in words
    )


def test_the_recipe_is_given_as_yaml_and_reads_back(tmp_path: Path) -> None:
    officer = sign_in("Officer")
    version = read_version(officer, bring_well(officer, "figures.csv", PLAIN))
    answer = officer.get(f"{find_address(version)}/recipe.yaml")
    assert answer["Content-Disposition"].startswith("attachment")
    kept = tmp_path / "recipe.yaml"
    kept.write_bytes(answer.content)
    recipe = read_recipe(kept)
    assert recipe.constants["measure"] == "stock"
    assert recipe.model_dump(mode="json", exclude_defaults=True) == version.recipe


def test_reading_again_takes_the_place_of_what_was_not_published() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", PLAIN)
    first = read_version(officer, address)
    second = read_version(officer, address, definition="country_of_birth")
    assert not Version.objects.filter(pk=first.pk).exists()
    assert second.recipe["constants"]["definition"] == "country_of_birth"
    assert Dataset.objects.count() == 1

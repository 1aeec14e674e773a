"""Codes and names of areas mean one place of the registry or none, for whoever brings a file."""

from pathlib import Path

import pytest

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.files import read_atlas
from weft.core.observatory.registry import Registry, make_registry, read_alpha3

PACKS = Path(__file__).parents[3] / "src" / "weft" / "packs"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return make_registry(read_atlas(PACKS / "mc2cm"))


def test_the_code_of_nuts_3_is_the_metropolitan_city_and_never_the_municipality(
    registry: Registry,
) -> None:
    for name in (None, "Torino", "Turin", "Provincia di Torino"):
        match = registry.match("ITC11", name)
        assert (match.place, match.how) == ("turin-metropolitan-city", "code")


def test_the_name_of_a_city_after_which_a_metropolis_is_named_is_only_proposed(
    registry: Registry,
) -> None:
    match = registry.match("Torino")
    assert (match.place, match.how) == (None, "none")
    assert set(match.nearest[:2]) == {"turin", "turin-metropolitan-city"}


def test_an_unknown_code_is_not_matched_by_its_name(registry: Registry) -> None:
    match = registry.match("ITC4C", "Milano")
    assert match.place is None
    assert match.nearest[0] == "milan"


def test_a_name_that_one_place_has_is_that_place_in_any_language(registry: Registry) -> None:
    for name in ("Piemonte", "piémont", "PIEDMONT", "بييمونتي"):
        match = registry.match(name)
        assert (match.place, match.how) == ("piedmont", "name")
    assert registry.match("citta metropolitana di torino").place == "turin-metropolitan-city"


def test_a_country_is_known_by_two_letters_by_three_and_by_its_number(registry: Registry) -> None:
    assert registry.match("IT").place == "italy"
    assert registry.match("ITA").place == "italy"
    assert registry.match("it", scheme="nuts").place == "italy"
    assert registry.match("380", "Italy").place == "italy"
    assert registry.match("380", scheme="m49").place == "italy"
    assert registry.match("40", "Austria").place == "austria"


def test_a_bare_number_is_no_country(registry: Registry) -> None:
    match = registry.match("380")
    assert match.place is None
    assert match.nearest[0] == "italy"


def test_two_letters_with_the_name_of_another_place_are_not_a_country(registry: Registry) -> None:
    # Asti, Trento, Pistoia and Frosinone among the provinces of Italy
    for code, name in (("AT", "Asti"), ("TN", "Trento"), ("PT", "Pistoia"), ("FR", "Frosinone")):
        assert registry.match(code, name).place is None
    assert registry.match("AT", "Österreich / Austria").place == "austria"


def test_a_country_whose_code_differs_in_nuts_is_looked_up_as_iso_writes_it() -> None:
    greece = {"id": "greece", "name": "Greece", "levels": ["national"], "codes": {"iso": "GR"}}
    registry = make_registry(Atlas.model_validate({"places": [greece]}))
    assert registry.match("EL", scheme="nuts").place == "greece"
    assert registry.match("EL").place is None


def test_a_city_of_two_levels_has_the_codes_of_both(registry: Registry) -> None:
    assert registry.match("AT13").place == registry.match("AT130").place == "vienna"


def test_a_code_counts_only_in_the_register_that_is_named(registry: Registry) -> None:
    assert registry.match("ITC11", scheme="lau").place is None
    assert registry.match("2761369", "Vienna", "geonames").place == "vienna"


def test_a_name_that_two_places_share_is_neither(registry: Registry) -> None:
    places = [
        {"id": "cordoba-spain", "name": "Córdoba", "levels": ["local"]},
        {"id": "cordoba-argentina", "name": "Córdoba", "levels": ["local"]},
    ]
    match = make_registry(Atlas.model_validate({"places": places})).match("Cordoba")
    assert match.place is None
    assert set(match.nearest) == {"cordoba-spain", "cordoba-argentina"}


def test_what_is_written_wrongly_is_proposed_and_not_matched(registry: Registry) -> None:
    match = registry.match("Lisbonne-Ville", "Lisbone")
    assert match.place is None
    assert match.nearest[0] == "lisbon"
    assert registry.suggest("Rabbat") == ("rabat",)
    assert registry.suggest("") == ()
    assert registry.suggest("Xyzzy") == ()


def test_a_place_knows_what_it_is_part_of(registry: Registry) -> None:
    parents = registry.list_parents()
    assert parents["turin-metropolitan-city"] == "piedmont"
    assert parents["piedmont"] == "italy"
    assert "nowhere" not in parents
    assert [each.id for each in registry.places] == sorted(registry.place_by_id)


def test_every_country_has_one_code_of_three_letters_and_former_states_have_none() -> None:
    codes = read_alpha3()
    assert len(set(codes.values())) == len(codes) > 240
    assert (codes["DEU"], codes["FRA"], codes["COD"], codes["MMR"]) == ("DE", "FR", "CD", "MM")
    assert (codes["ZAF"], codes["QAT"], codes["ZMB"]) == ("ZA", "QA", "ZM")
    assert "DDR" not in codes

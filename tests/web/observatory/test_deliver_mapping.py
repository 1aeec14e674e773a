"""The page on which a person corrects what the columns of a file are: what was typed stays, what is
wrong is said beside its field, and looking again keeps corrections."""

import re

import pytest

from tests.web.observatory.delivering import (
    ABOUT,
    PLAIN,
    bring_well,
    find_column,
    find_delivery,
    open_page,
    read_form,
    read_version,
    read_words,
    send,
)
from tests.web.people import sign_in
from weft.web.observatory.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "at_once", "folder")]
CODED = "place;year;who;figures\nTangier;2023;uomini;40\nTangier;2023;donne;50\nTangier;2023;;7\n"


def find_errors(page: str) -> list[str]:
    return re.findall(r'<p class="error" role="alert">([^<]*)</p>', page)


def test_what_is_not_said_keeps_a_file_from_being_read_and_what_was_typed_stays() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", PLAIN)
    answer = send(officer, address, measure="", definition="", about__title="My own words",
                  about__source="")  # fmt: skip
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say who counts as a migrant, or which column says it." in find_errors(page)
    assert "This field is required." in find_errors(page)
    assert read_form(page, "measure")["about-title"] == "My own words"
    assert Version.objects.count() == 0


def test_saving_keeps_everything_for_later_finished_or_not() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", PLAIN)
    answer = send(officer, address, "save", definition="country_of_birth", about__title="Half")
    assert answer.status_code == 302
    form = read_form(open_page(officer, address), "measure")
    assert form["definition"] == "country_of_birth"
    assert form["about-title"] == "Half"


def test_looking_again_keeps_what_was_corrected() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", CODED)
    column = find_column(open_page(officer, address), "who")
    send(officer, address, "look", **{
        f"role__{column}": "breakdown", f"name__{column}": "sex", "measure": "arrivals",
        "decimal": ",",
    })  # fmt: skip
    form = read_form(open_page(officer, address), "measure")
    assert (form[f"role-{column}"], form[f"name-{column}"]) == ("breakdown", "sex")
    assert (form["measure"], form["decimal"]) == ("arrivals", ",")


def test_each_word_of_a_breakdown_is_given_its_code() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", CODED)
    column = find_column(open_page(officer, address), "who")
    changes = {f"role__{column}": "breakdown", f"name__{column}": "sex"}
    send(officer, address, "look", **changes)
    lines = read_form(open_page(officer, address), "measure")[f"words-{column}"].splitlines()
    assert [each.partition(" =")[0] for each in lines] == ["(empty)", "uomini", "donne"]
    version = read_version(officer, address, **{
        f"words__{column}": "(empty) = _U\nuomini = M\ndonne=F\n"
    })  # fmt: skip
    (rule,) = (each for each in version.recipe["columns"] if each["column"] == "who")
    assert rule["codes"] == {"": "_U", "uomini": "M", "donne": "F"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"words__{who}": "uomini: M"}, "Line 1 has no = sign"),
        ({"words__{who}": "uomini = M F"}, "is no code; it has letters"),
        ({"name__{who}": "Sex!"}, "A name has small letters a to z"),
        ({"name__{who}": ""}, "Name the breakdown"),
        ({"role__{who}": "period"}, "is that already; only one column can be"),
        ({"role__{figures}": "note"}, "Say which column holds the figures."),
        ({"period": "last spring"}, "is no period; write 2024"),
        ({"area": "Tangiers"}, "Did you mean: tangier"),
        ({"other_places": "Somewhere = Atlantis"}, "No place of the registry is called"),
        ({"header_first": "3", "header_last": "1"}, "cannot stand above the first"),
        ({"wide_role": "period", "wide_words": "figures = spring"}, "is no period; write 2024"),
        ({"wide_role": "period", "wide_words": "No such = 2023"}, "The file has no column"),
        ({"wide_role": "breakdown", "wide_words": "figures = F"}, "Name the breakdown"),
        ({"about__licence": "other"}, "Write down the licence."),
        ({"about__source_date": "March"}, "Write a year, a month or a day"),
        ({"about__kind": "protected", "about__threshold": ""}, "Say from which number on"),
        ({"about__threshold": "1"}, "greater than or equal to 2"),
        ({"about__address": "not an address"}, "Enter a valid URL."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(changes: dict[str, str], error: str) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", CODED)
    page = open_page(officer, address)
    columns = {head: find_column(page, head) for head in ("who", "figures")}
    send(officer, address, "look", **{f"role__{columns['who']}": "breakdown",
                                      f"name__{columns['who']}": "sex"})  # fmt: skip
    said = {name.replace("-", "__"): value for name, value in ABOUT.items()}
    said |= {"measure": "stock", "definition": "citizenship"}
    said |= {name.format(**columns): value for name, value in changes.items()}
    answer = send(officer, address, **said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert error in read_words(page)
    assert "What you wrote is still here." in read_words(page)
    assert Version.objects.count() == 0


def test_a_layout_that_changed_is_looked_at_before_anything_is_read() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", PLAIN)
    said = {name.replace("-", "__"): value for name, value in ABOUT.items()}
    answer = send(officer, address, header_first="2", header_last="2", measure="stock",
                  definition="citizenship", **said)  # fmt: skip
    assert answer.status_code == 302
    assert Version.objects.count() == 0
    page = open_page(officer, answer["Location"])
    assert "look at it first" in read_words(page) or "look at it first" in page
    find_column(page, "4120")


def test_a_file_of_one_place_names_it_once() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", "year;figures\n2022;40\n2023;50\n")
    version = read_version(officer, address, area="Tangier")
    assert version.report["areas"][0]["place"] == "tangier"
    assert version.report["figures"] == 2


def test_a_file_without_any_table_shows_how_to_lay_it_out() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "words.csv", "nothing but words\n")
    page = open_page(officer, address)
    assert "could not be read as it is" in read_words(page)
    assert "delimiter" in read_form(page, "measure")
    assert find_delivery(address).error is not None

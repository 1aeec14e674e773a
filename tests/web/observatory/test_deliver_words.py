"""What is wrong with a file, and why a column was taken for what, is said in the language of the
page; what was kept before that was possible, in English that is marked as such."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils.translation import override

from tests.store.test_troubles import list_parts
from tests.web.observatory.delivering import (
    PLAIN,
    WRONG,
    bring_well,
    find_address,
    find_delivery,
    open_page,
    read_version,
    read_words,
)
from tests.web.people import sign_in
from weft.core.observatory.report import ImportReport, Severity, Trouble, make_trouble
from weft.core.observatory.saying import Part, Saying
from weft.core.terms.phrases import read_phrases
from weft.web.observatory.models import Delivery, Version
from weft.web.observatory.templatetags.sayings import part, told
from weft.web.site.progress import Reporter, claim, clear

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "at_once", "folder")]
PHRASES = sorted(each for each in read_phrases() if each.startswith("trouble_"))
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
# Names of formats, and what is written so in a recipe or a file whatever the language.
TECHNICAL = re.compile(
    r"\((?:layout: [a-z, ]+|also|wide|places|unmatched|codes|missing)\)|`[^`]*`|codes: \{'': _O\}"
    r'|\("type": "Feature"\)'
    r"|\b(?:Weft|NUL|JSON|GeoJSON|FeatureCollection|null|ZIP|CSV|SDMX|UTF|MB|STRUCTURE|STRUCTURE_ID"
    r"|ACTION|DATAFLOW|OBS_VALUE|utf|cp\d+|xlsx|xls|ods|Q2|A|B|E|P|_U)\b"
)


def make_each() -> list[Trouble]:
    """A trouble of every phrase, whose parts are numbers."""
    found = []
    for number, phrase in enumerate(PHRASES):
        severity = SEVERITIES[number % len(SEVERITIES)]  # a page lists a hundred of each
        parts: dict[str, Part] = {"area": "7", "measure": "stock", "breakdown": "sex"}
        names = list_parts(phrase, "en") - {"key", "number"}
        parts |= {name: 7 for name in names if name not in parts and name != "role"}
        parts |= {"role": "period"} if "role" in names else {}
        parts |= {"count": 3} if "number" in list_parts(phrase, "en") else {}
        found.append(make_trouble(phrase.removeprefix("trouble_"), severity, parts))
    return found


def put_report(version: Version, *troubles: Trouble) -> None:
    report = ImportReport.model_validate(version.report)
    version.report = report.model_copy(update={"troubles": troubles}).model_dump(mode="json")
    version.save()


def make_version(officer: Client) -> Version:
    return read_version(officer, bring_well(officer, "figures.csv", PLAIN))


def read_in(client: Client, language: str, address: str) -> str:
    page = open_page(client, address if language == "en" else f"/{language}{address}")
    assert f'<html lang="{language}"' in page
    return page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_report_with_everything_that_can_be_wrong_has_no_english_on_the_page(
    language: str,
) -> None:
    officer = sign_in("Officer")
    version, troubles = make_version(officer), make_each()
    put_report(version, *troubles)
    page = read_in(officer, language, find_address(version))
    assert 'lang="en"' not in page[page.index("<main") : page.index("</main>")]
    words = read_words(page)
    for each in troubles:
        said = each.say(language)
        assert said and said != each.message
        assert " ".join(said.split()) in words
        assert each.message not in words


def test_what_is_wrong_is_said_in_arabic_letters_but_for_names_of_formats() -> None:
    for each in make_each():
        said = TECHNICAL.sub("", each.say("ar") or "")
        assert re.findall("[A-Za-z]+", said) == [], each.phrase


def test_a_report_of_before_stands_in_english_and_is_marked() -> None:
    officer = sign_in("Officer")
    version = make_version(officer)
    put_report(version, Trouble(code="old", severity="error", message="the <b> is wrong"))
    page = read_in(officer, "ar", find_address(version))
    assert '<span lang="en" dir="ltr">the &lt;b&gt; is wrong</span>' in page


def test_a_total_of_before_stands_in_the_table_as_it_was_kept() -> None:
    officer = sign_in("Officer")
    version = make_version(officer)
    parts: dict[str, Part] = {"key": "Tangier, stock, 2020", "breakdown": "sex", "total": "75",
                              "parts": "70", "difference": "-5"}  # fmt: skip
    put_report(
        version, Trouble(code="total", severity="warning", message="75 is not 70", parts=parts)
    )
    words = read_words(read_in(officer, "fr", find_address(version)))
    assert "Tangier, stock, 2020 sexe 75 70 -5" in words


def test_why_a_column_was_taken_for_what_is_said_in_the_language_of_the_page() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", WRONG)
    page = unescape(read_in(officer, "fr", address))
    assert "lieux du registre : Tangier" in page
    assert "rien ne dit ce qui est compté" in page
    assert 'lang="en"' not in page[page.index("<main") : page.index("</main>")]
    english = unescape(read_in(officer, "en", address))
    assert "places of the registry: Tangier" in english


def test_why_a_file_cannot_be_read_is_said_in_the_language_of_the_page() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", b"\0" * 100 + b"a,b\n")
    page = unescape(read_in(officer, "fr", address))
    assert "le fichier contient des octets qu'aucun texte ne contient" in page
    assert 'lang="en"' not in page[page.index("<main") : page.index("</main>")]


def test_what_was_kept_of_a_file_before_is_shown_in_english() -> None:
    officer = sign_in("Officer")
    delivery = find_delivery(address := bring_well(officer, "figures.csv", PLAIN))
    seen = dict(delivery.look["seen"], notes=["nothing says when"])
    seen["columns"] = [dict(each, why="it holds figures") for each in seen["columns"]]
    error = {"message": "the file is empty; export it again", "sheet": None, "row": None,
             "column": None}  # fmt: skip
    Delivery.objects.update(look=dict(delivery.look, seen=seen), error=error)
    page = read_in(officer, "ar", address)
    for each in ("nothing says when", "it holds figures", "the file is empty; export it again"):
        assert f'<span lang="en" dir="ltr">{each}</span>' in page


def test_a_phrase_that_has_another_name_today_is_no_error_of_a_page() -> None:
    gone = Saying(phrase="guess_of_long_ago")
    trouble = make_trouble("note_row", "note", {"found": "x"})
    kept = trouble.model_copy(update={"parts": {"found": gone}})
    assert told(gone) == part(kept, "found") == ""
    assert trouble.message in told(kept)


def test_words_of_a_file_are_no_markup() -> None:
    with override("fr"):
        said = told(make_trouble("note_row", "note", {"found": "<script>"}))
    assert said == "pris pour une note, non pour des chiffres : &lt;script&gt;"


def test_how_much_of_a_file_was_read_is_shown_in_megabytes_and_other_work_in_seconds() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", PLAIN)
    delivery = find_delivery(address)
    assert claim(delivery.token, "look")
    report = Reporter(delivery.token, "look")
    report("reading", 12_540_000, 80_000_000)
    page = open_page(officer, address)
    assert "Reading: 12.5 of 80 MB" in page
    assert '<progress max="80.0" value="12.54"' in page
    assert "12,5" in open_page(officer, f"/fr{address}")
    report("working", 7)
    assert "Working on the figures: 7 s" in open_page(officer, address)
    report("writing", 1_200, 5_000)
    assert "Writing the figures 1,200 of 5,000" in open_page(officer, address)
    clear(delivery.token)

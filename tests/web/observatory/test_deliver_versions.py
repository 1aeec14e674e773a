"""A version of a dataset: its report, and whether it is published, revoked or thrown away."""

import shutil

import pytest

from tests.web.observatory.delivering import (
    ABOUT,
    PLAIN,
    WRONG,
    bring_well,
    find_address,
    open_page,
    read_form,
    read_version,
    read_words,
)
from tests.web.people import sign_in
from weft.core.observatory.disclosure.figures import Protection
from weft.core.observatory.disclosure.protection import TooManyFiguresError
from weft.web.observatory.facts import find_files, read_catalogue
from weft.web.observatory.models import Delivery, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "at_once", "folder")]
SEXES = "place;year;sex;figures\nTangier;2023;F;30\nTangier;2023;M;40\nTangier;2023;_T;75\n"


def make_version(lines: str = PLAIN, **changes: str) -> tuple[Version, str]:
    officer = sign_in("Officer")
    version = read_version(officer, bring_well(officer, "figures.csv", lines), **changes)
    return version, find_address(version)


def test_an_error_is_located_and_keeps_it_from_being_published() -> None:
    version, address = make_version(WRONG)
    officer = sign_in("Officer")
    page = open_page(officer, address)
    words = read_words(page)
    assert "1 error" in words
    assert "6 figures found 'about four'" in words
    assert 'value="publish"' not in page
    officer.post(address, {"do": "publish"})
    version.refresh_from_db()
    assert version.state == "ready"
    assert "What has errors, or no figures, cannot be published." in open_page(officer, address)


def test_a_total_that_is_not_the_sum_is_shown_with_the_difference() -> None:
    _, address = make_version(SEXES)
    words = read_words(open_page(sign_in("Officer"), address))
    assert "1 total is not the sum of its parts." in words
    assert "75 70 -5" in words


def test_a_row_of_wrong_totals_stands_once_with_its_other_columns() -> None:
    rows = ("place;sex;2021;2022;2023", "F;30;30;30", "M;40;40;40", "_T;75;75;75")
    _, address = make_version("\nTangier;".join(rows))
    words = read_words(open_page(sign_in("Officer"), address))
    assert "3 totals are not the sums of their parts." in words
    assert "2021 + in 2 more columns of the row: 2022, 2023 sex 75 70 -5" in words


def test_a_version_is_revoked_with_a_reason_and_the_one_before_counts_again() -> None:
    officer = sign_in("Officer")
    first, address = make_version()
    officer.post(address, {"do": "publish"})
    again = bring_well(officer, "2024.csv", PLAIN, dataset=first.dataset_id)
    second = read_version(officer, again)
    officer.post(find_address(second), {"do": "publish"})
    edition = read_catalogue().find(first.dataset_id)
    assert edition is not None and edition.number == 2
    answer = officer.post(find_address(second), {"do": "revoke", "reason": " "})
    assert answer.status_code == 422
    assert "Say why; whoever used the figures reads it." in answer.content.decode()
    officer.post(find_address(second), {"do": "revoke", "reason": "The wrong year."})
    edition = read_catalogue().find(first.dataset_id)
    assert edition is not None and edition.number == 1
    words = read_words(open_page(officer, find_address(second)))
    assert "revoked" in words and "The wrong year." in words


def test_the_secretariat_may_revoke_what_a_body_published() -> None:
    version, address = make_version()
    sign_in("Officer").post(address, {"do": "publish"})
    secretariat = sign_in("Secretariat")
    assert 'value="revoke"' in open_page(secretariat, address)
    secretariat.post(address, {"do": "revoke", "reason": "It exposed people."})
    version.refresh_from_db()
    assert version.state == "revoked"


def test_what_was_never_published_is_thrown_away_with_its_files() -> None:
    version, address = make_version()
    folder = find_files(version).observations.parent
    assert folder.is_dir()
    officer = sign_in("Officer")
    officer.post(address, {"do": "drop"})
    assert not folder.exists()
    assert officer.get(address).status_code == 404
    assert Delivery.objects.get().version is None


def test_what_was_published_stays_on_record() -> None:
    version, address = make_version()
    officer = sign_in("Officer")
    officer.post(address, {"do": "publish"})
    officer.post(address, {"do": "drop"})
    assert "revoke it instead" in open_page(officer, address)
    assert find_files(version).public.is_file()


def test_why_it_cannot_be_protected_is_said_and_nothing_is_published(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise TooManyFiguresError(9_000_000)

    version, address = make_version(about__kind="protected")
    monkeypatch.setattr("weft.web.observatory.actions.protect_version", refuse)
    officer = sign_in("Officer")
    officer.post(address, {"do": "publish"})
    words = read_words(open_page(officer, address))
    assert "It could not be published: 9,000,000 figures cannot be protected together" in words
    version.refresh_from_db()
    assert version.state == "ready"


def expose(*_: object, **__: object) -> Protection:
    return Protection(kind="protected", figures=9, sensitive=3, exposed=1_200, audited=True)


def test_whoever_publishes_what_would_expose_people_is_asked_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def protect(*words: object, **names: object) -> Protection:
        shutil.copy(str(words[0]), str(words[2]))
        return expose()

    version, address = make_version(about__kind="protected")
    monkeypatch.setattr("weft.web.observatory.actions.protect_version", protect)
    officer = sign_in("Officer")
    assert "accept_exposed" not in open_page(officer, address)
    # What nobody was asked about nobody has accepted.
    officer.post(address, {"do": "publish", "accept_exposed": "1200"})
    page = open_page(officer, address)
    words = read_words(page)
    assert "It was not published: 1,200 small numbers in it could point at people" in words
    assert "Publish it all the same: I know that these numbers can be worked out." in words
    assert "accept_exposed" not in read_form(page, "csrfmiddlewaretoken")  # it is not ticked
    officer.post(address, {"do": "publish"})
    version.refresh_from_db()
    assert (version.state, read_catalogue().find(version.dataset_id)) == ("ready", None)
    officer.post(address, {"do": "publish", "accept_exposed": "1200"})
    version.refresh_from_db()
    assert version.state == "published"
    words = read_words(open_page(officer, address))
    assert "It was not published" not in words
    assert "1,200 can be worked out from what was published before" in words


def test_under_another_policy_it_is_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    version, address = make_version(about__kind="protected")
    monkeypatch.setattr("weft.web.observatory.actions.protect_version", expose)
    officer = sign_in("Officer")
    officer.post(address, {"do": "publish"})
    form = read_form(open_page(officer, address), "title")
    officer.post(address, form | {"do": "about", "threshold": "50"})
    assert "It was not published" not in read_words(open_page(officer, address))
    officer.post(address, {"do": "publish", "accept_exposed": "1200"})
    version.refresh_from_db()
    assert version.state == "ready"


def test_what_is_said_of_a_dataset_can_be_changed_and_errors_stand_beside_the_field() -> None:
    version, address = make_version()
    officer = sign_in("Officer")
    form = read_form(open_page(officer, address), "title")
    assert (form["title"], form["licence"]) == (ABOUT["about-title"], "CC BY 4.0")
    answer = officer.post(address, form | {"do": "about", "source": ""})
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()
    changes = {"do": "about", "licence": "other", "other_licence": "Own terms", "kind": "closed"}
    assert officer.post(address, form | changes).status_code == 302
    version.dataset.refresh_from_db()
    assert version.dataset.licence == "Own terms"
    assert version.dataset.policy["kind"] == "closed"


def test_publishing_shows_how_far_it_is_and_can_be_stopped(later: list[object]) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", PLAIN)
    begun = [each for each in later if callable(each)]
    later.clear()
    begun.pop()()
    from tests.web.observatory.delivering import send  # noqa: PLC0415

    said = {name.replace("-", "__"): value for name, value in ABOUT.items()}
    send(officer, address, measure="stock", definition="citizenship", **said)
    assert "The figures are being read" in open_page(officer, address)
    assert '<meta http-equiv="refresh" content="2">' in open_page(officer, address)
    [each for each in later if callable(each)].pop()()
    later.clear()
    version = Version.objects.get()
    officer.post(find_address(version), {"do": "publish"})
    page = open_page(officer, find_address(version))
    assert "It is being published" in page
    officer.post(find_address(version), {"do": "stop"})
    [each for each in later if callable(each)].pop()()
    version.refresh_from_db()
    assert version.state == "ready"
    assert 'value="publish"' in open_page(officer, find_address(version))

"""What protects the figures of a dataset is chosen on the page, does what it says, and is said
wherever they are shown."""

import io
import json
import re
import zipfile
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.spending import DOMINATED, list_cells, write_rows
from tests.web.observatory.delivering import (
    ABOUT,
    PLAIN,
    bring_well,
    find_address,
    find_column,
    open_page,
    read_form,
    read_version,
    read_words,
    send,
)
from tests.web.people import sign_in
from weft.core.observatory.disclosure.policy import Policy
from weft.web.observatory.actions import save_dataset
from weft.web.observatory.facts import find_files, read_catalogue
from weft.web.observatory.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "at_once", "folder")]
ROUNDED = "Counts are rounded to multiples of 5; percentages are not shown."
CHANGED = "Counts are changed a little at random"


def publish(policy: dict[str, str], lines: str = PLAIN) -> Version:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", lines)
    said = {f"about__{name}": value for name, value in policy.items()}
    version = read_version(officer, address, about__kind="protected", **said)
    officer.post(find_address(version), {"do": "publish"})
    version.refresh_from_db()
    assert version.state == "published"
    return version


def publish_spending(policy: dict[str, str]) -> Version:
    """As who brings the file would: each column is said to be what it is."""
    officer = sign_in("Officer")
    address = bring_well(officer, "spending.csv", write_rows())
    page = open_page(officer, address)
    roles = {"district": "area", "year": "period", "service": "breakdown", "spent": "value",
             "largest contributor": "contribution", "second largest": "contribution"}  # fmt: skip
    said = {f"role__{find_column(page, head)}": role for head, role in roles.items()}
    service = find_column(page, "service")
    said |= {f"name__{service}": "service", "wide_role": ""}
    assert send(officer, address, "look", **said).status_code == 302
    said |= {f"words__{service}": "all = _T\nhousing = housing\nlanguage = language"}
    said |= {"measure": "spending", "unit": "euro", "about__kind": "protected"}
    said |= {f"about__{name}": value for name, value in policy.items()}
    version = read_version(officer, address, **said)
    officer.post(find_address(version), {"do": "publish"})
    version.refresh_from_db()
    assert version.state == "published"
    return version


def read_public(version: Version) -> dict[tuple[str, str], float | None]:
    rows = pq.read_table(find_files(version).public).to_pylist()
    return {(x["area"], x["by_service"]): x["value"] for x in rows}


def test_the_amount_of_a_dominating_contributor_is_withheld_with_its_complements() -> None:
    version = publish_spending({"largest": "1", "share": "75"})
    assert Policy.model_validate(version.policy).dominance == (1, 75)
    shown = read_public(version)
    assert shown[DOMINATED] is None
    assert list(shown.values()).count(None) == 4
    words = read_words(open_page(sign_in("Officer"), find_address(version)))
    assert "4 of 12 cells are withheld from the public." in words
    page = read_words(open_page(sign_in("Resident"), f"/figures/datasets/{version.dataset_id}"))
    assert "Amounts that would tell what one or a few contributors gave are not shown." in page


def test_without_the_rule_it_is_shown() -> None:
    shown = read_public(publish_spending({}))
    assert shown == {cell: float(sum(parts)) for cell, parts in list_cells().items()}


def test_what_contributors_gave_is_in_no_exit_not_even_for_the_body_itself() -> None:
    version = publish_spending({"p_percent": "15"})
    key = version.dataset_id
    forms = ("data.csv", "data.sdmx.csv", "datapackage.zip", "places.geojson")
    addresses = [f"/figures/datasets/{key}", *(f"/figures/datasets/{key}/{x}" for x in forms),
                 f"/api/v1/datasets/{key}", f"/api/v1/datasets/{key}/observations"]  # fmt: skip
    for name in ("Resident", "Officer"):
        for address in addresses:
            answer = sign_in(name).get(address)
            body = b"".join(answer) if answer.streaming else answer.content
            if address.endswith(".zip"):
                with zipfile.ZipFile(io.BytesIO(body)) as parts:
                    body = b"".join(parts.read(each) for each in parts.namelist())
            text = body.decode()
            assert "contribution_" not in text
            assert not re.search(r"\b90[,. ]?000\b|\b62[,. ]?000\b", text), address


def test_the_page_asks_in_plain_words_and_sends_what_is_usual() -> None:
    officer = sign_in("Officer")
    page = open_page(officer, bring_well(officer, "figures.csv", PLAIN))
    form = read_form(page, "measure")
    assert {name: form[f"about-{name}"] for name in
            ("threshold", "method", "base", "deviation", "variance", "largest", "p_percent")} == {
        "threshold": "5", "method": "suppression", "base": "5", "deviation": "5",
        "variance": "3.0", "largest": "", "p_percent": "",
    }  # fmt: skip
    assert '<details class="more"><summary>How small numbers are protected' in page
    for name in ("base", "deviation", "variance", "largest", "share", "p_percent"):
        assert f'for="id_about-{name}"' in page
        assert f'aria-describedby="id_about-{name}_helptext"' in page


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"method": "rounding", "threshold": "10"}, "base", "Rounding to less than the number"),
        ({"method": "rounding", "base": "1"}, "base", "greater than or equal to 2"),
        ({"method": "cell_keys", "deviation": "2"}, "deviation", "Changes of less than"),
        ({"variance": "60"}, "variance", "cannot vary so much"),
        ({"variance": "0"}, "variance", "A number above 0 is expected."),
        ({"variance": "much"}, "variance", "Enter a number."),
        ({"largest": "1"}, "share", "Say both how many and how much"),
        ({"share": "75"}, "largest", "Say both how many and how much"),
        ({"largest": "1", "share": "-2"}, "share", "A number above 0 is expected."),
        ({"p_percent": "101"}, "p_percent", "less than or equal to 100"),
        ({"method": "rounding", "p_percent": "10"}, "method", "go with withholding only"),
        ({"method": "magic"}, "method", "Select a valid choice."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    changes: dict[str, str], field: str, error: str
) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", PLAIN)
    said = {f"about__{name}": value for name, value in changes.items()}
    about = {name.replace("-", "__"): value for name, value in ABOUT.items()}
    known = {"measure": "stock", "definition": "citizenship"}
    answer = send(officer, address, **{**about, **known, "about__kind": "protected", **said})
    assert answer.status_code == 422
    page = answer.content.decode()
    (found,) = re.findall(r'<p class="error" role="alert">([^<]*)</p>', page)
    assert error in found
    label = "policies" if field == "method" else "field"
    beside = re.findall(rf'class="{label} wrong">(.*?)(?:</div></div>|</fieldset>)', page, re.S)
    assert len(beside) == 1 and f"about-{field}" in beside[0]
    assert '<details class="more" open><summary>How small numbers are protected' in page


def read_everything(version: Version) -> dict[str, str]:
    """What is said of a dataset, by where."""
    resident, key = sign_in("Resident"), version.dataset_id
    found = {"page": read_words(open_page(resident, f"/figures/datasets/{key}"))}
    for form in ("data.csv", "data.sdmx.csv", "data.xlsx", "datapackage.zip", "places.geojson"):
        body = b"".join(resident.get(f"/figures/datasets/{key}/{form}"))
        if form == "data.xlsx":
            book = openpyxl.load_workbook(io.BytesIO(body))
            body = json.dumps([list(x) for x in book["about"].values], default=str).encode()
            found["sheet"] = json.dumps([list(x) for x in book["data"].values], default=str)
        if form == "datapackage.zip":
            with zipfile.ZipFile(io.BytesIO(body)) as parts:
                body = parts.read("datapackage.json") + parts.read("README.md")
        found[form] = body.decode()
    found["catalogue"] = resident.get("/figures/catalogue.jsonld").content.decode()
    for name in (
        f"datasets/{key}/observations",
        "figures/sum?measure=stock&by=place",
        "figures/compare?measure=stock&place=tangier",
    ):
        found[name] = resident.get(f"/api/v1/{name}").content.decode()
    found["profile"] = read_words(open_page(resident, "/places/tangier/profile"))
    return found


@pytest.mark.parametrize(
    ("method", "said"), [({"method": "rounding"}, ROUNDED), ({"method": "cell_keys"}, CHANGED)]
)
def test_counts_that_are_not_exact_are_said_to_be_so_wherever_they_are_shown(
    method: dict[str, str], said: str
) -> None:
    version = publish(method, PLAIN.replace("4120", "4121"))
    for where, text in read_everything(version).items():
        assert said in text, where
    values = [row["value"] for row in pq.read_table(find_files(version).public).to_pylist()]
    assert all(each % 5 == 0 for each in values) or method["method"] == "cell_keys"


def test_exact_counts_are_not_said_to_be_changed() -> None:
    told = read_everything(publish({}))
    assert not [where for where, text in told.items() if ROUNDED in text or CHANGED in text]
    assert "Counts from 1 to below 5 are not shown" in told["datapackage.zip"]
    assert "protection" not in told["data.csv"]


def test_what_is_said_is_what_was_done_to_the_version_that_counts() -> None:
    version = publish({"method": "rounding", "base": "10"})
    dataset = version.dataset
    policy = Policy(method="rounding", base=5)
    save_dataset(None, dataset.key, policy)
    edition = read_catalogue().find(dataset.key)
    assert edition is not None and edition.policy.base == 10
    save_dataset(None, dataset.key, Policy(method="rounding", base=20))
    assert read_catalogue().find(dataset.key) is None  # now it may tell too much


@pytest.mark.parametrize("language", ["fr", "ar", "es", "it", "pt"])
def test_it_is_said_in_every_language(language: str) -> None:
    from weft.web.observatory.provenance import say_policy  # noqa: PLC0415

    every: list[dict[str, Any]] = [
        {"method": "rounding"}, {"method": "cell_keys"}, {"p_percent": 10}, {"kind": "closed"},
    ]  # fmt: skip
    for each in every:
        policy = Policy.model_validate(each)
        assert say_policy(policy, language) != say_policy(policy, "en")

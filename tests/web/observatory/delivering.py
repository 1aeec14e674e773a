"""Bringing figures to the site, filling in its forms as a browser does, and reading what it says:
what tests of deliveries share."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.people import OFFICER
from weft.web.observatory.models import Delivery, Version

BRING = "/figures/bring"
ABOUT = {
    "about-title": "Foreign residents",
    "about-publisher": "City of Tangier",
    "about-source": "City of Tangier, register of residents",
    "about-licence": "CC BY 4.0",
    "about-kind": "published",
    "about-threshold": "5",
}
WRONG = "place;year;figures\n" + "".join(
    f"Tangier;{year};{figure}\n"
    for year, figure in ((2019, 38), (2020, 39), (2021, 41), (2022, 40), (2023, "about four"))
)
PLAIN = "place;year;figures\nTangier;2022;4120\nTangier;2023;4385\n"


def bring(
    client: Client, name: str, content: bytes | str, actor: str = OFFICER, dataset: str = ""
) -> Any:
    """The answer to the form, without following it."""
    body = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, body)
    return client.post(BRING, {"actor": actor, "dataset": dataset, "file": file})


def bring_well(
    client: Client, name: str, content: bytes | str, actor: str = OFFICER, dataset: str = ""
) -> str:
    """The address of a file that was taken."""
    answer = bring(client, name, content, actor, dataset)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def open_page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def find_delivery(address: str) -> Delivery:
    return Delivery.objects.get(token=UUID(address.partition("?")[0].rpartition("/")[2]))


class _Forms(HTMLParser):
    """What a browser would send of the forms on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.choices: dict[str, list[str]] = {}
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self._select = name
            self.choices[name] = []
        elif tag == "option" and self._select:
            self.choices[self._select].append(said["value"])
            if "selected" in said or self._select not in self.forms[-1]:
                self.forms[-1][self._select] = said["value"]
        elif tag == "textarea":
            self._area = name
            self.forms[-1][name] = ""
        elif tag == "input" and name and said.get("type") not in ("file", "submit"):
            picked = said.get("type") not in ("radio", "checkbox") or "checked" in said
            if picked:
                self.forms[-1][name] = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self.forms[-1][self._area] = self.forms[-1][self._area].strip("\n")
            self._area = ""


def read_form(page: str, field: str) -> dict[str, str]:
    """The form of a page that has a field, as it stands."""
    forms = _Forms()
    forms.feed(page)
    return next(dict(each) for each in forms.forms if field in each)


def list_choices(page: str, field: str) -> list[str]:
    """What can be chosen."""
    forms = _Forms()
    forms.feed(page)
    return forms.choices[field]


def find_column(page: str, head: str) -> str:
    """The number of a column on the page."""
    found = re.search(rf'for="id_role-(\d+)">[^<]*“{re.escape(head)}”', unescape(page))
    assert found, f"no column {head}"
    return found[1]


def send(client: Client, address: str, do: str = "read", **changes: str) -> Any:
    """The form of the columns as it stands, with some changes; - in a name is written __."""
    page = open_page(client, f"{address.partition('?')[0]}?again=1")
    form = read_form(page, "measure")
    form |= {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(address.partition("?")[0], form | {"do": do})


def read_version(client: Client, address: str, **changes: str) -> Version:
    """Read a file into a version, saying what plain files do not say."""
    said = {name.replace("-", "__"): value for name, value in ABOUT.items()}
    if find_delivery(address).dataset is not None:
        said = {}
    said |= {"measure": "stock", "definition": "citizenship"}
    answer = send(client, address, **{**said, **changes})
    assert answer.status_code == 302, read_words(answer.content.decode())
    answer = client.get(answer["Location"])
    assert answer.status_code == 302, read_words(answer.content.decode())
    version = find_delivery(address).version
    assert version is not None
    return version


def find_address(version: Version) -> str:
    return f"{BRING}/versions/{version.token}"


def read_words(page: str) -> str:
    """The words of a page, without its tags."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

"""Reads pages of the history as people do: the words in their middle, and what a browser keeps."""

import html
import re
from typing import NamedTuple

from django.test import Client

TAGS = re.compile(r"<[^>]+>")


class Seen(NamedTuple):
    """What comes back: status, tag, and every byte."""

    status: int
    tag: str
    body: bytes


def see(client: Client, address: str) -> Seen:
    answer = client.get(address)
    return Seen(answer.status_code, answer.get("ETag", ""), answer.content)


def read(client: Client, address: str, status: int = 200) -> str:
    """The words of a page between its head and its foot, with single spaces."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(TAGS.sub(" ", main)).split())


def list_entries(client: Client, address: str) -> list[str]:
    """The words of each entry of a history or a list of changes, without the time."""
    page = client.get(address).content.decode()
    found = re.search(r'<ol class="history">(.*?)</ol>', page, re.DOTALL)
    parts = re.split(r'<li>\s*<p class="when">', found[1])[1:] if found else []
    words = [" ".join(html.unescape(TAGS.sub(" ", each)).split()) for each in parts]
    return [re.sub(r"^[\d-]+ [\d:]+ UTC · ", "", each) for each in words]


def find_next(client: Client, address: str) -> str:
    """Where the link to what is older leads; empty at the end."""
    page = client.get(address).content.decode()
    found = re.search(r'<a rel="next" href="([^"]+)"', page)
    return address.partition("?")[0] + html.unescape(found[1]) if found else ""


def list_links(client: Client, address: str, ending: str) -> list[str]:
    """Where a page leads, of what ends so."""
    page = client.get(address).content.decode()
    return [each for each in re.findall(r'href="([^"]+)"', page) if each.endswith(ending)]

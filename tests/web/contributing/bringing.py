"""Bringing files to the site and reading what it says of them, for the tests of imports."""

import re
from html import unescape
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.people import OFFICER
from weft.web.contributing.models import Upload


def make_file(name: str, content: bytes | str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def bring(client: Client, name: str, content: bytes | str, actor: str = OFFICER) -> Any:
    """The answer to the form, without following it."""
    return client.post("/import", {"actor": actor, "file": make_file(name, content)})


def bring_well(client: Client, name: str, content: bytes | str, actor: str = OFFICER) -> str:
    """The address of the preview of a file that was taken."""
    answer = bring(client, name, content, actor)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def open_preview(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def find_digest(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]+)"', page)
    assert found, page
    return found[1]


def apply(client: Client, address: str) -> str:
    """Agree to a preview; the page that says what came of it."""
    digest = find_digest(open_preview(client, address))
    answer = client.post(address, {"do": "apply", "digest": digest})
    assert answer.status_code == 302
    return open_preview(client, address)


def find_upload(address: str) -> Upload:
    return Upload.objects.get(token=UUID(address.rpartition("/")[2]))


def read_words(page: str) -> str:
    """The words of a page, without its tags."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

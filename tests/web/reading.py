"""Reads everything there is to read as one person, so that two readings can be held against each
other: every page, file, feed and desk, searches, what is not there, and the mail."""

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.test import Client

from tests.web.permissions import PAGES, ROUTES, SIGN_IN
from tests.web.scene import find_person
from tests.web.whispers import AREA, Whisper, list_ids
from weft.web.atlas import facts
from weft.web.atlas.memory import MEMORY
from weft.web.following.digests import write_letter
from weft.web.site.keeping import SHELF

# What differs each time, whatever is recorded: the seals of forms.
SEALS = re.compile(rb'(name="(?:csrfmiddlewaretoken|base|stamp)" value="|/unfollow/)[^"\s\\]*')
MADE_AT = re.compile(rb"<dcterms:\w+[^>]*>[^<]*<")
OFFER = re.compile(r'href="(\?[^"]*format=[^"]*)"')
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
MORE = (
    "/data/atlas.xlsx", "/data/atlas.jsonld", "/data/atlas.exe", "/fr/places/tangier",
    "/ar/changes", "/places/tangier?on=2031-06-01", "/places/morocco", "/places/tangier-region",
    "/places/tangier/cells/health/local", f"/places/tangier/cells/{AREA}/local",
    f"/places/tangier/diagnosis/{AREA}", f"/places/tangier/gaps/{AREA}",
    f"/places/tangier/scenario/{AREA}", "/actors/tangier-ngos", "/actors/tangier-ngos/changes",
    "/mechanisms/tangier-welcome-board", "/facts/tangier-welcome-board/history",
    "/facts/tangier-fact-social-city-fund", "/facts/tangier-fact-social-city-fund/history",
    "/search?q=housing", "/search?q=tangier&section=actors", "/search?q=League",
)  # fmt: skip
# Where somebody would look who had heard of something.
ASKED = (
    "/actors/{league}", "/actors/{league}x", "/actors/{double}", "/actors/{other}",
    "/facts/{shelter}", "/facts/{league}", "/facts/tangier-welcome-board+{shelter}",
    "/facts/{clinic}", "/mechanisms/{table}", "/sources/{minutes}", "/facts/{shelter}/history",
    "/facts/{league}/history", "/facts/{other}/history", "/sources/{minutes}/history",
    "/actors/{league}/changes", "/actors/{league}/changes.atom", "/actors/{other}/changes",
    "/actors/{league}/claim", "/actors/{league}/follow", "/join?actor={league}",
    "/facts/{shelter}/edit", "/facts/{shelter}/position", "/facts/{shelter}/withdraw",
    "/facts/{shelter}/still-right", "/records/sources/{minutes}/edit", "/actors/{league}/unite",
    "/state/competences?holder={league}&actor={league}", "/search?q={word}",
    "/search?q={word}+leage", "/search?q={mistyped}", "/places/{word}",
    "/compare?one=tangier&other=tangier&area=housing&one_as={league}",
    "/places/tangier/scenario/housing?change=give_voice.{table}.{league}",
    "/sources/{minutes}/files/{digest}",
)  # fmt: skip


class Seen(NamedTuple):
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def look(client: Client, address: str) -> Seen:
    """One answer, without what differs each time; nothing is noted of the look."""
    with transaction.atomic():
        found = see(client.get(address))
        transaction.set_rollback(True)
    if address == "/me/data.json" and found.status == 200:
        said = json.loads(found.body)
        del said["accounts.event.person"]  # it has the look itself
        found = found._replace(body=json.dumps(said).encode(), headers=())
    return found


def see(answer: Any) -> Seen:
    """An answer, without what differs each time."""
    body = b"".join(answer) if answer.streaming else answer.content
    headers = sorted((name, str(said)) for name, said in answer.items() if name != "Expires")
    return Seen(answer.status_code, tuple(headers), SEALS.sub(rb"\1", body))


def list_addresses(scene: Mapping[str, str], whispers: Iterable[Whisper] = ()) -> list[str]:
    """Every address that can be read, and those of what is hidden."""
    found = [each.address.format(**scene) for each in ROUTES if each not in SIGN_IN]
    found += MORE
    for it in whispers:
        mistyped, digest = it.word[:-2] + it.word[-1], it.find_digest()
        known = {**list_ids(it), "word": it.word, "mistyped": mistyped, "digest": digest}
        found += [each.format(**known) for each in ASKED]
    return list(dict.fromkeys(found))


def list_tables(client: Client) -> Iterator[str]:
    """Every table that a page offers to take along."""
    for row in PAGES:
        path = row.address.partition("?")[0]
        page = client.get(row.address).content.decode()
        yield from (
            path + each.replace("&amp;", "&") for each in dict.fromkeys(OFFER.findall(page))
        )


def read_all(client: Client, who: str, addresses: Iterable[str]) -> dict[str, Seen]:
    """Everything, as one person reads it."""
    found = {each: look(client, each) for each in addresses}
    if who != "Resident":
        letter = write_letter(find_person(who), "http://testserver", NOW)
        found["the mail"] = Seen(0, (), SEALS.sub(rb"\1", repr(letter and letter[1:6]).encode()))
    return found


def forget() -> None:
    """As a process that has just begun."""
    MEMORY.__init__()  # type: ignore[misc]
    SHELF.__init__()  # type: ignore[misc]
    facts._PARTS.__init__(facts.MOST_PARTS)  # type: ignore[misc]


def list_differences(one: Mapping[str, Seen], other: Mapping[str, Seen]) -> list[str]:
    """The addresses whose answers differ, and in what, of those that were read again."""
    found = []
    for address, now in other.items():
        was = one[address]
        if was != now and unpack(was) != unpack(now):
            words = [f"{was.status} {now.status}"] if was.status != now.status else []
            words += [repr(each) for each in set(now.headers) ^ set(was.headers)][:4]
            found.append(f"{address}: {' '.join(words)} {_cut_difference(was.body, now.body)}")
    return found


def _cut_difference(was: bytes, now: bytes) -> str:
    at = next((i for i, (x, y) in enumerate(zip(was, now, strict=False)) if x != y), 0)
    return f"{was[max(0, at - 60) : at + 80]!r} / {now[max(0, at - 60) : at + 80]!r}"


def unpack(seen: Seen) -> Seen:
    """A workbook or a text without the time at which it was made, which stands in its frame."""
    if not seen.body.startswith(b"PK"):
        return seen
    with zipfile.ZipFile(io.BytesIO(seen.body)) as parts:
        body = b"\n".join(MADE_AT.sub(b"", parts.read(each)) for each in parts.namelist())
    headers = tuple(each for each in seen.headers if each[0] != "Content-Length")
    return Seen(seen.status, headers, body)


def read_words(body: bytes) -> str:
    """The words of an answer, in small letters, whatever file it is."""
    body = unpack(Seen(0, (), body)).body
    if body.startswith(b"%PDF") and b"%%EOF" in body:
        from pypdf import PdfReader  # noqa: PLC0415  # only of two files

        pages = PdfReader(io.BytesIO(body)).pages
        return "\n".join(each.extract_text() for each in pages).casefold()
    return body.decode("utf-8", "replace").casefold()

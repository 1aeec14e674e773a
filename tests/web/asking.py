"""Every form in which somebody could name what is hidden from them, and what comes of each."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.test import Client

from tests.web.reading import Seen, look, see
from tests.web.scene import OWN, post, undone
from tests.web.whispers import AREA, Whisper, list_ids

HOLDS = {"area": "data", "role": "fund", "basis": "de_facto", "visibility": "public",
         "do": "publish", "sources.0.source": "", "members.0.actor": ""}  # fmt: skip
MEETS = {"kind": "exchange", "areas": "data", "visibility": "public", "do": "publish",
         "sources.0.source": ""}  # fmt: skip
FILE = """actors:
  - {{id: {league}, name: {word} League, kind: civil_society, place: tangier}}
competences:
  - {{holder: {double}, area: data, role: fund, basis: de_facto}}
"""
# What is drawn by chance: the tokens of papers, and the ends of ids of new records.
DRAWN = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|-[a-z0-9]{5}$")


def list_questions(it: Whisper, own: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Addresses and forms; `own` is the actor for whom somebody writes."""
    ids, league, minutes = list_ids(it), f"{it.word} League", f"{it.word} minutes"
    for holder in (league, it.name("league")):
        yield "/state/competences", {**HOLDS, "for": own, "holder": holder}
    holds = {**HOLDS, "for": own, "holder": own or "City of Tangier"}
    yield "/state/competences", {**holds, "sources.0.source": minutes}
    yield "/state/competences", {**holds, "new.title": minutes, "new.grade": "C"}
    yield "/state/surveys", {
        **holds, "name": "All", "place": "Tangier", "areas": "data", "closes": "resources",
        "found": it.name("means"),
    }  # fmt: skip
    actor = {"kind": "civil_society", "place": "Tangier", "visibility": "public"}
    for name in (league, "Somebody"):
        parent = {"parent": league} if name == "Somebody" else {}
        fields = {**actor, **parent, "for": own, "name": name}
        for do in ("publish", "draft"):
            yield "/state/actors", {**fields, "sources.0.source": "", "do": do}
    seats = {"members.0.actor": "City of Tangier", "members.1.actor": league}
    yield "/state/mechanisms", {**MEETS, **seats, "for": own, "name": "A table"}
    for what in ("position", "withdraw", "still-right", "edit"):
        for key in ("shelter", "clinic", "league"):
            yield f"/facts/{ids[key]}/{what}", {"actor": own, "stand": "confirms", "do": "publish"}
    yield f"/actors/{ids['league']}/claim", {"message": "It is ours."}
    yield f"/actors/{ids['league']}/follow", {"follow": "yes"}
    yield f"/actors/{ids['league']}/unite", {"into": "tangier-ngos", "reason": "One."}
    yield "/actors/tangier-ngos/unite", {"into": league, "reason": "One."}
    yield "/actors/tangier-ngos/unite", {"into": ids["league"], "reason": "One."}
    person = {"name": "Ana", "email": "ana@example.org", "message": "Hello"}
    for words in (league, ids["league"]):
        yield "/join", {**person, "organisation": words}
        said = {"email": "ana@example.org", "role": "contributor", "language": "en"}
        yield "/people", {**said, "actor": words}
    talk = {"actor": own, "area": "health", "visibility": "public"}
    yield "/places/tangier/interview", {**talk, "informant": ids["league"]}
    yield f"/places/tangier/gaps/{AREA}/S-CONTESTED.regulate/mark", {
        "actor": own, "word": "wrong", "reason": "It is not."
    }  # fmt: skip
    file = FILE.format(word=it.word, **ids).encode()
    yield "/import", {"actor": own, "file": (f"{it.word}.yaml", file)}


def ask_all(client: Client, who: str, it: Whisper) -> Mapping[str, Seen]:
    """The answer to each, and what a file that is brought would do; all taken back."""
    found = {}
    for address, form in list_questions(it, OWN.get(who, "")):
        with undone():
            answer = post(client, address, form)
            found[f"{address} {form}"] = see(answer)
            if answer.status_code == 302 and answer["Location"].startswith("/import/"):
                found[f"preview {form}"] = look(client, answer["Location"])
    return {key: _settle(seen) for key, seen in found.items()}


def _settle(seen: Seen) -> Seen:
    """Without what is drawn by chance."""
    headers = tuple((name, DRAWN.sub("", said)) for name, said in seen.headers)
    return Seen(seen.status, headers, DRAWN.sub("", seen.body.decode()).encode())

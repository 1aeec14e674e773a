"""Holds interviews over HTTP, as a browser would, for the tests of the guided intake."""

import re
from typing import Any

from django.test import Client

from tests.web.people import OFFICER
from weft.core.atlas import Fact
from weft.web.atlas.facts import read_whole
from weft.web.contributing.models import Draft, Interview

START = "/places/tangier/interview"
WILAYA, MINISTRY = "wilaya-of-tangier", "moroccan-housing-ministry"
NEW = {"new_name": "Tenants' union", "new_kind": "civil_society", "new_place": "tangier"}
# The pages of one area, in their order.
DECIDES, PAYS, COORDINATES, DELIVERS, MONITORS, TIES, DISPUTES = range(1, 8)


def begin(client: Client, *areas: str, informant: str = OFFICER, **fields: Any) -> str:
    """The address of a new interview, without the number of a question."""
    posted = {
        "actor": OFFICER, "informant": informant, "area": areas or ("housing",),
        "visibility": "public", **fields,
    }  # fmt: skip
    answer = client.post(START, posted)
    assert answer.status_code == 302, read_errors(answer.content.decode())
    return str(answer["Location"]).rpartition("/")[0]


def say(client: Client, base: str, number: int, do: str = "go", **fields: Any) -> str:
    """Answer a question; where that leads."""
    answer = client.post(f"{base}/{number}", {**fields, "do": do})
    assert answer.status_code == 302, read_errors(answer.content.decode())
    return str(answer["Location"])


def refuse(client: Client, base: str, number: int, **fields: Any) -> dict[str, str]:
    """What is wrong with an answer, by field."""
    answer = client.post(f"{base}/{number}", {"do": "go", **fields})
    assert answer.status_code == 422
    return read_errors(answer.content.decode())


def read_errors(page: str) -> dict[str, str]:
    """The faults at the head of a page, by the field to which each leads."""
    return dict(re.findall(r'<li><a href="#q-(\w+)">([^<]*)</a>', page))


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def end(client: Client, base: str, do: str = "publish", **fields: str) -> str:
    answer = client.post(f"{base}/end", {**fields, "do": do})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def list_drafts(section: str = "competences") -> list[dict[str, Any]]:
    return [each.data for each in Draft.objects.filter(section=section).order_by("pk")]


def find(base: str) -> Interview:
    return Interview.objects.get(token=base.rpartition("/")[2])


def list_told() -> list[Fact]:
    """The facts on record that rest on an interview."""
    return [
        each
        for each in read_whole().facts.values()
        if any(x.source.startswith("interview-") for x in each.sources)
    ]

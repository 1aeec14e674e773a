"""Several informants answer apart, and their answers are laid side by side once they are finished,
for those who may see them."""

import re

import pytest
from django.test import Client

from tests.web.contributing.interviews import (
    COORDINATES,
    DECIDES,
    DELIVERS,
    MINISTRY,
    MONITORS,
    PAYS,
    START,
    TIES,
    WILAYA,
    begin,
    end,
    read,
    say,
)
from tests.web.people import OFFICER, make_person, sign_in
from weft.web.accounts.models import Mandate
from weft.web.atlas.facts import read_whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
ASSOCIATION = "armid"
ADDRESS = f"{START}/differences"


@pytest.fixture
def officer(people: dict[str, Client]) -> Client:
    return people["Officer"]


@pytest.fixture
def colleague() -> Client:
    """Somebody of an association in the city."""
    make_person("Colleague", role="contributor", actor_id=ASSOCIATION)
    return sign_in("Colleague")


def read_rows(page: str) -> dict[str, list[str]]:
    """The cells of the first table in words, by role."""
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", each, re.DOTALL) for each in body.split("<tr")]
    cells = [[" ".join(re.sub("<[^>]+>", " ", x).split()) for x in row] for row in rows if row]
    return {row[0].split()[0]: row for row in cells}


def hold(client: Client, actor: str, informant: str, do: str = "publish", **roles: object) -> str:
    """An interview with one answer for each of some roles."""
    base = begin(client, actor=actor, informant=informant, **roles.pop("how", {}))  # type: ignore[arg-type]
    numbers = {"decides": DECIDES, "pays": PAYS, "coordinates": COORDINATES, "delivers": DELIVERS,
               "monitors": MONITORS}  # fmt: skip
    for name, answer in roles.items():
        fields = {"said": answer} if answer in ("nobody", "unknown") else {"actor": answer}
        say(client, base, numbers[name], **fields)
    end(client, base, do)
    return base


def test_where_informants_differ_is_said_in_a_word_with_what_would_settle_it(
    officer: Client,
) -> None:
    hold(officer, OFFICER, OFFICER, pays=OFFICER, delivers=[OFFICER, WILAYA], monitors="nobody",
         coordinates="unknown")  # fmt: skip
    hold(officer, OFFICER, WILAYA, pays=OFFICER, delivers=[OFFICER, MINISTRY], monitors=WILAYA,
         coordinates=WILAYA)  # fmt: skip
    page = read(officer, ADDRESS)
    rows = read_rows(page)
    assert {role for role, row in rows.items() if "differ" in row[0]} == {"deliver", "monitor"}
    ministry = "Ministry of housing and town planning of Morocco"
    assert rows["deliver"][2:] == [
        "City of Tangier and Wilaya of Tangier",
        f"City of Tangier and {ministry}",
        f"Named by some and not by others: {ministry} and Wilaya of Tangier. What would settle it: "
        "their own word, or a document that says whether they do it.",
    ]
    assert rows["monitor"][2:4] == ["nobody", "Wilaya of Tangier"]
    assert "Some say nobody, others name Wilaya of Tangier" in rows["monitor"][4]
    # Not to know is not to differ, and neither is not to have been asked.
    assert rows["coordinate"][2:] == ["does not know", "Wilaya of Tangier", ""]
    assert rows["regulate"][2:] == ["no answer", "no answer", ""]


def test_who_is_on_record_and_left_out_is_shown_and_not_denied(officer: Client) -> None:
    base = begin(officer, "health")
    say(officer, base, DELIVERS, actor=WILAYA)
    end(officer, base, "keep")
    row = read_rows(read(officer, ADDRESS))["deliver"]
    assert row[1:3] == ["City of Tangier and Local NGOs in Tangier", "Wilaya of Tangier"]
    assert row[3] == (
        "On record, and named by nobody asked: City of Tangier and Local NGOs in Tangier. That is "
        "not a no; ask them."
    )
    assert "differ" not in row[0]


def test_nobodys_answers_are_shown_before_ones_own_interview_is_finished(
    officer: Client, colleague: Client
) -> None:
    hold(officer, OFFICER, OFFICER, pays=WILAYA)
    assert "Wilaya of Tangier" in read(colleague, ADDRESS)
    base = begin(colleague, actor=ASSOCIATION, informant=ASSOCIATION)
    page = read(colleague, ADDRESS)
    assert "Wilaya of Tangier" not in page
    assert "in the middle of an interview" in page
    end(colleague, base, "keep")
    assert "Wilaya of Tangier" in read(colleague, ADDRESS)
    # A changed answer opens the interview again.
    say(colleague, base, PAYS, said="unknown")
    assert "in the middle of an interview" in read(colleague, ADDRESS)


def test_what_one_informant_said_is_not_shown_to_the_next_as_being_on_record(
    officer: Client, colleague: Client
) -> None:
    base = begin(officer)
    say(officer, base, PAYS, actor=[WILAYA, OFFICER])
    tie = {"actor": [WILAYA, OFFICER], "kind": "exchange", "often": "weekly", "name": "Weekly call"}
    say(officer, base, TIES, **tie)
    end(officer, base)
    other = begin(colleague, actor=ASSOCIATION, informant=ASSOCIATION)
    assert "on record: in practice" not in read(colleague, f"{other}/{PAYS}")
    assert "Weekly call" not in read(colleague, f"{other}/{TIES}")
    # To say the same is still no second statement.
    say(colleague, other, PAYS, actor=WILAYA)
    page = read(colleague, f"{other}/end")
    assert "Nothing new so far" in page


def test_an_interview_of_somebody_else_is_shown_once_it_is_published(
    officer: Client, colleague: Client
) -> None:
    base = hold(officer, OFFICER, OFFICER, do="keep", pays=WILAYA)
    assert "Wilaya of Tangier" in read(officer, ADDRESS)
    assert "Wilaya of Tangier" not in read(colleague, ADDRESS)
    end(officer, base)
    page = read(colleague, ADDRESS)
    assert "Wilaya of Tangier" in page
    assert "yours" not in page


def test_it_is_shown_to_those_who_see_what_is_kept_to_the_place(
    officer: Client, people: dict[str, Client]
) -> None:
    hold(officer, OFFICER, OFFICER, pays=WILAYA)
    # The ministry acts here, but the circle of the place is not its own.
    assert "Wilaya of Tangier" not in read(people["Partner"], ADDRESS)
    assert "Wilaya of Tangier" in read(sign_in("Steward"), ADDRESS)


def test_what_is_for_the_own_actor_only_is_shown_to_nobody_else(
    officer: Client, colleague: Client
) -> None:
    hold(officer, OFFICER, OFFICER, pays=WILAYA, how={"visibility": "own"})
    assert "Wilaya of Tangier" in read(officer, ADDRESS)
    assert "Wilaya of Tangier" not in read(colleague, ADDRESS)


def test_an_actor_whom_the_reader_does_not_see_leaves_no_trace(
    officer: Client, colleague: Client
) -> None:
    def ask(*actors: str, **new: str) -> str:
        base = begin(officer, visibility="own")
        say(officer, base, PAYS, actor=list(actors), **new)
        return base

    new = {"new_name": "Quiet desk", "new_kind": "agency", "new_place": "tangier"}
    base = ask(**new)
    end(officer, base)
    (quiet,) = (x.id for x in read_whole().actors if x.name.read() == "Quiet desk")
    seen = begin(officer)
    say(officer, seen, PAYS, actor=[quiet, WILAYA])
    say(officer, seen, DELIVERS, actor=quiet)
    end(officer, seen)
    assert "Quiet desk" in read(officer, ADDRESS)
    page = read(colleague, ADDRESS)
    assert "Quiet desk" not in page
    assert quiet not in page
    rows = read_rows(page)
    assert rows["fund"][2:] == ["Wilaya of Tangier", ""]
    assert rows["deliver"][2:] == ["no answer", ""]


def test_a_right_that_was_taken_is_gone_with_the_next_page(officer: Client) -> None:
    base = begin(officer)
    mandate = Mandate.objects.get(actor_id=OFFICER)
    mandate.ended_at = mandate.given_at
    mandate.save()
    for address in (START, base, f"{base}/1", f"{base}/end", ADDRESS):
        assert officer.get(address).status_code == 403

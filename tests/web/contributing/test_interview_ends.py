"""What an interview comes to: what is on record is confirmed and not stated again, and all of it is
published or nothing."""

import datetime as dt

import pytest
from django.test import Client

from tests.web.contributing.interviews import (
    DECIDES,
    DELIVERS,
    MINISTRY,
    NEW,
    PAYS,
    START,
    TIES,
    WILAYA,
    begin,
    end,
    find,
    list_drafts,
    list_told,
    read,
    refuse,
    say,
)
from tests.web.people import OFFICER, sign_in
from weft.core.atlas.facts import Competence
from weft.web.accounts.models import Mandate
from weft.web.atlas import actions
from weft.web.atlas.facts import read_view, read_whole
from weft.web.atlas.models import ChangeSet
from weft.web.contributing.models import Draft, Interview

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def officer(people: dict[str, Client]) -> Client:
    return people["Officer"]


# --- what is on record already


def test_what_is_on_record_is_not_stated_again_but_confirmed(officer: Client) -> None:
    base = begin(officer, "health")
    say(officer, base, DECIDES, actor="moroccan-health-ministry", by_law="yes")
    (draft,) = list_drafts()
    assert draft["basis"] == "de_facto"
    page = read(officer, f"{base}/end")
    assert "City of Tangier confirms these" in page
    known = find_by_law("moroccan-health-ministry")
    assert f'href="/facts/{known.id}"' in page
    end(officer, base, confirm="yes")
    positions = find_by_law("moroccan-health-ministry").positions
    assert [(each.actor, each.stand) for each in positions] == [(OFFICER, "confirms")]
    assert "Interview with City of Tangier" in str(positions[0].reason)


def find_by_law(holder: str) -> Competence:
    """Who makes the rules on health, as the law has it."""
    return next(
        x
        for x in read_whole().competences
        if (x.holder, x.area, x.role, x.basis) == (holder, "health", "regulate", "de_jure")
    )


def test_nothing_is_confirmed_unless_it_is_ticked(officer: Client) -> None:
    base = begin(officer, "health")
    say(officer, base, DECIDES, actor="moroccan-health-ministry", by_law="yes")
    end(officer, base)
    assert find_by_law("moroccan-health-ministry").positions == ()


def test_a_thread_on_record_is_ticked_and_confirmed(officer: Client) -> None:
    base = begin(officer)
    assert 'value="tangier-governor-control"' in read(officer, f"{base}/{TIES}")
    say(officer, base, TIES, known=["tangier-governor-control", "lyon-city-contract"])
    assert not Draft.objects.exists()
    end(officer, base, confirm="yes")
    whole = read_whole()
    assert [x.actor for x in whole.facts["tangier-governor-control"].positions] == [OFFICER]
    assert whole.facts["lyon-city-contract"] == read_view().atlas.facts["lyon-city-contract"]
    assert OFFICER not in {x.actor for x in whole.facts["lyon-city-contract"].positions}


def test_an_own_position_on_record_is_left_alone(officer: Client) -> None:
    person = Mandate.objects.get(actor_id=OFFICER).person
    fact = find_by_law("moroccan-health-ministry").id
    actions.take_stand(person, OFFICER, fact, "disputes", dt.date(2026, 1, 1))
    base = begin(officer, "health")
    say(officer, base, DECIDES, actor="moroccan-health-ministry", by_law="yes")
    end(officer, base, confirm="yes")
    assert read_whole().facts[fact].disputed_by == (OFFICER,)


def test_two_interviews_that_say_the_same_state_it_once(officer: Client) -> None:
    bases = [begin(officer, informant=each) for each in (OFFICER, WILAYA)]
    for base in bases:
        say(officer, base, PAYS, actor=WILAYA, **NEW)
    assert len(list_drafts()) == 4
    for base in bases:
        end(officer, base)
    assert not Draft.objects.exists()
    paying = [x.holder for x in list_told() if isinstance(x, Competence)]
    (union,) = (x.id for x in read_whole().actors if x.name.read() == "Tenants' union")
    assert sorted(map(str, paying)) == sorted([union, WILAYA])
    assert len([x for x in read_whole().actors if x.name.read() == "Tenants' union"]) == 1


# --- all or nothing


def test_one_draft_that_is_wrong_keeps_all_from_being_published(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, actor=[WILAYA, OFFICER])
    wrong = Draft.objects.get(data__holder=WILAYA)
    wrong.data["holder"] = "no-such-actor"
    wrong.save()
    before = ChangeSet.objects.count()
    answer = officer.post(f"{base}/end", {"do": "publish"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was published" in page
    assert "no-such-actor" in page
    assert f'href="{base}/{PAYS}"' in page
    assert f'href="/drafts/{wrong.token}"' in page
    assert ChangeSet.objects.count() == before
    assert len(list_drafts()) == 2


def test_a_confirmation_that_fails_takes_everything_back(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise actions.NothingThereError

    monkeypatch.setattr("weft.web.contributing.interviewing.ending.take_stand", fail)
    base = begin(officer, "health")
    say(officer, base, DECIDES, actor="moroccan-health-ministry", by_law="yes")
    before = ChangeSet.objects.count()
    answer = officer.post(f"{base}/end", {"do": "publish", "confirm": "yes"})
    assert answer.status_code == 409
    assert "Nothing was published" in answer.content.decode()
    assert ChangeSet.objects.count() == before
    assert len(list_drafts()) == 1
    assert not find(base).asked["published"]


def test_published_twice_it_counts_once_and_its_answers_stay_as_they_were(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, actor=WILAYA)
    end(officer, base)
    after = ChangeSet.objects.count()
    end(officer, base)
    assert ChangeSet.objects.count() == after
    assert say(officer, base, PAYS, actor=OFFICER) == f"{base}/end"
    assert find(base).asked["answers"]["housing.fund"]["actors"] == [WILAYA]
    assert "This interview is published" in read(officer, f"{base}/end")


def test_it_is_kept_as_drafts_or_thrown_away(officer: Client) -> None:
    base, other = begin(officer), begin(officer)
    say(officer, base, PAYS, actor=WILAYA)
    say(officer, other, DELIVERS, actor=WILAYA)
    assert end(officer, base, "keep") == f"{START}/differences"
    assert find(base).finished_at
    end(officer, other, "drop")
    assert [each["role"] for each in list_drafts()] == ["fund"]
    assert Interview.objects.count() == 1


def test_who_keeps_a_place_states_for_nobody_in_particular() -> None:
    steward = sign_in("Steward")
    base = begin(steward, actor="", informant=WILAYA)
    say(steward, base, PAYS, actor=MINISTRY, **NEW)
    # Of the country it is not in charge.
    assert "new_place" in refuse(
        steward, base, DELIVERS, **{**NEW, "new_name": "Y", "new_place": "morocco"}
    )
    end(steward, base)
    told = list_told()
    assert len(told) == 3
    assert {each.asserted_by for each in told} == {None}

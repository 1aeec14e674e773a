"""What an actor stated long ago asks who speaks for it if it is still right, and so does its own
record; a click answers."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.web.accounts.network import Network, browse, build_network
from tests.web.atlas.editing import competence, confirm, correct, state
from tests.web.atlas.reading import read
from weft.web.accounts.models import User
from weft.web.atlas.facts import read_whole
from weft.web.atlas.models import ChangeSet, Kind
from weft.web.following.facts import describe_desk

pytestmark = pytest.mark.django_db
CLINIC = "/facts/clinic/still-right"


@pytest.fixture
def net() -> Network:
    """The city stated a clinic two years ago; since then nobody touched its own record either."""
    found = build_network()
    state(found.officer, "city", competences=[competence("clinic")])
    grow_old(730)
    return found


def grow_old(days: int) -> None:
    """Let all that was written have been written some days ago."""
    ChangeSet.objects.update(made_at=timezone.now() - dt.timedelta(days=days))


def ask(person: User) -> list[str]:
    return [each.key for each in describe_desk(User.objects.get(pk=person.pk), "en")["asked"]]


def test_who_speaks_for_the_actor_is_asked_and_nobody_else(net: Network) -> None:
    assert ask(net.officer) == ["city", "clinic"]
    assert ask(net.partner) == ["state"]
    for person in (net.stranger, net.steward, net.secretariat):
        assert ask(person) == []


def test_one_click_answers(net: Network) -> None:
    officer = browse(net.officer)
    assert "City of Tangier: delivery in practice of health." in read(officer, CLINIC)
    answer = officer.post(CLINIC)
    assert (answer.status_code, answer["Location"]) == (302, "/me")
    (position,) = read_whole().facts["clinic"].positions
    assert (position.actor, position.stand) == ("city", "confirms")
    assert position.date == timezone.localdate().isoformat()
    assert ask(net.officer) == ["city"]
    assert ChangeSet.objects.order_by("pk")[2].kind == Kind.POSITION


@pytest.mark.parametrize(("days", "asked"), [(364, []), (365, []), (366, ["city", "clinic"])])
def test_a_year_without_a_word_is_long(net: Network, days: int, asked: list[str]) -> None:
    grow_old(days)
    assert ask(net.officer) == asked


def test_a_correction_is_a_word_and_what_others_say_is_none(net: Network) -> None:
    confirm(net.partner, "state", "clinic", "disputes")
    assert ask(net.officer) == ["city", "clinic"]
    correct(net.officer, "competences", "clinic", "city", note="New")
    assert ask(net.officer) == ["city"]


def test_what_has_ended_is_left_alone(net: Network) -> None:
    correct(net.officer, "competences", "clinic", "city", until="2020-01-01")
    grow_old(730)
    assert ask(net.officer) == ["city"]


def test_an_organisation_says_that_its_own_record_is_still_right(net: Network) -> None:
    address = "/facts/city/still-right"
    for person in (net.partner, net.stranger, net.steward):
        assert browse(person).post(address).status_code == 403
    assert browse(net.officer).post(address).status_code == 302
    (position,) = read_whole().actor_by_id["city"].positions
    assert (position.actor, position.stand) == ("city", "confirms")
    assert ask(net.officer) == ["clinic"]
    correct(net.officer, "actors", "city", "city", note="New")
    assert ask(net.officer) == ["clinic"]


def test_only_who_speaks_for_the_actor_answers(net: Network) -> None:
    before = ChangeSet.objects.count()
    for person, status in (
        (net.partner, 403), (net.stranger, 403), (net.steward, 403), (net.secretariat, 403),
    ):  # fmt: skip
        assert browse(person).get(CLINIC).status_code == status
        assert browse(person).post(CLINIC).status_code == status
    # Nobody in particular states the shelter; the clinic below is hidden from the officer.
    assert browse(net.officer).post("/facts/shelter/still-right").status_code == 403
    assert browse(net.officer).post("/facts/none/still-right").status_code == 404
    assert browse(net.partner).post("/facts/whisper/still-right").status_code == 404
    assert ChangeSet.objects.count() == before

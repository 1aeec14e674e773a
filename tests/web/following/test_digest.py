"""Mails about what changed: to whom, with what, in which language, and never twice."""

import datetime as dt
import json
import re
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django.fixtures import Settings
from typer.testing import CliRunner, Result

from tests.web.accounts.network import Network, browse, build_network
from tests.web.atlas.editing import competence, confirm, correct, state
from weft.cli import app
from weft.web.accounts.models import User
from weft.web.atlas.models import ChangeSet
from weft.web.following.actions import follow
from weft.web.following.digests import Outcome, send_digests
from weft.web.following.links import make_token
from weft.web.following.models import Digest, Follow

pytestmark = pytest.mark.django_db
SITE = "https://weft.example"


@pytest.fixture
def net() -> Network:
    """Partner (sees what is for the network) and Stranger (does not) follow Tangier."""
    found = build_network()
    for person in (found.partner, found.stranger):
        follow(person, place="tangier")
    return found


def send(dry_run: bool = False) -> Outcome:
    return send_digests(SITE, timezone.now(), dry_run)


def read_mails() -> dict[str, str]:
    """By whom they go to, with their subject."""
    return {each.to[0].partition("@")[0]: f"{each.subject}\n{each.body}" for each in mail.outbox}


def test_each_is_told_what_they_may_see_and_once(net: Network) -> None:
    state(net.officer, "city", "As agreed", competences=[competence("clinic")])
    state(net.officer, "city", competences=[
        competence("secret", area="education", visibility="network"),
    ])  # fmt: skip
    assert send() == Outcome(sent=2, nothing=1, failed=0)  # the officer follows nothing
    mails = read_mails()
    assert mails.keys() == {"partner", "stranger"}
    for each in mails.values():
        assert each.startswith("What changed in Weft\n== Tangier ==\n")
        assert "- new: City of Tangier: delivery in practice of health.\n" in each
        assert "Why: As agreed\n" in each
        assert "Officer" not in each
    assert "education" in mails["partner"]
    assert "education" not in mails["stranger"]
    mail.outbox.clear()
    assert send() == Outcome(sent=0, nothing=3, failed=0)
    assert mail.outbox == []


def test_who_sees_nothing_of_a_change_gets_no_mail(net: Network) -> None:
    state(net.officer, "city", competences=[competence("secret", visibility="network")])
    assert send() == Outcome(sent=1, nothing=2, failed=0)
    assert read_mails().keys() == {"partner"}


def test_what_was_before_somebody_followed_is_not_news(net: Network) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    follow(net.far_steward, actor="city")
    assert send().sent == 2
    mail.outbox.clear()
    correct(net.officer, "competences", "clinic", "city", note="New")
    assert send().sent == 3
    assert "- changed: City of Tangier" in read_mails()["far_steward"]


def test_links_lead_to_the_site_and_end_the_mails(net: Network) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    send()
    (letter,) = (each for each in mail.outbox if each.to[0].startswith("stranger"))
    links = re.findall(r"^(\S+://\S+)$", str(letter.body), re.MULTILINE)
    assert all(each.startswith(f"{SITE}/") for each in links)
    token = ChangeSet.objects.order_by("-pk")[0].token
    assert f"{SITE}/places/tangier/changes" in links
    assert f"{SITE}/changes/{token}" in links
    one, every = (each for each in links if "/unfollow/" in each)
    assert letter.extra_headers["List-Unsubscribe"] == f"<{every}>"
    for each in links:
        assert browse(None).get(each.removeprefix(SITE)).status_code == 200
    browse(None).post(one.removeprefix(SITE))
    assert [each.person for each in Follow.objects.all()] == [net.partner]


def test_the_mail_is_in_the_language_of_its_reader(net: Network) -> None:
    User.objects.filter(pk=net.partner.pk).update(language="fr")
    state(net.officer, "city", competences=[competence("clinic")])
    send()
    said = read_mails()["partner"]
    assert "Ville de Tanger" in said
    assert f"{SITE}/fr/places/tangier/changes" in said
    assert "City of Tangier" in read_mails()["stranger"]


def test_a_mail_that_cannot_be_sent_stops_no_other_and_is_tried_again(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    really = EmailMessage.send

    def refuse(self: EmailMessage, *given: Any) -> int:
        if self.to[0].startswith("partner"):
            raise SMTPRecipientsRefused({self.to[0]: (550, b"no such box")})
        return really(self, *given)

    monkeypatch.setattr(EmailMessage, "send", refuse)
    assert send() == Outcome(sent=1, nothing=1, failed=1)
    assert read_mails().keys() == {"stranger"}
    assert [each.person for each in Digest.objects.all()] == [net.stranger]
    monkeypatch.undo()
    mail.outbox.clear()
    assert send() == Outcome(sent=1, nothing=2, failed=0)
    assert read_mails().keys() == {"partner"}


def test_whose_address_is_not_verified_or_who_is_gone_gets_none(net: Network) -> None:
    EmailAddress.objects.filter(user=net.partner).update(verified=False)
    User.objects.filter(pk=net.stranger.pk).update(is_active=False)
    state(net.officer, "city", competences=[competence("clinic")])
    assert send() == Outcome(sent=0, nothing=1, failed=0)  # the officer


def test_a_dry_run_sends_and_records_nothing(net: Network) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    assert send(dry_run=True).sent == 2
    assert (mail.outbox, Digest.objects.count()) == ([], 0)
    assert send().sent == 2


def test_what_is_followed_and_hidden_by_now_is_not_told(net: Network) -> None:
    follow(net.steward, actor="ghost")
    correct(net.steward, "competences", "whisper", note="louder")
    correct(net.steward, "actors", "ghost", visibility="own")
    assert send() == Outcome(sent=0, nothing=4, failed=0)


def test_the_line_of_a_reason_makes_no_header(net: Network) -> None:
    state(net.officer, "city", "One\nBcc: all@city.example", competences=[competence("clinic")])
    assert send().sent == 2
    assert all("\n" not in each.subject for each in mail.outbox)


# --- what may be out of date


def test_what_may_be_out_of_date_is_asked_once(net: Network) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    ChangeSet.objects.update(made_at=timezone.now() - dt.timedelta(days=400))
    follow(net.officer, place="al-hoceima")  # where nothing changes
    # The partner is asked about the record of the ministry.
    assert send() == Outcome(sent=2, nothing=1, failed=0)
    said = read_mails()["officer"]
    assert said.startswith("Is this still right?\n")
    assert "- City of Tangier: delivery in practice of health. (City of Tangier, 20" in said
    assert f"{SITE}/facts/clinic/still-right\n" in said
    mail.outbox.clear()
    assert send().sent == 0
    # It comes along where there is news anyway.
    correct(net.far_steward, "places", "al-hoceima", population=60_000)
    assert send().sent == 1
    assert "/facts/clinic/still-right" in read_mails()["officer"]
    confirm(net.officer, "city", "clinic")
    confirm(net.officer, "city", "city")
    mail.outbox.clear()
    correct(net.far_steward, "places", "al-hoceima", population=61_000)
    assert send().sent == 3  # the others follow Tangier, where the city confirmed its word
    assert "still-right" not in read_mails()["officer"]


def test_who_speaks_for_an_actor_is_asked_without_following_anything(net: Network) -> None:
    ChangeSet.objects.update(made_at=timezone.now() - dt.timedelta(days=400))
    Follow.objects.all().delete()
    assert send().sent == 2
    mails = read_mails()
    assert f"{SITE}/facts/city/still-right\n" in mails["officer"]
    assert f"{SITE}/facts/state/still-right\n" in mails["partner"]
    assert "/facts/city/" not in mails["partner"]


def test_who_wants_no_mails_at_all_is_not_asked_until_they_follow_something(net: Network) -> None:
    ChangeSet.objects.update(made_at=timezone.now() - dt.timedelta(days=400))
    browse(None).post(f"/unfollow/{make_token(net.officer.pk)}")
    assert send().sent == 1
    assert read_mails().keys() == {"partner"}
    follow(net.officer, place="tangier")
    assert send().sent == 1
    assert read_mails().keys() == {"partner", "officer"}


# --- the terminal


def type_(*words: str) -> Result:
    return CliRunner().invoke(app, ("digest", *words), prog_name="weft")


def test_the_terminal_says_how_many_were_sent(net: Network) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    said = type_("--dry-run")
    assert said.exit_code == 0
    assert "partner@strait.example: 1 change, 0 questions\n" in said.stdout
    assert said.stdout.endswith("Would be sent: 2 mails; for 1 there is nothing new.\n")
    done = type_("--json", "--address", f"{SITE}/")
    assert json.loads(done.stdout) == {"sent": 2, "nothing": 1, "failed": 0, "dry_run": False}
    assert f"{SITE}/places/tangier/changes" in read_mails()["partner"]
    assert type_().stdout == "Sent: 0 mails; for 3 there is nothing new.\n"


def test_links_lead_where_the_settings_say(net: Network, settings: Settings) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    settings.LOCAL, settings.ALLOWED_HOSTS = False, ["weft.example"]
    assert type_().exit_code == 0
    assert "https://weft.example/places/tangier/changes" in read_mails()["partner"]


def test_the_terminal_ends_with_1_if_a_mail_could_not_be_sent(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    state(net.officer, "city", competences=[competence("clinic")])

    def refuse(*_: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuse)
    done = type_()
    assert done.exit_code == 1
    assert "2 mails could not be sent" in done.output

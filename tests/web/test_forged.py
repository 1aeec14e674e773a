"""Forged requests are refused and do nothing: without the token of a form, with an identifier of
somebody else, with more than was asked, leading elsewhere, with a secret that is none."""

import re
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.core import signing
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.web.packs import read_pack
from tests.web.people import OFFICER, PARTNER, make_person
from tests.web.permissions import DESKS, NOBODY, PEOPLE, ROUTES, SIGN_IN, Row
from tests.web.scene import (
    COLUMNS,
    count_everything,
    fill,
    find_person,
    open_browsers,
    post,
    set_scene,
    undone,
)
from weft.web.accounts.actions import withdraw_invitation
from weft.web.accounts.models import Invitation, User
from weft.web.atlas.actions import load_atlas
from weft.web.atlas.models import ChangeSet, Revision, Statement
from weft.web.site import jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scene")]
WRITING = [each for each in ROUTES if each.post != NOBODY]
# What is the Officer's, or the town's.
IDENTIFIED = [
    each
    for each in (*DESKS, *PEOPLE)
    if each.post != NOBODY
    and ("{" in each.address or "tangier" in each.address)
    and each.route not in ("place-follow", "actor-follow", "claim")
]


def name(row: Row) -> str:
    return row.route


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        for each in ("cities/tangier", "cities/lyon"):
            load_atlas(read_pack(each), each)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(town: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Client]:
    with django_db_blocker.unblock():
        return open_browsers()


@pytest.fixture(scope="module")
def scene(browsers: dict[str, Client], django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    with django_db_blocker.unblock():
        return set_scene()


@pytest.fixture(autouse=True)
def _no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "spawn", lambda target: target())


def clone(client: Client, **more: Any) -> Client:
    """The same session in another browser."""
    other = Client(**more)
    other.cookies.load(client.cookies.output(header="", sep=";"))
    return other


def list_readers(row: Row) -> list[str]:
    """Those whom a form leads on, or who get it back."""
    answers = zip(COLUMNS, row.post.split(), strict=True)
    return [who for who, each in answers if each in ("200", "302")]


# --- without the token of a form


@pytest.mark.parametrize("row", WRITING, ids=name)
def test_nothing_is_written_without_the_token_of_the_form(
    row: Row, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    address, before = row.address.format(**scene), count_everything()
    for who in list_readers(row):
        form = fill(row.form, who, scene)
        form = {x: y for x, y in form.items() if not isinstance(y, tuple)}
        strict = clone(browsers[who], enforce_csrf_checks=True)
        for forged in (form, {**form, "csrfmiddlewaretoken": "x" * 64}):
            assert strict.post(address, forged).status_code == 403, who
            assert strict.put(address, forged).status_code in (403, 405), who
    assert count_everything() == before


def test_a_token_does_not_help_a_form_on_another_site(browsers: dict[str, Client]) -> None:
    strict = clone(browsers["Officer"], enforce_csrf_checks=True)
    page = strict.get("/me").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    form = {"name": "New", "language": "en", "csrfmiddlewaretoken": token[1]}
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}):
        assert strict.post("/me", form, headers=headers).status_code == 403
    assert strict.post("/me", form).status_code == 302


# --- with an identifier of somebody else


@pytest.mark.parametrize("row", IDENTIFIED, ids=name)
def test_what_belongs_elsewhere_is_touched_by_nobody(
    row: Row, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    """A steward of another town, and somebody who speaks for an association there."""
    address = row.address.format(**scene)
    for role in (
        {"role": "steward", "place_id": "lyon"},
        {"role": "contributor", "actor_id": "city-of-lyon"},
    ):
        with undone():
            client = Client()
            client.force_login(make_person("Afar", **role), browsers["Officer"].session[BACKEND])
            before = count_everything()
            answer = post(client, address, fill(row.form, "", {**scene}))
            assert answer.status_code in {
                "unfollow": (200,), "invitation": (200,), "position": (403, 422),
            }.get(row.route, (403, 404)), role  # fmt: skip
            if row.route != "unfollow":  # whoever has that link has the mail
                assert count_everything() == before


BACKEND = "_auth_user_backend"


@pytest.mark.parametrize("key", ["draft", "upload", "marked", "interview"])
def test_papers_are_for_one_person_even_among_those_who_speak_for_the_same(
    key: str, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    colleague = Client()
    person = make_person("Colleague", role="contributor", actor_id=OFFICER)
    colleague.force_login(person, browsers["Officer"].session[BACKEND])
    before = count_everything()
    rows = [each for each in DESKS if f"{{{key}}}" in each.address]
    assert rows
    for row in rows:
        address = row.address.format(**scene)
        assert colleague.get(address).status_code == 404
        answer = colleague.post(address, fill(row.form, "Officer", scene))
        assert answer.status_code in (404, 405)
    colleague.post("/drafts", {"draft": scene["draft"], "do": "drop"})
    assert count_everything() == before


@pytest.mark.parametrize(
    "address",
    [
        "/sources/tangier-law-113-14/files/{digest}",
        "/sources/{source}/files/" + "0" * 64,
        "/places/morocco/interview/{interview}/1",
        "/facts/tangier-law-housing-city-regulate/history/{version}/restore",
        "/facts/{fact}/history/{place_version}/restore",
        "/places/tangier/history/{version}/restore",
        "/places/tangier/gaps/housing/S-NONSENSE.fund/mark",
        "/records/actors/city-of-tangier/edit",
        "/records/competences/{fact}/edit",
        "/state/statements",
        "/drafts/{upload}",
        "/import/{draft}",
    ],
)
def test_identifiers_that_do_not_belong_together_are_not_found(
    address: str, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    before = count_everything()
    path = address.format(**scene)
    for answer in (browsers["Officer"].get(path), browsers["Officer"].post(path)):
        assert answer.status_code in (404, 405)
    assert count_everything() == before


# --- with more than was asked

MORE: dict[str, Any] = {
    "person": "1", "person_id": "1", "user": "1", "by": "1", "made_by": "1", "made_by_id": "1",
    "actor_id": PARTNER, "place_id": "lyon", "asserted_by": PARTNER, "positions.0.actor": PARTNER,
    "positions.0.stand": "confirms", "positions": PARTNER, "id": PARTNER, "key": PARTNER,
    "pk": "1", "token": str(uuid.UUID(int=7)), "change_set": "1", "kind_": "loaded",
    "is_staff": "on", "is_superuser": "on", "is_active": "", "username": "root", "password": "x",
    "mandates": "secretariat", "given_by": "1", "ended_at": "2020-01-01", "used_at": "2020-01-01",
    "expires_at": "2099-01-01", "granted_at": "2020-01-01", "erased_at": "2020-01-01",
    "secret_hash": "0" * 64, "preview": "{}", "files": "[]", "section": "places", "weft": "2",
    "published": "yes", "public": "on", "state_": "withdrawn", "undoes": "1", "origin_": "x",
}  # fmt: skip
CHANCE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,64}|datetime\([^)]*\)|\d{4}-\d\d-\d\dT[\d:.+]*|"
    r"-[a-z2-9]{5}(?=['\"])|-[0-9a-f]{8}(?=['\"])"
)


def read_done() -> str:
    """Everything that was written, but for what differs each time."""
    newest = ChangeSet.objects.order_by("-pk")[:2]
    said = [
        list(ChangeSet.objects.filter(pk__in=[x.pk for x in newest]).values_list(
            "kind", "made_by", "actor", "reason", "origin", "public", "undoes", "head")),
        list(Statement.objects.filter(change_set__in=newest).values_list(
            "section", "key", "about", "answer", "asserted_by", "visibility", "state", "replaces")),
        list(Revision.objects.filter(change_set__in=newest).values_list(
            "section", "key", "before", "after")),
        count_everything(),
    ]  # fmt: skip
    return CHANCE.sub("", repr(said))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="numbers would differ each time")
@pytest.mark.parametrize("row", [each for each in WRITING if each not in SIGN_IN], ids=name)
def test_more_in_a_form_than_it_asks_does_nothing_more(
    row: Row, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    address = row.address.format(**scene)
    for who in list_readers(row):
        form, done = fill(row.form, who, scene), []
        more = {x: y for x, y in MORE.items() if x not in form}
        for sent in (form, {**form, **more}):
            with undone():
                answer = post(browsers[who], address, sent)
                done.append((answer.status_code, read_done()))
        assert done[0] == done[1], who


# --- leading elsewhere

ELSEWHERE = ("https://evil.example/", "//evil.example/x", "/\\evil.example", "javascript:alert(1)",
             "https://testserver@evil.example/", "http:///evil.example", "https:evil.example",
             "\thttps://evil.example", "%2F%2Fevil.example")  # fmt: skip
NAMES = ("next", "redirect_to", "url", "return")


def assert_stays(answer: Any, address: str) -> None:
    where = urlsplit(urljoin("http://testserver/x", answer.get("Location", "").replace("\\", "/")))
    assert (where.scheme, where.netloc) in (("http", "testserver"), ("https", "testserver")), (
        address
    )
    if answer.get("Content-Type", "").startswith("text/html"):
        page = answer.content.decode()
        led = re.findall(r'(?:href|action|content)="([^"]*evil[^"]*)"', page)
        assert not [x for x in led if urlsplit(x).netloc not in ("", "testserver")], address
        assert 'href="javascript' not in page


@pytest.mark.parametrize("row", ROUTES, ids=name)
def test_no_address_leads_to_another_site(
    row: Row, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    path = row.address.format(**scene)
    for evil in ELSEWHERE if row in SIGN_IN else ELSEWHERE[:1]:
        said = dict.fromkeys(NAMES, evil)
        query = "&".join(f"{each}={quote(evil)}" for each in NAMES)
        address = f"{path}{'&' if '?' in path else '?'}{query}"
        for who in ("Resident", "Officer"):
            with undone():
                client = clone(browsers[who])
                assert_stays(client.get(address), address)
                assert_stays(client.post(address, {**fill(row.form, who, scene), **said}), address)


@pytest.mark.parametrize("evil", ELSEWHERE)
def test_who_signs_in_or_proves_again_who_they_are_stays_here(evil: str, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    person, client = find_person("Officer"), Client()
    person.set_password("threads that hold, 1998")
    person.save()
    form = {"login": person.email, "password": "threads that hold, 1998", "next": evil}
    for address in ("/sign/login/", "/sign/reauthenticate/", "/fr/sign/reauthenticate/"):
        answer = client.post(address, form)
        assert answer.status_code == 302
        assert_stays(answer, address)
    assert client.get("/me").status_code == 200


# --- secrets that are none


def test_a_link_that_is_used_withdrawn_or_old_opens_nothing(
    scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    address = f"/invitations/{scene['secret']}"
    invitation = Invitation.objects.get(pk=scene["invitation"])
    for spoil in (
        lambda: withdraw_invitation(None, invitation),
        lambda: Invitation.objects.update(used_at="2026-01-01T00:00Z"),
        lambda: Invitation.objects.update(expires_at="2026-01-01T00:00Z"),
    ):
        with undone():
            spoil()
            before = count_everything()
            for who in COLUMNS:
                assert browsers[who].get(address).status_code == 410
                assert browsers[who].post(address).status_code == 410
            assert count_everything() == before
            assert Client().post("/sign/signup/", {"email": invitation.email}).status_code == 200
            assert not User.objects.filter(email=invitation.email).exists()


@pytest.mark.parametrize("who", ["Officer", "Secretariat", "Resident"])
@pytest.mark.parametrize(
    "address",
    [
        "/invitations/{secret}x", "/invitations/x", "/invitations/%00", "/unfollow/{unfollow}x",
        "/unfollow/{forged}", "/unfollow/x:y:z", "/drafts/00000000-0000-0000-0000-000000000000",
        "/drafts/1", "/import/00000000-0000-0000-0000-000000000000",
        "/changes/00000000-0000-0000-0000-000000000000", "/changes/1/undo",
        "/changes?before=1", "/changes?before=%00", "/people/0", "/people/999999999999999999999",
        "/people/mandates/999999999999999999999/end", "/people/requests/0",
        "/people/invitations/999999999999999999999/withdraw",
        "/places/tangier/interview/{interview}/999999999999999999999",
        "/sources/{source}/files/..%2F..%2Fsecret-key", "/sources/{source}/files/%00",
        "/sign/password/reset/key/1-x/", "/sign/password/reset/key/zzzzzzzzzz-x/",
        "/sign/2fa/webauthn/keys/999999999999999999999/remove/", "/demo/secretariat",
        "/facts/{fact}/history/00000000-0000-0000-0000-000000000000/restore",
    ],
)  # fmt: skip
def test_a_secret_or_number_that_is_none_does_nothing(
    address: str, who: str, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    forged = signing.dumps([find_person("Officer").pk, 0], salt="weft.elsewhere")
    path, before = address.format(**scene, forged=forged), count_everything()
    for answer in (browsers[who].get(path), browsers[who].post(path, {"do": "publish"})):
        assert answer.status_code in (200, 302, 400, 403, 404, 405, 410)
        assert answer.status_code != 200 or "password" in path
    assert count_everything() == before


def test_a_form_that_carries_the_seal_of_another_is_refused(
    scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    """The seal on what a record was when the form was opened."""
    page = browsers["Officer"].get(f"/facts/{scene['fact']}/edit").content.decode()
    seal = re.search(r'name="base" value="([^"]+)"', page)
    assert seal
    before = count_everything()
    form = {"do": "publish", "holder": OFFICER, "area": "data", "role": "fund"}
    for who, path in (
        ("Steward", "/records/places/tangier/edit"),  # of another record
        ("Secretariat", "/records/places/tangier/edit"),  # and another person
    ):
        answer = browsers[who].post(path, {**form, "base": seal[1]})
        assert answer.status_code == 403
    for forged in ("", "x", f"{seal[1]}x", signing.dumps((1, "competences", {}), salt="x")):
        answer = browsers["Officer"].post(f"/facts/{scene['fact']}/edit", {**form, "base": forged})
        assert answer.status_code == 403
    assert count_everything() == before

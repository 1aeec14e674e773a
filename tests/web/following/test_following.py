"""People follow places and actors that they see, and stop with a button or a link in a mail."""

import pytest
from django.core import signing
from django.test import Client

from tests.web.accounts.network import Network, browse, build_network
from tests.web.atlas.editing import correct, state
from tests.web.atlas.reading import read
from weft.web.atlas.undoing import undo
from weft.web.atlas.uniting import unite_actors
from weft.web.following.facts import describe_desk
from weft.web.following.links import SALT, make_token
from weft.web.following.models import Follow

pytestmark = pytest.mark.django_db
TANGIER, CITY = "/places/tangier/follow", "/actors/city/follow"


@pytest.fixture
def net() -> Network:
    return build_network()


def list_follows() -> list[tuple[str, str | None]]:
    rows = Follow.objects.order_by("pk").select_related("person")
    return [(each.person.name, each.place_id or each.actor_id) for each in rows]


def test_somebody_follows_a_place_and_an_actor_and_stops_again(net: Network) -> None:
    stranger = browse(net.stranger)
    assert "Follow Tangier" in read(stranger, TANGIER)
    answer = stranger.post(TANGIER, {"follow": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, "/places/tangier")
    stranger.post(TANGIER, {"follow": "yes"})  # pressed twice
    stranger.post(CITY)
    assert list_follows() == [("Stranger", "tangier"), ("Stranger", "city")]
    assert "You follow Tangier" in read(stranger, TANGIER)
    stranger.post(TANGIER, {"follow": "no"})
    stranger.post(TANGIER, {"follow": "no"})
    stranger.post(CITY)
    assert list_follows() == []


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(net: Network) -> None:
    for address in (TANGIER, CITY, "/facts/shelter/still-right"):
        for method in (browse(None).get, browse(None).post):
            answer = method(address)
            assert answer.status_code == 302
            assert answer["Location"] == f"/sign/login/?next={address}"
    assert list_follows() == []


def test_what_is_not_seen_cannot_be_followed(net: Network) -> None:
    for address in ("/actors/ghost/follow", "/actors/none/follow", "/places/none/follow"):
        assert browse(net.stranger).get(address).status_code == 404
        assert browse(net.stranger).post(address).status_code == 404
    assert browse(net.steward).post("/actors/ghost/follow").status_code == 302
    assert list_follows() == [("Steward", "ghost")]


def test_ones_own_page_lists_what_one_follows_and_sees(net: Network) -> None:
    steward = browse(net.steward)
    for address in (TANGIER, "/actors/ghost/follow", "/actors/state/follow"):
        steward.post(address)
    browse(net.partner).post(CITY)

    def list_names() -> list[str]:
        return [str(each.name) for each in describe_desk(net.steward, "en")["followed"]]

    assert list_names() == ["Tangier", "Zanzibar League", "Ministry of the Interior"]
    correct(net.steward, "actors", "ghost", visibility="own")
    assert list_names() == ["Tangier", "Ministry of the Interior"]


def test_who_follows_an_actor_follows_the_one_it_became(net: Network) -> None:
    twin = {"id": "town-hall", "name": "Town hall", "kind": "government", "place": "tangier"}
    state(net.secretariat, None, actors=[twin])
    stranger = browse(net.stranger)
    stranger.post("/actors/town-hall/follow")
    unite_actors(net.secretariat, "town-hall", "city")
    (followed,) = describe_desk(net.stranger, "en")["followed"]
    assert str(followed.name) == "City of Tangier"
    stranger.post(CITY, {"follow": "no"})
    assert list_follows() == []


def test_nobody_follows_for_somebody_else_and_nothing_without_the_token_of_the_form(
    net: Network,
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(net.stranger, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(TANGIER, {"follow": "yes"}).status_code == 403
    browse(net.stranger).post(TANGIER, {"follow": "yes", "person": net.partner.pk})
    assert list_follows() == [("Stranger", "tangier")]


# --- the link in a mail


def test_the_link_ends_one_thing_or_all_with_a_button_and_no_sign_in(net: Network) -> None:
    stranger = browse(net.stranger)
    for address in (TANGIER, CITY, "/actors/state/follow"):
        stranger.post(address)
    browse(net.partner).post(TANGIER)
    one = Follow.objects.get(person=net.stranger, place="tangier")
    link = f"/unfollow/{make_token(net.stranger.pk, one.pk)}"
    assert "Mails about what changes for Tangier end." in read(browse(None), link)
    assert len(list_follows()) == 4  # a program that only looks ends nothing
    assert "You get no more of these mails." in browse(None).post(link).content.decode()
    assert list_follows() == [("Stranger", "city"), ("Stranger", "state"), ("Partner", "tangier")]
    assert browse(None).post(link).status_code == 200  # pressed twice
    browse(None).post(f"/unfollow/{make_token(net.stranger.pk)}")
    assert list_follows() == [("Partner", "tangier")]


def test_a_forged_link_ends_nothing(net: Network) -> None:
    browse(net.stranger).post(TANGIER)
    follow = Follow.objects.get()
    whole = make_token(net.stranger.pk, follow.pk)
    body, _, seal = whole.partition(":")
    forged = [
        "x", body, f"{body}:{seal[::-1]}", f"{whole}x", signing.dumps("x", salt=SALT),
        signing.dumps([net.stranger.pk, follow.pk], salt="another"),
        signing.dumps([net.stranger.pk, follow.pk], key="another key", salt=SALT),
    ]  # fmt: skip
    for token in forged:
        assert browse(None).get(f"/unfollow/{token}").status_code == 404, token
        assert browse(None).post(f"/unfollow/{token}").status_code == 404, token
    # The number of what somebody else follows does not help.
    browse(None).post(f"/unfollow/{make_token(net.partner.pk, follow.pk)}")
    assert list_follows() == [("Stranger", "tangier")]


def test_a_link_that_is_passed_on_names_nothing_that_not_everybody_may_know(net: Network) -> None:
    browse(net.steward).post("/actors/ghost/follow")
    follow = Follow.objects.get()
    page = browse(None).get(f"/unfollow/{make_token(net.steward.pk, follow.pk)}").content
    assert b"Zanzibar" not in page


@pytest.mark.parametrize("kind", ["actor", "place"])
def test_a_link_still_ends_mails_about_what_is_gone_by_now(net: Network, kind: str) -> None:
    key = "passing"
    made = {"actor": {"name": "P", "kind": "civil_society", "place": "tangier"},
            "place": {"name": "P", "levels": ["local"]}}[kind]  # fmt: skip
    added = state(net.secretariat, None, **{f"{kind}s": [{"id": key, **made}]})
    browse(net.stranger).post(f"/{kind}s/{key}/follow")
    link = f"/unfollow/{make_token(net.stranger.pk, Follow.objects.get().pk)}"
    undo(net.secretariat, added)
    assert "Mails about what changes end." in read(browse(None), link)
    assert browse(None).post(link).status_code == 200
    assert list_follows() == []

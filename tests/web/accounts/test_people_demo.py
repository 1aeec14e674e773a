"""Sign-in for the demonstration: anybody at its machine may be any of its people, and nobody ever
anywhere else."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.web.accounts.network import list_roles
from tests.web.accounts.signing import find_user
from weft.web.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_people(settings: Settings, demo: None) -> None:
    from weft.web.accounts.demo import make_demo_people  # noqa: PLC0415

    settings.DEMO, settings.LOCAL = True, True
    make_demo_people()


@pytest.mark.usefixtures("demo_people")
class TestDemo:
    def test_anybody_at_the_machine_becomes_one_of_the_people(self) -> None:
        client = Client()
        for who, roles in (
            ("officer", [("contributor", "city-of-tangier")]),
            ("partner", [("contributor", "moroccan-migration-ministry")]),
            ("stranger", []),
            ("steward", [("steward", "tangier")]),
            ("secretariat", [("secretariat", None)]),
        ):
            assert client.post(f"/demo/{who}")["Location"] == "/me"
            person = find_user(client)
            assert person is not None
            assert list_roles(person) == roles
            assert "(demonstration)" in person.name
            assert not person.has_usable_password()
            assert client.get("/me").status_code == 200
        assert client.post("/demo/resident")["Location"] == "/"
        assert find_user(client) is None
        assert client.post("/demo/emperor").status_code == 404
        assert client.get("/demo/officer").status_code == 405

    @pytest.mark.parametrize(
        "where",
        [
            {"REMOTE_ADDR": "192.0.2.7"},
            {"REMOTE_ADDR": "2001:db8::1"},
            {"REMOTE_ADDR": ""},
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
            {"HTTP_FORWARDED": "for=127.0.0.1"},
            {"HTTP_X_REAL_IP": "127.0.0.1"},
        ],
    )
    def test_nobody_does_from_elsewhere_or_through_a_proxy(self, where: dict[str, Any]) -> None:
        client = Client()
        assert client.post("/demo/officer", **where).status_code == 404
        assert find_user(client) is None
        assert "demo-people" not in client.get("/sign/login/", **where).content.decode()

    @pytest.mark.parametrize(("demo", "local"), [(False, True), (True, False), (False, False)])
    def test_nobody_does_outside_the_demonstration(
        self, settings: Settings, demo: bool, local: bool
    ) -> None:
        settings.DEMO, settings.LOCAL = demo, local
        client = Client()
        assert client.post("/demo/officer").status_code == 404
        assert "demo-people" not in client.get("/sign/login/").content.decode()

    def test_the_page_for_signing_in_offers_them(self) -> None:
        page = Client().get("/sign/login/").content.decode()
        for who in ("officer", "partner", "stranger", "steward", "secretariat", "resident"):
            assert f'action="/demo/{who}"' in page
        assert "contributor for City of Tangier" in page

    def test_somebody_else_of_that_name_is_not_taken_for_one_of_them(self) -> None:
        User.objects.filter(username="demo-officer").update(email="real@city.example")
        assert Client().post("/demo/officer").status_code == 404

"""A site on which nothing is recorded yet says how to begin, to each what they can do."""

import pytest
from django.test import Client

from tests.web.accounts.network import browse
from tests.web.accounts.signing import make_person
from weft.web.accounts.actions import give_mandate
from weft.web.accounts.models import Role

pytestmark = pytest.mark.django_db


def test_the_first_page_offers_a_file_to_who_contributes() -> None:
    secretary = make_person("first@strait.example", name="First")
    give_mandate(None, secretary, Role.SECRETARIAT)
    page = browse(secretary).get("/").content.decode()
    assert "./run weft load" in page
    assert 'href="/import"' in page
    assert 'href="/import/template.xlsx"' in page


def test_others_find_the_terminal_only() -> None:
    page = Client().get("/").content.decode()
    assert "./run weft load" in page
    assert "/import" not in page

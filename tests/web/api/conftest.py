"""The demo atlases in the database, and a program that reads the API."""

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.web.observatory.scene_figures import (
    AREAS,
    CITY,
    FIRST,
    PUBLISHED,
    RECIPE,
    bring,
    make_dataset,
)
from weft.core.atlas import Atlas, read_atlas
from weft.core.atlas.combining import Named, combine
from weft.web.atlas.actions import load_atlas
from weft.web.observatory.actions import publish

ROOT = "/api/v1"
PACKS = {
    "mc2cm": "mc2cm",
    "cities/lyon": "cities/lyon.yaml",
    "cities/tangier": "cities/tangier.yaml",
}
Ask = Callable[..., Any]


def read_pack(name: str) -> Atlas:
    return read_atlas(files("weft.packs") / PACKS[name])  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def whole() -> Atlas:
    """What the files say together, read without the database."""
    return combine(*(Named(name, read_pack(name)) for name in PACKS)).atlas


@pytest.fixture(scope="package", autouse=True)
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The packs, loaded once and taken out again: other tests begin with an empty database."""
    with django_db_blocker.unblock(), transaction.atomic():
        for name in PACKS:
            load_atlas(read_pack(name), name)
        publish_figures()
        yield
        transaction.set_rollback(True)


def publish_figures(key: str = "oujda-residents") -> None:
    """A dataset of a place of which no other test here speaks."""
    dataset = make_dataset(PUBLISHED, key, owner=None)
    counts = {cell: value for cell, value in FIRST.items() if cell[0] == CITY}
    places = {name: "oujda" for name, place in AREAS.items() if place == CITY}
    publish(None, bring(dataset, counts, recipe=RECIPE.model_copy(update={"places": places})))


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def ask(client: Client) -> Ask:
    """Reads an address of the API, as JSON; `status` is the one that is expected."""

    def ask_(path: str, status: int = 200, **asked: Any) -> Any:
        response = client.get(f"{ROOT}{path}", asked)
        assert response.status_code == status, response.content[:500]
        assert response["Content-Type"] == "application/json; charset=utf-8"
        return response.json()

    return ask_

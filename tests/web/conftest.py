"""How every test of the site is set up: on this machine only, in a folder of its own, with the four
people for whom each page is tried.
"""

import os
import tempfile

os.environ.setdefault("WEFT_LOCAL", "yes")
os.environ.setdefault("WEFT_FOLDER", tempfile.mkdtemp(prefix="weft-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weft.web.settings")
# The browser of the journeys may have its loop in the same process, which Django takes for ours.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import django

django.setup()

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.web.packs import NAMES, read_pack
from tests.web.people import sign_in

# Names without a hash, so that no test must collect files first.
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
PEOPLE = ("Officer", "Partner", "Resident", "Stranger")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All packs, loaded once for the tests of a file and taken out again."""
    from weft.web.atlas.actions import load_atlas  # noqa: PLC0415  # needs the settings above

    with django_db_blocker.unblock(), transaction.atomic():
        for name in NAMES:
            load_atlas(read_pack(name), name)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def people(db: None, demo: None) -> dict[str, Client]:
    """A browser for each: Officer (speaks for the city), Partner (another level or a CSO), Resident
    (not signed in), Stranger (signed in, no business here)."""
    return {name: Client() if name == "Resident" else sign_in(name) for name in PEOPLE}

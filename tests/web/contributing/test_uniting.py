"""Two records of one actor become one, and one of two again."""

import pytest
from django.test import Client

from tests.web.people import make_person, sign_in
from weft.web.accounts.models import Mandate
from weft.web.atlas.facts import read_view, read_whole
from weft.web.atlas.models import ChangeSet
from weft.web.atlas.undoing import undo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
OLD, NEW = "tangier-ngos", "armid"


def unite(name: str, old: str = OLD, new: str = NEW) -> int:
    fields = {"into": new, "reason": "the same association"}
    return sign_in(name).post(f"/actors/{old}/unite", fields).status_code


def test_whoever_named_the_one_names_the_other() -> None:
    before = read_whole()
    named = {each.id for each in before.facts.values() if OLD in each.model_dump_json()}
    person = make_person("Speaker", role="contributor", actor_id=OLD)
    assert named
    assert unite("Steward") == 302
    after = read_whole()
    assert OLD not in after.actor_by_id
    assert not [x for x in after.facts.values() if f'"{OLD}"' in x.model_dump_json()]
    assert read_view().moved == {OLD: NEW}
    assert Mandate.objects.get(person=person, ended_at=None).actor_id == NEW
    answer = Client().get(f"/fr/actors/{OLD}")
    assert (answer.status_code, answer["Location"]) == (301, f"/fr/actors/{NEW}")


def test_it_is_undone_as_one() -> None:
    before = read_whole()
    unite("Secretariat")
    secretary = ChangeSet.objects.latest("pk").made_by
    undone = undo(secretary, ChangeSet.objects.latest("pk"))
    assert undone.kept == ()
    assert read_whole() == before
    assert Client().get(f"/actors/{OLD}").status_code == 200


def test_only_who_keeps_both_places_may() -> None:
    assert unite("Officer") == 403
    assert unite("Partner") == 403
    assert unite("Stranger") == 403
    assert unite("Steward", OLD, "city-of-lyon") == 403
    assert unite("Steward", "city-of-lyon", NEW) == 403


@pytest.mark.parametrize("into", ["", "nobody like this", OLD])
def test_a_name_that_is_none_is_refused(into: str) -> None:
    assert unite("Secretariat", OLD, into) == 422

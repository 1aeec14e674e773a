"""Edits that many make at the same time, in threads of this process and, as `python -m
tests.web.rushing PERSON FIRST THREADS`, of another one, which begins once it is told to."""

import sys
from functools import partial

from tests.web import conftest  # noqa: F401  # it sets up Django
from tests.web.atlas.editing import competence, fresh
from tests.web.filebase import at_once
from weft.core.atlas import SECTIONS
from weft.web.accounts.models import User
from weft.web.accounts.readers import read_for
from weft.web.atlas.actions import Edit, EditedMeanwhileError, publish
from weft.web.atlas.facts import read_view
from weft.web.atlas.models import Kind
from weft.web.atlas.writing import Stamp

ROUNDS = 5
SHARED = "shared"


def rush(person: User, first: int, threads: int) -> list[object]:
    """Twice ROUNDS edits in each of some threads; what came of each."""
    numbers = range(first, first + threads)
    return at_once(*(partial(edit_often, person, each) for each in numbers))


def edit_often(person: User, number: int) -> int:
    """New facts, each followed by a change of one that all change; how often that was tried."""
    tries = 0
    for at in range(ROUNDS):
        _add(person, f"new-{number}-{at}")
        tries += _change_shared(person, f"{number}-{at}")
    return tries


def _add(person: User, key: str) -> None:
    record = SECTIONS["competences"].model_validate({**competence(key), "asserted_by": "city"})
    stamp = Stamp(Kind.PUBLISHED, person, "city")
    assert publish(fresh(person), [Edit("competences", key, None, record)], stamp)


def _change_shared(person: User, words: str) -> int:
    for tries in range(1, 1000):
        base = read_view(read_for(fresh(person))).atlas.facts[SHARED]
        said = base.model_dump(mode="json", exclude_defaults=True)
        note = {"en": f"{said.get('note', {}).get('en', '')}{words};"}
        mine = SECTIONS["competences"].model_validate({**said, "note": note})
        edit = Edit("competences", SHARED, base, mine)
        try:
            publish(fresh(person), [edit], Stamp(Kind.PUBLISHED, person, "city"))
        except EditedMeanwhileError:
            continue
        return tries
    raise AssertionError("never got through")


if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.readline()
    asked, start, number = (int(each) for each in sys.argv[1:])
    for each in rush(User.objects.get(pk=asked), start, number):
        print(repr(each))

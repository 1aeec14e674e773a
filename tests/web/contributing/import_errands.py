"""What the test of a killed server has done in a process of its own, as
`python -m tests.web.contributing.import_errands fill` or `count`."""

import json
import sys

from weft.cli.site import prepare_tables, wake

TOWN = {
    "places": [
        {"id": "land", "name": "Land", "levels": ["national"]},
        {"id": "town", "name": "Town", "levels": ["local"], "parent": "land"},
    ],
    "actors": [
        {"id": "city", "name": "City", "kind": "government", "place": "town"},
        {"id": "state", "name": "State", "kind": "government", "place": "land"},
    ],
}


def fill() -> str:
    """A town, somebody who speaks for its city, and the key of a session in which they are in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from weft.core.atlas import Atlas  # noqa: PLC0415
    from weft.web.accounts.models import Mandate, User  # noqa: PLC0415
    from weft.web.atlas.actions import load_atlas  # noqa: PLC0415

    prepare_tables()
    load_atlas(Atlas.model_validate(TOWN), "town.yaml")
    person = User.objects.create_user("officer", "officer@example.org", None)
    Mandate.objects.create(person=person, role="contributor", actor_id="city")
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def count() -> dict[str, int]:
    """What is kept of which kind."""
    from weft.web.atlas.models import ChangeSet, Statement, StatementArea  # noqa: PLC0415
    from weft.web.atlas.search.entries import Entry  # noqa: PLC0415
    from weft.web.contributing.models import Upload  # noqa: PLC0415

    return {
        "statements": Statement.objects.count(),
        "areas": StatementArea.objects.count(),
        "entries": Entry.objects.count(),
        "change sets": ChangeSet.objects.count(),
        "open uploads": Upload.objects.filter(change_set=None).count(),
    }


if __name__ == "__main__":
    wake()
    json.dump({"fill": fill, "count": count}[sys.argv[1]](), sys.stdout)

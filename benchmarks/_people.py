"""People of a benchmark who are signed in, made in the database that the environment names."""

import json
import sys


def sign_in(readers: int, writers: int) -> list[dict[str, str]]:
    """Session keys, readers first; each writer speaks for an actor of the demo's facts."""
    from weft.cli.site import prepare_tables, wake  # noqa: PLC0415

    wake()
    prepare_tables()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from weft.web.accounts.models import Mandate, Role, User  # noqa: PLC0415

    actors = ("city-of-tangier", "city-of-lyon", "city-of-turin", "city-of-vienna", "armid")
    made = []
    for number in range(readers + writers):
        person = User.objects.create_user(f"bench-{number}", f"bench-{number}@example.org", None)
        writes = number >= readers
        actor = actors[number % len(actors)]
        if writes or number % 3 == 0:  # a third of the readers are contributors, a third members
            Mandate.objects.create(person=person, role=Role.CONTRIBUTOR, actor_id=actor)
        elif number % 3 == 1:
            Mandate.objects.create(person=person, role=Role.READER)
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        made.append({"session": str(session.session_key), "actor": actor})
    return made


if __name__ == "__main__":
    json.dump(sign_in(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)

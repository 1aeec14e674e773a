"""What tests of whole sites have done in a process of its own, as `python -m tests.web.errands`.

Each errand prints its result as JSON. The environment says which site is meant.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from weft.cli.site import prepare_tables, wake


def fill() -> dict[str, int]:
    """Facts, people with groups and rights, what the libraries of sign-in keep, and documents."""
    import datetime as dt  # noqa: PLC0415

    from django.apps import apps  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth.models import Group, Permission  # noqa: PLC0415

    from tests.web.packs import read_pack  # noqa: PLC0415
    from weft.web.accounts.models import User  # noqa: PLC0415
    from weft.web.atlas.actions import load_atlas  # noqa: PLC0415

    prepare_tables()
    load_atlas(read_pack("mc2cm"), "mc2cm")
    load_atlas(read_pack("cities/lyon"), "cities/lyon")
    people = [
        User.objects.create_user(name, f"{name}@example.org", "long enough, not \x7f or ☂")
        for name in ("officer", "partner", "stranger")
    ]
    people[0].last_login = dt.datetime(2026, 3, 29, 1, 59, 59, 123456, dt.UTC)
    people[0].first_name = 'فاطمة "\n\\'
    people[0].save()
    people[2].delete()  # so that a number is missing
    group = Group.objects.create(name="Keepers")
    group.permissions.set(Permission.objects.all()[:3])
    people[0].groups.add(group)
    people[0].user_permissions.set(Permission.objects.all()[3:5])
    apps.get_model("accounts.Event").objects.create(kind="signed_in", person=people[0])
    if apps.is_installed("axes"):
        apps.get_model("axes.AccessAttempt").objects.create(
            username="ada", ip_address="2001:db8::1", user_agent="x", failures_since_start=9
        )
    if apps.is_installed("allauth.mfa"):
        apps.get_model("mfa.Authenticator").objects.create(
            user=people[0], type="totp", data={"secret": "s", "n": [1.5, None, True], "é": {}}
        )
    folder = Path(settings.FOLDER) / "documents"
    for name, content in {"ab/abcd": b"%PDF-1.7 one", "cd/cdef": bytes(range(256)) * 9000}.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(content)
    (folder / "cd" / ".cdef.unfinished").write_bytes(b"half")
    return {"people": User.objects.count()}


def find() -> dict[str, list[list[str]]]:
    """What search finds for some words, in order."""
    from weft.web.atlas.facts import read_view  # noqa: PLC0415
    from weft.web.atlas.search.finding import search  # noqa: PLC0415

    found = {word: search(read_view(), word) for word in ("tanger", "housing", "ville de lyon")}
    return {word: [[x.section, x.key] for x in each.hits] for word, each in found.items()}


def stand_at(*names: str) -> list[str]:
    """Tables as an earlier version had them, each app given as app.migration, with a person."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    nodes = [(app, name) for app, _, name in (each.partition(".") for each in names)]
    for app, name in nodes:
        call_command("migrate", app, name, verbosity=0)
    loader = MigrationExecutor(connection).loader
    old = loader.project_state(nodes).apps
    old.get_model("accounts.User").objects.create(username="ada", email="ada@example.org")
    old.get_model("atlas.Place").objects.create(
        key="town",
        record={"id": "town", "name": {"en": "Town"}, "levels": ["local"]},
        level="local",
        change_set=old.get_model("atlas.ChangeSet").objects.create(origin="town.yaml"),
    )
    return sorted(".".join(each) for each in loader.applied_migrations)


def back_up_while_others_write(path: str, atlas: str) -> int:
    """A backup during which somebody loads an atlas; how that load ended."""
    from weft.web.backup.dumping import make_backup  # noqa: PLC0415

    ended = []

    def show(what: str, done: int, total: int) -> None:
        if not ended:  # the first table is read, the others are not
            weft = str(Path(sys.executable).with_name("weft"))
            done = subprocess.run(
                [weft, "load", atlas], capture_output=True, check=False, timeout=60
            )
            ended.append(done.returncode)

    make_backup(Path(path), show)
    return ended[0]


def restore_and_die(path: str, moment: str) -> None:
    """A restore that is killed once it begins with something: tables, search, documents."""
    from weft.web.backup.restoring import restore_backup  # noqa: PLC0415

    def show(what: str, done: int, total: int) -> None:
        if what == moment and done == total:
            os.kill(os.getpid(), signal.SIGKILL)

    restore_backup(Path(path), show)


ERRANDS: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (fill, find, stand_at, back_up_while_others_write, restore_and_die)
}

if __name__ == "__main__":
    wake()
    json.dump(ERRANDS[sys.argv[1]](*sys.argv[2:]), sys.stdout)

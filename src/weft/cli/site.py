"""Wakes the site for a command of the terminal: settings, system checks, tables, static files."""

import os
import shutil
from pathlib import Path

import typer

from weft.cli.common import fail, show_progress

MISSING = "The site is not installed; run ./run serve once, or: pip install 'weft[site]'"


def wake(local: bool = True, **environment: str) -> None:
    """Set up Django with the environment; ends with every problem of it, numbered.

    Without WEFT_HOSTS a command of the terminal speaks of one's own machine (WEFT_LOCAL). Names
    given here are set unless the environment has them.
    """
    for name, value in environment.items():
        os.environ.setdefault(name, value)
    if local and not os.environ.get("WEFT_HOSTS"):
        os.environ.setdefault("WEFT_LOCAL", "yes")
    os.environ["DJANGO_SETTINGS_MODULE"] = "weft.web.settings"
    try:
        import django  # noqa: PLC0415
    except ImportError:
        raise fail(MISSING) from None
    django.setup()
    from django.core.checks import Tags, run_checks  # noqa: PLC0415

    checked = run_checks(tags=[Tags.security])
    if wrong := [each for each in checked if (each.id or "").startswith("weft.")]:
        for each in wrong:
            typer.echo(f"{each.id}: {each.msg}", err=True)
        raise typer.Exit(1)


def prepare_tables() -> None:
    """Bring the database to the state of this version; ends if it does not answer."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import OperationalError, connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with show_progress("Preparing the tables ..."):
                call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise fail(f"The database does not answer: {str(error).strip()}; see weft doctor") from None


def prepare_files() -> None:
    """Collect static files under names that browsers may keep: beside what is there, then in its
    place, so that a stop half-way leaves nothing half-done."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    target = Path(settings.STATIC_ROOT)
    stamp = target / "collected"
    state = describe_files()
    if stamp.exists() and stamp.read_text("utf-8") == state:
        return
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    settings.STATIC_ROOT = fresh
    with show_progress("Collecting styles and fonts ..."):
        call_command("collectstatic", verbosity=0, interactive=False)
    (fresh / "collected").write_text(state, "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    settings.STATIC_ROOT = target


def describe_files() -> str:
    """Every static file with its size and time: when any changes, all are collected anew."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415

    lines = [str(settings.STORAGES["staticfiles"])]  # names with or without a hash
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            lines.append(f"{path} {found.st_size} {int(found.st_mtime)}")
    return "\n".join(sorted(lines))

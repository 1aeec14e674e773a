"""Puts a backup into an empty database, all of it or nothing, for who keeps a site."""

import hashlib
import shutil
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor

from weft import __version__
from weft.core.atlas import Atlas
from weft.web.atlas.facts import read_whole
from weft.web.atlas.search.indexing import update_index
from weft.web.backup.archive import (
    Archive,
    BackupError,
    Manifest,
    Progress,
    name_file,
    name_table,
    write_beside,
)
from weft.web.backup.dumping import find_folder
from weft.web.backup.tables import Node, RowError, Table, list_applied, list_tables

OWN = "weft."  # apps whose tables must be empty


def restore_backup(path: Path, progress: Progress) -> Manifest:
    """Fill the empty database and the folders of files from a backup; what it held.

    The tables are first made as they were when the backup was made, then filled, then brought to
    the state of this version: one transaction, so that a stop at any point leaves an empty
    database. Raises BackupError, and then nothing was restored.
    """
    placed: list[Path] = []
    with Archive(path) as archive:
        archive.check(progress)
        _refuse_what_has_no_room(archive.manifest)
        try:
            # SQLite changes tables only with its foreign keys off; all are checked at the end.
            with connection.constraint_checks_disabled(), transaction.atomic(durable=True):
                _refuse_what_is_not_empty()
                tables = _make_tables(archive.manifest)
                _fill(tables, archive, progress)
                _bring_forward()
                _make_index(progress)
                connection.check_constraints()
                _place_files(archive, placed, progress)
        except BaseException:
            for each in placed:
                each.unlink(missing_ok=True)
            raise
        return archive.manifest


def _refuse_what_has_no_room(manifest: Manifest) -> None:
    folder = find_folder()
    needed = sum(each.bytes for each in manifest.members.values())
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise BackupError(
            f"the backup holds {needed / 1e6:.0f} MB, and {folder} has room for {free / 1e6:.0f} MB"
        )


def _refuse_what_is_not_empty() -> None:
    """Restoring adds nothing to what is there: two sites in one would contradict each other."""
    loader = MigrationExecutor(connection).loader
    own = {each.label for each in apps.get_app_configs() if each.name.startswith(OWN)}
    full = [
        each.label
        for each in list_tables(loader, list_applied(loader))
        if each.model._meta.app_label in own and each.has_rows()
    ]
    if full:
        raise BackupError(
            f"the database is not empty (there are rows in {', '.join(full[:3])}); restore into a "
            "new one: name it in DATABASE_URL, or, with SQLite, stop the site and put its folder "
            "(WEFT_FOLDER) aside"
        )


def _make_tables(manifest: Manifest) -> list[Table]:
    """Bring the empty database to the migrations of a backup, back or forward; its tables."""
    executor = MigrationExecutor(connection)
    wanted = {_read_node(each) for each in manifest.migrations}
    if unknown := sorted(wanted - executor.loader.graph.nodes.keys()):
        app, name = unknown[-1]
        raise BackupError(
            f"the backup was made by Weft {manifest.weft} and has tables that this version "
            f"({__version__}) does not know ({app}.{name}); restore it with Weft {manifest.weft}, "
            "then install another version"
        )
    applied = list_applied(executor.loader)
    try:
        _migrate(executor, applied - wanted, backwards=True)
    except IrreversibleError:
        raise BackupError(
            "the backup is older than the tables of this database, which cannot be changed back; "
            "restore into a new database, before weft serve or weft load made its tables"
        ) from None
    _migrate(executor, wanted - applied, backwards=False)
    tables = list_tables(executor.loader, wanted)
    if list_applied(executor.loader) != wanted or {x.label for x in tables} != set(manifest.tables):
        raise BackupError("the tables of the backup do not fit the migrations that it lists")
    return tables


def _read_node(name: str) -> Node:
    app, _, migration = name.partition(".")
    return app, migration


def _migrate(executor: MigrationExecutor, nodes: set[Node], backwards: bool) -> None:
    """Apply migrations, or take them back, each after those that it builds on or that build on
    it."""
    graph = executor.loader.graph
    find = graph.backwards_plan if backwards else graph.forwards_plan
    order = dict.fromkeys(step for each in sorted(nodes) for step in find(each))
    if plan := [(graph.nodes[each], backwards) for each in order if each in nodes]:
        executor.migrate(None, plan)
        executor.loader.build_graph()


def _fill(tables: list[Table], archive: Archive, progress: Progress) -> None:
    """Every row, with its key."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Migrations of this transaction left keys that are checked at once, before both ends
            # of them are there.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for each in tables:
        each.clear()  # of what migrations put there themselves
    rows = archive.manifest.tables
    for number, table in enumerate(tables, 1):
        try:
            table.insert_rows(archive.read_rows(table.label))
        except RowError as error:
            raise BackupError(f"{name_table(table.label)} cannot be used: {error}") from None
        progress("tables", number, len(tables))
    for table in tables:  # when all are filled, for what a trigger may have added
        if (found := table.count_rows()) != rows[table.label]:
            raise BackupError(
                f"{table.label} has {found} rows, and should have {rows[table.label]}"
            )
    resets = connection.ops.sequence_reset_sql(no_style(), [each.model for each in tables])
    with connection.cursor() as cursor:
        for statement in resets:
            cursor.execute(statement)


def _bring_forward() -> None:
    """Apply what this version adds to the tables of the backup."""
    connection.check_constraints()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A table with checks that wait for the end of the transaction cannot be changed.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    if apps.is_installed("django.contrib.contenttypes"):
        from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415

        ContentType.objects.clear_cache()  # it may remember those that were there before
    call_command("migrate", verbosity=0, interactive=False)


def _make_index(progress: Progress) -> None:
    """Read the atlas as pages will, and let search find it."""
    try:
        whole = read_whole()
    except (ValueError, KeyError) as error:
        raise BackupError(f"its facts are not those of an atlas: {error}") from None
    update_index(Atlas(), whole, progress)


def _place_files(archive: Archive, placed: list[Path], progress: Progress) -> None:
    """Write documents and figures; `placed` gains those that were not there before. They stay
    unnamed by any row until the transaction ends."""
    files = archive.manifest.files
    for number, (short, member) in enumerate(files.items(), 1):
        path = find_folder() / short
        if not path.exists():
            with write_beside(path) as file:
                for part in archive.read_member(name_file(short)):
                    file.write(part)
            placed.append(path)
        elif _sum(path) != member.sha256:
            raise BackupError(f"{path} is there already and is another file; move it away")
        progress("documents", number, len(files))


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

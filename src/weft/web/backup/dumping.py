"""Makes a backup: every table as it stands at one moment, the documents and the figures."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from weft import __version__
from weft.web.backup.archive import (
    CHUNK,
    FORMAT,
    KEPT,
    BackupError,
    Manifest,
    Progress,
    Writer,
    name_file,
    name_table,
    write_beside,
)
from weft.web.backup.tables import Table, list_applied, list_tables


def find_folder() -> Path:
    """The folder of the site, in which those are whose files are kept; they need not be there."""
    return Path(settings.FOLDER)


def make_backup(path: Path, progress: Progress) -> Manifest:
    """Write all that the site keeps into one file, in place of one that is there; what it holds.

    The tables are those of the applied migrations, so that a backup can be made with a new version
    before it touches the database. Raises BackupError if there is nothing to back up.
    """
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        raise BackupError("there is no database yet; weft load or weft serve makes one")
    with write_beside(path) as file, Writer(file) as writer:
        with hold_snapshot():
            made_at = timezone.now().astimezone(dt.UTC)
            loader = MigrationLoader(connection)
            applied = list_applied(loader)
            if not applied:
                raise BackupError(
                    "the database has no tables yet; weft load or weft serve makes them"
                )
            rows = _add_tables(writer, list_tables(loader, applied), progress)
        # After the tables: a file is stored before a row names it.
        _add_files(writer, progress)
        manifest = Manifest(
            format=FORMAT,
            weft=__version__,
            made_at=made_at,
            database=connection.vendor,
            migrations=tuple(f"{app}.{name}" for app, name in sorted(applied)),
            tables=rows,
            members=writer.members,
        )
        writer.finish(manifest)
    return manifest


@contextmanager
def hold_snapshot() -> Iterator[None]:
    """One state of the database for all that is read inside; others go on writing meanwhile."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # Our transactions on SQLite are IMMEDIATE, which takes the place of the one writer.
    mode = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        connection.transaction_mode = mode  # type: ignore[attr-defined]


def _add_tables(writer: Writer, tables: list[Table], progress: Progress) -> dict[str, int]:
    """The rows of each table, a line each; how many."""
    counted = {}
    for number, table in enumerate(tables, 1):
        lines = _Lines(table)
        writer.add(name_table(table.label), lines)
        counted[table.label] = lines.number
        progress("tables", number, len(tables))
    return counted


class _Lines:
    """The rows of a table as lines of JSON, counted as they pass."""

    def __init__(self, table: Table) -> None:
        self.table, self.number = table, 0

    def __iter__(self) -> Iterator[bytes]:
        for row in self.table.read_rows():
            self.number += 1
            yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _add_files(writer: Writer, progress: Progress) -> None:
    """Every document and every figure; hidden files are those that are being written."""
    folder = find_folder()
    found = sorted(x for each in KEPT for x in (folder / each).rglob("*") if x.is_file())
    paths = {each.relative_to(folder).as_posix(): each for each in found}
    kept = {
        short: path
        for short, path in paths.items()
        if not any(part.startswith(".") for part in short.split("/"))
    }
    for number, (short, path) in enumerate(kept.items(), 1):
        writer.add(name_file(short), _read_file(path))
        progress("documents", number, len(kept))


def _read_file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            yield part

"""weft backup and weft restore: all that a site keeps into one file, and back into an empty
database."""

import gc
from pathlib import Path
from typing import Annotated

import typer

from weft.cli.common import (
    AsJson,
    check_free,
    count,
    fail,
    fail_to_write,
    make_console,
    print_json,
)
from weft.cli.site import wake


def backup(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; ends in .zip.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if it is there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write all that the site keeps into one file: people, facts, history, documents, figures.
    The site may go on meanwhile."""
    if path.suffix.lower() != ".zip":
        raise fail(f"'{path}': a backup is a zip file; end the name in .zip", 2)
    check_free(path, force)
    wake()
    gc.enable()  # commands end before it matters; this one may take minutes
    from django.db import DatabaseError  # noqa: PLC0415

    from weft.web.backup.archive import BackupError  # noqa: PLC0415
    from weft.web.backup.dumping import make_backup  # noqa: PLC0415

    target = path.resolve()  # a link stays a link
    with make_console(stderr=True).status("Backing up ...") as status:

        def show(what: str, done: int, total: int) -> None:
            status.update(f"Backing up: {done:,} of {total:,} {what} ...")

        try:
            made = make_backup(target, show)
        except (BackupError, DatabaseError) as error:
            status.stop()
            raise fail(f"Not written: {str(error).strip()}") from None
        except OSError as error:
            status.stop()
            raise fail_to_write(path, error) from None
    rows, files, size = made.rows, len(made.files), target.stat().st_size
    if as_json:
        print_json({"written": str(path), "rows": rows, "files": files, "bytes": size})
        return
    typer.echo(
        f"Written: {path} ({count(rows, 'row')} of {count(len(made.tables), 'table')}, "
        f"{count(files, 'file')}, {size / 1e6:.1f} MB)"
    )
    typer.echo(
        "It holds personal data: only you may read the file. Keep copies as safe as the site."
    )


def restore(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="What weft backup wrote.")],
    as_json: AsJson = False,
) -> None:
    """Fill an empty database from a backup, all of it or nothing; one of an earlier version is
    brought to the state of this one."""
    wake()
    gc.enable()
    from django.db import DatabaseError  # noqa: PLC0415

    from weft.web.backup.archive import BackupError  # noqa: PLC0415
    from weft.web.backup.restoring import restore_backup  # noqa: PLC0415

    with make_console(stderr=True).status("Restoring ...") as status:

        def show(what: str, done: int, total: int) -> None:
            status.update(f"Restoring {what}: {done:,} of {total:,} ...")

        try:
            held = restore_backup(path, show)
        except (BackupError, DatabaseError) as error:
            status.stop()
            raise fail(f"Nothing was restored: {str(error).strip()}") from None
        except OSError as error:
            status.stop()
            where = f"{error.filename}: " if error.filename else ""
            raise fail(f"Nothing was restored: {where}{error.strerror or error}") from None
    rows, files = held.rows, len(held.files)
    if as_json:
        print_json(
            {
                "restored": str(path),
                "made_at": held.made_at.isoformat(),
                "weft": held.weft,
                "rows": rows,
                "files": files,
            }
        )
        return
    typer.echo(
        f"Restored: {count(rows, 'row')} of {count(len(held.tables), 'table')} and "
        f"{count(files, 'file')}, as they were on {held.made_at:%Y-%m-%d at %H:%M} UTC."
    )
    typer.echo("Whoever was signed in must sign in again.")

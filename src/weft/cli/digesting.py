"""weft digest: mails that say what changed to those who follow a place or an actor, for a clock
that runs it every day or week."""

from typing import TYPE_CHECKING, Annotated

import typer

from weft.cli.common import AsJson, count, print_json
from weft.cli.peopling import _find_address
from weft.cli.site import prepare_tables, wake

if TYPE_CHECKING:
    from weft.web.following.digests import Letter


def digest(
    address: Annotated[
        str | None,
        typer.Option("--address", help="Of the site, as https://weft.example; else from settings."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say to whom mails would go, and send none.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Mail to each person who follows something what changed since the last mail, as that person
    sees it, and which facts of their actors may be out of date. Exit code 1 if a mail could not be
    sent; it is tried again the next time."""
    wake()
    prepare_tables()
    from django.conf import settings  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from weft.web.following.digests import send_digests  # noqa: PLC0415

    def show(letter: "Letter") -> None:
        if dry_run and not as_json:
            typer.echo(
                f"{letter.person.email}: {count(letter.changes, 'change')}, "
                f"{count(letter.asked, 'question')}"
            )

    site = (address or _find_address(settings)).rstrip("/")
    done = send_digests(site, timezone.now(), dry_run, show)
    if as_json:
        print_json({**done._asdict(), "dry_run": dry_run})
    else:
        said = "Would be sent" if dry_run else "Sent"
        typer.echo(f"{said}: {count(done.sent, 'mail')}; for {done.nothing} there is nothing new.")
        if done.failed:
            typer.echo(
                f"{count(done.failed, 'mail')} could not be sent; see weft doctor.", err=True
            )
    if done.failed:
        raise typer.Exit(1)

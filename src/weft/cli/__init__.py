"""The terminal: the same calls as everywhere else, for people and for scripts.

Exit codes: 0 done; 1 the atlas cannot be read, has errors, or a file cannot be written;
2 the command was used wrongly.
"""

import gc
import io
import sys
from typing import Annotated

import typer

from weft import __version__
from weft.cli import (
    backing,
    brokering,
    checking,
    comparing,
    diagnosing,
    digesting,
    doctoring,
    explaining,
    gapping,
    keeping,
    observing,
    paging,
    peopling,
    serving,
    showing,
    trying,
    writing,
)

app = typer.Typer(
    name="weft",
    help="One shared picture of who does what for newcomers in a place, and of what ties the "
    "levels of government. Exit codes: 0 done, 1 the atlas has errors, 2 wrong usage.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"weft {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Nothing before the command but --version."""


app.command("check")(checking.check)
app.command("show")(showing.show)
app.command("diagnose")(diagnosing.diagnose)
app.command("explain")(explaining.explain)
app.command("gaps")(gapping.gaps)
app.command("brokers")(brokering.brokers)
app.command("compare")(comparing.compare)
app.command("scenario")(trying.scenario)
app.command("weave")(showing.weave)
app.command("convert")(writing.convert)
app.command("template")(writing.template)
app.command("schema")(writing.schema)
app.command("page")(paging.page)
app.command("load")(keeping.load)
app.command("dump")(keeping.dump)
app.add_typer(observing.app)
app.command("invite")(peopling.invite)
app.command("people")(peopling.people)
app.command("digest")(digesting.digest)
app.command("backup")(backing.backup)
app.command("restore")(backing.restore)
app.command("serve")(serving.serve)
app.command("demo")(serving.demo)
app.command("doctor")(doctoring.doctor)


def main() -> None:
    """Run the command line; a reader who closes the pipe early ends it quietly."""
    # A command ends within seconds and makes few rings of objects: looking for them costs more.
    gc.disable()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal without Arabic letters gets their numbers rather than a crash.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            sys.exit(0)  # Typer says 1, which here means an atlas with errors
        raise

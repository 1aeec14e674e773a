"""What every command shares: finding an atlas, saying what is wrong with it, and how to end."""

import datetime as dt
import json
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weft.core.atlas import Atlas, AtlasError, Problem
from weft.core.atlas.build import Builder
from weft.core.atlas.files import list_drafts
from weft.core.atlas.files.writing import put_file
from weft.core.terms import fold, label, list_codes, match_term

if TYPE_CHECKING:
    from rich.console import Console

PACKS = ("mc2cm",)
LANGUAGES = ("en", "fr", "ar")  # of labels

PathOrPack = Annotated[
    str,
    typer.Argument(
        metavar="PATH|mc2cm",
        help="A YAML or Excel file, a folder of YAML or CSV, or the name of a pack.",
        autocompletion=lambda incomplete: [each for each in PACKS if each.startswith(incomplete)],
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="For machines: JSON on standard output.")]
PlaceOption = Annotated[str | None, typer.Option("--place", help="Only this place (id or name).")]
OnOption = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="The day, as 2021-09-30; else the newest source's."),
]
LanguageOption = Annotated[
    str, typer.Option("--language", help="Language of labels: en, fr or ar.")
]


def make_console(stderr: bool = False) -> "Console":
    """A Rich console; imported late, since it takes as long as reading an atlas."""
    from rich.console import Console  # noqa: PLC0415

    # What files say is printed as it stands: [brackets] and :colons: are no instructions.
    return Console(stderr=stderr, highlight=False, soft_wrap=not stderr, markup=False, emoji=False)


def show_progress(what: str) -> AbstractContextManager[object]:
    """A moving sign and a word on standard error while something takes time; nothing in a pipe."""
    return make_console(stderr=True).status(what) if sys.stderr.isatty() else nullcontext()


def print_json(data: Any) -> None:
    """One JSON document on standard output, in ASCII if that cannot carry every script."""
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    typer.echo(json.dumps(data, ensure_ascii=encoding != "utf8", indent=2, default=str))


def count(number: int, noun: str) -> str:
    """1 fact, 2 facts."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def fail(message: str, code: int = 1) -> typer.Exit:
    """Say on standard error what is wrong, and end; `raise fail(...)`."""
    typer.echo(message, err=True)
    return typer.Exit(code)


def find_path(path: str) -> Path:
    """A file or folder by that name, else the pack of that name."""
    if path in PACKS and not Path(path).exists():
        return Path(str(files("weft.packs"))) / path
    return Path(path)


def open_builder(path: str, as_json: bool = False, err: bool = True) -> tuple[Atlas, Builder]:
    """The atlas at a path and what knows its lines; prints every problem and ends if there is
    any: on standard error, or without `err` on standard output."""
    found = find_path(path)
    try:
        with show_progress(f"Reading {path} ..."):
            builder = Builder(list_drafts(found))
            return builder.build(), builder
    except AtlasError as error:
        if as_json:
            print_json({"errors": [each.as_json() for each in error.problems]})
        else:
            print_problems(error.problems, err)
            said = count(len(error.problems), "error")
            typer.echo(f"{said}; nothing was read from {path}.", err=err)
        raise typer.Exit(1) from None


def open_atlas(path: str, as_json: bool = False) -> Atlas:
    """The atlas at a path; prints every problem and ends if there is any."""
    return open_builder(path, as_json)[0]


def print_problems(problems: tuple[Problem, ...], err: bool = True) -> None:
    """One line a problem, coloured where people look."""
    styles = {"error": "red", "warning": "yellow", "note": "cyan"}
    for each in problems:
        typer.secho(f"{each.severity:<7} ", fg=styles[each.severity], err=err, nl=False)
        typer.echo(str(each), err=err)


def check_free(target: Path, force: bool) -> None:
    """Ends if something of that name is there already, and may not be replaced."""
    if target.exists() and not force:
        raise fail(f"Not written: {target} is there already; choose another name, or --force")


def write_file(target: Path, content: bytes, force: bool) -> None:
    """Write a whole file; ends if it is there already, or cannot be written."""
    check_free(target, force)
    try:
        put_file(target, content)
    except OSError as error:
        raise fail_to_write(target, error) from None


def fail_to_write(target: Path, error: Exception) -> typer.Exit:
    """Say why a file was not written, and end; `raise fail_to_write(...)`."""
    if not isinstance(error, OSError) or error.errno is None:
        return fail(f"Not written: {error}")
    # The system speaks of the hidden file beside the target, which is gone.
    if isinstance(error, IsADirectoryError):
        why = "a folder has this name; choose another name"
    elif isinstance(error, (NotADirectoryError, FileExistsError)):
        why = "what should be a folder on the way there is a file; choose another place"
    elif isinstance(error, PermissionError):
        why = "you may not write there; choose another place"
    else:
        why = error.strerror or str(error)
    return fail(f"Not written: {target}: {why}")


def resolve_place(atlas: Atlas, place: str | None) -> str | None:
    """The id of a place named by id or by any of its names; ends if there is none, or several."""
    if place is None or place in atlas.place_by_id:
        return place
    names = [(fold(name), each.id) for each in atlas.places for name in each.name.root.values()]
    found = {key for name, key in names if name == fold(place)}
    if len(found) > 1:
        several = " or ".join(sorted(found))
        raise fail(f"'{place}' is the name of several places; write one's id: {several}", 2)
    if not found:
        raise fail(f"There is no place '{place}'; {_suggest(place, names)}", 2)
    return found.pop()


def _suggest(word: str, names: Iterable[tuple[str, str]]) -> str:
    """The end of an error message: what the nearest name stands for, or all there is."""
    from difflib import get_close_matches  # noqa: PLC0415  # only a wrong word needs it

    meant = dict(names)
    known = list(dict.fromkeys(meant.values()))
    if near := get_close_matches(fold(word), [*meant, *known], n=1):
        return f"did you mean '{meant.get(near[0], near[0])}'?"
    return f"use one of: {', '.join(known)}" if known else "the atlas has none"


def resolve_day(text: str | None) -> dt.date | None:
    """A day from the command line; ends if it is none."""
    if text is None:
        return None
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise fail(f"'{text}' is no day; write it as 2021-09-30.", 2) from None


def resolve_term(vocabulary: str, word: str | None, name: str) -> str | None:
    """The code of a word of a vocabulary, or of a label in any language; ends if it is none."""
    if word is None:
        return None
    code = match_term(vocabulary, word)
    if code is None:
        names = [
            (fold(label(vocabulary, each, language)), each)
            for each in list_codes(vocabulary)
            for language in LANGUAGES
        ]
        raise fail(f"'{word}' is no {name}; {_suggest(word, names)}", 2)
    return code


def check_language(language: str) -> str:
    """en, fr or ar; ends for any other."""
    if language not in LANGUAGES:
        raise fail(f"'{language}' is no language of the labels yet. Use en, fr or ar.", 2)
    return language

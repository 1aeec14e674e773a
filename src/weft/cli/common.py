"""What every command shares: finding an atlas, saying what is wrong with it, and how to end."""

import datetime as dt
import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weft.core.atlas import Atlas, AtlasError, Problem
from weft.core.atlas.build import Builder
from weft.core.atlas.files import list_drafts

if TYPE_CHECKING:
    from rich.console import Console

PACKS = ("mc2cm",)

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

    return Console(stderr=stderr, highlight=False, soft_wrap=not stderr)


def print_json(data: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def fail(message: str, code: int = 1) -> typer.Exit:
    """Say on standard error what is wrong, and end; `raise fail(...)`."""
    typer.echo(message, err=True)
    return typer.Exit(code)


def find_path(path: str) -> Path:
    """A file or folder by that name, else the pack of that name."""
    if path in PACKS and not Path(path).exists():
        return Path(str(files("weft.packs"))) / path
    return Path(path)


def open_builder(path: str, as_json: bool = False) -> tuple[Atlas, Builder]:
    """The atlas at a path and what knows its lines; prints every problem and ends if there is
    any."""
    found = find_path(path)
    try:
        builder = Builder(list_drafts(found))
        return builder.build(), builder
    except AtlasError as error:
        if as_json:
            print_json({"errors": [each.as_json() for each in error.problems]})
        else:
            print_problems(error.problems)
            count = len(error.problems)
            typer.echo(f"{count} error{'s' * (count > 1)}; nothing was read from {path}.", err=True)
        raise typer.Exit(1) from None


def open_atlas(path: str, as_json: bool = False) -> Atlas:
    """The atlas at a path; prints every problem and ends if there is any."""
    return open_builder(path, as_json)[0]


def print_problems(problems: tuple[Problem, ...]) -> None:
    """One line a problem, on standard error, coloured where people look."""
    styles = {"error": "red", "warning": "yellow", "note": "cyan"}
    for each in problems:
        typer.secho(f"{each.severity:<7} ", fg=styles[each.severity], err=True, nl=False)
        typer.echo(str(each), err=True)


def resolve_place(atlas: Atlas, place: str | None) -> str | None:
    """The id of a place named by id or by any of its names; ends if there is none."""
    from weft.core.terms import fold  # noqa: PLC0415

    if place is None or place in atlas.place_by_id:
        return place
    for each in atlas.places:
        if fold(place) in map(fold, each.name.root.values()):
            return each.id
    names = ", ".join(each.id for each in atlas.places)
    raise fail(f"There is no place '{place}'. Places here: {names}", 2)


def resolve_day(text: str | None) -> dt.date | None:
    """A day from the command line; ends if it is none."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise fail(f"'{text}' is no day; write it as 2021-09-30.", 2) from None


def resolve_term(vocabulary: str, word: str | None, name: str) -> str | None:
    """The code of a word of a vocabulary; ends if it is none."""
    from weft.core.terms import list_codes, match_term  # noqa: PLC0415

    if word is None:
        return None
    code = match_term(vocabulary, word)
    if code is None:
        raise fail(f"'{word}' is no {name}. Use one of: {', '.join(list_codes(vocabulary))}", 2)
    return code


def check_language(language: str) -> str:
    """en, fr or ar; ends for any other."""
    if language not in ("en", "fr", "ar"):
        raise fail(f"'{language}' is no language of the labels yet. Use en, fr or ar.", 2)
    return language

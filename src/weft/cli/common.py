"""What every command shares: finding an atlas, saying what is wrong with it, and how to end."""

import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from weft.core.atlas import Atlas, AtlasError, Problem, Where
from weft.core.atlas.build import Builder
from weft.core.atlas.combining import Locate, Named, Origin, combine
from weft.core.atlas.files import list_drafts
from weft.core.atlas.files.writing import put_file
from weft.core.atlas.references import Path as FieldPath
from weft.core.terms import fold, label, list_codes, match_term
from weft.core.terms.phrases import write_date, write_list

if TYPE_CHECKING:
    from rich.console import Console

LANGUAGES = ("en", "fr", "ar")  # of labels
_PACKS = Path(str(files("weft.packs")))


def list_packs() -> list[str]:
    """The atlases that come with Weft, by the names that commands know them by."""
    return ["mc2cm", *sorted(f"cities/{each.stem}" for each in _PACKS.glob("cities/*.yaml"))]


def _complete_pack(incomplete: str) -> list[str]:
    return [each for each in list_packs() if each.startswith(incomplete)]


Item = TypeVar("Item")

PathOrPack = Annotated[
    str,
    typer.Argument(
        metavar="PATH|PACK",
        help="A YAML or Excel file, a folder of YAML or CSV, or the name of a pack: "
        f"{', '.join(list_packs())}.",
        autocompletion=_complete_pack,
    ),
]
WithOption = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="PATH|PACK",
        help="Read this atlas together with the first; may be given several times.",
        autocompletion=_complete_pack,
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
    typer.echo(_write_json(data))


def _write_json(data: Any) -> str:
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    return json.dumps(data, ensure_ascii=encoding != "utf8", indent=2, default=str)


def print_json_list(items: Iterable[Any]) -> None:
    """As `print_json` of a list, each written as it comes: the whole is never held."""
    mark = "["
    for each in items:
        typer.echo(mark)
        typer.echo(indent(_write_json(each), "  "), nl=False)
        mark = ","
    typer.echo("[]" if mark == "[" else "\n]")


def follow(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    """The items, counted on standard error where a person waits for them and they go elsewhere."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from items
        return
    with make_console(stderr=True).status(what) as status:
        for number, each in enumerate(items, 1):
            yield each
            if number % 50 == 0:
                status.update(f"{what} {number:,} of {total:,}")


def count(number: int, noun: str) -> str:
    """1 fact, 2 facts."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def fail(message: str, code: int = 1) -> typer.Exit:
    """Say on standard error what is wrong, and end; `raise fail(...)`."""
    typer.echo(message, err=True)
    return typer.Exit(code)


def find_path(path: str) -> Path:
    """A file or folder by that name, else the pack of that name."""
    if path not in list_packs() or Path(path).exists():
        return Path(path)
    pack = _PACKS / path
    return pack if pack.is_dir() else pack.with_suffix(".yaml")


@dataclass(frozen=True)
class Opened:
    """What a command reads: one atlas, or several as one."""

    atlas: Atlas
    locate: Locate  # the place of a record in its file
    first: Atlas  # without those read together with it
    origin: Origin | None = None  # if several are read


def open_atlases(
    path: str, others: Sequence[str] | None, as_json: bool = False, err: bool = True
) -> Opened:
    """The atlas at a path; read together with others, if any are named, which is said first.

    Prints every problem and ends if there is any: on standard error, or without `err` on standard
    output. Every command that takes --with reads through here: no two atlases mix unless asked.
    """
    atlas, builder = _open_builder(path, as_json, err)
    if not others:
        return Opened(atlas, builder.locate, atlas)
    paths = [path, *others]
    found = [find_path(each).resolve() for each in paths]
    if twice := [each for at, each in enumerate(paths) if found[at] in found[:at]]:
        raise fail(f"'{twice[0]}' is named twice; read an atlas together with others.", 2)
    read = [(atlas, builder), *(_open_builder(each, as_json, err) for each in others)]
    named = [
        Named(name, atlas, _name_files(name, path, builder))
        for name, path, (atlas, builder) in zip(_shorten(paths), paths, read, strict=True)
    ]
    try:
        combined = combine(*named)
    except AtlasError as error:
        names = write_list([each.name for each in named])
        raise _refuse(error, f"{names} were not read together", as_json, err) from None
    typer.echo(f"Read together: {combined.origin.describe(combined.atlas)}", err=as_json)
    return Opened(combined.atlas, combined.locate, atlas, combined.origin)


def open_atlas(path: str, as_json: bool = False) -> Atlas:
    """The atlas at a path, for a command that reads one; as `open_atlases` without others."""
    return open_atlases(path, None, as_json).atlas


def _shorten(paths: Sequence[str]) -> list[str]:
    """The names of packs and files; whole paths where two files have the same name."""
    short = [each if each in list_packs() else Path(each).resolve().name for each in paths]
    return short if len(set(short)) == len(short) else list(paths)


def _name_files(name: str, path: str, builder: Builder) -> Locate:
    """Where records stand, with the name of their atlas: two folders may have files alike."""
    whole = not find_path(path).is_dir()

    def locate(record: str, field: FieldPath) -> Where:
        where = builder.locate(record, field)
        return replace(where, file=name if whole else f"{name}/{where.file}")

    return locate


def _open_builder(path: str, as_json: bool, err: bool) -> tuple[Atlas, Builder]:
    """The atlas at a path and what knows its lines."""
    found = find_path(path)
    try:
        with show_progress(f"Reading {path} ..."):
            builder = Builder(list_drafts(found))
            return builder.build(), builder
    except AtlasError as error:
        raise _refuse(error, f"nothing was read from {path}", as_json, err) from None


def _refuse(error: AtlasError, what: str, as_json: bool, err: bool) -> typer.Exit:
    """Say all that is wrong and what was not done; `raise _refuse(...)`."""
    if as_json:
        print_json({"errors": [each.as_json() for each in error.problems]})
    else:
        print_problems(error.problems, err)
        typer.echo(f"{count(len(error.problems), 'error')}; {what}.", err=err)
    return typer.Exit(1)


def say_moved_days(
    opened: Opened, on: str | None, days: Mapping[str, dt.date], as_json: bool
) -> None:
    """Say where, as no day was asked for, the newest source of an added atlas gives a place
    another one than the first atlas alone: that by itself may change what is said of the place.
    """
    if opened.origin is None or on is not None:
        return
    from weft.core.diagnosis.setting import find_newest_date, index_facts  # noqa: PLC0415

    index = index_facts(opened.first)
    moved = [
        f"{opened.atlas.place_by_id[place].name} to {write_date(day)} (--on {before} moves it back)"
        for place, day in days.items()
        if (before := find_newest_date(opened.first, index.get(place, ()))) and before != day
    ]
    if moved:
        typer.echo(f"Newer sources move the day of {write_list(moved)}.", err=as_json)


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

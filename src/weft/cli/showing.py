"""weft show and weft weave: who does what in a place, as a matrix and as a drawing."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weft.cli.common import (
    AsJson,
    LanguageOption,
    OnOption,
    PathOrPack,
    PlaceOption,
    WithOption,
    check_language,
    fail,
    make_console,
    open_atlases,
    print_json,
    resolve_day,
    resolve_place,
    say_moved_days,
    write_file,
)
from weft.core.atlas import Atlas
from weft.core.atlas.combining import Origin
from weft.core.atlas.visibility import keep_public

if TYPE_CHECKING:
    from weft.pictures.fabric import Crossing, Weave


def show(
    path: PathOrPack,
    others: WithOption = None,
    place: PlaceOption = None,
    on: OnOption = None,
    language: LanguageOption = "en",
    as_json: AsJson = False,
) -> None:
    """Print who does what in a place: a row an area, a column a level.

    Roles are R regulate, F fund, C coordinate, D deliver, M monitor; capital: by law and in
    practice, (brackets): by law only, lower case: in practice only, ×: expressly not so on the
    other side (acts without the task, or has it and does not act), !: contested, -: expressly not
    held.
    """
    from weft.core.terms import label  # noqa: PLC0415

    opened = open_atlases(path, others, as_json)
    atlas, origin = opened.atlas, opened.origin
    check_language(language)
    chosen = resolve_place(atlas, place)
    places = [chosen] if chosen else _list_settled(atlas)
    weaves = [_lay_out(atlas, each, resolve_day(on)) for each in places]
    say_moved_days(opened, on, {each.place: each.on for each in weaves}, as_json)
    if as_json:
        print_json([_describe(each) for each in weaves])
        return
    if not weaves:
        typer.echo("Nothing is recorded about any place below the State. Add competences first.")
        return
    from rich.table import Table  # noqa: PLC0415

    from weft.pictures.words import name_column  # noqa: PLC0415

    console = make_console()
    for weave in weaves:
        title = f"{weave.name.read(language)}, {weave.on.isoformat()}"
        table = Table(title=title, title_justify="left", title_style="bold")
        table.add_column("")
        for column in weave.columns:
            table.add_column(name_column(column, language), justify="center")
        for area in weave.rows:
            cells = (_mark(weave.find_crossing(area, column), origin) for column in weave.columns)
            table.add_row(label("areas", area, language), *cells)
        console.print(table)
        missing = ", ".join(label("areas", each, language) for each in weave.missing)
        console.print(f"Nothing recorded: {missing}\n" if missing else "")
    console.print(
        "R regulate, F fund, C coordinate, D deliver, M monitor. Capital: by law and in practice; "
        "(brackets): by law only; lower case: in practice only; ×: recorded as not so on the other "
        "side; -: recorded as not held; ∅: nobody holds it; "
        "!: contested; ?: asked, not known; nobody: surveyed; empty: nothing recorded."
    )
    for number, name in enumerate(origin.names[1:] if origin else (), 1):
        console.print(f"{_raise(number)}: from {name}, wholly or in part.")


def weave(
    path: PathOrPack,
    place: Annotated[str, typer.Option("--place", help="The place (id or name).")],
    others: WithOption = None,
    out: Annotated[Path, typer.Option("--out", help="The SVG file to write.")] = Path("weave.svg"),
    on: OnOption = None,
    language: LanguageOption = "en",
    compact: Annotated[
        bool, typer.Option("--compact", help="For a narrow page or a telephone.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also facts that are not public; not to be passed on.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Draw the weave of a place: levels as warp, areas as weft, mechanisms as threads."""
    from weft.pictures.weave import draw_weave  # noqa: PLC0415

    opened = open_atlases(path, others, as_json)
    atlas = opened.atlas
    if not everything:  # a drawing is a file that people pass on
        atlas = keep_public(atlas)
    check_language(language)
    chosen = resolve_place(atlas, place) or ""
    if out.suffix.lower() != ".svg":
        raise fail(f"'{out}': the weave is drawn as SVG; end the name in .svg", 2)
    laid = _lay_out(atlas, chosen, resolve_day(on))
    say_moved_days(opened, on, {laid.place: laid.on}, as_json)
    drawing = draw_weave(laid, language=language, compact=compact, standalone=True)
    write_file(out, drawing.encode(), force)
    if as_json:
        print_json({"written": str(out)})
    else:
        typer.echo(f"Written: {out} ({laid.name.read(language)}, as of {laid.on.isoformat()})")


def _list_settled(atlas: Atlas) -> list[str]:
    """Places below the State about which something is recorded."""
    from weft.core.diagnosis.setting import find_pair, index_facts  # noqa: PLC0415

    index = index_facts(atlas)
    return [each.id for each in atlas.places if index[each.id] and find_pair(atlas, each)]


def _lay_out(atlas: Atlas, place: str, on: dt.date | None) -> "Weave":
    from weft.core.diagnosis import read_method  # noqa: PLC0415
    from weft.core.diagnosis.setting import find_newest_date, index_facts  # noqa: PLC0415
    from weft.core.diagnosis.strength import measure_strength  # noqa: PLC0415
    from weft.pictures.loom import lay_out  # noqa: PLC0415

    day = on or find_newest_date(atlas, index_facts(atlas)[place]) or dt.date.today()
    method = read_method()
    return lay_out(atlas, place, day, lambda each: measure_strength(each, day, method))


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LETTERS = {"regulate": "R", "fund": "F", "coordinate": "C", "deliver": "D", "monitor": "M"}


def _mark(crossing: "Crossing", origin: Origin | None) -> str:
    if crossing.state in ("nobody", "blank"):
        return "nobody" if crossing.state == "nobody" else ""
    marks = []
    for each in crossing.marks:
        law, practice = each.find_answer("de_jure"), each.find_answer("de_facto")
        letter = _LETTERS[each.role]
        if law == "yes" and practice == "yes":
            text = letter
        elif law == "yes":
            text = f"({letter})"
        elif practice == "yes":
            text = letter.lower()
        elif "unknown" in (law, practice):
            text = f"{letter}?"
        elif "nobody" in (law, practice):
            text = f"{letter}∅"
        else:
            text = f"{letter}-"
        # Acts without the task by law, or has the task and does not act.
        if {law, practice} == {"yes", "no"}:
            text += "×"
        if each.contested:
            text += "!"
        marks.append(text + _number_atlases((claim.fact for claim in each.claims), origin))
    return " ".join(marks)


def _number_atlases(facts: Iterable[str], origin: Origin | None) -> str:
    """The raised numbers of the added atlases that facts come from."""
    if origin is None:
        return ""
    added = {origin.name_added(each) for each in facts}
    return ",".join(_raise(at) for at, name in enumerate(origin.names) if at and name in added)


def _raise(number: int) -> str:
    return str(number).translate(_RAISED)


def _describe(weave: "Weave") -> dict[str, object]:
    return {
        "place": weave.place,
        "on": weave.on.isoformat(),
        "columns": weave.columns,
        "missing": weave.missing,
        "cells": [
            {
                "area": each.area,
                "level": each.column,
                "state": each.state,
                "roles": [
                    {
                        "role": mark.role,
                        "by_law": mark.find_answer("de_jure"),
                        "in_practice": mark.find_answer("de_facto"),
                        "contested": mark.contested,
                    }
                    for mark in each.marks
                ],
                "facts": each.facts,
            }
            for each in weave.crossings
            if each.state != "blank"
        ],
        "ties": [
            {"fact": each.fact, "kind": each.kind, "strength": list(each.strength)}
            for each in weave.ties
        ],
    }

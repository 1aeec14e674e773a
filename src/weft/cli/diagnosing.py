"""weft diagnose: one sentence a setting, then the evidence on request."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from weft.cli.common import (
    AsJson,
    OnOption,
    PathOrPack,
    PlaceOption,
    count,
    fail,
    make_console,
    open_atlas,
    print_json,
    resolve_day,
    resolve_place,
    resolve_term,
)
from weft.core.atlas import Atlas
from weft.core.terms import list_codes

if TYPE_CHECKING:
    from weft.core.diagnosis import Diagnosis


def diagnose(
    path: PathOrPack,
    place: PlaceOption = None,
    area: Annotated[str | None, typer.Option("--area", help="Only this policy area.")] = None,
    on: OnOption = None,
    pair: Annotated[
        str | None,
        typer.Option("--pair", help="Two levels, as national:local; else State and own level."),
    ] = None,
    phase: Annotated[
        str, typer.Option("--phase", help="formulation, implementation or both.")
    ] = "both",
    method: Annotated[
        Path | None, typer.Option("--method", help="Your own numbers: a copy of method.toml.")
    ] = None,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Add signals, scores, conditions and facts.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say which configuration of relations between levels each setting amounts to, and how far
    that is known: on what is confirmed, and if what is recorded holds."""
    from weft.core import diagnosis as engine  # noqa: PLC0415  # loads numpy
    from weft.core.diagnosis.sentences import group_diagnoses, name_setting  # noqa: PLC0415

    atlas = open_atlas(path, as_json)
    phases = get_args(engine.Phases)
    if phase not in phases:
        raise fail(f"'{phase}' is no phase. Use {' or '.join(phases)}.", 2)
    try:
        numbers = engine.read_method(method)
        settings = engine.list_settings(
            atlas,
            place=resolve_place(atlas, place),
            area=resolve_term("areas", area, "policy area"),
            on=resolve_day(on),
            pair=_read_pair(pair),
            phase=cast(engine.Phases, phase),
            fallback=dt.date.today(),
        )
    except (engine.SettingError, engine.MethodError) as error:
        raise fail(str(error), 2) from None
    found = engine.diagnose(atlas, settings, numbers)
    if as_json:
        print_json([each.model_dump(mode="json") for each in found])
        return
    if not found:
        typer.echo("Nothing is recorded that a diagnosis could stand on. Add competences first.")
    for key, group in groupby(found, key=lambda each: each.setting.place):
        typer.secho(str(atlas.place_by_id[key].name), bold=True)
        for alike, said in group_diagnoses(atlas, group):
            areas = tuple(each.setting.area for each in alike)
            typer.echo(f"  {name_setting(atlas, alike[0].setting, areas)}: {said}")
            if evidence and alike[0].applicable:
                for each in alike:
                    print_evidence(atlas, each)
    for other in _list_other_pairs(atlas, found) if pair is None else ():
        typer.echo(f"A survey speaks of other levels: look at them with --pair {':'.join(other)}")
    typer.echo(f"Method {numbers.version}; {count(len(found), 'setting')}.")


def _list_other_pairs(atlas: Atlas, found: Iterable["Diagnosis"]) -> list[tuple[str, ...]]:
    """Pairs of levels that were surveyed and that no setting here is about."""
    order = list_codes("levels")
    shown = {(each.setting.upper, each.setting.lower) for each in found}
    pairs = {
        tuple(sorted(set(each.levels), key=order.index))
        for each in atlas.surveys
        if len(set(each.levels)) > 1
    }
    return sorted(pairs - shown)


def _read_pair(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    parts = [resolve_term("levels", each, "level") or "" for each in text.split(":")]
    if len(parts) != 2 or parts[0] == parts[1]:
        raise fail(f"'{text}' is no pair of levels; write for example national:local.", 2)
    return parts[0], parts[1]


def print_evidence(atlas: Atlas, diagnosis: object) -> None:
    """Tables of signals and scores, the three conditions, and each fact with its sources."""
    from rich.table import Column, Table  # noqa: PLC0415

    from weft.core.diagnosis import Diagnosis  # noqa: PLC0415

    assert isinstance(diagnosis, Diagnosis)  # noqa: S101  # typed late, to import numpy late
    console = make_console()
    names = (each.name for each in diagnosis.readings)
    # Ids are copied from here: the column is as wide as the longest, whatever the terminal.
    widest = max((len(each) for each in diagnosis.facts), default=0) + len("[closed by ]")
    table = Table("signal", *names, Column("facts", min_width=widest), box=None)
    for code in (each.code for each in diagnosis.readings[0].signals):
        signals = [each.find_signal(code) for each in diagnosis.readings]
        closed = [f"[closed by {each}]" for each in signals[0].surveys]
        facts = "\n".join([*signals[0].facts, *closed])
        table.add_row(code, *(_show_range(each.low, each.high) for each in signals), facts)
    for name in (each.type for each in diagnosis.readings[0].scores):
        scores = [
            next(each for each in reading.scores if each.type == name)
            for reading in diagnosis.readings
        ]
        shown = (f"{each.point:.2f} ({_show_range(each.low, each.high)})" for each in scores)
        excluded = ", ".join(scores[0].excluded_by)
        table.add_row(name, *shown, f"excluded by {excluded}" if excluded else "")
    console.print(table)
    for reading in diagnosis.readings:
        conditions = reading.conditions
        console.print(f"  conditions, {reading.name}: {conditions.verdict}")
        for each in (conditions.a, conditions.b, conditions.c):
            console.print(f"    {each.code} {each.answer}: {each.reason}")
        without = reading.without_frames
        console.print(f"  without F, {reading.name}: {without.kind} {', '.join(without.types)}")
    for line in list_evidence(atlas, diagnosis.facts, set(diagnosis.to_confirm)):
        console.print(f"  {line}")


def _show_range(low: float, high: float) -> str:
    return f"{low:.2f}" if high - low < 0.005 else f"{low:.2f}-{high:.2f}"


def list_evidence(atlas: Atlas, facts: Iterable[str], to_confirm: set[str]) -> list[str]:
    """One line a citation: the fact, the document, publisher, date, heading and paraphrase."""
    lines = []
    for key in facts:
        doubt = " (to be confirmed)" if key in to_confirm else ""
        for citation in atlas.facts[key].sources:
            source = atlas.source_by_id[citation.source]
            parts = [source.title.read(), source.publisher, source.date, citation.locator]
            where = ", ".join(part for part in parts if part)
            said = f": {citation.paraphrase}" if citation.paraphrase else ""
            lines.append(f"{key}{doubt} [{citation.grade or source.grade}] {where}{said}")
    return lines

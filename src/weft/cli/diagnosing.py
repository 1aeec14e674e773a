"""weft diagnose: one sentence a setting, then the evidence on request."""

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from weft.cli.asking import (
    AreaOption,
    DrawsOption,
    MethodOption,
    PairOption,
    PhaseOption,
    SeedOption,
    Wish,
    resolve_settings,
)
from weft.cli.common import (
    AsJson,
    OnOption,
    PathOrPack,
    PlaceOption,
    WithOption,
    count,
    fail,
    follow,
    make_console,
    open_atlases,
    print_json_list,
    say_moved_days,
    show_progress,
)
from weft.cli.footnotes import describe_citation
from weft.core.atlas import Atlas
from weft.core.atlas.combining import Origin
from weft.core.terms import list_codes

if TYPE_CHECKING:
    from weft.core.diagnosis import Diagnosis, Method, Setting

ENGINES = ("local", "spark")


def diagnose(
    path: PathOrPack,
    others: WithOption = None,
    place: PlaceOption = None,
    area: AreaOption = None,
    on: OnOption = None,
    pair: PairOption = None,
    phase: PhaseOption = "both",
    method: MethodOption = None,
    seed: SeedOption = None,
    draws: DrawsOption = None,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Add signals, scores, conditions and facts.")
    ] = False,
    engine: Annotated[
        str, typer.Option("--engine", help="Where it is computed: local (here) or spark.")
    ] = "local",
    master: Annotated[
        str | None,
        typer.Option("--master", envvar="WEFT_SPARK", help="Of spark: where; else local[*]."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say which configuration of relations between levels each setting amounts to, and how far
    that is known: on what is confirmed, and if what is recorded holds."""
    from weft.core import diagnosis as rules  # noqa: PLC0415  # loads numpy

    if engine not in ENGINES:
        raise fail(f"'{engine}' is no engine. Use {' or '.join(ENGINES)}.", 2)
    opened = open_atlases(path, others, as_json)
    atlas = opened.atlas
    wish = Wish(place, area, on, pair, phase, "confirmed", method)
    settings, numbers, _ = resolve_settings(atlas, wish)
    seed = rules.SEED if seed is None else seed
    if engine == "spark":
        found = iter(_diagnose_on_spark(atlas, settings, numbers, (seed, draws), master))
    else:
        found = rules.iterate_diagnoses(atlas, settings, numbers, seed=seed, draws=draws)
    found = follow(found, len(settings), "Diagnosing")
    say_moved_days(opened, on, {each.place: each.on for each in settings}, as_json)
    if as_json:
        print_json_list(each.model_dump(mode="json") for each in found)
        return
    if not settings:
        typer.echo("Nothing is recorded that a diagnosis could stand on. Add competences first.")
    for key, group in groupby(found, key=lambda each: each.setting.place):
        typer.secho(str(atlas.place_by_id[key].name), bold=True)
        _say_place(atlas, group, evidence, opened.origin)
    for other in _list_other_pairs(atlas, settings) if pair is None else ():
        typer.echo(f"A survey speaks of other levels: look at them with --pair {':'.join(other)}")
    typer.echo(f"Method {numbers.version}; {count(len(settings), 'setting')}.")


def _say_place(
    atlas: Atlas, found: Iterable["Diagnosis"], evidence: bool, origin: Origin | None
) -> None:
    """A sentence for each group of settings of a place; of several atlases, how many of its facts
    are from which."""
    from weft.core.diagnosis.sentences import group_diagnoses, name_setting  # noqa: PLC0415

    for alike, said in group_diagnoses(atlas, found):
        areas = tuple(each.setting.area for each in alike)
        facts = {fact for each in alike for fact in each.facts}
        where = f" {origin.count(facts)}" if origin else ""
        typer.echo(f"  {name_setting(atlas, alike[0].setting, areas)}: {said}{where}".rstrip())
        if evidence and alike[0].applicable:
            for each in alike:
                print_evidence(atlas, each, origin)


def _diagnose_on_spark(
    atlas: Atlas,
    settings: Iterable["Setting"],
    method: "Method",
    chance: tuple[int, int | None],
    master: str | None,
) -> tuple["Diagnosis", ...]:
    from weft.engines import (  # noqa: PLC0415
        EngineError,
        EngineMissingError,
        diagnose_on_spark,
    )

    try:
        with show_progress("Diagnosing on Spark ..."):
            return tuple(diagnose_on_spark(atlas, settings, method, *chance, master))
    except EngineError as error:
        raise fail(str(error), 2 if isinstance(error, EngineMissingError) else 1) from None


def _list_other_pairs(atlas: Atlas, settings: Iterable["Setting"]) -> list[tuple[str, ...]]:
    """Pairs of levels that were surveyed and that no setting here is about."""
    order = list_codes("levels")
    shown = {(each.upper, each.lower) for each in settings}
    pairs = {
        tuple(sorted(set(each.levels), key=order.index))
        for each in atlas.surveys
        if len(set(each.levels)) > 1
    }
    return sorted(pairs - shown)


def print_evidence(atlas: Atlas, diagnosis: object, origin: Origin | None = None) -> None:
    """Tables of signals and scores, the three conditions, and each fact with its sources."""
    from rich.table import Column, Table  # noqa: PLC0415

    from weft.core.diagnosis import Diagnosis  # noqa: PLC0415
    from weft.core.diagnosis.condition_sentences import say_condition  # noqa: PLC0415

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
            console.print(f"    {each.code} {say_condition(atlas, each)}")
        without = reading.without_frames
        console.print(f"  without F, {reading.name}: {without.kind} {', '.join(without.types)}")
    for line in list_evidence(atlas, diagnosis.facts, set(diagnosis.to_confirm), origin):
        console.print(f"  {line}")


def _show_range(low: float, high: float) -> str:
    return f"{low:.2f}" if high - low < 0.005 else f"{low:.2f}-{high:.2f}"


def list_evidence(
    atlas: Atlas, facts: Iterable[str], to_confirm: set[str], origin: Origin | None = None
) -> list[str]:
    """One line a citation: the fact, the atlas it was added from, the document, publisher, date,
    heading and paraphrase."""
    lines = []
    for key in facts:
        added = origin.name_added(key) if origin else ""
        remarks = [added, "to be confirmed" if key in to_confirm else ""]
        doubt = f" ({said})" if (said := "; ".join(each for each in remarks if each)) else ""
        for citation in atlas.facts[key].sources:
            grade, document = describe_citation(atlas, citation)
            lines.append(f"{key}{doubt} [{grade}] {document}")
    return lines

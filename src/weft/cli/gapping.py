"""weft gaps: what is wanting between the levels of a place, what shows it, and what may help."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weft.cli.asking import (
    AreaOption,
    MethodOption,
    NeededPlace,
    PairOption,
    PhaseOption,
    ReadingOption,
    Wish,
    resolve_settings,
)
from weft.cli.common import (
    AsJson,
    LanguageOption,
    OnOption,
    PathOrPack,
    WithOption,
    check_language,
    fail,
    open_atlases,
    print_json,
    resolve_place,
    say_moved_days,
)
from weft.cli.footnotes import Footnotes
from weft.core.atlas import Atlas
from weft.core.terms import label, list_codes
from weft.core.terms.phrases import say, write_list

if TYPE_CHECKING:
    from weft.core.diagnosis import Method, Setting
    from weft.core.diagnosis.evidence import ReadingName
    from weft.core.diagnosis.gaps import Cell, Challenge, Gap, GapPack, GapReport, Readiness
    from weft.core.diagnosis.obstacles import Obstacle
    from weft.core.diagnosis.scene import Scene

PackOption = Annotated[
    Path | None,
    typer.Option("--pack", help="Your own numbers of the gaps: a copy of packs/gaps.yaml."),
]

# What stands out first; S-UNKNOWN is said in one line, last.
CELLS = ("S-SHADOW", "S-DISTANT", "S-ORPHAN", "S-OVERLAP", "S-UNFUNDED", "S-CONTESTED")
SEVERITIES = ("serious", "slight", "none")


@dataclass(frozen=True)
class Found:
    """The gaps of a setting; None, and why, where the pair of levels says nothing of the place."""

    scene: "Scene"
    obstacle: "Obstacle | None"
    report: "GapReport | None"

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        from weft.core.diagnosis.obstacles import say_obstacle  # noqa: PLC0415

        atlas, setting = self.scene.atlas, self.scene.setting
        return {
            "setting": setting.model_dump(mode="json"),
            "applicable": self.report is not None,
            "reason": say_obstacle(atlas, setting, self.obstacle) if self.obstacle else "",
            "report": self.report and self.report.model_dump(mode="json"),
        }


def gaps(
    path: PathOrPack,
    place: NeededPlace,
    others: WithOption = None,
    area: AreaOption = None,
    on: OnOption = None,
    pair: PairOption = None,
    phase: PhaseOption = "both",
    reading: ReadingOption = "confirmed",
    method: MethodOption = None,
    pack: PackOption = None,
    language: LanguageOption = "en",
    as_json: AsJson = False,
) -> None:
    """Say which gaps there are between the levels of a place, which tasks stand out, whether the
    ground is ready to coordinate, what may help, and what would have to be found out."""
    check_language(language)
    opened = open_atlases(path, others, as_json)
    atlas = opened.atlas
    wish = Wish(place, area, on, pair, phase, reading, method)
    settings, numbers, name = resolve_settings(atlas, wish)
    own = _read_pack(pack)
    found = _find_all(atlas, settings, numbers, name, own)
    say_moved_days(opened, on, {each.place: each.on for each in settings}, as_json)
    if as_json:
        print_json([each.as_json() for each in found])
        return
    if not found:
        named = atlas.place_by_id[resolve_place(atlas, place) or ""].name.read(language)
        typer.echo(say("nothing_recorded", language, place=named))
        return
    _print(atlas, found, own, language, summed_up=area is None and len(found) > 1)
    typer.echo(say("footer", language, method=numbers.version))
    typer.echo(say("gaps_footer", language, version=own.version))


def _read_pack(path: Path | None) -> "GapPack":
    """The numbers of the gaps; ends where the file does not fit."""
    from weft.core.diagnosis.gaps import GapPackError, read_pack  # noqa: PLC0415

    try:
        return read_pack(path)
    except GapPackError as error:
        raise fail(str(error), 2) from None


def _find_all(
    atlas: Atlas,
    settings: Sequence["Setting"],
    method: "Method",
    reading: "ReadingName",
    pack: "GapPack",
) -> list[Found]:
    from weft.core.atlas.nearby import Nearby  # noqa: PLC0415
    from weft.core.diagnosis.gaps import find_gaps  # noqa: PLC0415
    from weft.core.diagnosis.obstacles import find_obstacle  # noqa: PLC0415
    from weft.core.diagnosis.scene import Scene  # noqa: PLC0415

    nearby = Nearby(atlas)
    found = []
    for each in settings:
        scene = Scene(nearby, each, method, reading)
        obstacle = find_obstacle(nearby, each)
        found.append(Found(scene, obstacle, None if obstacle else find_gaps(scene, pack=pack)))
    return found


def _print(
    atlas: Atlas, found: Sequence[Found], pack: "GapPack", language: str, *, summed_up: bool
) -> None:
    """A block for each setting; those in which nothing stands out share a line, if summed up."""
    from weft.core.diagnosis.sentences import name_setting, say_inapplicable  # noqa: PLC0415

    quiet = []
    notes = Footnotes()
    doubtful: set[str] = set()
    first = found[0].scene.setting
    if obstacle := found[0].obstacle:  # the pair says nothing of the place, in whatever area
        areas = tuple(each.scene.setting.area for each in found)
        typer.secho(name_setting(atlas, first, areas, language), bold=True)
        typer.echo(f"  {say_inapplicable(atlas, first, obstacle, language)}")
        return
    for each in found:
        setting, bearing = each.scene.setting, each.scene.list_bearing()
        assert each.report  # noqa: S101  # as for the first
        if summed_up and not _stands_out(each.report):
            quiet.append(label("areas", setting.area, language))
            continue
        typer.secho(name_setting(atlas, setting, language=language), bold=True)
        if not bearing:
            typer.echo(f"  {say('nothing_on_day', language)}")
        else:
            doubtful.update(fact.id for fact in bearing if not each.scene.holds(fact))
            _print_block(atlas, each.report, pack, notes, language, whole=not summed_up)
    if quiet:
        typer.echo(say("areas_unknown", language, areas=write_list(quiet, language)))
    if summed_up:
        typer.echo(say("areas_wanting", language))
    if lines := notes.list_lines(atlas, doubtful, language):
        typer.echo(f"\n{say('heading_facts', language)}")
        for line in lines:
            typer.echo(f"  {line}")


def _stands_out(report: "GapReport") -> bool:
    return any(each.severity in ("serious", "slight") for each in report.gaps) or any(
        each.code in CELLS for each in report.cells
    )


def _print_block(
    atlas: Atlas,
    report: "GapReport",
    pack: "GapPack",
    notes: Footnotes,
    language: str,
    *,
    whole: bool,
) -> None:
    """What stands out, what is ready, what may help, and last, of one setting, what is unknown."""
    outstanding = _list_outstanding(atlas, report, pack, notes, language)
    parts = {
        "stands_out": outstanding or [say("nothing_stands_out", language)],
        "readiness": _list_readiness(atlas, report.readiness, pack, notes, language),
        "challenges": [_say_challenge(each, pack, notes, language) for each in report.challenges],
        "unknown": _list_unknown(report, pack, language) if whole else [],
    }
    for name, lines in parts.items():
        if lines:
            typer.echo(f"  {say(f'heading_{name}', language)}")
        for line in lines:
            typer.echo(f"    {line}")


def _list_outstanding(
    atlas: Atlas, report: "GapReport", pack: "GapPack", notes: Footnotes, language: str
) -> list[str]:
    """Serious gaps; tasks, those that are sure first; slight gaps; gaps that are none."""
    from weft.core.diagnosis.gaps import say_cell  # noqa: PLC0415

    by_severity: dict[str, list[Gap]] = {each: [] for each in (*SEVERITIES, "unknown")}
    for gap in report.gaps:
        by_severity[gap.severity].append(gap)
    cells = sorted(
        (each for each in report.cells if each.code in CELLS),
        key=lambda each: (-each.low, CELLS.index(each.code)),
    )
    serious, slight, none = (
        [_say_gap(atlas, each, pack, notes, language) for each in by_severity[severity]]
        for severity in SEVERITIES
    )
    said = [say_cell(atlas, each, language) + notes.mark(each.facts) for each in cells]
    return [*serious, *said, *slight, *none]


def _say_gap(atlas: Atlas, gap: "Gap", pack: "GapPack", notes: Footnotes, language: str) -> str:
    from weft.core.diagnosis.gaps import say_gap  # noqa: PLC0415

    return say_gap(atlas, gap, language, pack) + notes.mark(gap.facts)


def _list_readiness(
    atlas: Atlas,
    elements: Iterable["Readiness"],
    pack: "GapPack",
    notes: Footnotes,
    language: str,
) -> list[str]:
    from weft.core.diagnosis.gaps import say_readiness  # noqa: PLC0415

    return [
        say_readiness(atlas, each, language, pack) + notes.mark(each.facts)
        for each in elements
        if each.answer != "unknown"
    ]


def _say_challenge(challenge: "Challenge", pack: "GapPack", notes: Footnotes, language: str) -> str:
    """Its name, where it shows, and what may answer it."""
    from weft.core.diagnosis.gaps.sayings import name_row  # noqa: PLC0415

    shown = [
        _lower(say(each, language)) if each.startswith("G-") else say(f"cell_name_{each}", language)
        for each in challenge.shows_in
    ]
    # Its facts stand beside the gaps and tasks, unless it shows in none of these.
    marked = "" if shown else notes.mark(challenge.facts)
    answers = [_lower(name_row(each, language, pack)) for each in challenge.opportunities]
    said = say(
        "challenge_line",
        language,
        name=name_row(challenge.code, language, pack),
        shown=write_list(shown or [say("shown_by_facts", language)], language),
        answers=say("gap_list", language).join(answers),
    )
    return said + marked


def _list_unknown(report: "GapReport", pack: "GapPack", language: str) -> list[str]:
    """What cannot be judged, in a line a kind: gaps and what is wanting for them, tasks, ground."""
    from weft.core.diagnosis.gaps.sayings import name_row  # noqa: PLC0415

    lines = []
    open_gaps = [each for each in report.gaps if each.severity == "unknown"]
    if open_gaps:
        names = [_lower(say(each.code, language)) for each in open_gaps]
        missing = dict.fromkeys(
            code for gap in open_gaps for part in gap.parts for code in part.missing
        )
        words = say("gap_list", language).join(say(code, language) for code in missing)
        lines += [
            say("unknown_all_gaps", language)
            if len(open_gaps) == len(report.gaps)
            else say("unknown_gaps", language, gaps=write_list(names, language)),
            *([say("unknown_wanting", language, missing=words)] if missing else []),
        ]
    if cells := [each for each in report.cells if each.code == "S-UNKNOWN"]:
        lines.append(say("unknown_cells", language, cells=_join_cells(cells, language)))
    if open_ones := [each for each in report.readiness if each.answer == "unknown"]:
        elements = say("gap_list", language).join(
            _lower(name_row(each.code, language, pack)) for each in open_ones
        )
        lines.append(say("unknown_readiness", language, elements=elements))
    return lines


def _join_cells(cells: Iterable["Cell"], language: str) -> str:
    """regulate and fund (State and City); monitor (City)."""
    roles: dict[tuple[str, ...], list[str]] = {}
    for each in cells:
        roles.setdefault(each.levels, []).append(each.role)
    order = list_codes("roles")
    return say("gap_list", language).join(
        say(
            "unknown_cell",
            language,
            roles=say("list", language).join(
                label("roles", each, language) for each in sorted(found, key=order.index)
            ),
            levels=write_list([label("levels", each, language) for each in levels], language),
        )
        for levels, found in roles.items()
    )


def _lower(name: str) -> str:
    """A name inside a sentence."""
    return f"{name[:1].lower()}{name[1:]}"

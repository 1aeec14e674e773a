"""weft scenario: what a change would turn before anybody makes it, or the smallest that helps."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weft.cli.asking import (
    AreaOption,
    DrawsOption,
    MethodOption,
    NeededPlace,
    PairOption,
    PhaseOption,
    ReadingOption,
    SeedOption,
    Wish,
    resolve_settings,
)
from weft.cli.common import (
    AsJson,
    LanguageOption,
    OnOption,
    PathOrPack,
    WithOption,
    check_free,
    check_language,
    fail,
    open_atlases,
    print_json,
    resolve_place,
    show_progress,
    write_file,
)
from weft.core.atlas import Atlas
from weft.core.terms import label
from weft.core.terms.phrases import say, write_list

if TYPE_CHECKING:
    from weft.core.diagnosis import Method, Setting
    from weft.core.diagnosis.evidence import ReadingName
    from weft.core.diagnosis.questions import Question
    from weft.core.diagnosis.remedies import Catalogue, Goal, Remedy
    from weft.core.diagnosis.scenario import Scenario, Trial


@dataclass(frozen=True)
class Asked:
    """What the words of the command come to, for both of its forms."""

    atlas: Atlas
    settings: tuple["Setting", ...]
    method: "Method"
    reading: "ReadingName"
    chance: dict[str, Any]  # seed and draws
    language: str


def scenario(
    path: PathOrPack,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A scenario: what would be different.")
    ] = None,
    *,
    place: NeededPlace,
    others: WithOption = None,
    goal: Annotated[
        str | None,
        typer.Option(
            "--goal",
            help="Instead of FILE: a configuration, a condition (a, b, c) or a gap (G-...).",
        ),
    ] = None,
    area: AreaOption = None,
    on: OnOption = None,
    pair: PairOption = None,
    phase: PhaseOption = "both",
    reading: ReadingOption = "recorded",
    method: MethodOption = None,
    seed: SeedOption = None,
    draws: DrawsOption = None,
    costs: Annotated[
        Path | None, typer.Option("--costs", help="With --goal: your own changes and their costs.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="With --goal: the scenario file to write.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file of --out if it is there.")
    ] = False,
    language: LanguageOption = "en",
    as_json: AsJson = False,
) -> None:
    """Say what a scenario would turn: verdict, conditions, gaps and tasks before and after. With
    --goal find the smallest change that reaches a goal."""
    check_language(language)
    _check_use(file, goal, area, {"--costs": costs, "--out": out})
    atlas = open_atlases(path, others, as_json).atlas
    wish = Wish(place, area, on, pair, phase, reading, method)
    given = {"seed": seed, "draws": draws}
    chance = {name: each for name, each in given.items() if each is not None}
    if goal is not None:
        asked = Asked(atlas, *resolve_settings(atlas, wish), chance, language)
        _seek(asked, goal, costs, out, place, force=force, as_json=as_json)
    elif file is not None:
        found = _read_scenario(file)
        asked = Asked(atlas, *_resolve_touched(atlas, wish, found), chance, language)
        trial = _try(asked, found)
        if as_json:
            print_json(trial.model_dump(mode="json"))
        else:
            _print_trial(asked, trial)


def _check_use(
    file: Path | None, goal: str | None, area: str | None, only: dict[str, Path | None]
) -> None:
    if (file is None) == (goal is None):
        raise fail("Name either a scenario file or --goal, for example --goal multilevel.", 2)
    if goal is not None and area is None:
        raise fail("A goal is one of a policy area: add --area.", 2)
    if goal is None and (given := [name for name, each in only.items() if each is not None]):
        raise fail(f"{write_list(given)} goes with --goal.", 2)


def _read_scenario(file: Path) -> "Scenario":
    from weft.core.diagnosis.scenario import ScenarioError, read_scenario  # noqa: PLC0415

    try:
        return read_scenario(file)
    except ScenarioError as error:
        raise fail(str(error), 2) from None


def _resolve_touched(
    atlas: Atlas, wish: Wish, found: "Scenario"
) -> tuple[tuple["Setting", ...], "Method", "ReadingName"]:
    """The settings of the areas that the edits touch, unless one was asked for."""
    from weft.core.diagnosis.scenario import ScenarioError, list_touched  # noqa: PLC0415

    try:
        touched = list_touched(atlas, found)
    except ScenarioError as error:
        raise fail(str(error), 2) from None
    settings, numbers, reading = resolve_settings(atlas, wish)
    if wish.area is None and touched:
        settings = tuple(
            setting
            for each in touched
            for setting in resolve_settings(atlas, replace(wish, area=each))[0]
        )
    return settings, numbers, reading


def _try(asked: Asked, found: "Scenario") -> "Trial":
    from weft.core.diagnosis.scenario import try_scenario  # noqa: PLC0415

    return try_scenario(
        asked.atlas, found, asked.settings, asked.method, reading=asked.reading, **asked.chance
    )


def _print_trial(asked: Asked, trial: "Trial") -> None:
    """What is assumed; then a paragraph for each setting in which anything changes."""
    from weft.core.diagnosis.scenario import apply_edits  # noqa: PLC0415
    from weft.core.diagnosis.scenario.saying import say_edits, say_turn  # noqa: PLC0415
    from weft.core.diagnosis.sentences import name_setting  # noqa: PLC0415

    language, tried = asked.language, trial.scenario
    after = apply_edits(asked.atlas, tried.edits, tried.name)
    typer.secho(say("scenario_title", language, name=tried.name.read(language)), bold=True)
    for line in say_edits(asked.atlas, after, tried, language):
        typer.echo(f"  {line}")
    if not trial.turns:
        typer.echo(say("scenario_none", language))
    same = []
    for turn in trial.turns:
        if len(trial.turns) > 1 and turn.after.applicable and not turn.anything:
            same.append(label("areas", turn.before.setting.area, language))
            continue
        typer.secho(name_setting(asked.atlas, turn.before.setting, language=language), bold=True)
        for line in say_turn(asked.atlas, after, turn, trial.reading, language):
            typer.echo(f"  {line}")
    if same:
        typer.echo(say("scenario_same", language, areas=write_list(same, language)))
    if trial.turns:
        first = trial.turns[0].before
        parts = {"method": first.method, "draws": first.draws, "seed": first.seed}
        typer.echo(say("scenario_footer", language, **parts))


# --- the smallest change ---------------------------------------------------------------------


def _seek(
    asked: Asked,
    word: str,
    costs: Path | None,
    out: Path | None,
    place: str,
    *,
    force: bool,
    as_json: bool,
) -> None:
    from weft.core.diagnosis.remedies import find_remedy  # noqa: PLC0415

    goal, catalogue = _resolve_goal(word, costs)
    if out:
        check_free(out, force)
    if not asked.settings:
        if as_json:
            print_json(None)
            return
        name = asked.atlas.place_by_id[resolve_place(asked.atlas, place) or ""].name
        typer.echo(say("nothing_recorded", asked.language, place=name.read(asked.language)))
        return
    with show_progress("Trying changes ..."):
        remedy = find_remedy(
            asked.atlas, asked.settings[0], goal, asked.method, reading=asked.reading,
            catalogue=catalogue, **asked.chance,
        )  # fmt: skip
    _report(asked, remedy, catalogue, costs, out, force=force, as_json=as_json)


def _resolve_goal(word: str, costs: Path | None) -> tuple["Goal", "Catalogue"]:
    from weft.core.diagnosis import remedies  # noqa: PLC0415

    try:
        return remedies.read_goal(word), remedies.read_catalogue(costs)
    except (remedies.GoalError, remedies.CatalogueError) as error:
        raise fail(str(error), 2) from None


def _report(
    asked: Asked,
    remedy: "Remedy",
    catalogue: "Catalogue",
    costs: Path | None,
    out: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """The change and what it would turn; or the question that is most worth asking."""
    from weft.core.diagnosis.remedies.saying import make_scenario  # noqa: PLC0415

    found = make_scenario(asked.atlas, remedy) if remedy.edits else None
    trial = _try(asked, found) if found else None
    reason, question = ("", None) if remedy.found else _ask(asked)
    if as_json:
        parts = {"remedy": remedy, "scenario": found, "trial": trial, "question": question}
        said = {name: each and each.model_dump(mode="json") for name, each in parts.items()}
        print_json({**said, "reason": reason})
    elif reason:
        typer.echo(say("not_applicable", asked.language, reason=reason))
    else:
        _print_remedy(asked, remedy, catalogue, costs, question)
        if trial:
            _print_trial(asked, trial)
    if out:
        _write(out, found, asked.language, force=force, as_json=as_json)


def _ask(asked: Asked) -> tuple[str, "Question | None"]:
    """Why the setting is not applicable, if it is not; else the question most worth asking."""
    from weft.core.atlas.nearby import Nearby  # noqa: PLC0415
    from weft.core.diagnosis.entering import enter_scenes  # noqa: PLC0415
    from weft.core.diagnosis.obstacles import find_obstacle, say_obstacle  # noqa: PLC0415
    from weft.core.diagnosis.questions import find_questions  # noqa: PLC0415
    from weft.core.diagnosis.scene import Scene  # noqa: PLC0415

    nearby, setting = Nearby(asked.atlas), asked.settings[0]
    if obstacle := find_obstacle(nearby, setting):
        return say_obstacle(asked.atlas, setting, obstacle, asked.language), None
    scenes = [Scene(nearby, setting, asked.method, asked.reading)]
    return "", find_questions(scenes, enter_scenes(scenes))[0]


def _print_remedy(
    asked: Asked,
    remedy: "Remedy",
    catalogue: "Catalogue",
    costs: Path | None,
    question: "Question | None",
) -> None:
    from weft.core.diagnosis.questions import say_question  # noqa: PLC0415
    from weft.core.diagnosis.remedies.saying import say_remedy  # noqa: PLC0415
    from weft.core.diagnosis.sentences import name_setting  # noqa: PLC0415

    language = asked.language
    typer.secho(name_setting(asked.atlas, remedy.setting, language=language), bold=True)
    for line in say_remedy(asked.atlas, remedy, catalogue, language):
        typer.echo(line)
    if remedy.measures:
        name = costs.name if costs else ""
        code = "remedy_other_costs" if costs else "remedy_costs"
        typer.echo(say(code, language, file=name))
    if question:
        typer.echo(say_question(asked.atlas, remedy.setting, question, language))
    elif not remedy.found:
        typer.echo(say("remedy_nothing_open", language))


def _write(
    out: Path, found: "Scenario | None", language: str, *, force: bool, as_json: bool
) -> None:
    import yaml  # noqa: PLC0415

    if found is None:
        typer.echo(say("remedy_not_written", language), err=as_json)
        return
    data = found.model_dump(mode="json", exclude_unset=True) | {"weft_scenario": 1}
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)
    write_file(out, text.encode(), force)
    typer.echo(say("remedy_written", language, file=out), err=as_json)

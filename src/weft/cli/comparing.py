"""weft compare: what differs between two settings, and which facts make it differ."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weft.cli.asking import (
    AreaOption,
    DrawsOption,
    MethodOption,
    PhaseOption,
    SeedOption,
    resolve_pair,
    resolve_phase,
)
from weft.cli.common import (
    AsJson,
    LanguageOption,
    PathOrPack,
    WithOption,
    check_language,
    fail,
    open_atlases,
    print_json,
    resolve_day,
    resolve_place,
    resolve_term,
    say_moved_days,
)
from weft.core.atlas import Atlas
from weft.core.terms import fold, label, list_codes
from weft.core.terms.phrases import say, write_list

if TYPE_CHECKING:
    from weft.core.diagnosis import Phases
    from weft.core.diagnosis.comparison import Comparison, Side

USE = (
    "Name two of one thing: two of --place, or of --on, of --pair or of --as; for example "
    "--place Rennes --place Lyon. Name everything else once, or leave it out."
)


def compare(
    path: PathOrPack,
    others: WithOption = None,
    place: Annotated[
        list[str] | None, typer.Option("--place", help="A place (id or name); two to compare.")
    ] = None,
    area: AreaOption = None,
    on: Annotated[
        list[str] | None,
        typer.Option("--on", metavar="DATE", help="A day, as 2021-09-30; two to compare."),
    ] = None,
    pair: Annotated[
        list[str] | None,
        typer.Option("--pair", help="Two levels, as national:local; two pairs to compare."),
    ] = None,
    readers: Annotated[
        list[str] | None,
        typer.Option("--as", metavar="ACTOR", help="As an actor asserts it; two to compare."),
    ] = None,
    phase: PhaseOption = "both",
    method: MethodOption = None,
    seed: SeedOption = None,
    draws: DrawsOption = None,
    language: LanguageOption = "en",
    as_json: AsJson = False,
) -> None:
    """Say what differs between two places, days, pairs of levels or actors' readings of a place,
    and which facts make it differ. It is no ranking: sides stand as they are named."""
    from weft.core import diagnosis as rules  # noqa: PLC0415  # loads numpy
    from weft.core.atlas.asserting import NoReadingError  # noqa: PLC0415
    from weft.core.diagnosis import comparison  # noqa: PLC0415

    given = [list(each or ()) for each in (place, on, pair, readers)]
    if sorted(len(each) for each in given)[-2:] not in ([0, 2], [1, 2]):
        raise fail(USE, 2)
    check_language(language)
    code, chosen = resolve_term("areas", area, "policy area"), resolve_phase(phase)
    days = [resolve_day(each) for each in given[1]]
    pairs = [resolve_pair(each) for each in given[2]]
    opened = open_atlases(path, others, as_json)
    atlas = opened.atlas
    places = [resolve_place(atlas, each) for each in given[0]] or [_find_only_place(atlas)]
    actors = [_resolve_actor(atlas, each) for each in given[3]]
    parts = [_take_two(each) for each in (places, days, pairs, actors)]
    if all(one == other for one, other in parts):
        raise fail("Both sides are the same; name two that differ.", 2)
    try:
        numbers = rules.read_method(method)
        (one, here), (other, there) = (
            _make_side(atlas, chosen, *each) for each in zip(*parts, strict=True)
        )
        codes = [code] if code else [each for each in list_codes("areas") if each in here | there]
        found = [
            comparison.compare(
                atlas, _move(one, each), _move(other, each), numbers,
                seed=rules.SEED if seed is None else seed, draws=draws,
            )
            for each in codes
        ]  # fmt: skip
    except (rules.SettingError, rules.MethodError, NoReadingError) as error:
        raise fail(str(error), 2) from None
    moved = {each.setting.place: each.setting.on for each in (one, other)}
    say_moved_days(opened, next(iter(given[1]), None), moved, as_json)
    if as_json:
        print_json([each.model_dump(mode="json") for each in found])
    else:
        _print(atlas, found, language, numbers.version, summed_up=code is None)


def _take_two(values: Sequence[Any]) -> tuple[Any, Any]:
    """Both values; one twice; or None twice."""
    return (values[0], values[-1]) if values else (None, None)


def _find_only_place(atlas: Atlas) -> str:
    """The one place below the State; ends if there are several, or none."""
    from weft.core.diagnosis import find_pair  # noqa: PLC0415

    found = [each.id for each in atlas.places if find_pair(atlas, each)]
    if len(found) != 1:
        raise fail("Say which place is meant: add --place.", 2)
    return found[0]


def _resolve_actor(atlas: Atlas, word: str) -> str:
    """The id of an actor named by id or by any of its names; ends if there is none, or several."""
    from weft.core.atlas.asserting import list_readers  # noqa: PLC0415

    if word in atlas.actor_by_id:
        return word
    found = [
        each.id
        for each in atlas.actors
        if fold(word) in {fold(name) for name in each.name.root.values()}
    ]
    if len(found) > 1:
        several = " or ".join(found)
        raise fail(f"'{word}' is the name of several actors; write one's id: {several}", 2)
    if not found:
        known = ", ".join(list_readers(atlas)) or "nobody yet"
        raise fail(f"There is no actor '{word}'; who asserts or disputes something: {known}", 2)
    return found[0]


def _make_side(
    atlas: Atlas,
    phase: "Phases",
    place: str,
    on: dt.date | None,
    pair: tuple[str, str] | None,
    actor: str | None,
) -> tuple["Side", set[str]]:
    """A side in any policy area, and the areas about which something is recorded there."""
    from weft.core.diagnosis import list_settings  # noqa: PLC0415
    from weft.core.diagnosis.comparison import Side  # noqa: PLC0415

    wanted: dict[str, Any] = {
        "place": place, "on": on, "pair": pair, "phase": phase, "fallback": dt.date.today()
    }  # fmt: skip
    settings = list_settings(atlas, area=list_codes("areas")[0], **wanted)
    if not settings:
        name = atlas.place_by_id[place].name
        raise fail(f"{name} lies above the lower level; name another place or --pair.", 2)
    areas = {each.area for each in list_settings(atlas, **wanted)}
    return Side(setting=settings[0], actor=actor), areas


def _move(side: "Side", area: str) -> "Side":
    """The same side in another policy area."""
    return side.model_copy(update={"setting": side.setting.model_copy(update={"area": area})})


def _print(
    atlas: Atlas, found: Sequence["Comparison"], language: str, version: str, summed_up: bool
) -> None:
    """A paragraph for each area; summed up in a line are those in which nothing differs, or in
    which a side records nothing, unless one area was asked for."""
    from weft.core.diagnosis.comparison import (  # noqa: PLC0415
        name_sides,
        name_title,
        say_comparison,
        say_terms,
    )

    if not found:
        typer.echo(say("compare_none", language))
        return
    typer.secho(name_title(atlas, found[0], language), bold=True)
    for line in say_terms(atlas, found[0], language):
        typer.echo(f"  {line}")
    alike: list[str] = []
    lacking: dict[tuple[bool, bool], list[str]] = {}
    for each in found:
        area = label("areas", each.one.setting.area, language)
        lacks = (each.lacks("one"), each.lacks("other"))
        if summed_up and any(lacks):
            lacking.setdefault(lacks, []).append(area)
        elif summed_up and each.agrees:
            alike.append(area)
        else:
            typer.secho(area, bold=True)
            for line in say_comparison(atlas, each, language):
                typer.echo(f"  {line}")
    if alike:
        typer.echo(say("compare_agree", language, areas=write_list(alike, language)))
    for lacks, areas in lacking.items():
        names = [name for name, is_it in zip(name_sides(atlas, found[0], language), lacks,
                 strict=True) if is_it]  # fmt: skip
        parts = {"side": write_list(names, language), "areas": write_list(areas, language)}
        typer.echo(say("compare_nothing_in", language, **parts))
    typer.echo(say("compare_footer", language, method=version, count=len(found)))

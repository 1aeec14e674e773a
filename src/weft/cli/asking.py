"""Which settings a command is asked about, for every command that speaks of settings."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from weft.cli.common import fail, resolve_day, resolve_place, resolve_term
from weft.core.atlas import Atlas

if TYPE_CHECKING:
    from weft.core.diagnosis import Method, Phases, Setting
    from weft.core.diagnosis.evidence import ReadingName

NeededPlace = Annotated[str, typer.Option("--place", help="The place (id or name).")]
AreaOption = Annotated[
    str | None, typer.Option("--area", help="Only this policy area; else all recorded.")
]
PairOption = Annotated[
    str | None,
    typer.Option("--pair", help="Two levels, as national:local; else State and own level."),
]
PhaseOption = Annotated[str, typer.Option("--phase", help="formulation, implementation or both.")]
ReadingOption = Annotated[
    str,
    typer.Option("--reading", help="confirmed, or recorded: as if what is recorded held."),
]
MethodOption = Annotated[
    Path | None, typer.Option("--method", help="Your own numbers: a copy of method.toml.")
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", help="Of the draws; the same gives the same answer.")
]
DrawsOption = Annotated[
    int | None,
    typer.Option("--draws", min=1, max=10_000, help="How many; else the method's number."),
]


@dataclass(frozen=True)
class Wish:
    """The words of a command that name settings, as they were typed."""

    place: str | None
    area: str | None
    on: str | None
    pair: str | None
    phase: str
    reading: str
    method: Path | None


def resolve_settings(
    atlas: Atlas, wish: Wish
) -> tuple[tuple["Setting", ...], "Method", "ReadingName"]:
    """The settings that are wished for, the numbers and the reading; ends where a word is wrong."""
    from weft.core import diagnosis as rules  # noqa: PLC0415  # loads numpy

    phase, reading = resolve_phase(wish.phase), wish.reading
    if reading not in rules.READINGS:
        raise fail(f"'{reading}' is no reading. Use {' or '.join(rules.READINGS)}.", 2)
    try:
        settings = rules.list_settings(
            atlas,
            place=resolve_place(atlas, wish.place),
            area=resolve_term("areas", wish.area, "policy area"),
            on=resolve_day(wish.on),
            pair=resolve_pair(wish.pair),
            phase=phase,
            fallback=dt.date.today(),
        )
        numbers = rules.read_method(wish.method)
    except (rules.SettingError, rules.MethodError) as error:
        raise fail(str(error), 2) from None
    return settings, numbers, reading


def resolve_phase(word: str) -> "Phases":
    """A phase, or both, from the command line; ends if it is none."""
    from weft.core import diagnosis as rules  # noqa: PLC0415

    known = get_args(rules.Phases)
    if word not in known:
        raise fail(f"'{word}' is no phase. Use {' or '.join(known)}.", 2)
    return cast("Phases", word)


def resolve_pair(text: str | None) -> tuple[str, str] | None:
    """Two levels from the command line; ends if they are none."""
    if text is None:
        return None
    parts = [resolve_term("levels", each, "level") or "" for each in text.split(":")]
    if len(parts) != 2 or parts[0] == parts[1]:
        raise fail(f"'{text}' is no pair of levels; write for example national:local.", 2)
    return parts[0], parts[1]

"""Who takes part in which mechanism of a place, by level: for the drawing and its table."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from weft.core.atlas import Atlas
from weft.core.atlas.facts import Mechanism
from weft.core.terms import Text, list_codes
from weft.pictures.fabric import Measure, Tie
from weft.pictures.ground import COLUMNS, Ground
from weft.pictures.loom import measure_nothing
from weft.pictures.spinning import spin_threads


@dataclass(frozen=True, slots=True)
class Row:
    """One actor, as a line."""

    actor: str
    name: Text
    kind: str
    here: bool  # acts for the place, or for something in it


@dataclass(frozen=True, slots=True)
class Band:
    """The actors of one level, or of the same levels; of none if their level is not recorded."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Cord:
    """One mechanism, as a thread across the lines of those who take part."""

    tie: Tie
    seats: tuple[tuple[str, str], ...]  # actor and seat, from the topmost line to the lowest
    across: bool  # joins actors of different levels


@dataclass(frozen=True)
class Network:
    """The actors and mechanisms of one place on one day, in the order in which they are drawn."""

    place: str
    name: Text
    on: dt.date
    bands: tuple[Band, ...]  # widest level first, the edge last
    cords: tuple[Cord, ...]  # those that span the same levels stand together
    unplaced: tuple[tuple[str, Text], ...] = ()  # mechanisms nobody of which has a level

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every line, from the top."""
        return tuple(row for band in self.bands for row in band.rows)

    def list_cords(self, actor: str) -> tuple[tuple[int, Cord, str], ...]:
        """What an actor takes part in: number (from 1), mechanism, seat."""
        return tuple(
            (number, cord, seat)
            for number, cord in enumerate(self.cords, 1)
            for key, seat in cord.seats
            if key == actor
        )


def lay_network(
    atlas: Atlas, place: str, on: dt.date, strength: Measure = measure_nothing
) -> Network:
    """The network of a place on a day; `strength` gives low and high of a mechanism's, in [0, 1].

    It has the mechanisms of the weave (`spin_threads`), and all who take part in them on the day,
    observers and those of other places too. Facts of every visibility are taken: leave out first
    what the reader may not see. Raises KeyError if the atlas has no such place.
    """
    ground = Ground(atlas, place, on)
    threads, loose = spin_threads(ground, strength)
    ties = {each.tie.fact: each.tie for each in threads}
    mechanisms = {each.id: each for each in atlas.mechanisms}
    seats = {key: _list_seats(ground, mechanisms[key]) for key in ties}
    bands = _group(ground, seats.values())
    order = [row.actor for band in bands for row in band.rows]
    cords = [
        Cord(ties[key], tuple(sorted(found.items(), key=lambda each: order.index(each[0]))),
             len({_stand(ground, each) for each in found}) > 1)
        for key, found in seats.items()
    ]  # fmt: skip
    return Network(
        place=place,
        name=atlas.place_by_id[place].name,
        on=on,
        bands=bands,
        cords=_sort(cords, bands),
        unplaced=tuple((key, mechanisms[key].name) for key in sorted(loose)),
    )


def _list_seats(ground: Ground, mechanism: Mechanism) -> dict[str, str]:
    """The highest seat of each actor that exists on the day."""
    ranks = list_codes("seats")
    seats: dict[str, str] = {}
    for each in sorted(mechanism.members, key=lambda each: ranks.index(each.seat)):
        if ground.acts(each.actor):
            seats.setdefault(each.actor, each.seat)
    return seats


def _stand(ground: Ground, actor: str) -> tuple[str, ...]:
    """The columns of an actor in their order; a town that is a region too stands in both."""
    return tuple(each for each in COLUMNS if each in ground.list_columns(actor))


def _group(ground: Ground, seats: Iterable[dict[str, str]]) -> tuple[Band, ...]:
    """Every actor once, by its columns; in a band those of the place first, then by kind, then
    those who take part in most, then by id."""
    counts: dict[str, int] = {}
    for found in seats:
        for actor in found:
            counts[actor] = counts.get(actor, 0) + 1
    groups: dict[tuple[str, ...], list[Row]] = {}
    for actor in counts:
        record, territory = ground.atlas.actor_by_id[actor], ground.atlas.find_territory(actor)
        here = territory is not None and ground.atlas.contains(ground.place, territory)
        row = Row(actor, record.name, record.kind, here)
        groups.setdefault(_stand(ground, actor), []).append(row)
    kinds = list_codes("actor_kinds")
    return tuple(
        Band(
            columns,
            tuple(
                sorted(
                    groups[columns],
                    key=lambda row: (
                        not row.here, kinds.index(row.kind), -counts[row.actor], row.actor
                    ),
                )
            ),
        )
        for columns in sorted(groups, key=_rank)
    )  # fmt: skip


def _rank(columns: tuple[str, ...]) -> tuple[int, ...]:
    """From the widest level to the edge; what has none comes last."""
    return tuple(COLUMNS.index(each) for each in columns) or (len(COLUMNS),)


def _sort(cords: list[Cord], bands: tuple[Band, ...]) -> tuple[Cord, ...]:
    """By topmost band, then by lowest, so that threads of one span stand together; then by their
    lines; then by id."""
    lines = [(at, row.actor) for at, band in enumerate(bands) for row in band.rows]
    band_of = {actor: at for at, actor in lines}
    line_of = {actor: line for line, (_, actor) in enumerate(lines)}

    def measure(cord: Cord) -> tuple[int, int, int, int, str]:
        first, last = cord.seats[0][0], cord.seats[-1][0]
        return (
            band_of[first], band_of[last], line_of[first], line_of[last], cord.tie.fact
        )  # fmt: skip

    return tuple(sorted(cords, key=measure))

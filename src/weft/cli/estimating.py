"""weft observe fit: a table that nobody counted, from one of elsewhere and the totals of the place,
as a file of modelled figures with intervals."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weft.cli.common import check_free, fail, show_progress

if TYPE_CHECKING:
    from weft.core.observatory.estimation import Table

VALUE = "value"


def fit(
    seed: Annotated[
        Path,
        typer.Argument(
            metavar="SEED", exists=True, dir_okay=False,
            help="A CSV with a column for each axis (area, sex, age ...) and a column value: the "
            "pattern, of another year or a survey.",
        ),
    ],
    margins: Annotated[
        list[Path],
        typer.Argument(
            metavar="MARGIN...", exists=True, dir_okay=False,
            help="CSVs with some of these axes and a column value: the totals that hold here.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The CSV to write, for weft observe add.")],
    measure: Annotated[str, typer.Option("--measure", help="What is counted: stock ...")],
    definition: Annotated[str, typer.Option("--definition", help="Who: citizenship ...")],
    period: Annotated[str, typer.Option("--period", help="When: 2021")],
    source: Annotated[str, typer.Option("--source", help="What seed and margins come from.")],
    area: Annotated[
        str | None, typer.Option("--area", help="The area, where no axis is called area.")
    ] = None,
    people: Annotated[
        int | None,
        typer.Option("--people", min=1, help="How many were asked, where the seed is weighted."),
    ] = None,
    random: Annotated[int, typer.Option("--seed", help="Of the draws for the intervals.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
) -> None:  # fmt: skip
    """Fit the seed to the margins (iterative proportional fitting) and write the cells as modelled
    figures, each with the interval of 95 % that the seed's sample leaves."""
    from weft.core.observatory.definitions import find_definition  # noqa: PLC0415
    from weft.core.observatory.estimation import (  # noqa: PLC0415
        bootstrap_table,
        describe_observations,
    )
    from weft.core.observatory.periods import Period  # noqa: PLC0415

    check_free(out, force)
    try:
        find_definition(definition)
        tables = [_read(path) for path in (seed, *margins)]
        with show_progress("Fitting, and drawing anew for the intervals ..."):
            modelled = bootstrap_table(tables[0], tables[1:], random=random, people=people)
        rows = describe_observations(
            modelled, measure=measure, definition=definition, period=Period(period),
            source=source, area=area,
        )  # fmt: skip
    except (ValueError, KeyError) as error:
        raise fail(str(error)) from None
    names = list(rows[0].breakdowns)
    heads = ["area", "measure", "period", "definition", *names, "value", "low", "high", "unit",
             "flag", "modelled", "source"]  # fmt: skip
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for each in rows:
            parts = [each.breakdowns[name] for name in names]
            writer.writerow(
                [each.area, each.measure, each.period, each.definition, *parts,
                 *(_round(x) for x in (each.value, each.low, each.high)), each.unit, each.flag,
                 "true", each.source]
            )  # fmt: skip
    for caution in modelled.cautions:
        typer.echo(f"caution: {caution.replace('_', ' ')}; see docs/reference/estimation.md")
    typer.echo(f"Written: {out} ({len(rows)} modelled figures)")


def _round(value: float | None) -> float | str:
    """To a tenth: more would say of a model what it does not know."""
    return "" if value is None else round(value, 1)


def _read(path: Path) -> "Table":
    """A table from a CSV: its columns but the value are axes. Raises ValueError that says where."""
    import numpy as np  # noqa: PLC0415

    from weft.core.observatory.estimation import Table  # noqa: PLC0415

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or VALUE not in rows[0]:
        raise ValueError(f"{path}: a head with a column '{VALUE}' and rows below it are expected")
    axes = {
        name: tuple(dict.fromkeys(row[name] for row in rows)) for name in rows[0] if name != VALUE
    }
    values = np.full([len(each) for each in axes.values()], np.nan)
    for number, row in enumerate(rows, 2):
        at = tuple(names.index(row[axis]) for axis, names in axes.items())
        if not np.isnan(values[at]):
            raise ValueError(f"{path}, row {number}: these categories stand there twice")
        values[at] = _read_number(path, number, row[VALUE])
    if np.isnan(values).any():
        lacking = int(np.isnan(values).sum())
        raise ValueError(f"{path}: {lacking} cells are in no row; write 0 where there is nobody")
    return Table(values, axes)


def _read_number(path: Path, row: int, words: str | None) -> float:
    try:
        return float(words or "")
    except ValueError:
        raise ValueError(f"{path}, row {row}, column {VALUE}: '{words}' is no number") from None

"""Checks the balance of a version: whether stocks and flows fit together in every area and period,
for the report of its import."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq

from weft.core.observatory.balance import END, SIGNS, check_balance, check_continuity
from weft.core.observatory.report import ImportReport, Trouble, make_trouble
from weft.core.observatory.saying import Part
from weft.store.columns import PREFIX
from weft.store.questions import read_observations

MOST = 500_000  # figures of balances that are checked
LISTED = 500  # that do not close, one by one


def add_balance(report: ImportReport, observations: Path) -> ImportReport:
    """The report with what its balance comes to: how many close, and each that does not, with the
    difference. Unchanged where the figures are no balance."""
    if not {"stock", "stock_start"} <= set(report.measures):
        return report
    table = pq.read_table(observations, filters=[("measure", "in", sorted({END, *SIGNS}))])
    if table.num_rows > MOST:
        parts = {"figures": table.num_rows}
        return _add(report, [make_trouble("balance_unchecked", "note", parts)])
    figures = read_observations(table)
    found, jumps = check_balance(figures), check_continuity(figures)
    by_status = {
        status: [each for each in found if each.status == status]
        for status in ("closes", "differs", "unknown")
    }
    counts = {status: len(each) for status, each in by_status.items()}
    troubles = [make_trouble("balance", "note", {**counts, "cases": len(found)})]
    for each in by_status["differs"][:LISTED]:
        where = _locate(each.area, each.period, each.breakdowns)
        parts = {**where, "difference": round(each.difference or 0)}
        troubles.append(make_trouble("balance_differs", "warning", parts))
    for jump in jumps[:LISTED]:
        parts = {
            **_locate(jump.area, jump.period, jump.breakdowns), "end": round(jump.end),
            "start": round(jump.start), "difference": round(jump.difference),
        }  # fmt: skip
        troubles.append(make_trouble("balance_jump", "warning", parts))
    return _add(report, troubles)


def _locate(area: str, period: object, breakdowns: Mapping[str, str]) -> dict[str, Part]:
    return {
        "area": area,
        "period": str(period),
        **{PREFIX + name: code for name, code in breakdowns.items()},
    }


def _add(report: ImportReport, troubles: list[Trouble]) -> ImportReport:
    return report.model_copy(update={"troubles": (*report.troubles, *troubles)})

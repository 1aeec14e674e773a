"""Checks the balance of a version: whether stocks and flows fit together in every area and period,
for the report of its import."""

from pathlib import Path

import pyarrow.parquet as pq

from weft.core.observatory.balance import END, SIGNS, check_balance, check_continuity
from weft.core.observatory.report import ImportReport, Trouble
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
        told = f"{table.num_rows:,} figures are too many for the balance to be checked here"
        return _add(report, [Trouble(code="balance_unchecked", severity="note", message=told)])
    figures = read_observations(table)
    found, jumps = check_balance(figures), check_continuity(figures)
    by_status = {
        status: [each for each in found if each.status == status]
        for status in ("closes", "differs", "unknown")
    }
    counts = {status: str(len(each)) for status, each in by_status.items()}
    told = (
        f"The balance closes in {counts['closes']} of {len(found)} cases (area, period and group)"
        f"; it differs in {counts['differs']}, and a component is missing in {counts['unknown']}"
    )
    troubles = [Trouble(code="balance", severity="note", message=told, parts=counts)]
    for each in by_status["differs"][:LISTED]:
        where = ", ".join((each.area, str(each.period), *each.breakdowns.values()))
        troubles.append(
            Trouble(
                code="balance_differs",
                severity="warning",
                message=f"{where}: the stock at the end differs by {each.difference:+,.0f} from "
                "what the stock at the beginning and the flows give",
                parts={"where": where, "difference": f"{each.difference:+.0f}"},
            )
        )
    troubles += [
        Trouble(
            code="balance_jump",
            severity="warning",
            message=f"{each.area}, {each.period}: it ends with {each.end:,.0f}, and the next "
            f"period begins with {each.start:,.0f} ({each.difference:+,.0f})",
            parts={"where": f"{each.area}, {each.period}", "difference": f"{each.difference:+.0f}"},
        )
        for each in jumps[:LISTED]
    ]
    return _add(report, troubles)


def _add(report: ImportReport, troubles: list[Trouble]) -> ImportReport:
    return report.model_copy(update={"troubles": (*report.troubles, *troubles)})

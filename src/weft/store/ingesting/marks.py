"""Marks behind figures, behind their periods and in the heads of their columns: which flag each
means, and which mean nothing that is known; for the import."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

from collections.abc import Mapping

from weft.core.observatory.report import Trouble, make_trouble
from weft.store.ingesting.meanings import find_kind
from weft.store.ingesting.planning import Plan
from weft.store.readers.heads import find_mark, is_period, strip_head_marks, strip_signs
from weft.store.readers.numbers import FLAGS, MARK
from weft.store.readers.problems import tell_rest
from weft.store.readers.raw import quote_text

_MOST = 20  # marks that are told one by one
_KNOWN = ", ".join(map(quote_text, FLAGS))


def list_head_marks(plan: Plan) -> dict[str, str]:
    """Head of a column of figures -> the mark behind it: "2023 (p)" -> "(p)". Where the recipe says
    the flag of a column, its head has none; nor where it says a letter and a period only, and the
    letter is a code there (F for women)."""
    labels = [each.label for each in plan.raw.columns]
    if plan.fitted.wide:
        columns = [(each.column.label, each.settings) for each in plan.fitted.wide]
    else:
        columns = [(each.label, {}) for each in plan.fitted.find("value")]
    marks: dict[str, str] = {}
    for head, settings in columns:
        mark = find_mark(head, labels)
        coded = strip_signs(mark).upper() in settings.values()
        if (
            mark
            and "flag" not in settings
            and not (coded and is_period(strip_head_marks(head, labels)))
        ):
            marks[head] = mark
    return marks


def write_flag(plan: Plan, period_mark: str) -> str:
    """SQL: the flag that the mark behind a figure means, else that behind its period, else that of
    the head of its column."""
    heads = {
        head: FLAGS[strip_signs(mark)]
        for head, mark in list_head_marks(plan).items()
        if strip_signs(mark) in FLAGS
    }
    normal = f"'A'::{find_kind('flag')}"
    head = _write_case("head", heads, normal)
    period = _write_case(_write_strip(period_mark), FLAGS, head)
    period = f"CASE WHEN {period_mark} IS NULL THEN {head} ELSE {period} END"  # nearly always
    return _write_case("lower(mark)", FLAGS, period)


def _write_case(sought: str, meant: Mapping[str, str], other: str) -> str:
    if not meant:
        return other
    kind = find_kind("flag")
    cases = " ".join(
        f"WHEN {quote_text(each)} THEN {quote_text(code)}::{kind}" for each, code in meant.items()
    )
    return f"CASE {sought} {cases} ELSE {other} END"


def write_unknown_mark() -> str:
    """SQL: the mark behind a figure as it stands there, where it means nothing known, else NULL."""
    return (
        f"CASE WHEN state = 'figure' AND lower(mark) NOT IN ('', {_KNOWN}) "
        f"THEN trim(regexp_extract(cell, {quote_text(MARK)}, 1)) END"
    )


def check_marks(plan: Plan, sheet: str | None) -> list[Trouble]:
    """Marks that mean nothing known, each told once with how many figures it stands at, be it
    behind them, behind their period or in the head of their column."""
    heads = {
        head: mark for head, mark in list_head_marks(plan).items() if strip_signs(mark) not in FLAGS
    }
    period = plan.fitted.find("period")
    beside = (
        "SELECT period_mark::VARCHAR, row, "
        f"{quote_text(period[0].label) if period else 'head::VARCHAR'} FROM figures "
        f"WHERE state = 'figure' AND {_write_strip('period_mark')} NOT IN ({_KNOWN})"
    )
    # A mark in a head has no row.
    behind = "SELECT t_mark AS mark, row, head::VARCHAR AS head FROM figures WHERE t_mark <> ''"
    above = "".join(
        f" UNION ALL SELECT {quote_text(mark)}, NULL, {quote_text(head)} FROM figures "
        f"WHERE state = 'figure' AND head = {quote_text(head)}"
        for head, mark in heads.items()
    )
    found = plan.run(
        "SELECT mark, count(*), min(row), coalesce(arg_min(head, row), min(head)), "
        f"sum(count(*)) OVER () FROM ({behind} UNION ALL {beside}{above}) "
        f"GROUP BY mark ORDER BY 3, 1 LIMIT {_MOST}"
    )
    troubles = [
        make_trouble(
            "unknown_mark", "note", {"found": mark, "count": count},
            sheet=sheet, row=row, column=head, count=count,
        )
        for mark, count, row, head, _ in found
    ]  # fmt: skip
    return tell_rest(troubles, int(found[0][-1]) if found else 0)


def _write_strip(mark: str) -> str:
    """SQL: a mark as `strip_signs` gives it."""
    return f"lower(trim({mark}::VARCHAR, '()[] '))"

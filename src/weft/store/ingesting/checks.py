"""What is wrong with the figures of a file, cell by cell, each where it stands; for the report of
an import."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from weft.core.observatory.measures import list_counted, read_measures
from weft.core.observatory.observation import AMOUNT_UNITS, COUNTED_UNITS
from weft.core.observatory.report import Severity, Trouble, make_trouble
from weft.core.observatory.saying import Part
from weft.store.ingesting.meanings import Seen
from weft.store.ingesting.planning import Plan
from weft.store.readers.numbers import Separators
from weft.store.readers.problems import MOST_TROUBLES, tell_rest
from weft.store.readers.raw import quote_text


def check_cells(plan: Plan, signs: Separators, sheet: str | None) -> list[Trouble]:
    """Everything that can be said of one cell alone. At most 1,000 of a kind are located; the last
    of them says how many more there are."""
    troubles: list[Trouble] = []
    if not plan.run("SELECT 1 FROM odd LIMIT 1"):
        return troubles
    area = plan.fitted.find("area") or plan.fitted.find("area_name")
    period = plan.fitted.find("period")
    heads = {
        "area": area[0].label if area else None,
        "period": period[0].label if period else None,
    }

    def look(sought: _Sought) -> None:
        troubles.extend(_list_cells(plan, sought, sheet))

    example = f"1{signs.thousands}234{signs.decimal}5"
    look(_Sought("not_a_number", "error", "state = 'unread'", {"example": example}))
    look(_Sought("not_a_period", "error", "period IS NULL AND NOT about_many",
                 shown="t_period", column=heads["period"]))  # fmt: skip
    look(_Sought("no_area", "error",
                 "t_area IS NOT NULL AND state <> 'missing' AND NOT about_many",
                 shown="t_area", column=heads["area"]))  # fmt: skip
    known = ", ".join(quote_text(key) for key in read_measures())
    counted = ", ".join(quote_text(key) for key in list_counted())
    units = ", ".join(quote_text(each) for each in COUNTED_UNITS)
    added = ", ".join(quote_text(each) for each in (*COUNTED_UNITS, *AMOUNT_UNITS))
    look(_Sought("negative", "error",
                 f"value < 0 AND measure IN ({counted}) AND unit IN ({added})",
                 case="count"))  # fmt: skip
    look(_Sought("negative", "note",
                 f"value < 0 AND measure NOT IN ({known}) AND unit IN ({units})",
                 case="balance"))  # fmt: skip
    look(_Sought("fraction", "warning",
                 f"value <> round(value) AND unit IN ({units}) AND NOT modelled",
                 {"decimal": signs.decimal}))  # fmt: skip
    look(_Sought("percent_sign", "warning", f"contains(t_value, '%') AND unit IN ({units})"))
    look(_Sought("kept_back", "note", "state = 'small'"))
    flag = plan.fitted.find("flag")
    look(_Sought("unknown_flag", "warning", "t_flag IS NOT NULL",
                 shown="t_flag", column=flag[0].label if flag else None))  # fmt: skip
    return troubles


@dataclass(frozen=True)
class _Sought:
    """A kind of trouble with one cell."""

    code: str
    severity: Severity
    where: str  # SQL: which figures have it
    parts: Mapping[str, Part] = field(default_factory=dict)  # beside the cell that was found
    shown: str = "t_value"  # the cell that is shown
    column: str | None = None  # its head, where it is not that of the figure
    case: str = ""


def _list_cells(plan: Plan, sought: _Sought, sheet: str | None) -> list[Trouble]:
    most, shown = MOST_TROUBLES if sought.severity == "error" else 20, sought.shown
    # The same cell says its area or period of many figures in a wide table: told once.
    group = "row" if shown != "t_value" else "row, head, t_value"
    found = plan.connection.execute(
        f"SELECT row, {'min(head)' if shown != 't_value' else 'head'}, any_value({shown}), "
        f"count(*) OVER () FROM odd WHERE {sought.where} GROUP BY {group} ORDER BY row, 2 "
        f"LIMIT {most}"
    ).fetchall()
    troubles = [
        make_trouble(
            sought.code,
            sought.severity,
            {"found": str(text)[:80], **sought.parts},
            sought.case,
            sheet=sheet,
            row=row,
            column=sought.column if shown != "t_value" else head,
        )
        for row, head, text, _ in found
    ]
    return tell_rest(troubles, found[0][3] if found else 0)


def check_words(
    plan: Plan, words: Mapping[str, Sequence[Seen]], sheet: str | None
) -> list[Trouble]:
    """Words of breakdowns that the recipe does not know: blank ones, and such as became codes."""
    troubles = []
    for name in plan.breakdowns:
        column = next(
            (col.label for rule, col in plan.fitted.rules
             if rule.role == "breakdown" and rule.name == name), None
        )  # fmt: skip
        if column is None:
            continue
        book = plan.books[name]
        rows = [
            (each.word[0], each.row, each.count)
            for each in sorted(words.get(name, ()), key=lambda each: each.row)
        ]
        for word, row, count in rows:
            if not word and not book.knows(""):
                troubles.append(make_trouble(
                    "blank_code", "warning", {"role": name},
                    sheet=sheet, row=row, column=column, count=count,
                ))  # fmt: skip
        made = [(w, row) for w, row, _ in rows if w and not book.knows(w) and book.read(w) != w]
        if made:
            listed = ", ".join(w for w, _ in made[:10])
            troubles.append(make_trouble(
                "own_code", "note", {"role": name, "found": listed[:300]},
                sheet=sheet, row=made[0][1], column=column, count=len(made),
            ))  # fmt: skip
    return troubles


def check_reading(signs: Separators, plan: Plan, sheet: str | None) -> list[Trouble]:
    """What is not certain about how the whole file was read."""
    if signs.sure:
        return []
    example = plan.connection.execute(
        "SELECT row, head, t_value FROM figures WHERE state = 'figure' "
        "AND regexp_matches(t_value, '[0-9][.,][0-9]{3}$') ORDER BY row LIMIT 1"
    ).fetchall()
    row, head, text = example[0] if example else (None, None, signs.example or "")
    parts: dict[str, Part] = {
        "found": str(text), "decimal": signs.decimal, "thousands": signs.thousands,
        "why": signs.why,
    }  # fmt: skip
    return [make_trouble("separators", "warning", parts, sheet=sheet, row=row, column=head)]

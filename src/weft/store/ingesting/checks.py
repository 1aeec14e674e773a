"""What is wrong with the figures of a file, cell by cell, each where it stands; for the report of
an import."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

from collections.abc import Callable, Mapping, Sequence

from weft.core.observatory.measures import read_measures
from weft.core.observatory.observation import AMOUNT_UNITS, COUNTED_UNITS
from weft.core.observatory.report import Trouble
from weft.store.ingesting.meanings import Seen
from weft.store.ingesting.planning import Plan
from weft.store.readers.numbers import Separators
from weft.store.readers.problems import MOST_TROUBLES
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

    def look(code: str, severity: str, where: str, say: Callable[[str, str], str],
             shown: str = "t_value", column: str | None = None) -> None:  # fmt: skip
        troubles.extend(_list_cells(plan, code, severity, where, say, shown, column, sheet))

    look(
        "not_a_number", "error", "state = 'unread'",
        lambda found, _: f"found '{found}', expected a figure such as "
        f"1{signs.thousands}234{signs.decimal}5; correct it, or name it in the recipe (missing) if "
        "it means that there is none",
    )  # fmt: skip
    look(
        "not_a_period", "error", "period IS NULL AND NOT about_many",
        lambda found, _: f"found '{found}', expected a period such as 2019, 2019-Q2, 2019-03 or "
        "2019-03-01/2019-06-01; correct it, or give the column another role",
        "t_period", heads["period"],
    )  # fmt: skip
    look(
        "no_area", "error", "t_area IS NOT NULL AND state <> 'missing' AND NOT about_many",
        lambda *_: "the row has a figure and no area; write the area in every row",
        "t_area", heads["area"],
    )  # fmt: skip
    measures = read_measures()
    known = ", ".join(quote_text(key) for key in measures)
    counted = ", ".join(quote_text(key) for key, each in measures.items() if each.kind == "counted")
    units = ", ".join(quote_text(each) for each in COUNTED_UNITS)
    added = ", ".join(quote_text(each) for each in (*COUNTED_UNITS, *AMOUNT_UNITS))
    look(
        "negative", "error", f"value < 0 AND measure IN ({counted}) AND unit IN ({added})",
        lambda found, _: f"found {found}, expected a count of 0 or more; correct it, or give the "
        "column a measure that can be negative",
    )  # fmt: skip
    look(
        "negative", "warning", f"value < 0 AND measure NOT IN ({known}) AND unit IN ({units})",
        lambda found, _: f"found {found}, which no count can be; a balance can",
    )  # fmt: skip
    look(
        "fraction", "warning", f"value <> round(value) AND unit IN ({units}) AND NOT modelled",
        lambda found, _: f"found {found}, read with '{signs.decimal}' before the decimals: part of "
        "a person; if the sign stands between thousands, say so in the recipe (layout: decimal)",
    )  # fmt: skip
    look(
        "percent_sign", "warning", f"contains(t_value, '%') AND unit IN ({units})",
        lambda found, _: f"found {found}, a percentage among counts; give the column "
        "`unit=percent` in the recipe",
    )  # fmt: skip
    look(
        "kept_back", "note", "state = 'small'",
        lambda found, _: f"found '{found}': kept back by its source, so no figure",
    )  # fmt: skip
    flag = plan.fitted.find("flag")
    look(
        "unknown_flag", "warning", "t_flag IS NOT NULL",
        lambda found, _: f"found '{found}', expected a letter of SDMX (A, B, E, P ...); say in the "
        "recipe what it means (codes)", "t_flag", flag[0].label if flag else None,
    )  # fmt: skip
    return troubles


def _list_cells(
    plan: Plan, code: str, severity: str, where: str, say: Callable[[str, str], str], shown: str,
    column: str | None, sheet: str | None,
) -> list[Trouble]:  # fmt: skip
    most = MOST_TROUBLES if severity == "error" else 20
    # The same cell says its area or period of many figures in a wide table: told once.
    group = "row" if shown != "t_value" else "row, head, t_value"
    found = plan.connection.execute(
        f"SELECT row, {'min(head)' if shown != 't_value' else 'head'}, any_value({shown}), "
        f"count(*) OVER () FROM odd WHERE {where} GROUP BY {group} ORDER BY row, 2 "
        f"LIMIT {most}"
    ).fetchall()
    troubles = [
        Trouble(
            code=code,
            severity="error"
            if severity == "error"
            else "warning"
            if severity == "warning"
            else "note",
            message=say(str(text)[:80], str(head)),
            parts={"found": str(text)[:80]},
            sheet=sheet,
            row=row,
            column=column if shown != "t_value" else head,
        )
        for row, head, text, _ in found
    ]
    if found and found[0][3] > len(found):
        more = int(found[0][3]) - len(found) + 1
        troubles[-1] = troubles[-1].model_copy(update={"count": more})
    return troubles


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
                troubles.append(Trouble(
                    code="blank_code", severity="warning",
                    message=f"the {name} is empty, so it is taken as unknown (_U); say in the "
                    "recipe what an empty cell means (codes: {'': _O} for others)",
                    parts={"found": ""}, sheet=sheet, row=row, column=column, count=count,
                ))  # fmt: skip
        made = [(w, row) for w, row, _ in rows if w and not book.knows(w) and book.read(w) != w]
        if made:
            listed = ", ".join(w for w, _ in made[:10])
            troubles.append(Trouble(
                code="own_code", severity="note",
                message=f"words of {name} that the recipe gives no code, so they became codes of "
                f"their own: {listed[:300]}",
                parts={"found": listed[:300]}, sheet=sheet, row=made[0][1], column=column,
                count=len(made),
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
    return [
        Trouble(
            code="separators",
            severity="warning",
            message=f"'{text}' was read with '{signs.decimal}' before decimals and "
            f"'{signs.thousands}' between thousands ({signs.why}); if that is wrong, say so in the "
            "recipe (layout: decimal, thousands)",
            parts={"found": str(text), "decimal": signs.decimal, "thousands": signs.thousands},
            sheet=sheet,
            row=row,
            column=head,
        )
    ]

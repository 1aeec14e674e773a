"""What the largest contributors gave of each figure: read from the columns of a file and checked,
for the import; nobody is shown it, and protection reads it."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

from weft.core.observatory.disclosure.rules import ROUNDING
from weft.core.observatory.report import Trouble, make_trouble
from weft.core.observatory.saying import Part
from weft.store.ingesting.planning import Plan
from weft.store.readers.numbers import Separators, tidy, write_number_sql, write_tidy_sql
from weft.store.readers.problems import MOST_TROUBLES, tell_rest
from weft.store.readers.raw import quote_text


def write_contributions(plan: Plan, signs: Separators) -> str:
    """SQL: each contribution as a number, NULL where none is told, and its text where that is
    neither."""
    words = {tidy(each).casefold() for each in plan.recipe.missing} | {""}
    listed = ", ".join(quote_text(each) for each in sorted(words))
    parts = []
    for name in plan.contributions:
        text = write_tidy_sql(f"t_{name}")
        number = write_number_sql(text, signs.decimal, signs.thousands)
        if "multiplier" not in plan.constants:  # as the figures themselves
            number = f"{number} * pow(10, coalesce(TRY_CAST(t_multiplier AS INT), 0))"
        parts.append(
            f"{number} AS {name}, CASE WHEN {number} IS NULL AND lower({text}) NOT IN ({listed}) "
            f"THEN t_{name} END AS unread_{name},"
        )
    return " ".join(parts)


def check_contributions(plan: Plan, signs: Separators, sheet: str | None) -> list[Trouble]:
    """Contributions that are no numbers, lie below zero, make more than their figure, or are to a
    figure below zero."""
    troubles: list[Trouble] = []
    names = plan.contributions
    heads = [each.label for each in plan.fitted.find("contribution")]
    for name, head in zip(names, heads, strict=True):
        troubles += _list_rows(
            plan, "not_a_number", f"unread_{name}", f"unread_{name} IS NOT NULL", head, sheet,
            case="contribution", example=f"1{signs.thousands}234{signs.decimal}5",
        )  # fmt: skip
        troubles += _list_rows(plan, "negative_contribution", name, f"{name} < 0", head, sheet)
    if names:
        added = " + ".join(f"coalesce({each}, 0)" for each in names)
        troubles += _list_rows(
            plan, "contributions_exceed", added,
            f"coalesce(value, 0) >= 0 AND {added} > coalesce(value, 0) * (1 + {ROUNDING})",
            heads[0], sheet,
        )  # fmt: skip
        told = f"coalesce({', '.join(names)}) IS NOT NULL"  # what nobody gives can be taken back
        head = plan.fitted.find("value")[0].label
        troubles += _list_rows(
            plan, "negative", "value", f"value < 0 AND {told}", head, sheet, case="amount"
        )
    return troubles


def _list_rows(
    plan: Plan, code: str, shown: str, where: str, head: str, sheet: str | None, *,
    case: str = "", **parts: Part,
) -> list[Trouble]:  # fmt: skip
    found = plan.run(
        f"SELECT row, {shown}, count(*) OVER () FROM figures WHERE {where} ORDER BY row "
        f"LIMIT {MOST_TROUBLES}"
    )
    troubles = [
        make_trouble(
            code,
            "error",
            {"found": _cut(value), **parts},
            case,
            sheet=sheet,
            row=row,
            column=head,
        )
        for row, value, _ in found
    ]
    return tell_rest(troubles, found[0][2] if found else 0)


def _cut(value: object) -> Part:
    return value if isinstance(value, float) else str(value)[:80]

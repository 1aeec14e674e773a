"""Which column of a file is which column of a recipe, when heads change from year to year; for the
import and the assistant."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from weft.core.observatory.recipe import ColumnRule, Recipe
from weft.core.observatory.report import Trouble
from weft.core.terms import fold
from weft.store.readers.raw import Raw, RawColumn

# Without these there are no figures.
NEEDED = ("area", "value", "period", "measure")
# Without these, where a recipe has them, figures would not be what they seem.
_NEEDED_TOO = (*NEEDED, "breakdown", "definition", "unit")


@dataclass(frozen=True)
class WideColumn:
    """One column that is a value of something else, and what it says of its figures."""

    column: RawColumn
    settings: dict[str, str]  # period, measure, unit ... or a breakdown -> code


@dataclass
class Fitted:
    """A recipe fitted to the columns of a file."""

    rules: list[tuple[ColumnRule, RawColumn]] = field(default_factory=list)
    wide: list[WideColumn] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)  # head of the recipe -> of the file
    missing: list[str] = field(default_factory=list)  # heads of the recipe not in the file
    new: list[str] = field(default_factory=list)  # heads of the file not in the recipe
    troubles: list[Trouble] = field(default_factory=list)

    def find(self, role: str) -> list[RawColumn]:
        """The columns of a role."""
        return [column for rule, column in self.rules if rule.role == role]


def read_setting(text: str, recipe: Recipe) -> dict[str, str]:
    """What a wide column says: `2020`, or with more of it `2020 sex=M unit=percent`."""
    wide = recipe.wide
    name = (wide.name or "") if wide and wide.role == "breakdown" else wide.role if wide else ""
    found = {}
    for at, part in enumerate(text.split()):
        key, equals, value = part.partition("=")
        if equals and value:
            found[key] = value
        elif at == 0:
            found[name] = part
    return found


def fit(recipe: Recipe, raw: Raw, sheet: str | None = None, row: int | None = None) -> Fitted:
    """Find the columns of a recipe in a file: by head, then by head whatever its capitals, accents
    and spaces, then by the other heads that the recipe remembers."""
    fitted = Fitted()
    by_head: dict[str, RawColumn] = {}
    for each in raw.columns:
        by_head.setdefault(each.label, each)
    by_head |= {each.name: each for each in raw.columns}
    by_fold: dict[str, RawColumn] = {}
    for head, each in by_head.items():
        by_fold.setdefault(fold(head), each)
    taken: set[str] = set()

    def find(heads: Iterable[str]) -> RawColumn | None:
        for index, key in ((by_head, str), (by_fold, fold)):
            for head in heads:
                found = index.get(key(head))
                if found and found.name not in taken:
                    taken.add(found.name)
                    return found
        return None

    for rule in recipe.columns:
        column = find((rule.column, *rule.also))
        if column is None:
            fitted.missing.append(rule.column)
            if rule.role != "note":
                fitted.troubles.append(_tell_missing(rule, raw, sheet, row))
            continue
        fitted.rules.append((rule, column))
        if rule.column not in (column.name, column.label):
            fitted.renamed[rule.column] = column.label
    for head, said in (recipe.wide.columns if recipe.wide else {}).items():
        column = find((head,))
        if column is None:
            fitted.missing.append(head)
            fitted.troubles.append(_tell_wide_missing(head, sheet, row))
            continue
        fitted.wide.append(WideColumn(column, read_setting(said, recipe)))
    fitted.new = [each.label for each in raw.columns if each.name not in taken]
    if fitted.new:
        fitted.troubles.append(
            Trouble(
                code="new_column",
                severity="warning" if recipe.kind == "table" else "note",
                message="columns that the recipe does not know, so nothing was read from them: "
                f"{', '.join(fitted.new[:20])}; add them to the recipe, as notes if they are none",
                parts={"found": ", ".join(fitted.new[:20])},
                sheet=sheet,
                row=row,
                column=fitted.new[0],
                count=len(fitted.new),
            )
        )
    _check_needed(fitted, recipe, sheet, row)
    _check_contributions(fitted, raw, sheet, row)
    return fitted


def _tell_missing(rule: ColumnRule, raw: Raw, sheet: str | None, row: int | None) -> Trouble:
    heads = ", ".join(each.label for each in raw.columns[:12])
    return Trouble(
        code="missing_column",
        severity="error" if rule.role in _NEEDED_TOO else "warning",
        message=f"no column is called '{rule.column}' ({rule.name or rule.role}); there are: "
        f"{heads}; if it has a new head, add that to the recipe (also)",
        parts={"expected": rule.column, "found": heads}, sheet=sheet, row=row, column=rule.column,
    )  # fmt: skip


def _tell_wide_missing(head: str, sheet: str | None, row: int | None) -> Trouble:
    return Trouble(
        code="missing_column", severity="error",
        message=f"no column is called '{head}', where the recipe expects figures; correct its head "
        "in the recipe (wide), or take it out",
        parts={"expected": head}, sheet=sheet, row=row, column=head,
    )  # fmt: skip


def _check_needed(fitted: Fitted, recipe: Recipe, sheet: str | None, row: int | None) -> None:
    """Say what neither a column nor the recipe itself says."""
    said = {rule.role for rule in recipe.columns}
    wide = {key for each in fitted.wide for key in each.settings} | (
        {"value"} if recipe.wide else set()
    )
    for each in NEEDED:
        if each not in said and each not in wide and each not in recipe.constants:
            fitted.troubles.append(
                Trouble(
                    code="not_said",
                    severity="error",
                    message=f"neither a column nor the recipe says the {each}; give a column that "
                    f"role, or write it under `constants`",
                    parts={"expected": each},
                    sheet=sheet,
                    row=row,
                )
            )
    for role in ("area", "value", "measure", "definition", "unit"):
        found = fitted.find(role)
        if len(found) > 1:
            fitted.troubles.append(
                Trouble(
                    code="twice_said",
                    severity="error",
                    message=f"{len(found)} columns are the {role}: "
                    f"{', '.join(one.label for one in found)}; keep one"
                    + (", or name them under `wide`" if role == "value" else ""),
                    parts={"found": role},
                    sheet=sheet,
                    row=row,
                    column=found[1].label,
                )
            )


def _check_contributions(fitted: Fitted, raw: Raw, sheet: str | None, row: int | None) -> None:
    """A contribution is one to the figure of its row: there must be only one, and a whole one."""
    found = fitted.find("contribution")
    if found and (fitted.wide or raw.action):
        fitted.troubles.append(
            Trouble(
                code="unclear_contribution",
                severity="error",
                message=f"'{found[0].label}' is a contribution, and its row "
                + ("has several figures" if fitted.wide else "changes figures of before (ACTION)")
                + "; bring a table with one figure a row and the contributions beside it",
                parts={"found": found[0].label},
                sheet=sheet,
                row=row,
                column=found[0].label,
            )
        )

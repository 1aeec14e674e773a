"""The fields of the page of columns: what was found in a file, for a person to correct."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from weft.core.observatory.recipe import ColumnRule, Layout, Recipe, Wide
from weft.core.observatory.registry import Registry
from weft.web.observatory.delivering.pairs import write_pairs
from weft.web.observatory.delivering.seen import Seen, SeenArea, SeenColumn
from weft.web.observatory.delivering.wording import (
    DECIMALS,
    DELIMITERS,
    ENCODINGS,
    ROLES,
    THOUSANDS,
    TRUST,
    UNITS,
    WITH_WORDS,
    list_definitions,
    list_measures,
)

MOST_COLUMNS, MOST_AREAS = 40, 40  # in the form; a page takes 200 fields
SHOWN = 100  # matched areas that are listed
NOWHERE = "-"  # an area that is no place of the registry
CONSTANTS = ("measure", "definition", "area", "period", "unit", "source")
_AUTO = {"": lazy("find it out")}

NamePlace = Callable[[str], str]


@dataclass(frozen=True)
class Line:
    """A column as the page shows it."""

    seen: SeenColumn
    role: BoundField
    name: BoundField
    words: BoundField | None
    trust: Any

    @property
    def wrong(self) -> bool:
        """Whether anything in its row is to be mended."""
        return bool(self.role.errors or self.name.errors or (self.words and self.words.errors))


class ColumnsForm(forms.Form):
    """How the file is laid out, what its columns are, what it does not say itself, and which places
    its areas are."""

    def __init__(
        self,
        seen: Seen,
        recipe: Recipe,
        registry: Registry,
        name_place: NamePlace,
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.seen, self.base, self.registry = seen, recipe, registry
        self.shown = [x for x in seen.columns if not _is_wide(recipe, x)][:MOST_COLUMNS]
        self.areas = seen.unmatched[:MOST_AREAS]
        self._add_layout(seen.layout)
        self._add_columns({each.column: each for each in recipe.columns})
        self._add_wide(recipe.wide)
        self._add_constants(recipe)
        self.name_place = name_place
        self._add_areas(recipe)
        for name, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_helptext"

    # --- its fields

    def _add_layout(self, layout: Layout) -> None:
        if self.seen.kind == "sdmx-csv":
            return
        if self.seen.kind != "geojson":
            self._add_rows(layout)
        self._choose("decimal", _("Before the decimals"), _begin(DECIMALS), layout.decimal)
        said = "none" if layout.thousands == "" else layout.thousands
        self._choose("thousands", _("Between the thousands"), _begin(THOUSANDS), said)

    def _add_rows(self, layout: Layout) -> None:
        if self.seen.kind == "excel" or self.seen.sheets:
            choices = [(each, each) for each in self.seen.sheets]
            self._choose("sheet", _("Sheet"), choices, layout.sheet)
        else:
            rivals = dict.fromkeys([each.encoding for each in self.seen.rivals], "")
            names = {**{each: ENCODINGS.get(each, each) for each in rivals}, **ENCODINGS}
            self._choose("encoding", _("Encoding"), _begin(names, layout.encoding), layout.encoding)
            signs = _begin(DELIMITERS, layout.delimiter)
            self._choose("delimiter", _("Between two cells"), signs, layout.delimiter)
        first, last = layout.header or (None, None)
        self._count("header_first", _("First row of the heads"), first)
        self._count("header_last", _("Last row of the heads"), last)
        self._count("last", _("Last row of figures, if notes stand below it"), layout.last)

    def _add_columns(self, rules: dict[str, ColumnRule]) -> None:
        for number, each in enumerate(self.shown):
            rule = rules.get(each.column)
            role = rule.role if rule else "note"
            self._choose(f"role-{number}", each.column, list(ROLES.items()), role)
            self._write(f"name-{number}", _("Name of the breakdown"), rule.name if rule else None)
            self.fields[f"name-{number}"].widget.attrs["list"] = "breakdowns"
            if role in WITH_WORDS and each.words:
                codes = rule.codes if rule else {}
                lines = write_pairs(each.words, codes, empty=_("(empty)"))
                self._write_lines(f"words-{number}", _("What its words mean"), lines)

    def _add_wide(self, wide: Wide | None) -> None:
        roles = [
            ("", _("no: each column is one thing")),
            ("period", _("yes: each is a period")),
            ("measure", _("yes: each counts something else")),
            ("breakdown", _("yes: each is a category, as women and men")),
        ]
        self._choose(
            "wide_role", _("Do several columns hold figures?"), roles, wide.role if wide else None
        )
        self._write("wide_name", _("Name of the breakdown"), wide.name if wide else None)
        self.fields["wide_name"].widget.attrs["list"] = "breakdowns"
        lines = write_pairs(wide.columns, wide.columns) if wide else ""
        self._write_lines("wide_words", _("Which columns, and what each stands for"), lines)
        self.fields["wide_words"].help_text = _(
            "One column a line: its head, =, and the year, or the code: Women = F"
        )

    def _add_constants(self, recipe: Recipe) -> None:
        said = recipe.constants
        self._choose(
            "measure", capfirst(_("what is counted")), list_measures(), said.get("measure")
        )
        definitions = list_definitions()
        who = capfirst(_("who counts as a migrant"))
        self._choose("definition", who, definitions, said.get("definition"))
        for name, listed in (("measure", list_measures()), ("definition", definitions)):
            own = said.get(name)
            if own and own not in dict(listed):  # the dataset's own
                self.fields[name].choices = [*listed, (own, own)]  # type: ignore[attr-defined]
        self._write("area", _("The place, if the whole file is about one"), said.get("area"))
        self.fields["area"].widget.attrs["list"] = "places"
        self._write("period", _("The period, if the whole file is about one"), said.get("period"))
        self.fields["period"].help_text = _("2024, 2024-S1, 2024-03 or 2024-12-31")
        units = list(UNITS.items())
        if (unit := said.get("unit")) and unit not in UNITS:
            units.append((unit, unit))
        self._choose("unit", _("Unit"), [("", _("as what is counted has it")), *units], unit)
        self._write("source", _("Source of the figures"), said.get("source"))
        self.fields["source"].help_text = _("Empty: the source of the dataset.")

    def _add_areas(self, recipe: Recipe) -> None:
        for number, each in enumerate(self.areas):
            chosen = recipe.places.get(each.area)
            near = dict.fromkeys([*each.nearest, *([chosen] if chosen else [])])
            choices = [
                ("", _("not decided yet")), (NOWHERE, _("no place of the registry")),
                *((key, self.name_place(key)) for key in near if key in self.registry.place_by_id),
            ]  # fmt: skip
            said = NOWHERE if each.area in recipe.unmatched else chosen
            self._choose(f"place-{number}", each.name or each.area, choices, said)
        self._write_lines("other_places", _("Other places"), "")
        self.fields["other_places"].help_text = _(
            "One area a line: as the file calls it, =, and the place: Torino città = Turin"
        )

    def _choose(self, name: str, label: Any, choices: Iterable[Any], said: str | None) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=list(choices), required=False, initial=said or ""
        )

    def _write(self, name: str, label: Any, said: str | None) -> None:
        self.fields[name] = forms.CharField(
            label=label, max_length=300, required=False, initial=said or "",
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )  # fmt: skip

    def _write_lines(self, name: str, label: Any, said: str) -> None:
        widget = forms.Textarea(attrs={"rows": min(max(said.count("\n") + 2, 3), 12)})
        self.fields[name] = forms.CharField(
            label=label, max_length=50_000, required=False, initial=said, widget=widget
        )

    def _count(self, name: str, label: Any, said: int | None) -> None:
        self.fields[name] = forms.IntegerField(
            label=label, min_value=1, max_value=2_000_000, required=False, initial=said
        )

    # --- as the page shows them

    @property
    def layout_fields(self) -> list[BoundField]:
        """Those that say how the file is laid out."""
        names = ("encoding", "delimiter", "sheet", "header_first", "header_last", "last",
                 "decimal", "thousands")  # fmt: skip
        return [self[name] for name in names if name in self.fields]

    @property
    def lines(self) -> list[Line]:
        """The columns with their fields."""
        return [
            Line(
                each, self[f"role-{number}"], self[f"name-{number}"],
                self[f"words-{number}"] if f"words-{number}" in self.fields else None,
                TRUST[each.trust],
            )
            for number, each in enumerate(self.shown)
        ]  # fmt: skip

    @property
    def wide_fields(self) -> list[BoundField]:
        """Those about columns that are years, sexes, origins."""
        return [self["wide_role"], self["wide_name"], self["wide_words"]]

    @property
    def constant_fields(self) -> list[BoundField]:
        """Those that say what the file does not."""
        return [self[name] for name in CONSTANTS]

    @property
    def area_fields(self) -> list[tuple[SeenArea, BoundField]]:
        """The areas that are not matched, each with its choice."""
        return [(each, self[f"place-{number}"]) for number, each in enumerate(self.areas)]

    @property
    def areas_more(self) -> int:
        """How many areas are not matched and have no field."""
        return self.seen.unmatched_count - len(self.areas)

    @property
    def matched(self) -> list[tuple[SeenArea, str]]:
        """The areas whose place is certain, with its name."""
        return [(each, self.name_place(each.place or "")) for each in self.seen.matched[:SHOWN]]

    @property
    def wide_wrong(self) -> bool:
        """Whether anything is to be mended in the columns that are years or categories."""
        return any(each.errors for each in self.wide_fields)

    @property
    def layout_wrong(self) -> bool:
        """Whether anything is to be mended in how the file is laid out."""
        return any(each.errors for each in self.layout_fields)


def _is_wide(recipe: Recipe, column: SeenColumn) -> bool:
    return recipe.wide is not None and column.column in recipe.wide.columns


def _begin(choices: Any, *more: str | None) -> list[tuple[str, Any]]:
    """Choices that begin with none, and hold what was found even where it is unusual."""
    found = {**_AUTO, **choices}
    for each in more:
        if each and each not in found:
            found[each] = each
    return list(found.items())

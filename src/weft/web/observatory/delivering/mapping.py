"""Makes a recipe of what a person corrected on the page of columns, or says beside each field what
is to be mended."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from weft.core.observatory.periods import Period
from weft.core.observatory.recipe import ColumnRule, Layout, Recipe, Wide
from weft.core.observatory.registry import Registry
from weft.web.observatory.delivering.columns import CONSTANTS, NOWHERE, ColumnsForm, NamePlace
from weft.web.observatory.delivering.pairs import CODE, check_codes, read_pairs
from weft.web.observatory.delivering.seen import Seen, SeenColumn

MANY = ("breakdown", "note", "label", "contribution")  # roles that several columns may have
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


class MappingForm(ColumnsForm):
    """What a person corrected. `recipe` is what comes of it, and `layout` what the file's
    layout is said to be.

    `complete`: whether it has to be enough to read figures with; a draft need not be.
    """

    def __init__(
        self,
        seen: Seen,
        recipe: Recipe,
        registry: Registry,
        name_place: NamePlace,
        data: Any = None,
        complete: bool = False,
    ) -> None:
        super().__init__(seen, recipe, registry, name_place, data)
        self.recipe, self.complete = recipe, complete
        self.layout = seen.layout

    def clean(self) -> dict[str, Any]:
        """Make the recipe; what keeps it from being one stands beside the field."""
        data: dict[str, Any] = super().clean() or {}
        rules = self._read_rules(data)
        wide = self._read_wide(data)
        if wide:
            rules = [each for each in rules if each.column not in wide.columns]
        constants = self._read_constants(data)
        places, unmatched = self._read_places(data, constants.get("area"))
        if self.complete:
            self._check_enough(rules, wide, constants)
        if not self.errors:
            self.layout = self._read_layout(data)
            self.recipe = self.base.model_copy(
                update={
                    "columns": tuple(rules), "wide": wide,
                    "constants": constants, "places": places, "unmatched": unmatched,
                }
            )  # fmt: skip
        return data

    def _read_layout(self, data: dict[str, Any]) -> Layout:
        first, last = data.get("header_first"), data.get("header_last")
        thousands = data.get("thousands") or None
        said = {
            "encoding": data.get("encoding") or None,
            "delimiter": data.get("delimiter") or None,
            "sheet": data.get("sheet") or None,
            "header": (first, last or first) if first else None,
            "last": data.get("last"),
            "decimal": data.get("decimal") or None,
            "thousands": "" if thousands == "none" else thousands,
        }
        # What the page does not ask of a file of this kind stays as it was found.
        asked = {"header" if name == "header_first" else name for name in self.fields}
        changes = {name: value for name, value in said.items() if name in asked}
        return self.seen.layout.model_copy(update=changes)

    def clean_header_last(self) -> int | None:
        """Not above the first."""
        first, last = self.cleaned_data.get("header_first"), self.cleaned_data["header_last"]
        if last and first and last < first:
            raise ValidationError(_("The last row of the heads cannot stand above the first."))
        found: int | None = last
        return found

    def _read_rules(self, data: dict[str, Any]) -> list[ColumnRule]:
        old = {each.column: each for each in self.base.columns}
        shown = {each.column for each in self.shown}
        rules: list[ColumnRule] = []
        taken: dict[tuple[str, str], str] = {}
        for number, each in enumerate(self.shown):
            role, name = data.get(f"role-{number}") or "note", data.get(f"name-{number}") or None
            if role == "breakdown":
                name = self._check_name(f"name-{number}", name)
            key = (role, name or "") if role == "breakdown" else (role, "")
            if key in taken and (role == "breakdown" or role not in MANY):
                self.add_error(
                    f"role-{number}",
                    _("“%(column)s” is that already; only one column can be.")
                    % {"column": taken[key]},
                )
            taken.setdefault(key, each.column)
            before = old.get(each.column)
            if role == "note" and before is None:
                continue
            rule = before or ColumnRule(column=each.column, role=role)
            codes = self._read_words(number, each, rule, data)
            name = name if role == "breakdown" else None
            rules.append(rule.model_copy(update={"role": role, "name": name, "codes": codes}))
        return [*rules, *(rule for head, rule in old.items() if head not in shown)]

    def _check_name(self, field: str, name: str | None) -> str | None:
        if not name:
            self.add_error(field, _("Name the breakdown: sex, age, origin …"))
        elif not _NAME.fullmatch(name):
            self.add_error(field, _("A name has small letters a to z, digits and _ only."))
        else:
            return name
        return None

    def _read_words(
        self, number: int, each: SeenColumn, rule: ColumnRule, data: dict[str, Any]
    ) -> dict[str, str]:
        if f"words-{number}" not in self.fields:
            return dict(rule.codes)
        try:
            found = read_pairs(data.get(f"words-{number}", ""), each.words)
            if "" in each.words and _("(empty)") in found:
                found[""] = found.pop(_("(empty)"))
            check_codes(found)
        except ValidationError as error:
            self.add_error(f"words-{number}", error)
            return dict(rule.codes)
        hidden = {word: code for word, code in rule.codes.items() if word not in each.words}
        return {**hidden, **found}

    def _read_wide(self, data: dict[str, Any]) -> Wide | None:
        role, name = data.get("wide_role"), data.get("wide_name") or None
        if not role:
            return None
        if role == "breakdown":
            name = self._check_name("wide_name", name)
        known = {each.column for each in self.seen.columns}
        known |= set(self.base.wide.columns) if self.base.wide else set()
        try:
            columns = read_pairs(data.get("wide_words", ""), known)
        except ValidationError as error:
            self.add_error("wide_words", error)
            return None
        if strange := [each for each in columns if each not in known]:
            self.add_error(
                "wide_words",
                _("The file has no column “%(column)s”.") % {"column": strange[0][:80]},
            )
        elif not columns:
            self.add_error("wide_words", _("Name at least one column and what it stands for."))
        for head, said in columns.items():
            self._check_setting(role, head, said)
        if self.errors.get("wide_words") or self.errors.get("wide_name"):
            return None
        return Wide(columns=columns, role=role, name=name if role == "breakdown" else None)

    def _check_setting(self, role: str, head: str, said: str) -> None:
        """What a column stands for: `2020`, or with more of it `2020 sex=M`."""
        for each in said.split():
            name, sign, code = each.rpartition("=")
            if (name or role) == "period":
                self._check_period("wide_words", code, head)
            elif not CODE.fullmatch(code) or (sign and not _NAME.fullmatch(name)):
                self.add_error(
                    "wide_words",
                    _("“%(word)s”: “%(code)s” is no code; it has letters, digits, _ and - only.")
                    % {"word": head[:60], "code": each[:40]},
                )

    def _check_period(self, field: str, text: str, head: str = "") -> None:
        try:
            Period(text)
        except ValueError:
            self.add_error(
                field,
                _("“%(text)s” is no period; write 2024, 2024-S1, 2024-Q2, 2024-03 or 2024-12-31.")
                % {"text": (f"{head} = {text}" if head else text)[:60]},
            )

    def _read_constants(self, data: dict[str, Any]) -> dict[str, str]:
        found = {
            name: value for name, value in self.base.constants.items() if name not in CONSTANTS
        }
        for name in CONSTANTS:
            if said := " ".join((data.get(name) or "").split()):
                found[name] = said
        if found.get("period"):
            self._check_period("period", found["period"])
        return found

    def _read_places(
        self, data: dict[str, Any], whole: str | None
    ) -> tuple[dict[str, str], tuple[str, ...]]:
        asked = {each.area for each in self.areas}
        places = {area: key for area, key in self.base.places.items() if area not in asked}
        unmatched = [each for each in self.base.unmatched if each not in asked]
        for number, each in enumerate(self.areas):
            chosen = data.get(f"place-{number}")
            if chosen == NOWHERE:
                unmatched.append(each.area)
            elif chosen:
                places[each.area] = chosen
        try:
            named = read_pairs(data.get("other_places", ""))
        except ValidationError as error:
            self.add_error("other_places", error)
            named = {}
        for area, words in named.items():
            if key := self._find_place("other_places", words):
                places[area] = key
        if whole and whole not in places and (key := self._find_place("area", whole)):
            places[whole] = key
        return places, tuple(dict.fromkeys(unmatched))

    def _find_place(self, field: str, words: str) -> str | None:
        """A place by its id, code or name, never by a guess."""
        if words in self.registry.place_by_id:
            return words
        found = self.registry.match(words)
        if found.place is None:
            near = ", ".join(found.nearest)
            said = _("No place of the registry is called “%(words)s”.") % {"words": words[:60]}
            if near:
                said += " " + _("Did you mean: %(places)s?") % {"places": near}
            self.add_error(field, said)
        return found.place

    def _check_enough(
        self, rules: list[ColumnRule], wide: Wide | None, constants: dict[str, str]
    ) -> None:
        """What a figure cannot do without."""
        roles = {each.role for each in rules}
        if wide:
            roles.add(wide.role)
        if "value" not in roles and not wide:
            self.add_error(None, _("Say which column holds the figures."))
        for name, words in (
            ("area", _("Say which column holds the place, or write it here.")),
            ("period", _("Say which column holds the period, or write it here.")),
            ("measure", _("Say what is counted, or which column says it.")),
            ("definition", _("Say who counts as a migrant, or which column says it.")),
        ):
            if name not in roles and not constants.get(name) and name not in self.errors:
                self.add_error(name, words)

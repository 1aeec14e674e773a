"""What the columns of an SDMX-CSV file mean, by the names that statistical offices give them, as a
recipe for a person to correct."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

import re
from dataclasses import dataclass
from typing import Literal

import duckdb

from weft.core.observatory.recipe import ColumnRule, Layout, Recipe, Role, Wide
from weft.core.observatory.registry import Registry, read_alpha3
from weft.core.observatory.saying import Saying
from weft.core.terms import slugify
from weft.store.proposal import ColumnGuess, Proposal, tell_doubt, tell_why
from weft.store.readers.own import propose_own
from weft.store.readers.raw import Raw, quote
from weft.store.readers.sdmx_text import TECHNICAL
from weft.store.recipe_io import list_saved_recipes

# Concepts of the SDMX cross-domain list, and those of Eurostat, ISTAT and the OECD.
_CONCEPTS: dict[Role, tuple[str, ...]] = {
    "area": ("REF_AREA", "GEO", "ITTER107", "REPORTING_COUNTRY", "TERRITORY"),
    "period": ("TIME_PERIOD", "TIME"),
    "value": ("OBS_VALUE", "VALUE"),
    "flag": ("OBS_STATUS", "OBS_FLAG"),
    "confidentiality": ("CONF_STATUS", "OBS_CONF"),
    "unit": ("UNIT_MEASURE", "UNIT_MEAS", "UNIT"),
    "measure": ("MEASURE", "DATA_TYPE", "INDICATOR", "INDIC", "INDIC_DE", "TIPO_DATO15"),
    "action": ("ACTION",),
    "note": (
        "FREQ", "UNIT_MULT", "DECIMALS", "BASE_PER", "TIME_FORMAT", "COLLECTION", "TITLE",
        "UPDATED", "LAST UPDATE", "COMMENT_OBS", "COMMENT_DSET",
    ),
}  # fmt: skip
_BREAKDOWNS = {
    "sex": ("SEX", "GENDER", "SEXISTAT1"),
    "age": ("AGE", "ETA1"),
    "origin": (
        "CITIZENSHIP", "CITIZEN", "MOSTREL_CCITENSHIP", "NATIONALITY", "ISO", "COUNTERPART_AREA",
    ),
    "birth": ("BIRTH_PLACE", "C_BIRTH", "COUNTRY_BIRTH"),
    "reason": ("REASON", "TYPE_RES_PERMIT_REASON", "MOTIVOPS1"),
    "decision": ("DECISION",),
    "duration": ("DURATION",),
    "education": ("EDUCATION_LEV", "ISCED11"),
}  # fmt: skip
_ROLES: dict[str, tuple[Role, str | None]] = {
    **{concept: (role, None) for role, concepts in _CONCEPTS.items() for concept in concepts},
    **{concept: ("breakdown", name) for name, each in _BREAKDOWNS.items() for concept in each},
}
_TOTALS = frozenset({"_T", "T", "TOTAL", "ALL", "WORLD", "W"})
_NOTHING = frozenset({"_Z", "_X", "NAP"})  # not applicable
_ITALIAN_TOTALS = frozenset({"9", "99", "999", "ITTOT"})
_SEX = {"1": "M", "2": "F", "M": "M", "F": "F", "MALE": "M", "FEMALE": "F", "MALES": "M",
        "FEMALES": "F", "9": "_T", "T": "_T", "TOTAL": "_T", "_T": "_T"}  # fmt: skip
_AGES = re.compile(r"Y(\d+)-(\d+)")
_TWO = {"EL": "GRC", "UK": "GBR"}  # as Eurostat writes them
_MEASURES = re.compile(r"OBS_VALUE\d+|MEAS_[A-Z0-9]+")
_MOST_CODES = 2_000  # of one column


@dataclass(frozen=True)
class _Column:
    name: str
    codes: tuple[str, ...]  # the different words in it


def propose_sdmx(
    raw: Raw, connection: duckdb.DuckDBPyConnection, registry: Registry | None = None
) -> Proposal:
    """A recipe for an SDMX-CSV file: one that Weft wrote, one that is saved for such files, or one
    made from the names of its columns. What a file does not say (who is counted) is in the notes.

    `registry`: where given, the notes say whether any area of the file is one of its places.
    """
    if own := propose_own(raw, connection):
        return own
    columns = _list_codes(raw, connection)
    notes = list(_tell_areas(columns, registry))
    if saved := _find_saved(columns):
        name, recipe = saved
        guesses = tuple(
            ColumnGuess(each.column, each.role, each.name, 1.0, tell_why("recipe", recipe=name))
            for each in recipe.columns
        )
        return Proposal(recipe, guesses, (tell_doubt("recipe", recipe=name), *notes))
    return _guess(raw, connection, columns, notes)


def _list_codes(raw: Raw, connection: duckdb.DuckDBPyConnection) -> dict[str, _Column]:
    names = [
        each
        for each in raw.names
        if not each.endswith(" label")
        and _ROLES.get(each.upper(), ("", None))[0] not in ("value", "period")
    ]
    lists = ", ".join(f"list(DISTINCT {quote(each)})[:{_MOST_CODES}]" for each in names)
    row = connection.execute(f"SELECT {lists} FROM {raw.table}").fetchone() or ()
    found = dict(zip(names, row, strict=True))
    return {
        each: _Column(each, tuple(sorted(filter(None, found.get(each) or ()))))
        for each in raw.names
    }


def _find_saved(columns: dict[str, _Column]) -> tuple[str, Recipe] | None:
    """The saved recipe whose columns are all there and whose codes of measures are those found."""
    best: tuple[int, str, Recipe] | None = None
    for name, recipe in list_saved_recipes().items():
        if recipe.kind != "sdmx-csv":
            continue
        needed = [each for each in recipe.columns if each.role != "note"]
        heads = [
            next((head for head in (each.column, *each.also) if head in columns), None)
            for each in needed
        ]
        if None in heads:
            continue
        measures = [
            (rule, head) for rule, head in zip(needed, heads, strict=True) if rule.role == "measure"
        ]
        if any(
            rule.codes and head and not set(rule.codes) & set(columns[head].codes)
            for rule, head in measures
        ):
            continue
        if best is None or len(needed) > best[0]:
            best = (len(needed), name, recipe)
    return best[1:] if best else None


def _guess(
    raw: Raw,
    connection: duckdb.DuckDBPyConnection,
    columns: dict[str, _Column],
    notes: list[Saying],
) -> Proposal:
    italian = (raw.title or "").startswith("IT1:")
    totals = _TOTALS | (_ITALIAN_TOTALS if italian else frozenset())
    guesses: list[ColumnGuess] = []
    rules: list[ColumnRule] = []
    found_totals: dict[str, tuple[str, ...]] = {}
    measures = [each for each in raw.names if _MEASURES.fullmatch(each.upper())]
    taken: set[str] = set()
    below_value = False
    for column in columns.values():
        role, name, sure, why = _judge(column, totals, below_value, measures)
        below_value = below_value or role == "value" or column.name in measures
        if role == "breakdown":
            name = _name(name or column.name, taken)
            taken.add(name)
            own = [each for each in column.codes if each.upper() in totals]
            own.sort(key=lambda each: (each.upper() not in _TOTALS, each))
            if own:  # two words for the total may mean two totals: a person has to say
                found_totals[name] = (own[0],)
                notes += [
                    tell_doubt("same_total", head=column.name, found=each, total=own[0])
                    for each in own[1:]
                ]
        guesses.append(ColumnGuess(column.name, role, name, sure, why))
        if column.name not in measures:
            codes = _read_codes(name, column.codes) if role == "breakdown" else {}
            rules.append(ColumnRule(column=column.name, role=role, name=name, codes=codes))
    constants, more = _find_constants(raw, guesses)
    wide = Wide(columns={each: slugify(each).replace("-", "_") for each in measures},
                role="measure") if measures else None  # fmt: skip
    if wide:
        constants.pop("measure", None)
        more = [each for each in more if each != tell_doubt("name_measure")]
    recipe = Recipe(
        kind="sdmx-csv",
        layout=Layout(decimal=_find_decimal(raw, connection, measures), thousands=""),
        columns=tuple(rules),
        wide=wide,
        constants=constants,
        totals=found_totals,
    )
    return Proposal(recipe, tuple(guesses), (*notes, *more))


def _judge(
    column: _Column, totals: frozenset[str], below_value: bool, measures: list[str]
) -> tuple[Role, str | None, float, Saying]:
    """Role, name of the breakdown, confidence and reason."""
    upper = column.name.upper()
    if column.name.endswith(" label"):
        return "label", None, 0.95, tell_why("label")
    if column.name in measures:
        return "value", None, 0.8, tell_why("several")
    role, name = _ROLES.get(upper, (None, None))
    single = column.codes[0] if len(column.codes) == 1 else None
    if upper in TECHNICAL and role is None:
        found: tuple[Role, float, Saying] = ("note", 0.95, tell_why("structure"))
    elif role in ("breakdown", "unit", None) and not column.codes:
        found = ("note", 0.9, tell_why("no_row"))
    elif role in ("breakdown", None) and single and single.upper() in totals | _NOTHING:
        found = ("note", 0.9, tell_why("same", found=single))
    elif role is not None:
        return role, name, 0.95, tell_why("usual", found=upper)
    elif below_value or upper.startswith("NOTE_"):
        found = ("note", 0.6, tell_why("behind"))
    else:
        found = ("breakdown", 0.6, tell_why("in_front"))
    return found[0], None, found[1], found[2]


def _name(wanted: str, taken: set[str]) -> str:
    name = slugify(wanted, 58).replace("-", "_") or "other"
    name = name if name[0].isalpha() else f"b_{name}"
    while name in taken:
        name += "_2"
    return name


def _read_codes(name: str | None, codes: tuple[str, ...]) -> dict[str, str]:
    """What the usual codes of offices are in Weft; those that are the same already are left out."""
    found: dict[str, str] = {}
    if name == "sex" and all(each.upper() in _SEX for each in codes):
        found = {each: _SEX[each.upper()] for each in codes}
    elif name == "age":
        found = {each: f"Y{span[1]}T{span[2]}" for each in codes if (span := _AGES.fullmatch(each))}
    elif name in ("origin", "birth"):
        three = {two: code for code, two in read_alpha3().items()} | _TWO
        found = {each: three[each] for each in codes if each in three}
    return {each: code for each, code in found.items() if each != code}


def _find_constants(raw: Raw, guesses: list[ColumnGuess]) -> tuple[dict[str, str], list[Saying]]:
    roles = {each.role for each in guesses}
    names = {each.name for each in guesses if each.role == "breakdown"}
    heads = " ".join(each.column.upper() for each in guesses)
    constants = {"source": raw.title or "unknown"}
    notes: list[Saying] = []
    if "measure" not in roles:
        named = slugify((raw.title or "figures").rpartition(":")[2], 50).replace("-", "_")
        constants["measure"] = named if named[:1].isalpha() else f"m_{named}"
        notes.append(tell_doubt("name_measure"))
    if "RES_PERMIT" in heads:
        constants["definition"] = "residence_permit"
    elif "origin" in names:
        constants["definition"] = "citizenship"
    elif "birth" in names:
        constants["definition"] = "country_of_birth"
    else:
        constants["definition"] = "unknown"
        notes.append(tell_doubt("name_definition"))
    if "area" not in roles:
        notes.append(tell_doubt("name_area"))
    if "period" not in roles:
        notes.append(tell_doubt("name_period"))
    return constants, notes


def _find_decimal(
    raw: Raw, connection: duckdb.DuckDBPyConnection, measures: list[str]
) -> Literal[".", ","]:
    names = [each for each in raw.names if each.upper() in _CONCEPTS["value"]] + measures
    if not names:
        return "."
    comma = " OR ".join(f"contains({quote(each)}, ',')" for each in names)
    row = connection.execute(
        f"SELECT coalesce(bool_or({comma}), false) FROM {raw.table}"
    ).fetchone()
    return "," if row and row[0] else "."


def _tell_areas(columns: dict[str, _Column], registry: Registry | None) -> list[Saying]:
    if registry is None:
        return []
    codes = [
        code
        for each in columns.values()
        if each.name.upper() in _CONCEPTS["area"]
        for code in each.codes
    ]
    known = sum(registry.match(each).place is not None for each in codes)
    return [tell_doubt("areas", known=known, all=len(codes))] if codes else []

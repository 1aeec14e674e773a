"""What the rows of an SDMX-CSV 2.0 file do to the figures that were there before: add, change,
replace, delete; for an import that follows another.

Rules: field guide of SDMX-CSV 2.0, "Column content". Rows act in the order in which they stand.
"""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from weft.core.observatory.recipe import ColumnRule, Recipe
from weft.store.columns import FIXED, KEYS, PREFIX
from weft.store.readers.problems import FileProblem
from weft.store.readers.raw import ROW, Raw, quote, quote_text
from weft.store.readers.sdmx_text import ACTIONS, TECHNICAL

# What an observation says, beside what it is about; each can be changed or deleted by itself.
SAYS = ("value", "low", "high", "unit", "flag", "confidentiality", "modelled", "source")
_DEFAULTS = {"unit": "'persons'", "flag": "'A'", "confidentiality": "'F'", "modelled": "false"}
_FOLLOWS = ("place", "start", "until")  # of the key
_FIELDS = {name for name, _ in FIXED}
_ALL = "acting_all"  # one row for each observation before and for each row of the file
_DEEDS = "acting_deeds"  # rows of the file that act on several observations


class UnknownAction(FileProblem):
    """An action that SDMX-CSV does not have."""

    code = "unknown_action"


class SeveralStructures(FileProblem):
    """Rows of several dataflows delete, and the figures before do not tell to which they belong."""

    code = "several_structures"


class UnreadDeletion(FileProblem):
    """A row that deletes names an area, a period or a code that could not be read."""

    code = "unread_deletion"


@dataclass(frozen=True)
class Merged:
    """The figures after a file has acted on those before it."""

    table: str  # in DuckDB, with the columns of the store
    deleted: int = 0  # observations of before that are no more
    acted: bool = False  # else all rows only add


def merge_actions(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    raw: Raw,
    recipe: Recipe,
    mapped: str,
    previous: Path | None = None,
    table: str = "merged_actions",
) -> Merged:
    """Apply the actions of a file to the observations before it.

    `mapped`: a table or view with the columns of the store made from all rows of `raw`, also from
    those that delete and have no value (their empty cells may have become anything: `raw` is asked,
    by `row`, which were empty). `previous`: observations.parquet of the version before. A row whose
    action is empty counts as I. An observation is known by area, measure, period, definition and
    breakdowns.

    - A, I, M: what is filled in is added or takes the place of what was there; the rest stays.
      Without a value and with an empty dimension, a row says something of all observations that
      have the dimensions that are filled in.
    - R: the observation becomes what the row says.
    - D: where only dimensions are filled in, every observation that has them is deleted, an empty
      dimension being any; where a value or attribute is filled in ("-"), only that is emptied.

    Raises UnknownAction, SeveralStructures, UnreadDeletion.
    """
    merging = _Merging(connection, path, raw, recipe, mapped, previous)
    if not raw.action or not merging.is_needed():
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {quote(table)} AS SELECT * FROM {mapped}")
        return Merged(quote(table))
    merging.gather()
    merging.find_deeds()
    merging.act()
    merging.fold(quote(table))
    deleted = merging.count_deleted(quote(table))
    for each in (_ALL, _DEEDS):
        connection.execute(f"DROP TABLE {each}")
    return Merged(quote(table), deleted, True)


class _Merging:
    """One merge, step by step."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        path: Path,
        raw: Raw,
        recipe: Recipe,
        mapped: str,
        previous: Path | None,
    ) -> None:
        self.connection, self.path, self.raw, self.mapped = connection, path, raw, mapped
        self.action = f"coalesce({raw.action}, 'I')" if raw.action else "'I'"
        self.before = f"read_parquet({quote_text(str(previous))})" if previous else None
        self.cells: dict[str, list[str]] = {}  # column of the store -> columns of the file
        for rule in recipe.columns:
            field = _find_field(rule)
            if field in _FIELDS or field.startswith(PREFIX):
                heads = [each for each in (rule.column, *rule.also) if each in raw.names]
                self.cells.setdefault(field, []).extend(heads)
        self.constant = set(recipe.constants)
        words = {each.column for each in recipe.columns if each.role in ("label", "area_name")}
        self.notes = [
            each
            for each in raw.names
            if each not in {head for heads in self.cells.values() for head in heads} | words
            and not each.endswith(" label")
            and each not in TECHNICAL
        ]

    # Columns

    @cached_property
    def here(self) -> list[str]:
        """The columns of the mapped rows."""
        return self._describe(self.mapped)

    @cached_property
    def there(self) -> list[str]:
        """The columns of the observations before."""
        return self._describe(self.before) if self.before else []

    @cached_property
    def columns(self) -> list[str]:
        """All of the store's, with the breakdowns of both sides."""
        both = dict.fromkeys([*self.here, *self.there])
        names = [name for name, _ in FIXED]
        at = names.index("value")
        return [*names[:at], *(each for each in both if each.startswith(PREFIX)), *names[at:]]

    @cached_property
    def keys(self) -> list[str]:
        """The columns that an observation is known by."""
        return [each for each in self.columns if each in KEYS or each.startswith(PREFIX)]

    def _describe(self, source: str) -> list[str]:
        described = self.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        return [each[0] for each in described]

    def _has(self, name: str) -> str:
        """SQL: whether a row of the file fills in any cell that the column is read from."""
        cells = self.cells.get(name, [])
        return " OR ".join(f"r.{quote(each)} IS NOT NULL" for each in cells) or "false"

    @cached_property
    def partial(self) -> str:
        """SQL: whether a row has no value and leaves a dimension empty."""
        keyed = [each for each in self.keys if self.cells.get(each)]
        empty = " OR ".join(f"NOT ({self._has(each)})" for each in keyed) or "false"
        return f"(NOT ({self._has('value')}) AND ({empty}))"

    # Steps

    def is_needed(self) -> bool:
        """Whether any row does more than add. Raises UnknownAction, SeveralStructures."""
        known = ", ".join(quote_text(each) for each in ACTIONS)
        unknown = f"{self.action} NOT IN ({known})"
        several = "count(DISTINCT STRUCTURE_ID)" if "STRUCTURE_ID" in self.raw.names else "1"
        row = self.connection.execute(
            f"SELECT arg_min({self.action}, {ROW}) FILTER ({unknown}), "
            f"min({ROW}) FILTER ({unknown}), min({ROW}) FILTER ({self.action} = 'D'), {several}, "
            f"coalesce(bool_or({self.action} NOT IN ('A', 'I') OR {self.partial}), false) "
            f"FROM {self.raw.table} AS r"
        ).fetchone()
        wrong, where, deletes, structures, acts = row or (None, None, None, 1, False)
        if wrong is not None:
            raise UnknownAction(
                self.path, row=where, column="ACTION",
                found=wrong[:20], expected=", ".join(ACTIONS),
            )  # fmt: skip
        if deletes and structures > 1:
            raise SeveralStructures(
                self.path, row=deletes, column="STRUCTURE_ID", structures=structures
            )
        return bool(acts) or self.before is not None

    def gather(self) -> None:
        """All that is said of single observations: before (row 0, action P) and in the file, where
        a field is empty unless its own cell says it."""
        parts = []
        for name in self.columns:
            if name not in self.here:
                parts.append(_absent(name))
            elif name in SAYS and name not in self.constant:
                parts.append(f"CASE WHEN {self._has(name)} THEN m.{name} END AS {name}")
            else:
                parts.append(f"m.{quote(name)}")
        before = ""
        if self.before:
            old = [quote(each) if each in self.there else _absent(each) for each in self.columns]
            before = f" UNION ALL SELECT {', '.join(old)}, 'P', 0 FROM {self.before}"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {_ALL} AS "
            f"SELECT {', '.join(parts)}, {self.action} AS action, r.{ROW} AS stands "
            f"FROM {self.mapped} AS m JOIN {self.raw.table} AS r ON m.row = r.{ROW} "
            f"WHERE {self.action} <> 'D' AND NOT {self.partial}{before}"
        )

    def find_deeds(self) -> None:
        """Rows that delete, or that say something of several observations: for each key its code,
        or NULL for any; for each field what is said of it, or whether it is emptied; whether the
        whole observation goes."""
        parts, unread = [], []
        for name in self.keys:
            if name not in self.here:
                parts.append(f"NULL::VARCHAR AS {quote(name)}")
            elif self.cells.get(name):
                has = self._has(name)
                parts.append(f"CASE WHEN {has} THEN m.{quote(name)} END AS {quote(name)}")
                unread.append(f"(({has}) AND m.{quote(name)} IS NULL)")
            else:  # the same for the whole file, and meant
                parts.append(f"m.{quote(name)}")
        for name in SAYS:
            parts += [f"({self._has(name)}) AS {quote('has ' + name)}", f"m.{name}"]
        # A dash in a column that the store does not keep deletes a note, not the observation.
        noted = (
            " OR ".join(f"r.{quote(each)} IS NOT DISTINCT FROM '-'" for each in self.notes)
            or "false"
        )
        any_said = " OR ".join(self._has(each) for each in SAYS)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {_DEEDS} AS SELECT {', '.join(parts)}, "
            f"{self.action} = 'D' AS deletes, NOT ({any_said} OR {noted}) AS whole, "
            f"m.row IS NULL OR {' OR '.join(unread) or 'false'} AS unread, r.{ROW} AS stands "
            f"FROM {self.raw.table} AS r LEFT JOIN {self.mapped} AS m ON m.row = r.{ROW} "
            f"WHERE {self.action} = 'D' OR {self.partial}"
        )
        row = self.connection.execute(
            f"SELECT min(stands) FROM {_DEEDS} WHERE deletes AND unread"
        ).fetchone()
        if row and row[0]:
            raise UnreadDeletion(self.path, row=row[0])

    def act(self) -> None:
        """Do what the deeds say, those that fill in the same keys at once: joins of equals."""
        filled = ", ".join(f"{quote(each)} IS NOT NULL" for each in self.keys)
        fields = ", ".join(f"coalesce(bool_or({quote('has ' + each)}), false)" for each in SAYS)
        patterns = self.connection.execute(
            f"SELECT deletes, {filled}, {fields} FROM {_DEEDS} WHERE NOT unread GROUP BY ALL"
        ).fetchall()
        for deletes, *flags in patterns:
            keys = [each for each, is_filled in zip(self.keys, flags, strict=False) if is_filled]
            used = [each for each, said in zip(SAYS, flags[len(self.keys) :], strict=True) if said]
            where = " AND ".join(
                f"{quote(each)} IS {'NOT NULL' if each in keys else 'NULL'}" for each in self.keys
            )
            if deletes:
                later = self._join(f"{where} AND deletes AND whole", keys, "max(stands) AS stands")
                self.connection.execute(
                    f"DELETE FROM {_ALL} AS a USING {later} AND a.stands < d.stands"
                )
            for name in used:
                has = f"{where} AND deletes = {deletes} AND {quote('has ' + name)}"
                said = "NULL" if deletes else "d.said"
                joined = self._join(
                    has, keys, f"max(stands) AS stands, arg_max({name}, stands) AS said"
                )
                # An attribute of a group holds for the rows below it too.
                order = "a.stands < d.stands" if deletes else "true"
                self.connection.execute(
                    f"UPDATE {_ALL} AS a SET {name} = {said} FROM {joined} AND {order}"
                )

    def _join(self, where: str, keys: list[str], what: str) -> str:
        names = [quote(each) for each in keys]
        group = f" GROUP BY {', '.join(names)}" if keys else " HAVING count(*) > 0"
        same = " AND ".join(f"a.{each} = d.{each}" for each in names) or "true"
        columns = ", ".join([*names, what])
        return f"(SELECT {columns} FROM {_DEEDS} WHERE {where}{group}) AS d WHERE {same}"

    def fold(self, table: str) -> None:
        """One row for each observation: of each field what was said last, since the last R."""
        group = ", ".join(quote(each) for each in self.keys)
        parts = []
        for name in self.columns:
            if name in self.keys:
                parts.append(quote(name))
            elif name in SAYS:
                last = f"arg_max({name}, stands) FILTER ({name} IS NOT NULL)"
                parts.append(f"coalesce({last}, {_DEFAULTS.get(name, 'NULL')}) AS {name}")
            elif name in _FOLLOWS:
                parts.append(f"arg_max({name}, stands) AS {name}")
            else:
                parts.append('nullif(max(stands), 0) AS "row"')
        source = _ALL
        if self._read_number(f"SELECT count(*) FROM {_ALL} WHERE action = 'R'"):
            since = f"max(stands) FILTER (action = 'R') OVER (PARTITION BY {group})"
            source = (
                f"(SELECT *, {since} AS since FROM {_ALL}) WHERE since IS NULL OR stands >= since"
            )
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS "
            f"SELECT {', '.join(parts)} FROM {source} GROUP BY {group}"
        )

    def count_deleted(self, table: str) -> int:
        """How many observations of before are not there any more."""
        if not self.before:
            return 0
        same = " AND ".join(
            f"m.{quote(each)} IS NOT DISTINCT FROM {'p.' + quote(each)}"
            if each in self.there
            else f"m.{quote(each)} = '_T'"
            for each in self.keys
        )
        return self._read_number(
            f"SELECT count(*) FROM {self.before} AS p ANTI JOIN {table} AS m ON {same}"
        )

    def _read_number(self, query: str) -> int:
        row = self.connection.execute(query).fetchone()
        return int(row[0]) if row else 0


def _find_field(rule: ColumnRule) -> str:
    """The column of the store that a rule fills."""
    if rule.role == "breakdown":
        return f"{PREFIX}{rule.name}"
    return "area" if rule.role == "area_name" else rule.role


def _absent(name: str) -> str:
    """SQL: a column that one side does not have; a breakdown is its total there."""
    if name.startswith(PREFIX):
        return f"'_T' AS {quote(name)}"
    return f"NULL AS {quote(name)}"

"""Makes the public file of a version: what everybody may see of its observations, and nothing else.

Withheld cells stay as rows, with no value and confidentiality "C"; the row of the source and what
each contributor contributed are left out. What a source has published already is copied as it is,
however large.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from weft.core.observatory.disclosure.figures import Earlier, Figures, Protection
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.protection import MOST, TooManyFiguresError, protect
from weft.store.columns import PREFIX, list_breakdowns, list_contributions
from weft.store.engine import connect_duckdb
from weft.store.parents import guess_parents
from weft.store.unveiling import count_unveiled

OBSERVATIONS = "observations.parquet"  # beside the public file of each version
_LEFT_OUT = ("row", "source row")
_FREE = "coalesce(confidentiality, 'F') IN ('F', '')"


def protect_version(
    observations: Path,
    policy: Policy,
    out: Path,
    *,
    parents: Mapping[str, str],
    before: tuple[Path, ...] = (),
    key: bytes = b"",
) -> Protection:
    """Write the public file of a version.

    `parents` says which area or place is part of which; `before` are the public files of all
    versions published earlier, oldest first, revoked ones too (those of other datasets with the
    same measures and definitions may stand among them); `key` is the site's secret, for cell keys.
    """
    if policy.kind != "protected":
        done = _copy(observations, policy, out)
        return done.model_copy(update={"unveiled": count_unveiled(out, before)})
    count = pq.read_metadata(observations).num_rows
    if count > MOST:
        raise TooManyFiguresError(count)
    table = pq.read_table(observations)
    publics = [pq.read_table(each) for each in before]
    places = _find_places([table, *publics])
    parents = {**parents, **guess_parents(table, parents)}
    publics = [
        _rename(public, table) if path.parent.parent == out.parent.parent else public
        for public, path in zip(publics, before, strict=True)
    ]
    protected = protect(
        _read_figures(table, places),
        policy,
        parents=_name_places(parents, places),
        earlier=[
            _read_earlier(public, path, places)
            for public, path in zip(publics, before, strict=True)
            if public.num_rows
        ],
        key=key,
        contributions=_read_contributions(table),
    )
    written = table.drop_columns(_list_left_out(table.column_names))
    touched = protected.withheld | protected.altered
    written = _replace(written, "value", pa.array(protected.values, from_pandas=True))
    for name in ("low", "high"):  # an interval would tell its middle
        ends = _to_numpy(table, name)
        written = _replace(written, name, pa.array(np.where(touched, np.nan, ends), pa.float64(),
                                                   from_pandas=True))  # fmt: skip
    # What its source withheld itself has no value here either, and is not merely missing.
    marks = np.where(protected.withheld | _is_secret(table), "C", "F").tolist()
    pq.write_table(_replace(written, "confidentiality", pa.array(marks, pa.string())), out,
                   compression="zstd")  # fmt: skip
    return protected.protection


class WordsChangedError(ValueError):
    """Figures came to be called otherwise, and what becomes of which is not plain."""

    def __init__(self, gone: list[str], came: list[str]) -> None:
        super().__init__(
            f"The version before had {'; '.join(gone)}, this one has {'; '.join(came)} instead. If "
            "these are the same figures under other words, both would tell what each withholds: "
            "keep the words of measure, definition and unit, or change one at a time"
        )


_WORDS = ["measure", "definition", "unit"]


def _rename(public: pa.Table, table: pa.Table) -> pa.Table:
    """An earlier version of the same dataset in the words of this one, where one of a measure, a
    definition, a unit was corrected: figures are the same secret under any name."""
    old, new = _list_words(public), _list_words(table)
    gone, came = sorted(old - new), sorted(new - old)
    if not gone or not came:
        return public
    if len(gone) > 1 or len(came) > 1:
        raise WordsChangedError([" / ".join(x) for x in gone], [" / ".join(x) for x in came])
    columns = [public[name].to_pylist() for name in _WORDS]
    rows = [came[0] if row == gone[0] else row for row in zip(*columns, strict=True)]
    for at, name in enumerate(_WORDS):
        column = pa.array([row[at] for row in rows], pa.string())
        public = public.set_column(public.column_names.index(name), name, column)
    return public


def _list_words(table: pa.Table) -> set[tuple[str, ...]]:
    pairs = table.select(_WORDS).group_by(_WORDS).aggregate([])
    return {tuple(row[name] for name in _WORDS) for row in pairs.to_pylist()}


def _list_left_out(columns: list[str]) -> list[str]:
    return [*(each for each in _LEFT_OUT if each in columns), *list_contributions(columns)]


def _read_contributions(table: pa.Table) -> list[Any] | None:
    """What is told of the contributions to each figure; None where no column tells any."""
    names = list_contributions(table.column_names)
    if not names:
        return None
    told = np.column_stack([_to_numpy(table, each) for each in names])
    return [row[~np.isnan(row)] for row in told]


def _copy(observations: Path, policy: Policy, out: Path) -> Protection:
    """All figures, or none, without looking at them one by one."""
    with connect_duckdb(temp=out.parent, files=(observations, out)) as connection:
        names = connection.read_parquet(str(observations)).columns
        left_out = _list_left_out(names)
        kept = [f'"{each}"' for each in names if each not in left_out]
        for name in ("value", "low", "high"):  # the source itself says: not for publication
            kept[kept.index(f'"{name}"')] = f'CASE WHEN {_FREE} THEN "{name}" END AS "{name}"'
        mark = f"CASE WHEN {_FREE} THEN 'F' ELSE 'C' END AS confidentiality"
        kept[kept.index('"confidentiality"')] = mark
        told = "" if policy.kind == "published" else "WHERE false"
        connection.execute(
            f"COPY (SELECT {', '.join(kept)} FROM read_parquet($source) {told}) "  # noqa: S608
            "TO $out (FORMAT parquet, COMPRESSION zstd)",
            {"source": str(observations), "out": str(out)},
        )
        counted = connection.execute(
            "SELECT count(*), count(*) - count(value), "  # noqa: S608
            f"count(*) FILTER (value IS NOT NULL AND NOT {_FREE}) FROM read_parquet($source)",
            {"source": str(observations)},
        ).fetchone()
    figures, missing, secret = counted or (0, 0, 0)
    return Protection(kind=policy.kind, figures=figures, missing=missing,
                      sensitive=secret if told == "" else figures - missing)  # fmt: skip


def _is_secret(table: pa.Table) -> Any:
    return np.array([(x or "F") != "F" for x in table["confidentiality"].to_pylist()], bool)


def _replace(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, column)


def _to_numpy(table: pa.Table, name: str) -> Any:
    return np.asarray(table[name].to_numpy(zero_copy_only=False), float)


def _find_places(tables: list[pa.Table]) -> dict[str, str]:
    """Area in the files -> place, for those that were matched in one version and not in others."""
    found: dict[str, str] = {}
    for table in tables:
        pairs = table.select(["area", "place"]).group_by(["area", "place"]).aggregate([])
        for pair in pairs.to_pylist():
            if pair["place"]:
                found.setdefault(pair["area"], pair["place"])
    return found


def _name_places(parents: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    """Which place is part of which, areas of the files being called by their places."""
    return {places.get(a, a): places.get(b, b) for a, b in parents.items()}


def _read_figures(table: pa.Table, places: Mapping[str, str]) -> Figures:
    columns = {each: table[each].to_pylist() for each in
               ("area", "place", "measure", "period", "definition", "unit")}  # fmt: skip
    return Figures(
        area=[place or places.get(area, area)
              for area, place in zip(columns["area"], columns["place"], strict=True)],
        measure=columns["measure"],
        period=columns["period"],
        definition=columns["definition"],
        unit=columns["unit"],
        breakdowns={each: table[PREFIX + each].to_pylist()
                    for each in list_breakdowns(table.column_names)},
        values=_to_numpy(table, "value"),
        modelled=np.array([bool(each) for each in table["modelled"].to_pylist()], bool),
        confidential=_is_secret(table),
    )  # fmt: skip


def _read_earlier(public: pa.Table, path: Path, places: Mapping[str, str]) -> Earlier:
    """An earlier version with its true values, where its observations are still there."""
    figures = _read_figures(public, places)
    withheld = np.isnan(figures.values) & figures.confidential
    shown = ~np.isnan(figures.values)
    full, contributions = path.with_name(OBSERVATIONS), None
    if full.exists() and pq.read_metadata(full).num_rows == public.num_rows:
        told = list_contributions(pq.read_schema(full).names)
        observations = pq.read_table(full, columns=["value", *told])
        true, contributions = _to_numpy(observations, "value"), _read_contributions(observations)
        shown &= true == figures.values  # rounding and cell keys show another value
        values = np.where(np.isnan(true), figures.values, true)
        figures = replace(figures, values=values)
    return Earlier(figures, shown, withheld, figures.list_brought(contributions))

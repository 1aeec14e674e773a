"""Counts what a version shows that another one withholds, for those who publish figures of which a
part is protected elsewhere."""

from collections.abc import Sequence
from pathlib import Path

from weft.core.observatory.observation import TOTAL
from weft.store.columns import PREFIX, list_breakdowns
from weft.store.engine import connect_duckdb
from weft.store.footers import read_footer
from weft.store.readers.raw import quote

_KNOWN_BY = ("measure", "period", "definition")


def count_unveiled(public: Path, others: Sequence[Path]) -> int:
    """How many figures that some of the other public files withhold have a value in this one. A
    breakdown that a file does not have is total in it."""
    files = (public, *others)
    names = sorted({x for file in files for x in list_breakdowns(read_footer(file).schema.names)})
    secrets = " UNION ".join(
        _select(file, names, "value IS NULL AND confidentiality = 'C'") for file in others
    )
    if not secrets:
        return 0
    shown = _select(public, names, "value IS NOT NULL")
    with connect_duckdb(temp=public.parent / "unveiling", files=files) as connection:
        found = connection.execute(
            f"SELECT count(*) FROM (({secrets}) INTERSECT ({shown}))"  # noqa: S608  # names are quoted
        ).fetchone()
    return int(found[0]) if found else 0


def _select(file: Path, names: Sequence[str], where: str) -> str:
    there = list_breakdowns(read_footer(file).schema.names)
    parts = [
        quote(PREFIX + x) if x in there else f"'{TOTAL}' AS {quote(PREFIX + x)}" for x in names
    ]
    columns = ", ".join(["coalesce(place, area) AS at", *_KNOWN_BY, *parts])
    path = str(file).replace("'", "''")
    return f"SELECT {columns} FROM read_parquet('{path}') WHERE {where}"  # noqa: S608

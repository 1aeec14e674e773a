"""Small versions of invented datasets, for the tests of the store."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from weft.core.observatory.observation import TOTAL
from weft.core.observatory.periods import Period
from weft.store.columns import PREFIX, make_schema


def observe(value: float | None, **said: Any) -> dict[str, Any]:
    """A row: migrants in Saltmere in 2020, by citizenship, unless something else is said.
    Breakdowns are given by name."""
    fixed = set(make_schema(()).names)
    row = {
        "area": "saltmere", "place": said.get("area", "saltmere"), "measure": "stock",
        "period": "2020", "definition": "citizenship", "value": value, "unit": "persons",
        "flag": "A", "confidentiality": "F", "modelled": False, "source": "Register of Saltmere",
    }  # fmt: skip
    row |= {name if name in fixed else PREFIX + name: each for name, each in said.items()}
    period = Period(row["period"])
    return {**row, "start": period.start, "until": period.until}


def write(path: Path, rows: list[dict[str, Any]], group: int = 1000) -> Path:
    """The rows as a file of the store, in its order; `group`: rows of a row group."""
    names = sorted({x.removeprefix(PREFIX) for row in rows for x in row if x.startswith(PREFIX)})
    schema = make_schema(tuple(names))
    total = {PREFIX + name: TOTAL for name in names}
    ordered = sorted(rows, key=lambda x: (x["place"] or "~", x["area"], x["measure"], x["start"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist([total | row for row in ordered], schema=schema)
    pq.write_table(table, path, row_group_size=group)
    return path

"""Versions made for a test, and the public files of them, for the tests of disclosure."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from weft.core.observatory.disclosure.policy import Policy
from weft.store.columns import PREFIX, make_schema
from weft.store.protecting import protect_version

KEY = b"the secret of a site"


def write_version(folder: Path, rows: list[dict[str, Any]]) -> Path:
    """A version whose rows say only what differs."""
    fixed: dict[str, Any] = {
        "area": "A", "place": None, "measure": "stock", "period": "2020", "start": None,
        "until": None, "definition": "citizenship", "low": None, "high": None, "unit": "persons",
        "flag": "A", "confidentiality": "F", "modelled": False, "source": "register",
    }  # fmt: skip
    names = sorted({name for row in rows for name in row if name.startswith(PREFIX)})
    fixed |= dict.fromkeys(names, "_T")
    full = [fixed | {"row": number} | row for number, row in enumerate(rows, 2)]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "observations.parquet"
    pq.write_table(
        pa.Table.from_pylist(full, make_schema(tuple(n.removeprefix(PREFIX) for n in names))), path
    )
    return path


def protect(
    version: Path, policy: Policy, before: tuple[Path, ...] = (), key: bytes = KEY, **parents: str
) -> list[dict[str, Any]]:
    """The rows of the public file."""
    out = version.with_name("public.parquet")
    protect_version(version, policy, out, parents=parents, before=before, key=key)
    return pq.read_table(out).to_pylist()

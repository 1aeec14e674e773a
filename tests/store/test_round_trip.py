"""What Weft writes, Weft reads back equal: SDMX-CSV, CSV, Excel, data packages and GeoJSON, through
its own import."""

import datetime as dt
import io
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from weft.core.atlas.facts import Place
from weft.core.observatory.periods import Period
from weft.core.observatory.registry import Registry
from weft.store.columns import make_schema
from weft.store.ingesting import OBSERVATIONS, ingest
from weft.store.readers.own import propose_own
from weft.store.readers.sdmx import open_sdmx_csv, propose_sdmx
from weft.store.readers.tables import open_table
from weft.store.writers.about import About
from weft.store.writers.csv import write_csv
from weft.store.writers.excel import write_excel
from weft.store.writers.frictionless import write_frictionless
from weft.store.writers.geojson import write_geojson
from weft.store.writers.sdmx_csv import write_sdmx_csv

REGISTRY = Registry(
    [
        Place.model_validate({"id": key, "name": key.title(), "levels": ["local"]})
        for key in ("turin", "amman", "lyon")
    ]
)
ABOUT = About(
    id="foreign-residents", title="Foreign residents", description="Foreign residents by town",
    publisher="City of Turin", licence="CC BY 4.0", source="ISTAT", version=2,
    date=dt.date(2026, 11, 28), citation="City of Turin (2026), Foreign residents, version 2",
)  # fmt: skip
FORMATS: dict[str, tuple[str, Callable[..., None]]] = {
    "sdmx-csv": ("figures.csv", write_sdmx_csv),
    "csv": ("figures.csv", write_csv),
    "excel": ("figures.xlsx", write_excel),
    "datapackage": ("figures.zip", write_frictionless),
    "geojson": ("figures.geojson", partial(write_geojson, coordinates={"turin": (7.69, 45.07)})),
}

PHASES = (Phase.explicit, Phase.generate)  # an import takes a second: nothing is shrunk
PERIODS = ("2019", "2020", "2019-Q2", "2020-S1", "2019-03", "2019-03-01", "2019-03-01/2019-06-10")
AREAS = {
    "ITC11": None, "Torino": "turin", "عمان": "amman", "Lyon, \"Rhône\"": "lyon",
    "Forlì; Cesena": None, "São João - Évora": None,
}  # fmt: skip
# At most 15 digits, of which a workbook keeps no more.
numbers = st.one_of(
    st.integers(0, 10**9).map(float), st.floats(0, 1e9, allow_nan=False).map(lambda x: round(x, 4))
)


@st.composite
def tables(draw: Any) -> pa.Table:
    """Observations without two of the same key."""
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(AREAS)), st.sampled_from(["stock", "arrivals"]),
                st.sampled_from(["citizenship", "country_of_birth"]), st.sampled_from(PERIODS),
                st.sampled_from(["_T", "M", "F"]), st.sampled_from(["_T", "MAR", "_O", "_U"]),
            ),
            min_size=1, max_size=12, unique=True,
        )
    )  # fmt: skip
    rows = []
    for area, measure, definition, period, sex, origin in keys:
        span = Period(period)
        value = draw(st.one_of(st.none(), numbers))
        modelled = value is not None and draw(st.booleans())
        rows.append(
            {
                "area": area, "place": AREAS[area], "measure": measure, "period": period,
                "start": span.start, "until": span.until, "definition": definition,
                "by_sex": sex, "by_origin": origin, "value": value,
                "low": round(value / 2, 3) if modelled else None,
                "high": round(value * 1.5, 3) if modelled else None,
                "unit": draw(st.sampled_from(["persons", "permits"])),
                "flag": draw(st.sampled_from("ABEPU")),
                "confidentiality": draw(st.sampled_from("FN")) if value is not None else "C",
                "modelled": modelled, "source": draw(st.sampled_from(["ISTAT", "Lyon, été"])),
                "row": 1,
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=make_schema(("sex", "origin")))


def read_back(folder: Path, kind: str, figures: pa.Table) -> pa.Table:
    name, write = FORMATS[kind]
    out = io.BytesIO()
    write(figures, ABOUT, out)
    path = folder / name
    path.write_bytes(out.getvalue())
    connection = duckdb.connect()
    if kind == "sdmx-csv":
        proposal = propose_sdmx(open_sdmx_csv(connection, path), connection)
    else:
        found = propose_own(open_table(connection, path), connection)
        assert found is not None
        proposal = found
    report = ingest(path, proposal.recipe, REGISTRY, folder / "out")
    assert report.errors == ()
    return pq.read_table(folder / "out" / OBSERVATIONS)


def list_rows(table: pa.Table) -> list[dict[str, Any]]:
    rows = table.drop_columns("row").to_pylist()
    return sorted(rows, key=lambda each: [str(each[key]) for key in sorted(each)])


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=4, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(figures=tables())
def test_what_is_written_reads_back_equal(kind: str, figures: pa.Table) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert list_rows(read_back(Path(folder), kind, figures)) == list_rows(figures)

"""Makes, beside a file of observations, the small ones that pages read instead: its totals and
simple parts, what it covers by area, and what by year; for versions when they are made."""

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from weft.store.availability import list_plain
from weft.store.coverage import list_coverage, list_years
from weft.store.engine import DuckEngine
from weft.store.questions import Question

_ROWS = 20_000  # of a group: a page reads one or two, for a place


@dataclass(frozen=True)
class Summary:
    """Where the small files are. They are made with the large one, and never change either."""

    folder: Path

    @property
    def plain(self) -> Path:
        """Totals and what is broken down by one thing only, as observations."""
        return self.folder / "plain.parquet"

    @property
    def areas(self) -> Path:
        """A row for each area, measure and definition: `coverage.list_coverage`."""
        return self.folder / "areas.parquet"

    @property
    def years(self) -> Path:
        """A row for each year and way of breaking down: `coverage.list_years`."""
        return self.folder / "years.parquet"


def find_summary(observations: Path) -> Summary:
    """The small files that belong to a file of observations."""
    return Summary(observations.with_suffix(".summary"))


def open_summary(observations: Path) -> Summary:
    """The same, made now where there are none yet: a backup may be older than they are."""
    summary = find_summary(observations)
    return summary if summary.folder.is_dir() else write_summary(observations)


def write_summary(observations: Path) -> Summary:
    """Make them: all of them count, or none. OSError or duckdb.Error where there is no room."""
    found = find_summary(observations)
    making = found.folder.with_name(f"{found.folder.name}-{secrets.token_hex(8)}")
    try:
        _fill(Summary(making), observations)
        shutil.rmtree(found.folder, ignore_errors=True)
        making.replace(found.folder)
    except OSError:
        if not found.folder.is_dir():  # else another process was quicker
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return found


def _fill(summary: Summary, observations: Path) -> None:
    summary.folder.mkdir()
    engine = DuckEngine(folders=(observations.parent,))
    table = engine.read([observations])
    for path, expression in (
        (summary.plain, list_plain(table, Question())),
        (summary.areas, list_coverage(table)),
        (summary.years, list_years(table)),
    ):
        target = str(path).replace("'", "''")
        engine.connect().execute(
            f"COPY ({engine.write_sql(expression)}) TO '{target}' "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS})"
        )

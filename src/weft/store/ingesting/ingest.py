"""Reads a file with a recipe and writes its observations as Parquet, with a report of all that is
wrong and where; for the terminal, the page and the demo."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from weft.core.observatory.recipe import Recipe
from weft.core.observatory.registry import Registry
from weft.core.observatory.report import ImportReport, Trouble, make_trouble
from weft.core.observatory.saying import Saying
from weft.store.checking import check_totals, gather_totals
from weft.store.columns import PREFIX, make_schema
from weft.store.engine import DuckEngine, connect_duckdb
from weft.store.ingesting.area_totals import check_areas, leave_out_told
from weft.store.ingesting.checks import check_cells, check_reading, check_words
from weft.store.ingesting.contributions import check_contributions
from weft.store.ingesting.figures import find_separators, make_figures
from weft.store.ingesting.fitting import Fitted, fit
from weft.store.ingesting.marks import check_marks
from weft.store.ingesting.meanings import gather_words, list_areas, make_meanings
from weft.store.ingesting.places import Places, match_places, report_places
from weft.store.ingesting.planning import Plan, make_long
from weft.store.ingesting.relations import check_relations
from weft.store.readers.actions import Merged, merge_actions
from weft.store.readers.numbers import Separators
from weft.store.readers.problems import FileProblem
from weft.store.readers.raw import Raw, quote
from weft.store.readers.sdmx import locate_errors, open_sdmx_csv
from weft.store.readers.tables import Look, look_at, open_table
from weft.store.watching import Tell, Watch

OBSERVATIONS = "observations.parquet"
MEMORY = "1GB"
_ROW_GROUP = 120_000
_NOWHERE = "(period IS NULL OR area = '')"
_MOST_SORTED = 2_000_000  # figures that are sorted at once
_FATAL = ("missing_column", "not_said", "twice_said", "unclear_contribution")


def ingest(
    path: Path,
    recipe: Recipe,
    registry: Registry,
    out: Path,
    *,
    previous: Path | None = None,
    progress: Tell | None = None,
    folder: Path | None = None,
    memory: str = MEMORY,
    source: str | None = None,
) -> ImportReport:
    """Read `path` with `recipe` into `out`/observations.parquet; say what came of it.

    What is wrong with the file is in the report, not raised: its errors keep the version from being
    published, and what could be read is written all the same, for a person to look at.
    `previous`: the observations of the version before, for files that say what becomes of them.
    `progress` is told about once a second how much of the file was read, then how many figures are
    written; it may be called from another thread. What it raises ends the import.
    `folder`: for temporary files, on a disk with room.
    `source`: whose figures these are, where neither the recipe nor the file says it.
    """
    out.mkdir(parents=True, exist_ok=True)
    with Watch(progress) as watch:
        made = Path(tempfile.mkdtemp(prefix="weft-import-", dir=folder))
        try:
            look = look_at(path, recipe.layout, made, watch) if recipe.kind != "sdmx-csv" else None
            # Which files it may read is known before it reads the first cell.
            files = (look.path if look else path, *([previous] if previous else ()))
            with (
                closing(connect_duckdb(memory=memory, temp=made, files=files)) as connection,
                watch.heed(connection),
            ):
                report = _Import(
                    connection, path, look, recipe, registry, out, previous, watch, made, source
                ).run()
        except FileProblem as problem:
            _write_nothing(out, recipe)
            return ImportReport(rows=0, figures=0, missing=0, troubles=(problem.as_trouble(),))
        finally:
            shutil.rmtree(made, ignore_errors=True)
        if not report.figures:
            return report
        watch.begin("working")
        # After the import has given its memory back.
        engine = DuckEngine((out,), memory)
        wrong = check_totals(engine, engine.read([out / OBSERVATIONS]), recipe.layout.sheet)
        troubles = gather_totals((*leave_out_told(report.troubles, wrong), *wrong))
        return report.model_copy(update={"troubles": tuple(troubles)})


def _write_nothing(out: Path, recipe: Recipe) -> None:
    pq.write_table(make_schema(tuple(recipe.fixed)).empty_table(), out / OBSERVATIONS)


class _Import:
    """One import, step by step."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, path: Path, look: Look | None, recipe: Recipe,
        registry: Registry, out: Path, previous: Path | None, watch: Watch, folder: Path,
        source: str | None,
    ) -> None:  # fmt: skip
        self.connection, self.path, self.recipe, self.registry = connection, path, recipe, registry
        self.out, self.previous, self.folder = out, previous, folder
        self.watch, self.source = watch, source
        self.troubles: list[Trouble] = []
        self.look = look  # None: SDMX-CSV, which says itself how it is laid out

    def run(self) -> ImportReport:
        located = locate_errors(self.path) if self.recipe.kind == "sdmx-csv" else nullcontext()
        with located:
            raw, signs = self._open()
            sheet = self.look.layout.sheet if self.look else None
            fitted = fit(self.recipe, raw, sheet, raw.first_row - 1 or None)
            self.troubles += fitted.troubles
            if any(each.severity == "error" and each.code in _FATAL for each in fitted.troubles):
                _write_nothing(self.out, self.recipe)
                return self._report(0, fitted, None, ())
            source = self.recipe.constants.get("source") or raw.title or self.source
            source = source or self.path.name
            plan = Plan(self.connection, self.recipe, raw, fitted, source, signs)
            make_long(plan)
            signs = find_separators(plan)
            words = gather_words(plan)
            places = match_places(list_areas(plan, words), self.recipe, self.registry)
            make_figures(plan, make_meanings(plan, words, places.table), signs)
        self.troubles += check_reading(signs, plan, sheet)
        self.troubles += check_cells(plan, signs, sheet)
        self.troubles += check_marks(plan, sheet)
        self.troubles += check_contributions(plan, signs, sheet)
        self.troubles += check_words(plan, words, sheet)
        self.connection.execute(f"DELETE FROM figures WHERE {_NOWHERE} AND NOT about_many")
        # Of each row of the file there is one figure, unless several of its columns hold figures.
        rows = self._count(f"SELECT count({'DISTINCT row' if fitted.wide else '*'}) FROM figures")
        merged = self._act(plan) if raw.action else Merged("figures")
        self.connection.execute(f"DELETE FROM figures WHERE {_NOWHERE}")
        self.troubles += check_relations(
            self.connection, plan.breakdowns, plan.contributions, sheet
        )
        self.troubles += check_areas(
            self.connection, plan.breakdowns, self.registry.list_parents(), sheet
        )
        self._write(plan)
        return self._report(rows, fitted, places, plan.breakdowns, merged)

    def _open(self) -> tuple[Raw, Separators | None]:
        """The cells, and the signs of figures where they are known already."""
        if self.look is None:
            seen = open_sdmx_csv(self.connection, self.path, watch=self.watch)
            # Read once, not for every question that is asked of it.
            with self.watch.follow(self.path.stat().st_size):
                self.connection.execute(f"CREATE TEMP TABLE raw_read AS FROM {seen.table}")
            raw = Raw(
                "raw_read", seen.columns, seen.first_row, seen.action, seen.title, seen.licence
            )
            return raw, Separators(".", "", True, Saying(phrase="signs_sdmx"))
        look, layout = self.look, self.recipe.layout
        raw = open_table(
            self.connection, self.path, layout, look,
            troubles=self.troubles, folder=self.folder, watch=self.watch,
        )  # fmt: skip
        self._tell_encoding(look)
        told = layout.decimal is not None or look.kind in ("excel", "geojson")
        return raw, look.separators if told else None

    def _tell_encoding(self, look: Look) -> None:
        encoding = look.encoding
        if encoding is None:
            return
        if look.overruled:
            parts = {"found": encoding.name, "expected": look.overruled}
            self.troubles.append(make_trouble("encoding", "warning", parts, "overruled"))
        elif not encoding.sure:
            rivals = "; ".join(
                f"{each.encoding}: {', '.join(each.words[:3])}" for each in encoding.rivals[:3]
            )
            parts = {"found": encoding.name, "rivals": rivals}
            self.troubles.append(make_trouble("encoding", "warning", parts, "unsure"))

    def _act(self, plan: Plan) -> Merged:
        """Carry out what the rows say becomes of figures."""
        names = ", ".join(quote(each) for each in make_schema(plan.breakdowns).names)
        self.connection.execute("ALTER TABLE figures RENAME TO cells_read")
        self.connection.execute(f"CREATE TEMP VIEW mapped AS SELECT {names} FROM cells_read")
        merged = merge_actions(
            self.connection, self.path, plan.raw, self.recipe, "mapped", self.previous
        )
        # In which column a figure stood is known no more: it may be one of before.
        self.connection.execute(
            f"CREATE TEMP TABLE figures AS "
            f"SELECT {names}, NULL::VARCHAR AS head FROM {merged.table}"
        )
        return merged

    def _count(self, sql: str) -> int:
        return int(self.connection.execute(sql).fetchall()[0][0])

    def _write(self, plan: Plan) -> None:
        breakdowns = plan.breakdowns
        schema = make_schema(breakdowns, len(plan.contributions))
        names = ", ".join(f"f.{quote(each)}" for each in schema.names)
        by = "".join(f", f.{quote(PREFIX + each)}" for each in breakdowns)
        order = f"f.place, f.area, f.measure, f.start, f.until, f.definition{by}, f.row, f.value"
        done, total = 0, self._count("SELECT count(*) FROM figures")
        self.watch.begin("writing", total)
        # Not by DuckDB's own COPY, which marks columns as "not null" as it happens to find them.
        target = self.out / OBSERVATIONS
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for part in self._cut():
                rows = self.connection.sql(f"SELECT {names} FROM {part} ORDER BY {order}")
                for batch in rows.to_arrow_reader(_ROW_GROUP):
                    writer.write_table(pa.Table.from_batches([batch]).cast(schema))
                    done += batch.num_rows
                    self.watch.tell(done, total)

    def _cut(self) -> Iterator[str]:
        """SQL: the figures in parts one after the other in their order, each of which is sorted in
        memory. A sort of everything at once holds more than it may."""
        if self._count("SELECT count(*) FROM figures") <= _MOST_SORTED:
            yield "figures AS f"
            return
        keys = "place, area, measure, start"
        self.connection.execute(
            f"CREATE TEMP TABLE parts AS SELECT {keys}, "
            f"(sum(count(*)) OVER (ORDER BY {keys}) - 1) // {_MOST_SORTED} AS part "
            f"FROM figures GROUP BY {keys}"
        )
        for part in range(self._count("SELECT max(part) + 1 FROM parts")):
            yield (
                f"figures AS f JOIN (FROM parts WHERE part = {part}) AS p ON f.area = p.area "
                "AND f.measure = p.measure AND f.start = p.start "
                "AND f.place IS NOT DISTINCT FROM p.place"
            )

    def _report(
        self, rows: int, fitted: Fitted, places: Places | None, breakdowns: tuple[str, ...],
        merged: Merged = Merged("figures"),  # noqa: B008  # frozen
    ) -> ImportReport:  # fmt: skip
        if places is None:
            return ImportReport(
                rows=0, figures=0, missing=0, troubles=tuple(self.troubles), renamed=fitted.renamed
            )
        area = fitted.find("area") or fitted.find("area_name")
        counts = self.connection.execute(
            "SELECT area, count(value), min(row) FROM figures GROUP BY area"
        ).fetchall()
        areas, troubles = report_places(
            places, self.recipe, {each: (int(n), row) for each, n, row in counts},
            area[0].label if area else None,
        )  # fmt: skip
        found = self.connection.execute(
            "SELECT count(value), count(*) - count(value), min(period) FILTER (start = first), "
            "max(period) FILTER (until = last) FROM figures, "
            "(SELECT min(start) AS first, max(until) AS last FROM figures)"
        ).fetchall()[0]
        listed = {
            each: tuple(str(one) for (one,) in self.connection.execute(
                f"SELECT DISTINCT {each} FROM figures ORDER BY 1").fetchall())
            for each in ("measure", "definition")
        }  # fmt: skip
        return ImportReport(
            rows=rows, figures=found[0], missing=found[1], first=found[2], last=found[3],
            troubles=(*self.troubles, *troubles), areas=areas, breakdowns=breakdowns,
            measures=listed["measure"], definitions=listed["definition"], deleted=merged.deleted,
            merged=merged.acted,
            renamed=fitted.renamed,
        )  # fmt: skip

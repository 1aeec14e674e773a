"""A workbook of 10,000 facts brought to the site: preview and writing, beside their limits."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks._country import build_country
from benchmarks._measuring import read_peak, run_fresh
from weft.core.atlas import write_atlas

TOWNS = 480  # of some 21 facts each
SECONDS = 20.0  # that preview and writing may take together
MEMORY = 400.0  # MB that the process may hold
PACKS = ("mc2cm", "cities/lyon", "cities/tangier", "cities/turin", "cities/vienna")
POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/postgres"


def main() -> None:
    """Print seconds and megabytes, for SQLite and for PostgreSQL where one answers."""
    with tempfile.TemporaryDirectory() as folder:
        workbook = Path(folder) / "country.xlsx"
        atlas = build_country(TOWNS)
        write_atlas(atlas, workbook)
        size = workbook.stat().st_size / 1000
        print(f"  a workbook of {len(atlas.facts):,} facts, {size:,.0f} kB")
        _print("SQLite", run_fresh(bring, folder, "", str(workbook)))
        with _make_database() as address:
            if address:
                _print("PostgreSQL", run_fresh(bring, folder, address, str(workbook)))
            else:
                print("  PostgreSQL: none answers; DATABASE_URL names another one")


class Found(NamedTuple):
    """What one database took."""

    preview: float  # seconds
    writing: float
    processor: float  # seconds of work, on a machine that does much else fewer than it took
    before: float  # MB
    peak: float


def _print(name: str, found: Found) -> None:
    total = found.preview + found.writing
    print(
        f"  {name}: preview {found.preview:.1f} s, writing {found.writing:.1f} s, together "
        f"{total:.1f} s ({total / SECONDS:.2f} of the limit; {found.processor:.1f} s of the "
        f"processor); {found.peak:.0f} MB at most ({found.peak / MEMORY:.2f} of the limit), "
        f"{found.before:.0f} before"
    )


def bring(folder: str, address: str, workbook: str) -> Found:
    """Preview a workbook and write it, in a process that has read the demo's atlas, as a worker of
    the server has."""
    os.environ |= {"WEFT_LOCAL": "yes", "WEFT_FOLDER": folder, "DATABASE_URL": address}
    os.environ["DJANGO_SETTINGS_MODULE"] = "weft.web.settings"
    import django  # noqa: PLC0415  # needs the lines above

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from weft.cli.common import find_path  # noqa: PLC0415
    from weft.core.atlas import read_atlas  # noqa: PLC0415
    from weft.web.accounts.models import Mandate, Role, User  # noqa: PLC0415
    from weft.web.accounts.readers import read_for  # noqa: PLC0415
    from weft.web.atlas.actions import load_atlas  # noqa: PLC0415
    from weft.web.atlas.facts import read_view  # noqa: PLC0415
    from weft.web.contributing.importing.actions import apply, preview  # noqa: PLC0415
    from weft.web.contributing.models import Upload  # noqa: PLC0415

    call_command("migrate", verbosity=0, skip_checks=True)
    for name in PACKS:
        load_atlas(read_atlas(find_path(name)), name)
    person = User.objects.create_user("secretariat", None, None)
    Mandate.objects.create(person=person, role=Role.SECRETARIAT)
    read_view(read_for(person)).prepare()
    content = Path(workbook).read_bytes()
    before = read_peak()
    start, worked = time.perf_counter(), time.process_time()
    pk = Upload.objects.create(person=person, name="country.xlsx", content=content).pk
    preview(Upload.objects.get(pk=pk), _stay_silent)
    looked = time.perf_counter()
    summary: Any = Upload.objects.get(pk=pk).preview
    assert summary["problem_count"] == 0, summary["problems"][:3]
    apply(Upload.objects.get(pk=pk), summary["digest"], _stay_silent)
    written, worked = time.perf_counter(), time.process_time() - worked
    assert Upload.objects.get(pk=pk).change_set_id is not None
    return Found(looked - start, written - looked, worked, before, read_peak())


def _stay_silent(what: str, number: int, total: int) -> None:
    """Nobody looks on."""


@contextmanager
def _make_database() -> Iterator[str]:
    """The address of an empty database on a PostgreSQL server while it is needed; empty where no
    server answers."""
    address = os.environ.get("DATABASE_URL") or POSTGRESQL
    try:
        import psycopg  # noqa: PLC0415

        connection = psycopg.connect(address, autocommit=True, connect_timeout=2)
    except Exception:
        yield ""
        return
    name = f"weft_bench_{os.getpid()}"
    with connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{address.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

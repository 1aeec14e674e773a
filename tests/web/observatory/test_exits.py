"""Attacks on a dataset of a city through every exit of the site: nobody but members of the body
that it belongs to works out a count that is withheld; without the policy everybody does."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker
from typer.testing import CliRunner

from tests.core.observatory.disclosure_tables import Reader, reckon_all_totals
from tests.web.observatory.delivering import read_words
from tests.web.observatory.exits import Figures, collect, list_cells, read_exit, read_exits, unite
from tests.web.observatory.scene_figures import (
    AROUND,
    CITY,
    FIRST,
    KEY,
    PROTECTED,
    PUBLISHED,
    SECOND,
    THRESHOLD,
    YEARS,
    Cell,
    apart,
    bring,
    forget_figures,
    make_dataset,
)
from tests.web.reading import Seen, list_differences
from tests.web.reading import read_words as read_any
from tests.web.scene import COLUMNS, open_browsers
from weft.cli import app
from weft.core.observatory.disclosure.policy import Policy
from weft.web.observatory import facts
from weft.web.observatory.actions import publish, revoke
from weft.web.observatory.facts import find_engine, find_files
from weft.web.observatory.models import Version

pytestmark = pytest.mark.django_db
VERSIONS = (FIRST, SECOND)
OTHERS = tuple(each for each in COLUMNS if each != "Officer")
DEEP = ("Officer", "Resident")
SECRET = 7_654_321
Exits = dict[str, dict[str, Seen]]  # person -> address -> answer


@pytest.fixture(scope="module")
def browsers(demo: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Client]:
    with django_db_blocker.unblock():
        return open_browsers()


class World:
    """Two versions, published one after the other, and what each person got of each. Whoever has no
    right more than another sees the same, so that pictures are looked at by some only."""

    def __init__(self, policy: Policy, browsers: dict[str, Client]) -> None:
        dataset, self.browsers = make_dataset(policy), browsers
        self.versions: list[Version] = []
        self.got: list[Exits] = []
        for counts, who, deep in ((FIRST, ("Officer", "Resident"), ()), (SECOND, COLUMNS, DEEP)):
            self.versions.append(publish(None, bring(dataset, counts)))
            self.got.append(self.look(who, deep))

    def look(self, who: Iterable[str], deep: Sequence[str] = ()) -> Exits:
        return {each: collect(self.browsers[each], each in deep) for each in who}


@pytest.fixture(scope="module")
def unprotected(
    browsers: dict[str, Client], django_db_blocker: DjangoDbBlocker
) -> list[tuple[int, Figures]]:
    """What everybody gets of both versions where the policy is that all is published already."""
    with django_db_blocker.unblock(), apart():
        dataset, known = make_dataset(PUBLISHED), []
        for number, counts in enumerate(VERSIONS):
            publish(None, bring(dataset, counts))
            known.append((number, unite(read_exits(collect(browsers["Resident"])))))
        return known


@pytest.fixture(scope="module")
def world(
    browsers: dict[str, Client], unprotected: object, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    with django_db_blocker.unblock(), apart():
        yield World(PROTECTED, browsers)


# --- the attack


def find_true(cell: Cell, counts: Any) -> float:
    """Also of what lies around the city, of which no table speaks."""
    if cell[0] == "rest":
        return float(counts[AROUND, *cell[1:]] - counts[CITY, *cell[1:]])
    return float(counts[cell])


def name_cell(cell: Cell, version: int) -> tuple[str, ...]:
    """The attacker even knows which figures are the same in both versions; of what no table speaks
    of, he does not."""
    if cell[0] == "rest":
        return (*cell, str(version))
    same = find_true(cell, FIRST) == find_true(cell, SECOND)
    return (*cell, "" if same else str(version))


def list_secrets() -> dict[tuple[str, ...], float]:
    """Every small count of either version."""
    found = {}
    for version, counts in enumerate(VERSIONS):
        for area, sex, origin in (*list_cells(), *((("rest"), s, o) for _, s, o in list_cells())):
            for year in YEARS:
                cell = (area, year, sex, origin)
                if 0 < (value := find_true(cell, counts)) < THRESHOLD:
                    found[name_cell(cell, version)] = value
    return found


def attack(known: list[tuple[int, Figures]]) -> list[tuple[str, ...]]:
    """The small counts that somebody works out more closely than to 1 to 4, who knows figures of
    some versions, all totals of them, and that the city lies in what is around it."""
    reader = Reader()
    for version, figures in known:
        for cell, value in figures.items():
            if (name := name_cell(cell, version)) not in reader.known:
                reader.see(name, value)
        shape = {("_T" if area == AROUND else area, s, o) for area, s, o in list_cells()}
        shape |= {("rest", s, o) for _, s, o in shape}
        abstract = Reader()
        reckon_all_totals(abstract, shape)
        for year in YEARS:
            for each in abstract.sums:
                reader.sums.append({
                    name_cell((AROUND if area == "_T" else area, year, s, o), version): coefficient
                    for (area, s, o), coefficient in each.items()
                })  # fmt: skip
    named = {name for row in reader.sums for name in row}
    found = []
    for name in list_secrets():
        if name not in named:
            continue
        low, high = reader.work_out(name)
        if low > 1 or high < THRESHOLD - 1:
            found.append(name)
    return found


def test_nobody_else_works_out_a_count_that_is_withheld(world: World) -> None:
    """Who kept the first version and the second, and who came late; all people who get the same
    need one attack."""
    first = unite(read_exits(world.got[0]["Resident"]))
    tried: list[Figures] = []
    for who in OTHERS:
        second = unite(read_exits(world.got[1][who]))
        if second not in tried:
            tried.append(second)
            for known in ([(0, first), (1, second)], [(1, second)]):
                assert attack(known) == [], who
    assert attack([(0, first)]) == []
    assert len([x for x in second.values() if x is None]) > 10


def test_published_without_protection_everything_is_worked_out(
    unprotected: list[tuple[int, Figures]],
) -> None:
    assert sorted(attack(unprotected)) == sorted(list_secrets())


def test_every_exit_that_has_figures_is_read(world: World) -> None:
    """Or the attack would prove little."""
    read = read_exits(world.got[1]["Resident"])
    paths = {each.partition("?")[0].rpartition("/")[2] for each in read}
    assert paths == {
        "data.csv", "data.sdmx.csv", "data.xlsx", "datapackage.zip", "places.geojson", "profile",
        "compare", "observations", "city-stock-by-origin.svg", "sum",
    }  # fmt: skip
    assert len([each for each in read if "/figures/sum" in each]) == 6
    assert any(each.startswith("/api/v1/figures/compare") for each in read)
    assert {x.status for got in world.got for each in got.values() for x in each.values()} == {200}


# --- members


def test_members_of_the_body_see_every_figure_as_it_is(world: World) -> None:
    for counts, got in zip(VERSIONS, world.got, strict=True):
        for address, figures in read_exits(got["Officer"]).items():
            assert figures == {cell: counts[cell] for cell in figures}, address
            if "/datasets/" in address and "offset" not in address:
                assert len(figures) == len(counts)


def test_every_page_that_shows_them_says_so_and_to_nobody_else(world: World) -> None:
    marks = ("before they were protected", "shown in full to you", "unprotected")
    own, everybodys = world.got[1]["Officer"], world.got[1]["Resident"]
    differ = list_differences(everybodys, {x: own[x] for x in own if x in everybodys})
    shown = {x.partition(": ")[0] for x in differ} | (own.keys() - everybodys.keys())
    assert len(shown) > 30
    unmarked = []
    for address in shown:
        words = f"{own[address].headers} {read_any(own[address].body)}"
        if not any(each in words for each in marks) and not _is_plain(address, own[address], world):
            unmarked.append(address)
    # Pictures stand on a page that says so. Search finds facts that a body sees, and no figures;
    # what is wanting tells none either, and differs by what
    # members of a body may mark.
    assert [
        x
        for x in unmarked
        if "/gaps/" not in x and "/search?" not in x and not x.partition("?")[0].endswith(".svg")
    ] == []
    for who in OTHERS:
        for address, seen in world.got[1][who].items():
            words = f"{seen.headers} {read_any(seen.body)}"
            for each in (*marks[:2], "-unprotected", '"unprotected":true'):
                assert each not in words, (who, address)


def _is_plain(address: str, seen: Seen, world: World) -> bool:
    """Whether a page differs only in the frame that says who is signed in, or by counts."""
    if b"<main" not in seen.body:
        return False
    other = world.got[1]["Resident"][address]
    return read_words(seen.body.decode()) == read_words(other.body.decode())


# --- what nobody else gets depends on what is withheld


def test_what_others_get_does_not_depend_on_what_is_withheld(world: World) -> None:
    """The figures behind the public ones are others, and the report quotes them: not a byte of what
    others get changes. Pictures and documents too, which no attacker here can read."""
    version = world.versions[1]
    files = find_files(version)
    kept = files.observations.read_bytes()
    report = version.report
    try:
        _replace_withheld(files.observations, files.public)
        trouble = {"code": "total", "severity": "warning", "message": f"the total is {SECRET}"}
        Version.objects.filter(pk=version.pk).update(report={**report, "troubles": [trouble]})
        Version.objects.get(pk=version.pk).save()  # its time is another, so nothing is kept
        forget_figures()
        _forget_answers()
        now = world.look(("Officer", "Partner", "Resident"), ("Resident",))
    finally:
        files.observations.write_bytes(kept)
        Version.objects.filter(pk=version.pk).update(report=report)
        Version.objects.get(pk=version.pk).save()
        forget_figures()
        _forget_answers()
    for who in ("Partner", "Resident"):
        before = {x: _without_tag(seen) for x, seen in world.got[1][who].items()}
        assert not list_differences(before, {x: _without_tag(y) for x, y in now[who].items()}), who
    officer = {x: read_exit(x, seen.body) for x, seen in now["Officer"].items()}
    assert sum(SECRET in figures.values() for figures in officer.values()) > 5
    assert str(SECRET) in now["Officer"][f"/figures/datasets/{KEY}"].body.decode()


def _without_tag(seen: Seen) -> Seen:
    return seen._replace(headers=tuple(each for each in seen.headers if each[0] != "ETag"))


def _replace_withheld(observations: Path, public: Path) -> None:
    table, shown = pq.read_table(observations), pq.read_table(public)
    withheld = pc.is_null(shown["value"])
    assert pc.sum(withheld).as_py() > 5
    value = pc.if_else(withheld, pa.scalar(float(SECRET)), table["value"])
    at = table.column_names.index("value")
    pq.write_table(table.set_column(at, "value", value), observations)


def _forget_answers() -> None:
    find_engine().forget()
    find_engine()._tables.clear()
    facts._WHOLE.__init__(facts._WHOLE.most)  # type: ignore[misc]


# --- the terminal


@pytest.mark.parametrize("name", ["out.csv", "out.sdmx.csv", "out.xlsx", "out.zip", "out.geojson"])
def test_what_the_terminal_exports_is_what_everybody_gets(
    name: str, world: World, tmp_path: Path
) -> None:
    done = CliRunner().invoke(app, ["observe", "export", KEY, str(tmp_path / name)])
    assert done.exit_code == 0, done.output
    form = {"zip": "datapackage.zip", "geojson": "places.geojson"}.get(
        name.partition(".")[2], f"data.{name.partition('.')[2]}"
    )
    figures = read_exit(form, (tmp_path / name).read_bytes())
    assert figures == read_exit(form, _find(world, form).body)
    assert attack([(1, figures)]) == []


def _find(world: World, form: str) -> Seen:
    return world.got[1]["Resident"][f"/figures/datasets/{KEY}/{form}"]


# --- revoked: the last test, as it changes the world


def test_a_revoked_version_is_in_no_exit_and_the_one_before_counts_again(world: World) -> None:
    revoke(None, world.versions[1], "The wrong year.")
    for who, found in world.look(("Officer", "Resident")).items():
        assert read_exits(found) == read_exits(world.got[0][who]), who
    revoke(None, world.versions[0], "It exposed people.")
    for who, found in world.look(("Officer", "Resident")).items():
        assert read_exits(found) == {}, who
        gone = {each for each, x in found.items() if x.status == 404}
        assert gone == {each for each in found if KEY in each and "search" not in each}

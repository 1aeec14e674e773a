"""Questions about figures: one table of cases, answered alike by DuckDB and by Spark."""

import datetime as dt
import itertools
from math import prod
from pathlib import Path
from typing import Any

import pytest

from tests.store.samples import observe, write
from weft.core.observatory.measures.adding import SumRefused
from weft.store.engine import Engine
from weft.store.questions import Question, UnknownColumnError, read_observations, select
from weft.store.sums import aggregate, list_used

ORIGINS, SEXES = ("MAR", "ROU"), ("F", "M")


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two datasets: one by origin and sex, one of totals by another definition."""
    folder = tmp_path_factory.mktemp("versions")
    rows = []
    areas = (("saltmere", 1), ("north", 10), ("south", 100))
    for (area, size), year in itertools.product(areas, (2019, 2020)):
        common = {"area": area, "period": str(year)}
        rows.append(observe(size * 10, **common))
        for (at, origin), (n, sex) in itertools.product(enumerate(ORIGINS), enumerate(SEXES)):
            is_known = (area, origin, sex) != ("south", "ROU", "M")
            value = size * (1 + at + 2 * n) if is_known else None
            rows.append(observe(value, origin=origin, sex=sex, **common))
        rows += [observe(size * (3 + 4 * n), sex=sex, **common) for n, sex in enumerate(SEXES)]
    rows.append(observe(7, area="X9", place=None))
    born = [observe(12, definition="country_of_birth", source="Census"),
            observe(13.5, definition="country_of_birth", source="Census", modelled=True,
                    low=11.0, high=16.0)]  # fmt: skip
    return [write(folder / "a" / "observations.parquet", rows),
            write(folder / "b" / "observations.parquet", born)]  # fmt: skip


def ask(engine: Engine, paths: list[Path], question: Question) -> list[dict[str, Any]]:
    return engine.run(select(engine.read(paths), question)).to_pylist()


def add(engine: Engine, paths: list[Path], question: Question, **more: Any) -> list[dict[str, Any]]:
    return engine.run(aggregate(engine.read(paths), question, **more)).to_pylist()


CASES: list[tuple[str, dict[str, Any], list[tuple[Any, ...]]]] = [
    (
        "totals of a place in the order of years, each definition apart",
        {"places": ("saltmere",), "totals": True},
        [("saltmere", "2019", 10, "citizenship"), ("saltmere", "2020", 10, "citizenship"),
         ("saltmere", "2020", 12, "country_of_birth"),
         ("saltmere", "2020", 13.5, "country_of_birth")],
    ),
    (
        "a year, from its first day to the last",
        {"areas": ("north",), "totals": True, "since": "2019-12-31", "until": "2020-01-01"},
        [("north", "2019", 100, "citizenship")],
    ),
    (
        "a period that only touches is not in it",
        {"areas": ("north",), "totals": True, "since": "2020-01-01"},
        [("north", "2020", 100, "citizenship")],
    ),
    (
        "codes of a breakdown, at the total of the other",
        {"areas": ("south",), "totals": True, "where": {"sex": SEXES}, "until": "2020-01-01"},
        [("south", "2019", 300, "citizenship"), ("south", "2019", 700, "citizenship")],
    ),
    (
        "a missing figure is a row without a value",
        {"areas": ("south",), "where": {"sex": ("M",), "origin": ("ROU",)}},
        [("south", "2019", None, "citizenship"), ("south", "2020", None, "citizenship")],
    ),
    (
        "an area that is no place stands last",
        {"measures": ("stock",), "definitions": ("citizenship",), "totals": True,
         "since": "2020-01-01", "limit": 2, "offset": 2},
        [("south", "2020", 1000, "citizenship"), ("X9", "2020", 7, "citizenship")],
    ),
    (
        "a dataset without a breakdown is total in it",
        {"where": {"sex": ("_T",)}, "definitions": ("country_of_birth",)},
        [("saltmere", "2020", 12, "country_of_birth"),
         ("saltmere", "2020", 13.5, "country_of_birth")],
    ),
    ("nothing where nothing is", {"places": ("atlantis",)}, []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "asked", "expected"), CASES, ids=[x[0] for x in CASES])
def test_rows(
    engine: Engine, paths: list[Path], name: str, asked: dict[str, Any], expected: list[Any]
) -> None:
    found = ask(engine, paths, Question.model_validate(asked))
    assert [(x["area"], x["period"], x["value"], x["definition"]) for x in found] == expected


SUMS: list[tuple[str, dict[str, Any], list[tuple[Any, ...]]]] = [
    (
        "by place and origin, over both sexes; unknown where one part is",
        {"by": ("place", "origin"), "where": {"sex": SEXES, "origin": ORIGINS},
         "since": "2020-01-01", "places": ("saltmere", "south")},
        [("saltmere", "MAR", 4, 2, 0), ("saltmere", "ROU", 6, 2, 0),
         ("south", "MAR", 400, 2, 0), ("south", "ROU", None, 1, 1)],
    ),
    (
        "a part that no row names is as unknown as an empty one",
        {"by": ("area",), "areas": ("north",),
         "where": {"origin": (*ORIGINS, "SYR"), "sex": SEXES}},
        [("north", None, None, 4, 2), ("north", None, None, 4, 2)],
    ),
    (
        "what is neither grouped by nor asked for is taken at its total, not added",
        {"by": ("place",), "areas": ("north",)},
        [("north", None, 100, 1, 0), ("north", None, 100, 1, 0)],
    ),
    (
        "two definitions, or a count and a model, are two rows and never one",
        {"by": ("area",), "places": ("saltmere",), "since": "2020-01-01"},
        [("saltmere", None, 10, 1, 0), ("saltmere", None, 12, 1, 0),
         ("saltmere", None, 13.5, 1, 0)],
    ),
    (
        "what is no place belongs to none",
        {"by": ("place",), "areas": ("X9",)},
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "asked", "expected"), SUMS, ids=[x[0] for x in SUMS])
def test_sums(
    engine: Engine, paths: list[Path], name: str, asked: dict[str, Any], expected: list[Any]
) -> None:
    found = add(engine, paths, Question.model_validate(asked))
    told = [
        (x.get("place", x.get("area")), x.get("by_origin"), x["value"], x["figures"], x["missing"])
        for x in found
    ]
    assert told == expected


def test_places_that_do_not_contain_each_other_are_added_up(
    engine: Engine, paths: list[Path]
) -> None:
    asked = Question(places=("north", "south"), since=dt.date(2020, 1, 1))
    (found,) = add(engine, paths, asked, parents={"north": "region", "south": "region"})
    assert (found["value"], found["figures"], found["period"]) == (1100, 2, "2020")


def test_a_modelled_figure_keeps_its_interval_and_a_sum_has_none(
    engine: Engine, tmp_path: Path
) -> None:
    said = {"modelled": True, "low": 3.0, "high": 6.0}
    path = write(tmp_path / "m.parquet", [observe(4, sex="F", **said), observe(5, sex="M", **said)])
    (one, other) = add(engine, [path], Question(by=("area", "sex"), where={"sex": SEXES}))
    assert [(x["low"], x["high"], x["modelled"]) for x in (one, other)] == [(3, 6, True)] * 2
    (both,) = add(engine, [path], Question(by=("area",), where={"sex": SEXES}))
    assert (both["value"], both["low"], both["high"]) == (9, None, None)


def test_who_would_be_counted_twice_makes_no_sum(engine: Engine, tmp_path: Path) -> None:
    rows = [observe(4, area="a", place="saltmere"), observe(4, area="b", place="saltmere")]
    (found,) = add(engine, [write(tmp_path / "t.parquet", rows)], Question(by=("place",)))
    assert (found["value"], found["figures"], found["missing"]) == (None, 2, 0)


def test_one_part_twice_and_another_not_at_all_make_no_sum(engine: Engine, tmp_path: Path) -> None:
    twice = [observe(100), observe(100)]
    asked = Question(places=("saltmere", "north"))
    (found,) = add(engine, [write(tmp_path / "p.parquet", twice)], asked, parents={})
    assert (found["value"], found["figures"], found["missing"]) == (None, 2, 1)
    spelt = [observe(60, area=x, place="saltmere", sex="F") for x in ("a", "b")]
    women = Question(by=("place",), where={"sex": SEXES})
    (found,) = add(engine, [write(tmp_path / "s.parquet", spelt)], women)
    assert (found["value"], found["missing"]) == (None, 1)
    cells = [observe(1, sex=x, origin=y) for x, y in (("F", "MAR"), ("F", "MAR"), ("M", "ROU"),
                                                      ("M", "MAR"))]  # fmt: skip
    both = Question(by=("place",), where={"sex": SEXES, "origin": ORIGINS})
    (found,) = add(engine, [write(tmp_path / "c.parquet", cells)], both)
    assert (found["value"], found["figures"], found["missing"]) == (None, 4, 1)


@pytest.mark.parametrize("shape", [(62, 1), (31, 2), (63, 1), (9, 7)])  # there are 62 bits
def test_however_many_parts_each_counts_once(
    engine: Engine, tmp_path: Path, shape: tuple[int, int]
) -> None:
    origins, sexes = (tuple(f"X{at:02}" for at in range(each)) for each in shape)
    asked, parts = Question(by=("place",), where={"origin": origins, "sex": sexes}), prod(shape)
    cells = [{"origin": x, "sex": y} for x, y in itertools.product(origins, sexes)]
    rows = [observe(at, **cell) for at, cell in enumerate(cells)]
    (found,) = add(engine, [write(tmp_path / "whole.parquet", rows)], asked)
    assert (found["value"], found["missing"]) == (sum(range(parts)), 0)
    rows[-1] = rows[0]
    (found,) = add(engine, [write(tmp_path / "twice.parquet", rows)], asked)
    assert (found["value"], found["figures"], found["missing"]) == (None, parts, 1)
    rows[-1] = observe(None, **cells[-1])
    (found,) = add(engine, [write(tmp_path / "empty.parquet", rows)], asked)
    assert (found["value"], found["figures"], found["missing"]) == (None, parts - 1, 1)
    rows[-2:] = [observe(None, **x, confidentiality="C") for x in cells[-3:-1]]
    (found,) = add(engine, [write(tmp_path / "secret.parquet", rows)], asked)
    counts = [found[name] for name in ("figures", "withheld", "missing")]
    assert counts == [parts - 2, 1, 1]  # one part has a figure beside the one that is withheld


WITHHELD = {"confidentiality": "C"}
WOMEN, MEN = {"sex": "F"}, {"sex": "M"}
NO_SUMS: list[tuple[str, list[dict[str, Any]], tuple[Any, ...]]] = [
    ("all parts are there", [observe(4, **WOMEN), observe(6, **MEN)], (10, 2, 0, 0, None)),
    (
        "a part is withheld",
        [observe(4, **WOMEN), observe(None, **MEN, **WITHHELD)],
        (None, 1, 1, 0, "withheld"),
    ),
    (
        "what its source keeps back is withheld too",
        [observe(4, **WOMEN), observe(None, **MEN, confidentiality="N")],
        (None, 1, 1, 0, "withheld"),
    ),
    (
        "a part is empty",
        [observe(4, **WOMEN), observe(None, **MEN)],
        (None, 1, 0, 1, "missing"),
    ),
    ("no row names a part", [observe(4, **WOMEN)], (None, 1, 0, 1, "missing")),
    (
        "one part is withheld and no row names the other",
        [observe(None, **WOMEN, **WITHHELD)],
        (None, 0, 1, 1, "withheld"),
    ),
    (
        "what two rows withhold is one part",
        [observe(None, **WOMEN, **WITHHELD)] * 2,
        (None, 0, 1, 1, "withheld"),
    ),
    (
        "a part is there twice",
        [observe(4, **WOMEN), observe(4, **WOMEN), observe(6, **MEN)],
        (None, 3, 0, 0, "twice"),
    ),
    (
        "a part is there twice, once withheld",
        [observe(4, **WOMEN), observe(None, **WOMEN, **WITHHELD), observe(6, **MEN)],
        (None, 2, 0, 0, "twice"),
    ),
    (
        "one part is there twice and the other not at all",
        [observe(4, **WOMEN), observe(4, **WOMEN)],
        (None, 2, 0, 1, "missing"),
    ),
    (
        "the figures are percentages",
        [observe(40, **WOMEN, unit="percent"), observe(60, **MEN, unit="percent")],
        (None, 2, 0, 0, "not_additive"),
    ),
    (
        "whatever else lacks, percentages do not add up",
        [observe(40, **WOMEN, unit="percent"), observe(None, **MEN, unit="percent", **WITHHELD)],
        (None, 1, 1, 0, "not_additive"),
    ),
]


def explain(found: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(found[name] for name in ("value", "figures", "withheld", "missing", "reason"))


@pytest.mark.parametrize(("name", "rows", "expected"), NO_SUMS, ids=[x[0] for x in NO_SUMS])
def test_why_a_sum_is_unknown_is_said(
    engine: Engine, tmp_path: Path, name: str, rows: list[dict[str, Any]], expected: Any
) -> None:
    asked = Question(by=("place",), where={"sex": SEXES})
    (found,) = add(engine, [write(tmp_path / "figures.parquet", rows)], asked)
    assert explain(found) == expected


def test_why_one_figure_is_unknown_is_said(engine: Engine, tmp_path: Path) -> None:
    rows = [observe(None, period="2016", **WITHHELD), observe(None, period="2017"),
            *[observe(4, period="2018")] * 2, observe(4, period="2019"),
            observe(40, period="2020", unit="percent")]  # fmt: skip
    found = add(engine, [write(tmp_path / "one.parquet", rows)], Question(by=("place",)))
    assert [explain(each) for each in found] == [
        (None, 0, 1, 0, "withheld"), (None, 0, 0, 1, "missing"), (None, 2, 0, 0, "twice"),
        (4, 1, 0, 0, None), (40, 1, 0, 0, None),
    ]  # fmt: skip


def test_which_tables_a_sum_is_made_from(engine: Engine, paths: list[Path]) -> None:
    def find(**asked: Any) -> list[str]:
        tables = {path.parent.name: engine.read([path]) for path in paths}
        found = engine.run(list_used(tables, Question.model_validate(asked))).to_pylist()
        return sorted(each["table"] for each in found)

    assert find(places=("saltmere",)) == ["a", "b"]
    assert find(places=("saltmere",), until="2020-01-01") == ["a"]
    assert find(places=("saltmere",), where={"sex": SEXES}) == ["a"]
    assert find(by=("place", "sex"), definitions=("country_of_birth",)) == ["b"]
    assert find(by=("place",), areas=("X9",)) == []
    assert find(by=("area",), areas=("X9",)) == ["a"]
    assert find(places=("south",), where={"sex": ("M",), "origin": ("ROU",)}) == ["a"]  # empty


def test_sources_are_not_added_up(engine: Engine, tmp_path: Path) -> None:
    rows = [observe(4), observe(5, source="Census")]
    found = add(engine, [write(tmp_path / "s.parquet", rows)], Question(by=("place",)))
    assert [(x["source"], x["value"]) for x in found] == [
        ("Census", 5),
        ("Register of Saltmere", 4),
    ]


def test_the_whole_is_not_added_to_its_parts(engine: Engine, paths: list[Path]) -> None:
    with pytest.raises(SumRefused, match=r"total of sex and its parts .* \(by\)"):
        add(engine, paths, Question(by=("place",), where={"sex": ("_T", "F")}))
    kept = add(engine, paths, Question(by=("place", "sex"), where={"sex": ("_T", "F")},
                                       areas=("north",), since=dt.date(2020, 1, 1)))  # fmt: skip
    assert [(x["by_sex"], x["value"]) for x in kept] == [("F", 30), ("_T", 100)]


def test_ages_that_overlap_are_not_added_up(engine: Engine, tmp_path: Path) -> None:
    ages = {"Y0T4": 1, "Y5T17": 2, "Y0T17": 3, "Y_GE18": 4}
    path = write(tmp_path / "a.parquet", [observe(n, age=code) for code, n in ages.items()])
    with pytest.raises(SumRefused, match="overlap"):
        add(engine, [path], Question(by=("place",), where={"age": tuple(ages)}))
    parted = Question(by=("place",), where={"age": ("Y0T4", "Y5T17", "Y_GE18")})
    assert [x["value"] for x in add(engine, [path], parted)] == [7]
    kept = Question(by=("place", "age"), where={"age": tuple(ages)})
    assert {x["by_age"]: x["value"] for x in add(engine, [path], kept)} == ages


def test_what_is_not_counted_one_by_one_is_not_added_up(engine: Engine, tmp_path: Path) -> None:
    rows = [observe(40, sex="F", unit="percent"), observe(60, sex="M", unit="percent"),
            observe(4, sex="F"), observe(6, sex="M")]  # fmt: skip
    for name, some in (("both", rows), ("rates", rows[:2])):
        path = write(tmp_path / f"{name}.parquet", some)
        both = add(engine, [path], Question(by=("place",), where={"sex": SEXES}))
        values = {x["unit"]: (x["value"], x["figures"], x["missing"]) for x in both}
        assert values["percent"] == (None, 2, 0)
        assert values.get("persons", (10, 2, 0)) == (10, 2, 0)
    one = add(engine, [path], Question(by=("place",), where={"sex": ("F",)}))
    assert [x["value"] for x in one] == [40]


def test_amounts_add_up_and_averages_in_the_same_unit_do_not(
    engine: Engine, tmp_path: Path
) -> None:
    named = {"spending": "euro", "median_income": "euro", "stock": "hours", "attitudes": "percent"}
    rows = [observe(n, measure=measure, unit=unit, sex=sex)
            for measure, unit in named.items() for n, sex in ((40, "F"), (60, "M"))]  # fmt: skip
    path = write(tmp_path / "amounts.parquet", rows)
    found = add(engine, [path], Question(by=("place",), where={"sex": SEXES}))
    sums = {each["measure"]: each["value"] for each in found}
    assert sums == {"spending": 100, "stock": 100, "median_income": None, "attitudes": None}


def test_an_area_is_not_added_to_what_it_lies_in(engine: Engine, paths: list[Path]) -> None:
    both = Question(places=("saltmere", "north"))
    with pytest.raises(SumRefused, match="give `parents`"):
        add(engine, paths, both)
    with pytest.raises(SumRefused, match="saltmere lies in north"):
        add(engine, paths, both, parents={"saltmere": "ward", "ward": "north"})
    with pytest.raises(SumRefused, match="name the places"):
        add(engine, paths, Question(), parents={})


def test_a_breakdown_that_no_dataset_has_is_named(engine: Engine, paths: list[Path]) -> None:
    with pytest.raises(UnknownColumnError, match=r"no breakdown 'age'; they have: origin, sex"):
        add(engine, paths, Question(by=("place", "age")))
    with pytest.raises(UnknownColumnError, match="'status'"):
        ask(engine, paths, Question(where={"status": ("granted",)}))


def test_rows_become_observations_of_the_core(engine: Engine, paths: list[Path]) -> None:
    table = engine.read(paths)
    asked = Question(areas=("south",), where={"origin": ("ROU",)}, until=dt.date(2020, 1, 1))
    women, men = read_observations(engine.run(select(table, asked)))
    assert (women.value, men.value) == (200, None)
    assert men.breakdowns == {"origin": "ROU", "sex": "M"}
    assert (str(men.period), men.place, men.source) == ("2019", "south", "Register of Saltmere")
    modelled = engine.run(select(table, Question(definitions=("country_of_birth",))))
    assert [(x.modelled, x.low, x.high) for x in read_observations(modelled)] == [
        (False, None, None), (True, 11.0, 16.0)
    ]  # fmt: skip

"""What changed between two versions, on every engine."""

from pathlib import Path

import pytest

from tests.store.samples import observe, write
from weft.store.comparing import compare_versions, count_changes
from weft.store.engine import Engine


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    old = [observe(1), observe(2, period="2019"), observe(None, area="north"),
           observe(4, area="south"), observe(5, area="x", place=None)]  # fmt: skip
    new = [observe(1, source="Register of Saltmere, 2021"), observe(3, area="north"),
           observe(None, area="south", confidentiality="C"), observe(5, area="x", place=None),
           observe(6, sex="F"), observe(0, area="west")]  # fmt: skip
    return write(tmp_path / "old.parquet", old), write(tmp_path / "new.parquet", new)


def test_each_figure_that_differs_is_told_with_both_values(
    engine: Engine, versions: tuple[Path, Path]
) -> None:
    old, new = (engine.read([each]) for each in versions)
    found = engine.run(compare_versions(old, new)).to_pylist()
    told = [(x["area"], x["period"], x["by_sex"], x["change"], x["old_value"], x["new_value"])
            for x in found]  # fmt: skip
    assert told == [
        ("north", "2020", "_T", "changed", None, 3),
        ("saltmere", "2019", "_T", "removed", 2, None),
        ("saltmere", "2020", "F", "added", None, 6),
        ("south", "2020", "_T", "changed", 4, None),
        ("west", "2020", "_T", "added", None, 0),
    ]


def test_changes_are_counted(engine: Engine, versions: tuple[Path, Path]) -> None:
    old, new = (engine.read([each]) for each in versions)
    found = engine.run(count_changes(old, new)).to_pylist()
    assert found == [{"change": "added", "figures": 2}, {"change": "changed", "figures": 2},
                     {"change": "removed", "figures": 1}]  # fmt: skip


def test_a_version_does_not_differ_from_itself(engine: Engine, versions: tuple[Path, Path]) -> None:
    for path in versions:
        table = engine.read([path])
        assert engine.run(compare_versions(table, table)).num_rows == 0

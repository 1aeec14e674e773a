"""Ways in which figures of a city gave away what was withheld, each closed: districts that are no
places, groups beside their members, units without a name, words that were corrected."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weft.core.observatory.disclosure.linking import GroupsBesideMembersError
from weft.core.observatory.disclosure.policy import Policy
from weft.store.columns import make_schema
from weft.store.parents import guess_parents
from weft.store.protecting import WordsChangedError, protect_version


def write(folder: Path, rows: Sequence[dict[str, Any]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    usual = {
        "place": None, "measure": "stock", "period": "2020", "definition": "citizenship",
        "by_origin": "_T", "unit": "persons", "flag": "A", "confidentiality": "F",
        "modelled": False, "source": "Register", "row": 1,
    }  # fmt: skip
    table = pa.Table.from_pylist([usual | row for row in rows], make_schema(("origin",)))
    path = folder / "observations.parquet"
    pq.write_table(table, path)
    return path


def publish(
    folder: Path,
    rows: Sequence[dict[str, Any]],
    *before: Path,
    parents: dict[str, str] | None = None,
) -> tuple[Path, list[float | None]]:
    out = folder / "public.parquet"
    protect_version(
        write(folder, rows), Policy(), out, parents=parents or {}, before=before, key=b"k" * 32
    )
    return out, pq.read_table(out)["value"].to_pylist()


def area(name: str, value: float, place: str | None = None, **more: Any) -> dict[str, Any]:
    return {"area": name, "place": place, "value": value, **more}


def test_districts_that_are_no_places_are_parts_of_their_city(tmp_path: Path) -> None:
    rows = [area("Town", 100, "town"), area("East", 57), area("West", 40), area("Port", 3)]
    _, shown = publish(tmp_path / "d" / "1", rows)
    assert shown[3] is None
    assert None in shown[1:3]  # else the small one is 100 less the others


def test_a_code_lies_in_the_code_that_begins_it(tmp_path: Path) -> None:
    rows = [area("ITC1", 100), area("ITC11", 57), area("ITC12", 40), area("ITC13", 3)]
    _, shown = publish(tmp_path / "d" / "1", rows)
    assert shown[3] is None
    assert shown[1:3].count(None) == 1


def test_a_row_of_totals_is_the_whole_of_the_others(tmp_path: Path) -> None:
    rows = [area("Everywhere", 100), area("East", 57), area("West", 40), area("Port", 3)]
    table = pq.read_table(write(tmp_path, rows))
    assert guess_parents(table, {}) == dict.fromkeys(("East", "West", "Port"), "Everywhere")


def test_areas_side_by_side_are_parts_of_none(tmp_path: Path) -> None:
    table = pq.read_table(write(tmp_path, [area("East", 57), area("West", 40), area("Port", 30)]))
    assert guess_parents(table, {}) == {}


def origin(code: str, value: float, **more: Any) -> dict[str, Any]:
    return area("Town", value, "town", by_origin=code, **more)


def test_groups_beside_their_members_are_refused(tmp_path: Path) -> None:
    rows = [origin("_T", 160), origin("Europe", 100), origin("ALB", 40), origin("ROU", 57),
            origin("MDA", 3), origin("Africa", 60)]  # fmt: skip
    with pytest.raises(GroupsBesideMembersError, match="Europe"):
        publish(tmp_path / "d" / "1", rows)


@pytest.mark.parametrize("unit", ["percent", "pc", "x", "PT"])
def test_a_unit_that_counts_nobody_tells_no_count(tmp_path: Path, unit: str) -> None:
    rows = [origin("_T", 60), origin("ALB", 3), origin("ROU", 57),
            origin("ALB", 5.0, unit=unit), origin("ROU", 95.0, unit=unit)]  # fmt: skip
    _, shown = publish(tmp_path / "d" / "1", rows)
    assert shown[1:] == [None] * 4


@pytest.mark.parametrize(
    "word", [{"definition": "municipal_register"}, {"unit": "people"}, {"measure": "refugees"}]
)
def test_a_word_that_is_corrected_unlocks_nothing(tmp_path: Path, word: dict[str, str]) -> None:
    first = [origin("_T", 60), origin("ALB", 3), origin("ROU", 57)]
    before, shown = publish(tmp_path / "d" / "1", first)
    assert shown == [60, None, None]
    second = [row | word for row in (origin("ALB", 3), origin("ROU", 57))]
    _, shown = publish(tmp_path / "d" / "2", second, before)
    assert shown == [None, None]  # 60 less the one is the other


def test_words_that_change_two_at_a_time_are_refused(tmp_path: Path) -> None:
    before, _ = publish(
        tmp_path / "d" / "1", [origin("_T", 60), origin("_T", 50, measure="refugees")]
    )
    second = [origin("_T", 60, unit="people"), origin("_T", 50, measure="idps")]
    with pytest.raises(WordsChangedError, match="keep the words"):
        publish(tmp_path / "d" / "2", second, before)


def test_other_datasets_may_use_other_words(tmp_path: Path) -> None:
    before, _ = publish(tmp_path / "one" / "1", [origin("_T", 60)])
    _, shown = publish(tmp_path / "two" / "1", [origin("_T", 50, measure="refugees")], before)
    assert shown == [50]


def test_a_policy_is_stricter_by_its_kind_and_its_threshold() -> None:
    open_, usual, high, closed = (
        Policy(kind="published"), Policy(), Policy(threshold=10), Policy(kind="closed"),
    )  # fmt: skip
    assert usual.is_stricter(open_)
    assert high.is_stricter(usual)
    assert closed.is_stricter(high)
    assert not open_.is_stricter(closed)
    assert not usual.is_stricter(Policy())


def test_new_parts_beside_an_old_total_are_no_groups(tmp_path: Path) -> None:
    before, _ = publish(tmp_path / "d" / "1", [origin("_T", 53)])
    _, shown = publish(tmp_path / "d" / "2", [origin("ALB", 50), origin("ROU", 10)], before)
    assert shown == [50, 10]

"""Tests that the public file of a version has what the policy lets through, and nothing else."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.store.public_files import protect, write_version
from weft.core.observatory.disclosure.policy import PUBLISHED, Policy
from weft.core.observatory.disclosure.protection import TooManyFiguresError
from weft.store import protecting
from weft.store.columns import make_schema
from weft.store.protecting import protect_version

SEXES = [{"by_sex": "_T", "value": 53.0}, {"by_sex": "F", "value": 3.0},
         {"by_sex": "M", "value": 50.0}]  # fmt: skip


def test_withheld_cells_are_rows_without_value_and_all_marked_alike(tmp_path: Path) -> None:
    rows = protect(write_version(tmp_path, SEXES), Policy())
    withheld = [row for row in rows if row["confidentiality"] == "C"]
    assert len(rows) == 3
    assert len(withheld) == 2
    assert rows[1] in withheld
    assert all(row["value"] is None for row in withheld)
    assert [row["value"] is None for row in rows].count(True) == 2


def test_the_row_of_the_source_is_left_out(tmp_path: Path) -> None:
    for policy in (Policy(), PUBLISHED, Policy(kind="closed")):
        protect(write_version(tmp_path, SEXES), policy)
        names = pq.read_schema(tmp_path / "public.parquet").names
        assert "row" not in names
        assert names == [n for n in make_schema(("sex",)).names if n != "row"]


def test_what_its_source_has_published_is_copied_as_it_is(tmp_path: Path) -> None:
    version = write_version(tmp_path, SEXES)
    assert [row["value"] for row in protect(version, PUBLISHED)] == [53, 3, 50]


def test_what_the_source_itself_keeps_back_is_not_published(tmp_path: Path) -> None:
    secret = SEXES[2] | {"confidentiality": "N", "low": 40.0, "high": 60.0}
    for policy in (PUBLISHED, Policy(), Policy(method="rounding")):
        row = protect(write_version(tmp_path, [*SEXES[:2], secret]), policy)[2]
        assert (row["value"], row["low"], row["high"]) == (None, None, None)
        assert row["confidentiality"] == "C"


def test_a_closed_dataset_has_no_public_rows(tmp_path: Path) -> None:
    version = write_version(tmp_path, SEXES)
    assert protect(version, Policy(kind="closed")) == []


def test_the_interval_of_a_withheld_or_altered_figure_is_not_shown(tmp_path: Path) -> None:
    rows = [row | {"low": row["value"] - 1, "high": row["value"] + 1} for row in SEXES]
    shown = protect(write_version(tmp_path, rows), Policy())
    assert all((row["low"] is None) == (row["value"] is None) for row in shown)
    rounded = protect(write_version(tmp_path, rows), Policy(method="rounding"))
    assert all(row["low"] is None and row["high"] is None for row in rounded)
    assert all(row["value"] % 5 == 0 for row in rounded)


def test_a_missing_figure_stays_missing_and_is_not_marked_as_withheld(tmp_path: Path) -> None:
    rows = [*SEXES, {"by_sex": "_U", "value": None}]
    for policy in (Policy(), Policy(method="rounding"), Policy(method="cell_keys")):
        last = protect(write_version(tmp_path, rows), policy)[-1]
        assert last["value"] is None
        assert last["confidentiality"] == "F"


def test_areas_are_linked_by_place_or_by_their_own_code(tmp_path: Path) -> None:
    rows = [{"area": "ITC11", "place": "turin-metropolitan-city", "value": 52.0},
            {"area": "001272", "place": "turin", "value": 50.0}]  # fmt: skip
    version = write_version(tmp_path, rows)
    assert all(row["value"] for row in protect(version, Policy()))
    by_place = {"turin": "turin-metropolitan-city"}
    assert not all(row["value"] for row in protect(version, Policy(), **by_place))
    by_code = {"001272": "ITC11"}
    assert not all(row["value"] for row in protect(version, Policy(), **by_code))


def test_the_versions_before_are_reckoned_with(tmp_path: Path) -> None:
    first = write_version(tmp_path / "1", [SEXES[2]])
    protect(first, PUBLISHED)
    before = (tmp_path / "1" / "public.parquet",)
    for keep in (True, False):  # with the observations of that version and without
        if not keep:
            first.unlink()
        rows = protect(write_version(tmp_path / "2", SEXES), Policy(), before)
        assert [row["value"] for row in rows] == [None, None, 50]


def test_a_closed_version_before_tells_nothing(tmp_path: Path) -> None:
    protect(write_version(tmp_path / "1", SEXES), Policy(kind="closed"))
    before = (tmp_path / "1" / "public.parquet",)
    version = write_version(tmp_path / "2", SEXES)
    assert protect(version, Policy(), before) == protect(version, Policy())


def test_what_was_done_is_counted(tmp_path: Path) -> None:
    out = tmp_path / "public.parquet"
    version = write_version(tmp_path, [*SEXES, {"by_sex": "_U", "value": None}])
    # Whose sex is not known is a rest of 0, and no figure.
    done = protect_version(version, Policy(), out, parents={})
    assert (done.figures, done.missing, done.sensitive, done.secondary) == (4, 1, 1, 1)
    assert done.withheld == 2
    assert done.audited
    assert protect_version(version, PUBLISHED, out, parents={}).withheld == 0
    assert protect_version(version, Policy(kind="closed"), out, parents={}).withheld == 3


def test_more_figures_than_can_be_protected_together_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protecting, "MOST", 2)
    version = write_version(tmp_path, SEXES)
    with pytest.raises(TooManyFiguresError, match="split the dataset"):
        protect(version, Policy())
    assert not (tmp_path / "public.parquet").exists()
    protect(version, PUBLISHED)

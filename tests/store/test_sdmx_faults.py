"""Broken SDMX-CSV files: each is refused with an error of its own kind that says where."""

import gzip
from pathlib import Path

import duckdb
import pytest

from weft.store.readers.problems import CutFile, EmptyFile, FileProblem, NotText
from weft.store.readers.sdmx import BrokenRow, HugeCell, locate_errors, open_sdmx_csv
from weft.store.readers.sdmx_text import DoubleHead, MissingHead, NotSdmx

GOOD = b"DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE\nX:Y(1.0),IT,2019,5\nX:Y(1.0),IT,2020,6\n"


def read_all(folder: Path, content: bytes, name: str = "file.csv") -> int:
    """Open a file and read every cell of it; the number of its rows."""
    path = folder / name
    path.write_bytes(content)
    connection = duckdb.connect()
    raw = open_sdmx_csv(connection, path)
    with locate_errors(path):
        connection.execute(f"CREATE TABLE cells AS SELECT * FROM {raw.table}")  # noqa: S608
    row = connection.execute("SELECT count(*) FROM cells").fetchone()
    assert row
    return int(row[0])


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        b"\xef\xbb\xbf" + GOOD,  # a byte order mark
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"DATAFLOW", b'"DATAFLOW"'),
        GOOD.replace(b",", b";").replace(b"5", b"5,5"),
        GOOD.replace(b",", b"\t"),
        GOOD.removesuffix(b"\n"),
    ],
)
def test_a_good_file_is_read_whole(tmp_path: Path, content: bytes) -> None:
    assert read_all(tmp_path, content) == 2


def test_a_packed_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    assert read_all(tmp_path, gzip.compress(GOOD), "file.csv") == 2


@pytest.mark.parametrize(
    ("content", "kind", "row", "words"),
    [
        (b"", EmptyFile, None, "empty"),
        (b"\n\n", NotSdmx, 1, "DATAFLOW"),
        (b"area,value\nTorino,5\n", NotSdmx, 1, "'area,value'"),
        (b"DATAFLOWS,REF_AREA,OBS_VALUE\n", NotSdmx, 1, "read it as a table"),
        (b"DATAFLOW\nX:Y(1.0)\n", MissingHead, 1, "only 1 column"),
        (b"STRUCTURE\ndataflow\n", MissingHead, 1, "STRUCTURE_ID"),
        (b"STRUCTURE,ACTION,OBS_VALUE\ndataflow,I,5\n", MissingHead, 1, "stands 'ACTION'"),
        (GOOD.replace(b"TIME_PERIOD", b""), MissingHead, 1, "column 3 has no head"),
        (GOOD.replace(b"TIME_PERIOD", b"ref_area"), DoubleHead, 1, "'ref_area' stands twice"),
        (GOOD + b"X:Y(1.0),IT,20", BrokenRow, 4, "3 cells, its head 4"),
        (GOOD + b"X:Y(1.0),IT,2021,7,8\n", BrokenRow, 4, "5 cells, its head 4"),
        (GOOD + b'X:Y(1.0),IT,2021,"7\n', BrokenRow, 4, "never ends"),
        (GOOD + b'X:Y(1.0),"I"T,2021,7\n', BrokenRow, 4, "never ends"),
        (GOOD + b"X:Y(1.0),I\0T,2021,7\n", NotText, 4, "NUL"),
        (GOOD + b"X:Y(1.0),Forl\xec,2021,7\n", NotText, 4, "not UTF-8"),
        (GOOD.decode().encode("utf-16"), NotText, 1, "UTF-8"),
        (GOOD + b"X:Y(1.0)," + b"x" * 3_000_000 + b",2021,7\n", HugeCell, None, "2 MB"),
        (b'DATAFLOW,"REF_AREA,OBS_VALUE\nX,IT,5\n', NotSdmx, 1, "quotes of line 1"),
    ],
)
def test_a_broken_file_is_refused_and_the_place_is_said(
    tmp_path: Path, content: bytes, kind: type[FileProblem], row: int | None, words: str
) -> None:
    with pytest.raises(FileProblem) as error:
        read_all(tmp_path, content)
    assert type(error.value) is kind, error.value
    assert words in str(error.value)
    if row is not None:
        assert error.value.row == row


def test_a_packed_file_that_is_cut_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(GOOD + b"X:Y(1.0),IT,2021,7\n" * 10_000)
    with pytest.raises(CutFile):
        read_all(tmp_path, packed[: len(packed) // 2])


def test_a_missing_observation_value_is_no_fault_of_the_file(tmp_path: Path) -> None:
    content = b"STRUCTURE,STRUCTURE_ID,DIM,ATTR\ndataflow,X:Y(1.0),A,B\n"
    assert read_all(tmp_path, content) == 1


def test_heads_that_would_be_sql_are_names(tmp_path: Path) -> None:
    heads = b'DATAFLOW,"a""; DROP TABLE x; --",row,OBS_VALUE\n1,2,3,4\n'
    path = tmp_path / "file.csv"
    path.write_bytes(heads)
    connection = duckdb.connect()
    raw = open_sdmx_csv(connection, path)
    assert raw.names == ("DATAFLOW", 'a"; DROP TABLE x; --', "row_", "OBS_VALUE")
    assert connection.execute(f"SELECT * FROM {raw.table}").fetchall() == [  # noqa: S608
        (2, "1", "2", "3", "4")
    ]

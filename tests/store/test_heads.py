"""Heads are found among titles, spread rows, years and notes; for whoever changes how."""

import pytest

from weft.store.readers.heads import find_heads, find_letter, name_columns

N = [["Aurora", "12", "13"], ["Barriera", "14", ".."], ["Mirafiori", "1.016", "17"]]


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ([["Area", "2019", "2020"]], (1, 1)),
        ([["Area", "Men", "Women"]], (1, 1)),
        ([["Title", "", ""], ["Area", "2019", "2020"]], (2, 2)),
        ([["Title", "", ""], ["", "", ""], ["Area", "Men", "Women"]], (3, 3)),
        ([["Tab. 3", "", "Year 2020"], ["Area", "Men", "Women"]], (2, 2)),
        ([["", "Residents", ""], ["Area", "2019", "2020"]], (1, 2)),
        ([["Area", "Residents", ""], ["", "2019", "2020"]], (1, 2)),
        ([["Area", "Men", "Women"], ["Nowhere", "", ""]], (1, 1)),
        ([["Fonte: Anagrafe", "", ""], ["Area", "2019", "2020"]], (2, 2)),
    ],
)
def test_heads_are_found_among_titles(above: list[list[str]], expected: tuple[int, int]) -> None:
    assert find_heads([*above, *N]) == expected


def test_a_year_of_the_body_is_no_head() -> None:
    rows = [["Area", "Value"], ["Aurora", "1987"], ["Barriera", "2010"], ["Mirafiori", "3"]]
    assert find_heads(rows) == (1, 1)
    rows = [["Area", "Year", "Value"], ["Aurora", "2019", "5"], ["Aurora", "2020", "6"]]
    assert find_heads(rows) == (1, 1)


def test_years_below_merged_heads_are_heads() -> None:
    rows = [["", "Men", "Men", "Women", "Women"], ["Area", "2019", "2020", "2019", "2020"],
            ["Aurora", "1", "2", "3", "4"], ["Barriera", "5", "6", "7", "8"]]  # fmt: skip
    assert find_heads(rows, merged=True) == (1, 2)
    names, _ = name_columns(rows[:2], merged=True)
    assert names == ("Area", "Men / 2019", "Men / 2020", "Women / 2019", "Women / 2020")


def test_nothing_but_text_is_a_head_and_rows() -> None:
    assert find_heads([["Area", "Says"], ["Aurora", "yes"], ["Barriera", "no"]]) == (1, 1)
    assert find_heads([["one"], ["two"]]) is None


def test_a_column_without_a_head_is_called_by_its_letter_and_none_twice() -> None:
    names, again = name_columns([["Value", "", "value", "row"]], width=5)
    assert names == ("Value", "(B)", "value (2)", "row (2)", "(E)")
    assert again == ("Value", "value")
    assert [find_letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_signs_that_nobody_sees_are_not_in_a_head() -> None:
    assert name_columns([["Va\x00lue\x07", " a\n b "]])[0] == ("Va lue", "a b")

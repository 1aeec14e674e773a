"""Where the heads of a table stand among titles above and notes below, and what each column is
called when its head is spread over several rows and merged cells; for readers of messy files."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from weft.store.readers.numbers import MARK, is_figure, tidy

JOIN = " / "  # between the rows of a head: Women / 2020
_MOST_HEAD_ROWS = 6
_YEAR = re.compile(r"(1[89]|20|21)[0-9]{2}(\.0)?")
# What ends as a period does: 2023, 31/12/2023, 2023-Q1, 2023-03-01
_PERIOD_END = re.compile(
    r"(?<![0-9])(1[89]|20|21)[0-9]{2}(([-/ ]|[-/ ]?[ASHTQM])[0-9]{1,2}){0,2}$", re.IGNORECASE
)
# Behind words a letter may say women, men or a number, and several may be a name: (f), (n), (UE).
# Behind a period all are marks: (f) is a forecast.
_BEHIND_WORDS = re.compile(
    r"\*+|[†‡]+|[¹²³⁴⁵⁶⁷⁸⁹]+|[(\[]([0-9]{1,2}|[abceiprs*])[)\]]", re.IGNORECASE
)
# Femmes, Hommes, Mujeres, Male, Total: of a table in which two of these stand, all are codes.
_SEXES = frozenset("fmht")
# Lines below (or above) a table that say where it is from.
NOTE = re.compile(
    r"\s*((fontes?|sources?|fuentes?|notes?|notas?|remarques?|المصدر|مصدر|ملاحظة|ملاحظات|n\.b\.|nb)"
    r"(?=[\s:.,–-]|$)|\*|[†‡]|\([a-z0-9]{1,2}\)\s|[0-9]\)\s).*",
    re.IGNORECASE | re.DOTALL,
)
MISSING = frozenset(
    {"..", ":", "-", "--", "–", "—", "...", "…", "null", "na", "n/a", "n.a.", "n.d.", "nd", "x",
     "*", "c", "s", ".", "#n/a"}
)  # fmt: skip

Row = Sequence[str]


@dataclass(frozen=True)
class Heads:
    """The heads of a table, and what stands around it."""

    first: int  # row of the file, from 1
    last: int
    names: tuple[str, ...]  # one a column, none twice
    titles: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()  # heads that stood there more than once


def is_year(text: str) -> bool:
    """Whether a cell is a year as it may stand in a head, with or without a mark behind it."""
    return bool(_YEAR.fullmatch(split_mark(tidy(text))[0]))


def find_mark(head: str, heads: Collection[str] = ()) -> str:
    """The footnote mark behind a part of a head: "(p)" of "Women / 2023 (p)"; "" where there is
    none. What tells one of the `heads` from another is none: the number behind the second of equal
    ones, and the letters of "2023 (F)" where there is a "2022 (M)"."""
    return next((mark for _, mark in _split_marks(head, heads) if mark), "")


def strip_head_marks(head: str, heads: Collection[str] = ()) -> str:
    """A head without the footnote marks behind its parts, as `find_mark` finds them."""
    return JOIN.join(bare for bare, _ in _split_marks(head, heads))


def is_period(head: str) -> bool:
    """Whether a head says a period and nothing else."""
    return bool(_PERIOD_END.match(head))


def _split_marks(head: str, heads: Collection[str]) -> Iterator[tuple[str, str]]:
    sexes = _find_sexes(tuple(heads))
    for part in head.split(JOIN):
        bare, mark = split_mark(part)
        numbered = mark[1:-1].isdigit() and head.removesuffix(mark).rstrip() in heads
        yield (part, "") if numbered or strip_signs(mark) in sexes else (bare, mark)


@lru_cache(maxsize=100)
def _find_sexes(heads: tuple[str, ...]) -> frozenset[str]:
    """The letters behind heads that tell sexes apart; none where there is but one, which is a mark:
    (f) of a forecast."""
    marks = {strip_signs(split_mark(part)[1]) for head in heads for part in head.split(JOIN)}
    return found if len(found := _SEXES & marks) > 1 else frozenset()


def strip_signs(mark: str) -> str:
    """A mark without what stands around it: p of (P)."""
    return mark.strip("()[] ").lower()


def split_mark(text: str) -> tuple[str, str]:
    """A part of a head, or a period, and the footnote mark behind it or ""."""
    found = re.search(MARK, text)
    bare = text[: found.start()].rstrip() if found else ""
    if not found or not bare:
        return text, ""
    behind_period = _PERIOD_END.search(bare) and len(found[1]) < 5
    return (bare, found[1]) if behind_period or _BEHIND_WORDS.fullmatch(found[1]) else (text, "")


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no figure."""
    return text.strip().casefold() in MISSING


def count_filled(row: Row) -> int:
    """How many cells hold something."""
    return sum(bool(each.strip()) for each in row)


def is_note(row: Row) -> bool:
    """Whether a row is a note about the table: it begins as notes do, and holds no figure."""
    filled = [each for each in row if each.strip()]
    return bool(filled and NOTE.fullmatch(filled[0])) and not any(map(is_figure, filled[1:]))


def find_heads(rows: Sequence[Row], merged: bool = False) -> tuple[int, int] | None:
    """First and last row of the heads, from 1; None where no table is seen.

    `rows` are the first rows of the file. `merged`: merged cells have been filled already, else an
    empty cell beside a head of an upper row belongs to it.
    """
    numeric = _find_figure_columns(rows)
    start = next((at for at, row in enumerate(rows) if _spread(row) >= 2), None)
    if start is None:
        return None
    body = next(
        (
            at
            for at in range(start + 1, len(rows))
            if _is_body(rows[at], numeric) and not _is_year_head(rows, at, numeric)
        ),
        None,
    )
    if body is None:
        if numeric or len(rows) < start + 2:
            return (start + 1, start + 1)
        body = start + 1
    width = max(len(row) for row in rows[start:])
    # A row that names every column is the whole head: below it stand rows without a figure.
    whole = (
        at for at in range(start, body) if _spread(rows[at]) == count_filled(rows[at]) == width
    )
    last = next(whole, body - 1)
    while last > start and not count_filled(rows[last]):
        last -= 1
    first = last
    while first > 0 and last - first + 1 < _MOST_HEAD_ROWS:
        if not _belongs_above(rows[first - 1], rows[first : last + 1], merged):
            break
        first -= 1
    return first + 1, last + 1


def _spread(row: Row) -> int:
    """How many different things a row says: a merged title says one."""
    return len({each.strip() for each in row if each.strip()})


def _find_figure_columns(rows: Sequence[Row]) -> frozenset[int]:
    """The columns whose lower cells are figures, other than years."""
    columns = set()
    lower = rows[len(rows) // 3 :] if len(rows) > 12 else rows[1:]
    for at in range(max((len(row) for row in rows), default=0)):
        cells = [row[at] for row in lower if at < len(row) and row[at].strip()]
        cells = [each for each in cells if not is_missing(each)]
        if not cells:
            continue
        figures = sum(is_figure(each) for each in cells)
        years = sum(is_year(each) for each in cells)
        if figures >= 0.6 * len(cells) and (years < 0.6 * len(cells) or len(cells) == 1):
            columns.add(at)
    return frozenset(columns)


def _is_body(row: Row, numeric: frozenset[int]) -> bool:
    cells = [row[at] for at in numeric if at < len(row) and row[at].strip()]
    said = sum(is_figure(each) for each in cells)
    gaps = sum(is_missing(each) for each in cells)
    return said > 0 and said + gaps >= 0.5 * len(cells) and said + gaps > 0


def _is_year_head(rows: Sequence[Row], at: int, numeric: frozenset[int]) -> bool:
    """Whether the figures of a row are years in a head: 2019 2020 2021 2019 2020 2021."""
    columns = [n for n in sorted(numeric) if n < len(rows[at]) and rows[at][n].strip()]
    cells = [split_mark(rows[at][n].strip())[0] for n in columns if not is_missing(rows[at][n])]
    figures = [each for each in cells if is_figure(each)]
    if not figures or not all(is_year(each) for each in figures):
        return False
    if len(figures) > 1:
        steps = {int(float(tidy(b))) - int(float(tidy(a))) for a, b in pairwise(figures)}
        rising = [each for each in steps if each > 0]
        return len(steps) <= 3 and (len(rising) <= 1 or len(figures) <= 4)
    above = rows[at - 1] if at else ()
    return not any(n < len(above) and above[n].strip() for n in columns)


def _belongs_above(row: Row, heads: Sequence[Row], merged: bool) -> bool:
    """Whether a row is the upper part of the heads below it, and no title."""
    filled = [at for at, each in enumerate(row) if each.strip()]
    if not filled or NOTE.fullmatch(row[filled[0]]):
        return False
    below = heads[0]
    if _spread(row) == 1 and (filled[0] == 0 or len(row[filled[0]]) > 60):
        return False
    own = [at for at in filled if at < len(below) and below[at].strip()]
    first = filled[0]
    if first in own and first == 0 and row[0].strip() != below[0].strip():
        return False  # both say what the first column is: the upper one is a title
    covered = sum(bool(each.strip()) for each in below)
    return bool(own) or covered < max(len(each) for each in heads) or merged


def name_columns(
    rows: Sequence[Row], merged: bool = False, width: int = 0
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The name of each column from the rows of its head, none twice, and the heads that were.

    A column without a head is called by its letter: (C).
    """
    width = max(width, *(len(row) for row in rows))
    lines = [[each.strip() for each in row] + [""] * (width - len(row)) for row in rows]
    for line in lines[:-1]:
        if not merged:
            for at in range(1, width):
                line[at] = line[at] or line[at - 1]
    names = []
    for at in range(width):
        parts: list[str] = []
        for line in lines:
            part = " ".join(line[at].split())
            part = part.removesuffix(".0") if is_year(part) else part
            if part and part not in parts:
                parts.append(part)
        names.append(clean_head(JOIN.join(parts)) or f"({find_letter(at)})")
    seen: Counter[str] = Counter()
    taken = {name.casefold() for name in names}
    unique = []
    for name in names:
        key = name.casefold()
        seen[key] += 1
        if seen[key] > 1 or key == "row":
            number = max(seen[key], 2)
            while f"{name} ({number})".casefold() in taken:
                number += 1
            taken.add(f"{name} ({number})".casefold())
            unique.append(f"{name} ({number})")
        else:
            unique.append(name)
    again = tuple(dict.fromkeys(each for each in names if seen[each.casefold()] > 1))
    return tuple(unique), again


def clean_head(text: str) -> str:
    """A head without invisible signs, cut where nobody would call it a head any more."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:300]


def find_letter(at: int) -> str:
    """What a spreadsheet calls a column, from 0: A, B, ... AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

"""How figures are written: signs of decimals and thousands, digits of two scripts, footnote marks;
for the assistant, which guesses them, and the import, which reads them in SQL."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from weft.core.observatory.saying import Saying
from weft.store.readers.raw import quote_text

_ARABIC = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
# All kinds of spaces, dashes and apostrophes become the plain ones; ٫ and ٬ say what they are.
_SAME = str.maketrans(
    _ARABIC + "\u00a0\u202f\u2009\u2007\u2212\u2013\u2014\u2019\u02bc\u066b\u066a",
    "0123456789" * 2 + "    ---''" + "\u066b%",
)
_FROM = "".join(chr(each) for each in _SAME)
_TO = "".join(chr(to) for to in _SAME.values() if isinstance(to, int))

# What stands behind a figure and is no part of it: 1.234*, 56 (a), 7 [2], 8p, 9 b, 10¹
MARK = (
    r"\s*(\*+|[†‡#]+|[¹²³⁴⁵⁶⁷⁸⁹]+|\([a-zA-Z*]{1,3}\)|\([0-9]{1,2}\)|\[[a-zA-Z0-9*]{1,3}\]"
    r"|[a-z]{1,2})$"
)
SMALL = r"^[<≤]\s*[0-9]+$"  # "<5": there is a figure, and it is kept back
# A mark that says how good a figure is; the letters are those of Eurostat and SDMX.
FLAGS = {"p": "P", "e": "E", "b": "B", "f": "F", "u": "U", "n": "N", "d": "D", "i": "I", "s": "E"}

_FIGURE = re.compile(r"[-+]?[0-9][0-9 .,'\u066b\u066c]*%?")


def tidy(text: str) -> str:
    """A cell with Latin digits and plain signs, without spaces at its ends."""
    return text.translate(_SAME).strip()


def is_figure(text: str) -> bool:
    """Whether a cell looks like a number, with or without a mark behind it."""
    return bool(_FIGURE.fullmatch(re.sub(MARK, "", tidy(text)).strip()))


@dataclass(frozen=True)
class Separators:
    """The signs before decimals and between thousands. Not sure: figures allow both readings."""

    decimal: str
    thousands: str
    sure: bool
    why: Saying
    example: str | None = None


def shape(text: str) -> str:
    """A figure with every digit as 9, what tells its signs; Z is a zero alone before a sign, which
    only stands before decimals."""
    bare = re.sub(MARK, "", tidy(text)).strip().rstrip("% ").lstrip("+-").strip()
    return re.sub("[0-9]", "9", re.sub("^0([.,])", r"Z\1", bare))


def guess_separators(shapes: Mapping[str, int]) -> Separators:
    """The signs, from shapes of figures (as `shape` writes them) and how often each stands."""
    votes: dict[tuple[str, str], int] = {}  # (what, sign) -> how many figures prove it
    open_shapes: dict[str, list[str]] = {}  # 9.999: may be either
    plain_long = 0
    for each, count in shapes.items():
        signs = [sign for sign in each if sign in ".,' "]
        if not signs:
            plain_long += count if len(each) > 3 else 0
            continue
        last = signs[-1]
        tail = len(each) - each.rindex(last) - 1
        if len(set(signs)) > 1:
            votes["decimal", last] = votes.get(("decimal", last), 0) + count
            votes["thousands", signs[0]] = votes.get(("thousands", signs[0]), 0) + count
        elif last in "' " or len(signs) > 1:
            votes["thousands", last] = votes.get(("thousands", last), 0) + count
        elif each[0] == "Z" or tail != 3 or each.index(last) > 3 or each.index(last) == 0:
            votes["decimal", last] = votes.get(("decimal", last), 0) + count
        else:
            open_shapes.setdefault(last, []).extend([each] * min(count, 50))
    decimal = _pick(votes, "decimal")
    thousands = _pick(votes, "thousands")
    if decimal and thousands == decimal:
        return Separators(decimal, "", False, Saying(phrase="signs_both", parts={"sign": decimal}))
    if decimal or thousands in (".", ","):
        decimal = decimal or ("," if thousands == "." else ".")
        other = "." if decimal == "," else ","
        return Separators(decimal, thousands or other, True, Saying(phrase="signs_shown"))
    if open_shapes:
        sign = max(open_shapes, key=lambda each: len(open_shapes[each]))
        often = len(open_shapes[sign])
        if len(open_shapes) > 1:
            return Separators(",", ".", False, Saying(phrase="signs_mixed"), "9.999, 9,999")
        other = "," if sign == "." else "."
        sure = often >= 3 and not plain_long and not thousands
        why = Saying(phrase="signs_three", parts={"sign": sign})
        return Separators(other, sign, sure, why, open_shapes[sign][0])
    return Separators(".", thousands or "", True, Saying(phrase="signs_none"))


def _pick(votes: Mapping[tuple[str, str], int], what: str) -> str | None:
    found = {sign: count for (kind, sign), count in votes.items() if kind == what}
    return max(found, key=lambda sign: (found[sign], sign)) if found else None


def write_tidy_sql(column: str) -> str:
    """SQL: a cell as `tidy` gives it."""
    # Only letters beyond ASCII, those of more bytes than one, become others; that takes its time.
    return (
        f"CASE WHEN strlen({column}) = length({column}) THEN trim({column}) "
        f"ELSE trim(translate({column}, {quote_text(_FROM)}, {quote_text(_TO)})) END"
    )


def write_shape_sql(column: str) -> str:
    """SQL: a cell as `shape` gives it."""
    bare = f"trim(regexp_replace({write_tidy_sql(column)}, {quote_text(MARK)}, ''))"
    bare = f"trim(ltrim(rtrim({bare}, '% '), '+-'))"
    return f"regexp_replace(regexp_replace({bare}, '^0([.,])', 'Z\\1'), '[0-9]', '9', 'g')"


def write_mark_sql(tidied: str) -> str:
    """SQL: the mark behind a figure, without brackets; '' where there is none."""
    return f"trim(regexp_extract({tidied}, {quote_text(MARK)}, 1), '()[] ')"


def write_number_sql(tidied: str, decimal: str, thousands: str) -> str:
    """SQL: the number of a tidied cell as DOUBLE; NULL where the cell is not written so."""
    bare = f"trim(rtrim(regexp_replace({tidied}, {quote_text(MARK)}, ''), '% '))"
    point, sign = re.escape(decimal), re.escape(thousands)
    whole = (
        f"[0-9]{{1,3}}(?:(?:{sign}|\u066c)[0-9]{{3}})+"
        if thousands
        else "[0-9]{1,3}(?:\u066c[0-9]{3})+"
    )
    pattern = f"[-+]?(?:{whole}|[0-9]+)(?:(?:{point}|\u066b)[0-9]+)?(?:[eE][-+]?[0-9]+)?"
    digits = f"replace({bare}, '\u066c', '')"
    if thousands:
        digits = f"replace({digits}, {quote_text(thousands)}, '')"
    digits = f"replace(replace({digits}, {quote_text(decimal)}, '.'), '\u066b', '.')"
    whole_number = f"regexp_full_match({tidied}, '-?[0-9]{{1,15}}')"
    matches = f"regexp_full_match({bare}, {quote_text(pattern)})"
    return (
        f"CASE WHEN {whole_number} THEN TRY_CAST({tidied} AS DOUBLE) "
        f"WHEN {matches} AND isfinite(TRY_CAST({digits} AS DOUBLE)) "
        f"THEN TRY_CAST({digits} AS DOUBLE) END"
    )

"""Keeps a text from becoming a live formula in a spreadsheet program, and undoes it on reading.

The rule (OWASP, "CSV injection"): a cell that begins with = + - @, a tab or a line end gets an
apostrophe in front. One that already begins with apostrophes and then such a sign gets one more,
so that taking one away always gives back what was written. Plain numbers stay numbers.
"""

import re

_RISKY = re.compile(r"'*[=+\-@\t\r\n]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")
# Telephone numbers and signed numbers as people type them are no threat, though they are escaped.
_PLAIN = re.compile(r"[+-]?[\d ().,/-]+([eE][+-]?\d+)?")


def escape_cell(text: str) -> str:
    """`text` as it may safely stand in a cell."""
    if _RISKY.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unescape_cell(text: str) -> str:
    """What `escape_cell` was given."""
    return text[1:] if _ESCAPED.match(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program would compute this cell: =A1, @sum, +cmd, -2+3+cmd."""
    return text[:1] in tuple("=@+-") and not _PLAIN.fullmatch(text)

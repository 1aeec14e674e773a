"""Bytes to text, with the line of the first byte that does not fit."""

import codecs

from weft.core.atlas.problems import Problem, Where

SHOWN = 20  # lines of one file that are not in UTF-8
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def find_encoding(content: bytes) -> str:
    """UTF-8, unless a mark at the beginning says more."""
    return next((each for mark, each in _MARKS if content.startswith(mark)), "utf-8")


def has_mark(content: bytes) -> bool:
    """Whether a text says its encoding: in UTF-16, zero bytes belong to it."""
    return any(content.startswith(mark) for mark, _ in _MARKS)


def decode(content: bytes, name: str, problems: list[Problem]) -> str | None:
    """The text of a file in UTF-8, or in UTF-16 with its mark; None and problems if it is not."""
    encoding = find_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        problems.extend(_find_bad_lines(content, name, encoding))
        return None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        message = "this is not a text file (it holds a zero byte); save it as text in UTF-8"
        problems.append(Problem("not-text", "error", message, Where(name, row=line)))
        return None
    return text


def _find_bad_lines(content: bytes, name: str, encoding: str) -> list[Problem]:
    """A problem for each line that cannot be read; the twentieth counts the rest."""
    if encoding == "utf-16":
        message = "this file begins as UTF-16 and does not go on so; save it as UTF-8"
        return [Problem("encoding", "error", message, Where(name))]
    bad: list[tuple[int, str]] = []
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            before = line[: error.start].decode("utf-8")[-20:]
            byte = line[error.start]
            guess = f", perhaps '{chr(byte)}'" if chr(byte).isprintable() else ""
            message = f"not in UTF-8 after '{before}' (byte {byte:#04x}{guess})"
            bad.append((number, f"{message}; save the file as UTF-8"))
    if len(bad) > SHOWN:
        number, message = bad[SHOWN - 1]
        bad[SHOWN - 1 :] = [(number, f"{message}; so are {len(bad) - SHOWN} further lines")]
    return [Problem("encoding", "error", text, Where(name, row=row)) for row, text in bad]

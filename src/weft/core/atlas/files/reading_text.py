"""Bytes to text, with the line of the first byte that does not fit."""

import codecs

from weft.core.atlas.problems import Problem, Where

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes, name: str, problems: list[Problem]) -> str | None:
    """The text of a file in UTF-8, or in UTF-16 with its mark; None and problems if it is not."""
    encoding = next((each for mark, each in _MARKS if content.startswith(mark)), "utf-8")
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
    """A problem for each line that cannot be read, up to twenty."""
    if encoding == "utf-16":
        message = "this file begins as UTF-16 and does not go on so; save it as UTF-8"
        return [Problem("encoding", "error", message, Where(name))]
    problems: list[Problem] = []
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            before = line[: error.start].decode("utf-8")[-20:]
            guess = line[error.start : error.start + 1].decode("latin-1")
            message = (
                f"not in UTF-8 after '{before}' (byte {line[error.start]:#04x}, perhaps '{guess}'); "
                "save the file as UTF-8"
            )
            problems.append(Problem("encoding", "error", message, Where(name, row=number)))
            if len(problems) == 20:
                break
    return problems

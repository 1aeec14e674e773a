"""Marks in a file what is wrong with it, for the people who sent it: they correct it there and send
it again."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path as FilePath

import yaml

from weft.core.atlas.files.csv_file import find_separator
from weft.core.atlas.files.escape import escape_cell
from weft.core.atlas.files.reading import describe_format, strip_folder
from weft.core.atlas.files.reading_text import decode, find_encoding
from weft.core.atlas.files.yaml_file import UNPRINTABLE, RefusedError, find_text_lines, parse
from weft.core.atlas.problems import Problem

ERRORS = "_errors"  # the column or sheet of the marks; readers leave it out
LONGEST = 1_000  # characters of one message
_ENDS = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")  # where YAML sees the end of a line
_MARK = "# weft: "
_MARKED = re.compile(rf"[ \t]*{_MARK}")
_HEADING = re.compile(rf"{ERRORS}(:.*)?", re.DOTALL)


class MarkingError(ValueError):
    """The file cannot be marked; the message says why, and what to do."""


def mark_errors(name: str, content: bytes, problems: Sequence[Problem]) -> bytes:
    """A file with its problems marked where they are. What it says stays the same.

    In Excel, cells get a colour and a note, and a first sheet lists all; in CSV, a last column has
    the messages of each row; in YAML, comments stand above the lines. Marks of an earlier time are
    taken out. Problems of other files are left out. A workbook comes back as .xlsx.

    Raises MarkingError, a ValueError, if the file cannot be marked.
    """
    path = FilePath(strip_folder(name))
    own = [each for each in problems if each.where.file in ("", path.name)]
    kind = describe_format(path)
    if path.suffix.lower() == ".json":
        raise MarkingError("a JSON file has no room for marks; the list says which line is meant")
    if not content.strip():
        raise MarkingError("the file is empty; there is nothing to mark")
    if kind == "excel":
        from weft.core.atlas.files.marking_book import mark_book  # noqa: PLC0415  # loads openpyxl

        return mark_book(content, own)
    if kind is None:
        raise MarkingError(f"'{path.suffix[:20]}' is no format of Weft, so it cannot be marked")
    text = decode(content, path.name, [])
    if text is None:
        raise MarkingError("the file is not in UTF-8; save it so, then its errors can be marked")
    marked = (_mark_csv if kind == "csv" else _mark_yaml)(text, own)
    return marked.encode(find_encoding(content))


def name_marked(name: str) -> str:
    """What to call the marked file: town-errors.xlsx. A table's name still tells which it is."""
    path = FilePath(strip_folder(name))
    stem = path.stem.removesuffix("-errors")
    return f"{stem}-errors{'.xlsx' if describe_format(path) == 'excel' else path.suffix}"


def tidy(message: str) -> str:
    """A message on one line, without signs that a file cannot hold."""
    line = " ".join(UNPRINTABLE.sub("?", message).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."


def join_messages(problems: Iterable[Problem]) -> list[str]:
    """The messages of one place, each once."""
    return list(dict.fromkeys(tidy(each.message) for each in problems))


# --- CSV


def _mark_csv(text: str, problems: Sequence[Problem]) -> str:
    separator = find_separator(text)
    rows = _read_rows(text, separator)
    header = next((at for at, (_, row) in enumerate(rows) if any(map(str.strip, row))), None)
    if header is None:
        raise MarkingError("the file is empty; there is nothing to mark")
    titles = rows[header][1]
    for index in [at for at, each in enumerate(titles) if _HEADING.fullmatch(each.strip())][::-1]:
        for _, row in rows:
            del row[index : index + 1]
    width = max(len(row) for _, row in rows)
    by_row: dict[int, list[Problem]] = {}
    below = {start for start, row in rows[header + 1 :] if row}
    for each in problems:
        by_row.setdefault(each.where.row if each.where.row in below else 0, []).append(each)
    end = found[0] if (found := re.search(r"\r\n|\n|\r", text)) else "\n"
    said = {start: escape_cell(" | ".join(map(_say, found))) for start, found in by_row.items()}
    said[rows[header][0]] = _write_heading(by_row.get(0, ()))
    for start, row in rows:
        if start in said:
            row += [*[""] * (width - len(row)), said[start]]
    return end.join([*(_write_row(row, separator) for _, row in rows), ""])


def _read_rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Every row with the line it begins on, as the reader counts."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, start = [], 1
    try:
        for row in reader:
            rows.append((start, row))
            start = reader.line_num + 1
    except csv.Error as error:
        raise MarkingError(
            f"line {start} cannot be read as CSV ({error}); correct it first, then the rest can "
            "be marked"
        ) from error
    return rows


def _say(problem: Problem) -> str:
    column = problem.where.column
    return f"{column}: {tidy(problem.message)}" if column else tidy(problem.message)


def _write_heading(problems: Iterable[Problem]) -> str:
    """The heading of the marks, with what concerns the whole table. No sign in it may be taken for
    a separator: readers count these in the first line."""
    said = " | ".join(dict.fromkeys(_say(each) for each in problems))
    return f"{ERRORS}: {re.sub(r' *[,;|] *', ' / ', said)}" if said else ERRORS


def _write_row(row: list[str], separator: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerow(row)
    return out.getvalue()[:-2]


# --- YAML


def _mark_yaml(text: str, problems: Sequence[Problem]) -> str:
    """Marks above the lines or, where that would change what the file says, at the top."""
    read = _try_to_parse(text)
    for above in (True, False):
        marked = _place_marks(text, problems, above and read is not None)
        if read is None or _try_to_parse(marked) == read:
            return marked
    raise MarkingError("this YAML file cannot be marked without changing what it says")


def _try_to_parse(text: str) -> tuple[object] | None:
    try:
        return (parse(text),)
    except (yaml.YAMLError, RefusedError):
        return None


def _place_marks(text: str, problems: Sequence[Problem], above: bool) -> str:
    lines = _split_lines(text)
    end = found[0] if (found := _ENDS.search(text)) else "\n"
    inside = find_text_lines(text)
    by_line: dict[int, list[Problem]] = {}
    top: list[tuple[int, str]] = []
    for each in problems:
        row = each.where.row
        if above and 0 < row <= len(lines) and row not in inside:
            by_line.setdefault(row, []).append(each)
        else:
            top.append((row, tidy(each.message)))
    top = list(dict.fromkeys(top))
    body: list[str] = []
    moved = [len(top)]  # of each line: where it stands now
    for number, line in enumerate(lines, 1):
        indent = line[: len(line) - len(line.lstrip(" "))]
        said = join_messages(by_line.get(number, ()))
        body += [f"{indent}{_MARK}{each}{end}" for each in said]
        if number in inside or not _MARKED.match(line):  # else it is a mark of an earlier time
            body.append(line)
        moved.append(len(top) + len(body))
    head = [
        f"{_MARK}{f'line {moved[min(row, len(lines))]}: ' if row else ''}{message}{end}"
        for row, message in top
    ]
    return "".join(head + body)


def _split_lines(text: str) -> list[str]:
    """The lines with their ends."""
    lines, start = [], 0
    for end in _ENDS.finditer(text):
        lines.append(text[start : end.end()])
        start = end.end()
    return [*lines, text[start:]] if start < len(text) else lines

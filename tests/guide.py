"""Does what a page of the documentation tells its reader to do, and compares what it shows.

A page is a row of steps: commands to type (```sh), what they print (```text, in which a line of
three dots stands for any lines), a file to save ("Save this as `name`:"), rows to fill into a sheet
("Sheet `name`:"), single cells to correct, and lines to change in a file ("In `name`, change:").
"""

import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from typer.testing import CliRunner

from tests.fresh import clean_environment, give_tables
from weft.cli import app

BIN = Path(sys.executable).parent
SITE = (
    "load", "dump", "invite", "people", "serve", "demo", "doctor", "backup", "restore", "digest",
    "observe",
)  # fmt: skip
WORKBOOK = "town.xlsx"  # what the rows and cells of a page are filled into
_FENCE = re.compile(r"^```(\w*)$")


@dataclass(frozen=True)
class Step:
    """One thing to do, with the words that introduce it and its line on the page."""

    kind: str  # sh, text, yaml, table
    intro: str  # the last paragraph before it
    lines: tuple[str, ...]
    row: int


def list_steps(page: str) -> Iterator[Step]:
    """The fenced blocks and tables of a page, in order."""
    lines = page.split("\n")
    intro, number = "", 0
    while number < len(lines):
        line, start = lines[number], number
        number += 1
        if fence := _FENCE.match(line):
            end = lines.index("```", number)
            yield Step(fence[1], intro, tuple(lines[number:end]), start + 1)
            number = end + 1
        elif line.startswith("|"):
            while number < len(lines) and lines[number].startswith("|"):
                number += 1
            yield Step("table", intro, tuple(lines[start:number]), start + 1)
        elif line.strip():
            intro = line.strip()
            continue
        else:
            continue
        intro = ""


class Reader:
    """Somebody who follows a page in a folder of their own, to the letter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.printed = ""

    def follow(self, page: str) -> int:
        """Do every step of a page; the number of commands typed."""
        typed = 0
        for step in list_steps(page):
            if step.kind == "sh":
                # After "ends with 2" the last command of the block must end so.
                found = re.fullmatch(r"<!-- ends with (\d) -->", step.intro)
                typed += self._type(step, int(found[1]) if found else 0)
            elif step.kind == "text":
                assert matches(step.lines, self.printed), (
                    f"line {step.row}: the page shows\n{chr(10).join(step.lines)}\n"
                    f"but this is printed:\n{self.printed}"
                )
            elif found := re.fullmatch(r"Save this as `(\S+)`:", step.intro):
                (self.folder / found[1]).write_text("\n".join(step.lines) + "\n", "utf-8")
            elif step.kind == "table":
                self._fill(step)
        return typed

    def _type(self, step: Step, ending: int) -> int:
        self.printed = ""
        code = 0
        for line in step.lines:
            assert code == 0, f"line {step.row}: a command before the last one failed"
            code = self._run(line)
        assert code == ending, f"line {step.row}: ended with {code}, printed {self.printed}"
        return len(step.lines)

    def _run(self, line: str) -> int:
        words = shlex.split(line)
        if words[:2] == ["./run", "weft"] and words[2] in SITE:
            return self._run_site(words[2:])
        if words[:2] == ["./run", "weft"]:
            result = CliRunner().invoke(app, words[2:], prog_name="weft")
            if result.exception and not isinstance(result.exception, SystemExit):
                raise result.exception
            self.printed += result.output
            return result.exit_code
        if words[0] == ".venv/bin/python":
            words[0] = sys.executable
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, check=False)
        self.printed += done.stdout + done.stderr
        return done.returncode

    def _run_site(self, words: list[str]) -> int:
        """A command of the site, in a process of its own; one that serves is stopped as people
        stop it, once it says that it is open."""
        site = self.folder / "var"
        if not site.exists():
            give_tables(site)
        env = clean_environment() | {"WEFT_FOLDER": str(site), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [str(BIN / "weft"), *words], cwd=self.folder, env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            self.printed += line
            if words[0] in ("serve", "demo") and "Ctrl-C" in line:
                process.send_signal(signal.SIGINT)
        return process.wait(60)

    def _fill(self, step: Step) -> None:
        """A table of rows, of cells, or of lines to change; any other is only to be read."""
        header, *rows = (read_row(line) for line in (step.lines[0], *step.lines[2:]))
        if found := re.fullmatch(r"Sheet `(\w+)`:", step.intro):
            book = openpyxl.load_workbook(self.folder / WORKBOOK)
            sheet = book[found[1]]
            headings = [cell.value for cell in sheet[1]]
            first = 3 if sheet.max_row == 2 else sheet.max_row + 1  # below the example
            for number, row in enumerate(rows, first):
                for name, value in zip(header, row, strict=True):
                    sheet.cell(number, headings.index(name) + 1, value or None)
            book.save(self.folder / WORKBOOK)
        elif header == ["sheet", "cell", "write"]:
            book = openpyxl.load_workbook(self.folder / WORKBOOK)
            for name, cell, value in rows:
                book[name][cell] = value
            book.save(self.folder / WORKBOOK)
        elif found := re.fullmatch(r"In `(\S+)`, change:", step.intro):
            path = self.folder / found[1]
            text = path.read_text("utf-8")
            for before, after in rows:
                old, new = before.strip("`"), after.strip("`")
                assert text.count(old) == 1, f"line {step.row}: '{old}' is not there once"
                text = text.replace(old, new)
            path.write_text(text, "utf-8")


def read_row(line: str) -> list[str]:
    """The cells of a line of a table."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def matches(shown: tuple[str, ...], printed: str) -> bool:
    """Whether what is shown is what was printed; spaces at line ends do not count."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else f"{re.escape(line)}\n" for line in shown)
    text = "".join(f"{line.rstrip()}\n" for line in printed.rstrip("\n").split("\n"))
    return re.fullmatch(pattern, text) is not None

"""Breaks files at random and sees that readers answer with an atlas or with located errors.

`python -m tests.core.atlas.fuzz [N]` tries N mutants of each format, 10,000 unless told, and prints
the seed of each that fails; `python -m tests.core.atlas.fuzz FORMAT SEED` runs one again.
"""

import io
import random
import re
import sys
import traceback
import zipfile
from collections.abc import Callable
from functools import cache
from xml.sax.saxutils import escape

from rich.progress import Progress

from tests.core.atlas.samples import make_town
from tests.core.atlas.strategies import IDS, TRAPS
from weft.core.atlas.build import build_atlas
from weft.core.atlas.files.csv_file import write_csv_folder
from weft.core.atlas.files.excel import write_excel
from weft.core.atlas.files.reading import read_contents
from weft.core.atlas.files.yaml_file import write_yaml
from weft.core.atlas.problems import AtlasError

# The parts of a workbook that are read.
_READ = re.compile("sheet[0-9]|sharedStrings|styles|workbook|Content")
Files = dict[str, bytes]
# Problems of a whole file, which have no row.
WHOLE = frozenset({"not-a-workbook", "missing-sheets", "unknown-sheet", "encoding"})
VALUES = (
    *TRAPS, *IDS, "", " ", "-1", "99999999999999999999", "1e400", "inf", "2014-13-45", "[]", "{}",
    "housing; bogus", ";;;", "places", "City of Brikmel", "\x00", "\x1b", "x" * 30_000, "'", '"',
    "<", "&#0;", "&bomb;", "]]>", "\ud7ff", "\ufffe", "=cmd|' /C calc'!A0", "\r", "\t", "#REF!",
)  # fmt: skip
CHUNKS = (
    ":", "- ", "\n", "  ", "\t", "&a ", "*a ", "!!python/object:os.system ", "---\n", "? ", "<<: ",
    "{", "}", "[", "]", '"', "'", "|\n", "%", "#", "@", "\ufeff", ",", ";",
)  # fmt: skip
XML = (
    "<f>A1+1</f>", "<v>x</v>", "<v>9999999</v>", "<v>-1</v>", "<v>1e999</v>", "<v/>", '<c t="s"/>',
    '<c r="XFD1048576"><v>1</v></c>', '<c r="ZZZ9999999"><v>1</v></c>', '<c r="A0"/>', "<row/>",
    '<c t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c>', '<c t="e"><v>#N/A</v></c>',
    '<c t="b"><v>2</v></c>', '<c t="d"><v>2014-05-31</v></c>', '<row r="-5"/>', '<row r="x"/>',
    '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>', '<mergeCell ref=""/>', "<!-- x -->",
    "<![CDATA[x]]>", '<workbookPr date1904="1"/>', '<numFmt numFmtId="0" formatCode="yyyy"/>',
)  # fmt: skip


@cache
def make_base(kind: str) -> Files:
    """The files to break: the town of Brikmel in one format; for Excel, a workbook's parts."""
    town = make_town()
    if kind == "yaml":
        return {"town.yaml": write_yaml(town).encode()}
    if kind == "csv":
        return {name: text.encode() for name, text in write_csv_folder(town).items()}
    with zipfile.ZipFile(io.BytesIO(write_excel(town))) as archive:
        # Notes and drawings are never read.
        names = [each for each in archive.namelist() if not re.search("comment|drawing", each)]
        return {name: archive.read(name) for name in names}


def make_mutant(kind: str, seed: int) -> Files:
    """The files of a format with one to four things broken; the same for the same seed."""
    chance = random.Random(f"{kind} {seed}")  # noqa: S311  # repeatable, not secret
    files = dict(make_base(kind))
    mutators: list[Callable[[str, random.Random], str]] = [_break_text, _break_lines]
    if kind == "excel":  # or hardly any part would stay XML
        mutators = [*[_break_excel_cell] * 8, *[_break_xml] * 3, _break_text]
    else:
        mutators.append(_break_value if kind == "yaml" else _break_cell)
    for _ in range(chance.randint(1, 4)):
        name = chance.choice([each for each in files if kind != "excel" or _READ.search(each)])
        luck = chance.random()
        if luck < 0.05:
            files[name] = _break_bytes(files[name], chance)
        elif luck < 0.08 and len(files) > 1:
            del files[name]
        elif luck < 0.11:
            files[f"{chance.choice(VALUES)[:20]}.{name.rpartition('.')[2]}"] = files[name]
        else:
            text = files[name].decode("utf-8", "replace")
            broken = chance.choice(mutators)(text, chance)
            files[name] = broken.encode("utf-8", "surrogatepass")
    if kind != "excel":
        return files
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("\x00", "") or "x", content)
    return {"town.xlsx": out.getvalue()}


def _break_bytes(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return chance.choice(
        [
            content[:at],
            content[:at] + chance.randbytes(3) + content[at + 3 :],
            content.decode("utf-8", "replace").encode("cp1252", "replace"),
            content.decode("utf-8", "replace").encode("utf-16"),
        ]
    )


def _break_text(text: str, chance: random.Random) -> str:
    at, size = chance.randrange(len(text) + 1), chance.choice([0, 0, 1, 5, 50])
    return text[:at] + chance.choice([*CHUNKS, *VALUES, text[:20]]) + text[at + size :]


def _break_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = chance.choice(["  ", "\t", " "]) + lines[at]
    return "\n".join(lines)


def _break_value(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    key, colon, _ = lines[at].partition(":")
    value = chance.choice(VALUES)
    lines[at] = f"{key}{colon} {value if chance.random() < 0.5 else repr(value)}"
    return "\n".join(lines)


def _break_cell(text: str, chance: random.Random) -> str:
    cells = text.split(",")
    cells[chance.randrange(len(cells))] = chance.choice(VALUES)
    return ",".join(cells)


def _break_excel_cell(text: str, chance: random.Random) -> str:
    """Change one cell, or one text that cells share, so that the part stays XML."""
    places = list(re.finditer(r"<si>.*?</si>|<c [^>]*?(/>|>.*?</c>)", text, re.DOTALL))
    if not places:
        return text
    place = chance.choice(places)
    value = escape("".join(each for each in chance.choice(VALUES) if each >= " "))
    plain = f"<t>{value}</t>"
    if not place[0].startswith("<si"):
        where = re.search(r' r="[^"]*"', place[0])
        kind = chance.choice(["s", "n", "b", "e", "str", "inlineStr", "d", "?"])
        content = chance.choice([f"<is>{plain}</is>", f"<v>{value}</v>", f"<v>{value}</v>", *XML])
        style = chance.choice(["", ' s="1"', ' s="999"'])
        new = f'<c{where[0] if where else ""} t="{kind}"{style}>{content}</c>'
    else:
        new = f"<si>{plain}</si>"
    return text[: place.start()] + new + text[place.end() :]


def _break_xml(text: str, chance: random.Random) -> str:
    """Change the content of an element, an attribute, or put an element where none belongs."""
    pattern = chance.choice([r">[^<]*<", r'"[^"]*"', r"<[a-zA-Z/][^>]*>"])
    places = list(re.finditer(pattern, text))
    if not places:
        return text
    place = chance.choice(places)
    value = chance.choice(VALUES)
    new = {">": f">{value}<", '"': f'"{value}"', "<": chance.choice(["", *XML])}[pattern[0]]
    return text[: place.start()] + new + text[place.end() :]


def check_mutant(kind: str, files: Files) -> bool:
    """Whether the files make an atlas; AssertionError if an error does not say where it is."""
    try:
        build_atlas(read_contents(kind, files))
    except AtlasError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.message, problem
            assert problem.where.file, f"no file: {problem}"
            assert problem.where.row or problem.code in WHOLE, f"no row: {problem}"
        return False
    return True


KINDS = ("yaml", "excel", "csv")


def main(arguments: list[str]) -> int:
    """Fuzz every format; 1 if any mutant fails."""
    if len(arguments) == 2:
        print(
            "atlas" if check_mutant(arguments[0], make_mutant(*_read_seed(arguments))) else "errors"
        )
        return 0
    count = int(arguments[0].replace(",", "")) if arguments else 10_000
    failed: list[str] = []
    with Progress() as progress:
        for kind in KINDS:
            task, whole = progress.add_task(kind, total=count), 0
            for seed in range(count):
                try:
                    whole += check_mutant(kind, make_mutant(kind, seed))
                except Exception:  # whatever a reader lets through is a finding
                    failed.append(f"{kind} {seed}")
                    progress.print(f"{kind} {seed}", traceback.format_exc(limit=-3), markup=False)
                progress.advance(task)
            progress.print(f"{kind}: {count:,} mutants, {whole:,} still an atlas", markup=False)
    if failed:
        print(f"{len(failed)} failed; run one again: python -m tests.core.atlas.fuzz {failed[0]}")
    return bool(failed)


def _read_seed(arguments: list[str]) -> tuple[str, int]:
    return arguments[0], int(arguments[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

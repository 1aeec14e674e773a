"""Makes the tables of docs/reference from the types, vocabularies and method; a test compares.

    .venv/bin/python -m tests.reference_docs

writes them anew, each between its own pair of markers.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.reference_observatory import describe_definitions, describe_measures, describe_needs
from weft.core.atlas.atlas import SECTIONS
from weft.core.atlas.files.columns import NESTED, SHEETS, Column, list_columns
from weft.core.diagnosis.method import FACTORS, TYPES, read_method
from weft.core.terms import label, list_codes, list_vocabularies

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
LANGUAGES = {"en": "English", "fr": "Français", "ar": "العربية"}
# What every sheet of facts ends with; explained once.
COMMON = (
    "from", "until", "source", "locator", "grade", "paraphrase",
    "asserted_by", "visibility", "note",
)  # fmt: skip
_SHARED_IN = "competences"
_BLOCK = re.compile(r"<!-- generated: (?P<name>\w+) -->\n.*?<!-- end of generated -->", re.DOTALL)


def make_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(header)
    lines = [head, ["---"] * len(head), *rows]
    cells = ([each.replace("|", "\\|") for each in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def describe_fields() -> str:
    """A table for each sheet, and one for the columns that all facts share."""
    shared = {each.name: each for each in list_columns(_SHARED_IN) if each.name in COMMON}
    parts = []
    for sheet in SHEETS:
        columns = list_columns(sheet)
        own = [each for each in columns if shared.get(each.name) != each]
        also = [f"`{each.name}`" for each in columns if shared.get(each.name) == each]
        parts.append(f"### {sheet}\n\n{_introduce(sheet)}\n\n{_table_of(own)}")
        if also and sheet not in NESTED:
            parts.append(f"And, as below: {', '.join(also)}.")
    parts.append(f"### What facts share\n\n{_table_of(shared.values())}")
    return "\n\n".join(parts)


def _introduce(sheet: str) -> str:
    if sheet in SECTIONS:
        said = SECTIONS[sheet].__doc__
    else:
        said = NESTED[sheet][2].__doc__ if sheet in NESTED else "What the file says of itself."
    return " ".join(str(said).split())


def _table_of(columns: Iterable[Column]) -> str:
    rows = ((f"`{each.name}`", "yes" if each.required else "", _describe(each)) for each in columns)
    return make_table(("column", "needed", "what stands there"), rows)


def _describe(column: Column) -> str:
    parts = [column.description.rstrip(" .")]
    if column.several:
        parts.append("several: `a; b`")
    if column.kind == "boolean":
        parts.append("`yes` or `no`")
    if column.vocabulary:
        parts.append(f"a word of [{column.vocabulary}](vocabularies.md#{column.vocabulary})")
    if column.choices:
        parts.append(f"one of {', '.join(f'`{each}`' for each in column.choices)}")
    if column.refers_to in SECTIONS:
        parts.append(f"a name or id from [{column.refers_to}](#{column.refers_to})")
    elif column.refers_to:
        parts.append("ids of facts")
    return "; ".join(parts)


def describe_vocabularies() -> str:
    """A table for each vocabulary, with its labels."""
    parts = []
    for vocabulary in list_vocabularies():
        rows = (
            (f"`{code}`", *(label(vocabulary, code, language) for language in LANGUAGES))
            for code in list_codes(vocabulary)
        )
        parts.append(f"### {vocabulary}\n\n{make_table(('code', *LANGUAGES.values()), rows)}")
    return "\n\n".join(parts)


def describe_mechanisms() -> str:
    """The numbers of each kind of mechanism."""
    starts = {"upper": "the upper level", "either": "not known", "fixed": "does not matter"}
    rows = (
        (
            label("mechanism_kinds", code),
            f"`{code}`",
            f"{kind.q:g}",
            f"{kind.d:g}",
            "yes" if kind.coordinates else "",
            "how often, how lately" if kind.meets else "in force",
            starts[kind.initiator],
        )
        for code, kind in read_method().mechanisms.items()
    )
    header = ("kind", "code", "q", "d", "coordinates", "strength asks", "started, unless said, by")
    return make_table(header, rows)


def describe_numbers() -> str:
    """Every other number of the method."""
    method = read_method()
    rows = []
    for section in ("grades", "roles", "strength", "forum", "voices", "disputes", "balance",
                    "frames", "verdict", "conditions"):  # fmt: skip
        values = getattr(method, section)
        pairs = values.items() if isinstance(values, dict) else values
        rows.append((f"`{section}`", ", ".join(f"{name} {value:g}" for name, value in pairs)))
    return make_table(("part of the file", "numbers"), rows)


_FACTORS = {"divergence": "(1 − F (1 − K))"}


def describe_scores() -> str:
    """The formula of each score, with its exponents."""
    method = read_method()
    rows = []
    for name in TYPES:
        factors = []
        for code in FACTORS[name]:
            factor = _FACTORS.get(code) or re.sub(r"^not_(.+)", r"(1 − \1)", code)
            exponent = getattr(method.configuration, name)[code]
            factors.append(factor if exponent == 1 else f"{factor}^{exponent:g}")
        rows.append((label("configurations", name), " × ".join(factors)))
    return make_table(("type", "score"), rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "fields": describe_fields,
    "vocabularies": describe_vocabularies,
    "mechanisms": describe_mechanisms,
    "scores": describe_scores,
    "numbers": describe_numbers,
    "definitions": describe_definitions,
    "measures": describe_measures,
    "needs": describe_needs,
}


def fill_blocks(page: str) -> str:
    """A page with every generated block as it should be; KeyError for a block of no such name."""

    def make_block(found: re.Match[str]) -> str:
        name = found["name"]
        return f"<!-- generated: {name} -->\n\n{BLOCKS[name]()}\n\n<!-- end of generated -->"

    return _BLOCK.sub(make_block, page)


def list_blocks(page: str) -> list[str]:
    """The names of the generated blocks of a page."""
    return [found["name"] for found in _BLOCK.finditer(page)]


def main() -> None:
    """Write every generated block of the reference anew."""
    for path in sorted(REFERENCE.glob("*.md")):
        path.write_text(fill_blocks(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()

"""The page on the published cases: what the literature says of each, and what the diagnosis says.

    .venv/bin/python -m tests.core.diagnosis.cases.reading

writes docs/reference/published-cases.md anew.
"""

from collections import Counter
from collections.abc import Iterable

from tests.core.diagnosis.cases import CASES, Case, Stage
from tests.reference_docs import REFERENCE, make_table
from weft.core.atlas import Atlas
from weft.core.atlas.facts import Source
from weft.core.diagnosis import READINGS, TYPES, Diagnosis, Reading, Setting, diagnose, read_method
from weft.core.terms import label

PAGE = REFERENCE / "published-cases.md"
ANSWERS = {
    "agrees": "the label, or the hybrid, is the published one",
    "partly": "a label or hybrid shares a type with the published one, or just the published types "
    "remain possible",
    "open": "the published types remain possible, and others too",
    "does not": "a published type is excluded",
    "no answer": "the diagnosis abstains, or all four types remain possible",
}
INTRODUCTION = """\
# Published cases

Studies have given some relations between levels of government one of the four types. Here their
descriptions are written down as atlases, and the diagnosis is made from these.

**Who encoded them knew the published labels. This checks that the method is consistent with the
literature; it does not show that the method is valid.** Facts were not changed after the
diagnosis was seen, and a label that does not come out is shown as such.

How they were encoded:

- What stands in a text that was at hand carries the grade of that text. What is memory of a
  publication carries grade C, so that it counts only in the second reading, *if what is recorded
  holds*.
- "Regular" is read as four meetings a year, "ad hoc" or "repeated" as one; where a text says
  nothing, the number is left empty. Stances are our numbers.
- A study that describes the relation of two levels as a whole is recorded as a survey of that pair,
  grade C: what is recorded is all there is. Ties among cities are not surveyed.
- What the State shares with several towns (a duty, a contract) is one record with all of them as
  members. It ties each of them to the State, not to one another.
"""


def compare(kind: str, types: Iterable[str], expected: frozenset[str]) -> str:
    """How a verdict, of a kind and naming types, stands to those published: a key of ANSWERS."""
    named = frozenset(types)
    if kind == "abstain" or named == frozenset(TYPES):
        return "no answer"
    if kind in ("label", "hybrid"):
        if named == expected:
            return "agrees"
        return "partly" if named & expected else "does not"
    if named == expected:
        return "partly"
    return "open" if expected < named else "does not"


def diagnose_case(case: Case, atlas: Atlas) -> list[tuple[Stage, Diagnosis]]:
    """The diagnosis of each town in each stage, in order."""
    upper, lower = case.pair
    asked = [(stage, place) for stage in case.stages for place in stage.places]
    settings = [
        Setting(
            place=place, area=case.area, on=stage.on, upper=upper, lower=lower, phase=case.phase
        )
        for stage, place in asked
    ]
    found = diagnose(atlas, settings)
    return [(stage, each) for (stage, _), each in zip(asked, found, strict=True)]


def name_types(types: Iterable[str], join: str = ", ") -> str:
    """Types in words, in their own order."""
    chosen = set(types)
    return join.join(label("configurations", each).lower() for each in TYPES if each in chosen)


def name_source(source: Source) -> str:
    """A full reference on one line."""
    who = " ".join(each for each in (source.author, source.date and f"({source.date})") if each)
    parts = (who, f"*{source.title.read()}*", source.publisher, source.url)
    return ". ".join(each for each in parts if each)


def describe_reading(reading: Reading) -> str:
    """The verdict in a few words; then the four scores, in the order of TYPES."""
    verdict = reading.verdict
    words = {
        "abstain": "no answer",
        "fits_none": "none fits",
        "hybrid": f"**hybrid: {name_types(verdict.types, ' and ')}**",
        "label": f"**{name_types(verdict.types)}**",
        "admissible": f"possible: {name_types(verdict.types)}",
    }[verdict.kind]
    points = {each.type: each.point for each in reading.scores}
    return f"{words} ({' '.join(f'{points[each]:.2f}' for each in TYPES)})"


def describe_results() -> str:
    """The table of all cases, and how often each answer came out."""
    rows: list[tuple[str, ...]] = []
    counts = {name: Counter[str]() for name in READINGS}
    for case in CASES:
        atlas = case.read()
        for stage, diagnosis in diagnose_case(case, atlas):
            readings = [diagnosis.read(name) for name in READINGS]
            verdicts = [each.verdict for each in readings]
            answers = [compare(each.kind, each.types, stage.expected) for each in verdicts]
            for each, answer in zip(readings, answers, strict=True):
                counts[each.name][answer] += 1
            place = atlas.place_by_id[diagnosis.setting.place].name.read()
            rows.append(
                (
                    f"{case.title}: {place}, {stage.on.year}",
                    stage.published,
                    name_types(stage.expected, " and "),
                    *(describe_reading(each) for each in readings),
                    answers[-1],
                )
            )
    header = (
        "case", "published", "as types", "on what is confirmed", "if what is recorded holds",
        "the latter",
    )  # fmt: skip
    numbers = [
        (name, meaning, *(str(counts[each][name]) for each in READINGS))
        for name, meaning in ANSWERS.items()
    ]
    summary = make_table(
        ("", "it means", "on what is confirmed", "if what is recorded holds"), numbers
    )
    return f"{make_table(header, rows)}\n\nOf {len(rows)} settings:\n\n{summary}"


def describe_case(case: Case) -> str:
    """What was taken from which publication, with the full references."""
    link = f"[{case.file}](../../tests/core/diagnosis/cases/{case.file})"
    sources = "\n".join(f"- {name_source(each)}" for each in case.read().sources)
    return f"### {case.title}\n\n{case.taken} All facts: {link}.\n\n{sources}"


def write_page() -> str:
    """The page of the documentation, in Markdown."""
    parts = [
        INTRODUCTION + f"\n## What comes out (method {read_method().version})",
        f"In brackets the scores: {name_types(TYPES)}.",
        describe_results(),
        "## What was taken from where",
        *(describe_case(each) for each in CASES),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(write_page(), "utf-8")


if __name__ == "__main__":
    main()

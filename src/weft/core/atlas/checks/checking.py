"""Runs every rule over an atlas and gives each finding its place in the file."""

from collections.abc import Callable

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.checks.actors import (
    find_empty_kinds,
    find_foreign_competences,
    find_loose_places,
    find_placeless_governments,
    find_rival_governments,
    find_thin_mechanisms,
    find_watched_mechanisms,
)
from weft.core.atlas.checks.blanks import find_blank_areas, find_blank_cells
from weft.core.atlas.checks.duplicates import find_likely_duplicates
from weft.core.atlas.checks.evidence import (
    find_contested_facts,
    find_hearsay,
    find_missing_locators,
    find_unsourced_actors,
    find_unsourced_facts,
)
from weft.core.atlas.checks.finding import Finding, Rule
from weft.core.atlas.checks.periods import (
    find_contradictions,
    find_held_by_nobody,
    find_overlapping_periods,
    find_repeated_mechanisms,
    find_repeated_policies,
    find_repeated_resources,
)
from weft.core.atlas.problems import SEVERITIES, Problem, Where
from weft.core.atlas.references import Path

RULES: tuple[Rule, ...] = (
    Rule("overlapping-periods", "warning", find_overlapping_periods),
    Rule("contradiction", "warning", find_contradictions),
    Rule("held-by-nobody", "warning", find_held_by_nobody),
    Rule("same-mechanism", "warning", find_repeated_mechanisms),
    Rule("same-policy", "warning", find_repeated_policies),
    Rule("same-resource", "warning", find_repeated_resources),
    Rule("likely-duplicate", "warning", find_likely_duplicates),
    Rule("outside-territory", "warning", find_foreign_competences),
    Rule("few-members", "warning", find_thin_mechanisms),
    Rule("observers-only", "warning", find_watched_mechanisms),
    Rule("government-without-place", "warning", find_placeless_governments),
    Rule("place-without-state", "warning", find_loose_places),
    Rule("several-governments", "warning", find_rival_governments),
    Rule("no-such-kind", "warning", find_empty_kinds),
    Rule("no-source", "warning", find_unsourced_facts),
    Rule("actor-without-source", "note", find_unsourced_actors),
    Rule("no-locator", "note", find_missing_locators),
    Rule("hearsay-only", "note", find_hearsay),
    Rule("contested", "note", find_contested_facts),
    Rule("blank-areas", "note", find_blank_areas),
    Rule("blank-cells", "note", find_blank_cells),
)


def check_atlas(
    atlas: Atlas, locate: Callable[[str, Path], Where] | None = None
) -> tuple[Problem, ...]:
    """All that the rules find in an atlas that could be read, in file order, gravest first.

    `locate` gives the place in the file of a record, or of a field of it, as Builder.locate does
    (a fact by its id, a place as places/lyon); without it places stay empty. What makes an atlas
    unreadable (references that lead nowhere, cycles, reversed periods) is found while reading, as
    AtlasError.
    """
    problems = [
        Problem(
            rule.code,
            rule.severity,
            finding.message,
            locate(_address(finding), finding.path) if locate else Where(),
            (finding.record, *finding.others),
        )
        for rule in RULES
        for finding in rule.find(atlas)
    ]
    return tuple(
        sorted(
            problems,
            key=lambda each: (
                each.where,
                SEVERITIES.index(each.severity),
                each.code,
                each.records,
            ),
        )
    )


def _address(finding: Finding) -> str:
    return f"{finding.section}/{finding.record}" if finding.section else finding.record

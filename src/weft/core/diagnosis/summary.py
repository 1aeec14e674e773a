"""A place in a nutshell, for its page, its document and the mayor who has two minutes: every field
diagnosed, what stands out, and how much of it rests on what."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Dispute
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import Fact, Model
from weft.core.atlas.voice import PLAIN, Voice
from weft.core.diagnosis.diagnosis import Diagnosis, diagnose
from weft.core.diagnosis.findings import YES_AND_NO, say_finding
from weft.core.diagnosis.gaps import Cell, say_cell
from weft.core.diagnosis.gaps.cells import find_cells
from weft.core.diagnosis.highlights import (
    Day,
    Highlight,
    list_closed,
    list_contested,
    list_joined,
    list_mutual,
    list_shadows,
)
from weft.core.diagnosis.method import Method, read_method
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.sentences import say_share
from weft.core.diagnosis.setting import index_facts, list_settings
from weft.core.terms import label, list_codes
from weft.core.terms.phrases import say, write_list

Tag = Literal[
    "contested", "shadow", "distant", "orphan", "unfunded", "overlap", "surveyed", "mutual",
    "joined",
]  # fmt: skip
Tone = Literal["missing", "held", "quiet"]
TONES: dict[Tag, Tone] = {
    "contested": "missing", "shadow": "missing", "distant": "missing", "orphan": "missing",
    "unfunded": "missing", "overlap": "quiet", "surveyed": "quiet", "mutual": "held",
    "joined": "held",
}  # fmt: skip
_CELLS: dict[str, Tag] = {
    "S-CONTESTED": "contested", "S-SHADOW": "shadow", "S-DISTANT": "distant",
    "S-ORPHAN": "orphan", "S-UNFUNDED": "unfunded", "S-OVERLAP": "overlap",
}  # fmt: skip


class Field(Model):
    """One policy area of a place: its diagnosis, and what stands out role by role."""

    area: str
    diagnosis: Diagnosis
    cells: tuple[Cell, ...]


class Summary(Model):
    """What is said of a place on a day: facts about it or behind a diagnosis of it, and which of
    them are contested."""

    place: str
    on: dt.date
    upper: str
    lower: str
    fields: tuple[Field, ...]
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    contested: tuple[str, ...]

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """The diagnosis of every field."""
        return tuple(each.diagnosis for each in self.fields)

    @property
    def blank(self) -> tuple[str, ...]:
        """The areas of which nothing is recorded."""
        found = {each.area for each in self.fields}
        return tuple(each for each in list_codes("areas") if each not in found)


class Notable(Model):
    """Something that stands out: a tag, a sentence, the facts that say it; `sure` if it is so
    whatever the unknown facts are."""

    tag: Tag
    area: str = ""
    text: str
    facts: tuple[str, ...]
    sure: bool

    @property
    def tone(self) -> Tone:
        return TONES[self.tag]


def summarise(
    atlas: Atlas,
    place: str,
    *,
    on: dt.date | None = None,
    fallback: dt.date | None = None,
    method: Method | None = None,
) -> Summary | None:
    """The summary of a place; None where nothing is recorded that has a policy area, or where the
    place is no more local than the State. Raises SettingError for a place that is not there."""
    method = method or read_method()
    settings = list_settings(atlas, place=place, on=on, fallback=fallback)
    if not settings:
        return None
    nearby = Nearby(atlas)
    fields = tuple(
        Field(
            area=each.setting.area,
            diagnosis=each,
            cells=find_cells(Scene(nearby, each.setting, method, "recorded"))
            if each.applicable
            else (),
        )
        for each in diagnose(atlas, settings, method)
    )
    facts = _list_facts(atlas, place, fields)
    return Summary(
        place=place,
        on=settings[0].on,
        upper=settings[0].upper,
        lower=settings[0].lower,
        fields=fields,
        facts=tuple(each.id for each in facts),
        sources=tuple(sorted({cited.source for each in facts for cited in each.sources})),
        contested=_list_contested(facts, fields, settings[0].on),
    )


def _list_contested(facts: Sequence[Fact], fields: Sequence[Field], on: dt.date) -> tuple[str, ...]:
    """Facts that somebody disputes, conflicts on the day, and facts that say yes and no of one."""
    found = {each.id for each in facts if each.disputed_by}
    found |= {each.id for each in facts if isinstance(each, Dispute) and each.holds_on(on)}
    for field in fields:
        for finding in field.diagnosis.findings:
            if finding.code == YES_AND_NO:
                found.update(finding.facts)
    return tuple(sorted(found))


def _list_facts(atlas: Atlas, place: str, fields: Sequence[Field]) -> list[Fact]:
    found = {each.id for each in index_facts(atlas)[place]}
    found.update(fact for each in fields for fact in each.diagnosis.facts)
    return [atlas.facts[key] for key in sorted(found)]


def list_notables(
    atlas: Atlas, summary: Summary, voice: Voice = PLAIN, most: int | None = None
) -> tuple[Notable, ...]:
    """What stands out, the surest first, no fact twice, and no tag twice before all have been
    told once."""
    found = [
        *_list_opposed(atlas, summary, voice),
        *_list_highlights(atlas, summary, voice),
        *_list_cells(atlas, summary, voice),
    ]
    order = list(TONES)
    seen: dict[str, int] = {}
    told: set[str] = set()
    ranked: list[tuple[int, bool, int, int, Notable]] = []
    for each in sorted(found, key=lambda each: (not each.sure, order.index(each.tag))):
        if set(each.facts) <= told and each.facts:
            continue
        told.update(each.facts)
        seen[each.tag] = seen.get(each.tag, 0) + 1
        ranked.append((seen[each.tag], not each.sure, order.index(each.tag), len(ranked), each))
    return tuple(each for *_, each in sorted(ranked, key=lambda item: item[:4]))[:most]


def _list_highlights(atlas: Atlas, summary: Summary, voice: Voice) -> Iterator[Notable]:
    day, own = Day(summary.diagnoses), set(summary.facts)
    told: tuple[tuple[Tag, tuple[Highlight, ...]], ...] = (
        ("contested", list_contested(atlas, day, voice)),
        ("shadow", list_shadows(atlas, day, voice)),
        ("surveyed", list_closed(atlas, day, voice)),
        ("mutual", list_mutual(atlas, day, voice)),
        ("joined", list_joined(atlas, day, voice)),
    )
    for tag, highlights in told:
        for each in highlights:
            if own & set(each.facts):
                yield Notable(tag=tag, text=f"{each.text}.", facts=each.facts, sure=True)


def _list_opposed(atlas: Atlas, summary: Summary, voice: Voice) -> Iterator[Notable]:
    """Roles that are recorded as held and as not held."""
    for field in summary.fields:
        for finding in field.diagnosis.findings:
            if finding.code == YES_AND_NO:
                said = say_finding(atlas, finding, voice.language)
                name = label("areas", field.area, voice.language)
                text = say("notable_cell", voice.language, area=name, said=f"{said}.")
                yield Notable(
                    tag="contested", area=field.area, text=text, facts=finding.facts, sure=True
                )


def _list_cells(atlas: Atlas, summary: Summary, voice: Voice) -> Iterator[Notable]:
    """What the gaps find role by role; shadows and what is contested are told already."""
    for field in summary.fields:
        for cell in field.cells:
            tag = _CELLS.get(cell.code)
            if tag and tag not in ("contested", "shadow"):
                yield _tell_cell(atlas, field.area, tag, cell, voice)


def _tell_cell(atlas: Atlas, area: str, tag: Tag, cell: Cell, voice: Voice) -> Notable:
    said = say_cell(atlas, cell, voice.language)
    name = label("areas", area, voice.language)
    return Notable(
        tag=tag,
        area=area,
        text=say("notable_cell", voice.language, area=name, said=said),
        facts=cell.facts,
        sure=cell.low > 0,
    )


def say_lead(atlas: Atlas, summary: Summary, language: str = "en") -> str:
    """The first sentences about a place: on how much something is recorded, which fields have an
    answer, and what is known best."""
    said = [
        say("lead_recorded", language, count=len(summary.fields), total=len(list_codes("areas")))
    ]
    settled: dict[tuple[str, ...], list[str]] = {}
    for each in summary.diagnoses:
        verdicts = [reading.verdict for reading in each.readings if reading.verdict.settled]
        if verdicts:
            settled.setdefault(verdicts[0].types, []).append(each.setting.area)
    for types, areas in settled.items():
        names = [label("configurations", each, language) for each in types]
        said.append(
            say(
                "lead_settled",
                language,
                areas=_name_areas(areas, language),
                types=write_list(names, language),
            )
        )
    if not settled:
        upper, lower = (label("levels", each, language) for each in (summary.upper, summary.lower))
        said.append(say("lead_open", language, upper=upper, lower=lower))
        best = max(
            (each for each in summary.diagnoses if each.applicable),
            key=lambda each: each.readings[-1].knownness,
            default=None,
        )
        if best and best.readings[-1].knownness > 0:
            share = say_share(best.readings[-1].knownness, language)
            area = _name_areas([best.setting.area], language)
            said.append(say("lead_best", language, area=area, share=share))
    return " ".join(said)


def _name_areas(areas: Sequence[str], language: str) -> str:
    names = [label("areas", each, language) for each in areas]
    return write_list([f"{each[:1].lower()}{each[1:]}" for each in names], language)

"""One self-contained page about an atlas: weaves, what they amount to, and the way back to the
sources, for a browser, a phone and paper."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files

import jinja2
from markupsafe import Markup

from weft.core.atlas import Atlas, Fact, Problem
from weft.core.atlas.atlas import FACT_SECTIONS
from weft.core.atlas.facts import Competence, Mechanism, Policy
from weft.core.atlas.records import Citation
from weft.core.atlas.sentences import say_fact
from weft.core.diagnosis import Diagnosis, Method, diagnose, list_settings
from weft.core.diagnosis.evidence import is_certain
from weft.core.diagnosis.sentences import (
    group_diagnoses,
    name_day,
    say_known,
    say_readings,
    say_share,
)
from weft.core.diagnosis.setting import index_facts
from weft.core.diagnosis.strength import measure_strength
from weft.core.terms import Text, label
from weft.pictures.bar import draw_bar
from weft.pictures.fabric import Weave
from weft.pictures.loom import lay_out
from weft.pictures.meter import draw_meter
from weft.pictures.table import write_table
from weft.pictures.weave import draw_weave

# Places with fewer facts of their own are named in a list instead of drawn.
FEWEST = 4
GROUPS = (
    ("roles", "Who holds which role"),
    ("ties", "What ties them"),
    ("policies", "Policies and plans"),
    ("others", "Means, reports, disputes and surveys"),
    ("coming", "Announced, or no longer in force on this day"),
)


@dataclass(frozen=True)
class FactView:
    """A fact as a list shows it: what it says, how far it is sure, and each of its sources."""

    anchor: str
    text: str
    doubt: str
    citations: tuple[tuple[Citation, str], ...]  # with the grade that counts
    positions: tuple[str, ...]
    note: Text | None


@dataclass(frozen=True)
class SettingView:
    """Some areas of which the same is to be said."""

    areas: str
    known: str
    said: str
    conditions: str
    meter: Markup
    share: str
    bar: Markup | None
    facts: tuple[tuple[str, str], ...]  # anchor and short name


@dataclass
class PlaceView:
    """One place: its pictures, its settings and its facts."""

    id: str
    name: Text
    kind: str
    citations: tuple[tuple[Citation, str], ...]
    day: str
    lead: str
    weave: Markup
    compact: Markup
    table: Markup
    missing: str
    settings: list[SettingView] = field(default_factory=list)
    groups: list[tuple[str, str, list[FactView]]] = field(default_factory=list)


def write_page(atlas: Atlas, problems: Iterable[Problem], method: Method, fallback: dt.date) -> str:
    """The page as HTML. `fallback` is the day for places whose sources have no date."""
    found: dict[str, list[Diagnosis]] = {}
    for each in diagnose(atlas, list_settings(atlas, fallback=fallback), method):
        found.setdefault(each.setting.place, []).append(each)
    everything = [each for place in found.values() for each in place]
    index = index_facts(atlas)
    drawn = [key for key in found if len(index[key]) >= FEWEST]
    # Where the sources say most comes first, so that a reader meets a full picture early.
    drawn.sort(key=lambda key: (-len(index[key]), key))
    writer = _Writer(atlas, method)
    places = [writer.view_place(key, found[key], index[key]) for key in drawn]
    brief = [
        (atlas.place_by_id[key].name, group_diagnoses(atlas, found[key]))
        for key in sorted(found.keys() - set(drawn))
    ]
    rest = [
        atlas.facts[key]
        for key in atlas.facts.keys() - writer.shown
        if key not in atlas.actor_by_id
    ]
    counts = {section: len(getattr(atlas, section)) for section in FACT_SECTIONS}
    severities = [each.severity for each in problems]
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("weft.pictures"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("page.html").render(
        title=atlas.title or "Weft",
        licence=atlas.licence,
        css=Markup(files("weft.pictures").joinpath("templates/page.css").read_text("utf-8")),  # noqa: S704
        counts=counts,
        facts=len(atlas.facts),
        places=places,
        brief=brief,
        rest=writer.group_facts("more", sorted(rest, key=lambda each: each.id), None),
        sources=atlas.sources,
        source_by_id=atlas.source_by_id,
        resting=_count_citations(atlas),
        undecided=sum(_is_open(each) for each in everything),
        settings=len(everything),
        warnings=severities.count("warning"),
        notes=severities.count("note"),
        method=method.version,
        grade_label=lambda code: label("grades", code),
    )


def _is_open(diagnosis: Diagnosis) -> bool:
    return not diagnosis.applicable or all(
        each.verdict.kind not in ("label", "hybrid") for each in diagnosis.readings
    )


def _count_citations(atlas: Atlas) -> dict[str, int]:
    counts = {each.id: 0 for each in atlas.sources}
    for _, record in atlas.list_records():
        for key in {each.source for each in getattr(record, "sources", ())}:
            counts[key] += 1
    return counts


class _Writer:
    """Turns facts and diagnoses into what the template shows."""

    def __init__(self, atlas: Atlas, method: Method) -> None:
        self.atlas, self.method = atlas, method
        self.shown: set[str] = set()

    def view_place(self, key: str, found: list[Diagnosis], own: list[Fact]) -> PlaceView:
        atlas, day = self.atlas, found[0].setting.on
        place = atlas.place_by_id[key]
        weave = lay_out(atlas, key, day, lambda each: measure_strength(each, day, self.method))

        def link(facts: tuple[str, ...]) -> str:
            if len(facts) == 1:
                return f"#{key}--{facts[0]}"
            first = atlas.facts[facts[0]]
            return f"#{key}--{'roles' if isinstance(first, Competence) else 'ties'}"

        ids = dict.fromkeys(
            (
                *(fact for each in weave.crossings for fact in each.facts),
                *(each.fact for each in weave.ties),
                *(each.id for each in own),
                *(fact for each in found for fact in each.facts),
            )
        )
        facts = [atlas.facts[each] for each in ids]
        self.shown |= ids.keys()
        levels = " and ".join(label("levels", each) for each in place.levels)
        return PlaceView(
            id=key,
            name=place.name,
            kind=f"{levels}, {place.population:,} inhabitants" if place.population else levels,
            citations=self._grade(place.sources),
            day=name_day(day),
            lead=_lead(weave, found, facts),
            weave=Markup(draw_weave(weave, link=link)),  # noqa: S704  # drawn and escaped by us
            compact=Markup(draw_weave(weave, link=link, compact=True)),  # noqa: S704
            table=Markup(write_table(weave, link=link)),  # noqa: S704
            missing=_list_missing(weave),
            settings=[
                self._view_setting(key, alike)
                for alike, _ in sorted(group_diagnoses(atlas, found), key=_rank)
            ],
            groups=self.group_facts(key, facts, day),
        )

    def _view_setting(self, key: str, alike: tuple[Diagnosis, ...]) -> SettingView:
        first = alike[0]
        areas = [label("areas", each.setting.area) for each in alike]
        named = f"{', '.join(areas[:-1])} and {areas[-1]}" if len(areas) > 1 else areas[0]
        if not first.applicable:
            return SettingView(
                named, f"Not applicable: {first.reason}.", "", "", Markup(""), "", None, ()
            )
        confirmed, recorded = first.readings
        bar = None
        if confirmed.knownness > 0:
            scores = {each.type: (each.low, each.point, each.high) for each in confirmed.scores}
            admissible = frozenset(each.type for each in confirmed.scores if not each.excluded_by)
            mark = f"bar-{key}-{first.setting.area}"
            bar = Markup(draw_bar(scores, admissible, mark=mark))  # noqa: S704
        facts = dict.fromkeys(fact for each in alike for fact in each.facts)
        return SettingView(
            areas=named,
            known=say_known(self.atlas, first),
            said=say_readings(first),
            conditions=confirmed.conditions.verdict,
            meter=Markup(draw_meter(confirmed.knownness, recorded.knownness)),  # noqa: S704
            share=say_share(confirmed.knownness),
            bar=bar,
            facts=tuple((f"{key}--{each}", self._name_briefly(each)) for each in facts),
        )

    def _name_briefly(self, key: str) -> str:
        fact = self.atlas.facts[key]
        if isinstance(fact, Competence):
            return say_fact(self.atlas, fact).rstrip(".")
        return str(getattr(fact, "name", key))

    def group_facts(
        self, prefix: str, facts: list[Fact], day: dt.date | None
    ) -> list[tuple[str, str, list[FactView]]]:
        """Facts by what they are, each group with its anchor and heading; empty ones left out."""
        groups: dict[str, list[FactView]] = {code: [] for code, _ in GROUPS}
        for fact in facts:
            groups[_name_group(fact, day)].append(self._view_fact(prefix, fact))
        return [
            (f"{prefix}--{code}", heading, groups[code]) for code, heading in GROUPS if groups[code]
        ]

    def _view_fact(self, prefix: str, fact: Fact) -> FactView:
        atlas = self.atlas
        doubt = ""
        if fact.disputed_by:
            doubt = "disputed"
        elif not is_certain(atlas, fact, self.method, "confirmed"):
            doubt = "to be confirmed"
        return FactView(
            anchor=f"{prefix}--{fact.id}",
            text=say_fact(atlas, fact),
            doubt=doubt,
            citations=self._grade(fact.sources),
            positions=tuple(
                f"{atlas.actor_by_id[each.actor].name} {each.stand}"
                + (f": {each.reason}" if each.reason else "")
                for each in fact.positions
            ),
            note=fact.note,
        )

    def _grade(self, sources: tuple[Citation, ...]) -> tuple[tuple[Citation, str], ...]:
        """Citations with the grade that counts: their own, else their document's."""
        return tuple(
            (each, each.grade or self.atlas.source_by_id[each.source].grade) for each in sources
        )


def _rank(group: tuple[tuple[Diagnosis, ...], str]) -> tuple[float, int]:
    """What is known best first, then what stands for fewer areas."""
    first = group[0][0]
    return (-first.readings[1].knownness if first.applicable else 1.0, len(group[0]))


def _name_group(fact: Fact, day: dt.date | None) -> str:
    if day is not None and not fact.holds_on(day):
        return "coming"
    if isinstance(fact, Competence):
        return "roles"
    if isinstance(fact, Mechanism):
        return "ties"
    return "policies" if isinstance(fact, Policy) else "others"


def _lead(weave: Weave, found: list[Diagnosis], facts: list[Fact]) -> str:
    """Two sentences before the picture: how much there is, and what is joined."""
    sources = {each.source for fact in facts for each in fact.sources}
    joined = [
        label("areas", each.setting.area).lower()
        for each in found
        if each.applicable and each.readings[0].find_signal("V").facts
    ]
    pair = found[0].setting
    upper, lower = label("levels", pair.upper), label("levels", pair.lower)
    text = f"{len(facts)} facts from {len(sources)} documents touch {weave.name}. "
    if joined:
        named = f"{', '.join(joined[:-1])} and {joined[-1]}" if len(joined) > 1 else joined[0]
        return text + f"Something joins {upper} and {lower} in {named}."
    return text + f"Nothing recorded joins {upper} and {lower} directly."


def _list_missing(weave: Weave) -> str:
    return ", ".join(label("areas", each).lower() for each in weave.missing)

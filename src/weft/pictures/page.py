"""One self-contained page about an atlas: weaves, what they amount to, and the way back to the
sources, for a browser, a phone and paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

import jinja2
from markupsafe import Markup

from weft.core.atlas import Atlas, Problem
from weft.core.atlas.atlas import FACT_SECTIONS
from weft.core.atlas.combining import Origin
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.visibility import keep_public
from weft.core.diagnosis import Diagnosis, Method
from weft.core.diagnosis.highlights import (
    Day,
    Highlight,
    list_closed,
    list_contested,
    list_distant,
    list_joined,
    list_mutual,
    list_shadows,
)
from weft.core.diagnosis.setting import index_facts
from weft.core.terms import Text, label
from weft.pictures.article import SettingView, sketch, view_place, view_settings
from weft.pictures.evidence import ACTORS, MORE, SHARED, SHORT, Register
from weft.pictures.grounds import Grounds
from weft.pictures.insight import find_insight
from weft.pictures.prospects import find_change, find_contrast
from weft.pictures.tongues import mark, mark_words, render

# Places with fewer facts of their own are named in a list instead of drawn.
FEWEST = 4


@dataclass(frozen=True)
class FindingView:
    """One thing that the facts show, with its instances, or the sentence that there is none."""

    tag: str
    tone: str
    title: str
    meaning: str
    told: tuple[tuple[Markup, Markup], ...]  # sentence, and the numbers of its facts
    none: str


@dataclass(frozen=True)
class BriefView:
    """A place that is named only, with what can be said of it."""

    name: Text
    settings: tuple[SettingView, ...]


def write_page(
    atlas: Atlas,
    diagnoses: Iterable[Diagnosis],
    problems: Iterable[Problem],
    method: Method,
    origin: Origin | None = None,
) -> str:
    """The page as HTML, from what is public in an atlas and the diagnoses of that. With `origin`
    it says which atlases were read together, and marks each fact that was added.

    Raises ValueError if a diagnosis rests on a fact that is not public.
    """
    atlas = keep_public(atlas)
    found: dict[str, list[Diagnosis]] = {}
    for each in diagnoses:
        _check_public(atlas, each)
        found.setdefault(each.setting.place, []).append(each)
    everything = [each for place in found.values() for each in place]
    index = index_facts(atlas)
    drawn = [key for key in found if len(index[key]) >= FEWEST]
    sketches = [sketch(atlas, key, found[key], index[key], method) for key in drawn]
    # Where the sources say most comes first, so that a reader meets a full picture early.
    sketches.sort(key=lambda each: (-len(each.facts), each.key))
    lists = {each.key: (each.day, each.facts) for each in sketches}
    register = Register(atlas, method, lists, origin)
    nearby = Nearby(atlas)
    grounds = Grounds(atlas, nearby, everything, method)
    severities = [each.severity for each in problems]
    return (
        _make_environment(atlas)
        .get_template("page.html")
        .render(
            title=atlas.title,
            licence=atlas.licence,
            read_together=origin.describe(atlas) if origin else "",
            css=Markup(files("weft.pictures").joinpath("templates/page.css").read_text("utf-8")),  # noqa: S704
            counts={section: len(getattr(atlas, section)) for section in FACT_SECTIONS},
            facts=len(atlas.facts),
            findings=_find(atlas, everything, method, register),
            places=[
                view_place(
                    atlas,
                    each,
                    register,
                    grounds,
                    find_insight(atlas, nearby, each.diagnoses, method, register),
                    find_change(atlas, each.diagnoses, method, register),
                )
                for each in sketches
            ],
            brief=[
                BriefView(
                    atlas.place_by_id[key].name,
                    view_settings(atlas, found[key], index[key], register, grounds),
                )
                for key in sorted(found.keys() - set(drawn))
            ],
            contrast=find_contrast(atlas, everything, method, register),
            fewest=FEWEST,
            shared=register.group(SHARED),
            rest=register.group(MORE),
            actors=[register.view(each, ACTORS) for each in register.actors],
            sources=atlas.sources,
            document={each.id: at for at, each in enumerate(atlas.sources, 1)},
            resting=_count_citations(atlas),
            undecided=sum(_is_open(each) for each in everything),
            settings=len(everything),
            warnings=severities.count("warning"),
            notes=severities.count("note"),
            method=method.version,
        )
    )


def _check_public(atlas: Atlas, diagnosis: Diagnosis) -> None:
    hidden = [each for each in diagnosis.facts if each not in atlas.facts]
    if hidden:
        raise ValueError(
            f"the diagnosis of {diagnosis.setting.area} in {diagnosis.setting.place} rests on "
            f"facts that are not public ({', '.join(hidden[:3])}); diagnose keep_public(atlas)"
        )


def _make_environment(atlas: Atlas) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("weft.pictures"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["words"] = lambda text: render(mark(text))
    environment.filters["grade"] = lambda code: label("grades", code)
    environment.filters["capitalize_first"] = lambda words: f"{words[:1].upper()}{words[1:]}"
    environment.globals["source_of"] = atlas.source_by_id.__getitem__
    environment.globals["in_language"] = _render_in
    return environment


def _render_in(words: str, language: str | None) -> Markup:
    """Words in the language of their document."""
    foreign = language and language.partition("-")[0] != "en"
    return render(mark_words(words, language if language and foreign else ""))


def _find(
    atlas: Atlas, diagnoses: Sequence[Diagnosis], method: Method, register: Register
) -> list[FindingView]:
    """What stands out; conflicts only where there are any."""
    day = Day(diagnoses)

    def tell(found: tuple[Highlight, ...]) -> tuple[tuple[Markup, Markup], ...]:
        return tuple((render(each.text), register.refer(each.facts)) for each in found)

    findings = [
        FindingView(
            "shadow",
            "missing",
            "In practice, though not by law",
            "Somebody does what is recorded as not theirs to do.",
            tell(list_shadows(atlas, day, SHORT)),
            "No role is recorded as held in practice and not by law.",
        ),
        FindingView(
            "distant",
            "missing",
            "Decided far away",
            "One level decides, and of the other it is recorded that it has no say.",
            tell(list_distant(atlas, diagnoses, method, SHORT)),
            "Nowhere is it recorded that a level decides while the other has no say.",
        ),
        FindingView(
            "surveyed",
            "quiet",
            "Where silence is an answer",
            "Somebody looked, and says that what is recorded is all there is.",
            tell(list_closed(atlas, day, SHORT)),
            "No survey is recorded: nothing is known to be absent.",
        ),
        FindingView(
            "mutual",
            "held",
            "Levels as one",
            "Levels share a service, or decide together in one body.",
            tell(list_mutual(atlas, day, SHORT)),
            "No shared service and no co-deciding body of two levels is recorded.",
        ),
        FindingView(
            "joined",
            "held",
            "Threads through three levels",
            "Three levels above one place, or more, take part in the same thing.",
            tell(list_joined(atlas, day, SHORT)),
            "No mechanism is recorded in which three levels above one place take part.",
        ),
    ]
    if contested := tell(list_contested(atlas, day, SHORT)):
        findings.insert(
            0,
            FindingView(
                "contested",
                "missing",
                "They do not agree",
                "An actor disputes what is recorded, or actors are in conflict.",
                contested,
                "",
            ),
        )
    return findings


def _is_open(diagnosis: Diagnosis) -> bool:
    return not any(each.verdict.settled for each in diagnosis.readings)


def _count_citations(atlas: Atlas) -> dict[str, int]:
    counts = {each.id: 0 for each in atlas.sources}
    for _, record in atlas.list_records():
        for key in {each.source for each in getattr(record, "sources", ())}:
            counts[key] += 1
    return counts

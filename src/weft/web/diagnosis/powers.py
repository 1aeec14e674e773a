"""What a place can and cannot do: one plain page for residents, from the same facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from markupsafe import Markup

from weft.core.atlas.facts import Competence
from weft.core.atlas.records import NOBODY, UNKNOWN
from weft.core.atlas.sentences import name_holder
from weft.core.terms.phrases import write_list
from weft.pictures.words import name_area
from weft.web.atlas.addresses import find_actor
from weft.web.atlas.facts import View
from weft.web.atlas.telling import Teller
from weft.web.diagnosis.facts import Brief
from weft.web.diagnosis.opening import open_place
from weft.web.diagnosis.places import list_tables
from weft.web.site.pages import Page, page

# What a role comes to for somebody who needs something: decided, paid or done.
PARTS = {
    "regulate": "decided", "coordinate": "done", "fund": "paid", "deliver": "done",
    "monitor": "done",
}  # fmt: skip
KINDS = ("decided", "done", "paid", "not_ours", "nobody", "elsewhere")


@dataclass(frozen=True)
class Power:
    """Who holds some roles, in words, with an address if it is an actor; `like` says of whom it is
    stated, where that is every place of a kind."""

    who: Markup
    href: str
    like: Markup
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Powers:
    """One policy area: what is decided, done and paid at the place's own level; what is recorded
    as not its task, or as nobody's; who else is in charge; whether any of it is contested."""

    name: str
    href: str
    decided: tuple[Power, ...]
    done: tuple[Power, ...]
    paid: tuple[Power, ...]
    not_ours: tuple[Power, ...]
    nobody: tuple[Power, ...]
    elsewhere: tuple[Power, ...]
    contested: bool
    facts: str  # the address of the facts behind all that


@page
def show_powers(request: HttpRequest, view: View, place: str) -> Page:
    """What is decided here, what is only done here, and whom else to turn to."""
    brief, teller, context = open_place(request, view, place)
    context |= {
        # Of some areas only ties are recorded, which say nothing of who can do what.
        "areas": [
            told for area in brief.weave.rows if (told := _tell_powers(teller, brief, area)).facts
        ],
        "missing": [name_area(each, teller.language) for each in brief.weave.missing],
    }
    tables = list_tables(teller, brief)[:1]
    return Page("diagnosis/powers.html", context, tables, place, context["on"])


def _tell_powers(teller: Teller, brief: Brief, area: str) -> Powers:
    found: dict[str, list[Competence]] = {name: [] for name in KINDS}
    for part, fact in _sort_competences(brief, area):
        found[part].append(fact)
    facts = {each.id for some in found.values() for each in some}
    return Powers(
        name=name_area(area, teller.language),
        href=reverse("setting", args=[brief.place, area]),
        contested=any(
            each.state == "contested" for each in brief.weave.crossings if each.area == area
        ),
        facts=teller.link(sorted(facts)),
        **{
            name: tuple(_group(teller, brief.place, some, named=name == "elsewhere"))
            for name, some in found.items()
        },
    )


def _sort_competences(brief: Brief, area: str) -> Iterator[tuple[str, Competence]]:
    """The competences of the weave in an area that give an answer, each with its part."""
    own = set(brief.atlas.place_by_id[brief.place].levels)
    for crossing in brief.weave.crossings:
        for mark in crossing.marks if crossing.area == area else ():
            for claim in mark.claims:
                fact = brief.atlas.facts[claim.fact]
                here = crossing.column in own
                if not isinstance(fact, Competence) or claim.answer == UNKNOWN:
                    continue
                if claim.answer == NOBODY:
                    yield "nobody", fact
                elif claim.answer == "yes":
                    yield (PARTS[mark.role] if here else "elsewhere"), fact
                elif here:
                    yield "not_ours", fact


def _group(teller: Teller, place: str, facts: Iterable[Competence], named: bool) -> Iterator[Power]:
    """One line for each holder. What is stated of every place of a kind is said of this place; or
    elsewhere (`named`) of the place of that kind in which this one lies."""
    groups: dict[tuple[str | None, str | None, str | None], list[Competence]] = {}
    for each in facts:
        groups.setdefault((each.holder, each.place_kind, each.place), []).append(each)
    for (holder, kind, _place), some in groups.items():
        stated = teller.render(name_holder(teller.atlas, some[0], teller.voice))
        meant = _find_meant(teller, place, kind, named) if kind else None
        yield Power(
            who=teller.place(meant) if meant else stated,
            href=find_actor(holder) if holder in teller.atlas.actor_by_id else "",
            like=stated if meant else Markup(),
            roles=tuple(_name_roles(teller, some)),
        )


def _find_meant(teller: Teller, place: str, kind: str, named: bool) -> str | None:
    """The place that a statement for a kind is read for: this one, or one that contains it."""
    if not named:
        return place
    atlas = teller.atlas
    return next((x for x in atlas.list_chain(place) if atlas.place_by_id[x].kind == kind), None)


def _name_roles(teller: Teller, facts: Iterable[Competence]) -> Iterator[str]:
    """Each role once, with a word where it is held in practice, by law and in practice."""
    bases: dict[str, set[str]] = {}
    for each in facts:
        bases.setdefault(each.role, set()).add(each.basis)
    for code, found in bases.items():
        role = teller.label("roles", code)
        if found == {"de_jure"}:
            yield role
            continue
        named = [teller.label("bases", each) for each in ("de_jure", "de_facto") if each in found]
        yield teller.say("power_in_practice", role=role, basis=write_list(named, teller.language))

"""The pages of records: cells, actors, mechanisms, single facts, sources."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.atlas import Fact
from weft.core.atlas.atlas import find_section
from weft.core.atlas.facts import Competence, Mechanism
from weft.core.atlas.sentences import name_holder
from weft.core.terms import list_codes
from weft.core.terms.phrases import write_date
from weft.pictures import lay_out
from weft.pictures.fabric import EDGE, Crossing
from weft.pictures.words import name_area, name_column
from weft.web.accounts.permissions import is_spoken_for
from weft.web.atlas.addresses import JOINT, find_actor, find_fact, find_source
from weft.web.atlas.asking import read_code, read_day, require
from weft.web.atlas.facts import View
from weft.web.atlas.models import Document
from weft.web.atlas.telling import Teller
from weft.web.site.pages import Move, NotHere, Page, page
from weft.web.site.tables import Link, Table

MOST_FACTS = 60  # facts on one page that is asked for by their ids


@page
def show_cell(request: HttpRequest, view: View, place: str, area: str, level: str) -> Page:
    """Area x level: who holds which role, by law and in practice, on what source."""
    language = get_language()
    require(view, "places", place, language)
    read_code("areas", area, lambda code: reverse("cell", args=[place, code, level]))
    if level != EDGE:
        read_code("levels", level, lambda code: reverse("cell", args=[place, area, code]))
    day = read_day(request) or view.find_day(place)
    atlas = view.find_part(place)
    weave = lay_out(atlas, place, day)
    teller = Teller(view, language, atlas)
    known = {(each.area, each.column): each for each in weave.crossings}
    crossing = known.get((area, level)) or Crossing(area, level, "blank")
    ties = [each.tie.fact for each in weave.threads if (area, level) in (each.start, each.end)]
    roles = [_tell_role(teller, crossing, role) for role in list_codes("roles")]
    context = {
        "place": atlas.place_by_id[place],
        "place_name": teller.place(place),
        "area": area,
        "area_name": name_area(area, language),
        "level": level,
        "level_name": name_column(level, language),
        "day": write_date(day, language),
        "asked": request.GET.get("on", ""),
        "crossing": crossing,
        "roles": roles,
        "role_names": [(each["code"], each["name"]) for each in roles],
        "facts": teller.facts(crossing.facts),
        "ties": teller.facts(ties),
        "beside": [
            (name_column(each, language), reverse("cell", args=[place, area, each]), each == level)
            for each in weave.columns
        ],
        "fields": [
            (name_area(each, language), reverse("cell", args=[place, each, level]), each == area)
            for each in weave.rows
        ],
    }
    table = Table(
        "roles",
        f"{name_area(area, language)}{teller.say('list')}{name_column(level, language)}"
        f"{teller.say('colon')}{atlas.place_by_id[place].name.read(language)}",
        (_("Role"), _("By law"), _("In practice"), _("Contested")),
        tuple(
            (
                each["name"],
                *(_join_claims(each[basis]) for basis in ("de_jure", "de_facto")),
                None if each["contested"] is None else _("yes") if each["contested"] else _("no"),
            )
            for each in roles
        ),
    )
    return Page("atlas/cell.html", context, (table,), place, day.isoformat())


def _join_claims(claims: Iterable[Link]) -> str | None:
    """Several claims in one cell of a file; None, not known, for none."""
    words = [str(Markup(each.words).striptags()) for each in claims]  # noqa: S704  # then stripped
    return "; ".join(words) or None


def _tell_role(teller: Teller, crossing: Crossing, role: str) -> dict[str, Any]:
    mark = next((each for each in crossing.marks if each.role == role), None)
    told: dict[str, Any] = {
        "code": role,
        "name": teller.label("roles", role),
        "contested": mark.contested if mark else None,
    }
    for basis in ("de_jure", "de_facto"):
        claims = [each for each in mark.claims if each.basis == basis] if mark else []
        told[basis] = [_tell_claim(teller, each.fact, each.answer) for each in claims]
    return told


def _tell_claim(teller: Teller, fact: str, answer: str) -> Link:
    """Who it is said of, and what: the actor; nobody; not known; the actor, not."""
    found = teller.atlas.facts[fact]
    assert isinstance(found, Competence)  # noqa: S101  # marks of a weave are made of these
    who = name_holder(teller.atlas, found, teller.voice)
    # Of a kind of place the name says it already: no commune in Morocco.
    if answer == "no" and not found.place_kind:
        who = teller.say("cell_not", who=who)
    return Link(teller.render(who), find_fact(found))


@page
def list_the_actors(request: HttpRequest, view: View) -> Page:
    """Every actor, by name."""
    language = get_language()
    teller = Teller(view, language)
    actors = sorted(view.atlas.actors, key=lambda each: each.name.read(language).casefold())
    table = Table(
        "actors",
        _("Who acts"),
        (_("Name"), _("Kind"), _("Place"), _("Level")),
        tuple(
            (
                Link(teller.words(each.name), find_actor(each.id)),
                teller.label("actor_kinds", each.kind),
                teller.place(territory)
                if (territory := view.atlas.find_territory(each.id))
                else None,
                teller.say("list").join(
                    teller.label("levels", x) for x in view.atlas.list_levels(each.id)
                ),
            )
            for each in actors
        ),
    )
    return Page("atlas/listing.html", {"title": table.caption, "name": "actors"}, (table,))


def _is_claimed(request: HttpRequest, view: View, actor: str) -> bool:
    """Whether somebody speaks for the actor here."""
    return actor in view.atlas.actor_by_id and is_spoken_for(actor)


@page(also=_is_claimed)
def show_actor(request: HttpRequest, view: View, actor: str) -> Page | Move:
    """An actor: what it is, what it holds, what ties it, what it says of others."""
    language = get_language()
    if actor in view.moved:
        return Move(find_actor(view.moved[actor]))
    require(view, "actors", actor, language)
    atlas, teller = view.atlas, Teller(view, language)
    found = atlas.actor_by_id[actor]
    named = view.facts_by_actor.get(actor, [])
    said = [each.id for each in atlas.facts.values() if each.asserted_by == actor]
    stands = [
        (teller.fact(each), position)
        for each in atlas.facts.values()
        for position in each.positions
        if position.actor == actor
    ]
    territory = atlas.find_territory(actor)
    context = {
        "actor": found,
        "name": teller.words(found.name),
        "kind": teller.label("actor_kinds", found.kind),
        "levels": [teller.label("levels", each) for each in atlas.list_levels(actor)],
        "territory": (teller.place(territory), territory) if territory else None,
        "parent": (teller.actor(found.parent), find_actor(found.parent)) if found.parent else None,
        "networks": [(teller.actor(each), find_actor(each)) for each in found.networks],
        "offices": [
            (teller.actor(each.id), find_actor(each.id))
            for each in atlas.actors
            if each.parent == actor
        ],
        "itself": teller.fact(found),
        "roles": teller.facts(each.id for each in named if find_section(each) == "competences"),
        "ties": teller.facts(each.id for each in named if isinstance(each, Mechanism)),
        "others": teller.facts(
            each.id for each in named if find_section(each) not in ("competences", "mechanisms")
        ),
        "said": teller.facts(said),
        "stands": stands,
        "kept_by": _is_claimed(request, view, actor),
    }
    return Page("atlas/actor.html", context, (_list_facts_table(teller, named),))


@page
def show_mechanism(request: HttpRequest, view: View, mechanism: str) -> Page:
    """A thread between actors: who takes part, with which seat and voice, on what source."""
    language = get_language()
    require(view, "mechanisms", mechanism, language)
    found = view.atlas.facts[mechanism]
    if not isinstance(found, Mechanism):
        raise NotHere(_("This is not a mechanism."), ((find_fact(found), found.id),))
    atlas, teller = view.atlas, Teller(view, language)
    seats = Table(
        "members",
        _("Who takes part"),
        (_("Actor"), _("Level"), _("Seat"), _("Voice")),
        tuple(
            (
                Link(teller.actor(each.actor), find_actor(each.actor)),
                teller.say("list").join(
                    teller.label("levels", x) for x in atlas.list_levels(each.actor)
                )
                or teller.label("actor_kinds", atlas.actor_by_id[each.actor].kind),
                teller.label("seats", each.seat),
                teller.label("voices", each.voice) if each.voice else None,
            )
            for each in found.members
        ),
    )
    context = {
        "mechanism": found,
        "name": teller.words(found.name),
        "kind": teller.label("mechanism_kinds", found.kind),
        "areas": [name_area(each, language) for each in found.areas],
        "formality": teller.label("formalities", found.formality) if found.formality else "",
        "phase": teller.label("phases", found.phase) if found.phase else "",
        "place": (teller.place(found.place), found.place) if found.place else None,
        "initiator": (teller.actor(found.initiator), find_actor(found.initiator))
        if found.initiator
        else None,
        "facts": (teller.fact(found),),
    }
    return Page("atlas/mechanism.html", context, (seats,))


@page
def show_facts(request: HttpRequest, view: View, facts: str) -> Page:
    """One fact, or several that belong together: what they say and on what they rest."""
    keys = list(dict.fromkeys(facts.split(JOINT)))[:MOST_FACTS]
    for each in keys:
        require(view, "facts", each, get_language())
    teller = Teller(view, get_language())
    told = teller.facts(keys)
    table = _list_facts_table(teller, [view.atlas.facts[each.key] for each in told])
    return Page("atlas/facts.html", {"facts": told}, (table,))


@page
def list_the_sources(request: HttpRequest, view: View) -> Page:
    """Every document, with how many facts rest on it."""
    language = get_language()
    teller = Teller(view, language)
    resting = view.facts_by_source
    table = Table(
        "sources",
        _("Documents on which facts rest"),
        (_("Title"), _("Publisher"), _("Date"), _("Grade"), _("Facts")),
        tuple(
            (
                Link(teller.words(each.title), find_source(each.id)),
                each.publisher or each.author,
                each.date,
                f"{each.grade}{teller.say('colon')}{teller.label('grades', each.grade)}",
                len(resting.get(each.id, ())),
            )
            for each in sorted(view.atlas.sources, key=lambda x: x.title.read(language).casefold())
        ),
        frozenset({4}),
    )
    return Page("atlas/listing.html", {"title": table.caption, "name": "sources"}, (table,))


def _list_documents(
    request: HttpRequest, view: View, source: str
) -> tuple[tuple[str, str, int], ...]:
    """The files that go with a source that the reader sees: name, hash, bytes."""
    if source not in view.atlas.source_by_id:
        return ()
    rows = Document.objects.filter(source_id=source).order_by("pk")
    return tuple(rows.values_list("name", "sha256", "size"))


@page(also=_list_documents)
def show_source(request: HttpRequest, view: View, source: str) -> Page:
    """A document and all facts that rest on it."""
    language = get_language()
    require(view, "sources", source, language)
    teller, found = Teller(view, language, remarks=False), view.atlas.source_by_id[source]
    facts = view.facts_by_source.get(source, [])
    context = {
        "source": found,
        "title": teller.words(found.title),
        "grade": teller.label("grades", found.grade),
        "note": teller.words(found.note),
        "facts": teller.facts(each.id for each in facts),
        "documents": _list_documents(request, view, source),
    }
    return Page("atlas/source.html", context, (_list_facts_table(teller, facts),))


def _list_facts_table(teller: Teller, facts: Iterable[Fact]) -> Table:
    """Facts as rows: for whoever takes them along."""
    return Table(
        "facts",
        _("Facts"),
        (_("Fact"), _("Id"), _("From"), _("Until"), _("Sources"), _("Disputed by")),
        tuple(
            (
                Link(teller.sentence(each), find_fact(each)),
                each.id,
                each.start,
                each.until,
                "; ".join(
                    f"{x.source}, {x.locator}" if x.locator else x.source for x in each.sources
                ),
                "; ".join(str(teller.actor(x)) for x in each.disputed_by),
            )
            for each in facts
        ),
    )

"""The migration profile of a city as a page: what is known, on which source, and what is not."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from weft.core.atlas import Atlas
from weft.core.diagnosis.summary import list_notables
from weft.core.observatory.profile import Profile, Section
from weft.pictures.charts import write_png, write_svg
from weft.pictures.tongues import render
from weft.pictures.words import name_area
from weft.web.atlas.addresses import find_actor
from weft.web.atlas.asking import require
from weft.web.atlas.facts import View
from weft.web.atlas.telling import Teller
from weft.web.diagnosis.facts import Brief
from weft.web.diagnosis.opening import name_answer, open_place
from weft.web.observatory.facts import find_catalogue, find_token
from weft.web.observatory.profiles import read_profile
from weft.web.observatory.provenance import list_editions
from weft.web.observatory.telling import FigureTeller, find_block
from weft.web.site.pages import File, NotHere, Page, page

NOTABLES = 5  # priorities that are listed
KINDS = {"svg": "image/svg+xml", "png": "image/png"}


@page(also=find_token)
def show_profile(request: HttpRequest, view: View, place: str) -> Page:
    """A city migration profile, in the sections that the profiles of MC2CM have."""
    brief, teller, context = open_place(request, view, place)
    catalogue = find_catalogue(request)
    profile = read_profile(view, catalogue, place)
    figures = FigureTeller(catalogue, teller.language)
    sections = [tell_section(each, profile, brief, teller, figures) for each in profile.sections]
    tables = tuple(x.table for each in sections for x in each["figures"])
    series = [x for each in profile.sections for block in each.blocks for x in block.series]
    used = list_editions(catalogue, (each.dataset for each in series))
    context |= {
        "sections": sections,
        "holes": len(profile.holes),
        "found": sum(len(x.blocks) for x in profile.sections if x.place == place),
        "results": figures.tell_results(profile),
        "balance": figures.tell_balance(profile),
        "full": [x.title.read(teller.language) for x in used if x.full],
        "here": "profile",
    }
    return Page("profile/profile.html", context, tables, place, context["on"])


def tell_section(
    section: Section, profile: Profile, brief: Brief, teller: Teller, figures: FigureTeller
) -> dict[str, Any]:
    """A section for a page or a document: figures, facts, and what is missing."""
    language, atlas = teller.language, brief.atlas
    names = {each.id: each.name.read(language) for each in atlas.places}
    told: dict[str, Any] = {
        "key": section.key,
        "title": section.plan.title.read(language),
        "of": names.get(section.place or "", "") if section.place != profile.place else "",
        "figures": [figures.tell(section.key, x, profile.place) for x in section.blocks],
        "holes": [figures.tell_hole(x, names) for x in section.holes],
        "absent": section.place is None,
    }
    told["areas"] = _tell_areas(section, brief, teller)
    if section.key == "actors":
        told["actors"] = _list_actors(atlas, profile.place, teller)
    if section.key == "priorities":
        told["notables"] = _list_priorities(brief, teller)
        told["missing"] = len(profile.holes)
    return told


def _tell_areas(section: Section, brief: Brief, teller: Teller) -> list[dict[str, Any]]:
    """What the diagnosis says of the policy areas of a section."""
    if not brief.summary:
        return []
    found = {each.area: each.diagnosis for each in brief.summary.fields}
    return [
        {
            "name": name_area(area, teller.language),
            "answer": name_answer(found[area], teller.language),
            "area": area,
        }
        for area in section.plan.areas
        if area in found
    ]


def _list_actors(atlas: Atlas, place: str, teller: Teller) -> list[tuple[str, list[Any]]]:
    """Who acts at the place, by kind."""
    kinds: dict[str, list[Any]] = {}
    for each in atlas.actors:
        if atlas.find_territory(each.id) == place:
            kind = teller.label("actor_kinds", each.kind)
            kinds.setdefault(kind, []).append((teller.words(each.name), find_actor(each.id)))
    return sorted(kinds.items())


def _list_priorities(brief: Brief, teller: Teller) -> list[dict[str, Any]]:
    """What stands out in the diagnosis."""
    if not brief.summary:
        return []
    return [
        {"text": render(each.text), "href": teller.link(each.facts), "tone": each.tone,
         "tag": teller.say(f"tag_{each.tag}")}
        for each in list_notables(brief.atlas, brief.summary, teller.voice, NOTABLES)
    ]  # fmt: skip


@page(also=find_token)
def show_chart(request: HttpRequest, view: View, place: str, key: str, form: str) -> File:
    """The chart of a block, as a picture."""
    language = request.LANGUAGE_CODE
    require(view, "places", place, language)
    catalogue = find_catalogue(request)
    block = find_block(read_profile(view, catalogue, place), key)
    spec = FigureTeller(catalogue, language).draw(block) if block else None
    if spec is None or form not in KINDS:
        raise NotHere(_("There is no such chart here."))
    body = write_svg(spec, language).encode() if form == "svg" else write_png(spec, language)
    return File(body, KINDS[form])

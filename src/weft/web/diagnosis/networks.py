"""The pages of who is tied to whom at a place, and of who could join them up."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.diagnosis import read_method
from weft.core.diagnosis.brokers.sayings import (
    Speech,
    group_pairs,
    list_competences,
    list_ties,
    say_broker,
    say_convener,
    say_pair,
    say_why_nobody,
)
from weft.core.diagnosis.strength import measure_strength
from weft.pictures.network import lay_network
from weft.pictures.network_drawing import draw_network
from weft.pictures.network_table import write_network_table
from weft.pictures.tongues import render
from weft.web.atlas.addresses import find_actor
from weft.web.atlas.facts import View
from weft.web.diagnosis.facts import read_brokerage
from weft.web.diagnosis.opening import open_place
from weft.web.site.pages import Page, page
from weft.web.site.tables import Link, Table

BROKERS = 12
PAIRS = 12


@page
def show_network(request: HttpRequest, view: View, place: str) -> Page:
    """Every actor a line, every mechanism a thread across the lines of those it ties."""
    brief, teller, context = open_place(request, view, place)
    language, method = teller.language, read_method()
    network = lay_network(
        brief.atlas, place, brief.on, lambda each: measure_strength(each, brief.on, method)
    )

    def link(mechanism: str) -> str:
        return reverse("mechanism", args=[mechanism])

    context |= {
        "drawn": bool(network.cords),
        "network": Markup(draw_network(network, language, find_actor, link)),  # noqa: S704
        "compact": Markup(  # noqa: S704
            draw_network(network, language, find_actor, link, compact=True)
        ),
        "network_table": Markup(  # noqa: S704
            write_network_table(network, language, find_actor, link)
        ),
    }
    return Page("diagnosis/network.html", context, (), place, str(context["on"]))


@page
def show_brokers(request: HttpRequest, view: View, place: str) -> Page:
    """Who sits between whom, and who could bring together those who act alone."""
    brief, teller, context = open_place(request, view, place)
    brokerage, language = read_brokerage(view, place, brief.on), teller.language
    speech = Speech(brief.atlas, language, mark=teller.mark, most=3)
    between = [each for each in brokerage.brokers if each.pairs]
    pairs = group_pairs(brokerage.unconnected)
    context |= {
        "brokers": [
            (render(say_broker(speech, each)), reverse("actor", args=[each.actor]))
            for each in between[:BROKERS]
        ],
        "more_brokers": max(0, len(between) - BROKERS),
        "pairs": [
            {
                "said": render(say_pair(speech, cells, whole=True)),
                "href": teller.link(list_competences(cells)),
                "conveners": [
                    (render(say_convener(speech, each)), teller.link(list_ties(each)))
                    for each in cells[0].conveners[:3]
                ],
                "nobody": "" if cells[0].conveners else render(say_why_nobody(speech, cells[0])),
            }
            for cells in pairs[:PAIRS]
        ],
        "more_pairs": max(0, len(pairs) - PAIRS),
        "groups": [
            [(teller.actor(x), reverse("actor", args=[x])) for x in group]
            for group in brokerage.groups
        ],
    }
    table = Table(
        "brokers",
        _("Brokers"),
        (_("Actor"), _("Pairs"), _("Betweenness"), _("Constraint"), _("Group")),
        tuple(
            (Link(teller.actor(each.actor), reverse("actor", args=[each.actor])), each.pairs,
             round(each.betweenness, 3) if each.betweenness is not None else None,
             round(each.constraint, 3) if each.constraint is not None else None,
             each.group + 1 if each.group is not None else None)
            for each in brokerage.brokers
        ),
        frozenset({1, 2, 3, 4}),
    )  # fmt: skip
    return Page("diagnosis/brokers.html", context, (table,), place, context["on"])

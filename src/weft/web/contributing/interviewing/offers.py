"""What the page of a question offers to choose from: actors, those on record first, and facts on
record, as far as the person sees them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.atlas.facts import GOVERNMENTAL, Competence
from weft.core.atlas.records import NOBODY
from weft.core.terms import label, list_codes
from weft.core.terms.phrases import write_list
from weft.web.contributing.interviewing.answers import Answer, Item, Talk
from weft.web.contributing.interviewing.posted import Filled
from weft.web.contributing.interviewing.questions import OFTEN, TIE_KINDS, TIES, Question

MOST_TICKED = 12  # actors to tick; others are typed
MOST_TYPED = 500  # names offered while one types
MOST_TITLES = 60


@dataclass(frozen=True)
class Offer:
    """An actor to tick, with what is on record of it, in words."""

    key: str
    name: Markup
    mark: str
    ticked: bool


@dataclass(frozen=True)
class Known:
    """A fact on record to tick."""

    key: str
    text: Markup
    ticked: bool


def offer(talk: Talk, question: Question, filled: Filled) -> dict[str, Any]:
    """All choices of a page."""
    actors = _offer_actors(talk, question, filled)
    shown = {each.key for each in actors}
    context: dict[str, Any] = {
        "actors": actors,
        "others": _list_others(talk, shown),
        "kinds": [(x, label("actor_kinds", x, talk.language)) for x in list_codes("actor_kinds")],
        "places": [(x, talk.teller.place(x).striptags()) for x in talk.list_territories()],
        "titles": _list_titles(talk),
        "grades": [(x, label("grades", x, talk.language)) for x in list_codes("grades")],
    }
    if question.topic == TIES:
        context["item_kinds"] = [
            (code, f"{label('mechanism_kinds', code, talk.language)}: {hint}")
            for code, hint in TIE_KINDS.items()
        ]
        context["often"] = [(code, words) for code, (words, _number) in OFTEN.items()]
        context["known"] = list(_offer_known(talk, talk.recorded.list_ties(question.area), filled))
    elif not question.is_role:
        context["item_kinds"] = [
            (code, label("dispute_kinds", code, talk.language))
            for code in list_codes("dispute_kinds")
        ]
        found = talk.recorded.list_disputes(question.area)
        context["known"] = list(_offer_known(talk, found, filled))
    else:
        context["nobody_recorded"] = any(
            holder == NOBODY for holder, _fact in _list_claims(talk, question.area, question.topic)
        )
    return context


def _list_claims(talk: Talk, area: str, role: str = "") -> Iterator[tuple[str, Competence]]:
    """What is on record but for what other informants said."""
    for holder, fact in talk.recorded.list_claims(area, role):
        if not talk.is_told(fact):
            yield holder, fact


def _offer_known(talk: Talk, facts: Iterable[Any], filled: Filled) -> Iterator[Known]:
    for each in facts:
        if not talk.is_told(each):
            yield Known(each.id, talk.teller.sentence(each), each.id in filled.known)


def _offer_actors(talk: Talk, question: Question, filled: Filled) -> list[Offer]:
    """Those that are ticked; those on record for this very question; those named in this interview;
    those that do anything in the area; public bodies; then all others that act here."""
    claims: dict[str, list[Competence]] = {}
    role = question.topic if question.is_role else ""
    for holder, fact in _list_claims(talk, question.area, role):
        if holder in talk.view.atlas.actor_by_id:
            claims.setdefault(holder, []).append(fact)
    busy = {holder for holder, _fact in _list_claims(talk, question.area)}
    named = set(talk.list_named())
    order = list_codes("levels")

    def rank(key: str) -> tuple[Any, ...]:
        found = talk.view.atlas.actor_by_id.get(key)
        levels = talk.view.atlas.list_levels(key) if found else ()
        return (
            not (question.is_role and key in claims),
            key not in named,
            key not in busy,
            found is not None and found.kind not in GOVERNMENTAL,
            -max((order.index(each) for each in levels), default=-1),
            talk.name(key).striptags().casefold(),
        )

    ticked = [each for each in filled.actors if talk.knows(each)]
    acting = (each.id for each in talk.recorded.acting)
    ranked = sorted({*acting, *claims, *talk.actors, *ticked}, key=rank)
    first = ranked[: max(MOST_TICKED, len(claims) if question.is_role else 0)]
    shown = [*first, *(each for each in ticked if each not in first)]
    return [
        Offer(
            key=each,
            name=talk.name(each),
            mark=_say_mark(talk, each, claims.get(each, ()) if question.is_role else ()),
            ticked=each in ticked,
        )
        for each in shown
    ]


def _say_mark(talk: Talk, actor: str, facts: Iterable[Competence]) -> str:
    """What is on record of an actor in this question; or that the interview brought it in."""
    facts = list(facts)
    bases = {each.basis for each in facts if each.holds}
    if bases:
        words = [label("bases", x, talk.language) for x in list_codes("bases") if x in bases]
        return _("on record: %(bases)s") % {"bases": write_list(words, talk.language)}
    if facts:
        return _("on record: not")
    return _("new in this interview") if actor in talk.actors else ""


def _list_others(talk: Talk, shown: set[str]) -> list[str]:
    """Names of all others that act here, for those who type."""
    names = {
        talk.teller.actor(each.id).striptags()
        for each in talk.recorded.acting
        if each.id not in shown
    }
    return sorted(names, key=str.casefold)[:MOST_TYPED]


def _list_titles(talk: Talk) -> list[str]:
    """Titles of documents about the place, and of those that this interview named."""
    facts = talk.view.facts_by_place.get(talk.place, ())
    cited = {each.source for fact in facts for each in fact.sources}
    sources = talk.view.atlas.source_by_id
    titles = {sources[each].title.read(talk.language) for each in cited}
    titles |= {each["title"] for each in talk.sources.values()}
    return sorted(titles, key=str.casefold)[:MOST_TITLES]


def tell_items(talk: Talk, question: Question, answer: Answer) -> list[tuple[int, Markup]]:
    """What was named already, each in a line, with its mark."""
    return [(x["mark"], _tell_item(talk, question, x)) for x in answer.get("items", ())]


def _tell_item(talk: Talk, question: Question, item: Item) -> Markup:
    names = [talk.name(each) for each in item["actors"] if talk.knows(each)]
    actors = Markup(write_list(names, talk.language))  # noqa: S704  # names are markup
    vocabulary = "mechanism_kinds" if question.topic == TIES else "dispute_kinds"
    kind = label(vocabulary, item["kind"], talk.language)
    parts: list[Any] = [item["name"]] if item.get("name") else []
    parts += [actors] if names else []
    parts.append(kind)
    if question.topic == TIES:
        parts.append(str(OFTEN[item["often"]][0]))
    return Markup(" · ").join(parts)

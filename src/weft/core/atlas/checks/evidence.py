"""Rules on what facts rest on: sources, places in them, grades, and who disputes them."""

from collections.abc import Iterator

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.checks.finding import Finding
from weft.core.atlas.checks.territory import name_actor
from weft.core.atlas.facts import Actor
from weft.core.atlas.records import Fact


def find_unsourced_facts(atlas: Atlas) -> Iterator[Finding]:
    """Facts other than actors that rest on no source."""
    for fact in atlas.facts.values():
        if not fact.sources and not isinstance(fact, Actor):
            yield Finding(
                fact.id,
                f"'{fact.id}' rests on no source; name the document, or the office that said so "
                "as a source of grade D",
                ("sources",),
            )


def find_unsourced_actors(atlas: Atlas) -> Iterator[Finding]:
    """Actors without a source: less grave, for that an actor exists is seldom in doubt."""
    for actor in atlas.actors:
        if not actor.sources:
            yield Finding(
                actor.id,
                f"nothing says where '{actor.name}' was found; name a source, for those who "
                "check it later",
                ("sources",),
            )


def find_missing_locators(atlas: Atlas) -> Iterator[Finding]:
    """Facts that cite a document without saying where in it."""
    for fact in atlas.facts.values():
        for index, citation in enumerate(fact.sources):
            if not citation.locator:
                title = atlas.source_by_id[citation.source].title.read()
                yield Finding(
                    fact.id,
                    f"'{fact.id}' does not say where in '{title[:80]}'; add a section heading, "
                    "article or page (locator)",
                    ("sources", index, "locator"),
                )


def find_hearsay(atlas: Atlas) -> Iterator[Finding]:
    """Facts all of whose sources have grade D."""
    for fact in atlas.facts.values():
        grades = atlas.list_grades(fact)
        if grades and set(grades) == {"D"}:
            yield Finding(
                fact.id,
                f"'{fact.id}' rests on hearsay only (grade D); find a document that says so, or "
                "ask an actor concerned to confirm it",
                ("sources",),
            )


def find_contested_facts(atlas: Atlas) -> Iterator[Finding]:
    """Facts that an actor disputes."""
    for fact in atlas.facts.values():
        if fact.disputed_by:
            yield Finding(
                fact.id,
                f"'{fact.id}' is contested: {_list_objections(atlas, fact)}; put it on a table "
                "with those concerned. Until then it counts as uncertain",
                ("positions",),
                tuple(dict.fromkeys(fact.disputed_by)),
            )


def _list_objections(atlas: Atlas, fact: Fact) -> str:
    objections = []
    for each in fact.positions:
        if each.stand == "disputes":
            reason = f" ({each.reason.read()[:200]})" if each.reason else " (no reason recorded)"
            objections.append(f"{name_actor(atlas, each.actor)} disputes it{reason}")
    return "; ".join(objections)

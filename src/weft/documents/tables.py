"""The weave in words, as the two tables of a document: who does what, and what ties them."""

from weft.core.atlas.voice import Voice
from weft.core.terms.phrases import say
from weft.documents.notes import Register
from weft.documents.parts import Cell, Roles, Tie, Ties
from weft.documents.runs import keep_spaces, read_runs
from weft.pictures import Weave
from weft.pictures.fabric import Crossing
from weft.pictures.telling import list_claims, list_qualities
from weft.pictures.tongues import mark
from weft.pictures.words import name_area, name_column, name_term


def tabulate_roles(weave: Weave, register: Register, evidence: str) -> Roles:
    """Policy areas by levels. `evidence` is the title under which numbers lead to facts."""
    language = register.language
    return Roles(
        title=register.say("doc_roles"),
        lead=register.say("doc_roles_lead", evidence=evidence),
        heads=(say("area", language), *(name_column(each, language) for each in weave.columns)),
        rows=tuple(
            (
                name_area(area, language),
                tuple(_tell(weave.find_crossing(area, each), register) for each in weave.columns),
            )
            for area in weave.rows
        ),
    )


def _tell(crossing: Crossing, register: Register) -> Cell:
    if crossing.state == "blank":
        return Cell("", (), ())
    language, state = register.language, ""
    if crossing.state in ("contested", "nobody"):
        state = say(crossing.state, language)
    lines = tuple(keep_spaces(each, language) for each in list_claims(crossing, language))
    return Cell(state, lines, register.refer(crossing.facts))


def tabulate_ties(weave: Weave, register: Register, voice: Voice) -> Ties:
    """Each tie with some of those who take part; the evidence has all."""
    language = register.language
    return Ties(
        title=register.say("doc_ties"),
        heads=tuple(say(each, language) for each in ("name", "kind", "who", "form")),
        rows=tuple(
            Tie(
                name=register.read(each.name),
                kind=name_term("mechanism_kinds", each.kind, language),
                members=read_runs(
                    voice.join([mark(name, language) for name in each.members]), language
                ),
                form=say("list", language).join(list_qualities(each, language)),
                facts=register.refer([each.fact]),
            )
            for each in weave.ties
        ),
        none=register.say("doc_ties_none"),
    )

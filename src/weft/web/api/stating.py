"""How the read API states a fact: as it is recorded, in a sentence, whether anybody contests it,
and on which documents it rests.
"""

from pydantic import Field

from weft.core.atlas import FACT_SECTIONS, Fact
from weft.core.atlas.atlas import find_section
from weft.core.atlas.facts import (
    Actor,
    Competence,
    Dispute,
    Mechanism,
    Policy,
    Report,
    Resource,
    Source,
    Survey,
    Zone,
)
from weft.core.atlas.records import Model
from weft.core.atlas.sentences import say_fact
from weft.core.atlas.voice import Voice
from weft.core.diagnosis.evidence import State, find_state
from weft.core.diagnosis.method import read_method
from weft.web.atlas.facts import View

AnyFact = Actor | Competence | Mechanism | Policy | Resource | Report | Zone | Dispute | Survey


class Stated(Model):
    """A fact as it is recorded, and said."""

    id: str
    section: str = Field(json_schema_extra={"enum": list(FACT_SECTIONS)})
    sentence: str
    state: State = Field(
        description="Contested if somebody disputes it; confirmed if its best source is good enough"
    )
    origin: str = Field(description="The atlas it came with")
    record: AnyFact = Field(description="The fact itself, of the type that its section has")


class StatedWhole(Stated):
    """A fact with the documents it rests on."""

    documents: tuple[Source, ...] = Field(description="What it and its positions cite")


def tell(view: View, fact: Fact, language: str) -> Stated:
    """A fact as it is recorded, and said."""
    atlas = view.atlas
    return Stated(
        id=fact.id,
        section=find_section(fact),
        sentence=say_fact(atlas, fact, Voice(language=language)),
        state=find_state(atlas, fact, read_method()),
        origin=view.origins.get(fact.id, ""),
        record=fact,
    )


def tell_whole(view: View, fact: Fact, language: str) -> StatedWhole:
    """A fact with the documents it rests on."""
    cited = [each.source for each in fact.sources] + [
        each.source for each in fact.positions if each.source
    ]
    documents = tuple(view.atlas.source_by_id[each] for each in dict.fromkeys(cited))
    return StatedWhole(**dict(tell(view, fact, language)), documents=documents)

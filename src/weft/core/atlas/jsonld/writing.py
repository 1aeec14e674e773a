"""From an atlas to one JSON-LD document that linked-data tools read without the network."""

import json

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.jsonld.context import CONTEXT
from weft.core.atlas.jsonld.nodes import Writer
from weft.core.atlas.jsonld.terms import Addresses, Node, describe_terms, drop_empty, write_text
from weft.core.atlas.visibility import EVERYBODY, list_visible
from weft.core.terms import Text


def write_jsonld(atlas: Atlas, base: str | None = None, about: Text | None = None) -> str:
    """The public part of an atlas in terms of CPOV and W3C ORG, as JSON-LD 1.1.

    `base` is the address under which records get theirs (`base` + `actors/city-of-lyon`); without
    it they are `urn:weft:actors:city-of-lyon`. `about` describes the whole. The same atlas gives
    the same text. Raises ValueError if `base` is not an absolute address.
    """
    addresses = Addresses(base)
    document = {"@context": CONTEXT, "@graph": _list_nodes(atlas, addresses, about)}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _list_nodes(atlas: Atlas, addresses: Addresses, about: Text | None) -> list[Node]:
    published = list_visible(atlas, EVERYBODY)
    writer = Writer(atlas, published, addresses)
    head = {
        "@id": addresses.root(),
        "@type": "dcat:Dataset",
        "title": write_text(atlas.title),
        "description": write_text(about),
        "rights": atlas.licence,
    }
    actors = [each for each in atlas.actors if each.id in published.facts]
    mechanisms = [each for each in atlas.mechanisms if each.id in published.facts]
    nodes = [
        drop_empty(head),
        *map(writer.write_place, atlas.places),
        *(writer.write_source(each) for each in atlas.sources if each.id in published.sources),
        *map(writer.write_actor, actors),
        *(node for each in actors for node in writer.list_memberships(each)),
        *map(writer.write_mechanism, mechanisms),
        *(node for each in mechanisms for node in writer.list_seats(each)),
        *(
            writer.write_competence(each)
            for each in atlas.competences
            if each.id in published.facts
        ),
        *(writer.write_policy(each) for each in atlas.policies if each.id in published.facts),
    ]
    return [*nodes, *describe_terms(addresses)]

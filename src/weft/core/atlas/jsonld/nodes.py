"""From records to nodes of the graph, in the terms of CPOV, W3C ORG, Dublin Core and SKOS."""

from collections.abc import Iterator

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import (
    GOVERNMENTAL,
    Actor,
    Competence,
    Contact,
    Mechanism,
    Place,
    Policy,
    Source,
)
from weft.core.atlas.jsonld.terms import (
    Addresses,
    Node,
    drop_empty,
    escape_iri,
    write_date,
    write_period,
    write_text,
)
from weft.core.atlas.records import Fact, Sourced
from weft.core.atlas.visibility import Visible

# Ties in which actors act together are collaborations in the sense of ORG; a mandate, a grant or
# an inspection is not an organisation, and is written in Weft's own terms only.
COLLABORATIONS = frozenset(
    {
        "negotiated_contract", "co_deciding_body", "consultative_body", "consultation",
        "exchange", "shared_service",
    }
)  # fmt: skip

# Registers of places whose addresses are public; %s is the code.
_REGISTERS = {
    "geonames": "https://sws.geonames.org/%s/",
    "nuts": "http://data.europa.eu/nuts/code/%s",
    "wikidata": "http://www.wikidata.org/entity/%s",
}


class Writer:
    """Writes the published records of one atlas as nodes."""

    def __init__(self, atlas: Atlas, published: Visible, addresses: Addresses) -> None:
        self.atlas, self.published, self.addresses = atlas, published, addresses
        self.public_bodies = {
            each.id
            for each in atlas.actors
            if each.kind in GOVERNMENTAL and each.id in published.actors
        }
        self.children: dict[str, list[str]] = {}
        for actor in atlas.actors:
            if actor.parent and actor.id in published.actors:
                self.children.setdefault(actor.parent, []).append(actor.id)

    def _actor(self, key: str | None) -> str | None:
        return self.addresses.record("actors", key) if key in self.published.actors else None

    def _actors(self, keys: Iterator[str] | tuple[str, ...] | list[str]) -> list[str]:
        return [address for each in keys if (address := self._actor(each))]

    def _place(self, key: str | None) -> str | None:
        return self.addresses.record("places", key) if key else None

    def _terms(self, vocabulary: str, codes: tuple[str, ...]) -> list[str]:
        return [address for code in codes if (address := self.addresses.term(vocabulary, code))]

    def write_place(self, place: Place) -> Node:
        """A territory: a dct:Location that is an administrative unit of a level."""
        term = self.addresses.term
        return drop_empty(
            {
                "@id": self._place(place.id),
                "@type": ["dct:Location", "cv:AdminUnit"],
                "label": write_text(place.name),
                "adminLevel": self._terms("levels", place.levels),
                "adminCode": term("place_kinds", place.kind),
                "isPartOf": self._place(place.parent),
                "latitude": place.latitude,
                "longitude": place.longitude,
                "population": place.population,
                "identifier": [
                    {"@type": "adms:Identifier", "code": code, "schemeAgency": register}
                    for register, code in place.codes.items()
                ],
                "rdfs:seeAlso": [
                    {"@id": escape_iri(_REGISTERS[register] % code)}
                    for register, code in place.codes.items()
                    if register in _REGISTERS
                ],
                **self._write_sources(place),
            }
        )

    def write_source(self, source: Source) -> Node:
        """A document with what a bibliography says of it."""
        return drop_empty(
            {
                "@id": self.addresses.record("sources", source.id),
                "@type": "foaf:Document",
                "title": write_text(source.title),
                "author": source.author,
                "publisher": source.publisher,
                "issued": write_date(source.date) if source.date else None,
                "url": source.url,
                "language": source.language,
                "rights": source.licence,
                "grade": self.addresses.term("grades", source.grade),
                "description": write_text(source.note),
            }
        )

    def write_actor(self, actor: Actor) -> Node:
        """An organisation; a public one if it is a government or an agency."""
        public = actor.id in self.public_bodies
        return drop_empty(
            {
                "@id": self._actor(actor.id),
                "@type": ["org:Organization", *(["cv:PublicOrganisation"] if public else [])],
                "prefLabel": write_text(actor.name),
                "classification": self.addresses.term("actor_kinds", actor.kind),
                "works": self.addresses.term("works", actor.works),
                "spatial": self._place(self.atlas.find_territory(actor.id)),
                "level": self._terms("levels", self.atlas.list_levels(actor.id)),
                "subOrganizationOf": self._actor(actor.parent),
                "hasSubOrganization": self._actors(self.children.get(actor.id, [])),
                # CPOV lets a public organisation be org:memberOf public organisations only;
                # other networks are told by org:Membership alone.
                "memberOf": self._actors(
                    [each for each in actor.networks if not public or each in self.public_bodies]
                ),
                "contactPoint": self._write_contact(actor.contact),
                **self._write_fact(actor),
            }
        )

    @staticmethod
    def _write_contact(contact: Contact | None) -> Node | None:
        if contact is None:
            return None
        page = {"@id": escape_iri(contact.url), "@type": "foaf:Document"} if contact.url else None
        return drop_empty(
            {
                "@type": "cv:ContactPoint",
                "label": write_text(contact.office),
                "email": contact.email,
                "telephone": contact.phone,
                "contactPage": page,
            }
        )

    def list_memberships(self, actor: Actor) -> Iterator[Node]:
        """The networks of an actor as org:Membership."""
        for network in self._actors(actor.networks):
            yield {
                "@type": "org:Membership",
                "member": self._actor(actor.id),
                "organization": network,
            }

    def write_mechanism(self, mechanism: Mechanism) -> Node:
        """A tie; a collaboration of its members where they act together."""
        together = mechanism.kind in COLLABORATIONS
        members = self._actors(list(dict.fromkeys(each.actor for each in mechanism.members)))
        return drop_empty(
            {
                "@id": self.addresses.record("mechanisms", mechanism.id),
                "@type": (
                    ["weft:Mechanism", "org:OrganizationalCollaboration", "org:Organization"]
                    if together
                    else "weft:Mechanism"
                ),
                "prefLabel": write_text(mechanism.name),
                "kind": self.addresses.term("mechanism_kinds", mechanism.kind),
                "area": self._terms("areas", mechanism.areas),
                "hasMember" if together else "between": members,
                "spatial": self._place(mechanism.place),
                "phase": self.addresses.term("phases", mechanism.phase),
                "formality": self.addresses.term("formalities", mechanism.formality),
                "initiator": self._actor(mechanism.initiator),
                "meetings": mechanism.meetings,
                "coverage": mechanism.coverage,
                "decides": mechanism.decides,
                "voluntary": mechanism.voluntary,
                **self._write_fact(mechanism),
            }
        )

    def list_seats(self, mechanism: Mechanism) -> Iterator[Node]:
        """The members of a collaboration as org:Membership, with seat and voice."""
        if mechanism.kind not in COLLABORATIONS:
            return
        for member in mechanism.members:
            if address := self._actor(member.actor):
                yield drop_empty(
                    {
                        "@type": "org:Membership",
                        "member": address,
                        "organization": self.addresses.record("mechanisms", mechanism.id),
                        "role": self.addresses.term("seats", member.seat),
                        "voice": self.addresses.term("voices", member.voice),
                    }
                )

    def write_competence(self, each: Competence) -> Node:
        """Who holds a role; who does not has a property of its own, so that a reader who knows
        only the first never takes a no for a yes."""
        named = each.holder in self.atlas.actor_by_id
        return drop_empty(
            {
                "@id": self.addresses.record("competences", each.id),
                "@type": "weft:Competence",
                "heldBy" if each.holds else "notHeldBy": self._actor(each.holder),
                "answer": each.holder if each.holder and not named else _answer(each.holds),
                "placeKind": each.place_kind,
                "area": self.addresses.term("areas", each.area),
                "competenceRole": self.addresses.term("roles", each.role),
                "basis": self.addresses.term("bases", each.basis),
                "phase": self.addresses.term("phases", each.phase),
                "level": self.addresses.term("levels", each.level),
                "spatial": self._place(self.atlas.find_place(each)),
                **self._write_fact(each),
            }
        )

    def write_policy(self, policy: Policy) -> Node:
        """A law, strategy or plan: what CPOV calls a reference framework."""
        return drop_empty(
            {
                "@id": self.addresses.record("policies", policy.id),
                "@type": "cv:ReferenceFramework",
                "identifierText": policy.id,
                "title": write_text(policy.name),
                "creator": self._actor(policy.issuer),
                "placeKind": policy.place_kind,
                "kind": self.addresses.term("policy_kinds", policy.kind),
                "area": self._terms("areas", policy.areas),
                "origin": self.addresses.term("origins", policy.origin),
                "phase": self.addresses.term("phases", policy.phase),
                "spatial": self._place(policy.place),
                **self._write_fact(policy),
            }
        )

    def _write_fact(self, fact: Fact) -> Node:
        """What every fact has: period, sources, who states it, who confirms or disputes it."""
        return {
            "temporal": write_period(fact),
            "assertedBy": self._actor(fact.asserted_by),
            "position": [
                drop_empty(
                    {
                        "@type": "weft:Position",
                        "positionOf": address,
                        "stand": self.addresses.term("stands", each.stand),
                        "description": write_text(each.reason),
                        "issued": write_date(each.date) if each.date else None,
                        "source": each.source and self.addresses.record("sources", each.source),
                        "locator": each.locator,
                    }
                )
                for each in fact.positions
                if (address := self._actor(each.actor))
            ],
            "description": write_text(fact.note),
            **self._write_sources(fact),
        }

    def _write_sources(self, record: Sourced) -> Node:
        """The documents, plainly for every reader, and with the place in them for those who ask."""
        addresses = [self.addresses.record("sources", each.source) for each in record.sources]
        return {
            "source": list(dict.fromkeys(addresses)),
            "citation": [
                drop_empty(
                    {
                        "@type": "weft:Citation",
                        "source": address,
                        "locator": each.locator,
                        "grade": self.addresses.term("grades", each.grade),
                        "description": write_text(each.paraphrase),
                    }
                )
                for address, each in zip(addresses, record.sources, strict=True)
            ],
        }


def _answer(holds: bool) -> str:
    return "yes" if holds else "no"

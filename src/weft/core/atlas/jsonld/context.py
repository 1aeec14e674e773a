"""The JSON-LD context: which term of the file is which property of which public vocabulary."""

from typing import Any

# Weft's own terms are a URN that nobody can look up: it does not pretend to be a web page.
NAMESPACE = "urn:weft:ns:"


def _link(iri: str) -> dict[str, str]:
    return {"@id": iri, "@type": "@id"}


def _by_language(iri: str) -> dict[str, str]:
    return {"@id": iri, "@container": "@language"}


# Written into every file, so that it can be read without the network.
CONTEXT: dict[str, Any] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cv": "http://data.europa.eu/m8g/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "org": "http://www.w3.org/ns/org#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "weft": NAMESPACE,
    # Texts, each by language.
    "description": _by_language("dct:description"),
    "label": _by_language("rdfs:label"),
    "prefLabel": _by_language("skos:prefLabel"),
    "title": _by_language("dct:title"),
    # Links.
    "adminCode": _link("cv:code"),
    "adminLevel": _link("cv:level"),
    "classification": _link("org:classification"),
    "contactPage": _link("cv:contactPage"),
    "contactPoint": _link("cv:contactPoint"),
    "creator": _link("dct:creator"),
    "hasMember": _link("org:hasMember"),
    "hasSubOrganization": _link("org:hasSubOrganization"),
    "identifier": _link("adms:identifier"),
    "inScheme": _link("skos:inScheme"),
    "isPartOf": _link("dct:isPartOf"),
    "member": _link("org:member"),
    "memberOf": _link("org:memberOf"),
    "organization": _link("org:organization"),
    "role": _link("org:role"),
    "source": _link("dct:source"),
    "spatial": _link("dct:spatial"),
    "subOrganizationOf": _link("org:subOrganizationOf"),
    "temporal": _link("dct:temporal"),
    **{
        name: _link(f"weft:{name}")
        for name in (
            "area", "assertedBy", "basis", "between", "citation", "competenceRole", "formality",
            "grade", "heldBy", "initiator", "kind", "level", "notHeldBy", "origin", "phase",
            "position", "positionOf", "stand", "voice", "works",
        )
    },
    # Values.
    "answer": "weft:answer",
    "author": "dc:creator",
    "code": "skos:notation",
    "coverage": {"@id": "weft:coverage", "@type": "xsd:double"},
    "decides": "weft:decides",
    "email": "cv:email",
    "endDate": "dcat:endDate",
    "identifierText": "dct:identifier",
    "issued": "dct:issued",
    "language": "dc:language",
    "latitude": {"@id": "geo:lat", "@type": "xsd:double"},
    "locator": "weft:locator",
    "longitude": {"@id": "geo:long", "@type": "xsd:double"},
    "meetings": {"@id": "weft:meetings", "@type": "xsd:double"},
    "placeKind": "weft:placeKind",
    "population": "weft:population",
    "publisher": "dc:publisher",
    "rights": "dc:rights",
    "schemeAgency": "adms:schemeAgency",
    "startDate": "dcat:startDate",
    "telephone": "cv:telephone",
    "url": {"@id": "schema:url", "@type": "xsd:anyURI"},
    "voluntary": "weft:voluntary",
}  # fmt: skip

"""The catalogue of published datasets as DCAT-AP 3 in JSON-LD, for the data portals of Europe that
collect it.

DCAT-AP 3.0 (SEMIC): https://semiceu.github.io/DCAT-AP/releases/3.0.0/
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from weft.store.writers.about import About

_EU = "http://publications.europa.eu/resource/authority"
# EU file types, and media types of IANA, of the formats that Weft writes.
FORMATS = {
    "sdmx-csv": ("CSV", "application/vnd.sdmx.data+csv"),
    "csv": ("CSV", "text/csv"),
    "excel": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "frictionless": ("ZIP", "application/zip"),
    "geojson": ("GEOJSON", "application/geo+json"),
    "json": ("JSON", "application/json"),
}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# "Population and society", of the EU's list of themes.
THEME = f"{_EU}/data-theme/SOCI"
_LANGUAGES = {"en": "ENG", "fr": "FRA", "ar": "ARA", "es": "SPA", "it": "ITA", "pt": "POR",
              "de": "DEU"}  # fmt: skip


@dataclass(frozen=True)
class Distribution:
    """One file of a dataset."""

    kind: str  # of FORMATS
    url: str


@dataclass(frozen=True)
class CoveredPlace:
    """A place that a dataset has figures of."""

    name: str
    uri: str | None = None
    point: tuple[float, float] | None = None  # longitude, latitude


@dataclass(frozen=True)
class Entry:
    """One dataset of the catalogue."""

    about: About
    distributions: tuple[Distribution, ...]
    places: tuple[CoveredPlace, ...] = ()
    first: dt.date | None = None
    until: dt.date | None = None  # the day after the last


@dataclass(frozen=True)
class Catalogue:
    """The catalogue itself."""

    url: str
    title: str
    description: str
    publisher: str
    language: str = "en"


def write_dcat(catalogue: Catalogue, entries: Sequence[Entry], out: BinaryIO) -> None:
    """The catalogue and all its datasets."""
    document = {
        "@context": _CONTEXT,
        "@id": catalogue.url,
        "@type": "dcat:Catalog",
        "dct:title": _say(catalogue.title, catalogue.language),
        "dct:description": _say(catalogue.description, catalogue.language),
        "dct:publisher": _make_agent(catalogue.publisher),
        "dct:language": _name_language(catalogue.language),
        "foaf:homepage": {"@id": catalogue.url},
        "dcat:themeTaxonomy": {"@id": f"{_EU}/data-theme"},
        "dcat:dataset": [_make_dataset(catalogue, each) for each in entries],
    }
    text = json.dumps(_drop_empty(document), ensure_ascii=False, indent=1)
    out.write(text.encode() + b"\n")


def _make_dataset(catalogue: Catalogue, entry: Entry) -> dict[str, Any]:
    about = entry.about
    address = about.url or f"{catalogue.url.rstrip('/')}/{about.id}"
    return {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:identifier": about.id,
        "dct:title": _say(about.title, about.language),
        "dct:description": _say(about.description, about.language),
        "dct:publisher": _make_agent(about.publisher, about.publisher_url),
        "dct:issued": _write_day(about.date),
        "dcat:version": str(about.version),
        "dct:language": _name_language(about.language),
        "dcat:theme": {"@id": THEME},
        "dcat:keyword": [_say(each, about.language) for each in about.keywords],
        "dcat:landingPage": {"@id": about.url, "@type": "foaf:Document"} if about.url else None,
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
        "dct:provenance": {"@type": "dct:ProvenanceStatement", "rdfs:label": about.source},
        "dct:source": {"@id": about.source_url} if about.source_url else None,
        "dct:bibliographicCitation": about.citation,
        "dct:spatial": [_make_place(each) for each in entry.places],
        "dct:temporal": _make_span(entry.first, entry.until),
        "dcat:distribution": [_make_distribution(about, each) for each in entry.distributions],
    }


def _make_distribution(about: About, distribution: Distribution) -> dict[str, Any]:
    kind, media = FORMATS[distribution.kind]
    return {
        "@id": f"{distribution.url}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _say(f"{about.title} ({distribution.kind})", about.language),
        "dcat:accessURL": {"@id": distribution.url},
        "dcat:downloadURL": {"@id": distribution.url},
        "dct:format": {"@id": f"{_EU}/file-type/{kind}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
        "dct:license": {"@id": about.licence_url, "@type": "dct:LicenseDocument"}
        if about.licence_url
        else {"@type": "dct:LicenseDocument", "dct:title": about.licence},
        "dcatap:availability": {"@id": f"{_EU}/planned-availability/STABLE"},
    }


def _make_place(place: CoveredPlace) -> dict[str, Any]:
    point = place.point
    return {
        "@id": place.uri,
        "@type": "dct:Location",
        "rdfs:label": place.name,
        "dcat:centroid": {
            "@type": "geo:wktLiteral",
            "@value": f"POINT({point[0]:g} {point[1]:g})",
        }
        if point
        else None,
    }


def _make_span(first: dt.date | None, until: dt.date | None) -> dict[str, Any] | None:
    if not first and not until:
        return None
    last = until - dt.timedelta(1) if until else None  # DCAT counts the last day in
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": _write_day(first) if first else None,
        "dcat:endDate": _write_day(last) if last else None,
    }


def _make_agent(name: str, url: str | None = None) -> dict[str, Any]:
    return {"@id": url, "@type": "foaf:Agent", "foaf:name": name}


def _name_language(code: str) -> dict[str, str] | None:
    known = _LANGUAGES.get(code.partition("-")[0])
    return {"@id": f"{_EU}/language/{known}"} if known else None


def _say(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language}


def _write_day(day: dt.date) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": day.isoformat()}


def _drop_empty(value: Any) -> Any:
    """The same without what is not known."""
    if isinstance(value, dict):
        return {key: _drop_empty(each) for key, each in value.items() if each not in (None, [])}
    if isinstance(value, list):
        return [_drop_empty(each) for each in value]
    return value

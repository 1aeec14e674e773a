"""Addresses of records and terms, texts by language, periods: the small parts of every node."""

import datetime as dt
import re
from typing import Any

from weft.core.atlas.records import Fact
from weft.core.terms import Text, first_day, label, list_codes

Node = dict[str, Any]

_LANGUAGES = ("en", "fr", "ar")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_NOT_IN_IRI = re.compile(r'[<>"{}|\\^`\x00-\x20]')
_TYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


class Addresses:
    """Makes the IRIs of records and terms, and remembers which terms were used."""

    def __init__(self, base: str | None) -> None:
        if base is not None and (not _ABSOLUTE.fullmatch(base) or _NOT_IN_IRI.search(base)):
            raise ValueError(
                f"'{base}' is not an absolute address; give one such as https://example.org/atlas/"
            )
        if base and not base.endswith(("/", "#", ":")):
            base += "/"
        self.base = base
        self.used: dict[tuple[str, str], None] = {}

    def root(self) -> str:
        """The address of the atlas itself."""
        return self.base or "urn:weft:atlas"

    def record(self, section: str, key: str) -> str:
        """The address of a record."""
        return self._join(section, key)

    def term(self, vocabulary: str, code: str | None) -> str | None:
        """The address of a term, which is then described at the end of the file."""
        if code is None:
            return None
        self.used[vocabulary, code] = None
        return self._join("terms", vocabulary, code)

    def scheme(self, vocabulary: str) -> str:
        """The address of a vocabulary."""
        return self._join("terms", vocabulary)

    def _join(self, *parts: str) -> str:
        return self.base + "/".join(parts) if self.base else ":".join(("urn:weft", *parts))


def describe_terms(addresses: Addresses) -> list[Node]:
    """The concepts used, with their labels, so that the file needs no other."""
    nodes: list[Node] = [
        {"@id": addresses.scheme(vocabulary), "@type": "skos:ConceptScheme", "code": vocabulary}
        for vocabulary in sorted({vocabulary for vocabulary, _ in addresses.used})
    ]
    for vocabulary, code in sorted(addresses.used):
        labels = (
            {"und": code}  # what the law there calls a place: a free word
            if vocabulary == "place_kinds" or code not in list_codes(vocabulary)
            else {language: label(vocabulary, code, language) for language in _LANGUAGES}
        )
        nodes.append(
            {
                "@id": addresses.term(vocabulary, code),
                "@type": ["skos:Concept", "org:Role"] if vocabulary == "seats" else "skos:Concept",
                "prefLabel": labels,
                "code": code,
                "inScheme": addresses.scheme(vocabulary),
            }
        )
    return nodes


def write_text(text: Text | None) -> dict[str, str] | None:
    """A text by language. Where nobody stated it, the language is `und`, as BCP 47 has it: the
    European profile wants every text tagged. Of tags that differ in capitals only, one is kept.
    """
    if text is None:
        return None
    words: dict[str, str] = {}
    for code, each in text.root.items():
        words.setdefault(code.lower(), each)
    return words


def write_date(date: str) -> Node:
    """A year, month or day with its type."""
    return {"@type": _TYPES[len(date)], "@value": date}


def write_period(fact: Fact) -> Node | None:
    """A dct:PeriodOfTime. Its end is the last day on which the fact holds: readers of dcat:endDate
    expect a day that belongs to the period, where Weft keeps the first that does not.
    """
    if not (fact.start or fact.until):
        return None
    period: Node = {"@type": "dct:PeriodOfTime"}
    if fact.start:
        period["startDate"] = write_date(fact.start)
    if fact.until:
        last = dt.date.fromordinal(max(1, first_day(fact.until).toordinal() - 1))
        period["endDate"] = write_date(last.isoformat())
    return period


def escape_iri(url: str) -> str:
    """A web address with what may not stand in an IRI percent-encoded."""
    return _NOT_IN_IRI.sub(lambda found: f"%{ord(found[0]):02X}", url)


def drop_empty(node: Node) -> Node:
    """The node without properties that have no value; "no" and zero are values."""
    return {key: value for key, value in node.items() if value not in (None, [], {}, ())}

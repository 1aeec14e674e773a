"""Portville with two documents behind its facts, and documents made of it."""

import io
from functools import cache
from typing import Any

import pypdf

from tests.pictures.portville import TODAY, measure, weave_portville
from weft.core.atlas import FACT_SECTIONS, Atlas
from weft.core.diagnosis.summary import summarise
from weft.core.terms import list_codes
from weft.documents import About, Document, compose
from weft.pictures import lay_out

LANGUAGES = ("en", "fr", "ar")
ABOUT = About(
    data_day="2026-03-01",
    method="2026.2",
    licence="CC BY 4.0",
    address="https://weft.example/places/portville/",
    software="Weft 0.1.0",
)
CHARTER: dict[str, Any] = {
    "id": "charter", "title": "Charte d'accueil de la côte", "language": "fr", "grade": "A",
    "date": "2024", "publisher": "Région de la Côte",
}  # fmt: skip
REPORT: dict[str, Any] = {
    "id": "report", "title": {"en": "Report on Portville", "ar": "تقرير عن بورتفيل"},
    "url": "https://docs.example/report?page=1&x=2", "licence": "CC BY", "grade": "C",
}  # fmt: skip
LOOK: dict[str, Any] = {
    "id": "look", "name": {"en": "Look at housing", "fr": "Regard", "ar": "النظرة"},
    "place": "portville", "areas": ["housing", "health"], "closes": list_codes("survey_scopes"),
    "from": "2020",
}  # fmt: skip
CITED = [
    {"source": "charter", "locator": "art. 3", "paraphrase": {"fr": "La Côte le dit."}},
    {"source": "report", "locator": "page 7", "grade": "D", "paraphrase": {"en": "They say so."}},
]


def source_portville(**more: list[dict[str, Any]]) -> Atlas:
    """The atlas of Portville, every fact resting on both documents, with more records."""
    data = weave_portville(sources=[CHARTER, REPORT], surveys=[LOOK], **more).model_dump()
    for section in FACT_SECTIONS:
        for fact in data[section]:
            fact["sources"] = CITED
    return Atlas.model_validate(data)


def compose_place(atlas: Atlas, place: str, language: str, about: About = ABOUT) -> Document:
    weave = lay_out(atlas, place, TODAY, measure)
    return compose(atlas, place, summarise(atlas, place, on=TODAY), weave, language, about)


@cache
def compose_portville(language: str = "en") -> Document:
    return compose_place(source_portville(), "portville", language)


def read_pages(written: bytes) -> list[str]:
    """The words of each page of a PDF, on one line."""
    pages = pypdf.PdfReader(io.BytesIO(written)).pages
    return [" ".join(each.extract_text().split()) for each in pages]


HOSTILE = (
    '#read("/etc/passwd") $x^2$ \\ *bold* _it_ ] [ <b>&amp;</b> @ref // {curly} `raw` "q" -- ...'
)


def rename(atlas: Atlas, name: str) -> Atlas:
    """The same atlas with a name of its own for place, actors, ties and documents."""
    data = atlas.model_dump()
    for section in ("places", "actors", "mechanisms"):
        for each in data[section]:
            each["name"] = f"{name} {each['id']}"
    for each in data["sources"]:
        each["title"] = f"{name} {each['id']}"
    for section in FACT_SECTIONS:
        for fact in data[section]:
            fact["sources"] = [{**x, "locator": name, "paraphrase": name} for x in CITED]
    return Atlas.model_validate(data)

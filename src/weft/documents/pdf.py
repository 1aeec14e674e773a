"""A document as PDF: tagged for screen readers, dated by its data, in fonts that it carries."""

import datetime as dt
import json
from dataclasses import asdict
from functools import partial
from typing import Any

from weft.documents.images import Drawing, part_words, prepare_svg
from weft.documents.parts import Document, Frame
from weft.documents.runs import join_text
from weft.documents.typesetting import forget, typeset

ACCESSIBLE = "ua-1"  # PDF/UA-1, ISO 14289-1


def write_pdf(document: Document) -> bytes:
    """The document on A4: two pages to hand round, then everything they rest on."""
    drawing = part_words(document.drawing.svg)
    more = {"weave_drawing": describe_drawing(drawing, document.drawing.words)}
    return set_pdf("place.typ", document, more)


def describe_drawing(drawing: Drawing, words: str) -> dict[str, Any]:
    """A drawing for `show_drawing` of the templates, with what it shows in words."""
    return {**asdict(drawing), "words": words}


def set_pdf(template: str, document: Frame, more: dict[str, Any]) -> bytes:
    """A document in its template. `more` is data beside that of the document.

    Nothing that people wrote is read as markup: the template takes it as data.
    """
    import typst  # noqa: PLC0415  # only who writes a document needs it

    day = document.date
    data = {
        **_turn_svg(asdict(document)),
        "name": join_text(document.title),
        "date": [day.year, day.month, day.day],
        **more,
    }
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    moment = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    set_ = partial(typeset, template, inputs, format="pdf", timestamp=moment)
    try:
        return set_(pdf_standards=[ACCESSIBLE])
    except typst.TypstError:
        # The standard forbids signs that no font has. They show as boxes; the rest is still said.
        return set_()
    finally:
        forget()


def _turn_svg(value: Any) -> Any:
    """The same data, its drawings prepared."""
    if isinstance(value, dict):
        return {
            key: prepare_svg(each) if key == "svg" else _turn_svg(each)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_turn_svg(each) for each in value]
    return value

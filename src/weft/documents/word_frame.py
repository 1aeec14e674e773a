"""What every document for Word begins and ends with, for whoever writes what stands between."""

import datetime as dt
import io
from collections.abc import Sequence
from functools import partial

from weft.documents import ooxml
from weft.documents.parts import Frame, Source
from weft.documents.typesetting import forget
from weft.documents.word_hand import Hand
from weft.documents.word_styles import set_properties
from weft.pictures.palette import INDIGO, INK, MADDER, WALNUT

TONES = {"missing": MADDER, "held": INDIGO, "quiet": WALNUT}
FACTS, SOURCES = 90, 91  # numbers of lists
INDENT = 500  # of their items, in twentieths of a point
LARGEST = 0.9  # of a drawing's own size: its labels are then 9.5 points


def begin(document: Frame) -> Hand:
    """A new document with its title, what stands below it, and its lead."""
    hand, day = Hand(document), document.date
    set_properties(hand.docx, document, dt.datetime(day.year, day.month, day.day))
    ooxml.add_list(hand.docx, FACTS, "%1", INDENT)
    ooxml.add_list(hand.docx, SOURCES, "[%1]", INDENT)
    hand.add(document.title, "Title")
    hand.add(document.subtitle, "Subtitle")
    hand.add(document.lead, "Body Text")
    return hand


def list_sources(hand: Hand, head: str, sources: Sequence[Source]) -> None:
    """Documents with their numbers, to which links to `#source-1` lead."""
    if not sources:
        return
    hand.add(head, "Heading 1")
    for each in sources:
        paragraph = hand.add("", "List Number")
        ooxml.join_list(paragraph, SOURCES)
        hand.mark(paragraph, f"source-{each.number}")
        hand.say(paragraph, each.title, INK, bold=True)
        details = " · ".join(part for part in (each.details, each.grade) if part)
        hand.say(paragraph, f" {details}", WALNUT)
        if each.url:
            hand.say(paragraph, " · ", WALNUT)
            hand.link(paragraph, each.url, each.url)


def end(hand: Hand, document: Frame) -> bytes:
    """What the document says of itself, and the whole as a file: the same bytes each time."""
    hand.add(document.colophon, "Heading 1")
    rows = [
        [
            (head,),
            (
                partial(hand.link, words=words, address=words)
                if words.startswith(("https://", "http://"))
                else words,
            ),
        ]
        for head, words in document.imprint
    ]
    hand.add_table(None, rows, (0.25, 0.75))
    forget()
    written = io.BytesIO()
    hand.docx.save(written)
    return ooxml.fix_archive(written.getvalue())

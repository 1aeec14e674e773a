"""Writes a document into Word's format, part by part in the order of reading."""

import datetime as dt
import io
from functools import partial
from typing import Any

from docx.shared import Mm, Pt

from weft.documents import ooxml
from weft.documents.parts import Cell, Cited, Document
from weft.documents.runs import Run
from weft.documents.typesetting import forget
from weft.documents.word_hand import Content, Hand
from weft.documents.word_styles import set_properties
from weft.pictures.palette import INDIGO, INK, MADDER, WALNUT

TONES = {"missing": MADDER, "held": INDIGO, "quiet": WALNUT}
FACTS, SOURCES = 90, 91  # numbers of lists
INDENT = 500  # of their items, in twentieths of a point
MOST_COLUMNS = 5  # of an upright table
LARGEST = 0.9  # of a drawing's own size: its labels are then 9.5 points
TALLEST = Mm(170)  # so that title, lead and drawing share a page


def write_body(document: Document) -> bytes:
    """The whole document."""
    hand, day = Hand(document), document.date
    set_properties(hand.docx, document, dt.datetime(day.year, day.month, day.day))
    ooxml.add_list(hand.docx, FACTS, "%1", INDENT)
    ooxml.add_list(hand.docx, SOURCES, "[%1]", INDENT)
    for part in (
        _begin, _list_findings, _list_fields, _list_roles, _list_ties, _list_evidence,
        _list_sources, _end,
    ):  # fmt: skip
        part(hand, document)
    forget()
    written = io.BytesIO()
    hand.docx.save(written)
    return ooxml.fix_archive(written.getvalue())


def _begin(hand: Hand, document: Document) -> None:
    hand.add(document.title, "Title")
    hand.add(document.subtitle, "Subtitle")
    hand.add(document.lead, "Body Text")
    hand.add(document.weave.title, "Heading 1")
    if document.weave.lead:
        hand.add(document.weave.lead)
    hand.draw_within(hand.add(""), document.drawing, TALLEST, LARGEST)
    if document.blank:
        hand.add(document.blank, "Caption")


def _list_findings(hand: Hand, document: Document) -> None:
    hand.add(document.findings.title, "Heading 1")
    if document.findings.lead:
        hand.add(document.findings.lead)
    for each in document.found:
        paragraph = hand.add("", "List Bullet")
        hand.say(paragraph, each.tag, TONES[each.tone], bold=True)
        hand.say(paragraph, " · ")
        hand.say(paragraph, each.words)
        if each.facts:
            hand.say(paragraph, f" {document.facts} ", WALNUT)
            hand.refer(paragraph, each.facts)


def _list_fields(hand: Hand, document: Document) -> None:
    fields = document.fields
    if fields is None:
        return
    hand.add(fields.title, "Heading 1")
    if fields.lead:
        hand.add(fields.lead)
    if fields.rows:
        wide = hand.width * 0.3
        rows: list[Any] = [
            [(x.area,), (partial(hand.draw, picture=x.shares, width=wide),), (x.answer,)]
            for x in fields.rows
        ]
        hand.add_table(fields.heads, rows, (0.3, 0.34, 0.36))
    for key in fields.keys:
        paragraph = hand.add("", "Caption")
        hand.draw(paragraph, key.sample, Mm(6))
        hand.say(paragraph, f"\u00a0 {key.words}")
    for each in fields.rest:
        hand.add(each, "Caption")


def _list_roles(hand: Hand, document: Document) -> None:
    roles = document.roles
    if roles is None:
        return
    count = len(roles.heads) - 1
    wide = len(roles.heads) > MOST_COLUMNS
    hand.turn_page(wide)
    hand.add(roles.title, "Heading 1")
    hand.add(roles.lead, "Caption")
    rows = [[(area,), *(_tell(hand, each) for each in cells)] for area, cells in roles.rows]
    hand.add_table(roles.heads, rows, (0.12, *[0.88 / count] * count))
    if wide:
        hand.turn_page(wide=False)


def _tell(hand: Hand, cell: Cell) -> tuple[Content, ...]:
    content: list[Content] = []
    if cell.state:
        content.append(partial(hand.say, words=cell.state, colour=MADDER, bold=True))
    content += cell.lines
    if cell.facts:
        content.append(partial(hand.refer, facts=cell.facts))
    return tuple(content)


def _list_ties(hand: Hand, document: Document) -> None:
    ties = document.ties
    hand.add(ties.title, "Heading 1")
    if not ties.rows:
        hand.add(ties.none)
        return
    rows: list[Any] = [
        [
            (each.name,), (each.kind,), (each.members,), (each.form,),
            (partial(hand.refer, facts=each.facts),),
        ]
        for each in ties.rows
    ]  # fmt: skip
    hand.add_table((*ties.heads, document.facts), rows, (0.26, 0.16, 0.29, 0.2, 0.09))


def _list_evidence(hand: Hand, document: Document) -> None:
    if not document.groups:
        return
    hand.add(document.evidence.title, "Heading 1")
    hand.add(document.evidence.lead, "Caption")
    for group in document.groups:
        hand.add(group.title, "Heading 2")
        for note in group.notes:
            paragraph = hand.add(note.words, "List Number")
            ooxml.join_list(paragraph, FACTS)
            hand.mark(paragraph, f"fact-{note.number}")
            for each in note.remarks:
                hand.say(paragraph, f" {each}", MADDER, bold=True)
            for cited in note.cited:
                _cite(hand, cited)


def _cite(hand: Hand, cited: Cited) -> None:
    paragraph = hand.docx.add_paragraph()
    hand.dress(paragraph, "List Continue", cited.leftwards)
    paragraph.paragraph_format.left_indent = Pt(INDENT / 20)
    hand.link(paragraph, f"[{cited.source}]", f"#source-{cited.source}")
    hand.say(paragraph, (Run(f" {cited.grade}", "", False),))
    for words in (cited.locator, cited.paraphrase):
        if words:
            hand.say(paragraph, (Run(" · ", "", cited.leftwards), *words))


def _list_sources(hand: Hand, document: Document) -> None:
    if not document.sources:
        return
    hand.add(document.documents, "Heading 1")
    for each in document.sources:
        paragraph = hand.add("", "List Number")
        ooxml.join_list(paragraph, SOURCES)
        hand.mark(paragraph, f"source-{each.number}")
        hand.say(paragraph, each.title, INK, bold=True)
        details = " · ".join(part for part in (each.details, each.grade) if part)
        hand.say(paragraph, f" {details}", WALNUT)
        if each.url:
            hand.say(paragraph, " · ", WALNUT)
            hand.link(paragraph, each.url, each.url)


def _end(hand: Hand, document: Document) -> None:
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

"""Writes a document into Word's format, part by part in the order of reading."""

from functools import partial
from typing import Any

from docx.shared import Mm, Pt

from weft.documents import ooxml
from weft.documents.parts import Cell, Cited, Document
from weft.documents.runs import Run
from weft.documents.word_frame import (
    FACTS,
    INDENT,
    LARGEST,
    TONES,
    begin,
    end,
    list_sources,
)
from weft.documents.word_hand import Content, Hand
from weft.pictures.palette import MADDER, WALNUT

MOST_COLUMNS = 5  # of an upright table
TALLEST = Mm(170)  # so that title, lead and drawing share a page


def write_body(document: Document) -> bytes:
    """The whole document."""
    hand = begin(document)
    for part in (
        _draw_weave, _list_findings, _list_fields, _list_roles, _list_ties, _list_evidence,
    ):  # fmt: skip
        part(hand, document)
    list_sources(hand, document.documents, document.sources)
    return end(hand, document)


def _draw_weave(hand: Hand, document: Document) -> None:
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

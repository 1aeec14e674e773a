"""Drawings as typst reads them, and as PNG: for documents, and for whoever cannot show an SVG."""

import re
from dataclasses import dataclass
from html import unescape

from weft.documents.typesetting import typeset

PER_INCH = 96  # pixels of an SVG in an inch, as CSS has it
_TEXT = re.compile(r"<text\b([^>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]*)"')
_BOX = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')
# A pattern of nothing but one colour: tiles of it would show their seams in print.
_PLAIN = re.compile(
    r'<pattern id="([^"]+)"[^>]*><rect width="4" height="4" fill="([^"]+)"/></pattern>'
)
# How much of its width a text has to the left of its anchor, from left to right.
ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}
NAMESPACE = "http://www.w3.org/2000/svg"


def prepare_svg(svg: str) -> str:
    """A drawing of `weft.pictures` for a reader that knows no direction of text: anchors from right
    to left are turned and their words isolated; plain patterns become colours, and the namespace
    is stated."""
    head, end, rest = svg.partition(">")
    if "xmlns=" not in head:
        head = head.replace("<svg", f'<svg xmlns="{NAMESPACE}"', 1)
    svg = head + end + rest
    for mark, colour in _PLAIN.findall(svg):
        svg = svg.replace(f'"url(#{mark})"', f'"{colour}"')
    return _TEXT.sub(_turn_text, svg)


def _turn_text(found: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(found[1]))
    if attributes.pop("direction", "ltr") != "rtl":
        return found[0]
    anchor = attributes.get("text-anchor", "start")
    attributes["text-anchor"] = {"start": "end", "end": "start"}.get(anchor, anchor)
    # Unicode's right-to-left isolate: without it, brackets and names in Latin change their places.
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<text{written}>\u2067{found[2]}\u2069</text>"


@dataclass(frozen=True)
class Label:
    """Words of a drawing where they stand: `before` is the share of their width that lies to the
    left of x; y is their baseline."""

    words: str
    x: float
    y: float
    size: float
    before: float
    fill: str
    weight: int
    angle: float = 0.0  # by which it is turned around that point, clockwise


@dataclass(frozen=True)
class Drawing:
    """A drawing without its words, its viewBox, and the words."""

    svg: str
    box: tuple[float, ...]
    labels: tuple[Label, ...]


def part_words(svg: str) -> Drawing:
    """A drawing of `weft.pictures` parted from its words: for PDF, where typst cannot say which
    letters the glyphs of Arabic in an SVG stand for (typst issue 7432)."""
    box = _BOX.search(svg)
    sides = tuple(float(each) for each in box.groups()) if box else ()
    labels = tuple(_read_label(each) for each in _TEXT.finditer(svg))
    return Drawing(prepare_svg(_TEXT.sub("", svg)), sides, labels)


def _read_label(found: re.Match[str]) -> Label:
    attributes = dict(_ATTRIBUTE.findall(found[1]))
    before = ANCHORS[attributes.get("text-anchor", "start")]
    weight = attributes.get("font-weight", "400")
    return Label(
        words=unescape(found[2]),
        x=float(attributes["x"]),
        y=float(attributes["y"]),
        size=float(attributes["font-size"]),
        before=1 - before if attributes.get("direction") == "rtl" else before,
        fill=attributes["fill"],
        weight=700 if weight == "bold" else int(weight),
    )


def write_png(svg: str, scale: float = 2.0) -> bytes:
    """A drawing as PNG on white, `scale` times as many pixels wide as it states.

    Raises typst.TypstError where the SVG cannot be read.
    """
    inputs = {"svg": prepare_svg(svg)}
    return typeset("picture.typ", inputs, format="png", ppi=PER_INCH * scale)

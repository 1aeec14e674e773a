"""Drawings as PNG, and as typst reads them: the right size, Arabic where it belongs."""

import struct
import zlib

import pytest

from tests.documents.portville import compose_portville
from weft.documents import write_png
from weft.documents.images import NAMESPACE, part_words, prepare_svg
from weft.pictures.pen import Pen
from weft.pictures.shares import draw_shares

WINS = {"centralist": 0.25, "localist": 0.25, "decoupled": 0.25, "multilevel": 0.25}
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def draw(mirrored: bool, words: str, **style: str) -> str:
    pen = Pen(200, mirrored)
    return pen.frame(40, pen.text(10, 20, words, 16, **style), margin=0, width=200, height=40)


def read_size(png: bytes) -> tuple[int, int]:
    return struct.unpack(">II", png[16:24])  # type: ignore[return-value]


def find_ink(png: bytes) -> tuple[int, int]:
    """The first and the last column of a PNG (8 bits, RGBA) that is not white."""
    width, height = read_size(png)
    packed, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw, wide = zlib.decompress(packed), 4 * width
    columns, above = set(), bytes(wide)
    for row in range(height):
        start = row * (wide + 1)
        line = bytearray(raw[start + 1 : start + 1 + wide])
        for byte in range(wide):
            left = line[byte - 4] if byte >= 4 else 0
            corner = above[byte - 4] if byte >= 4 else 0
            line[byte] = (line[byte] + predict(raw[start], left, above[byte], corner)) % 256
        columns |= {x for x in range(width) if line[4 * x] < 128}
        above = bytes(line)
    return min(columns), max(columns)


def predict(filter_: int, left: int, up: int, corner: int) -> int:
    """What a filter of PNG adds to a byte."""
    if filter_ == 4:
        return min((left, up, corner), key=lambda each: abs(left + up - corner - each))
    return (0, left, up, (left + up) // 2)[filter_]


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.0])
def test_it_is_as_many_times_larger_as_asked(scale: float) -> None:
    png = write_png(draw(False, "Lyon"), scale)
    assert png.startswith(SIGNATURE)
    assert read_size(png) == (200 * scale, 40 * scale)


def test_the_same_drawing_is_the_same_bytes() -> None:
    svg = compose_portville("ar").drawing.svg
    assert write_png(svg) == write_png(svg)


def test_a_drawing_without_a_namespace_is_drawn_too() -> None:
    svg = draw_shares(WINS)
    assert "xmlns" not in svg
    assert f'<svg xmlns="{NAMESPACE}"' in prepare_svg(svg)
    assert write_png(svg).startswith(SIGNATURE)


def test_arabic_begins_at_the_right_and_latin_at_the_left() -> None:
    first, last = find_ink(write_png(draw(True, "مدينة"), 1))
    assert first > 100 and 180 < last <= 190
    first, last = find_ink(write_png(draw(False, "City"), 1))
    assert 10 <= first < 20 and last < 100


def test_arabic_letters_are_joined() -> None:
    """Joined, letters are narrower than those that a space keeps apart, less the space."""
    joined, apart = (find_ink(write_png(draw(True, x), 4)) for x in ("سس", "س\u200cس"))
    assert joined[1] - joined[0] < apart[1] - apart[0]


def test_bold_is_heavier() -> None:
    plain, bold = (
        find_ink(write_png(draw(False, "mmmmmm", font_weight=x), 4)) for x in ("400", "600")
    )
    assert bold[1] - bold[0] > plain[1] - plain[0]


def test_words_from_right_to_left_are_isolated_and_their_anchors_turned() -> None:
    for anchor, turned in (("start", "end"), ("middle", "middle"), ("end", "start")):
        pen = Pen(200, True)
        prepared = prepare_svg(pen.text(10, 20, "مدينة (Lyon)", 16, anchor=anchor))
        assert f'text-anchor="{turned}"' in prepared and "direction" not in prepared
        assert ">\u2067مدينة (Lyon)\u2069<" in prepared


def test_words_from_left_to_right_are_left_alone() -> None:
    svg = draw(False, "City &amp; others")
    assert prepare_svg(svg) == svg


def test_a_pattern_of_one_colour_becomes_that_colour() -> None:
    prepared = prepare_svg(draw_shares(WINS))
    assert "url(#shares-centralist)" not in prepared and 'fill="#27406b"' in prepared
    assert "url(#shares-localist)" in prepared


@pytest.mark.parametrize("language", ["en", "ar"])
def test_words_are_parted_from_a_drawing_with_where_they_stand(language: str) -> None:
    svg = compose_portville(language).drawing.svg
    parted = part_words(svg)
    assert "<text" in svg and "<text" not in parted.svg
    (left, top, width, height), labels = parted.box, parted.labels
    assert len(labels) > 20
    for each in labels:
        assert left <= each.x <= left + width and top <= each.y <= top + height
        assert each.words and each.weight in (400, 600) and "&" not in each.words.replace("& ", "")
    befores = {each.words: each.before for each in labels}
    assert befores["الصحة" if language == "ar" else "Health"] == (0.0 if language == "ar" else 1.0)

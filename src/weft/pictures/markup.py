"""Elements as strings, escaped in one place; and how wide words will be, for every picture."""

import re
import unicodedata
from functools import lru_cache

# What XML 1.0 forbids even when escaped.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
)  # fmt: skip
_NARROW, _WIDE = frozenset("iIljtfr.,:;'’()|! "), frozenset("mwMWŒœ@%&—")

Point = tuple[float, float]
Value = str | float | None


def escape(text: str) -> str:
    """`text` fit for content and for attributes of XML and HTML."""
    return _ILLEGAL.sub("", text).translate(_ESCAPES)


@lru_cache(maxsize=65536)
def write_number(value: float) -> str:
    """At most two decimals, and none that are zero, so that the same drawing is the same bytes."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def write_element(tag: str, content: str = "", /, **attributes: Value) -> str:
    """One element around markup. `stroke_width` is written stroke-width, `class_` class; an
    attribute that is None is left out. Content is markup already: escape words first."""
    words = "".join(
        [_write_attribute(name, value) for name, value in attributes.items() if value is not None]
    )
    return f"<{tag}{words}>{content}</{tag}>" if content or tag == "td" else f"<{tag}{words}/>"


@lru_cache(maxsize=16384)
def _write_attribute(name: str, value: str | float) -> str:
    words = escape(value) if isinstance(value, str) else write_number(value)
    return f' {name.rstrip("_").replace("_", "-")}="{words}"'


def write_path(points: list[Point], radius: float = 0) -> str:
    """The `d` of a line through points, its corners rounded."""
    head, *_, tail = points
    steps = [f"M{_join(head)}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        steps.append(
            f"L{_join(_approach(corner, before, radius))}"
            f"Q{_join(corner)} {_join(_approach(corner, after, radius))}"
        )
    return "".join((*steps, f"L{_join(tail)}"))


def _join(point: Point) -> str:
    return f"{write_number(point[0])} {write_number(point[1])}"


def _approach(corner: Point, other: Point, radius: float) -> Point:
    """The point `radius` before a corner, but never past the middle of the side."""
    across, down = other[0] - corner[0], other[1] - corner[1]
    length = (across**2 + down**2) ** 0.5
    share = min(radius / length, 0.5) if length else 0.0
    return (corner[0] + across * share, corner[1] + down * share)


@lru_cache(maxsize=4096)
def measure_text(text: str, size: float, bold: bool = False) -> float:
    """About how wide words are in Noto Sans at a font size, a little on the safe side."""
    em = 0.0
    for each in text:
        if unicodedata.combining(each):
            continue
        if unicodedata.east_asian_width(each) in "WF":
            em += 1.0
        elif each in _NARROW:
            em += 0.31
        elif each in _WIDE:
            em += 0.9
        else:
            em += 0.67 if each.isupper() else 0.57
    return em * size * (1.07 if bold else 1.0)


@lru_cache(maxsize=1024)
def wrap_text(
    text: str, width: float, size: float, lines: int = 2, bold: bool = False
) -> tuple[str, ...]:
    """As few lines as keep within a width, as even as they come; at most `lines`, which may then
    be wider: words are never cut."""
    words = text.split()
    best: tuple[str, ...] = (" ".join(words),)
    for count in range(1, min(lines, len(words)) + 1):
        best = _split_evenly(tuple(words), count, size, bold)
        if max(measure_text(line, size, bold) for line in best) <= width:
            break
    return best


def _split_evenly(words: tuple[str, ...], count: int, size: float, bold: bool) -> tuple[str, ...]:
    """The split into `count` lines whose widest is narrowest."""
    if count == 1:
        return (" ".join(words),)
    splits = (
        (" ".join(words[:at]), *_split_evenly(words[at:], count - 1, size, bold))
        for at in range(1, len(words) - count + 2)
    )
    return min(splits, key=lambda lines: max(measure_text(line, size, bold) for line in lines))

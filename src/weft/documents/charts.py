"""Charts of figures as documents need them: parted from their words for PDF, and with words from
right to left in their own order for Word."""

import math
import re
from dataclasses import dataclass
from xml.etree import ElementTree  # reads only what we draw ourselves

from weft.documents.images import ANCHORS, NAMESPACE, Drawing, Label

_MOVE = re.compile(r"(translate|rotate|scale)\(([^)]*)\)")
_ARABIC = re.compile(r"(<text\b[^>]*>)([^<]*[\u0590-\u08ff][^<]*)(</text>)")
_TEXT = f"{{{NAMESPACE}}}text"
_BOLD = {"normal": 400, "bold": 700}


@dataclass(frozen=True)
class _Place:
    """How something is moved and turned: (x, y) becomes (a x + c y + e, b x + d y + f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def move(self, transform: str) -> "_Place":
        """The same for what lies within, by its attribute `transform`."""
        found = self
        for name, words in _MOVE.findall(transform):
            found = found._join(name, [float(each) for each in re.split(r"[\s,]+", words.strip())])
        return found

    def _join(self, name: str, by: list[float]) -> "_Place":
        if name == "translate":
            x, y = by[0], by[1] if len(by) > 1 else 0.0
            e = self.a * x + self.c * y + self.e
            return _Place(self.a, self.b, self.c, self.d, e, self.b * x + self.d * y + self.f)
        if name == "rotate":
            cos, sin = math.cos(math.radians(by[0])), math.sin(math.radians(by[0]))
            a, b = self.a * cos + self.c * sin, self.b * cos + self.d * sin
            c, d = self.c * cos - self.a * sin, self.d * cos - self.b * sin
            return _Place(a, b, c, d, self.e, self.f)
        x, y = by[0], by[-1]
        return _Place(self.a * x, self.b * x, self.c * y, self.d * y, self.e, self.f)


def part_chart(svg: str) -> Drawing:
    """A chart parted from its words, which may stand in moved and turned groups."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.fromstring(svg)  # noqa: S314
    labels: list[Label] = []
    _take_words(root, _Place(), labels)
    box = tuple(float(each) for each in root.attrib["viewBox"].split())
    return Drawing(ElementTree.tostring(root, encoding="unicode"), box, tuple(labels))


def _take_words(element: ElementTree.Element, at: _Place, labels: list[Label]) -> None:
    at = at.move(element.get("transform", ""))
    for child in list(element):
        if child.tag == _TEXT:
            labels.append(_read_label(child, at.move(child.get("transform", ""))))
            element.remove(child)
        else:
            _take_words(child, at, labels)


def _read_label(text: ElementTree.Element, at: _Place) -> Label:
    at = at.move(f"translate({text.get('x', '0')},{text.get('y', '0')})")
    weight = text.get("font-weight", "normal")
    return Label(
        words="".join(text.itertext()),
        x=at.e,
        y=at.f,
        size=float(text.get("font-size", "12px").removesuffix("px")) * math.hypot(at.a, at.b),
        before=ANCHORS[text.get("text-anchor", "start")],
        fill=text.get("fill", "#000000"),
        weight=_BOLD[weight] if weight in _BOLD else int(weight),
        angle=round(math.degrees(math.atan2(at.b, at.a)), 3),
    )


def isolate_words(svg: str) -> str:
    """The same chart, words from right to left kept together: without it, brackets and names in
    Latin among them change their places, since a chart itself runs from left to right."""
    return _ARABIC.sub("\\1\u2067\\2\u2069\\3", svg)

"""Turns the specification of a chart into SVG and PNG, with numbers and fonts as readers know
them, and nothing fetched from anywhere."""

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from weft.core.terms.phrases import say
from weft.pictures.palette import FAINT, INK, PAPER, WALNUT, WARP

FONT = "Noto Sans, Noto Sans Arabic, system-ui, sans-serif"
PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
CONFIG: dict[str, Any] = {
    "background": PAPER,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": WALNUT,
        "labelFontSize": 12,
        "titleColor": INK,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": WARP,
        "domainColor": FAINT,
        "tickColor": FAINT,
    },
    "legend": {"labelColor": INK, "labelFontSize": 12, "labelLimit": 320, "symbolType": "stroke"},
    "text": {"color": INK, "fontSize": 12},
}

Spec = dict[str, Any]


def write_svg(spec: Spec, language: str) -> str:
    """The chart as SVG. Its words are text, set in the reader's fonts."""
    import vl_convert  # noqa: PLC0415  # starts an engine of its own, in most of a second

    _register_fonts()
    svg: str = vl_convert.vegalite_to_svg(spec, **_options(language))
    return svg


def write_png(spec: Spec, language: str, scale: float = 2.0) -> bytes:
    """The chart as PNG, `scale` times as many pixels wide as it states."""
    import vl_convert  # noqa: PLC0415

    _register_fonts()
    png: bytes = vl_convert.vegalite_to_png(spec, scale=scale, **_options(language))
    return png


def _options(language: str) -> Spec:
    return {
        "config": CONFIG,
        # As all other numbers of ours are written in the language.
        "format_locale": {
            "decimal": say("decimal", language),
            "thousands": say("thousands", language),
            "grouping": [3],
            "currency": ["", ""],
        },
        "allowed_base_urls": [],
    }


@cache
def _register_fonts() -> None:
    """So that words are as wide in the drawing as on the page."""
    import vl_convert  # noqa: PLC0415

    for each in PACKAGES:
        if find_spec(each):
            vl_convert.register_font_directory(str(Path(str(files(each))) / "files"))

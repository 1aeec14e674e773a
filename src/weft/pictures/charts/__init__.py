"""Charts of figures, drawn by Altair on the server: the same picture in a page, in print and in a
document, each with a table of the same content beside it."""

from weft.pictures.charts.bars import Bar, draw_bars
from weft.pictures.charts.dots import Dot, draw_dots
from weft.pictures.charts.lines import Point, Strand, draw_lines
from weft.pictures.charts.rendering import write_png, write_svg

__all__ = [
    "Bar", "Dot", "Point", "Strand", "draw_bars", "draw_dots", "draw_lines", "write_png",
    "write_svg",
]  # fmt: skip

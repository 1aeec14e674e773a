"""Pictures of what the core knows, as SVG and HTML strings: for pages, documents and files."""

from weft.pictures.bar import draw_bar
from weft.pictures.fabric import Weave
from weft.pictures.loom import lay_out
from weft.pictures.table import write_table
from weft.pictures.weave import draw_weave

__all__ = ["Weave", "draw_bar", "draw_weave", "lay_out", "write_table"]

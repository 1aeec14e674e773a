"""Sets templates in fonts from packages, whatever the machine has: the same document is the same
bytes everywhere."""

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_serif", "fontpkg_noto_sans_arabic")
# Noto Sans Arabic draws a letter and its dots as two glyphs, and typst says of each that it is the
# letter: who searches or copies such a PDF, or has it read out, gets letters twice. This font has
# one glyph for a letter; PDFs are set in it where it is installed.
SEARCHABLE = "fontpkg_ibm_plex_sans_arabic"
KEPT = 10  # runs after which typst lets go of what it has not used again


@cache
def find_fonts() -> "typst.Fonts":
    """Noto Sans, Noto Serif and Noto Sans Arabic in all weights (typst reads those of a variable
    font from 0.15 on), and typst's own for signs that they lack."""
    import typst  # noqa: PLC0415  # only who sets something needs it

    packages = (*PACKAGES, *((SEARCHABLE,) if find_spec(SEARCHABLE) else ()))
    folders = [Path(str(files(each))) / "files" for each in packages]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def typeset(template: str, inputs: dict[str, str], **options: Any) -> bytes:
    """A template of this room with its inputs, which it takes as data and never as markup, as one
    file. Raises typst.TypstError where it cannot be set."""
    import typst  # noqa: PLC0415

    folder = files("weft.documents").joinpath("templates")
    written = typst.compile(
        folder.joinpath(template).read_bytes(),
        root=str(folder),
        font_paths=find_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        **options,
    )
    assert isinstance(written, bytes)  # noqa: S101  # a PDF, or a picture of one page
    return written


def forget() -> None:
    """Makes typst let go of what it keeps of the last documents, which are seldom asked for again:
    about 30 MB each. Takes a few milliseconds."""
    import typst  # noqa: PLC0415

    for _ in range(KEPT + 1):
        typst.compile(b"", font_paths=find_fonts(), ignore_system_fonts=True, format="pdf")

"""A profile of Portville as a document with everything that one can have, for each writer."""

import datetime as dt
from functools import cache

from weft.documents.parts import Finding, Picture, Source, Titled
from weft.documents.profile import (
    Counted,
    Figure,
    Grid,
    Hole,
    ProfileDocument,
    Section,
    Tabled,
)
from weft.documents.runs import Run, Words, read_plain
from weft.pictures.charts import Bar, Point, Strand, draw_bars, draw_lines, write_svg

ADDRESS = "https://weft.example/places/portville/profile"
NAMES = {"en": "Portville", "fr": "Portville", "ar": "بورتفيل"}
ORIGINS = {"en": "Morocco (south)", "fr": "Maroc (sud)", "ar": "المغرب (Sud)"}
REASON = "A figure is missing: Residents."


@cache
def draw_chart(language: str) -> str:
    """Bars with a name in which two directions meet."""
    bars = [Bar(ORIGINS[language], 812), Bar(NAMES[language], 97), Bar("…", 40, unknown=True)]
    return write_svg(draw_bars(bars, "people"), language)


@cache
def draw_series(language: str) -> str:
    """A line, whose axis has a turned title."""
    points = tuple(Point(dt.date(year, 1, 1), 100.0 * year) for year in (2021, 2022, 2023))
    return write_svg(draw_lines([Strand(NAMES[language], points)], "people"), language)


def profile_portville(
    language: str = "en", name: str = "", warning: bool = False
) -> ProfileDocument:
    """The document; `name` stands for all words that people write."""
    name = name or NAMES[language]

    def read(words: str) -> Words:
        return read_plain(words, language)

    series = Grid(
        heads=("Period", "Figure", "Remark"),
        rows=tuple((read(f"{2023 - n}"), read(f"{n},812"), read(name)) for n in range(9)),
        numeric=(1,),
        rest="3 more rows stand on the page of this profile.",
    )
    parts = Grid(("Part", "Figure"), ((read(ORIGINS[language]), read("812")),), (1,))
    results = Grid(
        heads=("Measure", "Figure", "Period", "Formula"),
        rows=(
            (read("Change"), read("2.5 percent"), read("2023"), (Run("100 × a / b", "en", False),)),
            (read("Share"), read(REASON)),
        ),
        numeric=(1,),
    )
    figures = (
        Figure(
            title=f"Residents {name}", sentence=f"9,812 people · 2023 ({name})",
            notes=(f"Counted in several ways {name}",),
            chart=Picture(draw_series(language), f"Chart of residents {name}"),
            counted=(Counted(f"Counted: {name}. Source:", 1), Counted("Counted: all. Source:", 2)),
            table=series,
        ),
        Figure(
            title="By origin", sentence="", notes=(),
            chart=Picture(draw_chart(language), "Chart of origins"),
            counted=(Counted("Counted: all. Source:", 2),), table=parts,
        ),
        Figure("Permits", "12 permits", (), None, (Counted("Counted: all. Source:", 2),), parts),
    )  # fmt: skip
    empty = Section(
        title="Actors", of="", figures=(), tables=(), found=(),
        remarks=(f"Nobody has recorded who acts in {name}.",), holes=(),
    )  # fmt: skip
    city = Section(
        title="The city's situation", of=name, figures=figures,
        tables=(Tabled("What the figures come to", f"A lead {name}", results),),
        found=(Finding("nobody", "missing", read(f"Nobody does it in {name}"), ()),),
        remarks=(), holes=(Hole(f"Births {name}", "could come from the register"),),
    )  # fmt: skip
    overview = Grid(
        heads=("Section", "Figures", "Missing"),
        rows=((read(city.title), read("3"), read("1")), (read(empty.title), (), ())),
        numeric=(1, 2),
    )
    return ProfileDocument(
        language=language, leftwards=language == "ar", day="2026-03-01",
        title=read(f"Migration profile: {name}"), subtitle=f"City · {name}",
        lead=f"3 figures are known of {name}", colophon="About this document",
        imprint=(("Licence", f"CC BY 4.0 {name}"), ("Address", ADDRESS)), comma=", ",
        foot="as of 1 March 2026", page=("Page ", " of ", ""), author="Weft",
        warning=Titled("Not for passing on", f"Do not pass them on: {name}") if warning else None,
        overview=Tabled("What is known", "", overview), sections=(city, empty),
        unknown="Not known", documents="Sources",
        sources=(
            Source(1, read(f"Register {name}"), "version 1", "https://one.example/?a=1", ""),
            Source(2, read("World figures"), "", "", "Not for passing on"),
        ),
    )  # fmt: skip

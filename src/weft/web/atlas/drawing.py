"""The weave and the network of a place as files: SVG and PNG, with what they rest on inside."""

from django.http import HttpRequest
from django.utils.translation import get_language

from weft.core.diagnosis import read_method
from weft.core.diagnosis.strength import measure_strength
from weft.core.terms.phrases import say
from weft.pictures import draw_weave, lay_out
from weft.pictures.markup import escape, write_element
from weft.web.atlas.asking import read_day, require
from weft.web.atlas.facts import View
from weft.web.site.pages import File, page
from weft.web.site.provenance import describe

SEEN = 6  # sources named in the picture itself
PIXELS = 2.0  # of a PNG for each unit of the drawing


@page
def show_weave(request: HttpRequest, view: View, place: str, form: str) -> File:
    """The weave of a place to take along."""
    language = get_language()
    require(view, "places", place, language)
    day = read_day(request) or view.find_day(place)
    method = read_method()
    weave = lay_out(
        view.find_part(place), place, day, lambda each: measure_strength(each, day, method)
    )
    compact = request.GET.get("compact") == "yes"
    title = view.atlas.place_by_id[place].name.read(language)
    # A picture gets apart from its file: it says briefly what it rests on where people see it.
    brief = describe(view, place, day.isoformat(), title, most=SEEN).lines[2:]
    drawing = draw_weave(
        weave, language, None, compact=compact, standalone=True,
        credits=[say("fact_line", language, name=name, said=words) for name, words in brief],
    )  # fmt: skip
    drawing = add_metadata(drawing, describe(view, place, day.isoformat(), title).lines)
    name = f"weave-{place}.{form}"
    if form == "svg":
        return File(drawing.encode(), "image/svg+xml", name)
    from weft.documents.images import write_png  # noqa: PLC0415  # loads typst

    return File(write_png(drawing, PIXELS), "image/png", name)


def add_metadata(drawing: str, lines: tuple[tuple[str, str], ...]) -> str:
    """The drawing with what every export says of itself, where programs and people look for it."""
    said = write_element("metadata", escape("\n".join(f"{name}: {words}" for name, words in lines)))
    start = drawing.index(">") + 1
    return drawing[:start] + said + drawing[start:]

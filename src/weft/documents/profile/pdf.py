"""The profile as PDF: each figure with its sentence, its chart and its table."""

from weft.documents.charts import part_chart
from weft.documents.pdf import describe_drawing, set_pdf
from weft.documents.profile.parts import Figure, ProfileDocument


def write_profile_pdf(document: ProfileDocument) -> bytes:
    """The profile on A4, tagged for screen readers; the same bytes for the same document."""
    charts = [[_draw(each) for each in section.figures] for section in document.sections]
    return set_pdf("profile.typ", document, {"charts": charts})


def _draw(figure: Figure) -> object:
    chart = figure.chart
    return describe_drawing(part_chart(chart.svg), chart.words) if chart else None

"""How much is known, as a small bar: the known part is solid, the rest hatched, never empty."""

from weft.pictures.markup import escape, write_element
from weft.pictures.palette import INDIGO, PAPER, WALNUT

WIDTH, HEIGHT = 120.0, 12.0


def draw_meter(confirmed: float, recorded: float, words: str) -> str:
    """An SVG of two shares in [0, 1]: on what is confirmed, and if what is recorded holds; and
    `words` that say the same."""
    solid, outlined = WIDTH * confirmed, WIDTH * max(confirmed, recorded)
    hatching = "".join(f"M{x} {HEIGHT}l{HEIGHT} -{HEIGHT}" for x in range(-12, int(WIDTH), 6))
    parts = [
        write_element("title", escape(words)),
        write_element("rect", width=WIDTH, height=HEIGHT, fill=PAPER),
        write_element("path", d=hatching, stroke=WALNUT, stroke_width=0.8, opacity=0.55),
        write_element("rect", width=round(solid, 1), height=HEIGHT, fill=INDIGO),
    ]
    if outlined - solid >= 1:
        parts.append(
            write_element(
                "rect", x=round(solid + 0.5, 1), y=0.5, width=round(outlined - solid - 1, 1),
                height=HEIGHT - 1, fill=PAPER, stroke=INDIGO,
            )
        )  # fmt: skip
    parts.append(
        write_element(
            "rect", x=0.5, y=0.5, width=WIDTH - 1, height=HEIGHT - 1, fill="none", stroke=WALNUT
        )
    )
    return write_element(
        "svg",
        "".join(parts),
        class_="meter",
        role="img",
        aria_label=words,
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        width=WIDTH,
        height=HEIGHT,
    )

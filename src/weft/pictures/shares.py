"""The share of draws that each configuration wins, as one bar of four weaves."""

from collections.abc import Mapping

from weft.core.diagnosis.sentences import say_share
from weft.core.terms.phrases import say, write_list
from weft.pictures.bar import EDGES, TONES, weave_pattern
from weft.pictures.markup import escape, write_element
from weft.pictures.palette import PAPER, WALNUT

WIDTH, HEIGHT = 240.0, 14.0
NARROWEST = 1.0  # what is drawn less wide would not be seen


def draw_shares(
    wins: Mapping[str, float], language: str = "en", mark: str = "shares", known: float = 1.0
) -> str:
    """An SVG of the four shares in [0, 1], which sum to 1, in the order of the types; its title
    says the same in words. `mark` begins the ids inside, and must differ within one page.

    The shares fill as much of the bar as is `known`, in [0, 1], of what the question needs; the
    rest is hatched, so that nobody takes what is not known for an answer.
    """
    x, parts, words = 0.0, [], []
    for kind in TONES:
        share = wins[kind]
        said = say_share(share, language)
        words.append(say("wins", language, type=say(kind, language), share=said))
        width = share * WIDTH * known
        if width >= NARROWEST:
            parts.append(
                write_element(
                    "rect", x=round(x, 1), y=0.5, width=round(width, 1), height=HEIGHT - 1,
                    fill=f"url(#{mark}-{kind})", stroke=EDGES[kind],
                )
            )  # fmt: skip
        x += width
    said = say("wins_title", language, shares=write_list(words, language))
    if known < 1:
        parts.append(
            write_element(
                "rect", x=round(x, 1), y=0.5, width=round(WIDTH - x, 1), height=HEIGHT - 1,
                fill=f"url(#{mark}-unknown)",
            )
        )  # fmt: skip
        said = say("wins_known", language, said=said, share=say_share(known, language))
    return write_element(
        "svg",
        write_element("title", escape(said))
        + write_element(
            "defs",
            "".join(weave_pattern(each, mark) for each in TONES)
            + (_hatch(mark) if known < 1 else ""),
        )
        + write_element("rect", width=WIDTH, height=HEIGHT, fill=PAPER, stroke=WALNUT)
        + "".join(parts),
        class_="shares",
        role="img",
        aria_label=said,
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        width=WIDTH,
        height=HEIGHT,
    )


def _hatch(mark: str) -> str:
    """What is not known: thin lines the other way than those of any configuration."""
    return write_element(
        "pattern",
        write_element("path", d="M0 0V6", stroke=WALNUT, stroke_width=1),
        id=f"{mark}-unknown",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(-45)",
    )

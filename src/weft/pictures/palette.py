"""The colours of natural dyes, each with one meaning, for every picture; and their contrast."""

PAPER = "#ffffff"  # what a drawing stands on
LINEN = "#fbf8f2"  # the ground of a page
INK = "#2b2420"  # words
WARP = "#e4dccd"  # the levels, as bands; carries no meaning by itself
INDIGO = "#27406b"  # by law and in practice; ties; links; centralist
WELD = "#a8740a"  # in practice only
MADDER = "#a63d2f"  # contested or missing
WALNUT = "#6f655a"  # quiet, unknown, ties between departments; decoupled
FAINT = "#857a6d"  # nothing recorded: as quiet as a mark may be
LIGHT_INDIGO = "#7d93b8"  # localist
OLIVE = "#5e6e2a"  # multilevel

GROUNDS = (PAPER, LINEN)
TEXTS = (INK, INDIGO, MADDER, WALNUT)
MARKS = (INDIGO, WELD, MADDER, WALNUT, FAINT, LIGHT_INDIGO, OLIVE)
FONTS = "Noto Sans, Noto Sans Arabic, system-ui, sans-serif"
SERIF = "Noto Serif, Noto Naskh Arabic, Georgia, serif"


def measure_luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def measure_contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((measure_luminance(one), measure_luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)

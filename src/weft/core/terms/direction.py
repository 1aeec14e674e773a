"""Which way a language is written, and how words of the other way stand in it; for pictures, pages
and sentences."""

import unicodedata

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv"})


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language.partition("-")[0] in RIGHT_TO_LEFT


def isolate(words: str, language: str) -> str:
    """Words of a left-to-right script as they stand among Arabic: their commas and brackets stay
    with them (Unicode Bidirectional Algorithm, first strong isolate)."""
    scripts = {unicodedata.bidirectional(each) for each in words}
    if is_right_to_left(language) and not scripts & {"R", "AL"}:
        return f"\u2068{words}\u2069"
    return words

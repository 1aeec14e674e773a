"""Names and notes in several languages, for every record that people read."""

import re
import unicodedata
from typing import Annotated, Any

from anyascii import anyascii
from pydantic import AfterValidator, ConfigDict, RootModel, model_serializer, model_validator
from pydantic_core import PydanticCustomError

LANGUAGE_PATTERN = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
UNSTATED = "und"  # BCP 47: the language of this text is not stated
LONGEST = 20_000  # characters in one text

_LANGUAGE = re.compile(LANGUAGE_PATTERN)
# What no file format carries faithfully: control characters, halves of surrogate pairs,
# and the two that XML forbids. Line feed and tab are kept.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# Signs inside words, among them how the Arabic ayn and hamza are transliterated.
_IN_WORDS = str.maketrans("", "", "'`")


def clean(text: str) -> str:
    """`text` composed (NFC), with line feeds for line ends and without space at its ends.

    Raises PydanticCustomError if it holds control characters or is longer than LONGEST.
    """
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text.strip()
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > LONGEST:
        raise PydanticCustomError(
            "text_too_long",
            "a text of {size} characters; keep it under 20,000",
            {"size": len(text)},
        )
    if found := _FORBIDDEN.search(text):
        raise PydanticCustomError(
            "control_character",
            "an invisible control character ({code}); delete it",
            {"code": f"U+{ord(found[0]):04X}"},
        )
    return text


Line = Annotated[str, AfterValidator(clean)]


def fold(text: str) -> str:
    """`text` for comparison: lower case, without accents or vowel marks, single spaces."""
    text = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in text if not unicodedata.combining(each)).split())


def slugify(text: str, longest: int = 60) -> str:
    """An identifier of lower-case ASCII letters, digits and hyphens made from `text`; may be ''.

    Other scripts are transliterated, so that an Arabic name gives a readable address too.
    """
    words = re.findall(r"[a-z0-9]+", anyascii(text).lower().translate(_IN_WORDS))
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > longest:
            break
        slug = f"{slug}-{word}" if slug else word[:longest]
    return slug


class Text(RootModel[dict[str, str]]):
    """A text by language (BCP 47 code -> words). A plain string has no stated language."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _accept_string(cls, value: Any) -> Any:
        return {UNSTATED: value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check(self) -> "Text":
        cleaned: dict[str, str] = {}
        for language, words in sorted(self.root.items()):
            if not _LANGUAGE.fullmatch(language):
                raise PydanticCustomError(
                    "language_code",
                    "'{code}' is not a language code; use for example en, fr, ar, pt-BR",
                    {"code": language[:40]},
                )
            cleaned[language] = clean(words)
        if not any(cleaned.values()):
            raise PydanticCustomError("empty_text", "an empty text; write it or leave it out")
        self.root.clear()
        self.root.update({code: words for code, words in cleaned.items() if words})
        return self

    @model_serializer
    def _shorten(self) -> str | dict[str, str]:
        return self.root[UNSTATED] if self.root.keys() == {UNSTATED} else dict(self.root)

    def __str__(self) -> str:
        return self.read()

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.root.items())))

    def find_language(self, wanted: str = "en") -> str:
        """The language `read(wanted)` answers in: as wanted, else unstated, else English, else
        the first."""
        for code in (wanted, wanted.partition("-")[0], UNSTATED, "en"):
            if code in self.root:
                return code
        return next(iter(self.root))

    def read(self, wanted: str = "en") -> str:
        """The words in the wanted language or in the nearest there is."""
        return self.root[self.find_language(wanted)]

"""Which encoding a file is in, judged by the letters of its words, with the rivals shown to a
person who can correct it; for files as cities have them."""

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path

from weft.store.readers.files import read_chunks
from weft.store.readers.problems import NotText
from weft.store.watching import NOBODY, Watch

# Those that offices around the Mediterranean save in: the Web's, Windows', MS-DOS'.
ONE_BYTE = ("cp1252", "cp1256", "cp850")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Letters beyond a to z in words of each language.
_LETTERS = {
    "fr": "àâæçéèêëîïôœùûüÿ",
    "it": "àèéìíîòóùú",
    "es": "áéíñóúüï",
    "pt": "áâãàçéêíóôõúü",
    "de": "äöüß",
    "ca": "àçèéíïòóúü·",
}
_USUAL = set("".join(_LETTERS.values()))
_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*+")
_INSIDE = "’'·-"  # signs that words have inside
_EDGES = "’‘“”«»–—…°ºª€£§²³©®•·¿¡،؛؟"  # and around them
_MOST_WORDS = 3_000
_SURE = 0.4  # how far the best must be ahead of one that reads the same bytes otherwise


@dataclass(frozen=True)
class Candidate:
    """An encoding that the file may be in."""

    encoding: str
    score: float  # 1: every letter stands where such letters stand; below 0: hardly any does
    words: tuple[str, ...]  # words of the file as they read in it
    language: str | None = None


@dataclass(frozen=True)
class Encoding:
    """The encoding a file seems to be in."""

    name: str
    sure: bool
    why: str
    rivals: tuple[Candidate, ...] = ()  # best first; the first is the one taken


@dataclass
class Survey:
    """What passing once over all bytes of a file shows."""

    size: int = 0
    head: bytes = b""  # the first 256 kB
    tail: bytes = b""  # the last 64 kB
    words: dict[bytes, int] = field(default_factory=dict)  # with bytes beyond ASCII
    utf8: bool = True
    broken_at: int = 0  # the first byte that is not UTF-8
    nul_at: int | None = None
    blank_lines: bool = False  # somewhere before the end


def survey(path: Path, watch: Watch = NOBODY) -> Survey:
    """Pass once over a file, in chunks: memory stays flat whatever its size."""
    watch.begin("looking")
    found = Survey()
    decoder = codecs.getincrementaldecoder("utf-8")()
    blank_at = False
    last = b""
    for chunk in read_chunks(path, watch):
        if len(found.head) < 1 << 18:
            found.head += chunk[: (1 << 18) - len(found.head)]
        if found.nul_at is None and b"\0" in chunk:
            found.nul_at = found.size + chunk.index(b"\0")
        joined = last + chunk
        found.blank_lines = found.blank_lines or (blank_at and chunk.strip(b"\r\n") != b"")
        at = max(joined.rfind(b"\n\n"), joined.rfind(b"\n\r\n"))
        if at >= 0:
            first = [each for each in (joined.find(b"\n\n"), joined.find(b"\n\r\n")) if each >= 0]
            found.blank_lines = found.blank_lines or bool(joined[min(first) :].strip(b"\r\n"))
            blank_at = True
        if found.utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                found.utf8, found.broken_at = False, found.size + error.start
        if not chunk.isascii() and len(found.words) < _MOST_WORDS:
            for match in _WORD.finditer(chunk):
                found.words[match[0]] = found.words.get(match[0], 0) + 1
                if len(found.words) >= _MOST_WORDS:
                    break
        found.size += len(chunk)
        found.tail = (found.tail + chunk)[-(1 << 16) :]
        last = chunk[-2:]
    if found.utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            found.utf8, found.broken_at = False, found.size
    return found


def guess_encoding(path: Path, seen: Survey) -> Encoding:
    """The encoding of a file. `sure` is False where another one reads nearly as well.

    Raises NotText where the bytes are no text in any encoding that Weft knows.
    """
    for mark, name in _MARKS:
        if seen.head.startswith(mark):
            if name == "utf-8-sig" and not seen.utf8:
                break
            return Encoding(name, True, "the file says so in its first bytes")
    if seen.nul_at is not None and (wide := _guess_utf16(seen.head)):
        return Encoding(wide, True, "every second byte of its signs is the same")
    if seen.nul_at is not None and b"\0" in seen.head[:4096] and seen.head.count(b"\0") > 40:
        raise NotText(path, "bytes")
    if seen.utf8:
        return _weigh_utf8(seen)
    rivals = rank_encodings(seen.words)
    if not rivals or rivals[0].score < -0.5:
        raise NotText(path, "words", byte=seen.broken_at + 1)
    best = rivals[0]
    others = [each for each in rivals[1:] if each.words != best.words]
    sure = best.score > 0.3 and all(best.score - each.score > _SURE for each in others)
    return Encoding(
        best.encoding, sure, f"its letters stand in words: {', '.join(best.words[:4])}", rivals
    )


def _weigh_utf8(seen: Survey) -> Encoding:
    words = _show(seen.words, "utf-8")
    if any("Ã" in each or "Ø§" in each for each in words) and (
        sum("Ã" in each or "Ø§" in each for each in words) > len(words) / 2
    ):
        return Encoding(
            "utf-8", False, f"it was read in a wrong encoding before: {', '.join(words[:4])}",
            (Candidate("utf-8", 0.0, words),),
        )  # fmt: skip
    why = "all its bytes are UTF-8" if seen.words else "it has no letters beyond a to z"
    return Encoding("utf-8", True, why, (Candidate("utf-8", 1.0, words),))


def rank_encodings(words: dict[bytes, int]) -> tuple[Candidate, ...]:
    """The encodings of one byte a letter, best first, each with the words as they read in it."""
    ranked = []
    for encoding in ONE_BYTE:
        total = weight = 0.0
        letters: dict[str, int] = {}
        for word, count in words.items():
            often = min(count, 5)  # a word of every row is no more telling than a few
            try:
                text = word.decode(encoding)
            except UnicodeDecodeError:
                score, signs = -3.0 * len(word), len(word)
            else:
                score, signs = score_word(text)
                for each in text.lower():
                    if each in _USUAL:
                        letters[each] = letters.get(each, 0) + often
            total, weight = total + score * often, weight + signs * often
        if weight:
            ranked.append(
                Candidate(
                    encoding,
                    round(total / weight, 3),
                    _show(words, encoding),
                    _guess_language(letters, words, encoding),
                )
            )
    return tuple(sorted(ranked, key=lambda each: -each.score))


def _show(words: dict[bytes, int], encoding: str) -> tuple[str, ...]:
    longest = sorted(words, key=lambda each: (-words[each], -len(each), each))[:200]
    longest.sort(key=lambda each: not any(each.count(n) for n in range(65, 123)))
    shown = dict.fromkeys(each.decode(encoding, "replace") for each in longest)
    return tuple(each for each in shown if len(each) > 2)[:12] or tuple(shown)[:12]


def _guess_language(letters: dict[str, int], words: dict[bytes, int], name: str) -> str | None:
    if name == "cp1256" and any("\u0600" <= each <= "\u06ff" for each in "".join(
        word.decode(name, "replace") for word in list(words)[:50])):  # fmt: skip
        return "ar"
    if not letters:
        return None
    own = {
        code: sum(n for each, n in letters.items() if each in known)
        for code, known in _LETTERS.items()
    }
    return max(own, key=lambda code: (own[code], code == "fr"))


def score_word(word: str) -> tuple[float, int]:
    """How well the signs beyond ASCII stand in a word, and how many they are."""
    strange = [at for at, sign in enumerate(word) if not sign.isascii()]
    arabic = sum(_is_arabic(each) for each in word)
    if arabic:
        plain = len(word) - arabic
        whole = sum(1.0 if _is_arabic(word[at]) else -0.5 for at in strange)
        return (whole if not plain or plain < arabic / 3 else -1.0 * len(strange)), len(strange)
    total = sum(_score_sign(word, at) for at in strange)
    letters = sum(each.isalpha() for each in word)
    if letters > 2 and sum(word[at].isalpha() for at in strange) > 0.6 * letters:
        total -= 1.5 * len(strange)  # no Latin word consists of accented letters
    return total, len(strange)


def _score_sign(word: str, at: int) -> float:  # noqa: PLR0911  # one answer a kind of sign
    sign = word[at]
    before = word[at - 1] if at else ""
    after = word[at + 1] if at + 1 < len(word) else ""
    if sign.isalpha() and sign not in "ªº":
        if sign.isupper() and before.islower():
            return -1.0
        if sign.islower() and before.isupper() and after.isupper():
            return -1.0
        return 1.0 if sign.lower() in _USUAL else -0.3
    if sign.isspace():
        return 0.0 if not (before.isalpha() and after.isalpha()) else -0.2
    if sign in _INSIDE and before.isalpha() and after.isalpha():
        return 0.7
    if sign in _EDGES and not (before.isalpha() and after.isalpha()):
        return 0.3
    return -1.5 if sign.isprintable() else -3.0


def _is_arabic(sign: str) -> bool:
    return "\u0600" <= sign <= "\u06ff" or sign in "\u200c\u200d\u200e\u200f"


def _guess_utf16(head: bytes) -> str | None:
    head = head[: len(head) // 2 * 2]
    for name in ("utf-16-le", "utf-16-be"):
        text = head.decode(name, "replace")
        good = sum(each.isprintable() or each in "\r\n\t" for each in text)
        known = sum(each.isascii() or _is_arabic(each) or each.lower() in _USUAL for each in text)
        if text and good > 0.99 * len(text) and known > 0.9 * len(text) and "\0" not in text:
            return name
    return None

"""The features of a GeoJSON file (RFC 7946) one by one, without their shapes, for its reader, whose
memory stays flat whatever the size of the file."""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from weft.store.readers.files import CHUNK, read_chunks
from weft.store.readers.problems import CutFile, FileProblem, NotText, TooLarge
from weft.store.watching import NOBODY, Watch

MOST_FEATURE = 16 << 20  # characters, without its shape
_NEAR = 200  # characters before the end in which a word, number or point that is cut may begin
_BLANK = re.compile(r"[ \t\n\r]*")
# The numbers of a shape, which nobody needs here: up to the next member or the end of the object,
# or, as far as they have been read, up to the last whole point.
_SHAPE = re.compile(r'("coordinates"\s*:\s*\[)[-+\d\s.,eE\[\]]*(?<=\])(?=\s*(?:\}|,\s*"))')
_OPEN_SHAPE = re.compile(r'("coordinates"\s*:\s*\[)[-+\d\s.,eE\[\]]*(\]\s*,?)[-+\d\s.,eE\[]*\Z')
# Read as if they were signs of one byte; the same stand where a text names half of a sign: \ud83d
_NOT_UTF8 = re.compile("[\\ud800-\\udfff]")


class NotGeojson(FileProblem):
    """JSON, but no collection of features."""

    code = "not_geojson"


class BrokenJson(FileProblem):
    """The signs of JSON stand where none may stand, or are missing."""

    code = "broken_json"


class Number(str):
    """A number as it stands in the file; so that it is told from a text."""

    __slots__ = ()


class Doubled(dict[str, Any]):
    """An object of which a member stands there more than once: nobody knows which holds."""

    twice = ""


def _gather(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    found = Doubled(members)
    names = [name for name, _ in pairs]
    found.twice = next(each for each in names if names.count(each) > 1)
    return found


_DECODER = json.JSONDecoder(
    object_pairs_hook=_gather, parse_float=Number, parse_int=Number, parse_constant=str
)


def is_utf8(text: str) -> bool:
    """Whether a text of the file was UTF-8 and can be written so again."""
    return text.isascii() or not _NOT_UTF8.search(text)


def read_features(
    path: Path, said: dict[str, Any] | None = None, watch: Watch = NOBODY
) -> Iterator[tuple[int, Any]]:
    """The number of each feature, from 1, and what stands there: an object, if the file is right.
    Numbers are `Number`, objects with a member twice `Doubled`, shapes empty.

    `said` gets the words that the collection says beside its features: type, name. Raises NotText,
    CutFile, BrokenJson, NotGeojson and TooLarge, with the feature as the row. `watch` is told how
    many bytes were read.
    """
    members: dict[str, Any] = {} if said is None else said
    stream = _Stream(path, watch)
    if stream.peek() == "[":
        raise NotGeojson(path, "array")
    stream.take("{")
    while stream.peek() != "}":
        if members:
            stream.take(",")
        if stream.peek() != '"':
            raise stream.refuse("sign", sign='"')
        name = stream.read_value()
        stream.take(":")
        if name in members:
            raise BrokenJson(path, "twice", found=name[:40])
        members[name] = None
        if name == "features":
            yield from _list_features(stream)
            continue
        value = stream.read_value()
        members[name] = value if isinstance(value, str) else None
        if name == "type":
            _check_type(path, value)
    stream.take("}")
    if found := stream.peek():
        raise stream.refuse("behind", sign=found)
    _check_type(path, members.get("type"))
    if "features" not in members:
        raise NotGeojson(path, "empty")


def _list_features(stream: "_Stream") -> Iterator[tuple[int, Any]]:
    stream.take("[")
    number = 0
    while stream.peek() != "]":
        if number:
            stream.take(",")
        number = stream.feature = number + 1
        yield number, stream.read_value()
    stream.take("]")
    stream.feature = None


def _check_type(path: Path, found: Any) -> None:
    if found == "FeatureCollection":
        return
    if isinstance(found, str):
        raise NotGeojson(path, "type", found=found[:40])
    raise NotGeojson(path, "untyped")


class _Stream:
    """The text of a file, of which no more is held than the value that is being read."""

    def __init__(self, path: Path, watch: Watch) -> None:
        self.path = path
        self.feature: int | None = None  # the one that is being read
        self._pieces = _decode(path, watch)
        self._text, self._at = "", 0
        self._ended = False

    def peek(self) -> str:
        """The next sign that is no blank; none at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._text) or not self._read_more():
                return self._text[self._at : self._at + 1]

    def take(self, sign: str) -> None:
        """Pass over a sign that has to stand here."""
        if self.peek() != sign:
            raise self.refuse("sign", sign=sign)
        self._at += 1

    def read_value(self) -> Any:
        """Whatever stands here."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                # Either it is wrong, or it goes on in what has not been read yet.
                near = error.pos > len(self._text.rstrip()) - _NEAR
                goes_on = near or error.msg.startswith("Unterminated")
                if not (goes_on and self._read_more()):
                    raise self.refuse("syntax", error.pos, cut=goes_on, detail=error.msg) from None
            except RecursionError:
                raise self.refuse("deep") from None
            else:
                if end == len(self._text) and self._read_more():
                    continue  # of a number there may be more
                self._at = end
                return value

    def refuse(
        self, case: str, at: int | None = None, *, cut: bool = False, sign: str = "",
        detail: str = "",
    ) -> FileProblem:  # fmt: skip
        """Why nobody can read on from here. `cut`: unless the file ends as a collection does, it
        was cut."""
        found = self._text[self._at if at is None else at :][:20]
        if not found.strip() or (cut and not self._text.rstrip().endswith("}")):
            if self.feature:
                return CutFile(self.path, "feature", row=self.feature, feature=str(self.feature))
            return CutFile(self.path, "middle")
        if "\0" in found or not is_utf8(found):
            return NotText(self.path, "geojson", row=self.feature)
        return BrokenJson(self.path, case, row=self.feature, found=found, sign=sign, detail=detail)

    def _read_more(self) -> bool:
        """Whether there is more. As much again as is held, so that a large feature is not begun
        anew with each piece."""
        held = self._text[self._at :]
        if len(held) > MOST_FEATURE:
            raise TooLarge(self.path, "feature", row=self.feature, most=MOST_FEATURE)
        parts, size = [held], 0
        while size < max(CHUNK, len(held)) and not self._ended:
            piece = next(self._pieces, None)
            self._ended = piece is None
            parts.append(piece or "")
            size += len(piece or "")
        if size:
            text = _SHAPE.sub(r"\1]", "".join(parts))
            self._text, self._at = _OPEN_SHAPE.sub(r"\1\2", text), 0
        return size > 0


def _decode(path: Path, watch: Watch) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    begin = True
    for chunk in read_chunks(path, watch):
        text = decoder.decode(chunk)
        yield text.removeprefix("\ufeff") if begin else text
        begin = False
    yield decoder.decode(b"", final=True)

"""Lines of a form in which each word is given its code, as the page of columns writes and reads
them."""

import re
from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SIGN = " = "
CODE = re.compile(r"[A-Za-z0-9_@$+.:/()-]{1,100}")  # as core.observatory.observation.Code


def write_pairs(words: Iterable[str], codes: Mapping[str, str], empty: str = "") -> str:
    """A line for each word, with its code where it has one; `empty` stands for an empty cell."""
    return "\n".join(f"{each or empty}{SIGN}{codes.get(each, '')}".rstrip(" ") for each in words)


def read_pairs(text: str, known: Collection[str] = ()) -> dict[str, str]:
    """Word -> what stands behind the sign, of each line that has something there. A word may hold
    the sign itself if it is one of `known`.

    Raises ValidationError, which names the line.
    """
    found: dict[str, str] = {}
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        word, sign, code = _split(line.strip(), known)
        if not sign:
            wrong.append(
                _("Line %(number)s has no = sign: write the word of the file, =, and its code.")
                % {"number": number}
            )
        elif code:
            found[word] = code
    if wrong:
        raise ValidationError(wrong[:5])
    return found


def check_codes(pairs: Mapping[str, str]) -> None:
    """Raises ValidationError where something is no code."""
    for word, code in pairs.items():
        if not CODE.fullmatch(code):
            raise ValidationError(
                _("“%(word)s”: “%(code)s” is no code; it has letters, digits, _ and - only.")
                % {"word": word[:60], "code": code[:40]}
            )


def _split(line: str, known: Collection[str]) -> tuple[str, str, str]:
    """The word, the sign (empty: there is none), what stands behind it."""
    for each in sorted((x for x in known if line.startswith(x)), key=len, reverse=True):
        rest = line[len(each) :].lstrip()
        if rest.startswith("="):
            return each, "=", rest[1:].strip()
    word, sign, code = line.partition("=")
    return word.strip(), sign, code.strip()

"""What words of heads and cells mean in six languages: roles, sexes, ages, countries, totals; for
the assistant."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import Field, TypeAdapter

from weft.core.atlas.records import Model
from weft.core.terms import fold
from weft.core.terms.vocabulary import LOADER
from weft.store.ingesting.words import LANGUAGES, strip_marks
from weft.store.readers.numbers import tidy

TOTAL, OTHERS, UNKNOWN = "_T", "_O", "_U"


class Breakdown(Model):
    """The words of one breakdown."""

    heads: tuple[str, ...]
    codes: dict[str, tuple[str, ...]] = Field({})


class Heads(Model):
    """The words of packs/heads.yaml."""

    roles: dict[str, tuple[str, ...]]
    breakdowns: dict[str, Breakdown]
    totals: tuple[str, ...]
    others: tuple[str, ...]
    unknowns: tuple[str, ...]
    measures: dict[str, tuple[str, ...]]
    definitions: dict[str, tuple[str, ...]]
    percent: tuple[str, ...]


@cache
def read_words() -> Heads:
    """The words, as they stand in the pack."""
    text = files("weft.packs").joinpath("heads.yaml").read_text("utf-8")
    return TypeAdapter(Heads).validate_python(yaml.load(text, LOADER))  # noqa: S506


@dataclass(frozen=True)
class Found:
    """What a head says a column is."""

    role: str
    name: str | None
    score: float
    word: str


def simplify(text: str) -> str:
    """Words for comparison: folded, signs between words as spaces."""
    return " ".join(
        re.sub(r"[^\w%+]+", " ", fold(text).replace("_", " ").replace("&", " and ")).split()
    )


@cache
def _index_heads() -> Mapping[str, tuple[str, str | None]]:
    words = read_words()
    found: dict[str, tuple[str, str | None]] = {}
    for name, breakdown in words.breakdowns.items():
        for each in breakdown.heads:
            found.setdefault(simplify(each), ("breakdown", name))
    for role, heads in words.roles.items():
        for each in heads:
            found.setdefault(simplify(each), (role, None))
    return found


def read_head(head: str) -> Found | None:
    """What the words of a head say; the whole head says more than a part of it, longer words say
    more than short ones."""
    index, text = _index_heads(), simplify(head)
    if text in index:
        return Found(*index[text], 0.95, head)
    best: Found | None = None
    for word, (role, name) in index.items():
        if len(word) > 2 and has_words(text, word):
            score = 0.4 + 0.4 * len(word) / max(len(text), 1)
            if best is None or score > best.score:
                best = Found(role, name, round(score, 2), word)
    return best


def has_words(text: str, words: str) -> bool:
    """Whether simplified words stand in a simplified text, as whole words."""
    return f" {words} " in f" {text} "


@cache
def _index_codes(name: str) -> Mapping[str, str]:
    words = read_words()
    codes = words.breakdowns[name].codes if name in words.breakdowns else {}
    found = {simplify(each): code for code, listed in codes.items() for each in listed}
    for listed, code in ((words.others, OTHERS), (words.unknowns, UNKNOWN), (words.totals, TOTAL)):
        for each in listed:
            found.setdefault(simplify(each), code)
    return found


def is_total(word: str) -> bool:
    """Whether a cell says that it is the total."""
    return simplify(word) in {simplify(each) for each in read_words().totals} or word == TOTAL


def find_code(name: str | None, word: str) -> str | None:
    """The code of a word of a breakdown: M for maschi, Y0T4 for 0-4, ITA for Italie; None where it
    none that is known."""
    text = simplify(strip_marks(word))
    if name == "sex":
        return _index_codes("sex").get(text)
    known = _index_codes(name or "").get(text)
    if name == "age":
        return known or read_age(word)
    if name == "origin":
        return known or find_country(word)
    return known if known == TOTAL else None


_AGE = (
    (re.compile(r"y?(\d{1,3})\s*(?:-|–|t|to|a|à|_|al|الى)\s*(\d{1,3})"), "Y{0}T{1}"),
    (re.compile(r"(?:from|de|da|von|من)\s*(\d{1,3})\s*(?:to|a|à|al|الى)\s*(\d{1,3})"), "Y{0}T{1}"),
    (re.compile(r"(\d{1,3})\s*(?:\+|and over|and more|and older|et plus|e piu|e oltre|y mas|e mais|"
                r"ou mais|فاكثر|فما فوق|or more)"), "Y_GE{0}"),
    (re.compile(r"(?:>=|≥|over|plus de|oltre|y_?ge)\s*(\d{1,3})"), "Y_GE{0}"),
    (re.compile(r"(?:<|under|moins de|meno di|menos de|below|y_?lt|اقل من)\s*(\d{1,3})"),
     "Y_LT{0}"),
    (re.compile(r"y?(\d{1,3})"), "Y{0}"),
)  # fmt: skip
_YEARS = re.compile(r"\b(years?|years old|ans|anni|anos|años|سنوات|سنة|عاما|سنه|age|aged|yrs?)\b")


def read_age(word: str) -> str | None:
    """An age or a group of ages as SDMX writes it: Y0T4, Y18T59, Y_GE65, Y_LT1, Y30."""
    text = " ".join(_YEARS.sub(" ", fold(tidy(word))).split())
    for pattern, form in _AGE:
        if found := pattern.fullmatch(text):
            numbers = [str(int(each)) for each in found.groups()]
            if any(int(each) > 130 for each in numbers):
                return None
            if len(numbers) == 2 and int(numbers[0]) >= int(numbers[1]):
                return None
            return form.format(*numbers)
    return None


@cache
def _index_countries() -> Mapping[str, str]:
    """Names, alpha-2 and alpha-3 codes of countries -> alpha-3, from Unicode CLDR."""
    from babel import Locale  # noqa: PLC0415  # slow to import, and only the assistant needs it
    from babel.core import get_global  # noqa: PLC0415

    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    three: dict[str, str] = {}
    for code, names in sorted(aliases.items()):
        whole = len(code) == 3 and code.isalpha() and code not in _WITHDRAWN
        if whole and len(names) == 1 and len(names[0]) == 2:
            three[names[0]] = code
    found = {fold(code): code for code in three.values()}
    found |= {fold(two): code for two, code in three.items()}
    for language in LANGUAGES:
        for two, name in Locale.parse(language).territories.items():
            if two in three:
                for form in (
                    name,
                    name.replace("’", "'"),
                    name.split(" (")[0],
                    name.replace("St. ", "Saint "),
                ):
                    found.setdefault(simplify(form), three[two])
    for name, code in _OTHER_NAMES.items():
        found[simplify(name)] = code
    return found


# Codes that ISO 3166-1 took back, which Unicode still knows.
_WITHDRAWN = frozenset({"ZAR", "FXX", "TMP", "BUR", "ROM", "YMD", "DDR", "ANT", "SCG", "YUG"})
# How statistical offices write some countries otherwise than Unicode.
_OTHER_NAMES = {
    "Syrian Arab Republic": "SYR", "Syrian Arab Rep.": "SYR", "Russian Federation": "RUS",
    "Viet Nam": "VNM", "Iran (Islamic Republic of)": "IRN", "Iran (Islamic Rep. of)": "IRN",
    "Republic of Moldova": "MDA", "Rep. of Moldova": "MDA", "Moldavia": "MDA",
    "Venezuela (Bolivarian Republic of)": "VEN", "Bolivia (Plurinational State of)": "BOL",
    "United Republic of Tanzania": "TZA", "United Rep. of Tanzania": "TZA",
    "Democratic Republic of the Congo": "COD", "Dem. Rep. of the Congo": "COD", "Congo": "COG",
    "Republic of Korea": "KOR", "Rep. of Korea": "KOR", "Dem. People's Republic of Korea": "PRK",
    "Dem. People's Rep. of Korea": "PRK", "Lao People's Democratic Republic": "LAO",
    "Lao People's Dem. Rep.": "LAO", "Brunei Darussalam": "BRN", "Cabo Verde": "CPV",
    "Côte d'Ivoire": "CIV", "State of Palestine": "PSE", "Palestinian": "PSE", "Czechia": "CZE",
    "Czech Republic": "CZE", "Türkiye": "TUR", "Turkey": "TUR", "Turchia": "TUR", "Turquie": "TUR",
    "Eswatini": "SWZ", "Swaziland": "SWZ", "North Macedonia": "MKD",
    "Micronesia (Fed. States of)": "FSM",
    "China, Hong Kong SAR": "HKG", "China, Macao SAR": "MAC", "Central African Rep.": "CAF",
    "Dominican Rep.": "DOM", "Rep. of the Congo": "COG", "United Kingdom": "GBR", "USA": "USA",
    "United States of America": "USA", "Stati Uniti d'America": "USA", "Regno Unito": "GBR",
    "États-Unis d'Amérique": "USA", "Cina, Repubblica Popolare": "CHN", "Saint Helena": "SHN",
    "Serbia and Kosovo: S/RES/1244 (1999)": "SRB", "Holy See": "VAT", "Kosovo": "XKX",
    "Moldova, Republic of": "MDA", "Republic of Moldova*": "MDA", "Corea del Sud": "KOR",
    "Burma": "MMR", "Birmanie": "MMR", "Ivory Coast": "CIV", "Costa d'Avorio": "CIV",
    "Bosnia-Erzegovina": "BIH", "Bosnia ed Erzegovina": "BIH", "Repubblica Ceca": "CZE",
    "Falkland Islands (Malvinas)": "FLK", "Wallis and Futuna Islands": "WLF",
    "United States Virgin Islands": "VIR", "Sint Maarten (Dutch part)": "SXM",
    "Bonaire, Sint Eustatius and Saba": "BES", "Bahamas": "BHS",
    "Gambia": "GMB", "Comoros": "COM", "Réunion": "REU", "Curaçao": "CUW",
}  # fmt: skip


def find_country(word: str) -> str | None:
    """The ISO 3166-1 alpha-3 code of a country by its exact name in six languages, or its code."""
    text = strip_marks(word)
    if len(text) in (2, 3) and not (text.isascii() and text.isupper()):
        return None  # "it", "los": words, not codes
    return _index_countries().get(fold(text)) or _index_countries().get(simplify(text))


def find_longest(text: str, listed: Mapping[str, Iterable[str]]) -> tuple[str, str] | None:
    """The key of the longest of some words that stands in a text, and the word."""
    plain, best = simplify(text), ("", "")
    for key, words in listed.items():
        for word in words:
            form = simplify(word)
            if has_words(plain, form) and len(form) > len(simplify(best[1])):
                best = (key, word)
    return best if best[0] else None

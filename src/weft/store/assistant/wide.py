"""Columns that are years, sexes, ages, origins or measures: read from their heads; for the
assistant."""

import re
from collections.abc import Collection, Sequence

from weft.core.observatory.recipe import Wide
from weft.core.observatory.saying import Saying
from weft.store.assistant.values import Profile
from weft.store.assistant.vocabulary import (
    find_code,
    find_country,
    find_longest,
    has_words,
    is_total,
    read_words,
    simplify,
)
from weft.store.proposal import tell_why
from weft.store.readers.heads import JOIN, strip_head_marks

_YEAR = re.compile(r"(?<!\d)((?:18|19|20|21)\d\d)(?!\d)")
_SHORT = re.compile(r"(?:^|[ _])([fm])(?=$|[ _])", re.IGNORECASE)
# Which of them names the dimension that the columns are spread over, first come first served.
_CODED = ("sex", "age", "origin")
_ORDER = ("period", "sex", "age", "origin", "measure")


def read_settings(head: str, heads: Collection[str] = ()) -> dict[str, str]:
    """What a head says of the figures below it: period, sex, age, origin, measure, unit. A mark
    among these `heads` says none of them: "2023 (f)" is a forecast, not of women."""
    found: dict[str, str] = {}
    if year := _YEAR.search(head):
        found["period"] = year[1]
    words = read_words()
    for part in strip_head_marks(head, heads).split(JOIN):
        _read_part(part.strip(), found)
    if any(has_words(simplify(head), simplify(each)) for each in words.percent if each != "%") or (
        "%" in head
    ):
        found["unit"] = "percent"
    return found


def _read_part(part: str, found: dict[str, str]) -> None:
    if not part or _YEAR.fullmatch(part):
        return
    for name in ("sex", "age", "origin"):
        # "A" is no country and "1" no sex where it stands in a head.
        if len(part) > 2 and name not in found and (code := find_code(name, part)):
            if code != "_T":
                found[name] = code
                return
            if name == "sex" and not is_total(part):
                found["sex"] = code
                return
    plain = simplify(part)
    listed = read_words().breakdowns["sex"].codes
    if "sex" not in found:
        wordy = {code: [each for each in known if len(each) > 2] for code, known in listed.items()}
        if hit := find_longest(part, wordy):
            found["sex"] = hit[0]
        elif (short := _SHORT.search(plain)) and len(plain) <= 12:
            found["sex"] = short[1].upper()
            rest = plain.replace(short[1], "", 1).strip(" _")
            if rest and (age := find_code("age", rest.replace(" ", "-"))):
                found["age"] = age
    if measure := find_longest(part, read_words().measures):
        found.setdefault("measure", measure[0])


def propose_wide(numeric: Sequence[Profile]) -> tuple[Wide, dict[str, Saying]] | None:
    """How columns of figures are spread, and why; None where their heads do not say."""
    heads = [each.column.label for each in numeric]
    said = {head: read_settings(head, heads) for head in heads}
    countries = sum(bool(find_country(head)) for head in said)
    if countries > 0.5 * len(said):
        said = {head: {"origin": find_code("origin", head) or "_T"} for head in said
                if find_code("origin", head) or is_total(head)}  # fmt: skip
    for each in said.values():
        if "unit" in each:  # percentages beside counts are another measure
            each["measure"] = "share"
    keys = [key for key in _ORDER if len({each.get(key) for each in said.values()}) > 1]
    keys = [key for key in keys if sum(key in each for each in said.values()) >= 0.5 * len(said)]
    if not keys:
        return None
    main = keys[0]
    columns: dict[str, str] = {}
    why: dict[str, Saying] = {}
    _open_last_age(said.values())
    for head, settings in said.items():
        settings |= {key: "_T" for key in keys if key in _CODED and key not in settings}
        if main not in settings:
            continue
        if main == "measure" and (who := find_longest(head, read_words().definitions)):
            settings["definition"] = who[0]
        written = " ".join(
            [settings[main], *(f"{key}={value}" for key, value in settings.items() if key != main)]
        )
        if written in columns.values():
            continue  # two columns cannot be the same; a person says what the second is
        columns[head] = written
        why[head] = tell_why("wide", found=written)
    if len(columns) < 2:
        return None
    if main == "period":
        return Wide(columns=columns, role="period"), why
    if main == "measure":
        return Wide(columns=columns, role="measure"), why
    return Wide(columns=columns, role="breakdown", name=main), why


def _open_last_age(said: Collection[dict[str, str]]) -> None:
    """60 after 18 to 59 means 60 and over."""
    ages = [each["age"] for each in said if "age" in each]
    ends = [int(found[1]) for each in ages if (found := re.fullmatch(r"Y\d+T(\d+)", each))]
    if not ends:
        return
    last = max(ends) + 1
    for each in said:
        if each.get("age") == f"Y{last}":
            each["age"] = f"Y_GE{last}"

"""Says gaps, cells and elements in the reader's language: a plain sentence, and what is missing."""

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Competence, Mechanism
from weft.core.atlas.records import NOBODY, UNKNOWN
from weft.core.atlas.sentences import name_every
from weft.core.diagnosis.gaps.gap import Cell, Gap, Part, Readiness
from weft.core.diagnosis.gaps.holders import is_positive
from weft.core.diagnosis.gaps.pack import GapPack, read_pack
from weft.core.terms import label
from weft.core.terms.phrases import say, write_list, write_number

TIES_WITH = "ties_with_"  # what a part's code begins with before the area
# Of these the sentence of a sure cell would say too much where it is open.
OPEN = ("S-ORPHAN", "S-OVERLAP", "S-UNFUNDED", "S-DISTANT")


def say_gap(atlas: Atlas, gap: Gap, language: str = "en", pack: GapPack | None = None) -> str:
    """How large the gap is, what shows it, and what would have to be found out."""
    size = _say_size(gap.low, gap.high, language)
    said = [say(f"gap_{gap.severity}", language, name=say(gap.code, language), size=size)]
    limit = (pack or read_pack()).severity.slight
    if shown := [_say_part(each, language) for each in gap.parts if each.low >= limit]:
        said.append(say("gap_shows", language, parts=say("gap_list", language).join(shown)))
    missing = dict.fromkeys(code for each in gap.parts for code in each.missing)
    if missing:
        words = say("gap_list", language).join(say(code, language) for code in missing)
        said.append(say("gap_missing", language, parts=words))
    return " ".join(said)


def _say_size(low: float, high: float, language: str) -> str:
    ends = {"low": write_number(low, language), "high": write_number(high, language)}
    if (low, high) == (0, 1):
        return say("gap_any", language)
    return say("gap_between" if ends["low"] != ends["high"] else "gap_size", language, **ends)


def _say_part(part: Part, language: str) -> str:
    if part.code.startswith(TIES_WITH):
        area = label("areas", part.code.removeprefix(TIES_WITH), language)
        return say("part_ties_with", language, area=area)
    return say(f"part_{part.code}", language)


def say_cell(atlas: Atlas, cell: Cell, language: str = "en") -> str:
    """What stands out in a role, who it is about, and whether that is certain."""
    levels = [label("levels", each, language) for each in cell.levels]
    role = label("roles", cell.role, language)
    open_ = cell.low == 0 and cell.code in OPEN
    said = say(
        _find_open(atlas, cell) if open_ else cell.code,
        language,
        role=role[:1].upper() + role[1:],
        who=write_list(_list_holders(atlas, cell, language) or levels, language),
        levels=write_list(levels, language),
        upper=levels[0] if levels else "",
        lower=levels[-1] if levels else "",
    )
    sure = cell.low > 0 or open_ or cell.code == "S-UNKNOWN"
    return say("cell_sure" if sure else "cell_maybe", language, said=said)


def _find_open(atlas: Atlas, cell: Cell) -> str:
    """The phrase for a cell that may be so; of an overlap, one more where ties are recorded."""
    tied = any(isinstance(atlas.facts[each], Mechanism) for each in cell.facts)
    return f"{cell.code}_{'tied' if tied and cell.code == 'S-OVERLAP' else 'open'}"


def _list_holders(atlas: Atlas, cell: Cell, language: str) -> list[str]:
    """The names of those who hold the role according to the cell's facts; where it is contested,
    of those of whom anything is said."""
    names = []
    for key in cell.facts:
        fact = atlas.facts[key]
        if not isinstance(fact, Competence) or fact.role != cell.role:
            continue
        if cell.code != "S-CONTESTED" and not is_positive(fact):
            continue
        if fact.holder in (NOBODY, UNKNOWN):
            names += [label("levels", fact.level, language)] if fact.level else []
        elif fact.holder:
            names.append(atlas.actor_by_id[fact.holder].name.read(language))
        else:
            place = atlas.place_by_id[fact.place or ""].name.read(language)
            names.append(name_every(fact.place_kind or "", place, language))
    return list(dict.fromkeys(names))


def say_readiness(
    atlas: Atlas, readiness: Readiness, language: str = "en", pack: GapPack | None = None
) -> str:
    """Whether an element of good coordination is there, and why."""
    return say(
        "readiness",
        language,
        name=name_row(readiness.code, language, pack),
        answer=say(f"answer_{readiness.answer}", language),
        reason=say(readiness.reason, language),
    )


def name_row(code: str, language: str = "en", pack: GapPack | None = None) -> str:
    """The name of a challenge, an opportunity or an element; KeyError if there is no such code."""
    pack = pack or read_pack()
    rows = {each.code: each for each in (*pack.challenges, *pack.opportunities, *pack.elements)}
    return rows[code].name.read(language)

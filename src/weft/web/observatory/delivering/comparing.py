"""What changed in a version against the one that counts, for those who decide on publishing it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from weft.core.observatory.measures import label_measure
from weft.core.observatory.observation import TOTAL
from weft.store.columns import PREFIX
from weft.store.comparing import compare_versions, count_changes
from weft.store.versions import NoSuchVersionError
from weft.web.observatory.facts import find_engine, find_files
from weft.web.observatory.models import State, Version

SHOWN = 50  # figures that have another value
MOST = 5_000_000  # figures; with more, comparing takes longer than a page may


@dataclass(frozen=True)
class Change:
    """One figure that has another value."""

    area: str
    what: str
    period: str
    before: float | None
    now: float | None


@dataclass(frozen=True)
class Comparison:
    """What is different, against which version."""

    before: int
    too_large: bool = False
    added: int = 0
    removed: int = 0
    changed: int = 0
    shown: tuple[Change, ...] = ()


def compare(version: Version, sees: Callable[[Version], bool]) -> Comparison | None:
    """A version beside the newest that was published before it; None where there is none. Figures
    are quoted only where the reader sees those of both."""
    earlier = version.dataset.versions.filter(state=State.PUBLISHED, number__lt=version.number)
    before = earlier.order_by("-number").first()
    if before is None:
        return None
    if max(each.report.get("figures", 0) for each in (before, version)) > MOST:
        return Comparison(before.number, too_large=True)
    try:
        old, new = find_files(before).observations, find_files(version).observations
    except NoSuchVersionError:
        return None
    counts, changed = _read_changes(old, new)
    quoted = sees(before) and sees(version)
    language = get_language() or "en"
    return Comparison(
        before.number,
        added=counts.get("added", 0),
        removed=counts.get("removed", 0),
        changed=counts.get("changed", 0),
        shown=tuple(_tell(each, language) for each in changed if quoted),
    )


@lru_cache(maxsize=64)
def _read_changes(old: Path, new: Path) -> tuple[dict[str, int], tuple[dict[str, Any], ...]]:
    """How many figures changed and how, and the first that have another value. Versions never
    change, so the answer does not."""
    engine = find_engine()
    one, other = engine.read([old]), engine.read([new])
    counts = engine.run(count_changes(one, other)).to_pylist()
    found = compare_versions(one, other)
    changed = engine.run(found.filter(found.change == "changed").limit(SHOWN)).to_pylist()
    return {each["change"]: each["figures"] for each in counts}, tuple(changed)


def _tell(row: dict[str, Any], language: str) -> Change:
    """A figure in words: what is counted, and the codes that are not the total."""
    codes = [
        f"{name.removeprefix(PREFIX)} {code}"
        for name, code in row.items()
        if name.startswith(PREFIX) and code and code != TOTAL
    ]
    words = ", ".join([label_measure(row["measure"], language), *codes])
    return Change(row["area"], words, row["period"], row["old_value"], row["new_value"])

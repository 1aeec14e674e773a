"""What a rule is and what it finds, for the modules of rules and for the one that runs them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.problems import Severity
from weft.core.atlas.references import Path


@dataclass(frozen=True)
class Finding:
    """One finding of a rule: what it is about, the message, and the field concerned."""

    record: str  # id of the record that the finding is about
    message: str
    path: Path = ()  # the field in it
    others: tuple[str, ...] = ()  # ids of other records concerned
    section: str = ""  # of a record that is no fact, whose id a fact may have too: places


@dataclass(frozen=True)
class Rule:
    """One rule: a stable code, how serious it is, and the function that looks for it."""

    code: str
    severity: Severity
    find: Callable[[Atlas], Iterable[Finding]]

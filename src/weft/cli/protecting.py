"""The policy of a dataset as it is given in the terminal, and what the terminal says of protection,
for the commands that bring figures."""

from pathlib import Path
from typing import TYPE_CHECKING

from weft.cli.common import fail

if TYPE_CHECKING:
    from weft.core.observatory.disclosure.figures import Protection
    from weft.core.observatory.disclosure.policy import Policy


def choose_policy(kind: str | None, path: Path | None) -> "Policy | str | None":
    """The policy of a file, or the kind that a word says; None where nothing is said. Raises
    RecipeError, and ends the command where both are said or there is no such kind."""
    from weft.store.recipe_io import read_policy  # noqa: PLC0415

    if kind and path:
        raise fail("Use --policy or --policy-file, not both", 2)
    if kind and kind not in ("published", "protected", "closed"):
        raise fail(f"There is no policy '{kind}'; use published, protected or closed", 2)
    return read_policy(path) if path else kind


def say_protection(done: "Protection") -> str:
    """How much of a version the public does not get as it is, for the end of a line."""
    said = {
        "cells are not shown to the public": done.withheld,
        "are shown changed by a little": done.altered,
        "amounts have no contributions": done.unexplained,
        "small ones were published before, and are no secret": done.known,
    }
    return "".join(f"; {number:,} {words}" for words, number in said.items() if number)

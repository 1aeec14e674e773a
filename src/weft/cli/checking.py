"""weft check: what is wrong or doubtful in an atlas, where, and what to do."""

from collections import Counter
from typing import Annotated

import typer

from weft.cli.common import (
    AsJson,
    PathOrPack,
    WithOption,
    count,
    open_atlases,
    print_json,
    print_problems,
)
from weft.core.atlas import SEVERITIES


def check(
    path: PathOrPack,
    others: WithOption = None,
    severity: Annotated[
        str, typer.Option("--severity", help="The mildest to print: error, warning or note.")
    ] = "note",
    as_json: AsJson = False,
) -> None:
    """Report every problem of an atlas with code, severity, place in the file and what to do."""
    from weft.core.atlas.checks import check_atlas  # noqa: PLC0415  # only this command needs it

    if severity not in SEVERITIES:
        raise typer.BadParameter(f"use one of {', '.join(SEVERITIES)}", param_hint="--severity")
    opened = open_atlases(path, others, as_json, err=False)
    atlas = opened.atlas
    problems = check_atlas(atlas, opened.locate)
    kept = tuple(
        each for each in problems if SEVERITIES.index(each.severity) <= SEVERITIES.index(severity)
    )
    counts = Counter(each.severity for each in problems)
    if as_json:
        print_json({"errors": [], "findings": [each.as_json() for each in kept]})
    else:
        print_problems(kept, err=False)
        found = ", ".join(count(counts[name], name) for name in SEVERITIES if counts[name])
        typer.echo(
            f"{count(len(atlas.facts), 'fact')} on {count(len(atlas.sources), 'source')} about "
            f"{count(len(atlas.places), 'place')}: {found or 'nothing to report'}."
        )
    if counts["error"]:
        raise typer.Exit(1)

"""What the terminal says of a file of figures: while it is read, and what came of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from weft.cli.common import count, print_json
from weft.cli.protecting import say_protection

if TYPE_CHECKING:
    from weft.core.observatory.report import ImportReport, Trouble
    from weft.store.watching import Step, Tell
    from weft.web.observatory.models import Version

SHOWN = 20  # areas that are no place, one by one
LIKE = 3  # troubles of one kind
STEPS = {
    "looking": "Looking through the file",
    "recoding": "Writing the file anew in UTF-8",
    "reading": "Reading",
    "working": "Working on the figures",
    "checking": "Looking for the places",
    "writing": "Writing",
}


def show_steps(write: Callable[[str], object]) -> "Tell":
    """Writes how far the work on a file is, as one line."""

    def show(step: "Step") -> None:
        words = STEPS[step.what]
        if step.what == "writing":
            write(f"{words}: {step.done:,} of {step.total:,} figures ...")
        elif step.total:
            write(f"{words}: {step.done / 1e6:,.1f} of {step.total / 1e6:,.1f} MB ...")
        else:
            write(f"{words}, {step.done:,} s ...")

    return show


def tell_version(
    version: "Version", notes: tuple[str, ...], doubts: tuple[str, ...], as_json: bool
) -> None:
    """What came of an import: how much, where, and what is wrong; `notes` and `doubts` are about
    the columns that were guessed."""
    report = read_report(version)
    if as_json:
        print_json({"dataset": version.dataset_id, "version": version.number,
                    "state": version.state, "report": report.model_dump(mode="json"),
                    "protection": version.protection, "notes": notes,
                    "doubts": doubts})  # fmt: skip
        return
    for note in (*notes, *doubts):
        typer.echo(note)
    span = f", {report.first} to {report.last}" if report.first else ""
    typer.echo(
        f"{count(report.figures, 'figure')} of {count(report.rows, 'row')}{span}; "
        f"{report.missing:,} missing"
    )
    if report.merged_into:
        typer.echo(f"  merged into version {report.merged_into}, as the file says of its rows")
    for each in report.areas:
        if each.place:
            typer.echo(f"  {each.area} is {each.place} (by {each.how}), {each.figures:,} figures")
    unmatched = [each for each in report.areas if not each.place]
    for each in [x for x in unmatched if x.nearest][:SHOWN]:
        name = f" ({each.name})" if each.name else ""
        near = ", ".join(each.nearest)
        typer.echo(f"  {each.area}{name} is no place of the registry; near: {near}")
    if far := [x.area for x in unmatched if not x.nearest]:
        named = ", ".join(far[:SHOWN]) + (", ..." if len(far) > SHOWN else "")
        said = "is no place" if len(far) == 1 else f"are {len(far):,} areas that are no places"
        typer.echo(f"  {named} {said} of the registry")
    if {each.area for each in unmatched} - set(version.recipe.get("unmatched", ())):
        typer.echo(
            "  Their figures stand in no profile; say in a recipe (places) which place one is: "
            "weft observe look FILE --out recipe.yaml"
        )
    for number in version.dataset.versions.filter(
        file_sha256=version.file_sha256, number__lt=version.number
    ).values_list("number", flat=True):
        typer.echo(f"note: this is the same file as version {number}")
    kinds = dict.fromkeys(x.code for x in report.troubles if x.code != "unknown_place")
    for code in sorted(kinds, key=lambda each: not each.startswith("balance")):
        _tell_troubles([x for x in report.troubles if x.code == code])
    if version.state == "published":
        tell_published(version)
    else:
        typer.echo(f"Read, not published: {version.dataset_id} version {version.number}")


def tell_published(version: "Version") -> None:
    """That a version counts, and which figures the public does not get."""
    from weft.core.observatory.disclosure.figures import Protection  # noqa: PLC0415

    protection = Protection.model_validate(version.protection)
    hidden = say_protection(protection)
    typer.echo(f"Published: {version.dataset_id} version {version.number}{hidden}")
    if protection.kind == "protected":  # who closes a dataset withholds all of it
        _tell_withheld(version)


def tell_doubts(version: "Version") -> None:
    """How to go on with a version that waits because a column was guessed with doubt."""
    typer.echo(
        f"It waits, as columns were guessed with doubt. Is all of it right? weft observe publish "
        f"{version.dataset_id} {version.number}\nElse correct the guess and add it again: "
        "weft observe look FILE --out recipe.yaml, then weft observe add FILE --recipe recipe.yaml"
    )


def _tell_withheld(version: "Version") -> None:
    """Which figures the public does not get, the first of them one by one."""
    from weft.core.observatory.observation import TOTAL  # noqa: PLC0415
    from weft.store.availability import list_withheld  # noqa: PLC0415
    from weft.store.questions import read_observations  # noqa: PLC0415
    from weft.web.observatory.facts import find_engine, find_files  # noqa: PLC0415

    engine = find_engine()
    found = list_withheld(engine.read([find_files(version).public]))
    for each in read_observations(engine.run(found.limit(LIKE))):
        parts = [f"{name} {code}" for name, code in each.breakdowns.items() if code != TOTAL]
        told = (each.place or each.area, each.measure, str(each.period), *parts)
        typer.echo(f"  not shown: {', '.join(told)}")
    count = engine.run(found.aggregate(n=found.count())).to_pylist()[0]["n"]
    if (more := count - LIKE) > 0:
        typer.echo(
            f"  and {more:,} more; all of them: weft observe export {version.dataset_id} FILE.csv, "
            "the rows without a value whose confidentiality is not F"
        )


def _tell_troubles(alike: "list[Trouble]") -> None:
    """Troubles of one kind, the first of them one by one."""
    for each in alike[:LIKE]:
        where = ", ".join(
            f"{name} {value}"
            for name, value in (("sheet", each.sheet), ("row", each.row), ("column", each.column))
            if value
        )
        times = f" ({each.count:,} times)" if each.count > 1 else ""
        typer.echo(f"{each.severity}: {where + ': ' if where else ''}{each.message}{times}")
    if more := sum(each.count for each in alike[LIKE:]):
        typer.echo(f"  and {more:,} more of this kind; --json has the first {len(alike)}")


def read_report(version: "Version") -> "ImportReport":
    from weft.core.observatory.report import ImportReport  # noqa: PLC0415

    return ImportReport.model_validate(version.report)

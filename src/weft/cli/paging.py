"""weft page: checks and diagnoses an atlas and writes one page to open in a browser or pass on."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weft.cli.common import (
    AsJson,
    PathOrPack,
    WithOption,
    count,
    fail,
    fail_to_write,
    make_console,
    open_atlases,
    print_json,
)
from weft.core.atlas import Atlas
from weft.core.atlas.files.writing import put_file
from weft.core.atlas.visibility import keep_public

if TYPE_CHECKING:
    from weft.core.diagnosis import Diagnosis


def page(
    path: PathOrPack,
    others: WithOption = None,
    out: Annotated[Path, typer.Option("--out", help="The page to write, ending in .html.")] = Path(
        "page.html"
    ),
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check and diagnose an atlas, print a summary, and write one page to open in a browser."""
    if out.suffix.lower() not in (".html", ".htm"):
        raise fail(f"'{out}': the page is HTML; end the name in .html", 2)
    if out.exists() and not force and not _is_page(out):
        raise fail(
            f"Not written: {out} is there and is no page of Weft; choose another name, or --force"
        )
    console = make_console(stderr=True)
    opened = open_atlases(path, others, as_json)
    # The page may be handed to anybody, and so may what is said of it: what is not public does not
    # come this far, not even in the number of problems.
    atlas = keep_public(opened.atlas)
    with console.status("Checking ..."):
        from weft.core.atlas.checks import check_atlas  # noqa: PLC0415

        problems = check_atlas(atlas)
    with console.status("Diagnosing ..."):
        from weft.core.diagnosis import diagnose, list_settings, read_method  # noqa: PLC0415

        method = read_method()
        settings = list_settings(atlas, fallback=dt.date.today())
        found = diagnose(atlas, settings, method)
    with console.status("Drawing the page ..."):
        from weft.pictures.page import write_page  # noqa: PLC0415

        written = write_page(atlas, found, problems, method, opened.origin)
    try:
        put_file(out, written.encode())
    except OSError as error:
        raise fail_to_write(out, error) from None
    summary = {
        "facts": len(atlas.facts),
        "actors": len(atlas.actors),
        "competences": len(atlas.competences),
        "mechanisms": len(atlas.mechanisms),
        "documents": len(atlas.sources),
        "warnings": sum(each.severity == "warning" for each in problems),
        "settings": len(found),
        "page": str(out.resolve()),
    }
    if as_json:
        print_json(summary)
        return
    typer.echo(
        f"{count(len(atlas.facts), 'fact')} about {count(len(atlas.actors), 'actor')}, "
        f"{count(len(atlas.competences), 'competence')} and "
        f"{count(len(atlas.mechanisms), 'mechanism')}, "
        f"from {count(len(atlas.sources), 'document')}."
    )
    warnings = sum(each.severity == "warning" for each in problems)
    typer.echo(f"Checked: no errors, {count(warnings, 'warning')}.")
    if found:
        what = count(len(found), "setting")
        typer.echo(f"Diagnosed: {what} (a policy area in a place). The best known:")
        _print_best(atlas, found)
    else:
        typer.echo("Nothing is recorded that a diagnosis could stand on. Add competences first.")
    typer.echo(f"\nOpen this page in a browser:\n  {summary['page']}")


def _is_page(path: Path) -> bool:
    """Whether a file is an earlier page of Weft, which may be written anew."""
    try:
        with path.open("rb") as file:
            return b'name="generator" content="Weft' in file.read(2000)
    except OSError:
        return False


def _print_best(atlas: Atlas, found: tuple["Diagnosis", ...]) -> None:
    from weft.core.diagnosis.sentences import say_diagnosis  # noqa: PLC0415

    known = [each for each in found if each.applicable]
    known.sort(key=lambda each: -each.readings[0].knownness)
    for each in known[:4]:
        typer.echo(f"  - {say_diagnosis(atlas, each)}")

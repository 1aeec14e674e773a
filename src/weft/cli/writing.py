"""weft convert, template and schema: atlases from one format into another, and empty ones."""

import json
from pathlib import Path
from typing import Annotated

import typer

from weft.cli.common import (
    AsJson,
    PathOrPack,
    WithOption,
    check_free,
    fail,
    fail_to_write,
    open_atlases,
    print_json,
    write_file,
)

Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


def convert(
    path: PathOrPack,
    target: Annotated[
        Path,
        typer.Argument(help="Ending in .yaml, .json, .xlsx or .jsonld; a folder is CSV."),
    ],
    others: WithOption = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write an atlas in another format: all of it, or nothing if it cannot be read."""
    from weft.core.atlas.files import FormatError, write_atlas  # noqa: PLC0415

    check_free(target, force)
    atlas = open_atlases(path, others, as_json).atlas
    try:
        write_atlas(atlas, target, replace=force)
    except FormatError as error:
        raise fail(f"Not written: {error}", 2) from None
    except (OSError, ValueError) as error:
        raise fail_to_write(target, error) from None
    _say_written(target, as_json)


def template(
    target: Annotated[Path, typer.Argument(help="The workbook to make.")] = Path("atlas.xlsx"),
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Make an empty Excel workbook to fill in: drop-downs, notes on each column, example rows."""
    from weft.core.atlas.files.template import write_template  # noqa: PLC0415

    if target.suffix.lower() != ".xlsx":
        raise fail(f"'{target}': a template is a workbook; end the name in .xlsx", 2)
    write_file(target, write_template(), force)
    _say_written(target, as_json)


def schema(
    target: Annotated[
        Path | None, typer.Argument(help="Where to; standard output if left out.")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Print the JSON Schema of the file format, for editors that check while one types."""
    from weft.core.atlas.schema import make_schema  # noqa: PLC0415

    text = json.dumps(make_schema(), ensure_ascii=False, indent=2) + "\n"
    if target is None:
        typer.echo(text, nl=False)
        return
    write_file(target, text.encode(), force)
    _say_written(target, as_json)


def _say_written(target: Path, as_json: bool) -> None:
    if as_json:
        print_json({"written": str(target)})
    else:
        typer.echo(f"Written: {target}")

"""weft load and weft dump: an atlas from a file into the database, and back without loss."""

from pathlib import Path
from typing import Annotated

import typer

from weft.cli.common import (
    AsJson,
    PathOrPack,
    check_free,
    count,
    fail_to_write,
    list_packs,
    make_console,
    open_atlas,
    print_json,
    print_problems,
)
from weft.cli.site import prepare_tables, wake
from weft.core.atlas import Atlas, AtlasError, Record, write_atlas
from weft.core.atlas.combining import SHARED
from weft.core.atlas.files.writing import FormatError


def load(
    path: PathOrPack,
    name: Annotated[
        str | None, typer.Option("--name", help="The name by which pages call it; else the path.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add an atlas to the database of the site, all of it or nothing. What is there leads; what
    contradicts it is said and nothing is loaded."""
    atlas = open_atlas(path, as_json)
    wake()
    prepare_tables()
    from weft.web.atlas.actions import load_atlas  # noqa: PLC0415
    from weft.web.atlas.facts import read_whole  # noqa: PLC0415

    with make_console(stderr=True).status("Loading ...") as status:

        def show(what: str, done: int, total: int) -> None:
            status.update(f"Loading {what}: {done:,} of {total:,} ...")

        try:
            written = load_atlas(
                atlas, name or (path if path in list_packs() else Path(path).name), show
            )
        except AtlasError as error:
            status.stop()
            if as_json:
                print_json({"errors": [each.as_json() for each in error.problems]})
            else:
                print_problems(error.problems)
                typer.echo(f"{count(len(error.problems), 'error')}; nothing was loaded.", err=True)
            raise typer.Exit(1) from None
    if as_json:
        print_json({"change_set": written and written.pk, "facts": len(atlas.facts)})
        return
    if written is None:
        typer.echo("Nothing new: all of it is in the database already.")
    else:
        typer.echo(f"Loaded: {count(len(atlas.facts), 'fact')} as change set {written.pk}.")
    if kept := _list_kept(atlas, read_whole()):
        named = ", ".join(kept[:5]) + (", ..." if len(kept) > 5 else "")
        typer.echo(
            f"{count(len(kept), 'record')} of the file that differ from what is there were left "
            f"as they are there: {named}"
        )


def _list_kept(atlas: Atlas, whole: Atlas) -> list[str]:
    """The places, sources and actors of which a file says something else than the database does,
    or something that the database does not take over."""
    there = {(section, each.id): each for section in SHARED for each in getattr(whole, section)}
    return [
        each.id
        for section in SHARED
        for each in getattr(atlas, section)
        if not _is_within(each, there[section, each.id])
    ]


def _is_within(record: Record, kept: Record) -> bool:
    """Whether all that a record says is said by the one that is kept."""
    said, there = (x.model_dump(mode="json", exclude_defaults=True) for x in (record, kept))
    for name, value in said.items():
        found = there.get(name)
        if isinstance(value, dict) and isinstance(found, dict):
            if any(found.get(key) != words for key, words in value.items()):
                return False
        elif name in ("positions", "networks"):
            continue  # these are joined
        elif found != value and not (isinstance(found, dict) and value in found.values()):
            return False
    return True


def dump(
    path: Annotated[Path, typer.Argument(help="A file ending in .yaml, .json, .xlsx or .jsonld.")],
    public: Annotated[bool, typer.Option("--public", help="Only what everybody may see.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if it is there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write what is in the database of the site as a file, hidden facts too unless --public."""
    check_free(path, force)
    wake()
    prepare_tables()
    from weft.web.atlas.facts import read_view, read_whole  # noqa: PLC0415

    atlas = read_view().atlas if public else read_whole()
    try:
        write_atlas(atlas, path, replace=force)
    except (FormatError, OSError, ValueError) as error:
        raise fail_to_write(path, error) from None
    if as_json:
        print_json({"written": str(path), "facts": len(atlas.facts)})
    else:
        typer.echo(f"Written: {path} ({count(len(atlas.facts), 'fact')})")

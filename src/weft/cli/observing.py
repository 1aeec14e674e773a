"""weft observe: files of figures into the observatory of the site, and what they say of a place."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weft.cli.common import (
    AsJson,
    check_free,
    fail,
    fail_to_write,
    make_console,
    print_json,
)
from weft.cli.estimating import fit
from weft.cli.observed import (
    read_report,
    show_steps,
    tell_doubts,
    tell_published,
    tell_version,
)
from weft.cli.protecting import choose_policy
from weft.cli.site import prepare_tables, wake

if TYPE_CHECKING:
    from weft.core.observatory.disclosure.policy import Policy
    from weft.core.observatory.recipe import Recipe
    from weft.store.watching import Tell
    from weft.web.observatory.models import Dataset, Version

DOUBTFUL = 0.5  # of a guess: below it a person looks before the figures count

app = typer.Typer(
    name="observe",
    help="Figures: bring a file, look at what came of it, publish it, take it back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

FilePath = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The file of figures.")
]
DatasetOption = Annotated[
    str | None,
    typer.Option("--dataset", help="The dataset that it is a version of; else named by the file."),
]
RecipeOption = Annotated[
    Path | None,
    typer.Option(
        "--recipe", metavar="R", exists=True, dir_okay=False,
        help="A recipe (YAML) that says what each column is; else the columns are guessed.",
    ),
]  # fmt: skip


app.command("fit")(fit)


@app.command("look")
def look(
    file: FilePath,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the proposed recipe here, to correct it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a file seems to hold, column by column, and propose a recipe. Nothing is kept."""
    wake()
    prepare_tables()
    from weft.store.recipe_io import write_recipe  # noqa: PLC0415
    from weft.web.observatory.looking import look_into  # noqa: PLC0415

    with make_console(stderr=True).status("Looking at the file ...") as status:
        found = _try(lambda: look_into(file, progress=show_steps(status.update)))
    recipe = write_recipe(found.proposal.recipe)
    if out:
        out.write_text(recipe, "utf-8")
    if as_json:
        print_json({"recipe": found.proposal.recipe.model_dump(mode="json"),
                    "columns": [vars(x) | {"why": str(x.why)} for x in found.proposal.columns],
                    "notes": [str(each) for each in found.proposal.notes]})  # fmt: skip
        return
    for each in found.proposal.columns:
        role = each.role if not each.name else f"{each.role} {each.name}"
        typer.echo(f"{each.column}: {role} ({each.confidence:.0%}; {each.why})")
    for note in found.proposal.notes:
        typer.echo(str(note))
    typer.echo(f"Written: {out}" if out else f"\n{recipe}")


@app.command("add")
def add(
    file: FilePath,
    recipe: RecipeOption = None,
    dataset: DatasetOption = None,
    title: Annotated[str | None, typer.Option("--title", help="Of a new dataset.")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Who made it.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", help="What it is taken from, as it is to be cited; else --title."),
    ] = None,
    licence: Annotated[
        str | None, typer.Option("--licence", help="Under which it may be used.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", help="The actor whose own figures these are.")
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(
            "--policy",
            help="published (its source has published it already), protected, or closed; a new "
            "dataset is protected unless told. How small counts are protected (withheld, rounded, "
            "changed a little) says --policy-file.",
        ),
    ] = None,
    policy_file: Annotated[
        Path | None,
        typer.Option(
            "--policy-file",
            metavar="P",
            exists=True,
            dir_okay=False,
            help="A policy (YAML): threshold, method and the rules of amounts, as in "
            "docs/reference/disclosure.md; instead of --policy.",
        ),
    ] = None,
    publish: Annotated[
        bool | None,
        typer.Option(
            "--publish/--keep",
            help="Let it count at once, or only read it; else it counts unless a column was "
            "guessed with doubt.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a file of figures into a new version of a dataset, say what was found, and publish it.
    A file with errors, or with a column that was guessed with doubt, is read and not published.
    Exit code 1 if it is not published."""
    wake()
    prepare_tables()
    from weft.web.observatory.actions import make_version  # noqa: PLC0415

    said = _try(lambda: choose_policy(policy, policy_file))
    with make_console(stderr=True).status("Looking at the file ...") as status:
        chosen, notes, doubts = _choose_recipe(file, recipe, show_steps(status.update))
    wanted = publish is not False
    publish = wanted and not (doubts and publish is None)
    kept = _find_dataset(file, dataset, title, publisher, licence, source, owner, said)
    with make_console(stderr=True).status("Reading ...") as status:
        show = show_steps(status.update)
        version = _try(lambda: make_version(None, kept, file, chosen, show))
        if publish and not read_report(version).errors:
            status.update("Protecting what is published ...")
            version = _publish(version)
    tell_version(version, notes, doubts, as_json)
    wrong = read_report(version).errors
    if doubts and wanted and not publish and not wrong and not as_json:
        tell_doubts(version)
    if wrong or (wanted and version.state != "published"):
        raise typer.Exit(1)


def _choose_recipe(
    file: Path, path: Path | None, progress: "Tell"
) -> "tuple[Recipe, tuple[str, ...], tuple[str, ...]]":
    """The recipe that is given, or the one proposed; what is to be known of it; and the columns
    that were guessed with doubt."""
    from weft.store.recipe_io import read_recipe  # noqa: PLC0415
    from weft.web.observatory.looking import look_into  # noqa: PLC0415

    if path:
        return _try(lambda: read_recipe(path)), (), ()
    found = _try(lambda: look_into(file, progress=progress)).proposal
    doubts = tuple(
        f"{x.column} was taken for {x.role}: {x.why}"
        for x in found.columns
        if x.confidence < DOUBTFUL
    )
    return found.recipe, tuple(map(str, found.notes)), doubts


def _find_dataset(
    file: Path,
    key: str | None,
    title: str | None,
    publisher: str | None,
    licence: str | None,
    source: str | None,
    owner: str | None,
    policy: "Policy | str | None",
) -> "Dataset":
    """The dataset of that key, made where there is none, with what was said of it."""
    from weft.core.observatory.disclosure.policy import Policy  # noqa: PLC0415
    from weft.core.terms import slugify  # noqa: PLC0415
    from weft.web.atlas.facts import read_whole  # noqa: PLC0415
    from weft.web.observatory.actions import save_dataset  # noqa: PLC0415
    from weft.web.observatory.models import Dataset  # noqa: PLC0415

    stem = file.name.partition(".")[0]
    key = key or slugify(stem)[:80] or "figures"
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", key):
        raise fail(f"'{key}' is no key of a dataset; use letters, digits, - and _, at most 80", 2)
    if owner and owner not in read_whole().actor_by_id:
        raise fail(f"There is no actor '{owner}' in this site; see its page of actors", 2)
    known = Dataset.objects.filter(key=key).first()
    chosen = Policy.model_validate(known.policy if known else {})
    if isinstance(policy, Policy):
        chosen = policy
    elif policy:
        chosen = chosen.model_copy(update={"kind": policy})
    words: dict[str, Any] = {"publisher": publisher, "licence": licence, "source": source or title}
    words = {name: value for name, value in words.items() if value}
    if title:
        words["title"] = title
    if known and owner and owner != known.owner_id:
        raise fail(f"The dataset {key} belongs to {known.owner_id}; choose another --dataset", 2)
    if known is None:
        words = {"title": stem, "source": title or file.name, "publisher": "not stated",
                 "licence": "not stated", "owner": owner} | words  # fmt: skip
    elif not words and not policy:
        return known
    made: Dataset = _try(lambda: save_dataset(None, key, chosen, **words))
    return made


@app.command("packs")
def bring_packs() -> None:
    """Bring and publish the figures that come with Weft, where they are not there yet: what Istat,
    UN DESA and UNHCR say of the countries of the MC2CM cities."""
    wake()
    prepare_tables()
    from weft.web.observatory.models import Version  # noqa: PLC0415
    from weft.web.observatory.packs import load_figures  # noqa: PLC0415

    known = frozenset(Version.objects.values_list("dataset_id", flat=True))
    for version in _try(lambda: load_figures(known)):
        typer.echo(f"Published: {version.dataset_id}, {version.report['figures']:,} figures")


@app.command("list")
def list_datasets(as_json: AsJson = False) -> None:
    """The datasets of the site with their versions."""
    wake()
    prepare_tables()
    from weft.web.observatory.models import Version  # noqa: PLC0415

    newest: dict[str, int] = {}
    for each in Version.objects.filter(state="published").order_by("number"):
        newest[each.dataset_id] = each.pk
    counting = set(newest.values())
    rows = [
        {"dataset": x.dataset_id, "version": x.number,
         "state": "published, counts" if x.pk in counting else x.state, "file": x.file_name,
         "figures": x.report.get("figures")}
        for x in Version.objects.order_by("dataset_id", "number")
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    for row in rows:
        line = "{dataset} version {version}: {state}, {figures:,} figures, {file}"
        typer.echo(line.format(**row))
    if not rows:
        typer.echo("No figures yet: weft observe add FILE")


@app.command("publish")
def publish_one(
    dataset: Annotated[str, typer.Argument(help="The key of a dataset.")],
    version: Annotated[int, typer.Argument(help="The number of a version that is read.")],
    accept_exposed: Annotated[
        int,
        typer.Option(
            "--accept-exposed",
            metavar="N",
            min=0,
            help="Publish it though N figures can be worked out whatever is withheld.",
        ),
    ] = 0,
) -> None:
    """Let a version count."""
    tell_published(_publish(_open_version(dataset, version), accept_exposed))


@app.command("revoke")
def revoke_one(
    dataset: Annotated[str, typer.Argument(help="The key of a dataset.")],
    version: Annotated[int, typer.Argument(help="The number of a published version.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; everybody reads it.")],
) -> None:
    """Let a published version count no longer; the one before it counts again."""
    found = _open_version(dataset, version)
    from weft.web.observatory.actions import revoke  # noqa: PLC0415

    _try(lambda: revoke(None, found, reason))
    typer.echo(f"Revoked: {dataset} version {version}")


@app.command("export")
def export(
    dataset: Annotated[str, typer.Argument(help="The key of a dataset.")],
    out: Annotated[Path, typer.Argument(help="A file ending in .csv, .sdmx.csv, .xlsx, .zip "
                                             "(Frictionless) or .geojson.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
) -> None:  # fmt: skip
    """Write the published figures of a dataset, as everybody may see them."""
    check_free(out, force)
    wake()
    prepare_tables()
    from weft.web.observatory.exporting import find_form, write_dataset  # noqa: PLC0415
    from weft.web.observatory.facts import read_catalogue  # noqa: PLC0415

    form = find_form(out.name)
    if form is None:
        raise fail(
            f"No format is known by the name of {out.name}; end it in .csv, .sdmx.csv, .xlsx, .zip "
            "or .geojson", 2,
        )  # fmt: skip
    edition = read_catalogue().find(dataset)
    if edition is None:
        raise fail(f"There is no published dataset '{dataset}'; see weft observe list", 2)
    made = out.with_name(f".{out.name}.part")
    try:
        with made.open("wb") as file:
            write_dataset(edition, form, file)
        made.replace(out)
    except (OSError, ValueError) as error:
        raise fail_to_write(out, error) from None
    finally:
        made.unlink(missing_ok=True)
    typer.echo(f"Written: {out}")


def _publish(version: "Version", accept_exposed: int = 0) -> "Version":
    """The version as it is published; where that would expose figures, what to type to do it."""
    from weft.web.observatory.actions import ExposedError, publish  # noqa: PLC0415

    def work() -> "Version":
        try:
            return publish(None, version, accept_exposed)
        except ExposedError as error:
            what = f"{version.dataset_id} {version.number} --accept-exposed {error.count}"
            again = f"weft observe publish {what}"
            raise fail(f"{error} To publish it all the same: {again}") from None

    made: Version = _try(work)
    return made


def _open_version(dataset: str, number: int) -> "Version":
    wake()
    prepare_tables()
    from weft.web.observatory.models import Version  # noqa: PLC0415

    found = Version.objects.filter(dataset_id=dataset, number=number).first()
    if found is None:
        raise fail(f"There is no version {number} of '{dataset}'; see weft observe list", 2)
    return found


def _try(work: Any) -> Any:
    """The answer of some work; what cannot be read or done ends the command with its own words."""
    from weft.store.versions import NoSuchVersionError  # noqa: PLC0415
    from weft.web.observatory.actions import NotPublishableError  # noqa: PLC0415

    try:
        return work()
    except (NotPublishableError, NoSuchVersionError, OSError, ValueError) as error:
        raise fail(str(error)) from None

"""Every write to the datasets: a version is made beside what is there, and published or revoked by
one row.

Each checks who may do it, whoever calls; the terminal calls for nobody in particular, as whoever
may use it may do anything.
"""

import errno
import hashlib
import hmac
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from weft.core.observatory.disclosure.figures import Protection
from weft.core.observatory.disclosure.linking import GroupsBesideMembersError
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.protection import TooManyFiguresError
from weft.core.observatory.disclosure.rules import ContributionsDifferError
from weft.core.observatory.recipe import Recipe
from weft.core.observatory.registry import Registry, make_registry
from weft.core.observatory.report import ImportReport
from weft.core.terms import Text
from weft.store.balancing import add_balance
from weft.store.ingesting import ingest
from weft.store.protecting import WordsChangedError, protect_version
from weft.store.recipe_io import write_recipe
from weft.store.summaries import find_summary, write_summary
from weft.store.versions import OBSERVATIONS
from weft.web.accounts.audit import note
from weft.web.accounts.models import User
from weft.web.accounts.permissions import Matter, may
from weft.web.atlas.facts import read_whole
from weft.web.observatory.facts import find_files, find_store
from weft.web.observatory.models import Dataset, State, Version

CHUNK = 1 << 20  # bytes
MOST_OF_KIN = 200_000  # figures of another dataset that are reckoned with


class NotPublishableError(Exception):
    """A version has errors, or was published already; the message says what to do."""


class ExposedError(NotPublishableError):
    """Publishing a version would expose figures, and nobody said yet that it may. `count` says how
    many: those to be withheld that can be worked out whatever is withheld now, or those that
    another dataset withholds."""

    def __init__(self, version: Version, protection: Protection) -> None:
        self.count = protection.exposed + protection.unveiled
        self.unveiled = protection.unveiled
        why = (
            f"would show {_count(protection.unveiled)} that another dataset or version withholds"
            if protection.unveiled
            else f"would expose {_count(protection.exposed)} of those to be withheld: what was "
            "published before, or zeros around, tell them whatever is withheld now"
        )
        super().__init__(f"Version {version.number} {why}. Nothing was published.")


def _count(number: int) -> str:
    return f"{number:,} figure{'' if number == 1 else 's'}"


class NoRoomError(OSError):
    """The disk is full. Nothing was kept of what was being made."""

    def __init__(self, what: str, error: Exception) -> None:
        super().__init__(
            errno.ENOSPC,
            f"{what}: there is no room left for it ({error}); nothing of it was kept. Make room in "
            f"{settings.FOLDER}, or where the system keeps temporary files, and bring it again",
        )


@contextmanager
def _naming(what: str) -> Iterator[None]:
    """Says what there was no room for; the engine has errors of its own for that. What cannot be
    protected cannot be published."""
    try:
        yield
    except (
        ContributionsDifferError, GroupsBesideMembersError, TooManyFiguresError, WordsChangedError,
    ) as error:  # fmt: skip
        raise NotPublishableError(str(error)) from None
    except (OSError, duckdb.Error) as error:
        if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error):
            raise NoRoomError(what, error) from error
        raise


def demand(person: User | None, permission: str, owner: str | None) -> None:
    """Raises PermissionDenied unless the person may; None is the terminal, which may."""
    if person is not None and not may(person, permission, Matter(stated_by=owner)):
        raise PermissionDenied(permission)


def read_registry() -> Registry:
    """The places that figures may be about."""
    return make_registry(read_whole())


def save_dataset(person: User | None, key: str, policy: Policy, **words: Any) -> Dataset:
    """Make a dataset, or change what one says of itself. Its body stays; a policy that protects
    less than before counts from the next version that is published on.

    `words` are title and note (words by language), owner, publisher, source, source_date, address
    and licence, as in `models.Dataset`. Raises PermissionDenied.
    """
    with transaction.atomic():
        dataset = Dataset.objects.select_for_update().filter(key=key).first()
        if dataset is None:
            dataset = Dataset(key=key, made_by=person, owner_id=words.get("owner"))
        demand(person, "observatory.change", dataset.owner_id)
        dataset.policy = policy.model_dump(mode="json")
        for name in ("publisher", "source", "source_date", "address", "licence"):
            setattr(dataset, name, words.get(name, getattr(dataset, name)))
        for name in ("title", "note"):
            if name in words:
                setattr(dataset, name, _dump_text(words[name]))
        dataset.clean_fields(exclude=["policy", "title", "note", "made_by", "owner"])
        dataset.save()
    return dataset


def _dump_text(words: Text | Mapping[str, str] | str | None) -> dict[str, str]:
    if words is None:
        return {}
    if isinstance(words, Text):
        return dict(words.root)
    return {"en": words} if isinstance(words, str) else dict(words)


def make_version(
    person: User | None, dataset: Dataset, path: Path, recipe: Recipe, progress: Any = None
) -> Version:
    """Read a file with a recipe into a new version, which is ready and not yet published. What is
    wrong in it stands in its report. Where the work dies, nothing of it counts.

    Raises PermissionDenied, and what `ingest` raises where the file cannot be read at all.
    """
    demand(person, "observatory.change", dataset.owner_id)
    digest = _hash_file(path)
    newest = dataset.versions.filter(state=State.PUBLISHED).order_by("-number").first()
    previous = find_files(newest).observations if newest else None
    with _naming(path.name), find_store().begin(dataset.key) as making:
        report = ingest(
            path, recipe, read_registry(), making.folder,
            previous=previous, progress=progress, source=dataset.source,
        )  # fmt: skip
        report = add_balance(report, making.folder / OBSERVATIONS)
        if newest and report.merged:
            report = report.model_copy(update={"merged_into": newest.number})
        write_summary(making.folder / OBSERVATIONS)
        (making.folder / "recipe.yaml").write_text(write_recipe(recipe), "utf-8")
        (making.folder / "report.json").write_text(report.model_dump_json(indent=1), "utf-8")
        token = making.finish()
    with transaction.atomic():
        Dataset.objects.select_for_update().get(pk=dataset.pk)  # numbers are given one by one
        last = dataset.versions.aggregate(last=Max("number"))["last"] or 0
        return Version.objects.create(
            dataset=dataset,
            number=last + 1,
            token=token,
            file_name=path.name[:200],
            file_sha256=digest,
            recipe=recipe.model_dump(mode="json", exclude_defaults=True),
            report=report.model_dump(mode="json"),
            made_by=person,
        )


def publish(
    person: User | None,
    version: Version,
    accept_exposed: int = 0,
    ask: Callable[[], object] = lambda: None,
) -> Version:
    """Protect the cells of a version together with all that its body ever published, and let it
    count from now on.

    Raises PermissionDenied; NotPublishableError where it has errors or is not ready; ExposedError
    where withholding cannot hide all that should be hidden, and that are more figures than somebody
    accepted. `ask` is called before each step, and raises where the work is to stop.
    """
    dataset = version.dataset
    demand(person, "observatory.change", dataset.owner_id)
    report = ImportReport.model_validate(version.report)
    if report.errors:
        raise NotPublishableError(
            f"Version {version.number} has {len(report.errors)} errors; correct the file or the "
            "recipe and bring it again."
        )
    _demand_ready(version)
    files = find_files(version)
    made = files.public.with_name(f"making-{secrets.token_hex(8)}")  # nobody reads it yet
    try:
        while True:
            ask()
            before = list_published(version)
            with _naming(f"{dataset.key} {version.number}"):
                protection = protect_version(
                    files.observations,
                    Policy.model_validate(dataset.policy),
                    made,
                    parents=_list_parents(),
                    before=tuple(find_files(each).public for each in before),
                    key=_make_key(dataset),
                )
                if protection.exposed + protection.unveiled > accept_exposed:
                    raise ExposedError(version, protection)
                summary = write_summary(made)
            ask()
            with transaction.atomic():
                locked = _lock_all(dataset)
                fresh = _demand_ready(version)
                # Others published meanwhile, or the policy changed: protect it anew beside that.
                if [x.pk for x in list_published(version)] != [x.pk for x in before] or (
                    locked.policy != dataset.policy
                ):
                    dataset = locked
                    continue
                fresh.state, fresh.published_by, fresh.published_at = (
                    State.PUBLISHED, person, timezone.now(),
                )  # fmt: skip
                fresh.protection = protection.model_dump(mode="json")
                fresh.policy = dataset.policy
                fresh.save()
                _put(summary.folder, find_summary(files.public).folder)
                made.replace(files.public)
            exposed = protection.exposed + protection.unveiled
            accepted = f": {exposed:,} exposed, accepted" if exposed else ""
            note("figures_published", person, f"{dataset.key} {version.number}{accepted}")
            return fresh
    finally:
        made.unlink(missing_ok=True)
        shutil.rmtree(find_summary(made).folder, ignore_errors=True)


def _put(folder: Path, target: Path) -> None:
    """Give a folder its name, which one that died here may have left to another."""
    shutil.rmtree(target, ignore_errors=True)
    folder.replace(target)


def _demand_ready(version: Version) -> Version:
    """The version as it stands now, kept from others within a transaction. Raises
    NotPublishableError where it was published, revoked or thrown away meanwhile."""
    rows = Version.objects.filter(pk=version.pk)
    if connection.in_atomic_block:
        rows = rows.select_for_update()
    fresh = rows.first()
    if fresh is None:
        raise NotPublishableError(f"Version {version.number} was thrown away meanwhile.")
    if fresh.state != State.READY:
        raise NotPublishableError(f"Version {version.number} is {fresh.state} already.")
    return fresh


def revoke(person: User | None, version: Version, reason: str) -> Version:
    """Let a published version count no longer: the one before it counts again. Its folder stays,
    as what was once public stays known to who kept it. Raises PermissionDenied."""
    demand(person, "observatory.revoke", version.dataset.owner_id)
    with transaction.atomic():
        fresh = Version.objects.select_for_update().get(pk=version.pk)
        if fresh.state != State.PUBLISHED:
            raise NotPublishableError(f"Version {version.number} is not published.")
        fresh.state, fresh.revoked_at, fresh.reason = State.REVOKED, timezone.now(), reason[:1000]
        fresh.save()
    note("figures_revoked", person, f"{version.dataset_id} {version.number}: {reason}")
    return fresh


def drop_version(person: User | None, version: Version) -> None:
    """Throw a version away that was never published. Raises PermissionDenied."""
    demand(person, "observatory.change", version.dataset.owner_id)
    with transaction.atomic():
        fresh = Version.objects.select_for_update().get(pk=version.pk)
        if fresh.state != State.READY:
            raise NotPublishableError("What was published stays on record; revoke it instead.")
        fresh.delete()
    find_store().remove(version.dataset_id, version.token)


def list_published(version: Version) -> list[Version]:
    """All that was ever published of its dataset, and of others that may count the same people: two
    tables of one register can be subtracted. What is revoked is known to who kept it."""
    report = ImportReport.model_validate(version.report)
    found = Version.objects.filter(published_at__isnull=False).order_by("published_at", "pk")
    return [
        each
        for each in found
        if each.dataset_id == version.dataset_id
        or _is_kin(report, ImportReport.model_validate(each.report))
    ]


def _is_kin(one: ImportReport, other: ImportReport) -> bool:
    """Whether two versions of different datasets, of one body or of two, may say something of the
    same people; a very large one is not read for it."""
    return (
        other.figures + other.missing <= MOST_OF_KIN
        and bool(set(one.measures) & set(other.measures))
        and bool(set(one.definitions) & set(other.definitions))
    )


def _lock_all(dataset: Dataset) -> Dataset:
    """So that of two that are published at once the second knows the first."""
    locked = list(Dataset.objects.select_for_update().order_by("pk"))
    return next(each for each in locked if each.pk == dataset.pk)


def _list_parents() -> dict[str, str]:
    return read_registry().list_parents()


def _make_key(dataset: Dataset) -> bytes:
    """What the noise of cells hangs on: one for all that a body has, so that the same cell has the
    same noise everywhere, as long as the site keeps its secret key."""
    words = f"observatory {dataset.owner_id or dataset.key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).digest()


def _hash_file(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            found.update(part)
    return found.hexdigest()

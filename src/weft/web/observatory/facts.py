"""The figures as one reader sees them: the one place through which every page, search, export and
chart reads.

The public gets the protected cells of each published version; members of the body that a dataset
belongs to get its figures as they are. See docs/decisions/0015-the-store.md.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.http import HttpRequest

from weft.core.diagnosis.gaps.figures import Figures
from weft.core.observatory.disclosure.figures import Protection
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.measures import make_figures
from weft.core.observatory.observation import Observation
from weft.core.observatory.recipe import Recipe
from weft.core.observatory.report import ImportReport
from weft.core.terms import Text, fold
from weft.store.availability import list_available, list_newest, list_plain
from weft.store.engine import Engine, open_engine
from weft.store.questions import Question, read_observations, select
from weft.store.summaries import open_summary
from weft.store.versions import Store, VersionFiles
from weft.web.accounts.readers import PUBLIC, Reader, find_reader
from weft.web.atlas.facts import Kept
from weft.web.observatory.models import Dataset, State, Version

# Kinds of trouble whose words quote no figure, so that everybody may read them.
TELLABLE = frozenset(("encoding", "unknown_place", "new_column"))
SMALL = 20_000  # figures of a dataset that a process keeps whole
MOST = 24  # catalogues that a process keeps: readers who see the same share one


@dataclass(frozen=True)
class Edition:
    """A dataset with the version of it that counts: the newest that is published."""

    key: str
    title: Text
    owner: str | None
    publisher: str
    source: str
    source_date: str
    address: str
    licence: str
    note: Text | None
    policy: Policy  # under which this version was published
    number: int
    token: str
    published: str  # the day
    report: ImportReport
    protection: Protection
    full: bool  # whether the reader sees the figures before they were protected
    path: Path

    def __hash__(self) -> int:
        return hash((self.token, self.full))

    @property
    def altered(self) -> bool:
        """Whether the reader gets counts that were rounded or changed."""
        return self.policy.changes_counts and not self.full

    @property
    def is_large(self) -> bool:
        """Whether there are more figures than a process keeps."""
        return self.report.figures + self.report.missing > SMALL

    def list_figures(
        self, measures: Collection[str], places: Collection[str], by: Collection[str] | None = None
    ) -> Iterable[Observation]:
        """The figures of some measures, of some places or of all; at least the totals, and what is
        broken down by one thing only (of `by`, where it is given). A small dataset is read whole,
        once: that is faster than to ask again and again."""
        if self.is_large:
            asked = Question(measures=tuple(sorted(measures)), places=tuple(sorted(places)))
            table = find_engine().read([open_summary(self.path).plain])
            return read_observations(find_engine().run(list_plain(table, asked, by)))
        by_place = _WHOLE.keep((self.token, self.full), self._read_whole)
        chosen = by_place.values() if not places else (by_place.get(x, ()) for x in places)
        return (x for some in chosen for x in some if x.measure in measures)

    def list_newest(self, measure: str) -> Iterable[Observation]:
        """The figures of a measure of all places; of a large dataset only the newest totals."""
        if self.is_large:
            table = find_engine().read([open_summary(self.path).plain])
            return read_observations(find_engine().run(list_newest(table, measure)))
        return self.list_figures((measure,), ())

    def _read_whole(self) -> dict[str | None, list[Observation]]:
        by_place: dict[str | None, list[Observation]] = {}
        for each in read_observations(pq.ParquetFile(open_summary(self.path).plain).read()):
            by_place.setdefault(each.place, []).append(each)
        return by_place


@dataclass(frozen=True)
class Catalogue:
    """What there is for a reader; `token` changes with anything in it."""

    token: str
    editions: tuple[Edition, ...]

    def find(self, key: str) -> Edition | None:
        """The edition of a dataset; None if it has none that is published."""
        return next((each for each in self.editions if each.key == key), None)

    def search(self, term: str) -> tuple[Edition, ...]:
        """The datasets whose title, publisher or source has a word beginning with each of those
        that are asked for, whatever their accents."""
        asked = fold(term).split()
        found = []
        for each in self.editions:
            text = " ".join((*each.title.root.values(), each.publisher, each.source))
            words = fold(re.sub(r"[^\w]+", " ", text)).split()
            if asked and all(any(x.startswith(word) for x in words) for word in asked):
                found.append(each)
        return tuple(found)

    def list_figures(
        self,
        measures: Collection[str],
        places: Collection[str] = (),
        by: Collection[str] | None = None,
    ) -> list[tuple[str, Observation]]:
        """The figures of some measures, of some places or of all, each with its dataset; see
        Edition."""
        found: list[tuple[str, Observation]] = []
        for edition in self.editions:
            wanted = set(measures) & set(edition.report.measures)
            if wanted:
                figures = edition.list_figures(wanted, places, by)
                found += ((edition.key, each) for each in figures)
        return found

    def read(self, question: Question, *datasets: str) -> pa.Table:
        """The answer to a question over some datasets, or over all of them."""
        chosen = [x for x in self.editions if not datasets or x.key in datasets]
        return read_figures([x.path for x in chosen], question)


def find_store() -> Store:
    """Where the figures of this site lie."""
    return Store(Path(settings.FOLDER) / "observations")


def find_engine() -> Engine:
    """What reads them and no other files, started when somebody first asks."""
    return _open_engine(settings.STORE, find_store().folder)


@lru_cache(maxsize=4)  # a site has one folder
def _open_engine(url: str | None, folder: Path) -> Engine:
    return open_engine(url, (folder,))


def read_figures(paths: Sequence[Path], question: Question) -> pa.Table:
    """The answer to a question over some files, in one query."""
    engine = find_engine()
    return engine.run(select(engine.read(paths), question))


def find_files(version: Version) -> VersionFiles:
    """The files of a version."""
    return find_store().find(version.dataset_id, version.token)


def is_member(reader: Reader, owner: str | None) -> bool:
    """Whether somebody belongs to the body that a dataset belongs to, and so sees its figures as
    they are."""
    return owner is not None and owner in reader.actors


class _Memory:
    """The catalogues that were asked for last."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: OrderedDict[tuple[str, frozenset[str]], Catalogue] = OrderedDict()

    def find(self, reader: Reader) -> Catalogue:
        state = _find_state()
        with self.lock:
            while (state, reader.actors) not in self.kept:
                found = _read(state, reader)
                if (now := _find_state()) == state:  # else somebody published in between
                    self.kept[state, reader.actors] = found
                state = now
            key = (state, reader.actors)
            while len(self.kept) > MOST:
                self.kept.popitem(last=False)
            self.kept.move_to_end(key)
            return self.kept[key]


_MEMORY = _Memory()
_WHOLE = Kept(40)  # small datasets, as the public or a member sees them
_LOCAL = Kept(2000)  # what is known of places


def read_catalogue(reader: Reader = PUBLIC) -> Catalogue:
    """What a reader may see of the figures, as it stands now; one small query where nothing
    changed."""
    return _MEMORY.find(reader)


def read_local_figures(place: str) -> tuple[str, Figures]:
    """What is known of a place in figures that everybody may see, for the diagnosis; and a token
    that changes with it. A place without any says nothing: nobody may have brought them yet."""
    catalogue = read_catalogue()

    def work() -> Figures:
        table = find_engine().read([each.path for each in catalogue.editions])
        found = list_available(find_engine(), table, place)
        return make_figures({place: found} if found else {})

    return catalogue.token, _LOCAL.keep((catalogue.token, place), work)


def find_catalogue(request: HttpRequest) -> Catalogue:
    """What the reader behind a request may see, asked for once: all of an answer is of one
    state."""
    found: Catalogue | None = getattr(request, "_figures", None)
    if found is None:
        found = request._figures = read_catalogue(find_reader(request))  # type: ignore[attr-defined]
    return found


def find_token(request: HttpRequest, *args: Any, **names: Any) -> str:
    """What a page with figures depends on beside the atlas."""
    return find_catalogue(request).token


def _find_state() -> str:
    """Tells a state of the datasets from every other; pages say what was revoked, and why."""
    rows = Version.objects.filter(published_at__isnull=False).order_by("pk")
    found = rows.values_list("token", "changed_at", "dataset__changed_at")
    return "|".join(f"{token} {one.timestamp()} {two.timestamp()}" for token, one, two in found)


def _read(state: str, reader: Reader) -> Catalogue:
    newest: dict[str, Version] = {}
    rows = Version.objects.filter(state=State.PUBLISHED).select_related("dataset")
    for each in rows.order_by("number"):
        newest[each.dataset_id] = each
    # What was published under a laxer policy than the one that holds now is shown to nobody but
    # its body, until it is brought again.
    newest = {key: x for key, x in newest.items() if not _is_too_open(x, reader)}
    editions = tuple(describe_edition(x, x.dataset, reader) for _, x in sorted(newest.items()))
    mine = ",".join(sorted(each.key for each in editions if each.full))
    return Catalogue(f"{state}#{mine}", editions)


def _is_too_open(version: Version, reader: Reader) -> bool:
    return _became_stricter(version) and not is_member(reader, version.dataset.owner_id)


def _became_stricter(version: Version) -> bool:
    now = Policy.model_validate(version.dataset.policy)
    return now.is_stricter(_read_policy(version))


def _read_policy(version: Version) -> Policy:
    """That under which a version was published."""
    return Policy.model_validate(version.policy or version.dataset.policy)


def describe_edition(version: Version, dataset: Dataset, reader: Reader = PUBLIC) -> Edition:
    """A version as a reader sees it."""
    files, full = find_files(version), is_member(reader, dataset.owner_id)
    report = ImportReport.model_validate(version.report)
    protection = Protection.model_validate(version.protection)
    return Edition(
        key=dataset.key,
        title=Text(dataset.title),
        owner=dataset.owner_id,
        publisher=dataset.publisher,
        source=dataset.source,
        source_date=dataset.source_date,
        address=dataset.address,
        licence=dataset.licence,
        note=Text(dataset.note) if dataset.note else None,
        policy=_read_policy(version),
        number=version.number,
        token=version.token,
        published=version.published_at.date().isoformat() if version.published_at else "",
        report=report if full else hide_figures(report, protection),
        protection=protection,
        full=full,
        path=files.observations if full else files.public,
    )


def read_open_report(version: Version) -> ImportReport:
    """The report of a version for who may not see its figures. Before it is published nobody knows
    what will be withheld, so all of them are hidden then."""
    report = ImportReport.model_validate(version.report)
    if version.published_at and not _became_stricter(version):
        return hide_figures(report, Protection.model_validate(version.protection))
    closed = Policy.model_validate(version.dataset.policy).kind == "closed"
    return hide_figures(report, Protection(kind="closed" if closed else "protected"))


def read_open_recipe(version: Version) -> Recipe:
    """The recipe for who may not see the figures: of a closed dataset not even areas are named."""
    recipe = read_recipe_of(version)
    if Policy.model_validate(version.dataset.policy).kind != "closed":
        return recipe
    constants = {name: said for name, said in recipe.constants.items() if name != "area"}
    return recipe.model_copy(update={"places": {}, "unmatched": (), "constants": constants})


def hide_figures(report: ImportReport, protection: Protection) -> ImportReport:
    """A report without what quotes the file: a total that disagrees with its parts names both, and
    would tell what is withheld. Of a closed dataset not even its areas are told."""
    if protection.kind == "closed":
        return report.model_copy(update={"troubles": (), "areas": ()})
    if protection.kind == "published" and not protection.withheld:
        return report
    told = tuple(each for each in report.troubles if each.code in TELLABLE)
    return report.model_copy(update={"troubles": told})


def read_recipe_of(version: Version) -> Recipe:
    """The recipe by which a version was made."""
    return Recipe.model_validate(version.recipe)


def list_versions(key: str) -> list[Version]:
    """All versions of a dataset that were ever published, newest first."""
    rows = Version.objects.filter(dataset_id=key, published_at__isnull=False)
    return list(rows.defer("report", "recipe", "protection").order_by("-number"))

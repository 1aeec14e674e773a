"""A dataset of the Officer's city in two versions, with counts so small that they expose people,
and the people who look at it: what tests of the observatory share."""

import csv
import itertools
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from tests.web.packs import read_pack
from tests.web.people import OFFICER
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.recipe import ColumnRule, Recipe
from weft.web.accounts.models import User
from weft.web.atlas.actions import load_atlas
from weft.web.observatory import profiles
from weft.web.observatory.actions import make_version, save_dataset
from weft.web.observatory.facts import find_files, find_store
from weft.web.observatory.models import Dataset, Version

KEY, OPEN_KEY = "tangier-register", "tangier-open"
CITY, AROUND = "tangier", "tangier-region"  # the second contains the first
AREAS = {"Tangier": CITY, "Tangier and around": AROUND}
SEXES, ORIGINS, YEARS = ("F", "M"), ("CIV", "ESP", "FRA", "SEN"), ("2022", "2023")
THRESHOLD = 5
PROTECTED, PUBLISHED = Policy(threshold=THRESHOLD), Policy(kind="published")
TITLE = "Foreign residents of Tangier"

# Area, year, sex, origin.
Cell = tuple[str, str, str, str]
Counts = Mapping[Cell, float]

# By sex and origin in the order above: of the city, and of what lies around it.
_CITY = {"2022": (61, 204, 3, 118, 74, 231, 97, 2), "2023": (66, 211, 88, 4, 79, 1, 103, 127)}
_REST = {"2022": (22, 3, 41, 17, 9, 52, 12, 30), "2023": (25, 37, 2, 19, 11, 55, 14, 33)}
CHANGED: dict[Cell, float] = {
    (CITY, "2022", "M", "SEN"): 3,
    (CITY, "2022", "F", "ESP"): 205,
    (CITY, "2023", "F", "FRA"): 91,
    (CITY, "2023", "F", "SEN"): 2,
}


def count_people(changed: Counts | None = None) -> dict[Cell, float]:
    """Every cell of the dataset with all of its totals."""
    found: dict[Cell, float] = {}
    for year in YEARS:
        cells = itertools.product(SEXES, ORIGINS)
        for (sex, origin), city, rest in zip(cells, _CITY[year], _REST[year], strict=True):
            value = float((changed or {}).get((CITY, year, sex, origin), city))
            for area, number in ((CITY, value), (AROUND, value + rest)):
                for each in itertools.product((sex, "_T"), (origin, "_T")):
                    cell = (area, year, *each)
                    found[cell] = found.get(cell, 0.0) + number
    return found


FIRST, SECOND = count_people(), count_people(CHANGED)
RECIPE = Recipe(
    kind="table",
    columns=(
        ColumnRule(column="place", role="area"),
        ColumnRule(column="year", role="period"),
        ColumnRule(column="sex", role="breakdown", name="sex"),
        ColumnRule(column="origin", role="breakdown", name="origin"),
        ColumnRule(column="figures", role="value"),
    ),
    constants={"measure": "stock", "definition": "citizenship", "unit": "persons",
               "source": "City of Tangier, register of residents"},
    places=AREAS,
)  # fmt: skip


def write_file(folder: Path, counts: Counts, name: str = "register.csv") -> Path:
    """The figures as the city keeps them."""
    names = {place: area for area, place in AREAS.items()}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["place", "year", "sex", "origin", "figures"])
        writer.writerows([names[cell[0]], *cell[1:], f"{n:.0f}"] for cell, n in counts.items())
    return path


def make_dataset(
    policy: Policy = PROTECTED, key: str = KEY, owner: str | None = OFFICER
) -> Dataset:
    """A dataset of the Officer's body, without a version."""
    return save_dataset(
        None, key, policy, title=TITLE, owner=owner, publisher="City of Tangier",
        source="City of Tangier, register of residents", licence="CC BY 4.0",
    )  # fmt: skip


def bring(
    dataset: Dataset, counts: Counts = FIRST, person: User | None = None, recipe: Recipe = RECIPE
) -> Version:
    """A version of it that is read, and not published."""
    folder = Path(tempfile.mkdtemp(dir=settings.FOLDER))
    try:
        return make_version(person, dataset, write_file(folder, counts), recipe)
    finally:
        shutil.rmtree(folder)


_MADE: dict[tuple[float, ...], tuple[Path, Version]] = {}


def put(dataset: Dataset, counts: Counts = FIRST) -> Version:
    """As `bring`, for tests that are not about reading: a file that was read once is not read
    again, only its version copied."""
    key = tuple(counts.values())
    if key not in _MADE:
        version = bring(dataset, counts)
        kept = Path(tempfile.mkdtemp(prefix="weft-made-"))
        shutil.copytree(find_files(version).observations.parent, kept, dirs_exist_ok=True)
        _MADE[key] = (kept, version)
        return version
    kept, made = _MADE[key]
    with find_store().begin(dataset.key) as making:
        shutil.copytree(kept, making.folder, dirs_exist_ok=True)
        token = making.finish()
    fields = {
        each: getattr(made, each) for each in ("file_name", "file_sha256", "recipe", "report")
    }
    return Version.objects.create(
        dataset=dataset, number=dataset.versions.count() + 1, token=token, **fields
    )


@contextmanager
def load_town() -> Iterator[None]:
    """Tangier with what it lies in, and not all that comes with Weft."""
    with transaction.atomic():
        load_atlas(read_pack("cities/tangier"), "cities/tangier")
        yield
        transaction.set_rollback(True)


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for the figures of one test or one file of tests."""
    before = settings.FOLDER
    with tempfile.TemporaryDirectory(prefix="weft-figures-") as folder:
        settings.FOLDER = Path(folder)
        try:
            yield Path(folder)
        finally:
            settings.FOLDER = before


@contextmanager
def apart() -> Iterator[Path]:
    """What is done in here is taken back, in the database and in the folder."""
    with own_folder() as folder, transaction.atomic():
        yield folder
        transaction.set_rollback(True)


def forget_figures() -> None:
    """As a process that has just begun: no page and no profile is kept."""
    from tests.web.reading import forget  # noqa: PLC0415

    forget()
    profiles._KEPT.__init__(profiles.MOST)  # type: ignore[misc]


def name_figure(row: Mapping[str, Any]) -> Cell:
    """A row of whatever form by area, year, sex and origin."""
    return (row["place"], str(row["period"]), row.get("by_sex") or "_T",
            row.get("by_origin") or "_T")  # fmt: skip

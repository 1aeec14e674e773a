"""weft observe, in processes of their own, as people type it: a file in, its figures out, and what
is wrong said with what to do."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import spending
from tests.web import conftest  # noqa: F401  # sets up the site, which the next need
from tests.web.observatory.exits import read_exit
from tests.web.observatory.scene_figures import (
    CHANGED,
    CITY,
    FIRST,
    RECIPE,
    SECOND,
    count_people,
    write_file,
)
from weft.cli.observed import show_steps
from weft.store.recipe_io import write_recipe
from weft.store.watching import Step

WEFT = str(Path(sys.executable).with_name("weft"))
ISTAT = Path(__file__).parents[2] / (
    "../shared/data/italy-sdmx/istat_29_316_DF_DCIS_POPSTRBIL1_1_foreign-population-balance.csv.gz"
)
KEY = "register"
# A process that is killed in the middle of making a version, as by a fault of the current.
DYING = """
import os, signal, sys
import django
django.setup()
from weft.web.observatory import actions

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(actions, sys.argv.pop(1), die)
from weft.cli import app
app()
"""


# A process that runs one command after the other: each takes seconds to begin, and none of them
# leaves anything to the next but what is in the folder.
TYPIST = """
import json, sys
from typer.testing import CliRunner
from weft.cli import app

for line in sys.stdin:
    found = CliRunner().invoke(app, json.loads(line), prog_name="weft")
    wrong = found.exception
    if wrong and not isinstance(wrong, SystemExit):
        found.stderr_bytes += f"Traceback: {wrong!r}".encode()
    print(json.dumps([found.exit_code, found.stdout, found.stderr]), flush=True)
"""


class Done(NamedTuple):
    """How a command ended, and what it said where."""

    code: int
    stdout: str
    stderr: str


class Site:
    """A folder with a site of its own, and somebody who types there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, folder / "var" / "observations"
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("WEFT_", "DJANGO_")) and name != "DATABASE_URL"
        }
        self.env = {**clean, "WEFT_FOLDER": str(folder / "var"), "WEFT_LOCAL": "yes",
                    "COLUMNS": "80"}  # fmt: skip
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.typist: Any = subprocess.Popen(
            [sys.executable, "-c", TYPIST], cwd=folder, env=self.env, **pipes
        )

    def type(self, *words: object, code: int = 0) -> Done:
        """Type a command; `code` is the one that is expected."""
        self.typist.stdin.write(json.dumps([str(each) for each in words]) + "\n")
        self.typist.stdin.flush()
        done = Done(*json.loads(self.typist.stdout.readline()))
        assert "Traceback" not in done.stderr, done.stderr
        assert done.code == code, (words, done)
        return done

    def run(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run a process of its own."""
        return subprocess.run(
            words, cwd=self.folder, env={**self.env, **more}, capture_output=True, text=True,
            check=False, timeout=300,
        )  # fmt: skip

    def close(self) -> None:
        self.typist.stdin.close()
        self.typist.wait(30)

    def list_versions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.type("observe", "list", "--json").stdout)
        return found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With Turin and Tangier, and not a figure yet."""
    site = Site(tmp_path_factory.mktemp("site"))
    for name in ("cities/tangier", "cities/turin"):
        site.type("load", name)
    yield site
    site.close()


@pytest.fixture(scope="module")
def site(empty: Site) -> Site:
    """With a register in two versions, both published."""
    (empty.folder / "recipe.yaml").write_text(write_recipe(RECIPE), "utf-8")
    for counts in (FIRST, SECOND):
        file = write_file(empty.folder, counts)
        empty.type("observe", "add", file, "--recipe", "recipe.yaml", "--owner", "city-of-tangier",
                   "--title", "Foreign residents", "--licence", "CC BY 4.0")  # fmt: skip
    return empty


# --- the file of a statistical office


@pytest.fixture(scope="module")
def istat(empty: Site) -> Done:
    if not ISTAT.exists():
        pytest.skip("the shared data are not beside the repository")
    return empty.type("observe", "add", ISTAT.resolve(), "--dataset", "balance", "--policy",
                      "published")  # fmt: skip


def test_the_metropolitan_city_is_known_by_its_code_and_never_taken_for_the_city(
    istat: Done,
) -> None:
    lines = [each.strip() for each in istat.stdout.splitlines()]
    (matched,) = [each for each in lines if each.startswith("ITC11 ")]
    assert matched.startswith("ITC11 is turin-metropolitan-city (by ")
    assert "IT is italy (by " in istat.stdout
    assert not [each for each in lines if " is turin (" in each or each.startswith("001272 is")]
    assert lines[-1] == "Published: balance version 1"


def test_what_is_no_place_here_is_said_and_never_guessed(istat: Done) -> None:
    (unmatched,) = [x for x in istat.stdout.splitlines() if "no places of the registry" in x]
    assert "are 131 areas that are no places" in unmatched
    assert "ITC11" not in unmatched
    assert "near:" not in istat.stdout  # a code is like no name, but by chance
    assert "3 of 134 areas are places of the registry" in istat.stdout


def test_its_figures_come_out_under_the_metropolitan_city(istat: Done, empty: Site) -> None:
    empty.type("observe", "export", "balance", "balance.csv", "--force")
    with (empty.folder / "balance.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    turin = [x for x in rows if x["area"] == "ITC11"]
    assert {x["place"] for x in turin} == {"turin-metropolitan-city"}
    assert not [x for x in rows if x["place"] == "turin"]
    stock = {x["period"]: float(x["value"]) for x in turin
             if x["measure"] == "stock" and x["by_sex"] == "_T"}  # fmt: skip
    assert len(stock) == 5
    assert {x["definition"] for x in turin} == {"citizenship"}
    assert all(200_000 < value < 250_000 for value in stock.values())


# --- versions


def test_a_file_is_looked_at_and_nothing_is_kept(empty: Site) -> None:
    write_file(empty.folder, FIRST, "look.csv")
    before = empty.list_versions()
    done = empty.type("observe", "look", "look.csv", "--out", "guess.yaml")
    assert "sex: breakdown sex" in done.stdout
    assert "Written: guess.yaml" in done.stdout
    assert (empty.folder / "guess.yaml").read_text("utf-8").startswith("weft: 1")
    said = json.loads(empty.type("observe", "look", "look.csv", "--json").stdout)
    assert {"recipe", "columns"} <= said.keys()
    assert empty.list_versions() == before


def test_the_features_of_a_map_are_looked_at_and_added(site: Site) -> None:
    rows = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-5.8, 35.8]},
         "properties": {"place": "Tangier", "year": year, "foreign residents": count}}
        for year, count in ((2022, 4120), (2023, 4385))
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": rows})
    (site.folder / "map.geojson").write_text(text, "utf-8")
    done = site.type("observe", "look", "map.geojson", "--out", "map.yaml")
    assert "place: area" in done.stdout and "foreign residents: value" in done.stdout
    recipe = (site.folder / "map.yaml").read_text("utf-8")
    assert "kind: geojson" in recipe
    done = site.type("observe", "add", "map.geojson", "--policy", "protected", "--json")
    assert json.loads(done.stdout)["report"]["figures"] == 2
    (site.folder / "map.geojson").write_text(text[:-30], "utf-8")
    told = site.type("observe", "look", "map.geojson", code=1).stderr
    assert "row 2: the file ends in the middle of feature 2" in " ".join(told.split())


def test_what_is_withheld_is_said_and_the_export_has_it_not(site: Site) -> None:
    mine = [x for x in site.list_versions() if x["dataset"] == KEY]
    assert [(x["version"], x["state"].partition(",")[0], x["figures"]) for x in mine] == [
        (1, "published", 60), (2, "published", 60),
    ]  # fmt: skip
    said = site.type("observe", "list").stdout
    assert "register version 2: published, counts, 60 figures, register.csv" in said
    site.type("observe", "export", KEY, "out.csv", "--force")
    figures = read_exit("data.csv", (site.folder / "out.csv").read_bytes())
    assert figures.keys() == SECOND.keys()
    assert figures[CITY, "2023", "F", "SEN"] is None
    assert {figures[x] for x in figures} - {None} <= set(SECOND.values())


def test_a_version_is_kept_published_and_revoked_by_its_number(site: Site) -> None:
    file = write_file(site.folder, FIRST, "later.csv")
    add = ("observe", "add", file, "--recipe", "recipe.yaml", "--dataset", "later")
    assert "Read, not published: later version 1" in site.type(*add, "--keep").stdout
    site.type("observe", "export", "later", "none.csv", code=2)
    said = site.type("observe", "publish", "later", 1).stdout
    assert said.startswith("Published: later version 1; 14 cells are not shown to the public\n")
    again = site.type("observe", "publish", "later", 1, code=1)
    assert "is published already" in again.stderr
    done = site.type("observe", "revoke", "later", 1, "--reason", "The wrong year.")
    assert done.stdout == "Revoked: later version 1\n"
    assert (
        "not published"
        in site.type("observe", "revoke", "later", 1, "--reason", "Again.", code=1).stderr
    )
    assert [x["state"] for x in site.list_versions() if x["dataset"] == "later"] == ["revoked"]


def test_what_would_expose_people_is_published_only_by_who_says_so(site: Site) -> None:
    add = ("observe", "add", "register.csv", "--recipe", "recipe.yaml", "--dataset")
    for number, counts in enumerate((FIRST, SECOND), 1):
        write_file(site.folder, counts)
        done = site.type(*add, "told", "--policy", "published", code=1)
        assert "figures that another dataset or version withholds" in done.stderr
        site.type("observe", "publish", "told", number, "--accept-exposed", 99)
    done = site.type(*add, "again")  # what tells nothing new exposes nobody
    assert "Published: again version 1" in done.stdout
    write_file(site.folder, count_people({**CHANGED, (CITY, "2022", "F", "ESP"): 206}))
    done = site.type(*add, "exposed", code=1)
    assert "Version 1 would expose 1 figure of those" in done.stderr
    assert "weft observe publish exposed 1 --accept-exposed 1" in " ".join(done.stderr.split())
    assert "--accept-exposed" in site.type("observe", "publish", "exposed", 1, code=1).stderr
    assert "exposed" not in [
        x["dataset"] for x in site.list_versions() if x["state"].startswith("published")
    ]
    done = site.type("observe", "publish", "exposed", 1, "--accept-exposed", 1)
    assert done.stdout.startswith("Published: exposed version 1; 24 cells are not shown")


@pytest.mark.parametrize("name", ["again.csv", "again.sdmx.csv", "again.zip", "again.geojson"])
def test_what_is_exported_goes_in_again_and_is_the_same(name: str, site: Site) -> None:
    stem = name.partition(".")[2].replace(".", "-")
    site.type("observe", "export", KEY, name, "--force")
    done = site.type("observe", "add", name, "--dataset", stem, "--policy", "published", "--json")
    assert json.loads(done.stdout)["report"]["figures"] < 60
    both = {KEY: f"before-{stem}.csv", stem: f"after-{stem}.csv"}
    for dataset, file in both.items():
        site.type("observe", "export", dataset, file, "--force")
    got = [read_exit("data.csv", (site.folder / file).read_bytes()) for file in both.values()]
    assert got[0] == got[1]


def test_an_error_in_the_file_is_located_and_the_version_is_not_published(site: Site) -> None:
    file = write_file(site.folder, {**FIRST, (CITY, "2022", "F", "CIV"): -3}, "wrong.csv")
    done = site.type(
        "observe", "add", file, "--recipe", "recipe.yaml", "--dataset", "wrong", code=1
    )
    assert "error: row 2, column figures" in done.stdout
    assert "Read, not published: wrong version 1" in done.stdout
    told = site.type("observe", "publish", "wrong", 1, code=1).stderr
    assert "1 errors; correct the file or the recipe" in " ".join(told.split())


def test_a_guess_with_doubt_waits_for_a_person(site: Site) -> None:
    rows = "Comune,Ufficio,Anno,Stranieri residenti\nTorino,A1,2020,1250\nTorino,B2,2021,1300\n"
    (site.folder / "doubt.csv").write_text(f"{rows}Torino,B2,2022,1310\n", "utf-8")
    done = site.type("observe", "add", "doubt.csv", code=1)
    assert "Ufficio was taken for note: nothing says what it is: " in done.stdout
    assert "Read, not published: doubt version 1" in done.stdout
    assert "Is all of it right? weft observe publish doubt 1" in done.stdout
    said = json.loads(site.type("observe", "add", "doubt.csv", "--json", code=1).stdout)
    assert said["doubts"] and said["state"] == "ready"
    kept = site.type("observe", "add", "doubt.csv", "--keep").stdout
    assert "Ufficio was taken for note" in kept and "Is all of it right?" not in kept
    site.type("observe", "publish", "doubt", 1)
    done = site.type("observe", "add", "doubt.csv", "--publish", "--source", "Register of Turin")
    assert "Published: doubt version 4" in done.stdout
    site.type("observe", "export", "doubt", "doubt.out.csv", "--force")
    with (site.folder / "doubt.out.csv").open(encoding="utf-8-sig") as out:
        assert {x["source"] for x in csv.DictReader(out)} == {"Register of Turin"}


# --- what protects it


def bring_spending(site: Site, key: str, policy: str, rows: str) -> tuple[str, dict[Any, str]]:
    """What the terminal says of it once it is published, and what the export has. Each dataset
    counts in a way of its own, as what one of them publishes is known of all that count alike."""
    recipe = spending.RECIPE
    recipe = recipe.model_copy(update={"constants": {**recipe.constants, "definition": key}})
    (site.folder / "spending.csv").write_text(rows, "utf-8")
    (site.folder / "spending.yaml").write_text(write_recipe(recipe), "utf-8")
    (site.folder / "policy.yaml").write_text(policy, "utf-8")
    done = site.type("observe", "add", "spending.csv", "--recipe", "spending.yaml", "--dataset",
                     key, "--policy-file", "policy.yaml")  # fmt: skip
    site.type("observe", "export", key, f"{key}.csv", "--force")
    with (site.folder / f"{key}.csv").open(encoding="utf-8-sig") as file:
        rows_out = list(csv.DictReader(file))
    assert not [each for each in rows_out[0] if "contribution" in each]
    shown = {(each["area"], each["by_service"]): each["value"] for each in rows_out}
    return next(x for x in done.stdout.splitlines() if x.startswith("Published:")), shown


def test_an_amount_that_one_contributor_dominates_is_withheld_by_a_policy_that_says_so(
    empty: Site,
) -> None:
    usual = "kind: protected\n"
    line, shown = bring_spending(empty, "money", usual, spending.write_rows())
    assert line == "Published: money version 1"
    assert "" not in shown.values()
    line, shown = bring_spending(
        empty, "safe", f"{usual}dominance: [1, 75]\np_percent: 10\n", spending.write_rows()
    )
    assert line == "Published: safe version 1; 4 cells are not shown to the public"
    assert shown[spending.DOMINATED] == ""
    line, shown = bring_spending(
        empty, "bare", f"{usual}p_percent: 10\n", spending.write_rows(largest=False)
    )
    assert line.endswith("; 12 cells are not shown to the public; 12 amounts have no contributions")


def test_which_cells_are_withheld_is_said_to_whoever_publishes(empty: Site) -> None:
    policy = "kind: protected\ndominance: [1, 75]\np_percent: 10\n"
    bring_spending(empty, "which", policy, spending.write_rows())
    done = empty.type("observe", "add", "spending.csv", "--recipe", "spending.yaml", "--dataset",
                      "which", "--policy-file", "policy.yaml")  # fmt: skip
    *_, line, one, two, three, more = done.stdout.splitlines()
    assert line == "Published: which version 2; 4 cells are not shown to the public"
    area, service = spending.DOMINATED
    assert f"not shown: {area}, spending, 2023, service {service}" in one + two + three
    assert more.startswith("  and 1 more; all of them: weft observe export which FILE.csv")
    empty.type("observe", "add", "spending.csv", "--recipe", "spending.yaml", "--dataset", "which",
               "--keep")  # fmt: skip
    later = empty.type("observe", "publish", "which", 3).stdout.splitlines()
    assert later[1:] == [one, two, three, more]


def test_counts_are_rounded_by_a_policy_that_says_so(empty: Site) -> None:
    line, shown = bring_spending(
        empty, "round", "method: rounding\nbase: 1000\n", spending.write_rows()
    )
    assert line == "Published: round version 1; 12 are shown changed by a little"
    assert all(int(each) % 1000 == 0 for each in shown.values())


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("treshold: 5\n", "wrong.yaml: line 1, treshold: no such field"),
        ("kind: protected\nmethod: rounding\nbase: 3\n",
         "line 3, base: rounding to less than the threshold hides too little"),
        ("dominance: [1, 200]\n", "line 1, dominance.1: found '200', input should be less"),
        ("", "a policy begins with `kind: protected`"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_policy_is_located(policy: str, said: str, site: Site) -> None:
    (site.folder / "wrong.yaml").write_text(policy, "utf-8")
    before = site.list_versions()
    done = site.type("observe", "add", write_file(site.folder, FIRST), "--policy-file",
                     "wrong.yaml", code=1)  # fmt: skip
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert site.list_versions() == before


# --- wrong use


WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "no file": (("add", "nothing.csv"), 2, "does not exist"),
    "no recipe": (("add", "register.csv", "--recipe", "none.yaml"), 2, "does not exist"),
    "no recipe in it": (("add", "register.csv", "--recipe", "register.csv"), 1, "register.csv"),
    "policy": (("add", "register.csv", "--policy", "open"), 2, "published, protected or closed"),
    "policy before the file": (("add", "noise.bin", "--policy", "open"), 2, "no policy 'open'"),
    "two policies": (
        ("add", "register.csv", "--policy", "closed", "--policy-file", "recipe.yaml"),
        2,
        "not both",
    ),
    "owner": (("add", "register.csv", "--owner", "tangier-ngos"), 2, "belongs to city-of-tangier"),
    "no body": (
        ("add", "register.csv", "--dataset", "x", "--owner", "nobody"),
        2,
        "no actor 'nobody'",
    ),
    "no table": (("add", "noise.bin"), 1, "noise.bin"),
    "key": (("add", "register.csv", "--dataset", "../up"), 2, "'../up' is no key"),
    "nothing to export": (("export", "nothing", "a.csv"), 2, "no published dataset 'nothing'"),
    "format": (("export", "register", "a.pdf"), 2, "No format is known"),
    "no version": (("publish", "register", "9"), 2, "no version 9 of 'register'"),
    "no reason": (("revoke", "register", "1"), 2, "--reason"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_ends_with_its_code_and_says_what_is_wrong(name: str, site: Site) -> None:
    words, code, said = WRONG[name]
    write_file(site.folder, FIRST)
    (site.folder / "noise.bin").write_bytes(bytes(range(256)) * 40)
    before = site.list_versions()
    done = site.type("observe", *words, code=code)
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert site.list_versions() == before


def test_it_is_a_command_of_its_own(site: Site) -> None:
    done = site.run(WEFT, "observe", "list")
    assert (done.returncode, done.stdout) == (0, site.type("observe", "list").stdout)
    assert site.run(WEFT, "observe", "publish", KEY, "9").returncode == 2


def test_a_file_that_is_there_is_replaced_only_on_purpose(site: Site) -> None:
    (site.folder / "mine.csv").write_text("mine", "utf-8")
    done = site.type("observe", "export", KEY, "mine.csv", code=1)
    assert "--force" in done.stderr
    assert (site.folder / "mine.csv").read_text("utf-8") == "mine"


# --- a process that dies


@pytest.mark.parametrize("at", ["write_recipe", "add_balance"])
def test_a_process_that_is_killed_half_way_leaves_nothing_that_counts(at: str, site: Site) -> None:
    before, home = site.list_versions(), site.store / KEY
    kept = {x: x.read_bytes() for x in home.rglob("*") if x.is_file()}
    file = write_file(site.folder, FIRST)
    words = ("observe", "add", str(file), "--recipe", "recipe.yaml", "--dataset", KEY)
    done = site.run(
        sys.executable, "-c", DYING, at, *words, DJANGO_SETTINGS_MODULE="weft.web.settings"
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert site.list_versions() == before
    left = {x.name for x in home.iterdir()} - {x.parent.name for x in kept}
    assert len(left) == 1 and all(each.startswith(".making-") for each in left)
    assert {x: x.read_bytes() for x in kept} == kept
    site.type("observe", "add", file, "--recipe", "recipe.yaml", "--dataset", "next", "--keep")
    site.type("observe", "add", file, "--recipe", "recipe.yaml", "--dataset", KEY, "--keep")
    assert not [x for x in home.iterdir() if x.name.startswith(".making-")]


def test_the_line_of_a_status_says_how_far_the_reading_is() -> None:
    said: list[str] = []
    show = show_steps(said.append)
    for step in (
        Step("looking", 0, 12_500_000), Step("reading", 6_250_000, 12_500_000),
        Step("working", 3), Step("writing", 1_000, 250_000),
    ):  # fmt: skip
        show(step)
    assert said == [
        "Looking through the file: 0.0 of 12.5 MB ...",
        "Reading: 6.2 of 12.5 MB ...",
        "Working on the figures, 3 s ...",
        "Writing: 1,000 of 250,000 figures ...",
    ]

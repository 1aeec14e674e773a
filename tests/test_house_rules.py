"""The rules of the house over the whole tree: what no single test of a room would notice."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from weft.core.diagnosis.method import read_method
from weft.core.terms import list_codes

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "weft"
BIN = Path(sys.executable).parent
LONGEST = 400  # lines; a longer file knows too much
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".html", ".css", ".js", ".cfg", ".txt", ""}


@cache
def list_files() -> tuple[Path, ...]:
    """What belongs to the project: tracked, or new and not ignored."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("which files belong to the project is known to git only")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def list_modules(*folders: Path) -> list[Path]:
    return sorted(
        path
        for path in list_files()
        if path.suffix == ".py" and any(folder in path.parents for folder in folders)
    )


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


# --- modules


def test_every_module_begins_by_saying_in_one_sentence_what_it_knows() -> None:
    wrong = []
    for path in list_modules(SRC, ROOT / "tests", ROOT / "benchmarks"):
        text = path.read_text("utf-8")
        if not text.strip():
            continue  # marks a folder as a package, and knows nothing
        first = (ast.get_docstring(parse(path)) or "").partition("\n\n")[0]
        if not text.startswith('"""') or not is_sentence(" ".join(first.split())):
            wrong.append(name(path))
    assert wrong == []


def is_sentence(text: str) -> bool:
    return text.endswith(".") and not re.search(r"[.!?] [A-Z]", text)


def test_one_sentence_is_told_from_two() -> None:
    assert is_sentence("The words of packs/vocabularies.yaml, for types that validate.")
    assert not is_sentence("One. Two.")
    assert not is_sentence("No end")
    assert not is_sentence("")


def test_no_module_is_longer_than_it_can_be_known() -> None:
    modules = list_modules(SRC)
    assert len(modules) > 50
    # Migrations are as Django writes them.
    known = [path for path in modules if path.parent.name != "migrations"]
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in known}
    assert {each: lines for each, lines in lengths.items() if lines > LONGEST} == {}


# --- the core

CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "localtime"}
CLOCK_OWNERS = {"date", "datetime", "dt", "time"}
NETWORK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "requests", "httpx"}


def find_faults(tree: ast.Module) -> Iterator[str]:
    """What a module of the core may not do: print, look at a clock, or reach for the network."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
            yield f"line {node.lineno}: print"
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            owner = getattr(node.value, "id", getattr(node.value, "attr", ""))
            if owner in CLOCK_OWNERS:
                yield f"line {node.lineno}: {owner}.{node.attr}"
        if isinstance(node, ast.Import):
            imported = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported = [str(node.module)]
            imported += [f"time.{each.name}" for each in node.names if node.module == "time"]
        else:
            continue
        for each in imported:
            if each.partition(".")[0] in NETWORK or each.partition(".")[::2] == ("time", "time"):
                yield f"line {node.lineno}: import {each}"


def test_the_core_neither_prints_nor_looks_at_a_clock_nor_reaches_for_the_network() -> None:
    modules = list_modules(SRC / "core")
    faults = {name(path): found for path in modules if (found := list(find_faults(parse(path))))}
    assert len(modules) > 40
    assert faults == {}


@pytest.mark.parametrize(
    "code",
    [
        "print(1)",
        "import datetime as dt\ndt.date.today()",
        "import datetime\ndatetime.datetime.now()",
        "import time\ntime.time()",
        "from time import time",
        "import urllib.request",
        "from http.client import HTTPConnection",
    ],
)
def test_such_a_fault_is_found(code: str) -> None:
    assert list(find_faults(ast.parse(code)))


def test_the_walls_between_the_rooms_hold() -> None:
    command = [str(BIN / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


# --- data


@pytest.fixture(scope="module")
def vocabularies() -> dict[str, dict[str, dict[str, str]]]:
    found = yaml.safe_load((SRC / "packs" / "vocabularies.yaml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_every_word_has_a_label_in_three_languages(
    vocabularies: dict[str, dict[str, dict[str, str]]],
) -> None:
    assert len(vocabularies) > 15
    for vocabulary, terms in vocabularies.items():
        for code, labels in terms.items():
            assert labels.keys() >= {"en", "fr", "ar"}, f"{vocabulary}: {code}"
            assert all(label.strip() for label in labels.values()), f"{vocabulary}: {code}"
            assert re.search(r"[\u0600-\u06ff]", labels["ar"]), f"{vocabulary}: {code}"


def test_the_method_has_numbers_for_every_word_and_for_no_other() -> None:
    method = read_method()
    for words, vocabulary in (
        (method.mechanisms, "mechanism_kinds"),
        (method.roles, "roles"),
        (method.voices, "voices"),
        (method.disputes, "dispute_kinds"),
    ):
        assert set(words) == set(list_codes(vocabulary)), vocabulary
    assert set(list_codes("configurations")) == set(method.configuration.model_dump()) - {"floor"}


# --- pages

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def list_pages() -> list[Path]:
    return [path for path in list_files() if path.suffix == ".md"]


def list_links(page: Path) -> list[tuple[Path, str]]:
    """Where the relative links of a page lead: the file, and the heading in it."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = [target for target in _LINK.findall(text) if not re.match(r"[a-z]+:", target)]
    return [
        ((page.parent / path).resolve() if path else page, anchor)
        for path, _, anchor in (target.partition("#") for target in links)
    ]


def list_anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get on the usual hosts of repositories."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def test_every_relative_link_leads_somewhere() -> None:
    lost = []
    for page in list_pages():
        for path, anchor in list_links(page):
            if not path.exists():
                lost.append(f"{name(page)}: {path}")
            elif anchor and anchor not in list_anchors(path):
                lost.append(f"{name(page)}: {name(path)}#{anchor}")
    assert lost == []


def test_every_page_of_the_documentation_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md", ROOT / "docs" / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.is_file() and page.suffix == ".md":
            reached.add(page)
            waiting += [path for path, _ in list_links(page)]
    docs = {page for page in list_pages() if ROOT / "docs" in page.parents}
    assert len(docs) > 10
    assert {name(page) for page in docs - reached} == set()


# --- words

# Put together here, so that this file may be read by its own rule.
UNFINISHED = re.compile(rf"\b({'TO'}{'DO'}|{'FIX'}{'ME'}|{'X'}{'XX'})\b")
MACHINE = re.compile(r"(?<![\w.~-])/(work|root|tmp|home|Users)(?![\w-])")


def find_words(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{name(path)}, line {number}: {line.strip()[:80]}"
        for path in paths
        if path.suffix in TEXT and "lock" not in path.suffix
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
        if pattern.search(line)
    ]


def test_nothing_says_that_it_is_not_finished() -> None:
    assert find_words(UNFINISHED, list(list_files())) == []


def test_no_place_of_one_machine_is_named() -> None:
    paths = [
        path
        for path in list_files()
        if SRC in path.parents
        or ROOT / "docs" in path.parents
        or path.parent in (ROOT, ROOT / ".ci")
    ]
    assert find_words(MACHINE, paths) == []


@pytest.mark.parametrize("line", ["see /work/main", "`/tmp/x`", '"/root"', "in /home/ada"])
def test_a_place_of_one_machine_is_found(line: str) -> None:
    assert MACHINE.search(line)


@pytest.mark.parametrize("line", ["https://example.org/work/", "/workshop", "and/tmp", "~/tmp"])
def test_other_words_are_let_pass(line: str) -> None:
    assert not MACHINE.search(line)


# --- the environment


def test_the_lock_is_in_step_with_what_the_project_asks_for() -> None:
    uv = BIN / "uv"
    if not uv.exists():
        pytest.skip("uv is not in this environment")
    command = [str(uv), "lock", "--check", "--offline"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode and re.search(r"offline|network was disabled", done.stderr):
        pytest.skip("uv cannot tell without the network")
    assert done.returncode == 0, done.stderr

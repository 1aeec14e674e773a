"""A version is whole or not there, whatever happens while it is made."""

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.store.samples import observe, write
from weft.store.versions import (
    OBSERVATIONS,
    NoSuchVersionError,
    NotCompleteError,
    Store,
    StoreNameError,
)

TIMEOUT = 120  # seconds after which a test gives up


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "observations")


def make(store: Store, value: float = 1, dataset: str = "register") -> str:
    with store.begin(dataset) as making:
        write(making.folder / OBSERVATIONS, [observe(value)])
        (making.folder / "recipe.yaml").write_text("weft: 1\n")
        return making.finish()


def list_names(store: Store, dataset: str = "register") -> list[str]:
    return sorted(each.name for each in (store.folder / dataset).iterdir())


# --- how it should be


def test_a_version_is_found_by_its_token(store: Store) -> None:
    token = make(store)
    files = store.find("register", token)
    assert files.observations.is_file() and files.recipe.read_text() == "weft: 1\n"
    assert not files.public.exists()  # nobody protected it yet
    assert store.list_tokens("register") == (token,) and store.list_tokens("other") == ()


def test_nothing_counts_before_it_is_finished(store: Store) -> None:
    with store.begin("register") as making:
        write(making.folder / OBSERVATIONS, [observe(1)])
        assert store.list_tokens("register") == ()
        token = making.finish()
    assert list_names(store) == [token]


def test_a_second_version_leaves_the_first_as_it_was(store: Store) -> None:
    first = store.find("register", make(store, 1))
    before = first.observations.read_bytes()
    second = store.find("register", make(store, 2))
    assert first.observations.read_bytes() == before != second.observations.read_bytes()


def test_what_is_removed_is_gone_and_may_be_removed_again(store: Store) -> None:
    token, other = make(store), make(store)
    for _ in range(2):
        store.remove("register", token)
    assert list_names(store) == [other]
    with pytest.raises(NoSuchVersionError, match=f"no version '{token}' of 'register'"):
        store.find("register", token)


@pytest.mark.parametrize("name", ["", "..", "../other", "a/b", "/etc", ".making-1", "a\0b", "é"])
def test_no_name_leads_out_of_the_folder(store: Store, name: str) -> None:
    token = make(store)
    with pytest.raises(StoreNameError, match="no name of a dataset"):
        store.begin(name)
    with pytest.raises(StoreNameError, match="no name of a dataset"):
        store.find(name, token)
    with pytest.raises(StoreNameError, match="no name of a version"):
        store.remove("register", f"{token}/{name}")
    with pytest.raises(StoreNameError):
        store.find("register", name)


# --- what goes wrong


def test_an_error_leaves_nothing(store: Store) -> None:
    token = make(store)
    with pytest.raises(ZeroDivisionError), store.begin("register") as making:
        write(making.folder / OBSERVATIONS, [observe(1)])
        _ = 1 / 0
    assert list_names(store) == [token]


def test_a_version_without_observations_does_not_count(store: Store) -> None:
    with store.begin("register") as making, pytest.raises(NotCompleteError):
        making.finish()
    assert list_names(store) == []


def test_a_version_is_finished_once(store: Store) -> None:
    with store.begin("register") as making:
        write(making.folder / OBSERVATIONS, [observe(1)])
        making.finish()
        with pytest.raises(NotCompleteError):
            making.finish()


DYING = """
import sys, time
from pathlib import Path
from tests.store.samples import observe, write
from weft.store.versions import OBSERVATIONS, Store
with Store(Path(sys.argv[1])).begin("register") as making:
    write(making.folder / OBSERVATIONS, [observe(1)])
    print("written", flush=True)
    time.sleep(600)
"""


def test_kill_9_leaves_nothing_that_counts_and_is_swept(store: Store) -> None:
    token = make(store)
    command = [sys.executable, "-c", DYING, str(store.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as dying:
        assert dying.stdout is not None
        assert dying.stdout.readline() == "written\n"
        assert store.sweep() == 0  # it lives: nobody takes its folder away
        assert len(list_names(store)) == 2
        dying.send_signal(signal.SIGKILL)
        dying.wait(TIMEOUT)
    assert store.list_tokens("register") == (token,)
    assert store.sweep() == 1
    assert list_names(store) == [token]


def test_the_next_import_sweeps_too(store: Store) -> None:
    command = [sys.executable, "-c", DYING.replace("time.sleep(600)", "import os; os._exit(9)")]
    done = subprocess.run([*command, str(store.folder)], timeout=TIMEOUT, check=False)
    assert done.returncode == 9 and len(list_names(store)) == 1
    token = make(store)
    assert list_names(store) == [token]


FULL = """
import resource, signal, sys
from pathlib import Path
from tests.store.samples import observe, write
from weft.store.versions import OBSERVATIONS, Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that a write fails, as on a full disk
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
rows = [observe(at, area=f"area-{at}", place=None) for at in range(5000)]
try:
    with Store(Path(sys.argv[1])).begin("register") as making:
        write(making.folder / OBSERVATIONS, rows)
        making.finish()
except OSError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def test_a_file_that_does_not_fit_leaves_the_version_before_as_it_was(store: Store) -> None:
    token = make(store)
    before = store.find("register", token).observations.read_bytes()
    command = [sys.executable, "-c", FULL, str(store.folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    assert done.returncode == 1 and done.stderr.startswith("OSError: ")
    assert list_names(store) == [token]
    assert store.find("register", token).observations.read_bytes() == before


def test_a_disk_that_is_full_when_it_is_flushed_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = make(store)

    def fail(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        make(store)
    assert list_names(store) == [token]


def test_two_imports_at_once_make_two_versions(store: Store) -> None:
    ready = threading.Barrier(4, timeout=TIMEOUT)
    tokens: list[str] = []

    def work(value: int) -> None:
        with store.begin("register") as making:
            write(making.folder / OBSERVATIONS, [observe(value)])
            ready.wait()  # all four are being made
            tokens.append(making.finish())

    threads = [threading.Thread(target=work, args=(at,)) for at in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(TIMEOUT)
    assert len(set(tokens)) == 4
    assert sorted(tokens) == list_names(store)


def test_two_processes_that_begin_while_others_sweep_lose_nothing(store: Store) -> None:
    code = """
import sys
from pathlib import Path
from tests.store.samples import observe, write
from weft.store.versions import OBSERVATIONS, Store
store = Store(Path(sys.argv[1]))
for at in range(25):
    with store.begin("register") as making:
        write(making.folder / OBSERVATIONS, [observe(at)])
        store.sweep()
        making.finish()
"""
    command = [sys.executable, "-c", code, str(store.folder)]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [each.wait(TIMEOUT) for each in both] == [0, 0]
    assert len(store.list_tokens("register")) == len(list_names(store)) == 50

"""Keeps the files of each version: made aside, counted when complete, never changed; for imports
and readers."""

import contextlib
import errno
import fcntl
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

OBSERVATIONS, PUBLIC = "observations.parquet", "public.parquet"
RECIPE, REPORT = "recipe.yaml", "report.json"

_NAME = re.compile(r"[A-Za-z0-9_-]{1,200}")  # a slug, which leads nowhere else
_TOKEN = re.compile(r"[0-9a-f]{16}")
_MAKING, _REMOVED = ".making-", ".removed-"
_FOLDER_CANNOT = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF)


class StoreNameError(ValueError):
    """A dataset or a version was named in a way that no folder of the store is."""

    def __init__(self, what: str, found: str, expected: str) -> None:
        super().__init__(f"'{found[:80]}' is no name of a {what}; expected {expected}")


class NoSuchVersionError(LookupError):
    """There is no such version, or its files are gone."""

    def __init__(self, dataset: str, token: str) -> None:
        super().__init__(
            f"the store has no version '{token}' of '{dataset}'; restore its folder from a backup, "
            "or bring the file again"
        )


class NotCompleteError(RuntimeError):
    """A version was to count although it has no observations, or was finished already."""


@dataclass(frozen=True)
class VersionFiles:
    """Where the files of one version are. `public` is there once it has been protected."""

    observations: Path
    public: Path
    recipe: Path
    report: Path


class Making:
    """A version in the making: its folder is no version's until `finish`. Left without that, by an
    error or on purpose, it is thrown away."""

    def __init__(self, home: Path, token: str) -> None:
        self._home, self._token = home, token
        self.folder = home / f"{_MAKING}{token}"
        self._finished = False
        self._lock = -1

    def __enter__(self) -> "Making":
        _make_folders(self._home)
        while not self._is_mine():  # swept before it was locked: begin again
            self._unlock()
            self.folder.mkdir(exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                self._lock = _lock(self.folder)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._finished:
            shutil.rmtree(self.folder, ignore_errors=True)
        self._unlock()

    def _is_mine(self) -> bool:
        with contextlib.suppress(OSError):
            return os.path.samestat(os.fstat(self._lock), self.folder.stat())
        return False

    def _unlock(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def finish(self) -> str:
        """Let it count: all files reach the disk first, then the folder gets its name, in one step.

        Raises NotCompleteError, and OSError where the disk is full: then nothing counts.
        """
        if self._finished or not (self.folder / OBSERVATIONS).is_file():
            raise NotCompleteError(
                f"{self.folder.name} is finished already, or has no {OBSERVATIONS}; write that, "
                "then finish once"
            )
        for path in sorted(self.folder.rglob("*")):
            _flush(path)
        _flush(self.folder)
        self.folder.rename(self._home / self._token)
        self._finished = True
        _flush(self._home)
        return self._token


class Store:
    """The folder of all versions: `<dataset>/<token>/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, dataset: str) -> Making:
        """Begin a version of a dataset, to be used in a `with`. Several may be made at once."""
        home = self._find_home(dataset)
        _sweep_home(home)
        return Making(home, secrets.token_hex(8))

    def find(self, dataset: str, token: str) -> VersionFiles:
        """The files of a version. Raises NoSuchVersionError, StoreNameError."""
        folder = self._find_folder(dataset, token)
        if not (folder / OBSERVATIONS).is_file():
            raise NoSuchVersionError(dataset, token)
        return VersionFiles(
            folder / OBSERVATIONS, folder / PUBLIC, folder / RECIPE, folder / REPORT
        )

    def list_tokens(self, dataset: str) -> tuple[str, ...]:
        """All versions of a dataset that are complete, in no order."""
        home = self._find_home(dataset)
        if not home.is_dir():
            return ()
        return tuple(sorted(x.name for x in home.iterdir() if _TOKEN.fullmatch(x.name)))

    def remove(self, dataset: str, token: str) -> None:
        """Throw a version away, if it is there. It is gone in one step."""
        folder = self._find_folder(dataset, token)
        gone = folder.with_name(f"{_REMOVED}{token}")
        with contextlib.suppress(FileNotFoundError):
            folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def sweep(self) -> int:
        """Throw away what imports left that died; how many. What is still being made stays."""
        homes = self.folder.iterdir() if self.folder.is_dir() else ()
        return sum(_sweep_home(home) for home in homes if home.is_dir())

    def _find_home(self, dataset: str) -> Path:
        if not _NAME.fullmatch(dataset):
            raise StoreNameError("dataset", dataset, "letters, digits, - and _")
        return self.folder / dataset

    def _find_folder(self, dataset: str, token: str) -> Path:
        home = self._find_home(dataset)
        if not _TOKEN.fullmatch(token):
            raise StoreNameError("version", token, "16 hexadecimal digits")
        return home / token


def _sweep_home(home: Path) -> int:
    """Throw away what was left half-removed, or half-made by a process that is gone: whoever makes
    a version holds a lock on its folder, which the system takes from the dead."""
    swept = 0
    for path in list(home.iterdir()) if home.is_dir() else ():
        if not path.name.startswith((_MAKING, _REMOVED)):
            continue
        with contextlib.suppress(OSError):  # it lives, or somebody else sweeps it
            handle = _lock(path, wait=False)
            try:
                shutil.rmtree(path, ignore_errors=True)
                swept += not path.exists()
            finally:
                os.close(handle)
    return swept


def _lock(folder: Path, *, wait: bool = True) -> int:
    """A lock on a folder, held until the handle is closed or the process dies, however that be.
    Raises BlockingIOError where another holds it and `wait` is not wanted."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(handle)
        raise
    return handle


def _make_folders(folder: Path) -> None:
    """With the folders above, each of which reaches the disk."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in missing:
        _flush(each.parent)


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    is_folder = path.is_dir()
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if not (is_folder and error.errno in _FOLDER_CANNOT):  # some systems flush no folder
            raise
    finally:
        os.close(handle)

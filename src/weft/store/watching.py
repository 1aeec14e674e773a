"""How far the reading of a file is, told about once a second whatever is being done: for the
terminal and the page, where a person waits and may stop it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Literal, Self

import duckdb

EVERY = 1.0  # seconds between two signs

What = Literal["looking", "recoding", "reading", "working", "checking", "writing"]


@dataclass(frozen=True)
class Step:
    """What is being done with a file, and how much of how much of it."""

    what: What
    # Bytes of the file while one looks through it, recodes or reads it; figures while they are
    # written; of other work only the seconds that it takes are known, and no total.
    done: int = 0
    total: int = 0


Tell = Callable[[Step], object]


class Watch:
    """Tells `tell` how far the work within it is, from a thread of its own. What `tell` raises
    stops the work, also within a statement of the engine, and comes out of the watch."""

    def __init__(self, tell: Tell | None = None) -> None:
        self._tell = tell
        self._step, self._since = Step("working"), monotonic()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._followed = False  # the engine reads, and is asked how far it is
        self._error: BaseException | None = None
        self._lock, self._ended = Lock(), Event()
        self._thread = Thread(target=self._run, daemon=True, name="watch over reading")

    def __enter__(self) -> Self:
        if self._tell:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if self._tell:
            self._ended.set()
            self._thread.join()
        self._check()

    @contextmanager
    def heed(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Watch what a connection does meanwhile."""
        with self._lock:
            self._connection = connection
        try:
            yield
        finally:
            with self._lock:
                self._connection = None

    def begin(self, what: What, total: int = 0) -> None:
        """Go on to something else."""
        if self._tell is None:
            return
        self._check()
        self._step, self._since = Step(what, 0, total), monotonic()

    def count(self, done: int, total: int) -> None:
        """So much of what was begun is done; it is told when its time comes."""
        if self._tell is None:
            return
        self._check()
        self._step = Step(self._step.what, done, total)

    def tell(self, done: int, total: int) -> None:
        """The same, told at once."""
        self.count(done, total)
        if self._tell:
            with self._lock:
                self._tell(self._step)

    @contextmanager
    def follow(self, total: int) -> Iterator[None]:
        """While one statement of the engine reads a file of so many bytes."""
        self.begin("reading", total)
        self._followed = self._tell is not None
        try:
            yield
        finally:
            self._followed = False
            self.begin("working")

    def _check(self) -> None:
        if self._error:
            raise self._error from None

    def _run(self) -> None:
        assert self._tell  # noqa: S101  # else there is no thread
        while not self._ended.wait(EVERY):
            with self._lock:
                try:
                    self._tell(self._look())
                except BaseException as error:  # it is raised where the work is
                    self._error = error
                    if self._connection:
                        self._connection.interrupt()
                    return

    def _look(self) -> Step:
        step = self._step
        if self._followed and self._connection:
            share = max(self._connection.query_progress(), 0) / 100
            return Step(step.what, round(share * step.total), step.total)
        if step.what in ("working", "checking"):
            return Step(step.what, round(monotonic() - self._since))
        return step


NOBODY = Watch()  # tells nobody

"""A database that threads can share, for tests of what happens at the same time: a file of its own
where the tests run on SQLite, whose memory only one thread can use as a real site does."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from django.db import connection, connections


@contextmanager
def share(folder: Path) -> Iterator[None]:
    """Use a copy of the test database in a folder; PostgreSQL is shared as it is."""
    if connection.vendor != "sqlite":
        yield
        return
    settings, memory = connection.settings_dict, connection.connection
    path = folder / "shared.sqlite3"
    with sqlite3.connect(path) as file:
        memory.backup(file)
    file.close()
    name, settings["NAME"], connection.connection = settings["NAME"], str(path), None
    try:
        yield
    finally:
        connection.close()
        settings["NAME"], connection.connection = name, memory


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do all of some works at the same time, each in a thread with a connection of its own; what
    came of each, be it an error."""
    start, found = Barrier(len(works)), [None] * len(works)

    def run(at: int) -> None:
        start.wait()
        try:
            found[at] = works[at]()
        except Exception as error:  # that is what is looked at
            found[at] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(at,)) for at in range(len(works))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found

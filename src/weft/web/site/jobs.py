"""Work on what people bring, beside the answering of pages, for whoever need not wait for it: one
at a time in each process, so that the others of the server go on."""

import logging
from collections.abc import Callable
from threading import Lock, Thread
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connections

from weft.web.site.progress import (
    Reporter,
    StoppedError,
    claim,
    clear,
    fail,
    stay_alive,
)

logger = logging.getLogger(__name__)
TURN = Lock()

Work = Callable[[Reporter], None]


def start(token: UUID, name: str, work: Work) -> bool:
    """Begin some work on an upload; False where work on it goes on already. It ends with its
    process, and then nothing of it stays."""
    if not claim(token, name):
        return False
    spawn(lambda: run(token, name, work))
    return True


def spawn(target: Callable[[], None]) -> None:
    """Do something in a thread of its own, with a connection of its own."""

    def do() -> None:
        try:
            target()
        finally:
            connections.close_all()

    Thread(target=do, daemon=True, name="job").start()


def run(token: UUID, name: str, work: Work) -> None:
    """Do the work once it is its turn, and say how it ended."""
    report = Reporter(token, name)
    try:
        with stay_alive(token):
            _wait(report)
            try:
                work(report)
            finally:
                TURN.release()
    except StoppedError:
        clear(token)
    except (DatabaseError, InterfaceError) as error:
        logger.error("The work on what was brought ended: %s", error)
        fail(token, name, "database")
    except Exception:
        logger.exception("The work on what was brought failed")
        fail(token, name, "program")
    else:
        clear(token)


def _wait(report: Reporter) -> None:
    report("waiting")
    while not TURN.acquire(timeout=1):
        report("waiting")

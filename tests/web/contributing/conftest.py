"""What tests of the desks share."""

from collections.abc import Callable

import pytest

from weft.web.site import jobs


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on files is done when the answer comes, in the thread and transaction of the test."""

    def do(target: Callable[[], None]) -> None:
        target()

    monkeypatch.setattr(jobs, "spawn", do)

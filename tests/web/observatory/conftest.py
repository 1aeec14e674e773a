"""What tests of figures on the site share: a folder of their own, and work that is done at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from weft.web.site import jobs


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on files is done when the answer comes, in the thread and transaction of the test."""

    def do(target: Callable[[], None]) -> None:
        target()

    monkeypatch.setattr(jobs, "spawn", do)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What was begun and is not done yet."""
    begun: list[Callable[[], None]] = []
    monkeypatch.setattr(jobs, "spawn", begun.append)
    return begun


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Where the files of this test lie."""
    settings.FOLDER = tmp_path
    return tmp_path

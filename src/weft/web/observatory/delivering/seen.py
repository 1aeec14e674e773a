"""What was found in a file that somebody brought, as it is kept with the delivery and shown on the
page of its columns."""

from typing import Literal

from weft.core.atlas.records import Model
from weft.core.observatory.recipe import Layout, Recipe, Role
from weft.core.observatory.report import Severity, Trouble
from weft.core.observatory.saying import Saying

SURE, LIKELY = 0.9, 0.6  # from here on a guess is called sure, or likely


class Rival(Model):
    """An encoding that a file may be in, with words of the file as they read in it."""

    encoding: str
    words: tuple[str, ...] = ()


class SeenColumn(Model):
    """One column of the file, and what it is taken to be."""

    column: str
    role: Role
    name: str | None = None  # of a breakdown
    confidence: float = 0.0
    why: Saying | str = ""  # what was kept before sentences were codes is English
    values: tuple[str, ...] = ()  # the first that differ
    words: tuple[str, ...] = ()  # all there are, where each of them may need a code
    more: int = 0  # words that are not among them

    @property
    def trust(self) -> Literal["sure", "likely", "check"]:
        """How far the guess is to be trusted."""
        if self.confidence >= SURE:
            return "sure"
        return "likely" if self.confidence >= LIKELY else "check"


class SeenArea(Model):
    """An area of the file, and the place it is."""

    area: str
    name: str | None = None
    place: str | None = None
    nearest: tuple[str, ...] = ()


class Seen(Model):
    """All that the page shows of a file."""

    kind: str
    proposed: Recipe  # before a person corrected anything
    layout: Layout = Layout()  # all that was found out of it
    rows: int = 0
    sure: bool = True  # of the encoding
    rivals: tuple[Rival, ...] = ()
    sheets: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()  # lines above the heads
    remarks: tuple[str, ...] = ()  # lines below the figures
    columns: tuple[SeenColumn, ...] = ()
    matched: tuple[SeenArea, ...] = ()
    unmatched: tuple[SeenArea, ...] = ()
    area_count: int = 0  # areas in the file
    matched_count: int = 0
    unmatched_count: int = 0
    licence: str | None = None  # as the file states it
    notes: tuple[Saying | str, ...] = ()  # of the assistant


class Fault(Trouble):
    """Why a file cannot be read, and where. Of one that was kept long ago only the message is
    known."""

    code: str = "file"
    severity: Severity = "error"

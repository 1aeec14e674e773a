"""What a profile is made of: series that never mix two ways of counting, parts of a whole, and
holes that name who could fill them."""

from pydantic import Field

from weft.core.atlas.records import Id, Model
from weft.core.observatory.balance import BalanceCheck
from weft.core.observatory.measures import Result
from weft.core.observatory.observation import TOTAL, Name, Observation
from weft.core.observatory.profile.plan import SectionPlan, Wish


class Series(Model):
    """Figures of one place over time that may stand in one line: one measure, one definition, one
    unit, one source, counted or modelled, never both."""

    place: Id
    measure: Name
    definition: Name
    unit: Name
    source: str
    dataset: str
    modelled: bool
    points: tuple[Observation, ...] = Field(description="By period, earliest first")

    @property
    def newest(self) -> Observation | None:
        """The newest figure that has a value."""
        return next((each for each in reversed(self.points) if each.value is not None), None)


class Block(Model):
    """What was found for a wish."""

    wish: Wish
    place: Id = Field(description="Whose figures these are")
    series: tuple[Series, ...] = Field(description="One for each way of counting")

    def list_parts(self) -> tuple[Observation, ...]:
        """Of a breakdown: its parts in the newest period that has any, largest first, missing
        ones last; the total is not one of them."""
        by = self.wish.by
        parts = [
            each
            for series in self.series[:1]
            for each in series.points
            if by and each.breakdowns.get(by, TOTAL) != TOTAL
        ]
        if not parts:
            return ()
        newest = max(each.period for each in parts)
        found = [each for each in parts if each.period == newest]
        return tuple(sorted(found, key=lambda x: (x.value is None, -(x.value or 0))))

    def find_total(self) -> Observation | None:
        """Of a breakdown: the total of the period of its parts, if there is one."""
        parts = self.list_parts()
        by = self.wish.by or ""
        return next(
            (
                each
                for series in self.series[:1]
                for each in series.points
                if parts
                and each.period == parts[0].period
                and each.breakdowns.get(by, TOTAL) == TOTAL
            ),
            None,
        )


class Hole(Model):
    """A figure that is nowhere to be found, and who could supply it."""

    wish: Wish
    place: Id
    suppliers: tuple[Name, ...]
    nearest: Id | None = Field(None, description="A wider place that has this figure")


class Section(Model):
    """A section of a profile."""

    key: Name
    plan: SectionPlan
    place: Id | None = Field(description="Whose figures it shows; None: there is no such place")
    blocks: tuple[Block, ...]
    holes: tuple[Hole, ...]


class Profile(Model):
    """The figures of a place, section by section, with the holes among them."""

    place: Id
    sections: tuple[Section, ...]
    results: tuple[Result, ...] = Field((), description="What the figures of the place come to")
    balance: tuple[BalanceCheck, ...] = Field((), description="Whether stocks and flows fit")

    @property
    def holes(self) -> tuple[Hole, ...]:
        """All that is missing, each thing once."""
        return tuple(dict.fromkeys(hole for each in self.sections for hole in each.holes))

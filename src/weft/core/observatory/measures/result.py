"""What a computed measure says: its value or why there is none, of whom, from which sources, for
everybody who shows it."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from weft.core.atlas.records import Model
from weft.core.observatory.definitions import Difference, say_difference
from weft.core.observatory.measures.pack import label_measure, read_measures, read_suppliers
from weft.core.observatory.observation import Flag, Name, Observation
from weft.core.observatory.periods import Period
from weft.core.terms.phrases import say, write_list

# The worst first: a computed figure is as good as the worst it is made of (SDMX CL_OBS_STATUS).
_WORST: tuple[Flag, ...] = (
    "U", "E", "I", "N", "V", "W", "P", "B", "D", "G", "S", "Q", "K", "J", "F", "H", "L", "M", "O",
)  # fmt: skip

ReasonCode = Literal[
    "missing", "denominator", "zero", "withheld", "definitions", "modelled", "units", "parts",
    "bands",
]  # fmt: skip


class FigureMissing(ValueError):  # noqa: N818  # reads as what happened
    """A measure cannot be computed; says which figure is needed and who could supply it."""


class Reason(Model):
    """Why there is no value."""

    code: ReasonCode
    measure: Name = Field(description="The figure that is wanting or does not fit")
    detail: str = Field("", description="What was found: the difference, the age group")
    differences: tuple[Difference, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether somebody could supply what is wanting."""
        return self.code in ("missing", "denominator")


class Result(Model):
    """A computed measure. Unknown is None with a reason, never zero."""

    measure: Name
    value: float | None = Field(None, allow_inf_nan=False)
    reason: Reason | None = Field(None, description="Why there is no value")
    unit: Name
    category: str | None = Field(None, description="Of a share: which origin, age, reason")
    period: Period | None = None
    since: Period | None = Field(None, description="Of a change: the period it begins with")
    definition: Name | None = Field(None, description="Who is counted above the fraction line")
    sources: tuple[str, ...] = ()
    flag: Flag = "A"
    modelled: bool = False
    free: bool = Field(True, description="Whether all it is made of may be shown to everybody")
    notes: tuple[str, ...] = Field((), description="Codes of phrases a reader must know")

    def demand(self, level: str = "local") -> float:
        """The value; raises FigureMissing, which says what is needed and who could supply it."""
        if self.value is None:
            raise FigureMissing(f"{label_measure(self.measure)}: {say_reason(self, 'en', level)}")
        return self.value


def make_result(
    measure: str,
    value: float | None,
    made_of: Iterable[Observation | None],
    *,
    reason: Reason | None = None,
    category: str | None = None,
    notes: tuple[str, ...] = (),
) -> Result:
    """A result with what is known of the figures it is made of; the first says who and when."""
    parts = [each for each in made_of if each is not None]
    return Result(
        measure=measure,
        value=value,
        reason=reason,
        unit=read_measures()[measure].unit,
        category=category,
        period=parts[0].period if parts else None,
        definition=parts[0].definition if parts else None,
        sources=tuple(dict.fromkeys(each.source for each in parts)),
        flag=combine_flags(each.flag for each in parts),
        modelled=any(each.modelled for each in parts),
        free=all(each.confidentiality == "F" for each in parts),
        notes=notes,
    )


def combine_flags(flags: Iterable[Flag]) -> Flag:
    """The worst of some quality flags; A where all are normal."""
    found = set(flags)
    return next((each for each in _WORST if each in found), "A")


def find_fault(
    wanted: Sequence[tuple[str, Observation | None]], *, denominator: str | None = None
) -> Reason | None:
    """Why some figures give nothing: the first that is not there, withheld or empty. None if all
    have values."""
    for measure, each in wanted:
        if each is not None and each.value is None and each.confidentiality != "F":
            return Reason(code="withheld", measure=measure)
        if each is None or each.value is None:
            code: ReasonCode = "denominator" if measure == denominator else "missing"
            return Reason(code=code, measure=measure)
    return None


def read_value(observation: Observation | None) -> float:
    """The value of a figure that `find_fault` has found to be there."""
    assert observation is not None and observation.value is not None  # noqa: S101
    return observation.value


def list_suppliers(measure: str, level: str = "local") -> tuple[str, ...]:
    """Who could supply a counted measure at a level of government, likeliest first; those of the
    nearest level that the packs name where they do not name this one."""
    found = read_measures().get(measure)
    if found is None or not found.suppliers:
        return ()
    nearest = {"metropolitan": "local", "neighbourhood": "local", "supranational": "national"}
    level = nearest.get(level, level)
    return found.suppliers.get(level) or next(iter(found.suppliers.values()))


def say_suppliers(measure: str, language: str = "en", level: str = "local") -> str:
    """Who could supply a measure, as a sentence; empty for what nobody is named for."""
    words = [read_suppliers()[each].read(language) for each in list_suppliers(measure, level)]
    if not words:
        return ""
    return say("could_supply", language, suppliers=write_list(words, language, "or"))


def say_reason(result: Result, language: str = "en", level: str = "local") -> str:
    """Why a result has no value, and who could supply what is missing; empty if it has one."""
    reason = result.reason
    if reason is None:
        return ""
    about = label_measure(reason.measure, language)
    about += f" ({reason.detail})" if reason.detail else ""
    sentences = [say(f"no_figure_{reason.code}", language, measure=about)]
    sentences += [say_difference(each, language) for each in reason.differences]
    if reason.is_missing:
        sentences.append(say_suppliers(reason.measure, language, level))
    return " ".join(each for each in sentences if each)

"""The numbers of the diagnosis as a frozen value, read from method.toml or a user's own file."""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from weft.core.atlas.explain import explain_file
from weft.core.atlas.records import Model
from weft.core.terms import list_codes

Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Direction = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Exponents = dict[str, Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]]

TYPES = ("centralist", "localist", "decoupled", "multilevel")
# Each score's factors, as the formulas name them: not_X stands for 1 - X, divergence for
# 1 - F (1 - K).
FACTORS = {
    "centralist": ("TF", "not_A", "not_J", "F"),
    "localist": ("A", "not_TF", "not_U", "not_J", "BH"),
    "decoupled": ("not_C", "O", "divergence"),
    "multilevel": ("MF", "J", "E", "F"),
}


# The distinct signals in the four scores, in the order of the arrays of `configuration`.
SIGNALS = ("TF", "A", "J", "F", "O", "C", "U", "BH", "K", "MF", "E")


class MethodError(ValueError):
    """A method file cannot be used; the message names each key and what was expected."""


class Grades(Model):
    """Probability of a fact by the grade of its best source."""

    A: Unit
    B: Unit
    C: Unit
    D: Unit
    disputed: Unit
    holds_from: Unit


class StrengthMethod(Model):
    full_meetings: Annotated[float, Field(ge=1, allow_inf_nan=False)]
    half_life: Positive


class KindMethod(Model):
    """What a kind of mechanism does to the relation of two levels."""

    q: Unit
    d: Direction
    coordinates: bool
    meets: bool
    initiator: Literal["upper", "either", "fixed"]
    commands: bool  # whether TF counts it: asking is not commanding


class ForumMethod(Model):
    decides: Unit
    parity: Unit
    shared_agenda_and_chair: Unit
    voluntary: Unit


class BalanceMethod(Model):
    one_sided: Positive


class FramesMethod(Model):
    known_axes: Annotated[int, Field(ge=1, le=5)]


class ConfigurationMethod(Model):
    """Exponents by factor for each type; divided by their sum when used."""

    floor: Annotated[float, Field(gt=0, lt=0.5)]
    centralist: Exponents
    localist: Exponents
    decoupled: Exponents
    multilevel: Exponents


class VerdictMethod(Model):
    knownness: Unit
    score: Unit
    margin: Unit
    stability: Unit
    weak: Unit


class DrawsMethod(Model):
    """How draws shake the weights, and how many there are unless told."""

    number: Annotated[int, Field(ge=1, le=10_000)]
    spread: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)]


class ConditionsMethod(Model):
    tied_within: Positive
    group: Annotated[int, Field(ge=2)]


class Method(Model):
    """All numbers of one version of the method."""

    version: str
    grades: Grades
    roles: dict[str, Unit]
    strength: StrengthMethod
    mechanisms: dict[str, KindMethod]
    forum: ForumMethod
    voices: dict[str, Unit]
    disputes: dict[str, Unit]
    balance: BalanceMethod
    frames: FramesMethod
    configuration: ConfigurationMethod
    verdict: VerdictMethod
    conditions: ConditionsMethod
    draws: DrawsMethod

    def __hash__(self) -> int:
        """By its version, so that what is made once for a method can be kept under it."""
        return hash(self.version)

    @model_validator(mode="after")
    def _check(self) -> "Method":
        for name, vocabulary in (
            ("roles", "roles"),
            ("mechanisms", "mechanism_kinds"),
            ("voices", "voices"),
            ("disputes", "dispute_kinds"),
        ):
            _compare(name, set(getattr(self, name)), set(list_codes(vocabulary)))
        for name in TYPES:
            exponents = getattr(self.configuration, name)
            _compare(f"configuration.{name}", set(exponents), set(FACTORS[name]))
            if sum(exponents.values()) <= 0:
                raise PydanticCustomError("exponents", f"{name}: all exponents are 0")
        for name, weights in (
            ("roles", self.roles),
            ("forum", self.forum.model_dump()),
        ):
            if abs(sum(weights.values()) - 1) > 1e-9:
                raise PydanticCustomError(
                    "sum", f"the weights of [{name}] sum to {sum(weights.values()):g}, not to 1"
                )
        return self


def _compare(name: str, found: set[str], expected: set[str]) -> None:
    missing, unknown = sorted(expected - found), sorted(found - expected)
    wrong = [f"lacks {', '.join(missing)}"] if missing else []
    wrong += [f"has the unknown {', '.join(unknown)}"] if unknown else []
    if wrong:
        raise PydanticCustomError("keys", f"[{name}] {' and '.join(wrong)}")


def read_method(path: Path | None = None) -> Method:
    """The method of a TOML file, or Weft's own; raises MethodError with every problem found."""
    if path is None:
        return _read_own()
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise MethodError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise MethodError(f"{path}: this is no text in UTF-8; is it a TOML file?") from None
    return _parse(text, path.name)


@cache  # a user's file may change while Weft runs; Weft's own does not
def _read_own() -> Method:
    return _parse(files("weft.core.diagnosis").joinpath("method.toml").read_text("utf-8"), "")


def _parse(text: str, name: str) -> Method:
    try:
        return Method.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MethodError(f"{name}: this is not TOML: {error}") from None
    except ValidationError as error:
        raise MethodError(explain_file(name, error, Method)) from None

"""The policy of a dataset: which of its figures could expose people, and what protects them."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from weft.core.atlas.records import Model


class PublicPolicy(Model):
    """What everybody may know of a policy."""

    kind: Literal["published", "protected", "closed"]
    threshold: int
    method: Literal["suppression", "rounding", "cell_keys"]
    base: int
    amounts_protected: bool = Field(
        description="Whether a rule about contributors applies to amounts; its limits are not told"
    )


class Policy(Model):
    """One policy a dataset.

    `published`: its source has published the figures already, nothing is withheld again.
    `protected`: the rules below decide, then `method` protects what they find.
    `closed`: the public gets no figure at all.
    """

    kind: Literal["published", "protected", "closed"] = "protected"
    threshold: Annotated[int, Field(ge=2)] = Field(
        5, description="Counts from 1 to below this are not shown"
    )
    dominance: tuple[Annotated[int, Field(ge=1)], Annotated[float, Field(gt=0, le=100)]] | None = (
        Field(None, description="(n, k): not shown where the n largest make more than k percent")
    )
    p_percent: Annotated[float, Field(gt=0, le=100)] | None = Field(
        None, description="Not shown where one contributor can be estimated to within p percent"
    )
    method: Literal["suppression", "rounding", "cell_keys"] = "suppression"
    base: Annotated[int, Field(ge=2)] = Field(5, description="Of rounding")
    deviation: Annotated[int, Field(ge=1, le=100)] = Field(
        5, description="Of cell keys: the most that a count is changed, up or down"
    )
    variance: Annotated[float, Field(gt=0)] = Field(
        3.0, description="Of cell keys: the variance of the change; its square root is typical"
    )

    @model_validator(mode="after")
    def _check(self) -> "Policy":
        if self.method == "rounding" and self.base < self.threshold:
            raise PydanticCustomError(
                "base", "rounding to less than the threshold hides too little"
            )
        if self.method == "cell_keys" and self.deviation < self.threshold - 1:
            raise PydanticCustomError(
                "deviation", "changes of less than the threshold hide too little"
            )
        if self.method != "suppression" and self.needs_contributions:
            raise PydanticCustomError(
                "method",
                "the rules of dominance and p percent need suppression: an amount that is changed "
                "by a little is told all the same",
            )
        if self.variance > self.deviation**2:
            raise PydanticCustomError("variance", "no change so small can vary so much")
        return self

    @property
    def needs_contributions(self) -> bool:
        """Whether its rules ask who contributed how much."""
        return self.dominance is not None or self.p_percent is not None

    @property
    def changes_counts(self) -> bool:
        """Whether what is shown is not exact."""
        return self.kind == "protected" and self.method != "suppression"

    def hide_limits(self) -> PublicPolicy:
        """As others may know it: who knows k or p can reckon how far a withheld amount is from
        them. (Hundepool et al. 2012, 4.2.2.)"""
        return PublicPolicy(
            kind=self.kind,
            threshold=self.threshold,
            method=self.method,
            base=self.base,
            amounts_protected=self.kind == "protected" and self.needs_contributions,
        )

    def is_stricter(self, other: "Policy") -> bool:
        """Whether what was published under the other policy may tell more than this one allows."""
        order = ("published", "protected", "closed")
        if self.kind != other.kind:
            return order.index(self.kind) > order.index(other.kind)
        return self.kind == "protected" and (
            self.threshold > other.threshold or self.method != other.method
            or self.dominance not in (None, other.dominance)
            or (self.p_percent is not None and self.p_percent > (other.p_percent or 0))
            or (self.method == "rounding" and self.base > other.base)
            or (self.method == "cell_keys"
            and (self.deviation > other.deviation or self.variance > other.variance))
        )  # fmt: skip


PUBLISHED = Policy(kind="published")

"""The fields that say what the public may see of a dataset, and what protects the people and bodies
behind its figures; in the words of who is no statistician."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from pydantic import ValidationError

from weft.core.observatory.disclosure.policy import Policy
from weft.web.observatory.delivering.wording import METHODS, POLICIES, POLICY_FAULTS

_DOMINANCE = ("largest", "share")  # its two fields
_NAMES = ("threshold", "method", "base", "deviation", "variance", "p_percent")  # as in a policy


class PolicyForm(forms.Form):
    """What protects the figures of a dataset. What is left empty is as it was, or as usual; the two
    rules about amounts are off where they are empty."""

    kind = forms.ChoiceField(
        label=lazy("What the public may see"),
        choices=lambda: list(POLICIES.items()),
        widget=forms.RadioSelect,
        initial="protected",
    )
    threshold = forms.IntegerField(
        label=lazy("Counts from 1 to below this number are small"),
        help_text=lazy("Usually 5. Nobody outside the body sees a small count as it is."),
        min_value=2,
        max_value=1000,
        initial=5,
        required=False,
    )
    method = forms.ChoiceField(
        label=lazy("What is done about small counts"),
        choices=lambda: list(METHODS.items()),
        widget=forms.RadioSelect,
        initial="suppression",
        required=False,
    )
    base = forms.IntegerField(
        label=lazy("Round to multiples of"),
        help_text=lazy("For rounding. At least the number below which counts are small."),
        min_value=2,
        max_value=1000,
        required=False,
    )
    deviation = forms.IntegerField(
        label=lazy("Change a count by at most"),
        help_text=lazy(
            "For changes at random, up or down. At least one less than the number below which "
            "counts are small."
        ),
        min_value=1,
        max_value=100,
        required=False,
    )
    variance = forms.FloatField(
        label=lazy("How much the changes vary"),
        help_text=lazy(
            "For changes at random: the average of the squared changes. With 3, most counts change "
            "by 1 or 2."
        ),
        required=False,
    )
    largest = forms.IntegerField(
        label=lazy("Withhold an amount if this many contributors"),
        help_text=lazy("For example 1. Empty: there is no such rule."),
        min_value=1,
        max_value=10,
        required=False,
    )
    share = forms.FloatField(
        label=lazy("make more than this percentage of it"),
        help_text=lazy("For example 75."),
        max_value=100,
        required=False,
    )
    p_percent = forms.FloatField(
        label=lazy("Withhold an amount if a contributor could work out another to within"),
        help_text=lazy("Per cent; for example 10. Empty: there is no such rule."),
        max_value=100,
        required=False,
    )
    policy: Policy

    def __init__(self, *args: Any, before: Policy | None = None, **names: Any) -> None:
        self.before = before or Policy()
        names["initial"] = describe_policy(self.before) | (names.get("initial") or {})
        super().__init__(*args, **names)

    @property
    def detailed(self) -> bool:
        """Whether there is more to see than what is usual: then the details stand open."""
        names = ("method", "base", "deviation", "variance", "p_percent", *_DOMINANCE)
        usual = describe_policy(Policy())
        return any(
            name in self.errors or str(self[name].value() or "") != str(usual[name] or "")
            for name in names
        )

    def clean(self) -> dict[str, Any]:
        """Make the policy; what keeps it from being one stands beside the field."""
        data: dict[str, Any] = super().clean() or {}
        protects = data.get("kind") == "protected" and "threshold" not in self.errors
        if protects and data.get("threshold") is None:
            self.add_error("threshold", _("Say from which number on counts may be seen."))
        if not self.errors.keys() & {"kind", *_NAMES, *_DOMINANCE}:
            self._make_policy(data)
        return data

    def _make_policy(self, data: dict[str, Any]) -> None:
        said = self.before.model_dump() | {"kind": data["kind"], "p_percent": data["p_percent"]}
        said |= {name: data[name] for name in _NAMES if data[name] not in (None, "")}
        pair = [data[name] for name in _DOMINANCE]
        said["dominance"] = None if pair == [None, None] else pair
        if None in pair and said["dominance"]:
            missing = _DOMINANCE[pair.index(None)]
            self.add_error(missing, _("Say both how many and how much, or neither."))
            return
        try:
            self.policy = Policy.model_validate(said)
        except ValidationError as error:
            for each in error.errors():
                self._add_fault(each)

    def _add_fault(self, fault: Any) -> None:
        """What the policy itself says is wrong, beside the field that it says it of."""
        name, *rest = fault["loc"] or (fault["type"],)
        field = _DOMINANCE[rest[0]] if name == "dominance" and rest else str(name)
        said = POLICY_FAULTS.get(fault["type"], fault["msg"])
        self.add_error(field if field in self.fields else "kind", said)


def describe_policy(policy: Policy) -> dict[str, Any]:
    """The fields of the form as a policy has them."""
    n, k = policy.dominance or (None, None)
    return {
        "kind": policy.kind,
        **{name: getattr(policy, name) for name in _NAMES},
        "largest": n,
        "share": k,
    }

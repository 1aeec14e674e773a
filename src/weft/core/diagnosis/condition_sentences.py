"""Says the three conditions of multilevel governance, with who and what stands behind each."""

from collections.abc import Sequence

from weft.core.atlas.atlas import Atlas
from weft.core.diagnosis.conditions import Condition, Conditions
from weft.core.terms import first_day, label
from weft.core.terms.phrases import say, write_date, write_list

MOST = 6  # names in one list


def say_condition(atlas: Atlas, condition: Condition, language: str = "en") -> str:
    """Whether a condition is met and why; then who, and through what, with the date of each."""
    reason = say(
        f"reason_{condition.reason}",
        language,
        count=condition.count,
        levels=write_list([label("levels", each, language) for each in condition.levels], language),
        within=say("within_months", language, count=condition.count),
    )
    if condition.members:
        names = [atlas.actor_by_id[each].name.read(language) for each in condition.members]
        members = _list_some(names, language)
        reason = say("condition_reason", language, reason=reason, members=members)
    said = say(
        "condition",
        language,
        name=say(f"condition_{condition.code}", language),
        answer=say(f"answer_{condition.answer}", language),
        reason=reason,
    )
    if condition.bodies:
        bodies = [
            _say_body(atlas, *each, language)
            for each in zip(condition.bodies, condition.dates, strict=True)
        ]
        through = say("condition_through", language, bodies=_list_some(bodies, language))
        return f"{said} {through}"
    return said


def say_conditions(conditions: Conditions, language: str = "en") -> str:
    """What the three amount to; or all that they may."""
    names = [say(f"conditions_{each.replace(' ', '_')}", language) for each in conditions.possible]
    if len(names) == 1:
        return say("conditions_are", language, verdict=names[0])
    return say("conditions_may_be", language, possible=write_list(names, language, "or"))


def _say_body(atlas: Atlas, body: str, date: str, language: str) -> str:
    name = atlas.facts[body].name.read(language)  # type: ignore[attr-defined]
    start, slash, until = date.partition("/")
    if not date:
        return str(name)
    if not slash:
        return say("body_active", language, name=name, date=_write_partial(date, language))
    if until == "..":
        return say("body_since", language, name=name, date=_write_partial(start, language))
    last = _write_partial(until, language)
    if start == "..":
        return say("body_until", language, name=name, date=last)
    first = _write_partial(start, language)
    return say("body_period", language, name=name, start=first, date=last)


def _write_partial(date: str, language: str) -> str:
    """2014, May 2014 or 31 May 2014."""
    parts = write_date(first_day(date), language).split()
    return " ".join(parts[-1 - date.count("-") :])


def _list_some(names: Sequence[str], language: str) -> str:
    """All, or some and how many more there are."""
    if len(names) > MOST + 1:
        more = say("condition_more", language, count=len(names) - MOST)
        return write_list([*names[:MOST], more], language)
    return write_list(names, language)

"""States, corrects and hides facts as people of the tests do, in one line each."""

import datetime as dt
from typing import Any

from weft.core.atlas import SECTIONS
from weft.web.accounts.models import User
from weft.web.accounts.readers import read_for
from weft.web.atlas.actions import Edit, publish, take_stand, withdraw
from weft.web.atlas.facts import read_view
from weft.web.atlas.models import ChangeSet, Kind
from weft.web.atlas.writing import Stamp

TODAY = dt.date(2026, 3, 1)


def fresh(person: User) -> User:
    """The person as the next request finds them."""
    return User.objects.get(pk=person.pk)


def state(
    by: User, actor: str | None, reason: str = "", kind: Kind = Kind.PUBLISHED, **sections: Any
) -> ChangeSet:
    """New records, stated by an actor: state(officer, "city", competences=[{...}])."""
    edits = []
    for section, records in sections.items():
        for each in records:
            said = {**each, **({"asserted_by": actor} if actor and section != "sources" else {})}
            record = SECTIONS[section].model_validate(said)
            edits.append(Edit(section, record.id, None, record))
    origin = "rows.xlsx" if kind == Kind.IMPORTED else ""
    return _made(publish(fresh(by), edits, Stamp(kind, by, actor, reason, origin)))


def correct(
    by: User, section: str, key: str, actor: str | None = None, reason: str = "", **changes: Any
) -> ChangeSet:
    """A record with some fields changed."""
    by = fresh(by)
    base = read_view(read_for(by)).atlas.find_record(section, key)
    assert base is not None
    said = {**base.model_dump(mode="json", exclude_defaults=True), **changes}
    mine = SECTIONS[section].model_validate({k: v for k, v in said.items() if v is not None})
    stamp = Stamp(Kind.PUBLISHED, by, actor, reason)
    return _made(publish(by, [Edit(section, key, base, mine)], stamp))


def confirm(by: User, actor: str, key: str, stand: str = "confirms") -> ChangeSet:
    return take_stand(fresh(by), actor, key, stand, TODAY)


def take_back(by: User, key: str, actor: str | None = None) -> ChangeSet:
    return withdraw(fresh(by), key, actor)


def _made(change_set: ChangeSet | None) -> ChangeSet:
    assert change_set is not None
    return change_set


def competence(key: str, **more: Any) -> dict[str, Any]:
    """Delivery of health in practice by the city, or what else is said."""
    return {"id": key, "holder": "city", "area": "health", "role": "deliver",
            "basis": "de_facto", **more}  # fmt: skip

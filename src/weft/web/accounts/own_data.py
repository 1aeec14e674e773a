"""Everything that is kept about one person, wherever it is kept, and how a person is forgotten.

Both go by the foreign keys that lead to a person, so that what later apps keep is found too: rows
with CASCADE are the person's own and go with them; rows with PROTECT are a record of what was done
and stay, without name or address.
"""

import base64
import logging
import re
import secrets
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from weft.web.accounts.actions import end_running
from weft.web.accounts.audit import note
from weft.web.accounts.models import Event, Invitation, Request, User

# What lets somebody in, or tells of how. It is given to nobody, not even to whom it belongs.
SECRET = re.compile(r"password|secret|hash|token|session|^(get_|post_)?data$")
# Keys by which a row is about the person; by others (made_by) it is about somebody else.
OWN = ("user", "person", "used_by")
# What is said of that somebody else there.
OTHERS = ("name", "email", "organisation", "message")
ATTEMPTS: tuple[type[models.Model], ...] = (AccessAttempt, AccessFailureLog, AccessLog)
# What knows a person by their address only.
_BY_ADDRESS: tuple[tuple[type[models.Model], str], ...] = (
    (Invitation, "email"), (Request, "email"), *((each, "username") for each in ATTEMPTS),
)  # fmt: skip

logger = logging.getLogger(__name__)


def collect(person: User) -> dict[str, Any]:
    """Everything that is kept about a person, by table, without secrets and without the names and
    addresses of others."""
    found: dict[str, Any] = {"person": _dump(person, person, own=True)}
    for relation in _list_relations():
        model, key = relation.related_model, relation.field.name
        rows = model._default_manager.filter(**{key: person}).order_by("pk")
        name = f"{model._meta.label_lower}.{key}"
        found[name] = [_dump(each, person, own=key in OWN) for each in rows]
    emails = _list_emails(person)
    for model, name in _BY_ADDRESS:
        named = model._default_manager.annotate(address=Lower(name)).order_by("pk")
        rows = named.filter(address__in=emails)
        found[f"{model._meta.label_lower}.{name}"] = [_dump(x, person, own=True) for x in rows]
    return found


def _list_relations() -> Iterator[Any]:
    """Every foreign key that leads to a person, also those without a name on this side."""
    for each in User._meta.get_fields(include_hidden=True):
        model: Any = each.related_model
        if each.auto_created and not each.concrete and not model._meta.auto_created:
            yield each


def _dump(row: models.Model, person: User, own: bool) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for each in row._meta.concrete_fields:
        if SECRET.search(each.name) or (not own and each.name in OTHERS):
            continue
        value = each.value_from_object(row)
        if each.related_model is User:
            value = "you" if value == person.pk else None if value is None else "somebody else"
        said[each.name] = _drop_secrets(value)
    if row._meta.label_lower == "mfa.authenticator":
        said["name"] = str(row)  # of a passkey it stands among the secrets
    return said


def _drop_secrets(value: Any) -> Any:
    """What an identity provider said, for one, may hold a token somewhere inside. Files that the
    person brought are given as base64."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {x: _drop_secrets(y) for x, y in value.items() if not SECRET.search(str(x))}
    return [_drop_secrets(each) for each in value] if isinstance(value, list) else value


def _list_emails(person: User) -> set[str]:
    addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {each.lower() for each in (person.email, *addresses) if each}


def erase(person: User) -> None:
    """Forget a person: name, addresses, password, second factors and everything else of their own.
    What they stated for an actor, and that somebody had a mandate, stays without a name. Raises
    LastSecretariat."""
    pk, emails = person.pk, _list_emails(person)
    with transaction.atomic():
        end_running(person)
        for relation in _list_relations():
            if getattr(relation, "on_delete", None) is models.CASCADE:
                relation.related_model._default_manager.filter(
                    **{relation.field.name: person}
                ).delete()
        _forget_addresses(person, emails)
        User.objects.filter(pk=pk).update(
            username=f"erased-{secrets.token_hex(8)}", password=make_password(None), email="",
            name="", first_name="", last_name="", language="en", last_login=None, is_active=False,
            is_staff=False, is_superuser=False, erased_at=timezone.now(),
        )  # fmt: skip
        note("erased", None, f"person {pk}")
        _end_sessions(pk)
    logger.info("person %s was erased", pk)


def _forget_addresses(person: User, emails: set[str]) -> None:
    for model in ATTEMPTS:
        named = model._default_manager.annotate(address=Lower("username"))
        named.filter(address__in=emails).delete()
    theirs = Q(used_by=person) | Q(email__in=emails)
    unused = Invitation.objects.filter(theirs, used_at=None, withdrawn_at=None)
    unused.update(withdrawn_at=timezone.now())
    Invitation.objects.filter(theirs).update(email="")
    asked = Request.objects.filter(Q(person=person) | Q(email__in=emails))
    waiting = asked.filter(decided_at=None)
    waiting.update(decided_at=timezone.now(), granted=False)
    asked.update(name="", email="", organisation="", message="")
    for each in emails:
        Event.objects.filter(about__icontains=each).update(about="")


def _end_sessions(pk: int) -> None:
    """A session knows its person only in its sealed part, so all that run are opened once."""
    for each in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        if str(each.get_decoded().get("_auth_user_id")) == str(pk):
            each.delete()

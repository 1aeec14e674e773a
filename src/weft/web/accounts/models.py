"""People who sign in, what they may do and since when, how they came, and what was done, as the
database keeps it; nobody needs to sign in in order to read what is public."""

import datetime as dt
import secrets

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person. `username` is made up: people sign in with their e-mail address."""

    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(_("language of mails"), max_length=10, default="en")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # One address, one person: what a mail is sent to says who somebody is.
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="person_email_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.username


class Role(models.TextChoices):
    """What a mandate lets a person do."""

    READER = "reader", _("reader")  # sees what is for the network
    CONTRIBUTOR = "contributor", _("contributor")  # states and takes positions for an actor
    STEWARD = "steward", _("steward")  # keeps the record of a place in order
    SECRETARIAT = "secretariat", _("secretariat")  # of the network


def _fit(role: Role, actor: bool, place: bool) -> Q:
    return Q(role=role, actor__isnull=not actor, place__isnull=not place)


class Commission(models.Model):
    """A role and what it is for: an actor that somebody speaks for, or a place that somebody keeps.
    What a mandate gives and an invitation promises."""

    role = models.CharField(_("Role"), max_length=20, choices=Role)
    actor = models.ForeignKey("atlas.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey("atlas.Place", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=_fit(Role.READER, False, False)
                | _fit(Role.CONTRIBUTOR, True, False)
                | _fit(Role.STEWARD, False, True)
                | _fit(Role.SECRETARIAT, False, False),
                name="%(class)s_role_fits",
            ),
        ]


class Mandate(Commission):
    """What a person may do, from when to when. It is ended, never deleted: who had which right at
    the time of a change stays known."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates")
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    # The merge of two actors by which it was given or ended, so that it can be taken back.
    merged_by = models.ForeignKey(
        "atlas.ChangeSet", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(Commission.Meta):
        constraints = [
            *Commission.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("given_at")),
                name="mandate_period_in_order",
            ),
            models.UniqueConstraint(
                fields=["person", "actor"],
                condition=Q(ended_at=None, role=Role.CONTRIBUTOR),
                name="mandate_once_an_actor",
            ),
            models.UniqueConstraint(
                fields=["person", "place"],
                condition=Q(ended_at=None, role=Role.STEWARD),
                name="mandate_once_a_place",
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(ended_at=None, role__in=[Role.READER, Role.SECRETARIAT]),
                name="mandate_once_for_all",
            ),
        ]


INVITED_FOR = dt.timedelta(days=14)


def _in_two_weeks() -> dt.datetime:
    return timezone.now() + INVITED_FOR


class Invitation(Commission):
    """A letter to an address: who opens its link and signs up has the mandate. The database knows
    only a hash of the link's secret."""

    email = models.EmailField()
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(default=_in_two_weeks)
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    @staticmethod
    def make_secret() -> str:
        return secrets.token_urlsafe(32)


class Request(models.Model):
    """Somebody asks to join, or to speak for an actor that is on record (a claim)."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="requests")
    name = models.CharField(max_length=150)
    email = models.EmailField(_("your e-mail address"))
    actor = models.ForeignKey("atlas.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    message = models.TextField(_("what you would like to do"), max_length=2000, blank=True)
    language = models.CharField(max_length=10, default="en")
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, granted=None)
                | Q(decided_at__isnull=False, granted__isnull=False),
                name="request_decided_whole",
            ),
        ]


class Event(models.Model):
    """A line of the log: a sign-in, a permission given or taken, an export, a refusal."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="events"
    )
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=300, blank=True)

"""How datasets are kept: what each is, its versions, and the files that wait to become one.

The figures themselves lie in the store, in a folder for each version that never changes; which of
them are published is what these rows say.
"""

import datetime as dt
import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from weft.web.atlas.models import Actor
from weft.web.site.waiting import find_end

SLUG = 80  # characters of a dataset's key


class Dataset(models.Model):
    """Figures that belong together: one source, one body that answers for them, one policy."""

    key = models.SlugField(primary_key=True, max_length=SLUG)
    title = models.JSONField()  # words by language
    owner = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    publisher = models.CharField(max_length=300)
    source = models.CharField(max_length=500)  # as it is to be cited
    source_date = models.CharField(max_length=10, blank=True)  # when the source was published
    address = models.URLField(max_length=1000, blank=True)
    licence = models.CharField(max_length=200)
    note = models.JSONField(default=dict)  # words by language: how the figures came about
    policy = models.JSONField()  # weft.core.observatory.disclosure.Policy
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=~Q(licence=""), name="dataset_has_licence"),
            models.CheckConstraint(condition=~Q(source=""), name="dataset_has_source"),
        ]


class State(models.TextChoices):
    """Of a version."""

    READY = "ready", _("read, not published")
    PUBLISHED = "published", _("published")
    REVOKED = "revoked", _("revoked")


class Version(models.Model):
    """One import: a folder of the store, made by one recipe from one file."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    token = models.CharField(max_length=64, unique=True)  # its folder in the store
    state = models.CharField(max_length=20, choices=State, default=State.READY)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    recipe = models.JSONField()
    report = models.JSONField()
    policy = models.JSONField(default=dict)  # under which it was published
    protection = models.JSONField(default=dict)  # what was withheld, and how that was checked
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)  # why it was revoked
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["dataset", "number"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(state=State.READY),
                name="version_ready_is_unpublished",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="version_state_known"),
        ]


class Delivery(models.Model):
    """A file that somebody brought, until a version is made of it or it is thrown away. The file
    lies in a folder of its own, as it may be large."""

    token = models.UUIDField(default=uuid.uuid4, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries"
    )
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=200)
    look = models.JSONField(null=True)  # what was found in the file, and what is proposed
    recipe = models.JSONField(null=True)  # as the person corrected it
    error = models.JSONField(null=True)  # why it cannot be read
    version = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)  # when it was touched

    @property
    def kept_until(self) -> dt.datetime:
        """When it is forgotten, unless somebody touches it before."""
        return find_end(self.changed_at)

    @property
    def folder(self) -> Path:
        """Where its file lies."""
        return Path(settings.FOLDER) / "deliveries" / str(self.token)

    @property
    def path(self) -> Path:
        """Its file, under the name with which it came."""
        return self.folder / self.name

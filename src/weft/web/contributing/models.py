"""Papers that are not yet part of the atlas: what somebody is writing, asking or bringing.

Unlike statements they change, are one person's own, and go once they are published or thrown away.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from weft.core.atlas import SECTIONS
from weft.web.atlas.models import KEY, Actor, ChangeSet, Place


class Interview(models.Model):
    """A talk through the areas of a place with one informant, answer by answer (a Net-Map
    interview). The answers are drafts; `asked` are the questions that were put, with or without an
    answer."""

    token = models.UUIDField(default=uuid.uuid4, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interviews"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    informant = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    areas = models.JSONField(default=list)
    asked = models.JSONField(default=dict)
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)


class Draft(models.Model):
    """A record that somebody is writing, as typed: it may be incomplete or wrong. For an edit of
    what is on record, `base` is the record as it was seen when the edit began."""

    token = models.UUIDField(default=uuid.uuid4, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    section = models.CharField(max_length=20)
    key = models.CharField(max_length=KEY, blank=True)  # empty: an id is made from the name
    data = models.JSONField()
    base = models.JSONField(null=True)
    files = models.JSONField(default=list)  # of a source: sha256, name, media_type, size
    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, null=True, related_name="drafts"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(section__in=list(SECTIONS)), name="draft_section_known"
            ),
            models.UniqueConstraint(
                fields=["person", "section", "key"],
                condition=~Q(key=""),
                name="draft_once_a_record",
            ),
        ]


class Upload(models.Model):
    """A file that somebody brought, with its preview, until it is applied or thrown away."""

    token = models.UUIDField(default=uuid.uuid4, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads"
    )
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)
    # Set when the work on it begins; a worker that was killed leaves it set, with its heartbeat.
    preview = models.JSONField(null=True)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, null=True, related_name="+")

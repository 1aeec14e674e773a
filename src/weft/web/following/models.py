"""Which places and actors a person follows, when the last mail about them went out, and who wants
none."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from weft.web.atlas.models import Actor, Place


class Follow(models.Model):
    """A person follows a place, or an actor."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    place = models.ForeignKey(Place, on_delete=models.CASCADE, null=True, related_name="+")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place=None, actor__isnull=False) | Q(place__isnull=False, actor=None),
                name="follow_one_thing",
            ),
            models.UniqueConstraint(fields=["person", "place"], name="follow_place_once"),
            models.UniqueConstraint(fields=["person", "actor"], name="follow_actor_once"),
        ]


class Digest(models.Model):
    """Up to which change set a person was told what changed."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest"
    )
    told_up_to = models.PositiveBigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False)  # wants none of these mails

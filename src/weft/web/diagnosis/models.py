"""What people say of findings, as the database keeps it.

A finding is computed and has no row of its own, so that a mark names it by its code.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_FINDING = 60


class Word(models.TextChoices):
    """What somebody says of a finding."""

    WRONG = "wrong", _("wrong")
    HANDLED = "handled", _("handled")
    NOT_OURS = "not_ours", _("not ours")
    OPEN = "open", _("open again")


class Mark(models.Model):
    """An actor says of a finding that it is wrong, handled or not theirs, and why. Marks are added,
    never changed; the newest of each actor counts."""

    place = models.ForeignKey("atlas.Place", on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=40)
    finding = models.CharField(max_length=LONGEST_FINDING)  # G-FISC, S-ORPHAN.fund
    word = models.CharField(_("this finding is"), max_length=20, choices=Word)
    reason = models.TextField(_("Why"), max_length=2000)
    actor = models.ForeignKey("atlas.Actor", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="marks"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["place", "area"], name="mark_setting")]
        constraints = [
            models.CheckConstraint(condition=Q(word__in=Word.values), name="mark_word_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="mark_has_reason"),
        ]

"""How long what is known of people is kept, and the one place that forgets it."""

import datetime as dt

from django.utils import timezone

from weft.web.accounts.models import Event, Invitation, Request

KEPT_FOR = dt.timedelta(days=365)  # what the privacy notice promises


def prune(now: dt.datetime | None = None) -> int:
    """Delete lines of the log, invitations that nobody used and requests of people without an
    account, each a year after it was made; how many. The log does it with the first line of each
    day."""
    before = (now or timezone.now()) - KEPT_FOR
    old = (
        Event.objects.filter(at__lt=before),
        Invitation.objects.filter(made_at__lt=before, used_at=None),
        Request.objects.filter(made_at__lt=before, person=None),
    )
    return sum(each.delete()[0] for each in old)

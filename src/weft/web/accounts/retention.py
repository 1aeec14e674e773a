"""How long what is known of people is kept, and the one place that forgets it."""

import datetime as dt

from axes.models import AccessAttempt
from django.utils import timezone

from weft.web.accounts.models import Event, Invitation, Request

KEPT_FOR = dt.timedelta(days=365)  # what the privacy notice promises
ATTEMPTS_KEPT_FOR = dt.timedelta(days=1)  # where a failed sign-in came from; none counts longer


def prune(now: dt.datetime | None = None) -> int:
    """Delete lines of the log, invitations that nobody used and requests of people without an
    account, each a year after it was made, and where failed sign-ins came from; how many rows. The
    log does it with the first line of each day."""
    now = now or timezone.now()
    before = now - KEPT_FOR
    old = (
        Event.objects.filter(at__lt=before),
        Invitation.objects.filter(made_at__lt=before, used_at=None),
        Request.objects.filter(made_at__lt=before, person=None),
        AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT_FOR),
    )
    return sum(each.delete()[0] for each in old)

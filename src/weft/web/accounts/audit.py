"""The log of sign-ins, permissions, exports and refusals, for the secretariat and each person."""

from django.utils import timezone

from weft.web.accounts.models import Event, User
from weft.web.accounts.retention import prune

LONGEST = 300  # characters that are kept of what a line is about


def note(kind: str, person: User | None = None, about: str = "") -> None:
    """Add a line to the log; `kind` is one of `KINDS`. The first line of a day makes the site
    forget what it has kept long enough, so that this needs nobody's timer."""
    assert kind in KINDS, kind  # noqa: S101  # a word nobody could filter by
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    if not Event.objects.filter(at__gte=midnight).exists():
        prune()
    Event.objects.create(kind=kind, person=person, about=about[:LONGEST])


KINDS = (
    "signed_in", "signed_out", "sign_in_failed", "locked_out", "signed_up", "password_changed",
    "email_changed", "second_factor", "provider_connected", "provider_disconnected",
    "profile_changed", "invited", "invitation_withdrawn", "invitation_refused",
    "requested", "request_granted", "request_refused", "mandate_given", "mandate_ended", "exported",
    "own_data_exported", "erased", "refused", "imported", "undone", "merged",
    "figures_published", "figures_revoked",
)  # fmt: skip

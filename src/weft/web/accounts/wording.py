"""How the kinds of lines in the log are called, for the pages that show them."""

from django.utils.translation import gettext_lazy as _

_KINDS = {
    "signed_in": _("signed in"),
    "signed_out": _("signed out"),
    "sign_in_failed": _("a sign-in failed"),
    "locked_out": _("locked out after failures"),
    "signed_up": _("signed up"),
    "password_changed": _("password changed"),
    "email_changed": _("e-mail address changed"),
    "provider_connected": _("sign-in by a provider connected"),
    "provider_disconnected": _("sign-in by a provider disconnected"),
    "second_factor": _("second factor changed"),
    "profile_changed": _("name or language changed"),
    "invited": _("invited"),
    "invitation_withdrawn": _("invitation withdrawn"),
    "invitation_refused": _("invitation refused"),
    "requested": _("asked to join or to speak for an actor"),
    "request_granted": _("request granted"),
    "request_refused": _("request refused"),
    "mandate_given": _("mandate given"),
    "mandate_ended": _("mandate ended"),
    "exported": _("exported"),
    "own_data_exported": _("own data exported"),
    "erased": _("account erased"),
    "refused": _("refused"),
    "imported": _("imported"),
    "undone": _("import undone"),
    "merged": _("actors merged"),
    "figures_published": _("figures published"),
    "figures_revoked": _("figures revoked"),
}


def name_kind(kind: str) -> str:
    """A kind of line in the reader's language."""
    return str(_KINDS.get(kind, kind))

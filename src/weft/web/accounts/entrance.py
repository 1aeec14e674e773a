"""Forms at the entrance that are stricter than those of allauth: signing up only as whoever was
invited, a day's limit on guessing the second factor, and no provider but the one of now."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm
from allauth.socialaccount.forms import DisconnectForm as AnyDisconnectForm
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weft.web.accounts.invited import find_invitation, join
from weft.web.accounts.models import User


class SignUpForm(SignupForm):  # type: ignore[misc]
    """Name and password; the address is the one to which the invitation was sent."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invitation = find_invitation(context.request)
        self.invited = invitation.email.lower() if invitation else ""
        self.initial["email"] = self.invited
        self.fields["email"].widget.attrs["readonly"] = True

    def clean_email(self) -> str:
        """Nobody takes another address along, whatever the browser sends."""
        if self.cleaned_data["email"] != self.invited:
            raise forms.ValidationError(_("The invitation is for another address."))
        email: str = super().clean_email()
        if self.account_already_exists:
            # Whoever has the link may know: it was sent to this very address.
            raise forms.ValidationError(
                _("There is an account with this address. Sign in, and the invitation is yours.")
            )
        return email

    def save(self, request: HttpRequest) -> User:
        """The person, with what they were invited for."""
        return join(request, lambda: super(SignUpForm, self).save(request))


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """The second factor. The limit for an hour (login_failed) alone would let somebody who knows
    the password guess all year."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("From your app, or one of your recovery codes.")

    def clean_code(self) -> str:
        """Raises ValidationError also for a right code, once there were too many in a day."""
        key = {"action": "second_factor", "key": str(self.user.pk)}
        if not ratelimit.consume(context.request, **key):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        ratelimit.clear(context.request, **key)
        return code


class DisconnectForm(AnyDisconnectForm):  # type: ignore[misc]
    """Takes an account at the provider away from a person. Accounts of a provider that settings
    named once open nothing, and are not shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = settings.PROVIDER.id if settings.PROVIDER else ""
        self.accounts: QuerySet[Any] = self.accounts.filter(provider=known)
        self.fields["account"].queryset = self.accounts

"""Where django-allauth asks what is particular to Weft: who may sign up and under which name, in
which language mails are, and what an identity provider is believed."""

import logging
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.provider import Provider
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import activate, get_language, get_language_from_path, override
from requests import RequestException, Response, Session

from weft.web.accounts.invited import find_invitation, join
from weft.web.accounts.lockout import AN_HOUR, answer_too_often
from weft.web.accounts.models import User

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts with e-mail and password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """For whoever was invited, and nobody else."""
        return find_invitation(request) is not None

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """A name that nobody types, sees or guesses."""
        user.username = user.username or uuid4().hex

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Also keeps the person's name, and the language in which they signed up."""
        user.name = form.cleaned_data.get("name", "")
        user.language = get_language() or settings.LANGUAGE_CODE
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts an attempt by its e-mail address, from wherever it comes. Those that are refused
        anyhow, because of where they come from, do not count: one stranger at one place never
        locks out a person who is elsewhere."""
        if not AxesProxyHandler.is_allowed(request, credentials):
            return
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ImmediateHttpResponse(answer_too_often(request, AN_HOUR)) from None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of who reads it; in that of the page if nobody is known there."""
        person = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = person.language if isinstance(person, User) else get_language()
        with override(language):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tells what has been done already; that it cannot be told undoes nothing."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except OSError:  # of the network, or of the mail server: smtplib's errors are of this kind
            logger.exception("A mail (%s) could not be sent", args[0])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Codes from an app, passkeys and recovery codes."""

    def build_totp_svg(self, url: str) -> str:
        """A picture that stands in the page itself: the content policy takes none from data: ."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]


class OneCallback(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Comes back from the provider at one address, which is registered there, in any language."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """The address without a language."""
        with override(settings.LANGUAGE_CODE):
            address: str = super().get_callback_url(request, app)
        return address


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts of an identity provider, by OpenID Connect."""

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Provider:
        """The provider that settings name; whatever else an address names is not looked for."""
        if settings.PROVIDER is None or provider != settings.PROVIDER.id:
            raise SocialApp.DoesNotExist
        found = super().get_provider(request, provider, client_id)
        if isinstance(found, OAuth2Provider):
            found.oauth2_adapter_class = OneCallback
        return found

    def get_requests_session(self) -> Session:
        """Asks the provider. One that does not answer is no fault of this site: it is logged, and
        the person is told to try again or sign in otherwise."""
        session: Session = super().get_requests_session()
        ask = session.request

        def request(*args: Any, **kwargs: Any) -> Response:
            try:
                answer = ask(*args, **kwargs)
                answer.raise_for_status()
            except RequestException as error:
                logger.error("The identity provider does not answer: %s", error)
                page = render_authentication_error(self.request, None, exception=error)
                raise ImmediateHttpResponse(page) from error
            return answer

        session.request = request  # type: ignore[method-assign]
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Believes what is told of a person only if it is of who signed in (5.3.2 of OpenID Connect
        Core), and goes on in the language in which they left."""
        told = sociallogin.account.extra_data
        people = {told[each].get("sub") for each in ("userinfo", "id_token") if told.get(each)}
        if len(people) > 1:
            page = render_authentication_error(request, sociallogin.provider)
            raise ImmediateHttpResponse(page)
        activate(get_language_from_path(sociallogin.state.get("next") or "") or get_language())

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """For whoever was invited at the address that the provider knows."""
        invitation = find_invitation(request)
        email = str(sociallogin.user.email).lower() if sociallogin.user else ""
        return invitation is not None and email == invitation.email.lower()

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The person with the same address, if it is verified there and here."""
        found = super().authenticate_by_email(sociallogin)
        if found is None:
            return None
        here = EmailAddress.objects.filter(user=found[0], email__iexact=found[1], verified=True)
        return found if here.exists() else None

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """A person as the provider describes them, under a name of ours."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = data.get("name") or f"{user.first_name} {user.last_name}"
        user.name, user.first_name, user.last_name = str(parts).strip()[:150], "", ""
        user.username = uuid4().hex
        user.language = get_language() or settings.LANGUAGE_CODE
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """The person, with what they were invited for."""
        save = super().save_user
        return join(request, lambda: save(request, sociallogin, form))

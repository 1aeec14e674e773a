"""All addresses: English stands without a prefix, other languages under their code."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from weft.web.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("", include("weft.web.site.urls")),
        path("", include("weft.web.accounts.urls")),
        path("sign/", include("allauth.account.urls")),
        path("sign/2fa/", include("allauth.mfa.urls")),
        path("sign/3rdparty/", include("allauth.socialaccount.urls")),
        path("sign/", include("allauth.socialaccount.providers.openid_connect.urls")),
        path("", include("weft.web.observatory.urls")),
        path("", include("weft.web.profile.urls")),
        path("", include("weft.web.diagnosis.urls")),
        path("", include("weft.web.atlas.urls")),
        path("", include("weft.web.contributing.urls")),
        path("", include("weft.web.following.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "weft.web.site.views.answer_refused"
handler403 = "weft.web.site.views.answer_forbidden"
handler404 = "weft.web.site.views.answer_not_found"
handler500 = "weft.web.site.views.answer_failed"

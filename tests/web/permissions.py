"""The permission table: every page and endpoint, with an address that stands for it, and what each
person gets there, for reading and for writing.

A route that is missing here fails the suite. The API has a table of its own: tests/web/api.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

# Officer (speaks for the city), Partner (speaks for a ministry), Resident (not signed in),
# Stranger (signed in, no mandate), Steward (keeps the town), Secretariat (of the network). "login"
# and "again" lead to the sign-in, and to giving the password once more.
EVERYBODY = "200 200 200 200 200 200"
NOBODY = "405 405 405 405 405 405"
ABSENT = "404 404 404 404 404 404"
SIGNED_IN = "200 200 login 200 200 200"
MEMBERS = "200 200 login 403 200 200"  # whoever has a mandate
OFFICERS = "200 404 login 404 404 404"  # the Officer's own paper, and nobody else's
CHARGE = "403 403 login 403 200 200"  # who keeps something
SECRETARIATS = "403 403 login 403 403 200"
AWAY = "302 302 login 302 302 302"
AGAIN = "again again login again again again"
LOGIN = "login login login login login login"
READ_ONLY = "405 405 login 405 405 405"  # for who is signed in
NONE_YET = "404 404 login 404 404 404"  # somebody who is signed in may have one
INSIDE = "302 302 200 302 302 302"  # for who is not signed in; others are led on

Form = Mapping[str, Any]


class Row(NamedTuple):
    """A route by its name, an address on what there is in `scene.py`, and the answers to everybody
    of `scene.COLUMNS`: to GET, and to POST with a form that writes where somebody may. {own} in a
    form is the actor for whom somebody writes."""

    route: str
    address: str
    get: str = EVERYBODY
    post: str = NOBODY
    form: Form = {}  # noqa: RUF012  # read only
    writers: str | None = None  # for whom the form writes; None: for all whom it leads on


# What everybody reads: the same bytes for all who see the same facts, kept with a tag.
PAGES = (
    Row("home", "/"),
    Row("places", "/places"),
    Row("place", "/places/tangier"),
    Row("powers", "/places/tangier/what-it-can-do"),
    Row("network", "/places/tangier/network"),
    Row("brokers", "/places/tangier/brokers"),
    Row("setting", "/places/tangier/diagnosis/housing"),
    Row("gaps", "/places/tangier/gaps/housing"),
    Row("scenario", "/places/tangier/scenario/housing?change=add_body"),
    Row("cell", "/places/tangier/cells/housing/local"),
    Row("compare", "/compare?one=tangier&other=lyon&area=housing"),
    Row("actors", "/actors"),
    Row("actor", "/actors/city-of-tangier"),
    Row("mechanism", "/mechanisms/tangier-governor-control"),
    Row("facts", "/facts/tangier-law-housing-city-regulate"),
    Row("sources", "/sources"),
    Row("source", "/sources/tangier-law-113-14"),
    Row("search", "/search?q=tanger"),
    Row("method", "/about/method"),
    Row("accessibility", "/about/accessibility"),
    Row("data", "/about/data"),
    Row("privacy", "/about/privacy"),
    Row("figures", "/figures"),
    Row("compare-figures", "/figures/compare?place=tangier&place=tangier-region"),
    Row("dataset", "/figures/datasets/tangier-register"),
    Row("profile", "/places/tangier/profile"),
)
FILES = (
    Row("weave-svg", "/places/tangier/weave.svg"),
    Row("weave-png", "/places/tangier/weave.png"),
    Row("place-pdf", "/places/tangier.pdf"),
    Row("place-docx", "/places/tangier.docx"),
    Row("profile-pdf", "/places/tangier/profile.pdf"),
    Row("profile-docx", "/places/tangier/profile.docx"),
    Row("figures-map", "/figures/map.svg"),
    Row("compare-figures-chart", "/figures/compare.svg?place=tangier&place=tangier-region"),
    Row("figures-catalogue", "/figures/catalogue.jsonld"),
    Row("dataset-file", "/figures/datasets/tangier-register/data.csv"),
    Row("figure-chart", "/places/tangier/figures/city-stock-by-origin.svg"),
    Row("atlas-file", "/data/atlas.yaml"),
    Row("ground", "/map/-39_0_61_54_880.svg"),
    Row("template", "/import/template.xlsx"),
)
TABLE = (*PAGES, *FILES)

# What everybody reads of how it came about: made anew each time, with a tag.
HISTORIES = (
    Row("history", "/facts/{fact}/history"),
    Row("place-history", "/places/tangier/history"),
    Row("source-history", "/sources/{source}/history"),
    Row("changes", "/changes"),
    Row("change", "/changes/{change}"),
    Row("place-changes", "/places/tangier/changes"),
    Row("actor-changes", "/actors/city-of-tangier/changes"),
)
FEEDS = (
    Row("changes-feed", "/changes.atom"),
    Row("place-changes-feed", "/places/tangier/changes.atom"),
    Row("actor-changes-feed", "/actors/city-of-tangier/changes.atom"),
)
DOCUMENTS = (Row("document", "/sources/{source}/files/{digest}"),)

# FIGURES: where they are brought. The dataset is the Officer's body's own; whoever works for the
# network may revoke what it published.
FIGURES = (
    Row("figures-bring", "/figures/bring", MEMBERS, "302 302 login 403 302 302",
        {"actor": "{own}", "file": ("town.csv", b"place;year;figures\nTangier;2023;40\n")}),
    Row("figures-file", "/figures/bring/{delivery}", "200 404 login 403 404 404",
        "302 404 login 403 404 404", {"do": "save", "measure": "stock"}),
    Row("figures-version", "/figures/bring/versions/{figures}", "200 403 login 403 403 200",
        "302 403 login 403 403 403", {"do": "publish"}),
    Row("figures-version-recipe", "/figures/bring/versions/{figures}/recipe.yaml",
        "200 403 login 403 403 403"),
)  # fmt: skip

# Where people write: kept nowhere.
DESKS = (
    Row("state", "/state/competences", MEMBERS, "302 302 login 403 302 302", {
        "for": "{own}", "holder": "City of Tangier", "area": "diaspora", "role": "monitor",
        "basis": "de_facto", "visibility": "public", "do": "publish",
    }),
    Row("edit", "/facts/{fact}/edit", "200 403 login 403 403 403", "302 403 login 403 403 403", {
        "holder": "City of Tangier", "area": "culture", "role": "fund", "basis": "de_facto",
        "do": "publish",
    }),
    Row("edit-record", "/records/places/tangier/edit", "403 403 login 403 200 200",
        "403 403 login 403 302 302", {
        "name": "Tangier", "levels": "local", "parent": "tangier-region", "population": "5",
        "do": "publish",
    }),
    Row("drafts", "/drafts", MEMBERS, "302 302 login 403 302 302",
        {"draft": "{draft}", "do": "publish"}, writers="Officer"),
    Row("draft", "/drafts/{draft}", "200 404 login 403 404 404", "302 404 login 403 404 404", {
        "for": "{own}", "holder": "City of Tangier", "area": "security", "role": "fund",
        "basis": "de_facto", "do": "publish",
    }),
    Row("position", "/facts/{fact}/position", MEMBERS, "302 302 login 403 422 422",
        {"actor": "{own}", "stand": "confirms"}),
    Row("withdraw", "/facts/{fact}/withdraw", "200 403 login 403 403 403",
        "302 403 login 403 403 403", {"reason": "It was a mistake."}),
    Row("still-right", "/facts/{fact}/still-right", "200 403 login 403 403 403",
        "302 403 login 403 403 403"),
    Row("unite", "/actors/tangier-ngos/unite", CHARGE, "403 403 login 403 302 302",
        {"into": "tangier-diocese-migrants", "reason": "One house."}),
    Row("mark", "/places/tangier/gaps/housing/{finding}/mark", "200 200 login 403 200 200",
        "302 302 login 403 302 302", {"actor": "{own}", "word": "wrong", "reason": "It is not."}),
    Row("restore", "/facts/{fact}/history/{version}/restore", "200 403 login 403 403 403",
        "302 403 login 403 403 403"),
    Row("restore-place", "/places/tangier/history/{place_version}/restore",
        "403 403 login 403 200 200", "403 403 login 403 302 302"),
    Row("restore-source", "/sources/{source}/history/{source_version}/restore",
        SECRETARIATS, "403 403 login 403 403 302"),
    Row("undo", "/changes/{change}/undo", "200 403 login 403 403 403",
        "302 403 login 403 403 403", {"reason": "Too early."}),
    Row("interviews", "/places/tangier/interview", MEMBERS, "302 302 login 403 302 302", {
        "actor": "{own}", "informant": "city-of-tangier", "area": "health",
        "visibility": "public",
    }),
    Row("interview-differences", "/places/tangier/interview/differences", MEMBERS),
    Row("interview", "/places/tangier/interview/{interview}", "302 404 login 403 404 404"),
    Row("interview-question", "/places/tangier/interview/{interview}/1",
        "200 404 login 403 404 404", "302 404 login 403 404 404",
        {"actor": "city-of-tangier", "do": "go"}),
    Row("interview-end", "/places/tangier/interview/{interview}/end",
        "200 404 login 403 404 404", "302 404 login 403 404 404", {"do": "keep"}),
    Row("import", "/import", MEMBERS, "302 302 login 403 302 302",
        {"actor": "{own}", "file": ("town.yaml", b"places: []\n")}),
    Row("import-preview", "/import/{upload}", "200 404 login 403 404 404",
        "302 404 login 403 404 404", {"do": "apply"}),
    Row("import-marked", "/import/{marked}/marked", "200 404 login 403 404 404"),
    Row("place-follow", "/places/tangier/follow", SIGNED_IN, AWAY, {"follow": "yes"}),
    Row("actor-follow", "/actors/city-of-tangier/follow", SIGNED_IN, AWAY, {"follow": "yes"}),
    *FIGURES,
)  # fmt: skip

# People and what they may do: kept nowhere either.
PEOPLE = (
    Row("join", "/join", EVERYBODY, "302 302 302 302 302 302", {
        "name": "Ana", "email": "ana@example.org", "organisation": "Somebody new",
        "message": "We would like to help.",
    }),
    Row("claim", "/actors/wilaya-of-tangier/claim", "200 200 302 200 200 200",
        "302 302 302 302 302 302", {"message": "This is our record."},
        writers="Officer Partner Stranger Steward Secretariat"),
    Row("invitation", "/invitations/{secret}", EVERYBODY, "200 200 302 200 200 200", writers=""),
    Row("unfollow", "/unfollow/{unfollow}", EVERYBODY, EVERYBODY,
        writers="Officer Partner Resident Stranger Steward Secretariat"),
    Row("me", "/me", SIGNED_IN, AWAY, {"name": "Another Name", "language": "fr"}),
    Row("own-data", "/me/data.json", SIGNED_IN),
    Row("erase", "/me/erase", SIGNED_IN, AGAIN, {"word": "erase"}),
    Row("people", "/people", CHARGE, "403 403 login 403 302 302", {
        "email": "another@example.org", "role": "contributor", "actor": "city-of-tangier",
        "language": "en",
    }),
    Row("person", "/people/{person}", CHARGE, "403 403 login 403 302 302",
        {"role": "contributor", "actor": "tangier-ngos"}),
    Row("end-mandate", "/people/mandates/{mandate}/end", NOBODY, "403 403 login 403 302 302"),
    Row("decide-request", "/people/requests/{request}", NOBODY, "403 403 login 403 302 302",
        {"granted": "yes"}),
    Row("withdraw-invitation", "/people/invitations/{invitation}/withdraw", NOBODY,
        "403 403 login 403 302 302"),
    Row("log", "/log", SECRETARIATS),
    Row("demo-sign-in", "/demo/officer", NOBODY, ABSENT),  # outside of the demonstration
)  # fmt: skip

# The pages of the sign-in, which are those of django-allauth.
SIGN_IN = (
    Row("account_login", "/sign/login/", INSIDE, INSIDE),
    Row("account_signup", "/sign/signup/", INSIDE, INSIDE),
    Row("account_logout", "/sign/logout/", "200 200 302 200 200 200", "302 302 302 302 302 302"),
    Row("account_inactive", "/sign/inactive/"),
    Row("account_reset_password", "/sign/password/reset/", EVERYBODY, EVERYBODY),
    Row("account_reset_password_done", "/sign/password/reset/done/"),
    Row("account_reset_password_from_key", "/sign/password/reset/key/1-none/", EVERYBODY,
        EVERYBODY),
    Row("account_reset_password_from_key_done", "/sign/password/reset/key/done/"),
    Row("account_reauthenticate", "/sign/reauthenticate/", SIGNED_IN, SIGNED_IN),
    Row("account_request_reauthentication_code", "/sign/reauthenticate/code/", SIGNED_IN,
        SIGNED_IN),
    Row("account_confirm_reauthentication_code", "/sign/reauthenticate/code/confirm/", AGAIN,
        AGAIN),
    Row("account_confirm_login_code", "/sign/login/code/confirm/", AWAY, AWAY),
    Row("account_email", "/sign/email/", SIGNED_IN, AWAY),
    Row("account_email_verification_sent", "/sign/confirm-email/", AWAY, AWAY),
    Row("account_change_password", "/sign/password/change/", SIGNED_IN, SIGNED_IN),
    Row("account_set_password", "/sign/password/set/", AWAY, AWAY),
    Row("mfa_index", "/sign/2fa/", SIGNED_IN, READ_ONLY),
    Row("mfa_authenticate", "/sign/2fa/authenticate/", AWAY, AWAY),
    Row("mfa_reauthenticate", "/sign/2fa/reauthenticate/", AGAIN, AGAIN),
    Row("mfa_activate_totp", "/sign/2fa/totp/activate/", AGAIN, AGAIN),
    Row("mfa_deactivate_totp", "/sign/2fa/totp/deactivate/", NONE_YET, NONE_YET),
    Row("mfa_view_recovery_codes", "/sign/2fa/recovery-codes/", NONE_YET, READ_ONLY),
    Row("mfa_generate_recovery_codes", "/sign/2fa/recovery-codes/generate/", AGAIN, AGAIN),
    Row("mfa_download_recovery_codes", "/sign/2fa/recovery-codes/download/", NONE_YET, NONE_YET),
    Row("mfa_list_webauthn", "/sign/2fa/webauthn/", SIGNED_IN, READ_ONLY),
    Row("mfa_add_webauthn", "/sign/2fa/webauthn/add/", AGAIN, AGAIN),
    Row("mfa_remove_webauthn", "/sign/2fa/webauthn/keys/1/remove/", AGAIN, AGAIN),
    Row("mfa_edit_webauthn", "/sign/2fa/webauthn/keys/1/edit/", AGAIN, AGAIN),
    Row("mfa_login_webauthn", "/sign/2fa/webauthn/login/", AWAY, AWAY),
    Row("mfa_reauthenticate_webauthn", "/sign/2fa/webauthn/reauthenticate/", AGAIN, AGAIN),
    Row("socialaccount_login_cancelled", "/sign/3rdparty/login/cancelled/"),
    Row("socialaccount_login_error", "/sign/3rdparty/login/error/", "401 401 401 401 401 401"),
    Row("socialaccount_signup", "/sign/3rdparty/signup/", LOGIN, LOGIN),
    Row("socialaccount_connections", "/sign/3rdparty/", SIGNED_IN, SIGNED_IN),
    # Without a provider of OpenID Connect.
    Row("openid_connect_login", "/sign/oidc/none/login/", ABSENT, ABSENT),
    Row("openid_connect_callback", "/sign/oidc/none/login/callback/", ABSENT, ABSENT),
)  # fmt: skip

ROUTES = (*PAGES, *FILES, *HISTORIES, *FEEDS, *DOCUMENTS, *DESKS, *PEOPLE, *SIGN_IN)

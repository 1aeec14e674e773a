"""The settings of the site, read from the environment: secure unless told to serve one's own
machine only. docs/reference/settings.md lists the variables; `weft doctor` says what is in force.
"""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from weft.web.environment import Environment

ENVIRONMENT = Environment()
LOCAL = ENVIRONMENT.read_flag("WEFT_LOCAL")  # this machine only, without HTTPS
DEMO = ENVIRONMENT.read_flag("WEFT_DEMO")  # the pages say that it is a demonstration
DEBUG = ENVIRONMENT.read_flag("WEFT_DEBUG") and LOCAL
FOLDER = ENVIRONMENT.read_folder("WEFT_FOLDER", Path("var"))
SECRET_KEY = ENVIRONMENT.read_key("WEFT_SECRET_KEY", FOLDER, LOCAL)
ALLOWED_HOSTS = ENVIRONMENT.read_hosts("WEFT_HOSTS", LOCAL)
DATABASES = {"default": ENVIRONMENT.read_database("DATABASE_URL", FOLDER)}
STORE = ENVIRONMENT.read_store("WEFT_STORE")  # what reads the figures; None: DuckDB, here
BEHIND_PROXY = ENVIRONMENT.read_flag("WEFT_BEHIND_PROXY")  # see below what is believed of it
MAIL = ENVIRONMENT.read_mail(ALLOWED_HOSTS, LOCAL)
PROVIDER = ENVIRONMENT.read_provider(LOCAL)  # of OpenID Connect; None: there is none
MOST_UNPACKED = ENVIRONMENT.read_gigabytes("WEFT_MOST_UNPACKED", 2)  # of a file on the page
CONTACT = ENVIRONMENT.read_contact("WEFT_CONTACT")  # whom the privacy notice names

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.messages",
    "django.contrib.humanize",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "rules",
    "ninja",  # the files of the API's documentation
    "weft.web.site",
    "weft.web.accounts",
    "weft.web.atlas",
    "weft.web.observatory",
    "weft.web.diagnosis",
    "weft.web.profile",
    "weft.web.contributing",
    "weft.web.following",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "weft.web.site.middleware.DatabaseAway",
    "weft.web.site.middleware.Sessions",
    "weft.web.accounts.middleware.KeptNowhere",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "weft.web.site.plain.PlainAddress",
    "axes.middleware.AxesMiddleware",  # last: it answers in place of a refused sign-in
]
ROOT_URLCONF = "weft.web.urls"
WSGI_APPLICATION = "weft.web.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: who is locked out is asked nothing
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False  # addresses have no slash at their end

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the pages of allauth, which these dress.
        "DIRS": [Path(__file__).parent / "accounts" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "weft.web.site.context.describe_site",
            ],
            "builtins": ["weft.web.site.templatetags.numbers"],
        },
    }
]
# What allauth counts (attempts, used codes) must be one count for all processes of the server.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "weft_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # so that nobody pushes out what is counted
    }
}

# Languages: Spanish, Italian and Portuguese are begun; what they lack is said in English.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"), ("fr", "Français"), ("ar", "العربية"),
    ("es", "Español"), ("it", "Italiano"), ("pt", "Português"),
]  # fmt: skip
LOCALE_PATHS = [Path(__file__).parent / "locale"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
USE_TZ = True
TIME_ZONE = "UTC"

# Static files are our own or come out of wheels; names carry a hash, so browsers keep them.
STATIC_URL = "/static/"
STATIC_ROOT = FOLDER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# What a browser may do with a page: nothing but show it, with our own files.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *([PROVIDER.origin] if PROVIDER else [])],  # to sign in there
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SESSION_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
# Behind a reverse proxy that sets this header, and drops what clients send of it.
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The longest address: a search of ten megabytes is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# Who somebody is: docs/reference/settings.md says what these rules come to.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 14 * 24 * 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
ACCOUNT_ADAPTER = "weft.web.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "weft.web.accounts.entrance.SignUpForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True  # a code, which no scanner of mails can follow
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True  # one address; the old one counts until the new one is verified
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USER_DISPLAY = str
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"
ACCOUNT_RATE_LIMITS = {
    # By e-mail, from anywhere: more than what one place may try (AXES below), so that a stranger
    # does not keep a person out.
    "login_failed": "30/h/key",
    "second_factor": "50/d/key",  # codes tried for one person, by who has the password already
    "join": "10/h/ip",  # requests to join: each is a mail to those who decide
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
MFA_ADAPTER = "weft.web.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {"authenticate": "weft.web.accounts.entrance.CodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Weft"
MFA_TOTP_TOLERANCE = 1  # clocks that are half a minute apart
SOCIALACCOUNT_ADAPTER = "weft.web.accounts.adapter.ProviderAdapter"
SOCIALACCOUNT_FORMS = {"disconnect": "weft.web.accounts.entrance.DisconnectForm"}
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [PROVIDER.describe()] if PROVIDER else [],
    }
}
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "weft.web.accounts.lockout.find_email"
AXES_CLIENT_IP_CALLABLE = "weft.web.accounts.lockout.find_address"
AXES_LOCKOUT_CALLABLE = "weft.web.accounts.lockout.answer_locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True  # accounts.Event is the log
AXES_VERBOSE = False

# Mails are plain text.
EMAIL_BACKEND = MAIL.backend
EMAIL_FILE_PATH = FOLDER / "mail"
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.implicit_tls, MAIL.starttls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL.sender

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"gunicorn.http.wsgi": {"level": "ERROR"}},  # it warns of every HEAD
}

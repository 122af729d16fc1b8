"""Every setting of Comptoir, from the environment. One file, read once.

COMPTOIR_HOME      folder for data: database, lake, documents, secret key (default: ./var)
DATABASE_URL       sqlite:///path or postgresql://user:password@host/name (default: SQLite in COMPTOIR_HOME)
COMPTOIR_DEMO      1: the demo operator (one-click sign-in exists only then)
COMPTOIR_DEBUG     1: show errors with their trace, reload templates
COMPTOIR_HOSTS     host names served, separated by commas
COMPTOIR_URL       the address people reach the portal at, for links in messages (default: http://localhost:8000)
COMPTOIR_PLAIN_HTTP  1: serve without TLS (a laptop); otherwise only TLS, secure cookies and HSTS (P-14)
COMPTOIR_TODAY     a date: the platform's clock starts there and runs on (tests and demos, X-02)
COMPTOIR_TERMS     a folder of terms that overrides the reference terms
COMPTOIR_EXECUTOR  serial or pool: who runs the buckets of a bill run
COMPTOIR_PROCESSES number of processes of the pool
COMPTOIR_STAFF_SECOND_FACTOR  0: the operator's people need no second step (default: 1, but 0 in the demo)
COMPTOIR_SMTP      the mail server, smtp://user:password@host:587 or smtps://... (default: a file for each message)
COMPTOIR_SECOND_FACTOR  all: nobody comes in without a second step (default: whoever's customer asks for it, and staff)
COMPTOIR_SESSION_IDLE  minutes after which an unused session ends (default: 60)
COMPTOIR_SESSION_LONGEST  hours after which any session ends (default: 12)
COMPTOIR_SECRET_KEYS_BEFORE  earlier secret keys, separated by commas, that still count (see `comptoir keys`)
COMPTOIR_TRUSTED_PROXIES  how many proxies stand before this process: the client's address is taken from theirs, and
                   theirs alone say that a request came by TLS (default: 0, nobody is believed)
COMPTOIR_FETCH_NETWORKS  private networks whose identity providers may be reached all the same, separated by commas
COMPTOIR_FETCH_CA  a file of certificates trusted when fetching, instead of the machine's own
COMPTOIR_RESOLVER  dotted path of the class that asks the DNS for domain proofs
COMPTOIR_AUDIT_HEADS  a folder on other storage for the daily heads of the audit log (default: in COMPTOIR_HOME)
COMPTOIR_AUDIT_LINES  1: each event of the audit log is a line of standard error too, for a collector of logs
COMPTOIR_UPLOAD_LIMIT  bytes of the largest usage file that the console takes
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _

from comptoir.config.clock import clock_from
from comptoir.config.database import database_from
from comptoir.config.log_lines import logging_for
from comptoir.config.mail import mail_from
from comptoir.identity.key_files import earlier_keys_in, secret_key_in

BASE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("COMPTOIR_HOME", "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)


def _flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default) == "1"


DEMO = _flag("COMPTOIR_DEMO")
DEBUG = _flag("COMPTOIR_DEBUG")
PLAIN_HTTP = _flag("COMPTOIR_PLAIN_HTTP", "1" if DEMO or DEBUG else "0")
SECRET_KEY = os.environ.get("COMPTOIR_SECRET_KEY") or secret_key_in(HOME)
SECRET_KEY_FALLBACKS = [
    *filter(None, os.environ.get("COMPTOIR_SECRET_KEYS_BEFORE", "").split(",")),
    *earlier_keys_in(HOME),
]
ALLOWED_HOSTS = os.environ.get("COMPTOIR_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CLOCK = clock_from(os.environ.get("COMPTOIR_TODAY"))

LAKE_ROOT = HOME / "lake"
DOCUMENTS_ROOT = HOME / "documents"
KERNEL_CACHE = HOME / "kernel-cache"
AUDIT_HEADS = Path(os.environ.get("COMPTOIR_AUDIT_HEADS", HOME / "audit-heads"))
TERMS_FOLDER = os.environ.get("COMPTOIR_TERMS")
EXECUTOR: Literal["serial", "pool"] = "serial" if os.environ.get("COMPTOIR_EXECUTOR") == "serial" else "pool"
PROCESSES = int(os.environ.get("COMPTOIR_PROCESSES", "2"))
LAKE_BUCKETS = int(os.environ.get("COMPTOIR_BUCKETS", "2"))

ROOT_URLCONF = "comptoir.config.urls"
WSGI_APPLICATION = "comptoir.config.wsgi.application"
ASGI_APPLICATION = "comptoir.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "comptoir.portal",
    "comptoir.console",
    "comptoir.commands",
    "comptoir.web",
    "comptoir.lifecycle",
    "comptoir.insights",
    "comptoir.base",
    "comptoir.billing",
    "comptoir.usage",
    "comptoir.inventory",
    "comptoir.catalogue",
    "comptoir.registration",
    "comptoir.directory",
    "comptoir.identity",
    "comptoir.access",
    "comptoir.parties",
    "comptoir.jobs",
    "comptoir.manifest",
    "comptoir.audit",
    "comptoir.scope",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "django_htmx",
]

if DEMO:
    INSTALLED_APPS.insert(0, "comptoir.demo")

MIDDLEWARE = [
    "comptoir.web.transport.Transport",
    "django.middleware.security.SecurityMiddleware",
    "comptoir.web.blocked.BlockedAddresses",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "comptoir.web.csp.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comptoir.web.language.UserLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "comptoir.web.acting.Acting",
    "comptoir.web.sessions.Sessions",
    "comptoir.web.stopped.Stopped",
    "comptoir.web.terms.TermsBanner",
    "comptoir.web.use.LastUse",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comptoir.web.context.page",
            ],
        },
    },
]

DATABASES = {"default": database_from(os.environ.get("DATABASE_URL"), HOME)}
# Rate limits hold over all processes: the cache is a table, and comes with the migrations.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "comptoir_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # Counts of a process's own: how often a token asks.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["comptoir.access.backends.PeopleOnly"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "comptoir.identity.passwords.StrengthValidator"},
    {"NAME": "comptoir.identity.passwords.OwnWordsValidator"},
]
# A function password -> bool that says whether it is known from a breach; none: the list of common ones alone.
PASSWORD_BREACH_CHECKER = os.environ.get("COMPTOIR_BREACH_CHECKER", "")
if PASSWORD_BREACH_CHECKER:
    AUTH_PASSWORD_VALIDATORS.append({"NAME": "comptoir.identity.passwords.BreachValidator"})
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

PASSWORD_RESET_TIMEOUT = 3600  # seconds that a link for a new password can be used; asking for another is one click

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {"reset_password_from_key": "comptoir.access.forms.ChoosePassword"}
ACCOUNT_ADAPTER = "comptoir.identity.account_adapter.AccountAdapter"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("COMPTOIR_TRUSTED_PROXIES", "0"))
STAFF_SECOND_FACTOR = _flag("COMPTOIR_STAFF_SECOND_FACTOR", "0" if DEMO else "1")
SECOND_FACTOR_FOR_ALL = os.environ.get("COMPTOIR_SECOND_FACTOR") == "all"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "comptoir.identity.key_forms.AddKey",
    "edit_webauthn": "comptoir.identity.key_forms.EditKey",
}
MFA_ADAPTER = "comptoir.identity.mfa_adapter.SealedSecrets"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PLAIN_HTTP
USERSESSIONS_TRACK_ACTIVITY = True
# Accounts are never found by an address that a provider claims; identity/linking.py says who is linked.
SOCIALACCOUNT_ADAPTER = "comptoir.identity.social_adapter.CompanySignIn"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation proved the mailbox, or the directory vouches
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
FETCH_NETWORKS = [name for name in os.environ.get("COMPTOIR_FETCH_NETWORKS", "").split(",") if name]
FETCH_CA = os.environ.get("COMPTOIR_FETCH_CA", "")
DOMAIN_RESOLVER = os.environ.get(
    "COMPTOIR_RESOLVER",
    "comptoir.demo.coming_in.DemoResolver" if DEMO else "comptoir.identity.providers.dns.DnsResolver",
)

LANGUAGE_CODE = "en"
LANGUAGES = [("fr", _("French")), ("nl", _("Dutch")), ("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "comptoir.config.formats"
TIME_ZONE = "Europe/Brussels"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise looks for it at each start
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DOCUMENTS_ROOT},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

globals().update(mail_from(os.environ.get("COMPTOIR_SMTP"), HOME))
DEFAULT_FROM_EMAIL = os.environ.get("COMPTOIR_MAIL_FROM", "portal@localhost")
PORTAL_URL = os.environ.get("COMPTOIR_URL", "http://localhost:8000").rstrip("/")
OPERATOR_MAIL = os.environ.get("COMPTOIR_OPERATOR_MAIL", "desk@localhost")

OUTBOX_DISPATCHER = "comptoir.jobs.dispatch.dispatch"
REACTIONS = "comptoir.config.reactions.REACTIONS"
DAILY = "comptoir.config.daily.DAILY"

# By this prefix a browser takes a cookie over TLS only, and sends it to this very host only.
COOKIE_PREFIX = "" if PLAIN_HTTP else "__Host-"
SESSION_ENGINE = "comptoir.identity.session_store"
SESSION_IDLE = timedelta(minutes=int(os.environ.get("COMPTOIR_SESSION_IDLE", "60")))
SESSION_LONGEST = timedelta(hours=int(os.environ.get("COMPTOIR_SESSION_LONGEST", "12")))
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())  # of one that nobody is signed in by
SESSION_COOKIE_NAME = COOKIE_PREFIX + "sessionid"
CSRF_COOKIE_NAME = COOKIE_PREFIX + "csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "comptoir.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not PLAIN_HTTP:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_REDIRECT_EXEMPT = [r"^api/", r"^scim/"]  # programs are refused instead: web/transport.py
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
# Uploads are received beside the data, not in the machine's temporary folder: they may be gigabytes.
FILE_UPLOAD_TEMP_DIR = HOME / "receiving"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
UPLOAD_LIMIT = int(os.environ.get("COMPTOIR_UPLOAD_LIMIT", "4000000000"))
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOGGING = logging_for(os.environ.get("COMPTOIR_LOG", "WARNING"), audit_lines=_flag("COMPTOIR_AUDIT_LINES"))

"""Every setting, read from the environment with sound defaults, refusing nonsense with a plain message.

Nothing has to be set to start on one machine: without variables this is an SQLite file under `var/`, mail printed to
the console, and a secret key made once and kept in `var/`. `.env` in the checkout is read if it is there.
"""

import os
import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from elearning import logs, stores
from elearning.environment import BASE_DIR, BASE_URL, SECURE, kept_secret_key, mail_server, read, refuse
from elearning.identity import *  # noqa: F403 (settings of their own subject)
from elearning.sealing import Keyring, WrongKeyError, derived

VAR_DIR = Path(read("str", "VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = read("bool", "DEBUG", False)
SECRET_KEY = read("str", "SECRET_KEY", "") or kept_secret_key(VAR_DIR)
if len(SECRET_KEY) < 32:
    refuse("SECRET_KEY", "It must have at least 32 characters.")
ALLOWED_HOSTS = read("list", "ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
# What people write for themselves alone lies sealed in the database: the first key seals, all of them open. Whoever serves
# people gives a key, which is kept apart from copies of the database; one machine without https makes do with its secret.
SEALING_KEYS = read("list", "SEALING_KEYS", [])
if SECURE and not SEALING_KEYS:
    refuse(
        "SEALING_KEYS", "Behind https:// it must hold a key; make one by `openssl rand -base64 32`, and keep it safe."
    )
try:
    # The key that a machine had before it was given one goes on opening what it sealed.
    SEALING_KEYS = [*SEALING_KEYS, derived(SECRET_KEY)]
    Keyring(SEALING_KEYS)
except WrongKeyError as _problem:
    refuse("SEALING_KEYS", _problem)

# --- Where things are kept ------------------------------------------------------------------------------------------

DATABASES = {
    "default": read("dj_db_url", "DATABASE_URL", f"sqlite:///{VAR_DIR / 'alongside.sqlite3'}"),
}
_database = DATABASES["default"]
if _database.get("ENGINE") == "django.db.backends.sqlite3":
    # Writers queue instead of failing, a crash of the machine loses nothing acknowledged, and what is deleted is
    # overwritten in the file (measured: see the decisions in README.md).
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
    # Connections stay open: the first one writes two files beside the database, which a full disk has no room for, and then
    # nothing could even be read (`make survive ONLY=R04`).
    _database["CONN_MAX_AGE"] = None
elif _database.get("ENGINE") == "django.db.backends.postgresql":
    _database["CONN_MAX_AGE"] = read("int", "CONN_MAX_AGE", 600)
    _database["CONN_HEALTH_CHECKS"] = True
    # With the cost of a page on a solid disk the planner searches words by their index (10 000 packs: 250 ms without, 1 with).
    _options = _database.setdefault("OPTIONS", {})
    _options["options"] = (
        "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
        " -c random_page_cost=1.1"
    )
    # What is asked often is planned once for a connection (more than half of the database's work for a page is planning).
    if read("bool", "PREPARED_STATEMENTS", True):
        _options |= {"server_side_binding": True, "prepare_threshold": 2}
else:
    refuse("DATABASE_URL", "It must start with sqlite:/// or postgres://.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": read("dj_cache_url", "CACHE_URL", "locmem://alongside")}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    CACHES["default"]["BACKEND"] = "elearning.caches.Lasting"
# What visitors read of packs, in each process for itself, so that it never drives out counts of attempts to sign in.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}
CACHES["pages"]["OPTIONS"] = {"MAX_ENTRIES": 200}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

MEDIA_ROOT = Path(read("str", "MEDIA_ROOT", str(VAR_DIR / "media")))
MEDIA_URL = "/media/"
PRIVATE_ROOT = Path(read("str", "PRIVATE_ROOT", str(VAR_DIR / "private")))
STATIC_ROOT = Path(read("str", "STATIC_ROOT", str(VAR_DIR / "static")))
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "elearning" / "static"]
STORAGES = {
    **stores.described(PRIVATE_ROOT),
    # For everybody, and often laid out by another user than serves them: FILE_UPLOAD_PERMISSIONS are not for these.
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}

# --- Mail -----------------------------------------------------------------------------------------------------------

_mail = mail_server("EMAIL_URL", "console:")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST", "localhost")
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read("str", "DEFAULT_FROM_EMAIL", "Alongside <alongside@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Background work ------------------------------------------------------------------------------------------------

# How many workers `manage.py up` keeps running on this machine. 0 means that there are none anywhere: whatever would be
# handed to a worker, by us or by Wagtail, is then done at once by the process that asks, so that nothing ever stalls.
WORKERS = read("int", "WORKERS", 1 if sys.argv[1:2] == ["up"] else 0)
if not 0 <= WORKERS <= 64:
    refuse("WORKERS", "It must be a number from 0 to 64.")
TASKS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend" if WORKERS else "django_tasks.backends.immediate.ImmediateBackend",
        "QUEUES": [],
    }
}

# --- The parts ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "actionsets",
    "packs",
    "elearning.profiles",
    "elearning.opportunities",
    "elearning.values",
    "elearning.agreements",
    "elearning.events",
    "elearning.stories",
    "elearning.workshops",
    "elearning.evaluations",
    "elearning.assessments",
    "elearning.partnering",
    "elearning.programmes",
    "elearning.pages",
    "elearning.erasures",
    "elearning.records",
    "elearning.auditing",
    "elearning.post",
    "elearning.jobs",
    "elearning.upkeep",
    "elearning.accounts",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.forms",
]
MIDDLEWARE = [
    "elearning.outgoing.Enveloped",
    "elearning.upkeep.middleware.Watched",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "packs.middleware.KeptForVisitors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "elearning.intake.OnlyUtf8",
    "elearning.sealed.SealedAway",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "elearning.accounts.middleware.OwnClock",
    "elearning.accounts.middleware.TooMany",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "elearning.accounts.middleware.Watchful",
]
ROOT_URLCONF = "elearning.urls"
WSGI_APPLICATION = "elearning.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["elearning.accounts.templatetags.readers"],
        },
    }
]
FORM_RENDERER = "elearning.renderers.AlongsideRenderer"

# --- People (signing in: identity.py) -------------------------------------------------------------------------------

# The fewest people of whom a report says anything; it may be raised, never lowered (DOMAIN 4.5).
SMALLEST_GROUP = read("int", "SMALLEST_GROUP", 5)
if SMALLEST_GROUP < 5:
    refuse("SMALLEST_GROUP", "It must be 5 or more: figures of fewer people say who they are.")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- Words and time -------------------------------------------------------------------------------------------------

# The interface speaks one language until a translation of it exists (a browser that asks for French would get a mixture);
# pages and packs may be written in any of these.
LANGUAGE_CODE = "en-gb"
# Packs can be written in and translated into these; pages of the site itself are in the first.
CONTENT_LANGUAGES = read("list", "CONTENT_LANGUAGES", [LANGUAGE_CODE, "fr", "cy"])
if CONTENT_LANGUAGES[:1] != [LANGUAGE_CODE] or not set(CONTENT_LANGUAGES) <= set(LANG_INFO):
    refuse("CONTENT_LANGUAGES", f"It must start with {LANGUAGE_CODE} and hold language codes, such as en-gb,cy,fr.")
_NAMES = {"en-gb": _("English"), "fr": _("French"), "cy": _("Welsh")}
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    (code, _NAMES.get(code, LANG_INFO[code].get("name", code))) for code in dict.fromkeys(CONTENT_LANGUAGES)
]
# Whether the addresses in packs are asked for, to find those that lead nowhere (packs/fetching.py says to whom we speak).
CHECK_LINKS = read("bool", "CHECK_LINKS", False)
LOCALE_PATHS = [BASE_DIR / "elearning" / "locale"]
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = read("str", "TIME_ZONE", "Europe/London")

# --- The web surface ------------------------------------------------------------------------------------------------

# No code and no style but from our own files, nothing in frames, nothing from elsewhere; Wagtail's admin has a wider one (urls).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF, *OIDC_ORIGINS],  # noqa: F405
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = read("int", "HSTS_SECONDS", 31_536_000 if SECURE else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
if read("bool", "BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits count people by the address that the proxy names, not all of them as the proxy.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Whom to tell of a weakness; published at /.well-known/security.txt (RFC 9116).
SECURITY_CONTACT = read("str", "SECURITY_CONTACT", "")
if SECURITY_CONTACT and not (
    SECURITY_CONTACT.startswith(("mailto:", "https://")) and len(SECURITY_CONTACT.split()) == 1
):
    refuse("SECURITY_CONTACT", "It must start with mailto: or https://, such as mailto:security@example.org.")
FILE_UPLOAD_PERMISSIONS = 0o640
_level = read("str", "LOG_LEVEL", "WARNING").upper()
_format = read("str", "LOG_FORMAT", "plain")
if _format not in logs.FORMATS:
    refuse("LOG_FORMAT", f"It must be {' or '.join(logs.FORMATS)}.")
LOGGING = logs.configuration(_level, _format)
# Figures for Prometheus are kept for whoever brings this token, and not at all without one.
METRICS_TOKEN = read("str", "METRICS_TOKEN", "")
FIGURES_DIR = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or str(VAR_DIR / "figures")
if METRICS_TOKEN:
    if len(METRICS_TOKEN) < 20:
        refuse("METRICS_TOKEN", "It must have at least 20 characters.")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = FIGURES_DIR
    Path(FIGURES_DIR).mkdir(parents=True, exist_ok=True)
# Whether the processes of this machine put their figures together.
METRICS_OF_ALL = "PROMETHEUS_MULTIPROC_DIR" in os.environ
# Errors go to Sentry if its address is given: kinds and places of errors, and nothing of a request or a person.
SENTRY_DSN = read("str", "SENTRY_DSN", "")

# --- Wagtail --------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Alongside"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL, WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/", "/sign-in/"
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "txt", "csv"]
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # a file that somebody brought is kept, never opened here
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_MAX_UPLOAD_SIZE = WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif"]
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILIMAGES_IMAGE_FORM_BASE = "packs.deskforms.PackPictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "elearning.pages.forms.DocumentForm"
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h2", "h3", "bold", "italic", "ol", "ul", "link", "blockquote", "hr"]},
    }
}
# Words are kept as they are, in every language alike; packs bring theirs folded (see packs/finding.py).
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}

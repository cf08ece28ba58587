"""The product's settings, made quick and quiet for tests; `DATABASE_URL` chooses the database."""

import os
import tempfile
from pathlib import Path

from elearning.sealing import derived
from elearning.settings import *  # noqa: F403
from elearning.settings import BASE_DIR, DATABASES, STORAGES

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver keeps an event loop in the thread
os.environ.setdefault("ALONGSIDE_TESTS_PRINTED", tempfile.mkdtemp(prefix="alongside-printed-"))  # see printed.py
_scratch = Path(tempfile.mkdtemp(prefix="alongside-tests-"))

SECRET_KEY = "only-for-tests-" + "x" * 40
SEALING_KEYS = [derived(SECRET_KEY)]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
}
MEDIA_ROOT = _scratch / "media"
PRIVATE_ROOT = _scratch / "private"
STORAGES = {
    **STORAGES,
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
BASE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
SECURITY_CONTACT = "mailto:security@example.org"
ACCOUNT_RATE_LIMITS = False
SECOND_STEP_REQUIRED = False
WORKERS = 0
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, so that a live server and the test see one database, and it can be kept between runs (`--reuse-db`).
    (BASE_DIR / "var").mkdir(exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(BASE_DIR / "var" / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

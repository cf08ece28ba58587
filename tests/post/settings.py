"""The settings of the processes that tests start: those of workers, with the mail server that the test has started."""

import os

from tests.jobs.settings import *  # noqa: F403
from tests.jobs.settings import INSTALLED_APPS

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = "127.0.0.1", int(os.environ["SMTP_PORT"]), 20
INSTALLED_APPS = [*INSTALLED_APPS, "tests.post.ringer"]

"""The product's own settings with queue and mail as in use, and jobs whose doing leaves traces (`tests.jobs.sleeper`)."""

from tests.served import *  # noqa: F403
from tests.served import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.sleeper"]

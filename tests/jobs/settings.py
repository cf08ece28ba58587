"""The settings of the worker processes that tests start: those of tests, with a queue, on the database they are given."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

WORKERS = 1
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.sleeper"]

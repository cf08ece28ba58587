"""The product's own settings for a server beside the tests, with its static files as they lie: nothing is collected."""

from elearning.settings import *  # noqa: F403
from elearning.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

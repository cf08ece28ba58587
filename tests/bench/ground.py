"""The ground a benchmark of requests stands on: Django set up as for tests, with a database of its own for as long as it takes.

SQLite writes as it does in use: a file, WAL, synchronous=FULL. With `DATABASE_URL=postgres://…` it is PostgreSQL.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings

DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"


@contextmanager
def standing() -> Iterator[str]:
    """A fresh database inside; yields its vendor. Only what is imported within may import models."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    with tempfile.TemporaryDirectory(prefix="alongside-bench-") as folder:
        database = settings.DATABASES["default"]
        if database["ENGINE"].endswith("sqlite3"):
            database["TEST"] = {"NAME": os.path.join(folder, "bench.sqlite3")}
            database["OPTIONS"]["init_command"] = DURABLE
        django.setup()
        from django.db import connection  # noqa: PLC0415 - Django stands only now
        from django.test.utils import setup_test_environment  # noqa: PLC0415

        setup_test_environment(debug=False)
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield connection.vendor
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)

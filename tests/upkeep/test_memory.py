"""What the processes that answer requests hold in memory."""

import os
import subprocess
import sys

from tests.survive.ground import BASE

# What only calculations need, in workers: 27 MB.
CALCULATIONS = ("scipy.special", "scipy.optimize", "scipy.sparse")
LOADED = "import django, sys; django.setup(); import elearning.urls, elearning.wsgi; print(*sys.modules)"


def test_nothing_is_loaded_for_pages_that_only_calculations_need() -> None:
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    loaded = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", LOADED], cwd=BASE, env=told, capture_output=True, text=True, check=True
    ).stdout.split()

    assert "elearning.programmes.reports.board" in loaded
    assert not set(CALCULATIONS) & set(loaded)

"""Programs of other people that some tests ask for a second opinion."""

import os
import shutil

import pytest


def needs(command: str) -> None:
    """Skip the test on a machine without `command`; where everything must be tried (`CI=true`), fail instead."""
    if not shutil.which(command):
        message = f"{command} is not on this machine; .ci/run installs it."
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)

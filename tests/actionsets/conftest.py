"""What this room's tests share."""

import pytest

from tests.actionsets.makers import Twelve


@pytest.fixture
def twelve(db: None) -> Twelve:
    """The cohort of vector T8."""
    return Twelve()

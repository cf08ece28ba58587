"""What this room's tests share."""

from tests.actionsets.makers import Twelve
from tests.laying import laid


@laid
def twelve(db: None) -> Twelve:
    """The cohort of vector T8."""
    return Twelve()

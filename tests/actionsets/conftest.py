"""What this room's tests share."""

from tests.actionsets.makers import Twelve
from tests.actionsets.rooms import AtHand
from tests.laying import laid


@laid
def twelve(db: None) -> Twelve:
    """The cohort of vector T8."""
    return Twelve()


@laid
def at_hand(twelve: Twelve) -> AtHand:
    """A set of that cohort whose second meeting is at hand."""
    return AtHand(twelve)


@laid
def confirmed(twelve: Twelve) -> None:
    """The sets of that cohort are confirmed (`Twelve.confirm`)."""
    twelve.confirm()


@laid
def at_work(twelve: Twelve, confirmed: None) -> None:
    """One of its people has acknowledged what their set agrees, and may go in."""
    twelve.acknowledge("P01")

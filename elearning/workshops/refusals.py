"""Why something cannot be done in the room, in words that the person who tried can read."""


class Refusal(Exception):  # noqa: N818 (a refusal is no fault)
    """The base of every refusal in this room; its text is shown as it is."""


class NotNow(Refusal):
    """The workshop cannot be begun, or joined, at this time."""


class TooMany(Refusal):
    """More waits than anybody can look at."""


class NotEnough(Refusal):
    """Too few people stand behind a figure, or too few have come since the last one."""


class NotHere(Refusal):
    """The person has not been noted as being at the workshop."""

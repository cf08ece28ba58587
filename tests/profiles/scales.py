"""Scales from plain values, for tests of scoring."""

from elearning.profiles.scoring import Answer, Parameters, Scale

FIVE = Parameters()


def scale(code: str, *values: int | str | None, importance: int | None, number: int = 1, reverse: int = -1) -> Scale:
    """A scale from plain values; "NA" is "no chance to do this", None is blank; `reverse` is the place of a reversed item."""
    answers = tuple(
        Answer(value=v if isinstance(v, int) else None, no_chance=v == "NA", reverse=place == reverse)
        for place, v in enumerate(values)
    )
    return Scale(code=code, number=number, answers=answers, importance=importance)

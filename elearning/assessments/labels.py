"""Ready words for the points of a scale: how often, how far one agrees, how confident one is; two to seven points each.

Every point has words (DOMAIN 4.1), the lowest first. An organisation may write its own instead.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

FEWEST_POINTS, MOST_POINTS = 2, 7
FREQUENCY, AGREEMENT, CONFIDENCE = "frequency", "agreement", "confidence"
READY = {
    FREQUENCY: {
        2: (_("Seldom"), _("Often")),
        3: (_("Hardly ever"), _("About half the time"), _("Almost always")),
        4: (_("Hardly ever"), _("Now and then"), _("Usually"), _("Almost always")),
        5: (_("Hardly ever"), _("Now and then"), _("About half the time"), _("Usually"), _("Almost always")),
        6: (_("Never"), _("Hardly ever"), _("Now and then"), _("Often"), _("Usually"), _("Almost always")),
        7: (
            _("Never"),
            _("Hardly ever"),
            _("Now and then"),
            _("About half the time"),
            _("Often"),
            _("Usually"),
            _("Always"),
        ),
    },
    AGREEMENT: {
        2: (_("Disagree"), _("Agree")),
        3: (_("Disagree"), _("Neither agree nor disagree"), _("Agree")),
        4: (_("Disagree"), _("Tend to disagree"), _("Tend to agree"), _("Agree")),
        5: (
            _("Disagree"),
            _("Tend to disagree"),
            _("Neither agree nor disagree"),
            _("Tend to agree"),
            _("Agree"),
        ),
        6: (
            _("Disagree strongly"),
            _("Disagree"),
            _("Tend to disagree"),
            _("Tend to agree"),
            _("Agree"),
            _("Agree strongly"),
        ),
        7: (
            _("Disagree strongly"),
            _("Disagree"),
            _("Tend to disagree"),
            _("Neither agree nor disagree"),
            _("Tend to agree"),
            _("Agree"),
            _("Agree strongly"),
        ),
    },
    CONFIDENCE: {
        2: (_("Not confident"), _("Confident")),
        3: (_("Not confident"), _("Somewhat confident"), _("Confident")),
        4: (_("Not confident"), _("A little confident"), _("Fairly confident"), _("Very confident")),
        5: (
            _("Not confident"),
            _("A little confident"),
            _("Somewhat confident"),
            _("Fairly confident"),
            _("Very confident"),
        ),
        6: (
            _("Not confident at all"),
            _("A little confident"),
            _("Somewhat confident"),
            _("Fairly confident"),
            _("Very confident"),
            _("Completely confident"),
        ),
        7: (
            _("Not confident at all"),
            _("Hardly confident"),
            _("A little confident"),
            _("Somewhat confident"),
            _("Fairly confident"),
            _("Very confident"),
            _("Completely confident"),
        ),
    },
}
IMPORTANCE = (_("A little"), _("Somewhat"), _("Fairly"), _("Very"), _("Essential"))


def ready(kind: str, points: int) -> tuple[str, ...]:
    """The ready words of `kind` for `points` points, the lowest first. Raises KeyError where there are none."""
    return tuple(str(label) for label in READY[kind][points])


def is_ready(labels: Sequence[str]) -> bool:
    """Whether `labels` are one of the ready sets, word for word, and not somebody's own."""
    return any(ready(kind, len(labels)) == tuple(labels) for kind in READY if len(labels) in READY[kind])

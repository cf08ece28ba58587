"""What the people who run a cohort, and who declines, are shown of a repair: rows and sentences, nothing that writes."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionsets import repairing, wording
from actionsets.models import SetMembership
from actionsets.moving import Board, Consequences
from actionsets.reports import RANKED

REPAIRS = {
    repairing.STILL: (
        gettext_lazy("Nobody else is moved"),
        gettext_lazy("Everybody who has a place keeps it."),
    ),
    repairing.MOVING: (
        gettext_lazy("As few as it takes are moved"),
        gettext_lazy(
            "People with a place are moved only where fewer would wait, or a set would be too small otherwise."
        ),
    ),
}


def repair_option(board: Board, one: repairing.Repair) -> dict[str, Any]:
    """One way to repair the sets, in words: who is asked about which place, who waits, what it does to the figures."""
    title, explained = REPAIRS[one.way]
    called = board.gathered.called
    return {
        "way": one.way,
        "mark": one.mark,
        "title": title,
        "explained": explained,
        "placed": [_place_words(change) for change in one.placed],
        "moved": [_place_words(change) for change in one.moved],
        "waiting": one.waiting,
        "new": sorted(one.new),
        "warnings": wording.say_all(one.outcome.warnings, called),
        "costs": wording.differences(board.figures, one.figures),
        "is_fewest": one.outcome.proved,
    }


def _place_words(change: repairing.Change) -> dict[str, Any]:
    rank = RANKED.get(change.fit, _("Not among their priorities"))
    return {"enrolment": change.enrolment, "origin": change.origin, "to": change.to, "priority": rank}


def other_set(found: Consequences) -> dict[str, Any]:
    """What somebody reads of the other set before they give up the one proposed to them: no names of its members."""
    members = SetMembership.objects.live().filter(learning_set=found.to)
    return {
        "people": members.count(),
        "organisations": members.values("enrolment__organisation").distinct().count(),
        "rank": wording.RANKS.get(found.fit),
    }

"""How often each member can present in the meetings to come: what too large a set, or one that has become small, means."""

from collections.abc import Sequence
from typing import Any

from actionsets.models import ActionLearningPage, LearningSet, SetMeeting


def turns(step: ActionLearningPage | None, one: LearningSet, meetings: Sequence[SetMeeting], members: int) -> float:
    """About how many turns each member has in the meetings to come, in halves: their slots shared by those who are in
    the set now (DOMAIN 1.10). 0 without meetings, members or an agenda."""
    if step is None or not members:
        return 0
    to_come = [held for held in meetings if held.state == SetMeeting.State.PLANNED and not held.is_over]
    slots = sum(
        _slots(step.agenda_for(held.number, of=len(meetings), mode=one.cohort.mode, chosen=held.agenda))
        for held in to_come
    )
    return round(2 * slots / members) / 2


def _slots(agenda: Any) -> int:
    return sum(part["kind"] == "airtime" for part in agenda["segments"]) if agenda else 0

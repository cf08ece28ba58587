"""What to keep an eye on in sets at work: few members, somebody who missed two meetings, a composition to review (DOMAIN 2.6).

Worked out for many sets at once, in a fixed number of queries. Who missed two meetings running is for the set's own
facilitator alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from actionsets import pausing, recomposing
from actionsets.models import LearningSet, MeetingAttendance, SetDecision, SetIncident, SetMeeting, SetMembership
from elearning.accounts.models import User

WATCH, SMALL = 4, 3
PRESENT = MeetingAttendance.Status.PRESENT


@dataclass(frozen=True)
class Flags:
    """What is to be watched in one set, in sentences; and who missed two meetings running, for its facilitator."""

    learning_set: LearningSet
    size: int
    said: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    is_small: bool = False
    is_paused: bool = False
    has_incident: bool = False
    agrees_to_join: bool = False
    is_asked: bool = False
    needs_review: bool = field(default=False)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to watch."""
        return not (self.said or self.missed)


def flags(
    sets: Sequence[LearningSet],
    user: User,
    *,
    members: Iterable[SetMembership] | None = None,
    meetings: Iterable[SetMeeting] | None = None,
) -> dict[int, Flags]:
    """The flags of each of `sets` at work, by key, as `user` may read them; thirteen queries for any number, one less each
    where the `members`, or all the `meetings`, of all of them are at hand."""
    names = _names(_members(sets) if members is None else members)
    review, paused = recomposing.needing(sets), pausing.paused_among(sets)
    missed = _missed([one for one in sets if one.facilitator_id == user.pk], names, meetings)
    open_ones = SetIncident.objects.filter(learning_set__in=sets, outcome=SetIncident.Outcome.OPEN)
    incidents = set(open_ones.values_list("learning_set_id", flat=True))
    agreed, asked, trios = _decisions(sets)
    found = {}
    for one in sets:
        size = len(names[one.pk])
        small = size <= WATCH and not (size <= SMALL and one.pk in trios)
        found[one.pk] = Flags(
            learning_set=one,
            size=size,
            said=tuple(
                said
                for is_so, said in (
                    (one.facilitator_id is None, _("It has no facilitator.")),
                    (small, _few(size)),
                    (one.pk in review, _("Its composition needs review: please speak with the programme manager.")),
                    (one.pk in incidents, _("Something has happened that is being looked at.")),
                    (one.pk in paused, _("It pauses.")),
                )
                if is_so
            ),
            missed=tuple(missed[one.pk]),
            is_small=small,
            is_paused=one.pk in paused,
            has_incident=one.pk in incidents,
            agrees_to_join=one.pk in agreed,
            is_asked=one.pk in asked,
            needs_review=one.pk in review,
        )
    return found


def _few(size: int) -> str:
    if size == WATCH:
        return _("It has four members: keep an eye on it.")
    return _("It has three members or fewer: ask the set how it wants to go on.")


def _members(sets: Sequence[LearningSet]) -> Iterable[SetMembership]:
    rows = SetMembership.objects.live().filter(learning_set__in=sets).select_related("enrolment__user")
    return rows.order_by("enrolment__user__last_name", "pk")


def _names(members: Iterable[SetMembership]) -> dict[int, dict[int, str]]:
    """The members of each set: the key of the place to the name."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for place in members:
        found[place.learning_set_id][place.pk] = place.enrolment.user.name
    return found


def _missed(
    sets: Sequence[LearningSet], names: dict[int, dict[int, str]], meetings: Iterable[SetMeeting] | None
) -> dict[int, list[str]]:
    """Who was at neither of the last two meetings of their set, whatever they said beforehand."""
    keys = {one.pk for one in sets}
    rows = SetMeeting.objects.filter(learning_set__in=keys) if meetings is None else meetings
    held = [row for row in rows if row.state == SetMeeting.State.HELD and row.learning_set_id in keys]
    lately: dict[int, list[int]] = defaultdict(list)
    for key, one in [
        (row.pk, row.learning_set_id) for row in sorted(held, key=lambda row: row.starts_at, reverse=True)
    ]:
        if len(lately[one]) < 2:
            lately[one].append(key)
    pairs = {one: keys for one, keys in lately.items() if len(keys) == 2}
    last = MeetingAttendance.objects.filter(meeting__in=[key for two in pairs.values() for key in two])
    away = {(meeting, place) for meeting, place in last.exclude(status=PRESENT).values_list("meeting", "membership")}
    found: dict[int, list[str]] = defaultdict(list)
    for one, two in pairs.items():
        found[one] = [name for place, name in names[one].items() if all((key, place) in away for key in two)]
    return found


def _decisions(sets: Sequence[LearningSet]) -> tuple[set[int], set[int], set[int]]:
    """Which sets have agreed to become one with another, which are being asked, and which go on by their own choice."""
    keys = {one.pk for one in sets}
    rows = SetDecision.objects.filter(learning_set__in=keys) | SetDecision.objects.filter(joins__in=keys)
    agreed: set[int] = set()
    asked: set[int] = set()
    trios: set[int] = set()
    for decision in rows.distinct():
        both = {key for key in (decision.learning_set_id, decision.joins_id) if key and key in keys}
        if decision.state == SetDecision.State.AGREED:
            agreed |= both
        elif decision.state == SetDecision.State.OPEN:
            asked |= both
        elif decision.state == SetDecision.State.DONE and decision.kind == SetDecision.Kind.TRIO:
            trios |= both
    return agreed, asked, trios

"""Who may convene sets, tend one, and read what about them: short sentences, asked at the door (DOMAIN 7.2)."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from actionsets.models import LearningSet, SetMeeting, Substitution
from elearning.accounts.models import User
from elearning.programmes.models import Cohort, CohortRole
from elearning.programmes.permissions import facilitates, manages, reads, runs
from elearning.readership import ACTIONS, BIDS, KEEP_APART, SET_AGREEMENT, Reader, Ways

STANDS_IN_BEFORE, STANDS_IN_AFTER = timedelta(days=2), timedelta(days=1)


def convenes(user: User, cohort: Cohort) -> bool:
    """Whether `user` may open the board of the cohort's sets: its facilitators and its programme's managers."""
    return runs(user, cohort)


def overrides(user: User, cohort: Cohort) -> bool:
    """Whether `user` may let a move stand that breaks a hard rule: the programme's managers, giving a reason."""
    return manages(user, cohort)


def reads_declarations(user: User, cohort: Cohort) -> bool:
    """Whether `user` may read who asked to be kept apart from whom."""
    return reads(user, KEEP_APART, cohort)


def says_what_they_lead(user: User, role: CohortRole) -> bool:
    """Whether `user` may say what the facilitator `role` can lead: that facilitator, or the programme's managers."""
    return role.user_id == user.pk or manages(user, role.cohort)


def tends(user: User, learning_set: LearningSet) -> bool:
    """Whether `user` may set its dates and note attendance: while it is proposed, those who run the cohort; then its own
    facilitator and the programme's managers."""
    return bool(tended(user, learning_set.cohort, [learning_set]))


def tended(user: User, cohort: Cohort, sets: Iterable[LearningSet]) -> list[LearningSet]:
    """Those of the cohort's `sets` that `user` tends; as many queries for a hundred as for one."""
    does_manage = manages(user, cohort)
    does_run = does_manage or facilitates(user, cohort)
    return [one for one in sets if (does_manage if _is_led_by_another(user, one) else does_run)]


def _is_led_by_another(user: User, learning_set: LearningSet) -> bool:
    return learning_set.has_workspace and learning_set.facilitator_id != user.pk


def to_set(user: User, learning_set: LearningSet) -> Ways:
    """What `user`, who is no member, may be to a set: its own facilitator, while they run the cohort, or its manager."""
    return {
        Reader.SET_FACILITATOR: lambda: _leads(user, learning_set),
        Reader.MANAGERS: lambda: manages(user, learning_set.cohort),
    }


def _leads(user: User, learning_set: LearningSet) -> bool:
    return learning_set.facilitator_id == user.pk and runs(user, learning_set.cohort)


def reads_agreement(user: User, learning_set: LearningSet) -> bool:
    """Whether `user`, who is no member, may read what the set has agreed."""
    return SET_AGREEMENT.opens(to_set(user, learning_set))


def reads_what_members_show(user: User, learning_set: LearningSet) -> bool:
    """Whether `user`, who is no member, may read who asks for time and the actions that members share (DOMAIN 7.2)."""
    ways = to_set(user, learning_set)
    return BIDS.opens(ways, shown=True) and ACTIONS.opens(ways, shown=True)


def drafts_themes(user: User, learning_set: LearningSet) -> bool:
    """Whether `user` may draft what the set passes on, and read what became of it: its own facilitator, nobody else."""
    return _leads(user, learning_set)


def removes(user: User, cohort: Cohort) -> bool:
    """Whether `user` may remove somebody from the cohort against their will: the programme's managers (DOMAIN 2.5)."""
    return manages(user, cohort)


def leads(user: User, learning_set: LearningSet) -> bool:
    """Whether `user`, who is no member, may sit in the set's meetings: its own facilitator, while they run the cohort. A
    programme manager only by being that facilitator (DOMAIN 1.3)."""
    return _leads(user, learning_set)


def is_substitute(user: User, meeting: SetMeeting) -> bool:
    """Whether the set has accepted that `user`, who facilitates in the cohort, leads this one meeting (DOMAIN 2.6)."""
    accepted = Substitution.objects.accepted().filter(meeting=meeting, facilitator=user)
    return accepted.exists() and runs(user, meeting.learning_set.cohort)


def stands_in(user: User, meeting: SetMeeting) -> bool:
    """Whether `user` leads this one meeting for the set's facilitator now: from two days before it to a day after, and
    nothing of the set before or later."""
    now = timezone.now()
    is_time = meeting.starts_at - STANDS_IN_BEFORE <= now <= meeting.ends_at + STANDS_IN_AFTER
    return is_time and is_substitute(user, meeting)


def leads_meeting(user: User, meeting: SetMeeting) -> bool:
    """Whether `user` sits in this meeting to lead it: the set's own facilitator, or who stands in for them now."""
    return leads(user, meeting.learning_set) or stands_in(user, meeting)

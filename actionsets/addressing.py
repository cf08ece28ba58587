"""Whom a letter about a set still concerns when it is sent: code words for letters, and how each is looked up (TRUST A12).

A letter can wait for hours. Whoever has left by then, whose set was joined to another, or whose cohort was closed gets
nothing more of it; and a link to answer goes only for the date that it was made for.
"""

from actionsets.models import (
    DatePoll,
    LearningSet,
    SetDecision,
    SetMeeting,
    SetMembership,
    SetPause,
    Substitution,
    ThemeNote,
)
from elearning.accounts.models import User
from elearning.post.recalling import while_true
from elearning.programmes.models import Cohort, CohortRole, Enrolment

RUNNING = Cohort.State.RUNNING
AT_WORK = (LearningSet.State.CONFIRMED, LearningSet.State.RUNNING)


# --- Code words -------------------------------------------------------------------------------------------------------


def member(one: LearningSet | int) -> str:
    """As long as the receiver has a place in the set (or the one of this key) that they may know of, in a cohort that runs."""
    return f"member:{one if isinstance(one, int) else one.pk}"


def offered(place: SetMembership) -> str:
    """As long as the place is the receiver's and waits for their answer."""
    return f"offered:{place.pk}"


def partaker(cohort: Cohort) -> str:
    """As long as the receiver takes part in the cohort, and it runs."""
    return f"partaker:{cohort.pk}"


def leader(one: LearningSet) -> str:
    """As long as the receiver leads the set."""
    return f"leader:{one.pk}"


def date_as_told(meeting: SetMeeting) -> str:
    """As long as nothing that calendars hear of has changed in the meeting."""
    return f"date:{meeting.pk}:{meeting.sequence}"


def to_come(meeting: SetMeeting) -> str:
    """As long as the meeting is planned for the time that it has now, and its set does not pause."""
    return f"to_come:{meeting.pk}:{int(meeting.starts_at.timestamp())}"


def happened(meeting: SetMeeting) -> str:
    """As long as nobody has said that the meeting did not happen."""
    return f"happened:{meeting.pk}"


def asked_dates(poll: DatePoll) -> str:
    """As long as the question about dates is open."""
    return f"dates:{poll.pk}"


def asked_to_decide(decision: SetDecision) -> str:
    """As long as the question about what becomes of the set is open."""
    return f"decision:{decision.pk}"


def asked_about(substitution: Substitution) -> str:
    """As long as the set is being asked who may lead it."""
    return f"about_leader:{substitution.pk}"


def stands_in(substitution: Substitution) -> str:
    """As long as the receiver is to lead what the set has accepted them for."""
    return f"stands_in:{substitution.pk}"


def asked_to_clear(note: ThemeNote) -> str:
    """As long as the members are asked to clear the sentences."""
    return f"themes:{note.pk}"


def manager(cohort: Cohort) -> str:
    """As long as the receiver manages the cohort's programme."""
    return f"manager:{cohort.pk}"


# --- How they are looked up -------------------------------------------------------------------------------------------


def _is_member(more: str, user: User) -> bool:
    places = SetMembership.objects.shown_to_member().filter(learning_set__pk=more, enrolment__user=user)
    return places.filter(enrolment__cohort__state=RUNNING).exists()


def _is_offered(more: str, user: User) -> bool:
    places = SetMembership.objects.shown_to_member().filter(pk=more, enrolment__user=user)
    return places.filter(consent=SetMembership.Consent.AWAITING, enrolment__cohort__state=RUNNING).exists()


def _takes_part(more: str, user: User) -> bool:
    mine = Enrolment.objects.filter(cohort__pk=more, user=user, state__in=Enrolment.TAKING_PART)
    return mine.filter(cohort__state=RUNNING).exists()


def _leads(more: str, user: User) -> bool:
    roles = CohortRole.objects.filter(kind=CohortRole.Kind.FACILITATOR, user=user, cohort__state=RUNNING)
    return LearningSet.objects.filter(pk=more, facilitator=user, cohort__in=roles.values("cohort")).exists()


def _is_as_told(more: str, user: User) -> bool:
    key, _colon, sequence = more.partition(":")
    return SetMeeting.objects.filter(pk=key, sequence=sequence).exists()


def _is_to_come(more: str, user: User) -> bool:
    key, _colon, moment = more.partition(":")
    found = SetMeeting.objects.filter(pk=key, state=SetMeeting.State.PLANNED, learning_set__state__in=AT_WORK).first()
    if found is None or int(found.starts_at.timestamp()) != int(moment):
        return False
    return not SetPause.objects.filter(learning_set=found.learning_set_id, ended_at__isnull=True).exists()


def _has_happened(more: str, user: User) -> bool:
    return SetMeeting.objects.filter(pk=more).exclude(state=SetMeeting.State.CANCELLED).exists()


def _asks_dates(more: str, user: User) -> bool:
    return DatePoll.objects.filter(pk=more, state=DatePoll.State.OPEN).exists()


def _is_to_decide(more: str, user: User) -> bool:
    return SetDecision.objects.open().filter(pk=more).exists()


def _asks_about_leader(more: str, user: User) -> bool:
    return Substitution.objects.filter(pk=more, state=Substitution.State.ASKED).exists()


def _stands_in(more: str, user: User) -> bool:
    roles = CohortRole.objects.filter(kind=CohortRole.Kind.FACILITATOR, user=user, cohort__state=RUNNING)
    mine = Substitution.objects.accepted().filter(pk=more, facilitator=user)
    return mine.filter(learning_set__cohort__in=roles.values("cohort")).exists()


def _asks_to_clear(more: str, user: User) -> bool:
    return ThemeNote.objects.filter(pk=more, asked_at__isnull=False, settled_at__isnull=True).exists()


def _manages(more: str, user: User) -> bool:
    return Cohort.objects.managed_by(user).filter(pk=more).exists()


def bind() -> None:
    """Have letters with these code words looked up when they are sent."""
    while_true("member", _is_member)
    while_true("offered", _is_offered)
    while_true("partaker", _takes_part)
    while_true("leader", _leads)
    while_true("date", _is_as_told)
    while_true("to_come", _is_to_come)
    while_true("happened", _has_happened)
    while_true("dates", _asks_dates)
    while_true("decision", _is_to_decide)
    while_true("about_leader", _asks_about_leader)
    while_true("stands_in", _stands_in)
    while_true("themes", _asks_to_clear)
    while_true("manager", _manages)

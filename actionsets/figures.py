"""What sets contribute to a cohort's figures: places, attendance, meetings, who presented, and sentences they have cleared."""

from collections import Counter
from fractions import Fraction

from actionsets.models import AirtimeSlot, LearningSet, MeetingAttendance, SetMeeting, SetMembership, ThemeSentence
from elearning.programmes.evidence import Meetings
from elearning.programmes.models import Cohort
from elearning.programmes.snapshots import bind_source


def meetings_of(cohort: Cohort) -> Meetings:
    """The places and meetings of the confirmed sets of `cohort`; what a single set did is not told apart."""
    sets = LearningSet.objects.filter(cohort=cohort, state__in=LearningSet.WITH_WORKSPACE)
    places = SetMembership.objects.filter(learning_set__in=sets, joined_at__isnull=False).order_by("pk")
    meetings = SetMeeting.objects.filter(learning_set__in=sets).exclude(state=SetMeeting.State.CANCELLED)
    held = Counter(meetings.filter(state=SetMeeting.State.HELD).values_list("learning_set_id", flat=True))
    came = Counter(
        MeetingAttendance.objects.filter(
            membership__in=places, status=MeetingAttendance.Status.PRESENT, meeting__state=SetMeeting.State.HELD
        ).values_list("membership__enrolment_id", flat=True)
    )
    cleared = ThemeSentence.objects.cleared_in(cohort)
    set_of = dict(places.values_list("enrolment_id", "learning_set_id"))
    return Meetings(
        placed=frozenset(set_of),
        presented=frozenset(
            AirtimeSlot.objects.filter(presenter__in=places)
            .exclude(meeting__state=SetMeeting.State.CANCELLED)
            .values_list("presenter__enrolment_id", flat=True)
        ),
        attended={
            one: min(Fraction(1), Fraction(came[one], held[number])) for one, number in set_of.items() if held[number]
        },
        sets=sets.count(),
        planned=SetMeeting.objects.filter(learning_set__in=sets).count(),
        held=sum(held.values()),
        themes=tuple(cleared.values_list("note__learning_set", "subject__title", "text")),
    )


bind_source(Meetings, meetings_of)

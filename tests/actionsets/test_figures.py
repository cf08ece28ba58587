"""What sets contribute to a cohort's figures."""

from datetime import timedelta
from fractions import Fraction

from django.utils import timezone

from actionsets import meeting, presenting
from actionsets.figures import meetings_of
from actionsets.models import MeetingAttendance, SetMeeting, SetMembership
from tests.actionsets.makers import Twelve, plan

Status = MeetingAttendance.Status


def hold_two(twelve: Twelve, absent: str) -> None:
    """Two meetings of the set of `absent` are held, the second without them."""
    one = twelve.set_of(absent)
    first, second, *_rest = plan(one, first=timezone.localdate() - timedelta(weeks=8))
    everybody = SetMembership.objects.live().filter(learning_set=one)
    meeting.attend(first, {row.pk: Status.PRESENT for row in everybody})
    away = twelve.place_of(absent).pk
    meeting.attend(second, {row.pk: Status.ABSENT if row.pk == away else Status.PRESENT for row in everybody})


def test_sets_that_are_only_proposed_count_for_nothing(twelve: Twelve) -> None:
    twelve.send()

    found = meetings_of(twelve.cohort)

    assert (found.placed, found.sets, found.planned) == (frozenset(), 0, 0)


def test_places_and_meetings_of_confirmed_sets(twelve: Twelve, confirmed: None) -> None:
    hold_two(twelve, "P01")

    found = meetings_of(twelve.cohort)

    assert len(found.placed) == 12
    assert (found.sets, found.planned, found.held) == (2, 10, 2)


def test_attendance_is_the_share_of_the_meetings_held(twelve: Twelve, confirmed: None) -> None:
    hold_two(twelve, "P01")

    found = meetings_of(twelve.cohort).attended

    assert found[twelve.people["P01"].pk] == Fraction(1, 2)
    assert found[twelve.people["P11"].pk] == 1
    assert twelve.people["P02"].pk not in found


def test_meetings_that_did_not_happen_are_planned_and_not_held(twelve: Twelve, confirmed: None) -> None:
    meeting.cancel(SetMeeting.objects.filter(learning_set=twelve.set_of("P01"))[0])

    found = meetings_of(twelve.cohort)

    assert (found.planned, found.held) == (10, 0)


def test_who_presented_at_least_once(twelve: Twelve, confirmed: None) -> None:
    hold_two(twelve, "P01")
    first, second, *_rest = twelve.set_of("P01").meetings.all()
    place = twelve.place_of("P01")
    presenting.note(first, {1: place})
    presenting.note(second, {1: place})

    assert meetings_of(twelve.cohort).presented == {twelve.people["P01"].pk}


def test_a_turn_in_a_meeting_that_did_not_happen_is_nobodys(twelve: Twelve, confirmed: None) -> None:
    hold_two(twelve, "P01")
    first = twelve.set_of("P01").meetings.get(number=1)
    presenting.note(first, {1: twelve.place_of("P01")})
    SetMeeting.objects.filter(pk=first.pk).update(state="cancelled")

    assert meetings_of(twelve.cohort).presented == frozenset()

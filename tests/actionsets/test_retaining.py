"""What belongs to sets goes when its time is over, and nothing before (DOMAIN 1.6, 7.5)."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from actionsets import agreeing, meeting, polling, reflecting, reminding, retaining, separating
from actionsets.meeting import Sitting
from actionsets.models import (
    AirtimeBid,
    AirtimeSlot,
    DatePoll,
    LearningSet,
    MeetingAttendance,
    MeetingRoom,
    Message,
    ProcessReview,
    SeparationRule,
    SetAgreement,
    SetMeeting,
    SetMembership,
)
from actionsets.models.private import ActionCommitment, Reflection
from elearning.programmes.models import Cohort, CohortSnapshot, Enrolment
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.laying import laid

DAY = timedelta(days=1)
LAST = date(2026, 9, 1)
END = datetime(2026, 9, 1, 13, tzinfo=UTC)
WORK = (AirtimeBid, AirtimeSlot, MeetingRoom, ProcessReview, SetAgreement, DatePoll, Message)


@laid
def twelve(db: None) -> Twelve:
    """Two sets whose last meeting was on 1 September 2026; the set of P01 has some of everything."""
    made = Twelve()
    made.at_work(*made.people)
    one = made.set_of("P01")
    place, first = made.place_of("P01"), one.meetings.get(number=1)
    AirtimeBid.objects.create(meeting=first, membership=place, title="A long story", minutes=10)
    AirtimeSlot.objects.create(meeting=first, turn=1, presenter=place)
    MeetingRoom.objects.create(meeting=first, plan=[], began_at=END, ends_at=END)
    ProcessReview.objects.create(meeting=first, answered=3, counts={})
    begins = first.begins() + 2 * DAY
    polling.ask(first, [Sitting(begins.date(), begins.time(), first.length)], by=made.fay)
    Message.objects.create(cohort=made.cohort, learning_set=one, subject="A", text="B", receivers=1, sent_by=made.fay)
    separating.declare(made.people["P03"], "Somebody Else")
    MeetingAttendance.objects.create(meeting=first, membership=place, status="present")
    for number, row in enumerate(SetMeeting.objects.order_by("-number")):
        at = END - number * DAY
        SetMeeting.objects.filter(pk=row.pk).update(starts_at=at - 2 * timedelta(hours=1), ends_at=at, state="held")
    Cohort.objects.update(last_meeting_on=LAST)
    CohortSnapshot.objects.create(cohort=made.cohort, occasion="post", frozen_at=END + 15 * DAY)
    made.cohort.refresh_from_db()
    return made


def left() -> dict[str, int]:
    """How many rows of what a set keeps for its own work there are."""
    return {model.__name__: model.objects.count() for model in WORK}


def states() -> set[str]:
    return set(LearningSet.objects.values_list("state", flat=True))


@pytest.mark.parametrize(("days", "state"), [(13, "confirmed"), (16, "closed")])
def test_set_has_ended_two_weeks_after_its_cohorts_last_day(twelve: Twelve, days: int, state: str) -> None:
    retaining.tidy(END + days * DAY)

    assert states() == {state}


def test_set_that_still_plans_to_meet_has_not_ended(twelve: Twelve) -> None:
    SetMeeting.objects.filter(learning_set=twelve.set_of("P01"), number=5).update(
        state="planned", ends_at=END + 90 * DAY
    )

    retaining.tidy(END + 16 * DAY)

    assert (twelve.set_of("P01").state, twelve.set_of("P12").state) == ("confirmed", "closed")


def test_end_of_a_set_is_its_last_meeting_that_was_not_called_off(twelve: Twelve) -> None:
    one = twelve.set_of("P01")
    last = one.meetings.order_by("-ends_at")[0]
    SetMeeting.objects.filter(pk=last.pk).update(state="cancelled")

    retaining.tidy(END + 16 * DAY)

    one.refresh_from_db()
    assert one.ended_at == one.meetings.order_by("-ends_at")[1].ends_at


def test_closing_a_set_by_hand_keeps_when_it_ended(twelve: Twelve) -> None:
    one = meeting.close(twelve.set_of("P01"))

    assert timezone.now() - DAY < LearningSet.objects.get(pk=one.pk).ended_at <= timezone.now()  # type: ignore[operator]


def test_work_of_a_set_is_there_for_thirty_days_and_then_gone(twelve: Twelve) -> None:
    retaining.tidy(END + 16 * DAY)
    retaining.tidy(END + 21 * DAY)
    before = left()
    for _twice in range(2):
        retaining.tidy(END + 31 * DAY)

    assert (set(before.values()) >= {1}, min(before.values())) == (True, 1)
    assert left() == dict.fromkeys(before, 0)


def test_dates_people_and_attendance_stay_for_two_years(twelve: Twelve) -> None:
    for days in (16, 31, 120 + 729):
        retaining.tidy(END + days * DAY)
    kept = (SetMembership.objects.count(), SetMeeting.objects.count(), MeetingAttendance.objects.count())
    retaining.tidy(END + (120 + 732) * DAY)

    assert kept == (12, 10, 1)
    assert (SetMembership.objects.count(), SetMeeting.objects.count(), LearningSet.objects.count()) == (0, 0, 2)


def test_ledger_stays_until_the_figures_have_been_frozen_from_it(twelve: Twelve) -> None:
    CohortSnapshot.objects.all().delete()
    for days in (16, 31, 60):
        retaining.tidy(END + days * DAY)

    assert (AirtimeSlot.objects.count(), AirtimeBid.objects.count()) == (1, 0)


def test_what_sets_were_formed_from_goes_when_the_last_of_them_has_been_over_for_thirty_days(twelve: Twelve) -> None:
    other = twelve.set_of("P12")
    for days in (16, 31):
        retaining.tidy(END + days * DAY)
        LearningSet.objects.filter(pk=other.pk).update(ended_at=END + 10 * DAY, is_cleared=False)
    before = (SeparationRule.objects.count(), Enrolment.objects.exclude(availability=[]).count())
    retaining.tidy(END + 41 * DAY)

    assert before == (1, 12)
    assert (SeparationRule.objects.count(), Enrolment.objects.exclude(availability=[]).count()) == (0, 0)


def test_own_notes_go_ninety_days_after_the_close_of_the_last_cohort(twelve: Twelve) -> None:
    ada, ben = twelve.user("P01"), twelve.user("P02")
    for user in (ada, ben):
        reflecting.commit(user, uuid4(), text="To ring", due_on=None)
        Reflection.objects.create(owner=user, text="A thought")
    later = factories.cohort(twelve.cohort.programme, name="Later")
    Cohort.objects.filter(pk=later.pk).update(last_meeting_on=LAST + 100 * DAY)
    factories.enrolment(later, ben)

    retaining.tidy(END + (120 + 90) * DAY)
    before = (ActionCommitment.objects.count(), Reflection.objects.count())
    retaining.tidy(END + (120 + 92) * DAY)

    assert before == (2, 2)
    assert set(ActionCommitment.objects.values_list("owner", flat=True)) == {ben.pk}
    assert set(Reflection.objects.values_list("owner", flat=True)) == {ben.pk}


@pytest.mark.parametrize(("days", "number"), [(119, 0), (121, 1), (195, 1), (197, 2), (212, 0)])
def test_people_are_told_twice_before_their_notes_go(twelve: Twelve, days: int, number: int) -> None:
    Reflection.objects.create(owner=twelve.user("P01"), text="A thought")

    said = list(reminding.before_forgetting(END + days * DAY))

    assert [(one.user.first_name, one.occasion[-1]) for one in said] == ([("P01", str(number))] if number else [])


def test_dry_run_counts_and_deletes_nothing(twelve: Twelve, monkeypatch: pytest.MonkeyPatch) -> None:
    retaining.tidy(END + 16 * DAY)
    before, out = left(), StringIO()
    monkeypatch.setattr(timezone, "now", lambda: END + 31 * DAY)

    call_command("tidy_sets", "--dry-run", stdout=out)

    rows = [line.strip().partition("  ") for line in out.getvalue().splitlines()[:-1]]
    lines = {name: count for count, _gap, name in rows}
    assert left() == before
    assert (lines["agreements of sets"], lines["requests for time"], lines["process reviews"]) == ("2", "1", "1")
    call_command("tidy_sets", stdout=out)
    assert left() == dict.fromkeys(before, 0)


def test_members_read_when_what_goes_and_their_own_is_open_to_them_to_the_end(twelve: Twelve) -> None:
    Reflection.objects.create(owner=twelve.user("P01"), text="A thought of mine")
    client = signed_in(twelve.user("P01"))
    retaining.tidy(END + 16 * DAY)
    before = client.get(twelve.step.url).content.decode()
    day = (twelve.set_of("P01").ended_at or END) + 30 * DAY
    retaining.tidy(END + 31 * DAY)
    after = client.get(twelve.step.url).content.decode()

    assert (f"On {day:%-d %B %Y} what it kept" in before, "has been deleted" in before) == (True, False)
    assert ("has been deleted" in after, "until 30 March 2027" in after) == (True, True)
    assert "A thought of mine" in client.get(twelve.step.door("log")).content.decode()
    assert client.get(twelve.step.door("agreement")).status_code == 302
    assert agreeing.current(twelve.set_of("P01")) is None


def test_facilitator_reads_it_too_and_can_still_look_at_who_came(twelve: Twelve) -> None:
    retaining.tidy(END + 16 * DAY)
    retaining.tidy(END + 31 * DAY)
    one = twelve.set_of("P01")

    page = signed_in(twelve.fay).get(f"/cohorts/{twelve.cohort.public_id}/sets/{one.number}/")

    assert (page.status_code, "has been deleted" in page.content.decode()) == (200, True)

"""A facilitator's week: what needs them in order, what to watch, what is coming up; nothing of what is not theirs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionsets import agreeing, coming, meeting, pausing, weekly
from actionsets.models import LearningSet, MeetingAttendance, SetMeeting, SetMembership
from elearning.accounts.models import User
from elearning.programmes.models import Cohort, CohortRole, ProgrammeManager
from tests import factories
from tests.actionsets.makers import Twelve, plan
from tests.conftest import signed_in

DOOR = "/week/"


def whats(user: User) -> list[str]:
    return [need.what for need in weekly.week_of(user, timezone.now()).needs]


def hold(one: LearningSet, away: dict[int, list[str]]) -> None:
    """Hold so many meetings of the set, each with these people away."""
    for number, names in away.items():
        held = one.meetings.get(number=number)
        begun = timezone.now() - timedelta(days=100 - number)
        SetMeeting.objects.filter(pk=held.pk).update(starts_at=begun, ends_at=begun + timedelta(hours=2))
        places = SetMembership.objects.live().filter(learning_set=one).select_related("enrolment__user")
        noted = {place.pk: "absent" if place.enrolment.user.name in names else "present" for place in places}
        meeting.attend(one.meetings.get(number=number), noted)


@pytest.mark.parametrize("who", ["P01", "stranger"])
def test_week_is_not_there_for_those_who_run_nothing(twelve: Twelve, who: str) -> None:
    user = twelve.user(who) if who in twelve.people else factories.user("Zoe Example")

    assert signed_in(user).get(DOOR).status_code == 404


def test_a_commissioner_has_no_week(twelve: Twelve) -> None:
    con = factories.user("Con Example")
    CohortRole.objects.create(cohort=twelve.cohort, user=con, kind="commissioner")

    assert signed_in(con).get(DOOR).status_code == 404


def test_somebody_elses_sets_are_not_shown(twelve: Twelve, confirmed: None) -> None:
    sam = factories.user("Sam Second")
    CohortRole.objects.create(cohort=twelve.cohort, user=sam, kind="facilitator")
    hold(twelve.set_of("P01"), {1: ["P01 Example"], 2: ["P01 Example"]})
    LearningSet.objects.update(facilitator=twelve.fay)

    found = weekly.week_of(sam, timezone.now())

    assert (found.needs, found.watch, found.meetings) == ([], [], [])


def test_empty_week_says_so(twelve: Twelve) -> None:
    twelve.cohort.grouping_on = timezone.localdate() + timedelta(days=60)
    twelve.cohort.save()

    assert signed_in(twelve.fay).get(DOOR).content.decode().count("Nothing needs you") == 1


def test_sets_to_form_a_draft_to_send_and_answers_to_wait_for(twelve: Twelve) -> None:
    first = whats(twelve.fay)
    twelve.propose()
    second = whats(twelve.fay)

    assert (first, second) == (["Form the sets"], ["A draft of the sets waits to be sent"])


def test_proposal_waits_for_answers_and_can_then_be_confirmed(twelve: Twelve) -> None:
    sent = twelve.send()
    first = whats(twelve.fay)
    type(sent).objects.filter(pk=sent.pk).update(consent_ends_on=timezone.localdate() - timedelta(days=1))

    assert (first, whats(twelve.fay)) == (
        ["The sets are proposed; people can still answer"],
        ["The sets can be confirmed"],
    )


def test_attendance_is_to_be_noted_once_a_meeting_is_over(twelve: Twelve, confirmed: None) -> None:
    begun = timezone.now() - timedelta(days=2)
    one = twelve.set_of("P01")
    one.meetings.filter(number=1).update(starts_at=begun, ends_at=begun + timedelta(hours=2))

    needs = [need for need in weekly.week_of(twelve.fay, timezone.now()).needs if need.is_late]

    assert [(need.what, need.href) for need in needs] == [
        (
            "Note who was at meeting 1",
            reverse("actionsets:attendance", args=[twelve.cohort.public_id, one.number, 1]),
        )
    ]


def test_meeting_that_goes_on_comes_before_what_is_late(twelve: Twelve, confirmed: None) -> None:
    one, now = twelve.set_of("P01"), timezone.now()
    for number, begun in ((1, now - timedelta(days=3)), (2, now - timedelta(minutes=70))):
        one.meetings.filter(number=number).update(starts_at=begun, ends_at=begun + timedelta(hours=2))

    found = weekly.week_of(twelve.fay, now).needs[:2]

    assert [need.what for need in found] == ["Meeting 2 is going on now", "Note who was at meeting 1"]
    assert signed_in(twelve.fay).get(found[0].href).status_code == 200


def test_what_is_due_comes_first(twelve: Twelve, confirmed: None) -> None:
    begun = timezone.now() - timedelta(days=2)
    twelve.set_of("P01").meetings.filter(number=1).update(starts_at=begun, ends_at=begun + timedelta(hours=2))

    days = [need.due_on for need in weekly.week_of(twelve.fay, timezone.now()).needs]

    assert (days[0], days[-1]) == (begun.astimezone(twelve.cohort.zone).date(), None)


def test_quorum_in_doubt_is_told(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    next_one = one.meetings.select_related("learning_set__cohort").get(number=1)
    for place in list(SetMembership.objects.live().filter(learning_set=one))[2:]:
        coming.say(place, next_one, "no")

    assert whats(twelve.fay)[0].startswith("Only 2 can come on ")


def test_missing_acknowledgements_are_counted_and_not_named(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    size = SetMembership.objects.live().filter(learning_set=one).count()
    agreeing.acknowledge(twelve.place_of("P01"), twelve.step)

    page = signed_in(twelve.fay).get(DOOR).content.decode()

    assert page.count(f"{size - 1} members have not acknowledged the agreement</h3>") == 1
    assert "P01 Example" not in page


def test_manager_reads_nothing_of_agreements_and_absences(twelve: Twelve, confirmed: None) -> None:
    hold(twelve.set_of("P01"), {1: ["P01 Example"], 2: ["P01 Example"]})

    found = weekly.week_of(twelve.max, timezone.now())

    assert (found.needs, found.watch) == ([], [])


def test_manager_who_leads_another_set_reads_nothing_of_this_one(twelve: Twelve, confirmed: None) -> None:
    one, other = twelve.set_of("P01"), LearningSet.objects.exclude(pk=twelve.set_of("P01").pk).get()
    CohortRole.objects.create(cohort=twelve.cohort, user=twelve.max, kind="facilitator")
    LearningSet.objects.filter(pk=other.pk).update(facilitator=twelve.max)
    hold(one, {1: ["P01 Example"], 2: ["P01 Example"]})

    assert [watched.flags.missed for watched in weekly.week_of(twelve.max, timezone.now()).watch] == []
    assert (
        "P01 Example was not"
        not in signed_in(twelve.max)
        .get(reverse("actionsets:set", args=[twelve.cohort.public_id, one.number]))
        .content.decode()
    )


def test_two_missed_meetings_running_are_for_the_facilitator(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    hold(one, {1: ["P01 Example"], 2: ["P01 Example"]})

    page = signed_in(twelve.fay).get(DOOR).content.decode()

    assert page.count("P01 Example was not at the last two meetings. A private conversation may help") == 1


@pytest.mark.parametrize("away", [{1: ["P01 Example"]}, {1: ["P01 Example"], 2: [], 3: ["P01 Example"]}])
def test_missing_now_and_then_is_nobodys_business(twelve: Twelve, confirmed: None, away: dict[int, list[str]]) -> None:
    hold(twelve.set_of("P01"), away)

    assert weekly.week_of(twelve.fay, timezone.now()).watch == []


def test_apology_counts_as_missing(twelve: Twelve, confirmed: None) -> None:
    hold(twelve.set_of("P01"), {1: ["P01 Example"], 2: ["P01 Example"]})
    MeetingAttendance.objects.filter(status="absent").update(status="apology")

    assert [one.flags.missed for one in weekly.week_of(twelve.fay, timezone.now()).watch] == [("P01 Example",)]


def test_watch_list_tells_what_to_watch_with_the_next_step(twelve: Twelve, confirmed: None) -> None:
    one, other = LearningSet.objects.order_by("number")
    for place in list(SetMembership.objects.live().filter(learning_set=one))[4:]:
        place.enrolment.state = "withdrawn"
        place.enrolment.save()
    pausing.note(other, kind="conduct", happened_on=other.cohort.today, by=twelve.fay)
    ProgrammeManager.objects.filter(user=twelve.max).delete()

    found = weekly.week_of(twelve.fay, timezone.now()).watch

    assert [(one.flags.said, one.href.rsplit("/", 2)[1]) for one in found] == [
        (("It has four members: keep an eye on it.",), "small"),
        (("Something has happened that is being looked at.",), "incidents"),
    ]


def test_set_without_a_facilitator_is_the_managers_to_watch(twelve: Twelve, confirmed: None) -> None:
    LearningSet.objects.update(facilitator=None)

    assert [one.flags.said for one in weekly.week_of(twelve.max, timezone.now()).watch] == [
        ("It has no facilitator.",)
    ] * 2


def test_next_meetings_are_those_of_two_weeks(twelve: Twelve, confirmed: None) -> None:
    assert [one.number for one in weekly.week_of(twelve.fay, timezone.now()).meetings] == [1, 1]


def test_closed_cohorts_are_over(twelve: Twelve, confirmed: None) -> None:
    twelve.cohort.state = "closed"
    twelve.cohort.save()

    found = weekly.week_of(twelve.fay, timezone.now())

    assert (found.needs, found.meetings, found.cohorts) == ([], [], [])


def more_sets(twelve: Twelve, numbers: range) -> None:
    """So many more sets at work, each of one member, in cohorts of ten sets."""
    first = LearningSet.objects.order_by("pk")[0]
    cohort = twelve.cohort
    for at in numbers:
        if cohort == twelve.cohort or at % 10 == 0:
            cohort = factories.cohort(twelve.cohort.programme, name=f"Cohort {at}")
            CohortRole.objects.create(cohort=cohort, user=twelve.fay, kind="facilitator")
        one = LearningSet.objects.create(
            cohort=cohort, proposal=first.proposal, number=10 + at, state="confirmed", facilitator=twelve.fay
        )
        SetMembership.objects.create(
            learning_set=one, enrolment=factories.enrolment(cohort, factories.user(f"More{at} Person"))
        )
        plan(one, count=2)
        agreeing.begin(one, [{"text": "We listen.", "locked": True}])


def test_week_asks_the_same_questions_for_1_10_and_60_sets(twelve: Twelve, confirmed: None) -> None:
    LearningSet.objects.order_by("-pk")[0].memberships.update(ended_at=timezone.now())
    LearningSet.objects.filter(pk=LearningSet.objects.order_by("-pk")[0].pk).update(state="closed")
    client, asked = signed_in(twelve.fay), []
    for more in (range(0), range(9), range(9, 59)):
        more_sets(twelve, more)
        with CaptureQueriesContext(connection) as queries:
            client.get(DOOR)
        asked.append(len(queries))

    assert (len(set(asked)), asked[0] <= 25) == (1, True), asked


def test_a_week_tells_of_twenty_cohorts_and_first_of_those_that_one_facilitates(twelve: Twelve) -> None:
    max_ = factories.user("Max Manager")
    ProgrammeManager.objects.create(programme=twelve.cohort.programme, user=max_)
    for number in range(weekly.COHORTS):
        factories.cohort(twelve.cohort.programme, workshop_starts_at=timezone.now() - timedelta(days=number))
    CohortRole.objects.create(cohort=twelve.cohort, user=max_, kind="facilitator")
    Cohort.objects.filter(pk=twelve.cohort.pk).update(workshop_starts_at=timezone.now() - timedelta(days=900))

    week = weekly.week_of(max_, timezone.now())

    assert week.has_more
    assert len(week.cohorts) == weekly.COHORTS
    assert week.cohorts[0] == twelve.cohort
    assert "first those that you facilitate" in signed_in(max_).get(DOOR).content.decode()

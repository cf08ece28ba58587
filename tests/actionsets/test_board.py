"""Convening sets through the real doors: the board, a move, sending, tending and confirming."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionsets import convening, moving, proposing, reports, separating
from actionsets.models import LearningSet, MeetingAttendance, PlaceMove, SetMeeting, SetMembership, SetProposal
from tests import factories
from tests.actionsets.makers import SETTINGS, Twelve, choices, plan
from tests.conftest import Cast, signed_in


def door(twelve: Twelve, name: str, *args: object) -> str:
    return reverse(f"actionsets:{name}", args=[twelve.cohort.public_id, *args])


def page(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def asked(**changed: object) -> dict[str, object]:
    return {"smallest": 5, "largest": 7, "most_per_organisation": 2, "may_stretch": "on", "replaces": "", **changed}


def dates_form(twelve: Twelve, **changed: str) -> dict[str, str]:
    given = {"meeting-TOTAL_FORMS": "5", "meeting-INITIAL_FORMS": "5", "place": "The Corn Exchange", "link": ""}
    for at in range(5):
        day = timezone.localdate() + timedelta(weeks=5 * at + 1)
        given |= {
            f"meeting-{at}-on_day": str(day.day),
            f"meeting-{at}-on_month": str(day.month),
            f"meeting-{at}-on_year": str(day.year),
            f"meeting-{at}-at": "14:00",
            f"meeting-{at}-minutes": "120",
        }
    return {**given, **changed}


def test_board_says_what_is_there_before_anything_is_proposed(twelve: Twelve) -> None:
    late = factories.enrolment(twelve.cohort, factories.user("Late Example"))

    shown = signed_in(twelve.fay).get(door(twelve, "board"))

    assert (shown.context["inputs"].people, shown.context["inputs"].chosen) == (13, 12)
    assert f"{late.user.name}." in shown.content.decode()


def test_board_of_an_empty_cohort_says_so(cast: Cast) -> None:
    empty = factories.cohort(cast.programme)

    assert "Nobody is waiting for a set" in page(signed_in(cast.max), f"/cohorts/{empty.public_id}/sets/")


def test_propose_shows_sets_with_rules_kept_and_figures(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")

    shown = signed_in(twelve.fay).post(door(twelve, "propose"), asked(), follow=True).content.decode()

    assert shown.count("All rules kept") == 2
    assert "No other arrangement does better: this is proved." in shown


def test_propose_with_nonsense_explains_and_makes_nothing(twelve: Twelve) -> None:
    answer = signed_in(twelve.fay).post(door(twelve, "propose"), asked(smallest=7, largest=5))

    assert answer.status_code == 422
    assert "The largest set cannot be smaller than the smallest." in answer.content.decode()
    assert SetProposal.objects.count() == 0


def test_propose_twice_at_once_keeps_the_first(twelve: Twelve) -> None:
    signed_in(twelve.fay).post(door(twelve, "propose"), asked())

    shown = signed_in(twelve.max).post(door(twelve, "propose"), asked(), follow=True).content.decode()

    assert "Somebody else has made a proposal in the meantime" in shown
    assert SetProposal.objects.count() == 1


def test_propose_cannot_replace_a_draft_of_another_cohort(twelve: Twelve) -> None:
    foreign = SetProposal.objects.create(cohort=factories.cohort())

    signed_in(twelve.fay).post(door(twelve, "propose"), asked(replaces=foreign.pk))

    foreign.refresh_from_db()
    assert foreign.state == "draft"


def test_move_asks_before_it_moves(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")
    twelve.propose()
    to, person = twelve.set_of("P01"), twelve.people["P03"]

    asked_first = page(signed_in(twelve.fay), door(twelve, "move", person.public_id) + f"?to={to.number}")

    assert f"Move P03 Example to Set {to.number}?" in asked_first
    assert "28 now, 27 after – worse." in asked_first
    assert twelve.set_of("P03") != to


def test_move_without_a_choice_shows_every_way(twelve: Twelve) -> None:
    twelve.propose()

    shown = page(signed_in(twelve.fay), door(twelve, "move", twelve.people["P03"].public_id) + "?to=")

    assert "Where should P03 Example go?" in shown
    assert "Waiting for a place" in shown


def test_move_is_done_and_can_be_undone(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")
    twelve.propose()
    client, home, to = signed_in(twelve.fay), twelve.set_of("P03"), twelve.set_of("P01")

    client.post(door(twelve, "move", twelve.people["P03"].public_id), {"to": to.number, "revision": 0})
    moved = twelve.set_of("P03")
    client.post(door(twelve, "undo"), {"revision": 1})

    assert (moved, twelve.set_of("P03")) == (to, home)


def test_move_that_breaks_a_rule_is_explained_to_a_facilitator(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")
    twelve.propose()
    to, address = twelve.set_of("P01"), door(twelve, "move", twelve.people["P02"].public_id)

    answer = signed_in(twelve.fay).post(address, {"to": to.number, "revision": 0, "reason": "Please."})

    assert answer.status_code == 422
    assert "Only the programme manager can let this stand." in answer.content.decode()
    assert PlaceMove.objects.count() == 0


def test_move_by_the_programme_manager_with_a_reason_stands(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")
    twelve.propose()
    to, address = twelve.set_of("P01"), door(twelve, "move", twelve.people["P02"].public_id)

    signed_in(twelve.max).post(address, {"to": to.number, "revision": 0, "reason": "She has a new manager."})

    assert twelve.set_of("P02") == to


def test_move_tells_the_second_of_two_facilitators_what_changed(twelve: Twelve) -> None:
    twelve.propose()
    client, person = signed_in(twelve.max), twelve.people["P03"]
    here = twelve.set_of("P03")
    client.post(door(twelve, "move", person.public_id), {"to": 0, "revision": 0})

    shown = signed_in(twelve.fay).post(
        door(twelve, "move", twelve.people["P04"].public_id), {"to": 0, "revision": 0}, follow=True
    )

    assert f"Max Example took P03 Example out of set {here.number}." in shown.content.decode()
    assert PlaceMove.objects.count() == 1


def test_move_of_somebody_from_another_cohort_is_not_found(twelve: Twelve) -> None:
    twelve.propose()
    foreign = factories.enrolment(factories.cohort(twelve.cohort.programme))

    answer = signed_in(twelve.fay).post(door(twelve, "move", foreign.public_id), {"to": 1, "revision": 0})

    assert answer.status_code == 404
    assert PlaceMove.objects.count() == 0


@pytest.mark.parametrize("to", ["99", "x", "", "1\x00"])
def test_move_to_nowhere_changes_nothing(twelve: Twelve, to: str) -> None:
    twelve.propose()

    address = door(twelve, "move", twelve.people["P03"].public_id)
    answer = signed_in(twelve.fay).post(address, {"to": to, "revision": "0"})

    assert answer.status_code == 422
    assert PlaceMove.objects.count() == 0


def test_send_shows_what_each_person_will_read(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")
    twelve.propose()

    shown = page(signed_in(twelve.fay), door(twelve, "send"))

    assert "You are here because you chose “Title of LEAD” third." in shown
    assert "Your first choice, “Title of INFL”, was put first by too few people for a set." in shown


def test_send_twice_sends_once(twelve: Twelve) -> None:
    twelve.propose()
    client = signed_in(twelve.fay)

    client.post(door(twelve, "send"), {"revision": 0})
    sent_at = SetProposal.objects.get().sent_at
    client.post(door(twelve, "send"), {"revision": 0})

    assert SetProposal.objects.get().sent_at == sent_at


def test_whole_way_from_proposal_to_confirmed_sets(twelve: Twelve) -> None:
    client = signed_in(twelve.fay)
    client.post(door(twelve, "propose"), asked())
    client.post(door(twelve, "send"), {"revision": 0})
    for key in twelve.people:
        signed_in(twelve.user(key)).post(twelve.step.door("proposal"))
    for one in LearningSet.objects.all():
        client.post(door(twelve, "set", one.number), {"facilitator": twelve.fay.pk})
        client.post(door(twelve, "dates", one.number), dates_form(twelve))

    shown = client.post(door(twelve, "confirm"), {"revision": 1}, follow=True).content.decode()

    assert "The sets are confirmed, and everybody is told." in shown
    assert {one.state for one in LearningSet.objects.all()} == {"confirmed"}
    assert SetMeeting.objects.count() == 10


def test_dates_start_on_the_sets_own_half_day(twelve: Twelve) -> None:
    twelve.propose()

    shown = signed_in(twelve.fay).get(door(twelve, "dates", 1))

    first = shown.context["sittings"][0]["form"].initial
    assert (first["on"].strftime("%a"), str(first["at"]), first["minutes"]) == ("Tue", "09:30:00", 210)


def test_dates_are_counted_from_the_first_one_asked_for(twelve: Twelve) -> None:
    twelve.propose()

    shown = signed_in(twelve.fay).get(
        door(twelve, "dates", 1), {"first_day": "2", "first_month": "2", "first_year": "2027"}
    )

    days = [str(form.initial["on"]) for form in (row["form"] for row in shown.context["sittings"])]
    assert days == ["2027-02-02", "2027-03-09", "2027-04-13", "2027-05-18", "2027-06-22"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"meeting-1-on_year": "2001"}, "Each meeting comes after the one before it."),
        ({"meeting-0-at": "late"}, "Give a time such as 09:30."),
        ({"meeting-0-on_day": "", "meeting-0-on_month": "", "meeting-0-on_year": ""}, "Give a date."),
        ({"place": "", "link": ""}, "Give a place, a link, or both."),
    ],
)
def test_dates_that_cannot_be_are_explained(twelve: Twelve, wrong: dict[str, str], words: str) -> None:
    twelve.propose()

    answer = signed_in(twelve.fay).post(door(twelve, "dates", 1), dates_form(twelve, **wrong))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert SetMeeting.objects.count() == 0


def test_dates_keep_their_time_over_the_change_of_the_clocks(twelve: Twelve) -> None:
    twelve.propose()
    plan(LearningSet.objects.get(number=1), count=6)

    times = {meeting.begins().strftime("%H:%M") for meeting in SetMeeting.objects.all()}
    in_utc = {meeting.starts_at.strftime("%H:%M") for meeting in SetMeeting.objects.all()}

    assert times == {"09:30"}
    assert len(in_utc) == 2


def test_attendance_is_noted_for_members_once_the_meeting_began(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    plan(one, first=timezone.localdate() - timedelta(days=1))
    members = SetMembership.objects.live().filter(learning_set=one)
    given = {f"member-{member.pk}": "present" for member in members}

    signed_in(twelve.fay).post(door(twelve, "attendance", one.number, 1), given)

    one.refresh_from_db()
    assert MeetingAttendance.objects.filter(status="present").count() == members.count()
    assert (one.state, one.meetings.get(number=1).state) == ("running", "held")


def test_attendance_of_a_meeting_to_come_is_refused(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    members = SetMembership.objects.live().filter(learning_set=one)
    given = {f"member-{member.pk}": "present" for member in members}

    signed_in(twelve.fay).post(door(twelve, "attendance", one.number, 1), given)

    assert MeetingAttendance.objects.count() == 0


def test_kept_apart_lets_the_manager_say_who_is_meant(twelve: Twelve) -> None:
    rule = separating.declare(twelve.people["P08"], "My former boss")

    signed_in(twelve.max).post(door(twelve, "kept_apart"), {"rule": rule.pk, "other": twelve.people["P12"].pk})

    rule.refresh_from_db()
    assert rule.second == twelve.people["P12"]


def test_kept_apart_refuses_a_person_or_rule_of_another_cohort(twelve: Twelve) -> None:
    rule = separating.declare(twelve.people["P08"], "My former boss")
    foreign = factories.enrolment(factories.cohort(twelve.cohort.programme))
    elsewhere = separating.declare(foreign, "Somebody")
    client = signed_in(twelve.max)

    answers = [
        client.post(door(twelve, "kept_apart"), {"rule": rule.pk, "other": foreign.pk}).status_code,
        client.post(door(twelve, "kept_apart"), {"rule": elsewhere.pk, "other": twelve.people["P12"].pk}).status_code,
    ]

    rule.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (answers, rule.second, elsewhere.second) == ([422, 404], None, None)


@pytest.mark.parametrize("stage", ["draft", "sent", "confirmed"])
def test_board_costs_the_same_queries_with_one_set_and_with_three(cast: Cast, stage: str) -> None:
    few, many = _cohort_of(cast, 6), _cohort_of(cast, 18)

    counts = [_queries(cast, cohort, stage) for cohort in (few, many)]

    assert [cohort.learning_sets.count() for cohort in (few, many)] == [1, 3]
    assert counts[0] == counts[1]
    assert counts[1] <= 25


def _cohort_of(cast: Cast, size: int) -> object:
    cohort = factories.cohort(cast.programme)
    cohort.roles.create(user=cast.fay, kind="facilitator")
    for _ in range(size):
        choices(factories.enrolment(cohort, availability=["TUE-AM"]), "LEAD")
    return cohort


def _queries(cast: Cast, cohort: object, stage: str) -> int:
    proposal = proposing.propose(cohort, SETTINGS, by=cast.fay)  # type: ignore[arg-type]
    if stage != "draft":
        proposal = convening.send(proposal, revision=0, by=cast.max)
    if stage == "confirmed":
        for place in convening.live_members(proposal):
            convening.accept(place)
        for one in proposal.sets.all():
            convening.assign(one, cast.fay)
            plan(one)
        convening.confirm(proposal, revision=1)
    client = signed_in(cast.max)
    address = reverse("actionsets:board", args=[cohort.public_id])  # type: ignore[attr-defined]
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_board_never_says_who_declined(twelve: Twelve) -> None:
    twelve.send()
    convening.decline(twelve.place_of("P01"))

    shown = page(signed_in(twelve.max), door(twelve, "board"))

    assert "declin" not in shown
    assert moving.board(convening.in_hand(twelve.cohort)).waiting() == [twelve.people["P01"]]  # type: ignore[arg-type]


def test_board_shows_who_has_which_choice_as_numbers_and_as_a_picture(twelve: Twelve) -> None:
    draft = twelve.propose()
    page = signed_in(twelve.fay).get(f"/cohorts/{twelve.cohort.public_id}/sets/").content.decode()

    rows = reports.tracks(moving.board(draft))
    fits = list(SetMembership.objects.filter(learning_set__proposal=draft).values_list("fit", flat=True))
    assert [sum(column) for column in zip(*(row.counts for row in rows), strict=True)] == [
        fits.count(value) for value in (3, 2, 1, 0)
    ]
    assert page.count('<g transform="translate(') == len(fits) == 12
    assert [row.width for row in rows] == [sum(row.counts) * reports.MARK for row in rows]

"""Finding a time: half days people named, a question about dates answered by page or link, and the one that is taken."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from actionsets import coming, meeting, polling
from actionsets.meeting import Sitting
from actionsets.models import DatePoll, OptionAnswer, SetMeeting, SetMembership
from tests import factories
from tests.actionsets.makers import Twelve
from tests.actionsets.test_dates import door, one_meeting
from tests.conftest import signed_in

HOURS = timedelta(minutes=210)


def sittings(count: int = 2, *, days: int = 20) -> list[Sitting]:
    return [Sitting(timezone.localdate() + timedelta(days=days + at), time(9, 30), HOURS) for at in range(count)]


def asked(twelve: Twelve, count: int = 2) -> DatePoll:
    """A question to P01's set about its second meeting."""
    return polling.ask(one_meeting(twelve), sittings(count), by=twelve.fay)


def link(twelve: Twelve, poll: DatePoll, key: str = "P01") -> str:
    whole = coming.polling_link(twelve.place_of(key), poll)
    return whole[whole.index("/answer/") :]


def answers(poll: DatePoll, *words: str) -> dict[str, str]:
    return {f"option-{option.pk}": word for option, word in zip(poll.options.all(), words, strict=False)}


def elsewhere(twelve: Twelve) -> str:
    return next(key for key in twelve.people if twelve.set_of(key).pk != twelve.set_of("P01").pk)


# --- The wrong person ---------------------------------------------------------------------------------------------------


def test_question_is_for_the_set_that_was_asked(twelve: Twelve) -> None:
    other = elsewhere(twelve) if twelve.at_work("P01") is None else ""
    poll = asked(twelve)
    where = twelve.step.door("dates", pk=poll.pk)
    users = [twelve.user(other), factories.user("Zoe Example"), twelve.fay, twelve.user("P01")]

    codes = [signed_in(user).post(where, answers(poll, "yes", "no")).status_code for user in users]

    assert codes[1:] == [404, 404, 302]
    assert {row.membership_id for row in OptionAnswer.objects.all()} == {twelve.place_of("P01").pk}


def test_counts_are_for_members_and_names_for_those_who_tend_the_set(twelve: Twelve, at_work: None) -> None:
    poll = asked(twelve)
    fellow = (
        SetMembership.objects.live()
        .filter(learning_set=twelve.set_of("P01"))
        .exclude(enrolment=twelve.people["P01"])[0]
    )
    polling.answer(fellow, poll, {poll.options.all()[0].pk: "no"})

    theirs = signed_in(twelve.user("P01")).get(twelve.step.door("dates", pk=poll.pk)).content.decode()
    tended = signed_in(twelve.fay).get(door(twelve, "poll", poll.pk)).content.decode()
    hidden = [
        signed_in(user).get(door(twelve, "poll", poll.pk)).status_code
        for user in (twelve.user("P01"), factories.user())
    ]

    assert "0 yes, 0 if need be, 1 no" in theirs
    assert [fellow.enrolment.user.name in page for page in (theirs, tended)] == [False, True]
    assert hidden == [404, 404]


def test_option_of_another_question_is_neither_answered_nor_taken(twelve: Twelve, at_work: None) -> None:
    poll, other = asked(twelve), twelve.set_of(elsewhere(twelve)).meetings.get(number=2)
    foreign = polling.ask(other, sittings(), by=twelve.fay).options.all()[0]

    signed_in(twelve.user("P01")).post(twelve.step.door("dates", pk=poll.pk), {f"option-{foreign.pk}": "yes"})
    taken = signed_in(twelve.fay).post(door(twelve, "poll", poll.pk), {"option": foreign.pk, "seen": 0})

    assert (OptionAnswer.objects.count(), taken.status_code) == (0, 404)


# --- Asking and answering -----------------------------------------------------------------------------------------------


def test_everybody_gets_a_link_of_their_own_and_nothing_else_is_told(
    twelve: Twelve, confirmed: None, django_capture_on_commit_callbacks: Any
) -> None:
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        asked(twelve)

    links = {re.findall(r"/answer/[\w-]{32}/", str(message.body))[0] for message in mail.outbox}
    said = re.sub(
        r"/answer/[\w-]{32}/", "", " ".join(f"{one.subject} {one.body}" for one in mail.outbox)
    )  # chance letters
    assert (len(mail.outbox), len(links)) == (5, 5)
    assert [word for word in ("Corn Exchange", "Set 1", "Set 2", "LEAD", "Fay", "Meeting 2") if word in said] == []


def test_link_is_answered_without_signing_in_and_shows_times_alone(twelve: Twelve, confirmed: None) -> None:
    poll = asked(twelve)
    where = link(twelve, poll)

    page = Client().get(where).content.decode()
    looked = OptionAnswer.objects.count()
    Client().post(where, answers(poll, "yes", "if_need_be"))

    names = [one.user.name for one in twelve.people.values()]
    main = page[page.index("<main") : page.index("</main")]
    assert [
        word for word in ("Corn Exchange", "Set 1", "Set 2", "Meeting", "Fay", "LEAD", *names) if word in main
    ] == []
    assert looked == 0
    assert list(polling.said_by(twelve.place_of("P01"), poll).values()) == ["yes", "if_need_be"]


def test_link_leads_nowhere_once_it_is_decided(twelve: Twelve, confirmed: None) -> None:
    poll = asked(twelve)
    where = link(twelve, poll)
    polling.drop(poll)

    codes = [Client().get(where).status_code, Client().post(where, answers(poll, "yes")).status_code]

    assert (codes, OptionAnswer.objects.count()) == ([404, 404], 0)


def test_nothing_is_asked_about_a_meeting_that_was_held(twelve: Twelve, confirmed: None) -> None:
    poll = asked(twelve)
    where = link(twelve, poll)
    SetMeeting.objects.filter(pk=poll.meeting_id).update(state="held")

    assert (Client().get(where).status_code, polling.open_in(twelve.set_of("P01"))) == (404, [])


@pytest.mark.parametrize("sent", [{}, {"option-1": "x"}, {"option-999999999999999999999": "yes"}])
def test_nothing_said_is_asked_again(twelve: Twelve, confirmed: None, sent: dict[str, str]) -> None:
    poll = asked(twelve)

    assert Client().post(link(twelve, poll), sent).status_code == 422


def test_twelve_times_for_eight_people_take_few_questions(
    twelve: Twelve, at_work: None, django_assert_max_num_queries: Any
) -> None:
    poll = asked(twelve, 12)
    for place in SetMembership.objects.live().filter(learning_set=twelve.set_of("P01")):
        polling.answer(place, poll, {option.pk: "yes" for option in poll.options.all()})

    clients = [signed_in(twelve.fay), signed_in(twelve.user("P01"))]
    with django_assert_max_num_queries(25):
        clients[0].get(door(twelve, "poll", poll.pk))
    with django_assert_max_num_queries(25):
        clients[1].get(twelve.step.door("dates", pk=poll.pk))


def test_series_is_moved_from_the_meeting_on_by_one_press_and_one_mail(
    twelve: Twelve, django_capture_on_commit_callbacks: Any
) -> None:
    twelve.confirm()
    one, before = one_meeting(twelve), list(twelve.set_of("P01").meetings.values_list("starts_at", "sequence"))
    wanted = sittings(2)
    sent = {"options": [], "on_day": wanted[0].on.day, "on_month": wanted[0].on.month, "on_year": wanted[0].on.year}
    client = signed_in(twelve.fay)
    client.post(door(twelve, "time") + f"?meeting={one.number}", {**sent, "at": "09:30", "weeks": "4"})
    poll = DatePoll.objects.get()
    polling.answer(twelve.place_of("P01"), poll, {poll.options.all()[0].pk: "if_need_be"})
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(door(twelve, "poll", poll.pk), {"option": poll.options.all()[0].pk, "seen": one.sequence})

    rows = list(twelve.set_of("P01").meetings.select_related("learning_set__cohort"))
    days = [(row.begins().date() - wanted[0].on).days for row in rows[1:]]
    mine = [message for message in mail.outbox if message.to == [twelve.user("P01").email]]
    assert (poll.weeks, days, [row.sequence for row in rows]) == (4, [0, 28, 56, 84], [0, 1, 1, 1, 1])
    assert {f"{row.begins():%H:%M}" for row in rows[1:]} == {"09:30"}
    assert rows[0].starts_at == before[0][0]
    assert (len(mine), len(mine[0].attachments)) == (1, 4)
    assert coming.word_of(twelve.place_of("P01"), rows[1]) == "yes"
    assert [coming.word_of(twelve.place_of("P01"), row) for row in rows[2:]] == ["", "", ""]


def test_series_leaves_what_was_held_or_called_off_and_what_somebody_else_has_changed(twelve: Twelve) -> None:
    twelve.confirm()
    off = one_meeting(twelve, 4)
    SetMeeting.objects.filter(pk=off.pk).update(state="cancelled")
    poll = polling.ask(one_meeting(twelve), sittings(1), by=twelve.fay, weeks=5)
    option = poll.options.all()[0]

    with pytest.raises(meeting.ChangedMeanwhile):
        polling.take(option, seen=7, by=twelve.fay)
    polling.take(option, seen=0, by=twelve.fay)

    rows = {row.number: row for row in twelve.set_of("P01").meetings.select_related("learning_set__cohort")}
    assert (rows[4].state, rows[4].starts_at) == ("cancelled", off.starts_at)
    assert [(rows[number].begins().date() - sittings(1)[0].on).days for number in (2, 3, 5)] == [0, 35, 70]


def test_who_is_asked_reads_that_it_is_about_a_series(twelve: Twelve) -> None:
    twelve.at_work("P01")
    poll = polling.ask(one_meeting(twelve), sittings(1), by=twelve.fay, weeks=5)

    pages = [
        Client().get(link(twelve, poll)).content.decode(),
        signed_in(twelve.user("P01")).get(twelve.step.door("dates", pk=poll.pk)).content.decode(),
        signed_in(twelve.fay).get(door(twelve, "poll", poll.pk)).content.decode(),
    ]

    assert ["follow every 5 weeks" in page for page in pages] == [True, True, True]


@pytest.mark.parametrize("weeks", ["1", "x", "99999999999999999999"])
def test_nonsense_between_meetings_is_asked_again(twelve: Twelve, weeks: str) -> None:
    twelve.at_work("P01")

    said = signed_in(twelve.fay).post(door(twelve, "time") + "?meeting=2", {"options": [], "weeks": weeks})

    assert (said.status_code, DatePoll.objects.count()) == (422, 0)


def test_thirteen_times_and_past_ones_are_not_asked_about(twelve: Twelve, confirmed: None) -> None:
    for rows in (sittings(13), [], sittings(2, days=-5)):
        with pytest.raises(polling.NothingToAsk):
            polling.ask(one_meeting(twelve), rows, by=twelve.fay)


def test_set_is_asked_once_at_a_time_about_a_meeting(twelve: Twelve, confirmed: None) -> None:
    asked(twelve)

    with pytest.raises(polling.AskedAlready):
        asked(twelve)


# --- Taking one ---------------------------------------------------------------------------------------------------------


def test_one_press_takes_the_date_and_answers_come_along(twelve: Twelve, confirmed: None) -> None:
    poll = asked(twelve)
    option = poll.options.all()[1]
    for key, word in zip(["P01", *_fellows(twelve)], ("if_need_be", "no"), strict=False):
        polling.answer(twelve.place_of(key), poll, {option.pk: word})

    signed_in(twelve.fay).post(door(twelve, "poll", poll.pk), {"option": option.pk, "seen": 0})

    moved = one_meeting(twelve)
    poll.refresh_from_db()
    assert (moved.starts_at, moved.sequence, poll.state) == (option.starts_at, 1, "taken")
    assert sorted(coming.words_on(moved).values()) == ["no", "yes"]


def _fellows(twelve: Twelve) -> list[str]:
    mine = twelve.set_of("P01").pk
    return [key for key in twelve.people if key != "P01" and twelve.set_of(key).pk == mine]


def test_second_facilitator_does_not_take_another_date(twelve: Twelve, confirmed: None) -> None:
    poll = asked(twelve)
    first, second = poll.options.all()
    signed_in(twelve.fay).post(door(twelve, "poll", poll.pk), {"option": first.pk, "seen": 0})

    page = signed_in(twelve.max).post(door(twelve, "poll", poll.pk), {"option": second.pk, "seen": 0}, follow=True)

    assert "This has been decided already." in page.content.decode()
    assert one_meeting(twelve).starts_at == first.starts_at


def test_date_is_not_taken_for_a_meeting_moved_meanwhile(twelve: Twelve, confirmed: None) -> None:
    poll = asked(twelve)
    SetMeeting.objects.filter(pk=poll.meeting_id).update(sequence=4)

    page = signed_in(twelve.fay).post(
        door(twelve, "poll", poll.pk), {"option": poll.options.all()[0].pk, "seen": 0}, follow=True
    )

    poll.refresh_from_db()
    assert "Somebody else has changed this" in page.content.decode()
    assert poll.is_open


def test_best_date_suits_most(twelve: Twelve, confirmed: None) -> None:
    poll = asked(twelve)
    members = list(SetMembership.objects.live().filter(learning_set=twelve.set_of("P01")).in_order())
    first, second = poll.options.all()
    for place in members[:3]:
        polling.answer(place, poll, {first.pk: "if_need_be", second.pk: "yes"})
    polling.answer(members[3], poll, {first.pk: "if_need_be", second.pk: "no"})

    rows = polling.tallies(poll, members)

    best = polling.best(rows)
    assert best
    assert (best.option, [(row.can, row.silent, row.is_enough) for row in rows]) == (
        first,
        [(4, 1, True), (3, 1, True)],
    )


# --- Half days ----------------------------------------------------------------------------------------------------------


def test_half_days_count_who_named_others_and_the_facilitator(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    for enrolment in twelve.people.values():
        enrolment.availability = ["TUE-AM", "WED-PM"]
        enrolment.save()
    twelve.people["P01"].availability = ["TUE-AM"]
    twelve.people["P01"].save()
    members = list(SetMembership.objects.live().filter(learning_set=one).in_order())

    rows = {row.slot.value: row for row in polling.half_days(one, members)}

    assert (rows["TUE-AM"].can, rows["WED-PM"].can, rows["WED-PM"].cannot) == (5, 4, ("P01 Example",))
    assert (rows["MON-AM"].can, rows["MON-AM"].is_enough) == (0, False)


def test_dates_offered_fall_on_the_half_days_that_suit(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    members = list(SetMembership.objects.live().filter(learning_set=one).in_order())

    found = polling.candidates(one, polling.half_days(one, members), date(2027, 1, 1))

    assert [(sitting.on.isoformat(), sitting.at) for sitting, _row in found] == [
        (day, time(9, 30)) for day in ("2027-01-05", "2027-01-12", "2027-01-19")
    ]


def test_facilitator_asks_about_a_worked_out_date_and_one_of_their_own(twelve: Twelve, confirmed: None) -> None:
    client = signed_in(twelve.fay)
    page = client.get(door(twelve, "time"), {"meeting": "2"})
    key = page.context["form"].fields["options"].choices[0][0]
    own = timezone.localdate() + timedelta(days=40)
    form = {"options": [key], "on_day": own.day, "on_month": own.month, "on_year": own.year, "at": "14:00"}

    answer = client.post(f"{door(twelve, 'time')}?meeting=2", form)

    poll = DatePoll.objects.get()
    assert answer["Location"] == door(twelve, "poll", poll.pk)
    assert (poll.meeting.number, poll.options.count()) == (2, 2)


@pytest.mark.parametrize(
    "sent", [{}, {"options": "2999-01-01T09:30"}, {"on_day": "1", "on_month": "1", "on_year": "2030"}]
)
def test_question_without_dates_is_asked_again(twelve: Twelve, confirmed: None, sent: dict[str, str]) -> None:
    assert signed_in(twelve.fay).post(door(twelve, "time"), sent).status_code == 422

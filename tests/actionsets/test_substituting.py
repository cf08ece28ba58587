"""Somebody else leads: the set sees and accepts them unnamed, a keep-apart is a silent no, and what opens to whom and when."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from actionsets import agreeing, diarising, leaving, meeting, substituting
from actionsets.models import SeparationRule, SetMeeting, SetMembership, Substitution, SubstitutionAnswer
from actionsets.refusals import CannotLead
from elearning.accounts.models import User
from tests import factories
from tests.actionsets.makers import Twelve
from tests.actionsets.test_dates import door, later, one_meeting
from tests.actionsets.test_diarising import files_in, read
from tests.conftest import signed_in
from tests.laying import laid


@laid
def gil(twelve: Twelve) -> User:
    """Another facilitator of the cohort, whose sets are at work; everybody in P01's has acknowledged the agreement."""
    made = factories.user("Gil Example")
    twelve.cohort.roles.create(user=made, kind="facilitator")
    twelve.confirm()
    for place in members(twelve):
        agreeing.acknowledge(place, twelve.step)
    return made


def members(twelve: Twelve) -> list[SetMembership]:
    rows = SetMembership.objects.live().filter(learning_set=twelve.set_of("P01"))
    return list(rows.select_related("enrolment__user", "learning_set").order_by("pk"))


def asked(twelve: Twelve, gil: User, *, number: int | None = 2) -> Substitution:
    of = one_meeting(twelve, number) if number else None
    return substituting.ask(twelve.set_of("P01"), gil, meeting=of, by=twelve.fay)


def all_say(twelve: Twelve, what: Substitution, *, but: SetMembership | None = None) -> Substitution:
    for place in members(twelve):
        what = substituting.answer(place, what, is_yes=place != but)
    return what


def soon(twelve: Twelve, *, hours: int = 24) -> None:
    """The second meeting is near."""
    at = timezone.now() + timedelta(hours=hours)
    SetMeeting.objects.filter(pk=one_meeting(twelve).pk).update(starts_at=at, ends_at=at + timedelta(hours=3))


CONTENT = ["room", "attendance", "meeting_airtime"]


def codes(twelve: Twelve, user: User, number: int = 2) -> list[int]:
    names = ["standing_in", *CONTENT, "set"]
    client = signed_in(user)
    return [client.get(door(twelve, name, *([number] if name != "set" else []))).status_code for name in names]


# --- The wrong person ---------------------------------------------------------------------------------------------------


def test_nothing_opens_to_whom_the_set_was_only_asked_about(twelve: Twelve, gil: User) -> None:
    soon(twelve)
    asked(twelve, gil)

    assert codes(twelve, gil) == [404] * 5


def test_substitute_finds_that_meeting_alone_and_only_for_its_time(twelve: Twelve, gil: User) -> None:
    all_say(twelve, asked(twelve, gil))
    before = codes(twelve, gil)
    soon(twelve)
    during, other = codes(twelve, gil), codes(twelve, gil, 3)
    SetMeeting.objects.filter(pk=one_meeting(twelve).pk).update(
        starts_at=timezone.now() - timedelta(days=3), ends_at=timezone.now() - timedelta(days=2)
    )
    after = codes(twelve, gil)

    assert before == [200, 404, 404, 404, 404]
    assert during == [200, 200, 200, 200, 404]
    assert other == [404] * 5
    assert after == [200, 404, 404, 404, 404]


def test_substitute_is_led_back_to_a_page_of_their_own(twelve: Twelve, gil: User) -> None:
    all_say(twelve, asked(twelve, gil))
    soon(twelve)

    pages = [signed_in(gil).get(door(twelve, name, 2)).content.decode() for name in ("room", "meeting_airtime")]

    own, closed = door(twelve, "standing_in", 2), door(twelve, "set")
    assert [(f'href="{own}"' in page, f'href="{closed}"' in page) for page in pages] == [(True, False)] * 2


def test_page_tells_nothing_of_the_set_before_its_time(twelve: Twelve, gil: User) -> None:
    all_say(twelve, asked(twelve, gil))
    client, where = signed_in(gil), door(twelve, "standing_in", 2)

    before = client.get(where).content.decode()
    soon(twelve)
    during = client.get(where).content.decode()

    assert [("P01 Example" in page, "What people say here stays here" in page) for page in (before, during)] == [
        (False, False),
        (True, True),
    ]
    assert "Corn Exchange" in before


def test_substitute_who_no_longer_facilitates_finds_nothing(twelve: Twelve, gil: User) -> None:
    all_say(twelve, asked(twelve, gil))
    soon(twelve)
    twelve.cohort.roles.filter(user=gil).delete()

    assert codes(twelve, gil) == [404] * 5


def test_asking_and_answering_are_for_those_it_concerns(twelve: Twelve, gil: User) -> None:
    what = asked(twelve, gil)
    mine = {place.enrolment.pk for place in members(twelve)}
    stranger = next(one.user for one in twelve.people.values() if one.pk not in mine)
    answer = twelve.step.door("facilitator", pk=what.pk)

    asking = [signed_in(user).get(door(twelve, "substitutes")).status_code for user in (stranger, gil, twelve.fay)]
    answering = [signed_in(user).post(answer, {"answer": "no"}).status_code for user in (gil, twelve.fay)]
    signed_in(stranger).post(answer, {"answer": "no"})

    assert (asking, answering) == ([404, 404, 200], [404, 404])
    assert SubstitutionAnswer.objects.count() == 0


# --- Yes and no ---------------------------------------------------------------------------------------------------------


def test_everybodys_yes_accepts_and_nobodys_word_is_kept(twelve: Twelve, gil: User) -> None:
    what = asked(twelve, gil)
    *others, last = members(twelve)
    states = [substituting.answer(place, what, is_yes=True).state for place in others]

    settled = substituting.answer(last, what, is_yes=True)

    assert (set(states), settled.state, SubstitutionAnswer.objects.count()) == ({"asked"}, "accepted", 0)


def test_one_no_is_enough_and_is_told_only_when_all_have_answered(twelve: Twelve, gil: User) -> None:
    what, first = asked(twelve, gil), members(twelve)[0]
    after_first = substituting.answer(first, what, is_yes=False).state

    assert (after_first, all_say(twelve, what, but=first).state) == ("asked", "refused")


@pytest.mark.parametrize("by", ["declared", "line manager"])
def test_keep_apart_is_a_no_that_shows_nowhere(twelve: Twelve, gil: User, by: str) -> None:
    place = members(twelve)[1]
    if by == "declared":
        SeparationRule.objects.create(cohort=twelve.cohort, kind="facilitator", first=place.enrolment, user=gil)
    else:
        place.enrolment.line_manager_email = gil.email.upper()
        place.enrolment.save()
    what = asked(twelve, gil)
    pages = [signed_in(twelve.fay).get(door(twelve, "substitutes")).content.decode()]

    settled = all_say(twelve, what)

    pages.append(signed_in(twelve.fay).get(door(twelve, "substitutes")).content.decode())
    pages.append(signed_in(place.enrolment.user).get(twelve.step.url).content.decode())
    assert settled.state == "refused"
    assert "Gil Example, Meeting 2: Not accepted" in " ".join(pages[1].split())
    said = [word for page in pages[:2] for word in ("apart", "manage", place.enrolment.user.name) if word in page]
    assert [word for word in said if word != "manage"] == []
    assert "Gil" not in pages[2]


def test_answers_are_unnamed_for_the_facilitator_too(twelve: Twelve, gil: User) -> None:
    what = asked(twelve, gil)
    substituting.answer(members(twelve)[0], what, is_yes=False)

    page = signed_in(twelve.fay).get(door(twelve, "substitutes")).content.decode()

    assert "1 of 5 have answered." in page
    assert [one.enrolment.user.name for one in members(twelve) if one.enrolment.user.name in page] == []


def test_settled_question_takes_no_more_answers(twelve: Twelve, gil: User) -> None:
    what = asked(twelve, gil)
    substituting.withdraw(what)

    with pytest.raises(substituting.Settled):
        substituting.answer(members(twelve)[0], what, is_yes=True)


def test_question_is_let_go_when_somebody_leaves(twelve: Twelve, gil: User) -> None:
    what = asked(twelve, gil)
    *others, last = members(twelve)
    for place in others:
        substituting.answer(place, what, is_yes=True)

    leaving.leave_set(last, by=last.enrolment.user)

    what.refresh_from_db()
    assert (what.state, what.answers.count()) == ("withdrawn", 0)
    assert asked(twelve, gil).state == "asked"


def test_two_facilitators_ask_one_question(twelve: Twelve, gil: User) -> None:
    asked(twelve, gil)

    with pytest.raises(substituting.AskedAlready):
        substituting.ask(twelve.set_of("P01"), gil, meeting=one_meeting(twelve, 3), by=twelve.max)


@pytest.mark.parametrize("who", ["own", "stranger", "member"])
def test_only_another_facilitator_of_the_cohort_is_asked_about(twelve: Twelve, gil: User, who: str) -> None:
    wrong = {"own": twelve.fay, "stranger": factories.user("Zoe Example"), "member": twelve.user("P01")}[who]

    with pytest.raises(CannotLead):
        substituting.ask(twelve.set_of("P01"), wrong, meeting=None, by=twelve.fay)


@pytest.mark.parametrize(
    "sent",
    [{}, {"facilitator": "9" * 30, "meeting": "2"}, {"withdraw": "9" * 30}, {"facilitator": "x", "meeting": "99"}],
)
def test_nonsense_is_asked_again(twelve: Twelve, gil: User, sent: dict[str, str]) -> None:
    assert signed_in(twelve.fay).post(door(twelve, "substitutes"), sent).status_code == 422
    assert Substitution.objects.count() == 0


# --- What follows -------------------------------------------------------------------------------------------------------


def test_calendars_are_told_who_leads(twelve: Twelve, gil: User, django_capture_on_commit_callbacks: Any) -> None:
    one = one_meeting(twelve)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        what = all_say(twelve, asked(twelve, gil))
    with django_capture_on_commit_callbacks(execute=True):
        meeting.move(one, later(one), place=one.place, link="", seen=0, by=twelve.fay)
    feeds = [
        {row.number for row in diarising.meetings_of(user) if row.learning_set_id == one.learning_set_id}
        for user in (twelve.fay, gil)
    ]
    with django_capture_on_commit_callbacks(execute=True):
        substituting.withdraw(what)

    mine = [part for message in mail.outbox if message.to == [gil.email] for part in files_in(message)]
    assert [(part.get_param("method"), str(read(part)["uid"]), read(part)["sequence"]) for part in mine] == [
        ("REQUEST", f"{one.uid}@alongside", 0),
        ("REQUEST", f"{one.uid}@alongside", 1),
        ("CANCEL", f"{one.uid}@alongside", 2),
    ]
    assert feeds == [{1, 3, 4, 5}, {2}]
    said = " ".join(f"{message.subject} {message.body}" for message in mail.outbox)
    assert [word for word in ("Corn Exchange", "Set 1", "Set 2", "P01 Example was") if word in said] == []


def test_substitute_hears_that_a_meeting_is_dropped(
    twelve: Twelve, gil: User, django_capture_on_commit_callbacks: Any
) -> None:
    last = one_meeting(twelve, 5)
    all_say(twelve, asked(twelve, gil, number=5))
    one = twelve.set_of("P01")
    rows = [meeting.Sitting(row.begins().date(), row.begins().time(), row.length) for row in one.meetings.all()]
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        meeting.schedule(one, rows[:4], place=one.place, link="")

    mine = [part for message in mail.outbox if message.to == [gil.email] for part in files_in(message)]
    assert [(part.get_param("method"), str(read(part)["uid"])) for part in mine] == [
        ("CANCEL", f"{last.uid}@alongside")
    ]


def test_new_facilitator_for_good_has_the_agreement_opened_anew(twelve: Twelve, gil: User) -> None:
    version = agreeing.current(twelve.set_of("P01"))
    all_say(twelve, asked(twelve, gil, number=None))

    one = twelve.set_of("P01")
    latest = agreeing.current(one)
    assert one.facilitator == gil
    assert version
    assert latest
    assert (latest.version - version.version, agreeing.has_acknowledged(members(twelve)[0])) == (1, False)
    assert signed_in(gil).get(door(twelve, "set")).status_code == 200


def test_facilitator_of_a_set_at_work_is_not_changed_past_the_set(twelve: Twelve, gil: User) -> None:
    answer = signed_in(twelve.fay).post(door(twelve, "set"), {"facilitator": gil.pk})

    assert (answer.status_code, twelve.set_of("P01").facilitator) == (422, twelve.fay)


def test_whole_way_by_pages(twelve: Twelve, gil: User) -> None:
    signed_in(twelve.fay).post(door(twelve, "substitutes"), {"facilitator": gil.pk, "meeting": "2"})
    what = Substitution.objects.get()
    for place in members(twelve):
        client = signed_in(place.enrolment.user)
        assert "Your set is asked who may lead it" in client.get(twelve.step.url).content.decode()
        client.post(twelve.step.door("facilitator", pk=what.pk), {"answer": "yes"})

    what.refresh_from_db()
    assert what.state == "accepted"

"""Messages to a cohort or a set: who may write to whom, what is refused, and that each person gets one mail of their own."""

import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from actionsets import bidding, messaging
from actionsets.messaging import Audience
from actionsets.models import LearningSet, Message, SetMembership
from elearning.accounts.models import User
from elearning.programmes.models import CohortRole, Enrolment
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.laying import laid

KEY = uuid.UUID("5b9c7f0e-3c1c-4a7e-9a51-0d6f0d8d4f11")
WORDS = {"key": str(KEY), "subject": "Before we meet", "text": "Please look at\nyour programme."}


@laid
def twelve(db: None) -> Twelve:
    made = Twelve()
    made.confirm()
    return made


def other_facilitator(twelve: Twelve) -> User:
    """Somebody who facilitates in the cohort and leads none of the sets."""
    gil = factories.user("Gil Example")
    CohortRole.objects.create(cohort=twelve.cohort, user=gil, kind=CohortRole.Kind.FACILITATOR)
    return gil


def to_the_set(twelve: Twelve) -> Audience:
    return Audience(twelve.cohort, LearningSet.objects.get(pk=twelve.set_of("P01").pk))


def address(twelve: Twelve, to: str = "all") -> str:
    return reverse("actionsets:write_message", args=[twelve.cohort.public_id, to])


def emails(twelve: Twelve, *keys: str) -> list[str]:
    return sorted(twelve.people[key].user.email for key in keys)


def sent_to() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


def press(client: Client, where: str, **more: Any) -> Any:
    """Press “send”; what is written is sent."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(where, {**WORDS, "send": "1", **more})


# --- Who may not -----------------------------------------------------------------------------------------------------


def test_others_find_nothing_there(twelve: Twelve) -> None:
    strangers = [factories.user("Zoe Example"), twelve.people["P01"].user]
    elsewhere = factories.user("Ida Example")
    CohortRole.objects.create(cohort=factories.cohort(), user=elsewhere, kind=CohortRole.Kind.FACILITATOR)
    reader = factories.user("Con Example")
    CohortRole.objects.create(cohort=twelve.cohort, user=reader, kind=CohortRole.Kind.COMMISSIONER)
    here = [address(twelve), address(twelve, "1"), reverse("actionsets:messages", args=[twelve.cohort.public_id])]

    got = {signed_in(one).get(where).status_code for one in (*strangers, elsewhere, reader) for where in here}
    pressed = {press(signed_in(one), address(twelve)).status_code for one in (*strangers, elsewhere, reader)}

    assert (got, pressed, Message.objects.count()) == ({404}, {404}, 0)


def test_facilitator_of_no_set_writes_to_the_cohort_and_to_no_set(twelve: Twelve) -> None:
    gil = other_facilitator(twelve)
    numbers = [str(one.number) for one in LearningSet.objects.filter(cohort=twelve.cohort)]

    statuses = [press(signed_in(gil), address(twelve, number)).status_code for number in numbers]

    assert statuses == [404] * len(numbers)
    assert [str(one) for one in messaging.audiences(gil, twelve.cohort)] == ["Everybody who takes part"]


def test_what_was_written_to_a_set_is_not_read_by_those_who_do_not_lead_it(twelve: Twelve) -> None:
    messaging.send(to_the_set(twelve), "Before we meet", "Words for us alone.", key=KEY, by=twelve.fay)
    where = reverse("actionsets:messages", args=[twelve.cohort.public_id])

    pages = [signed_in(one).get(where).content.decode() for one in (twelve.fay, twelve.max, other_facilitator(twelve))]

    assert ["Words for us alone." in page for page in pages] == [True, True, False]


# --- Who gets it -----------------------------------------------------------------------------------------------------


def test_everybody_of_the_cohort_gets_a_mail_of_their_own(twelve: Twelve) -> None:
    mail.outbox.clear()

    press(signed_in(twelve.max), address(twelve))

    assert sent_to() == emails(twelve, *twelve.people)
    assert {(len(m.to), len(m.cc), len(m.bcc), tuple(m.reply_to)) for m in mail.outbox} == {
        (1, 0, 0, (twelve.max.email,))
    }
    assert Message.objects.get().receivers == 12


def test_members_of_the_set_get_it_and_nobody_else(twelve: Twelve) -> None:
    one = twelve.set_of("P01")
    members = SetMembership.objects.live().filter(learning_set=one).select_related("enrolment__user")
    mail.outbox.clear()

    press(signed_in(twelve.fay), address(twelve, str(one.number)))

    assert sent_to() == sorted(place.enrolment.user.email for place in members)
    assert 0 < len(mail.outbox) < 12


@pytest.mark.parametrize("to", ["all", "set"])
def test_nobody_who_has_left_gets_it(twelve: Twelve, to: str) -> None:
    states = {"P01": "withdrawn", "P02": "deferred", "P03": "removed", "P04": "invited"}
    audience = Audience(twelve.cohort) if to == "all" else to_the_set(twelve)
    for key, state in states.items():
        Enrolment.objects.filter(pk=twelve.people[key].pk).update(state=state)
    User.objects.filter(pk=twelve.people["P05"].user.pk).update(is_active=False)

    gone = {twelve.people[key].user for key in (*states, "P05")}
    assert gone & set(audience.people()) == set()
    assert audience.people() != []


def test_somebody_who_has_left_the_set_gets_nothing_of_it(twelve: Twelve) -> None:
    audience = to_the_set(twelve)
    SetMembership.objects.filter(pk=twelve.place_of("P01").pk).update(ended_at=timezone.now())

    assert twelve.people["P01"].user not in audience.people()


def test_pressing_twice_sends_once(twelve: Twelve) -> None:
    mail.outbox.clear()
    client = signed_in(twelve.fay)

    answers = [press(client, address(twelve)) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (len(mail.outbox), Message.objects.count()) == (12, 1)


def test_page_of_somebody_else_is_not_used(twelve: Twelve) -> None:
    press(signed_in(twelve.fay), address(twelve))

    answered = press(signed_in(twelve.max), address(twelve))

    assert (answered.status_code, Message.objects.count()) == (422, 1)


# --- What it says ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("We look at title of  lead next time.", ["title of lead"]),
        ("Those who chose Trak and INFL", ["INFL", "Trak"]),
        ("Dear set 1, hello", ["set 1"]),
        ("Dear Set 12, hello", []),
        ("We track leads and influence", []),
    ],
)
def test_names_are_found_as_they_stand(twelve: Twelve, words: str, told: list[str]) -> None:
    assert sorted(messaging.told_names(Audience(twelve.cohort), words, by=twelve.fay)) == sorted(told)


def test_message_that_names_a_subject_is_refused_and_says_which(twelve: Twelve) -> None:
    mail.outbox.clear()

    answered = press(signed_in(twelve.fay), address(twelve), subject="About Title of LEAD")

    assert answered.status_code == 422
    assert "Please leave this out: “Title of LEAD”." in answered.content.decode()
    assert (mail.outbox, Message.objects.count()) == ([], 0)


def test_issue_that_the_writer_may_read_is_refused_and_another_is_not_given_away(twelve: Twelve) -> None:
    place = twelve.place_of("P01")
    meeting = bidding.next_meeting(place)
    if meeting is None:
        meeting = place.learning_set.meetings.last()
        later = timezone.now() + timezone.timedelta(days=9)
        type(meeting).objects.filter(pk=meeting.pk).update(
            starts_at=later, ends_at=later + meeting.length, state="planned"
        )
        meeting.refresh_from_db()
    bidding.ask(place, meeting, title="The board of the harbour", minutes=30, show=True)
    words = "Somebody brings the board of the harbour."
    audience = to_the_set(twelve)

    assert messaging.told_names(audience, words, by=twelve.fay) == ["the board of the harbour"]
    assert messaging.told_names(audience, words, by=twelve.max) == []
    bidding.take_back(place, meeting)
    assert messaging.told_names(audience, words, by=twelve.fay) == []


def test_preview_is_what_people_get(twelve: Twelve) -> None:
    client = signed_in(twelve.fay)
    page = client.post(address(twelve), WORDS)
    mail.outbox.clear()
    press(client, address(twelve))
    first = messaging.Audience(twelve.cohort).people()[0]
    mine = next(message for message in mail.outbox if message.to == [first.email])

    assert (page.context["seen_subject"], page.context["seen_text"]) == (mine.subject, mine.body)
    assert "Please look at\nyour programme." in mine.body


def test_looking_at_it_sends_nothing(twelve: Twelve) -> None:
    mail.outbox.clear()

    with TestCase.captureOnCommitCallbacks(execute=True):
        page = signed_in(twelve.fay).post(address(twelve), WORDS)

    assert (page.status_code, mail.outbox, Message.objects.count()) == (200, [], 0)
    assert "Send to 12 people" in page.content.decode()


@pytest.mark.parametrize("words", ["{{ user.email }}", "{user.email}", "%(user)s", "<b>bold</b>"])
def test_what_looks_like_a_placeholder_is_only_words(twelve: Twelve, words: str) -> None:
    mail.outbox.clear()

    press(signed_in(twelve.fay), address(twelve), text=words)

    assert words in mail.outbox[0].body
    html = str(mail.outbox[0].alternatives[0][0])
    assert "<b>bold</b>" not in html


def test_drafts_name_nothing_and_can_be_sent(twelve: Twelve) -> None:
    for audience in messaging.audiences(twelve.fay, twelve.cohort):
        for draft in messaging.drafts(audience):
            assert messaging.told_names(audience, f"{draft.subject} {draft.text}", by=twelve.fay) == []
            assert "%(" not in draft.text


def test_page_begins_with_the_draft_that_was_chosen(twelve: Twelve) -> None:
    page = signed_in(twelve.fay).get(address(twelve), {"draft": "own"}).content.decode()

    assert re.search(r'name="subject"[^>]*value="A word about your programme"', page)


def test_list_of_messages_takes_as_many_queries_for_one_set_as_for_two(twelve: Twelve) -> None:
    client, where = signed_in(twelve.fay), reverse("actionsets:messages", args=[twelve.cohort.public_id])
    client.get(where)
    with CaptureQueriesContext(connection) as for_two:
        client.get(where)
    LearningSet.objects.filter(cohort=twelve.cohort, number=2).update(state="closed")

    with CaptureQueriesContext(connection) as for_one:
        client.get(where)

    assert len(for_one) == len(for_two)


def test_list_of_messages_takes_as_many_queries_for_one_as_for_three(
    twelve: Twelve, django_assert_max_num_queries: Any
) -> None:
    client, where = signed_in(twelve.fay), reverse("actionsets:messages", args=[twelve.cohort.public_id])
    for _message in range(3):
        messaging.send(to_the_set(twelve), "Before we meet", "Hello.", key=uuid.uuid4(), by=twelve.fay)

    with django_assert_max_num_queries(20):
        assert client.get(where).content.decode().count("Before we meet") == 3


@pytest.mark.parametrize("code", ["{x.__class__}", "{{ settings.SECRET_KEY }}", "%(password)s %s", "{% load static %}"])
def test_placeholders_of_code_arrive_as_they_were_written(twelve: Twelve, settings: Any, code: str) -> None:
    """C14: nothing that somebody writes is filled in, in subject, text or the page beforehand."""
    client = signed_in(twelve.fay)
    seen = client.post(address(twelve), {**WORDS, "subject": f"Now {code}", "text": code}).content.decode()
    press(client, address(twelve), subject=f"Now {code}", text=f"Look: {code}")

    assert {message.subject for message in mail.outbox} == {f"Now {code}"}
    assert all(code in str(message.body) for message in mail.outbox)
    assert settings.SECRET_KEY not in seen + "".join(str(message.body) for message in mail.outbox)
    assert escape(code) in seen

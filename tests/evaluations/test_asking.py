"""Being asked by a link: whose it is, how long it works, and how little it shows."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from elearning.evaluations import asking, reminding, replying
from elearning.evaluations.models import Asking, EvaluationAnswer, EvaluationSheet
from elearning.programmes.models import Cohort
from tests.conftest import signed_in
from tests.evaluations.conftest import Asked
from tests.evaluations.makers import chose, key, met_last, option, replied, wrote

SECRET = "We cancelled the joint board in March."


def weekday(asked: Asked, *, hour: int = 10, day: int = 0) -> datetime:
    """A moment in the first full week of the follow-up, `day` counted from Monday."""
    cohort = asked.cast.cohort
    first = asked.follow_up.window(cohort)[0]
    monday = first + timedelta(days=(7 - first.weekday()) % 7)
    return datetime(monday.year, monday.month, monday.day, hour, tzinfo=cohort.zone) + timedelta(days=day)


def link(asked: Asked, who: str = "ada") -> str:
    """The address in somebody's mail, without the host."""
    made = Asking.objects.create(enrolment=getattr(asked.cast, who), page_id=asked.follow_up.pk, sent_at=weekday(asked))
    return f"/questions/{asking.token_of(made)}/"


def sent(asked: Asked, version: int = 0, unseen: int = 0, **fields: str) -> dict[str, str]:
    page = asked.follow_up
    named = {f"q-{key(page, name)}": value for name, value in fields.items()}
    return {"version": str(version), "unseen": str(unseen), **named}


def said() -> list[tuple[list[str], str]]:
    return [(one.chosen, one.text) for one in EvaluationAnswer.objects.all()]


def test_everybody_is_asked_once(asked: Asked, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asking.ask_due(weekday(asked))
        asking.ask_due(weekday(asked, day=1))

    assert sorted(one.to[0] for one in mail.outbox) == sorted(
        one.user.email for one in (asked.cast.ada, asked.cast.ben, asked.cast.cal)
    )


def test_whoever_has_answered_is_not_asked(asked: Asked) -> None:
    replied(asked.cast.ada, asked.follow_up, chose(asked.follow_up, "f1", "most"))

    made = asking.ask_due(weekday(asked))

    assert {one.enrolment_id for one in made} == {asked.cast.ben.pk, asked.cast.cal.pk}


@pytest.mark.parametrize(("hour", "day"), [(8, 0), (17, 0), (23, 1), (10, 5), (10, 6)])
def test_nobody_is_asked_at_night_or_at_weekends(asked: Asked, hour: int, day: int) -> None:
    assert asking.ask_due(weekday(asked, hour=hour, day=day)) == []


def test_hours_are_those_of_the_persons_own_zone(asked: Asked) -> None:
    asked.cast.ada.user.time_zone = "America/Los_Angeles"
    asked.cast.ada.user.save()

    made = asking.ask_due(weekday(asked, hour=10))

    assert {one.enrolment_id for one in made} == {asked.cast.ben.pk, asked.cast.cal.pk}


def due(asked: Asked, day: int) -> list[tuple[int, str]]:
    """Who is reminded `day` days after the Monday, and at which time."""
    return [(one.user.pk, one.occasion.rpartition("-")[2]) for one in reminding.follow_ups(weekday(asked, day=day))]


def test_whoever_was_asked_is_reminded_twice_until_they_have_answered(asked: Asked) -> None:
    asking.ask_due(weekday(asked))
    ada, ben, cal = (one.user.pk for one in (asked.cast.ada, asked.cast.ben, asked.cast.cal))
    before, after_a_week = due(asked, 3), due(asked, 7)
    replied(asked.cast.ada, asked.follow_up, chose(asked.follow_up, "f1", "most"))

    assert before == []
    assert sorted(after_a_week) == sorted([(ada, "1"), (ben, "1"), (cal, "1")])
    assert sorted(due(asked, 18)) == sorted([(ben, "2"), (cal, "2")])


def test_nobody_is_reminded_in_a_closed_cohort_or_after_leaving_or_unasked(asked: Asked) -> None:
    assert due(asked, 7) == []
    asking.ask_due(weekday(asked))
    asked.cast.ada.state = "withdrawn"
    asked.cast.ada.save()
    left = {user for user, _number in due(asked, 7)}
    Cohort.objects.update(state=Cohort.State.CLOSED)

    assert left == {asked.cast.ben.user.pk, asked.cast.cal.user.pk}
    assert due(asked, 7) == []


def test_a_reminder_of_the_follow_up_is_neutral_and_has_the_link(asked: Asked) -> None:
    asking.ask_due(weekday(asked))
    one = next(reminding.follow_ups(weekday(asked, day=7)))

    assert asking.find(one.links()[0].address.rstrip("/").rpartition("/")[2])[0].user_id == one.user.pk
    assert asked.cast.cohort.name not in one.sentence


@pytest.mark.parametrize("days", [-10, 40])
def test_nobody_is_asked_before_or_after(asked: Asked, days: int) -> None:
    moment = weekday(asked) + timedelta(days=days)

    assert asking.ask_due(moment.replace(hour=10) - timedelta(days=moment.weekday() % 5)) == []


def test_nobody_is_asked_in_a_closed_cohort(asked: Asked) -> None:
    Cohort.objects.update(state=Cohort.State.CLOSED)

    assert asking.ask_due(weekday(asked)) == []


def test_mail_names_nothing_but_its_receiver(asked: Asked, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asking.ask(asked.cast.ada, asked.follow_up)

    message = mail.outbox[0]
    words = message.subject + message.body + str(message.alternatives[0][0])
    cast = asked.cast
    told = [cast.programme.title, cast.cohort.name, asked.follow_up.title, cast.organisation.name, str(cast.ada.pk)]
    assert [name for name in told[:4] if name in words] == []
    assert message.subject == "Five minutes, three months later"


def test_address_holds_a_signed_random_number_alone(asked: Asked) -> None:
    assert re.fullmatch(r"/questions/[\w-]{22}\.[\w-]{43}/", link(asked))


def test_link_opens_the_questions_without_a_sign_in(client: Client, asked: Asked) -> None:
    answer = client.get(link(asked))

    assert (answer.status_code, "how many have you carried out" in answer.content.decode()) == (200, True)


def test_link_names_nobody(client: Client, asked: Asked) -> None:
    body = client.get(link(asked)).content.decode()
    cast = asked.cast

    told = [cast.ada.user.first_name, cast.ada.user.email, cast.cohort.name, cast.organisation.name]
    assert [name for name in told if name in body] == []


def test_opening_changes_nothing(client: Client, asked: Asked) -> None:
    address = link(asked)
    before = list(Asking.objects.values())

    client.get(address)

    assert (list(Asking.objects.values()), EvaluationSheet.objects.count(), client.session.keys()) == (before, 0, set())


def test_link_answers_for_its_owner_alone(client: Client, asked: Asked) -> None:
    chosen = option(asked.follow_up, "f1", "most")

    client.post(link(asked), sent(asked, f1=chosen))

    assert [
        said(),
        EvaluationSheet.objects.of(asked.cast.ada).count(),
        EvaluationSheet.objects.of(asked.cast.ben).count(),
    ] == [
        [([chosen], "")],
        1,
        0,
    ]


def test_link_answers_for_its_owner_whoever_is_signed_in(asked: Asked) -> None:
    signed_in(asked.cast.ben.user).post(link(asked), sent(asked, f6="By the link."))

    assert [EvaluationSheet.objects.of(one).count() for one in (asked.cast.ada, asked.cast.ben)] == [1, 0]


def test_a_stolen_link_shows_nothing_that_was_written_before(client: Client, asked: Asked) -> None:
    page = asked.follow_up
    replying.answer(asked.cast.ada, page, wrote(page, "f6", SECRET) | chose(page, "f1", "none"))

    body = client.get(link(asked)).content.decode()

    assert (SECRET in body, " checked" in body, "You have begun already" in body) == (False, False, True)


def test_a_stolen_link_gets_nothing_from_a_clash(client: Client, asked: Asked) -> None:
    page, address = asked.follow_up, link(asked)
    replying.answer(asked.cast.ada, page, wrote(page, "f6", SECRET))

    answer = client.post(address, sent(asked, f6="Mine."))

    assert (answer.status_code, SECRET in answer.content.decode()) == (409, False)


def test_where_it_was_written_it_is_shown_again(client: Client, asked: Asked) -> None:
    address = link(asked)
    client.post(address, sent(asked, f6=SECRET) | {"later": "1"})

    shown = [SECRET in browser.get(address).content.decode() for browser in (client, Client())]

    assert shown == [True, False]


def test_what_is_left_empty_on_another_device_stays(client: Client, asked: Asked) -> None:
    page = asked.follow_up
    replying.answer(asked.cast.ada, page, wrote(page, "f6", SECRET))

    client.post(link(asked), sent(asked, version=1, unseen=1, f1=option(page, "f1", "all"), f6=""))

    assert said() == [([], SECRET), ([option(page, "f1", "all")], "")]


def test_it_can_be_opened_again_after_sending(client: Client, asked: Asked) -> None:
    address = link(asked)
    client.post(address, sent(asked, f6="First."))

    answer = client.post(address, sent(asked, version=1, f6="Second thoughts."))

    assert (answer.status_code, said()) == (302, [([], "Second thoughts.")])


def broken(address: str) -> list[str]:
    signed = address.removeprefix("/questions/").rstrip("/")
    number, signature = signed.split(".")
    return [f"/questions/{one}/" for one in (f"A{number[1:]}.{signature}", number, f"{number}.{signature[:-1]}", "x.y")]


def test_a_changed_address_opens_nothing(client: Client, asked: Asked) -> None:
    assert [client.get(one).status_code for one in broken(link(asked))] == [404] * 4


@pytest.mark.parametrize("days", [89, 121])
def test_link_works_while_the_questions_are_open(client: Client, asked: Asked, days: int) -> None:
    address = link(asked)
    met_last(asked.cast.cohort, days_ago=days)

    answers = [client.get(address), client.post(address, sent(asked, f6="Too late."))]

    assert ([one.status_code for one in answers], said()) == ([404, 404], [])


def test_link_of_somebody_who_left_opens_nothing(client: Client, asked: Asked) -> None:
    address = link(asked)
    asked.cast.ada.state = "withdrawn"
    asked.cast.ada.save()

    assert client.get(address).status_code == 404


def test_every_gone_link_says_the_same(client: Client, asked: Asked) -> None:
    address = link(asked)
    met_last(asked.cast.cohort, days_ago=121)

    def words(answer: Any) -> str:
        return re.sub(r"csrf\S+|nonce\S+", "", answer.content.decode())

    assert words(client.get(address)) == words(client.get("/questions/x.y/"))


def test_who_closes_a_cohort_is_told_what_of_the_follow_up_ends(asked: Asked) -> None:
    asking.ask_due(weekday(asked))
    told = list(reminding.ends_with(asked.cast.cohort, weekday(asked)))
    over = asked.cast.cohort.window("follow_up")[1] + timedelta(days=1)
    later = datetime(over.year, over.month, over.day, 12, tzinfo=asked.cast.cohort.zone)

    assert [f"“{asked.follow_up.title}”" in told[0], "nobody of the 3 people" in told[0]] == [True, True]
    assert told[1:] == [
        "3 people have been asked by a link, which leads nowhere then; nobody else is asked, nor for a story."
    ]
    assert list(reminding.ends_with(asked.cast.cohort, later)) == []

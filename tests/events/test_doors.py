"""Who opens an event, who hosts it, and what each of them sees."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elearning.accounts.models import User
from elearning.events import arranging, coming
from elearning.events.models import Coming, LearningEvent
from elearning.programmes.models import Cohort, CohortRole, Enrolment
from tests import factories
from tests.conftest import Cast, signed_in
from tests.events.makers import SECRET_LINK, event, over, part

pytestmark = pytest.mark.django_db


def page(user: User, one: LearningEvent, name: str = "one") -> Any:
    return signed_in(user).get(reverse(f"events:{name}", args=[one.public_id]))


def everybody(cast: Cast) -> dict[str, User]:
    people = {"ada": cast.ada.user, "ben": cast.ben.user, "fay": cast.fay, "max": cast.max, "olu": cast.olu}
    return {**people, "pia": cast.pia, "zoe": cast.zoe}


@pytest.mark.parametrize(
    ("state", "who"),
    [
        ("draft", {"max"}),
        ("planning", {"ada", "ben", "fay", "max"}),
        ("open", {"ada", "ben", "fay", "max"}),
    ],
)
def test_an_event_is_read_by_its_programme_once_announced(cast: Cast, state: str, who: set[str]) -> None:
    one, people = event(cast, state), everybody(cast)
    listed = reverse("events:listed")

    assert {name for name, user in people.items() if page(user, one).status_code == 200} == who
    assert {name for name, user in people.items() if one.title in signed_in(user).get(listed).content.decode()} == who


@pytest.mark.parametrize("name", ["desk", "change", "agenda", "cancel", "hosts"])
def test_only_whoever_leads_it_opens_the_desk(cast: Cast, name: str) -> None:
    one = event(cast)

    assert {who for who, user in everybody(cast).items() if page(user, one, name).status_code == 200} == {"max"}


def test_a_host_leads_and_names_no_hosts(cast: Cast) -> None:
    one = event(cast)
    arranging.invite_host(one, cast.ben.user.email, by=cast.max)
    opened = [page(cast.ben.user, one, name).status_code for name in ("desk", "change", "agenda", "hosts")]

    assert opened == [200, 200, 200, 403]


def test_a_host_who_has_left_the_programme_hosts_no_more(cast: Cast) -> None:
    one = event(cast)
    arranging.invite_host(one, cast.ben.user.email, by=cast.max)
    client = signed_in(cast.ben.user)
    Enrolment.objects.filter(pk=cast.ben.pk).update(state="withdrawn")

    assert client.get(reverse("events:desk", args=[one.public_id])).status_code == 404


def test_somebody_of_another_programme_finds_nothing(cast: Cast) -> None:
    one = event(cast)
    elsewhere = factories.cohort(factories.programme())
    factories.enrolment(elsewhere, cast.zoe)
    CohortRole.objects.create(cohort=elsewhere, user=cast.pia, kind=CohortRole.Kind.FACILITATOR)

    assert [page(user, one).status_code for user in (cast.zoe, cast.pia)] == [404, 404]
    assert [page(user, one, "calendar").status_code for user in (cast.zoe, cast.pia)] == [404, 404]


def test_only_managers_set_an_event_up(cast: Cast) -> None:
    opened = {who for who, user in everybody(cast).items() if signed_in(user).get("/events/new/").status_code == 200}

    assert opened == {"max"}


def test_the_link_to_join_is_for_those_who_come(cast: Cast) -> None:
    one = event(cast, places=1)
    coming.say(one, cast.ada, comes=True)
    coming.say(one, cast.ben, comes=True)
    people = everybody(cast) | {"cal": cast.cal.user}
    reads = [
        who for who in ("ada", "ben", "cal", "fay", "max") if SECRET_LINK in page(people[who], one).content.decode()
    ]

    assert reads == ["ada", "max"]


def test_names_are_read_where_they_were_given(cast: Cast) -> None:
    one = event(cast)
    coming.say(one, cast.ada, comes=True, is_named=True, needs="No nuts")
    coming.say(one, cast.cal, comes=True, needs="A ramp")
    coming.say(one, cast.ben, comes=True)

    def read(user: User, words: str, name: str = "one") -> bool:
        return words in page(user, one, name).content.decode()

    inside = [read(cast.ben.user, words) for words in (cast.ada.user.name, cast.cal.user.name, "No nuts", "A ramp")]
    desk = [read(cast.max, words, "desk") for words in (cast.ada.user.name, cast.cal.user.name, "No nuts", "A ramp")]
    assert (inside, desk) == ([True, False, False, False], [True] * 4)
    assert read(cast.fay, cast.ada.user.name) is False


def test_the_calendar_file_holds_no_link_to_join(cast: Cast) -> None:
    one = event(cast)
    content = page(cast.ada.user, one, "calendar").content.decode()

    assert (f"UID:event-{one.public_id}@alongside" in content, "SEQUENCE:0" in content) == (True, True)
    assert "meet.example.org" not in content.replace("\r\n ", "")


def test_a_cancelled_event_is_taken_out_of_the_calendar(cast: Cast) -> None:
    one = arranging.cancel(event(cast), reason="Snow.", by=cast.max)
    content = page(cast.ada.user, one, "calendar").content.decode()

    assert ("STATUS:CANCELLED" in content, "SEQUENCE:1" in content) == (True, True)
    assert "Snow." in page(cast.ada.user, one).content.decode()


def test_there_is_no_file_before_the_time_is_settled(cast: Cast) -> None:
    assert page(cast.ada.user, event(cast, "planning"), "calendar").status_code == 404


def test_coming_is_said_on_the_page(cast: Cast) -> None:
    one, client = event(cast), signed_in(cast.ada.user)
    address = reverse("events:one", args=[one.public_id])
    sent = [client.post(address, {"comes": "yes", "needs": "A ramp", "is_named": "on"}).status_code for _again in "ab"]

    assert sent == [302, 302]
    assert [(x.state, x.needs, x.is_named) for x in Coming.objects.all()] == [("coming", "A ramp", True)]
    assert client.post(address, {"needs": "Tea"}).status_code == 422


def test_whoever_takes_no_part_does_not_say_that_they_come(cast: Cast) -> None:
    address = reverse("events:one", args=[event(cast).public_id])

    assert [signed_in(user).post(address, {"comes": "yes"}).status_code for user in (cast.fay, cast.zoe)] == [404, 404]
    assert Coming.objects.count() == 0


def test_what_is_over_takes_no_answer(cast: Cast) -> None:
    one = over(event(cast))
    sent = signed_in(cast.ada.user).post(reverse("events:one", args=[one.public_id]), {"comes": "yes"})

    assert (sent.status_code, Coming.objects.count()) == (422, 0)


FORM = {
    "title": "A day", "purpose": "To learn", "for_whom": "All", "day_day": "7", "day_month": "12", "day_year": "2027",
    "starts": "10:00", "ends": "15:30", "time_zone": "Europe/London", "place": "", "link": "", "places": "",
    "questions": "What worked?\n\nWhat was hard?", "version": "0",
}  # fmt: skip


def test_an_event_is_set_up_once_however_often_it_is_sent(cast: Cast) -> None:
    client, sent = signed_in(cast.max), {**FORM, "key": str(uuid4())}
    answers = [client.post("/events/new/", sent).status_code for _again in "ab"]
    made = LearningEvent.objects.get()

    assert answers == [302, 302]
    assert (made.state, made.question_lines(), [x.user for x in made.hosts.all()]) == (
        "draft",
        ["What worked?", "What was hard?"],
        [cast.max],
    )
    assert made.starts_at.astimezone(made.zone).isoformat() == "2027-12-07T10:00:00+00:00"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends": "09:00"}, {"day_year": "1"}, {"day_year": "9999"}, {"day_month": "13"}, {"places": "0"},
        {"places": "99999999999999999999"}, {"time_zone": "Mars/Base"}, {"link": "javascript:alert(1)"},
        {"title": ""}, {"key": "no key"}, {"starts": "25:00"},
    ],
)  # fmt: skip
def test_what_is_wrong_comes_back_with_what_was_written(cast: Cast, wrong: dict[str, str]) -> None:
    sent = signed_in(cast.max).post("/events/new/", {**FORM, **wrong})

    assert (sent.status_code, "What was hard?" in sent.content.decode()) == (422, True)
    assert LearningEvent.objects.count() == 0


def test_the_second_window_keeps_its_words(cast: Cast) -> None:
    one, client = event(cast), signed_in(cast.max)
    address = reverse("events:change", args=[one.public_id])
    first = client.post(address, {**FORM, "title": "From the first"})
    second = client.post(address, {**FORM, "title": "From the second"})
    one.refresh_from_db()

    assert (first.status_code, second.status_code, one.title) == (302, 422, "From the first")
    assert "From the second" in second.content.decode()


def test_parts_are_added_moved_changed_and_taken_out(cast: Cast) -> None:
    one, client = event(cast, "draft"), signed_in(cast.max)
    address, key = reverse("events:agenda", args=[one.public_id]), str(uuid4())
    for _again in "ab":
        client.post(address, {"kind": "welcome", "title": "Tea", "minutes": "15", "version": "0", "key": key})
    second = part(one, "The case", 60)
    client.post(address, {"up": str(second.key)})
    changed = client.post(
        reverse("events:part", args=[one.public_id, second.key]),
        {"kind": "viewpoints", "title": "The case from four sides", "minutes": "50", "version": "0"},
    )

    assert changed.status_code == 302
    assert [(x.title, x.minutes) for x in one.agenda.all()] == [("The case from four sides", 50), ("Tea", 15)]
    client.post(address, {"remove": key})
    assert [x.title for x in one.agenda.all()] == ["The case from four sides"]
    assert client.post(address, {"up": "nonsense"}).status_code == 404


def test_a_part_of_another_event_is_not_changed_here(cast: Cast) -> None:
    other = part(event(cast))
    one = event(cast)

    assert signed_in(cast.max).get(reverse("events:part", args=[one.public_id, other.key])).status_code == 404


@pytest.mark.parametrize(("name", "who"), [("one", "ada"), ("desk", "max"), ("listed", "ada")])
def test_as_many_queries_however_many_there_are(cast: Cast, name: str, who: str) -> None:
    one = event(cast)
    client = signed_in(cast.max if who == "max" else cast.ada.user)
    address = reverse("events:listed") if name == "listed" else reverse(f"events:{name}", args=[one.public_id])
    counts = []
    for _more in range(2):
        for _row in range(3):
            enrolment = factories.enrolment(cast.cohort)
            coming.say(one, enrolment, comes=True, is_named=True)
            part(one)
            event(cast)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 25


def test_the_next_comes_first_and_what_is_over_last(cast: Cast) -> None:
    later, sooner = event(cast, title="Later"), event(cast, title="Sooner")
    LearningEvent.objects.filter(pk=later.pk).update(ends_at=later.ends_at + timedelta(days=9))
    LearningEvent.objects.filter(pk=later.pk).update(starts_at=later.starts_at + timedelta(days=9))
    for title, days in (("Long over", 9), ("Just over", 1)):
        over(event(cast, title=title), days=days)
    page = signed_in(cast.ada.user).get(reverse("events:listed")).content.decode()
    places = [page.index(title) for title in (sooner.title, later.title, "Just over", "Long over")]

    assert places == sorted(places)


def test_a_new_event_stands_on_the_clock_of_the_latest_cohort(cast: Cast) -> None:
    Cohort.objects.update(time_zone="Europe/Paris")
    page = signed_in(cast.max).get("/events/new/").content.decode()

    assert re.findall(r'<option value="([^"]+)" selected', page) == ["Europe/Paris"]

"""The workshop page, its sheets, the calendar file and the catch-up."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from elearning.partnering import attending
from elearning.partnering.models import WorkshopPage
from elearning.programmes import progress
from elearning.programmes.models import StepProgress
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers

DOORS = ["start", "checklist", "calendar", "caught_up"]


@laid
def step(cast: Cast) -> WorkshopPage:
    return makers.workshop_page(cast.programme)


def move(cast: Cast, starts_at: datetime) -> None:
    cast.cohort.workshop_starts_at, cast.cohort.workshop_ends_at = starts_at, starts_at + timedelta(hours=4)
    cast.cohort.save()


@pytest.mark.parametrize("name", DOORS)
def test_signed_out_is_sent_to_sign_in(client, step: WorkshopPage, name: str) -> None:
    assert client.get(step.door(name)).headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu", "pia"])
def test_who_is_not_enrolled_finds_nothing(cast: Cast, step: WorkshopPage, name: str, who: str) -> None:
    assert signed_in(getattr(cast, who)).get(step.door(name)).status_code == 404


def test_workshop_says_when_and_where_with_its_time_zone(cast: Cast, step: WorkshopPage) -> None:
    page = signed_in(cast.ada.user).get(step.door()).content.decode()

    assert "Tuesday 6 October 2026" in page
    assert "London time (BST)" in page
    assert "The Long Room, Corn Exchange" in page


def test_workshop_begins_at_the_clock_of_its_own_zone(cast: Cast, step: WorkshopPage) -> None:
    cast.cohort.time_zone, cast.ada.user.time_zone = "Europe/Berlin", "Europe/London"
    cast.cohort.save()
    cast.ada.user.save()

    page = signed_in(cast.ada.user).get(step.door()).content.decode()

    assert "11:30–15:30, Berlin time (CEST)" in page
    assert "For you it starts on Tuesday 10:30, London time" in page


def test_workshop_survives_an_unknown_time_zone(cast: Cast, step: WorkshopPage) -> None:
    cast.ada.user.time_zone = "Atlantis/Capital"
    cast.ada.user.save()

    assert signed_in(cast.ada.user).get(step.door()).status_code == 200


def test_timetable_counts_from_the_start(cast: Cast, step: WorkshopPage) -> None:
    page = signed_in(cast.ada.user).get(step.door()).content.decode()

    began = [page.index(f">{clock}</time>") for clock in ("10:30", "10:45", "11:20", "12:00", "12:15", "14:00")]
    assert began == sorted(began)
    assert step.minutes_planned() == 210


def test_workshop_lists_only_what_is_open_for_this_person(cast: Cast, step: WorkshopPage) -> None:
    done, todo = makers.map_page(cast.programme), makers.questions_page(cast.programme)
    progress.done(cast.ada, done)
    progress.done(cast.ben, todo)

    page = signed_in(cast.ada.user).get(step.door()).content.decode()

    assert (f'href="{done.url}"' in page, f'href="{todo.url}"' in page) == (False, True)


def test_workshop_needs_as_many_queries_for_three_open_steps_as_for_one(cast: Cast, step: WorkshopPage) -> None:
    client, counts = signed_in(cast.ada.user), []
    for lay in (makers.map_page, makers.questions_page):
        lay(cast.programme)
        client.get(step.door())
        with CaptureQueriesContext(connection) as queries:
            client.get(step.door())
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25


def test_every_handout_has_its_own_page(cast: Cast, step: WorkshopPage) -> None:
    client = signed_in(cast.ada.user)

    answers = [client.get(step.door("handout", number)).status_code for number in range(7)]

    assert answers == [404, 200, 200, 200, 200, 200, 404]


def test_checklist_has_sixteen_statements_in_four_groups(cast: Cast, step: WorkshopPage) -> None:
    page = signed_in(cast.ada.user).get(step.door("checklist")).content.decode()

    assert (page.count('<th scope="row">'), page.count("<caption>"), page.count("pd-sheet__box")) == (16, 4, 80)


def test_calendar_file_tells_the_workshop_in_universal_time(cast: Cast, step: WorkshopPage) -> None:
    answer = signed_in(cast.ada.user).get(step.door("calendar"))

    lines = answer.content.decode().split("\r\n")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "DTSTART:20261006T093000Z" in lines
    assert f"UID:workshop-{cast.cohort.public_id}@testserver" in lines
    assert "LOCATION:The Long Room\\, Corn Exchange" in lines


def test_catch_up_is_offered_after_the_workshop(cast: Cast, step: WorkshopPage) -> None:
    client, button = signed_in(cast.ada.user), "I have done the catch-up"
    offered = []
    for starts_at in (timezone.now() + timedelta(days=3), timezone.now() - timedelta(days=3)):
        move(cast, starts_at)
        offered.append(button in client.get(step.door()).content.decode())

    assert offered == [False, True]


def test_catch_up_finishes_the_step(cast: Cast, step: WorkshopPage) -> None:
    move(cast, timezone.now() - timedelta(days=3))
    client = signed_in(cast.ada.user)

    page = [client.post(step.door("caught_up"), follow=True).content.decode() for _ in range(2)][1]

    assert StepProgress.objects.get(enrolment=cast.ada, step=step).done_at
    assert "I have done the catch-up" not in page


def test_catch_up_before_the_workshop_is_refused_in_words(cast: Cast, step: WorkshopPage) -> None:
    move(cast, timezone.now() + timedelta(days=3))

    page = signed_in(cast.ada.user).post(step.door("caught_up"), follow=True).content.decode()

    assert "The workshop has not taken place yet." in page
    assert not StepProgress.objects.filter(done_at__isnull=False).exists()


def test_catch_up_is_only_looked_at_by_get(cast: Cast, step: WorkshopPage) -> None:
    move(cast, timezone.now() - timedelta(days=3))

    signed_in(cast.ada.user).get(step.door("caught_up"))

    assert not StepProgress.objects.filter(done_at__isnull=False).exists()


def test_can_catch_up_from_the_minute_the_workshop_ends(cast: Cast, step: WorkshopPage) -> None:
    ends_at = datetime(2026, 10, 6, 13, 30, tzinfo=UTC)

    can = [attending.can_catch_up(cast.ada, now=ends_at + timedelta(seconds=by)) for by in (-1, 0)]

    assert can == [False, True]


def test_preview_shows_the_challenges_that_the_board_begins_with(step: WorkshopPage) -> None:
    page = step.make_preview_request().content.decode()

    assert [words in page for words in ("Pecking order", "Who knows most about this?", "add begin with P.")] == [
        True
    ] * 3


def test_preview_needs_no_cohort(step: WorkshopPage) -> None:
    assert "The Healthy Partnership Checklist" in step.make_preview_request().content.decode()

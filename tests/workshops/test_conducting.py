"""The clock of the half day: it follows DOMAIN 2.3, and a late press does nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from elearning.partnering.models import WorkshopPage
from elearning.workshops import conducting, timing
from elearning.workshops.conducting import Act
from elearning.workshops.models import WorkshopRoom
from elearning.workshops.refusals import NotNow
from elearning.workshops.timing import Part
from tests.conftest import Cast, signed_in

MINUTES = [15, 35, 40, 15, 30, 35, 30, 10]


def desk(cast: Cast, name: str = "desk") -> str:
    return reverse(f"workshops:{name}", args=[cast.cohort.public_id])


def test_half_day_takes_210_minutes_in_the_order_of_the_domain(step: WorkshopPage) -> None:
    parts = conducting.parts_of(step)

    assert ([part.minutes for part in parts], timing.minutes_of(parts)) == (MINUTES, 210)
    assert [part.tool for part in parts] == ["", "lineup", "checklist", "", "", "", "board", ""]
    assert [part.is_break for part in parts] == [False] * 3 + [True] + [False] * 4


def test_begin_stands_at_the_first_part_with_all_its_time(today: Cast, step: WorkshopPage) -> None:
    now = timezone.now()

    room = conducting.begin(today.cohort, step, by=today.fay, now=now).room

    assert (room.position, room.left(now), room.revision) == (0, timedelta(minutes=15), 1)


def test_two_who_begin_begin_one_workshop(today: Cast, step: WorkshopPage) -> None:
    conducting.begin(today.cohort, step, by=today.fay)

    assert conducting.begin(today.cohort, step, by=today.fay).was_late
    assert WorkshopRoom.objects.count() == 1


@pytest.mark.parametrize("hours", [-3, 17])
def test_begin_is_refused_at_another_time(today: Cast, step: WorkshopPage, hours: int) -> None:
    at = today.cohort.workshop_starts_at + timedelta(hours=hours)

    with pytest.raises(NotNow):
        conducting.begin(today.cohort, step, by=today.fay, now=at)


def test_change_of_the_page_moves_nobody_on(today: Cast, step: WorkshopPage) -> None:
    conducting.begin(today.cohort, step, by=today.fay)
    step.timetable = []
    step.save()

    assert conducting.room_of(today.cohort).part.title == "Welcome, and who will see what"  # type: ignore[union-attr]


def test_late_press_does_nothing_and_says_so(today: Cast, step: WorkshopPage) -> None:
    conducting.begin(today.cohort, step, by=today.fay)
    client = signed_in(today.fay)
    sent = {"act": "next", "seen": "1"}

    answers = [client.post(desk(today, "press"), sent).headers["Location"] for _press in range(2)]
    page = client.get(answers[1]).content.decode()

    assert [one.endswith("?late=1") for one in answers] == [False, True]
    assert WorkshopRoom.objects.get().position == 1
    assert "The workshop is now at “What is a partnership?”; your press was not counted." in page


def test_press_that_is_sent_again_is_counted_once_and_blames_nobody(today: Cast, step: WorkshopPage) -> None:
    """Its answer was lost on the way: sent once more, it says which state it saw."""
    conducting.begin(today.cohort, step, by=today.fay)
    client, sent = signed_in(today.fay), {"act": "next", "seen": "1"}

    client.post(f"{desk(today, 'press')}?part=1", sent)
    page = client.post(f"{desk(today, 'press')}?part=1", sent | {"again": "1"}).content.decode()

    assert WorkshopRoom.objects.get().position == 1
    assert ("The connection was gone for a moment" in page, "Somebody pressed" in page) == (True, False)


def test_press_before_the_beginning_is_refused(today: Cast) -> None:
    with pytest.raises(NotNow):
        conducting.press(today.cohort, Act.NEXT, seen=0, by=today.fay)


def test_back_finds_what_was_left(today: Cast, step: WorkshopPage) -> None:
    now = timezone.now()
    conducting.begin(today.cohort, step, by=today.fay, now=now)
    later = now + timedelta(minutes=5)

    conducting.press(today.cohort, Act.NEXT, seen=1, by=today.fay, now=later)
    room = conducting.press(today.cohort, Act.BACK, seen=2, by=today.fay, now=later + timedelta(minutes=1)).room

    assert (room.position, room.left(later + timedelta(minutes=1))) == (0, timedelta(minutes=10))


def test_pause_holds_the_clock(today: Cast, step: WorkshopPage) -> None:
    now = timezone.now()
    conducting.begin(today.cohort, step, by=today.fay, now=now)
    conducting.press(today.cohort, Act.PAUSE, seen=1, by=today.fay, now=now + timedelta(minutes=5))
    held = conducting.room_of(today.cohort).left(now + timedelta(minutes=30))  # type: ignore[union-attr]

    room = conducting.press(today.cohort, Act.GO_ON, seen=2, by=today.fay, now=now + timedelta(minutes=30)).room

    assert (held, room.left(now + timedelta(minutes=30))) == (timedelta(minutes=10), timedelta(minutes=10))


@pytest.mark.parametrize(("act", "minutes"), [(Act.TWO_MORE, 17), (Act.FIVE_MORE, 20)])
def test_part_is_extended(today: Cast, step: WorkshopPage, act: Act, minutes: int) -> None:
    now = timezone.now()
    conducting.begin(today.cohort, step, by=today.fay, now=now)

    room = conducting.press(today.cohort, act, seen=1, by=today.fay, now=now).room

    assert room.left(now) == timedelta(minutes=minutes)


def test_end_stands_still_and_can_be_taken_back(today: Cast, step: WorkshopPage) -> None:
    conducting.begin(today.cohort, step, by=today.fay)
    ended = conducting.press(today.cohort, Act.END, seen=1, by=today.fay).room.is_over
    moved = conducting.press(today.cohort, Act.NEXT, seen=2, by=today.fay).room.position

    room = conducting.press(today.cohort, Act.GO_ON, seen=2, by=today.fay).room

    assert (ended, moved, room.is_over) == (True, 0, False)


def test_next_at_the_last_part_changes_nothing(today: Cast, step: WorkshopPage) -> None:
    conducting.begin(today.cohort, step, by=today.fay)
    for seen in range(1, 8):
        conducting.press(today.cohort, Act.NEXT, seen=seen, by=today.fay)

    room = conducting.press(today.cohort, Act.NEXT, seen=8, by=today.fay).room

    assert (room.position, room.revision) == (7, 8)


def test_nonsense_is_pressed_without_harm(today: Cast, step: WorkshopPage) -> None:
    conducting.begin(today.cohort, step, by=today.fay)
    client = signed_in(today.fay)
    sent = [{}, {"act": "explode", "seen": "1"}, {"act": "next", "seen": "9" * 40}, {"act": "next", "seen": "-1"}]

    answers = [client.post(desk(today, "press"), one).status_code for one in sent]

    assert (answers, WorkshopRoom.objects.get().revision) == ([302] * 4, 1)


def test_part_reads_what_an_older_or_newer_page_says() -> None:
    assert Part.from_data({"title": "One", "minutes": 5, "later": 1, "tool": None}) == Part("One", 5)


def test_screen_that_knows_the_mark_gets_304_and_hears_of_a_press(today: Cast, step: WorkshopPage) -> None:
    conducting.begin(today.cohort, step, by=today.fay)
    client = signed_in(today.fay)
    first = client.get(desk(today, "pulse"))

    known = client.get(desk(today, "pulse"), headers={"If-None-Match": first.headers["ETag"]}).status_code
    conducting.press(today.cohort, Act.NEXT, seen=1, by=today.fay)
    moved = client.get(desk(today, "pulse"), headers={"If-None-Match": first.headers["ETag"]})

    assert (first.json(), known, moved.json()) == ({"mark": "1.0"}, 304, {"mark": "2.0"})

"""The demonstration's half day goes through the verbs, and those who were absent read what came of it."""

from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from elearning.partnering.models import WorkshopPage
from elearning.workshops.models import BoardNote, Showing, WorkshopRoom
from elearning.workshops.rehearsing import rehearse
from tests import factories
from tests.conftest import Cast, signed_in
from tests.workshops.makers import here

WORDS: list[dict[str, Any]] = [
    {"word": "Pride", "text": "Nobody asks", "states": ["shown", "handed_on"]},
    {"about": "Pace", "text": "Write the slowest date on the wall first."},
    {"word": "Patience", "text": "We wait", "states": []},
]


def test_past_workshop_is_rehearsed_and_read_by_somebody_who_was_absent(cast: Cast, step: WorkshopPage) -> None:
    cast.cohort.workshop_starts_at = timezone.now() - timedelta(days=12)
    cast.cohort.workshop_ends_at = cast.cohort.workshop_starts_at + timedelta(minutes=210)
    cast.cohort.save()
    people = [here(factories.enrolment(cast.cohort), step) for _one in range(14)]

    rehearse(cast.cohort, step, people, WORDS, by=cast.fay, luck=Random(1))
    page = signed_in(cast.ada.user).get(step.door("after")).content.decode()

    room = WorkshopRoom.objects.get()
    assert (room.position, bool(room.ended_at), len(room.course)) == (7, True, 8)
    assert sorted(Showing.objects.values_list("kind", "people")) == [("checklist", 14), ("lineup", 14)]
    assert sorted(BoardNote.objects.values_list("state", flat=True)) == ["handed_on", "shown", "waiting"]
    assert [words in page for words in ("You were missed.", "Pride", "slowest date on the wall", "Patience")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert [words in page for words in ("I have done the catch-up", "Start here", "The line-up")] == [True] * 3


def test_nobody_reads_of_a_workshop_that_is_still_to_come(today: Cast, step: WorkshopPage) -> None:
    today.cohort.workshop_ends_at = timezone.now() + timedelta(hours=1)
    today.cohort.save()
    BoardNote.objects.create(cohort=today.cohort, word="Pride", state="shown")

    page = signed_in(today.ada.user).get(step.door("after")).content.decode()

    assert ("The workshop is not over yet." in page, "Pride" in page) == (True, False)

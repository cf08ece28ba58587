"""Why people left: asked once, voluntarily; kept without a name; told only together (DOMAIN 2.5, 6.3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from elearning.programmes import parting, snapshots
from elearning.programmes.evaluating import leaving
from elearning.programmes.models import CohortSnapshot, Enrolment, LeavingReason, Wave
from elearning.programmes.reports import cohort_report
from tests.conftest import Cast, signed_in
from tests.laying import laid

LEAST = 5


@laid
def left(cast: Cast) -> Cast:
    """Ada has left the programme."""
    Enrolment.objects.filter(pk=cast.ada.pk).update(state=Enrolment.State.WITHDRAWN)
    cast.ada.refresh_from_db()
    return cast


def door(enrolment: Enrolment) -> str:
    return reverse("programmes:why_left", args=[enrolment.public_id])


def reasons() -> list[str]:
    return sorted(LeavingReason.objects.values_list("code", flat=True))


@pytest.mark.parametrize("who", ["ben", "cal", "fay", "max", "olu", "pia", "zoe"])
def test_nobody_else_is_asked_why_somebody_left(left: Cast, who: str) -> None:
    other: Any = getattr(left, who)
    client = signed_in(getattr(other, "user", other))

    assert client.get(door(left.ada)).status_code == 404
    assert client.post(door(left.ada), {"why": "time"}).status_code == 404
    assert reasons() == []


def test_whoever_takes_part_is_not_asked_why_they_left(left: Cast) -> None:
    assert signed_in(left.ben.user).get(door(left.ben)).status_code == 404


def test_whoever_has_left_finds_the_question_and_answers_once(left: Cast) -> None:
    client = signed_in(left.ada.user)
    found = door(left.ada) in client.get(reverse("programmes:mine")).content.decode()

    client.post(door(left.ada), {"why": "time"})
    client.post(door(left.ada), {"why": "group"})

    assert (found, reasons()) == (True, ["time"])
    assert door(left.ada) not in client.get(reverse("programmes:mine")).content.decode()


def test_saying_nothing_is_an_answer(left: Cast) -> None:
    signed_in(left.ada.user).post(door(left.ada), {"why": "nothing"})

    assert (reasons(), list(parting.asked(left.ada.user))) == ([], [])


@pytest.mark.parametrize("sent", [{}, {"why": "never_came"}, {"why": "I was ill"}])
def test_what_is_not_on_the_list_is_not_kept(left: Cast, sent: dict[str, str]) -> None:
    assert signed_in(left.ada.user).post(door(left.ada), sent).status_code == 422
    assert reasons() == []


def test_a_reason_leads_to_nobody() -> None:
    assert [field.name for field in LeavingReason._meta.get_fields()] == ["id", "cohort", "code"]


def test_reasons_are_deleted_once_the_end_is_frozen_and_nobody_is_asked_any_more(left: Cast) -> None:
    parting.note_removal(left.ada.cohort, "never_came", by=left.max)
    before = parting.tidy(timezone.now())
    CohortSnapshot.objects.create(cohort=left.ada.cohort, occasion=Wave.POST, frozen_at=timezone.now())

    after = parting.tidy(timezone.now() + timedelta(days=1))

    assert (before, after) == (0, 1)
    assert parting.say(left.ada, "time") is False


def test_rooms_hand_on_how_often_a_reason_was_given(left: Cast) -> None:
    parting.say(left.ada, "group")

    found = snapshots.people_of(left.ada.cohort).reasons

    assert {code: times for code, times in found.items() if times} == {"group": 1}


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({"time": 4}, {}),
        ({"time": 5, "group": 2}, {"number": {"low": 7, "high": 7}}),
        ({"time": 12}, {"number": {"low": 12, "high": 12}, "most": "time"}),
        ({"time": 8, "group": 4}, {"number": {"low": 12, "high": 12}, "most": "time"}),
        ({"time": 3, "group": 4, "content": 4}, {"number": {"low": 11, "high": 11}, "shown": [], "rest": 11}),
        (
            {"group": 5, "time": 7, "content": 0},
            {
                "number": {"low": 12, "high": 12},
                "shown": [{"code": "time", "number": 7}, {"code": "group", "number": 5}],
                "rest": 0,
            },
        ),
        (
            {"time": 6, "group": 5, "content": 2, "other": 2},
            {"number": {"low": 15, "high": 15}, "shown": [{"code": "time", "number": 6}], "rest": 9},
        ),
    ],
)
def test_no_reason_of_a_few_can_be_made_out(numbers: dict[str, int], told: dict[str, Any]) -> None:
    assert leaving(numbers, 40, least=LEAST) == told


def test_how_many_gave_a_reason_does_not_tell_how_few_gave_none() -> None:
    assert leaving({"time": 6, "group": 6}, 14, least=LEAST) == {"number": {"low": 10, "high": 14}}


def test_report_tells_reasons_in_words() -> None:
    cells = leaving({"group": 5, "time": 8, "content": 3, "other": 3}, 60, least=LEAST)

    section = cohort_report.leaving(cells, LEAST - 1)

    assert section
    lines = [(line.name, line.cells) for table in section.tables for line in table.lines]
    assert lines == [
        ("No time for it beside the work", ("8",)),
        ("How it went in the group", ("5",)),
        ("Other reasons", ("6",)),
    ]


def test_report_says_why_no_reason_is_told() -> None:
    section = cohort_report.leaving(leaving({"time": 6}, 60, least=LEAST), LEAST - 1)

    assert section
    assert (section.tables, len(section.texts)) == ((), 2)

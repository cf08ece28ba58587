"""The board of a cohort: status only, sorted, filtered, as a file, and what an organisation sees of its own people."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from elearning.post.models import Reminder, StoppedKind
from elearning.programmes import progress
from elearning.programmes.models import Cohort, Enrolment, StepPage
from elearning.programmes.reports import board as boards
from elearning.spreadsheets import guarded
from tests import factories
from tests.conftest import Cast, signed_in
from tests.programmes.makers import a_step, invited


@pytest.fixture
def workshop(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> StepPage:
    """A step that stands for the workshop."""
    monkeypatch.setattr(StepPage, "kind", "workshop")
    return a_step(cast, "workshop", stage="workshop")


def address(cast: Cast, door: str = "") -> str:
    return f"/cohorts/{cast.cohort.public_id}/{door}"


def names(board: boards.Board) -> list[str]:
    return [row.enrolment.user.first_name for row in board.rows]


def test_board_says_how_far_each_person_is(cast: Cast) -> None:
    first, second = a_step(cast, "first"), a_step(cast, "second")
    progress.done(cast.ada, first)
    progress.start(cast.ada, second, answered=3, of=8)

    rows = boards.board(cast.cohort).rows

    assert [[cell.word for cell in row.cells] for row in rows] == [["Done", "Begun"], ["Not yet"] * 2, ["Not yet"] * 2]


def test_board_sorts_by_step_and_turns_round(cast: Cast) -> None:
    step = a_step(cast, "first")
    progress.done(cast.cal, step)
    progress.start(cast.ben, step)

    assert names(boards.board(cast.cohort, sort=str(step.pk))) == ["Cal", "Ben", "Ada"]
    assert names(boards.board(cast.cohort, sort=f"-{step.pk}")) == ["Ada", "Ben", "Cal"]
    assert names(boards.board(cast.cohort, sort="-name")) == ["Cal", "Ben", "Ada"]


@pytest.mark.parametrize("sort", ["nonsense", "user__password", "-", "999999", "-nonsense"])
def test_board_ignores_an_unknown_order(cast: Cast, sort: str) -> None:
    assert signed_in(cast.fay).get(address(cast), {"sort": sort}).status_code == 200


def test_board_shows_one_organisation_on_request(cast: Cast) -> None:
    response = signed_in(cast.fay).get(address(cast), {"organisation": cast.organisation.slug})

    assert names(response.context["board"]) == ["Ada"]


@pytest.mark.parametrize(
    "asked", [{"organisation": "unknown"}, {"organisation": "nul\x00"}, {"page": "nul\x00"}, {"page": "99"}]
)
def test_board_shows_everybody_where_the_question_makes_no_sense(cast: Cast, asked: dict[str, str]) -> None:
    response = signed_in(cast.fay).get(address(cast), asked)

    assert names(response.context["board"]) == ["Ada", "Ben", "Cal"]


def test_board_leaves_out_the_removed(cast: Cast) -> None:
    Enrolment.objects.filter(pk=cast.ben.pk).update(state="removed")

    assert names(boards.board(cast.cohort)) == ["Ada", "Cal"]


def test_board_of_nobody_offers_to_invite(cast: Cast) -> None:
    cohort = factories.cohort(cast.programme)

    response = signed_in(cast.max).get(f"/cohorts/{cohort.public_id}/")

    assert "Nobody has been invited yet" in response.content.decode()


def test_board_shows_a_hundred_people_a_page(cast: Cast) -> None:
    for _person in range(99):
        factories.enrolment(cast.cohort, organisation=cast.other)

    assert len(boards.board(cast.cohort, number="2").rows) == 2


def test_board_asks_the_database_as_often_for_nine_people_as_for_three(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    fay, counts = signed_in(cast.fay), []
    steps = [a_step(cast, f"step-{number}") for number in range(2)]
    fay.get(address(cast))
    for more in (0, 6):
        for _person in range(more):
            progress.done(factories.enrolment(cast.cohort), steps[0])
            progress.start(factories.enrolment(cast.cohort, state="invited"), steps[1])
        with django_assert_max_num_queries(25) as captured:
            fay.get(address(cast))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_export_keeps_formulas_from_spreadsheets(cast: Cast) -> None:
    cast.ada.user.first_name, cast.ada.user.last_name = "=HYPERLINK(1)", "Example"
    cast.ada.user.save()

    body = signed_in(cast.fay).get(address(cast, "board.csv")).content.decode("utf-8-sig")

    assert "'=HYPERLINK(1) Example" in body
    assert "\r\n=" not in body


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_guarded_puts_an_apostrophe_before_what_starts_a_formula(start: str) -> None:
    assert (guarded(f"{start}A1"), guarded("1=2")) == (f"'{start}A1", "1=2")


def calls(cast: Cast, **after: float) -> list[tuple[str, str]]:
    now = cast.cohort.workshop_ends_at + timedelta(**after)
    return [(call.enrolment.user.first_name, call.about) for call in boards.calls(cast.cohort, now=now)]


def test_calls_names_whoever_has_not_answered_as_the_workshop_comes_near(cast: Cast) -> None:
    Enrolment.objects.filter(pk=cast.ben.pk).update(state="invited")

    assert calls(cast, days=-20) == []
    assert calls(cast, days=-5) == [("Ben", "Has not answered the invitation")]


def test_calls_never_asks_for_prework(cast: Cast) -> None:
    a_step(cast, "map", stage="before")

    assert calls(cast, days=1) == []


def test_calls_names_whoever_missed_the_workshop_once_it_is_noted_who_came(cast: Cast, workshop: StepPage) -> None:
    before = calls(cast, days=1)
    for enrolment in (cast.ada, cast.cal):
        progress.done(enrolment, workshop)

    assert before == []
    assert calls(cast, days=1) == [("Ben", "Was not at the workshop; the catch-up is open")]


def test_attendance_marks_the_workshop_done(cast: Cast, workshop: StepPage) -> None:
    fay = signed_in(cast.fay)

    fay.post(address(cast, "attendance/"), {"present": [cast.ada.pk, cast.ben.pk]})
    fay.post(address(cast, "attendance/"), {"present": [cast.ada.pk]})

    done = StepPage.objects.get(pk=workshop.pk).progress.filter(done_at__isnull=False)
    assert [row.enrolment_id for row in done] == [cast.ada.pk]


def test_attendance_shows_who_is_ticked(cast: Cast, workshop: StepPage) -> None:
    progress.done(cast.ada, workshop)

    body = signed_in(cast.fay).get(address(cast, "attendance/")).content.decode()

    assert body.count(" checked") == 1


def test_attendance_refuses_a_person_of_another_cohort_as_a_whole(cast: Cast, workshop: StepPage) -> None:
    stranger = factories.enrolment(factories.cohort(cast.programme))

    response = signed_in(cast.fay).post(address(cast, "attendance/"), {"present": [cast.ada.pk, stranger.pk]})

    assert list(response.context["form"].errors) == ["present"]
    assert not workshop.progress.exists()


def test_attendance_without_a_workshop_says_so(cast: Cast) -> None:
    assert "no workshop step yet" in signed_in(cast.fay).get(address(cast, "attendance/")).content.decode()


def test_our_people_shows_the_coordinator_only_the_own_organisation(cast: Cast, workshop: StepPage) -> None:
    progress.done(cast.ada, workshop)
    factories.enrolment(cast.cohort, factories.user("Ivy Example"), organisation=cast.organisation, state="invited")

    response = signed_in(cast.olu).get(address(cast, "our-people/"))

    [group] = response.context["groups"]
    assert [(p.name, p.has_joined, p.was_at_workshop) for p in group.people] == [
        ("Ada Example", True, True),
        ("Ivy Example", False, False),
    ]
    assert "Ben" not in response.content.decode()


@pytest.mark.parametrize("name", ["ada", "fay", "max", "zoe"])
def test_our_people_is_for_the_coordinator(cast: Cast, name: str) -> None:
    who = getattr(cast, name)

    assert signed_in(getattr(who, "user", who)).get(address(cast, "our-people/")).status_code == 404


def test_our_people_of_another_cohort_does_not_exist(cast: Cast) -> None:
    other = factories.cohort(cast.programme)
    factories.enrolment(other, organisation=cast.organisation)

    assert signed_in(cast.olu).get(f"/cohorts/{other.public_id}/our-people/").status_code == 404


def test_day_of_the_cohort_is_that_of_its_own_zone() -> None:
    late = datetime.fromisoformat("2027-03-01T23:30:00+00:00")
    cohort = factories.Cohort(workshop_starts_at=late, time_zone="Europe/Helsinki")

    assert cohort.workshop_on.isoformat() == "2027-03-02"


@pytest.fixture
def undecided(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Ben alone has not chosen; the day on which everybody should have is over."""
    monkeypatch.setattr(StepPage, "kind", "priorities")
    choice = a_step(cast, "priorities", stage="after")
    for enrolment in (cast.ada, cast.cal):
        progress.done(enrolment, choice)
    day = cast.cohort.workshop_on + timedelta(days=8)
    Cohort.objects.filter(pk=cast.cohort.pk).update(priorities_due_on=day)
    cast.cohort.refresh_from_db()
    return cast


def reminded(cast: Cast, times: int) -> None:
    """Ben has been reminded so often of choosing."""
    for number in range(1, times + 1):
        Reminder.objects.create(
            name="choice", user=cast.ben.user, occasion=f"choice-{cast.ben.pk}-{number}", at=timezone.now()
        )


@pytest.mark.parametrize(("times", "is_called"), [(0, False), (2, False), (3, True)])
def test_somebody_rings_only_after_three_reminders_without_an_answer(
    undecided: Cast, times: int, is_called: bool
) -> None:
    reminded(undecided, times)

    assert calls(undecided, days=11) == ([("Ben", "Has not chosen priorities yet")] if is_called else [])


def test_somebody_rings_whom_reminders_do_not_reach(undecided: Cast) -> None:
    before = (calls(undecided, days=11), calls(undecided, days=14))
    StoppedKind.objects.create(user=undecided.ben.user, kind="steps")

    assert before == ([], [("Ben", "Has not chosen priorities yet")])
    assert calls(undecided, days=11) == [("Ben", "Has not chosen priorities yet")]


def test_nobody_rings_who_has_answered_after_three_reminders(undecided: Cast) -> None:
    reminded(undecided, 3)
    progress.done(undecided.ben, StepPage.objects.get(slug="priorities"))

    assert calls(undecided, days=11) == []


def test_calls_leaves_whoever_was_invited_lately_time_to_answer(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    enrolment, _token = invited(cast.cohort, cast.fay, django_capture_on_commit_callbacks)
    sent_at = enrolment.invitations.get().sent_at

    after = [boards.calls(cast.cohort, now=sent_at + timedelta(days=days)) for days in (2, 4)]

    assert [[call.about for call in found if call.enrolment == enrolment] for found in after] == [
        [],
        ["Has not answered the invitation"],
    ]

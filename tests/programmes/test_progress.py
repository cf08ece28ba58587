"""What is recorded of a person's way, and what they can do next."""

from datetime import date

from elearning.programmes import clock, progress
from elearning.programmes.models import StepPage
from tests.conftest import Cast


def a_step(cast: Cast, slug: str) -> StepPage:
    step = StepPage(title=slug.title(), slug=slug)
    cast.programme.add_child(instance=step)
    return step


def test_calendar_counts_from_the_workshop() -> None:
    dates = clock.calendar(date(2026, 10, 6))

    assert (dates.prework_due_on, dates.priorities_due_on, dates.grouping_on) == (
        date(2026, 10, 4),
        date(2026, 10, 16),
        date(2026, 10, 20),
    )


def test_working_days_after_skips_the_weekend() -> None:
    assert clock.working_days_after(date(2026, 10, 22), 5) == date(2026, 10, 29)


def test_next_step_is_the_one_already_begun(cast: Cast) -> None:
    a_step(cast, "first")
    second = a_step(cast, "second")
    progress.start(cast.ada, second)

    found = progress.next_step(progress.states(cast.ada))

    assert found
    assert found.step.slug == "second"


def test_done_keeps_the_first_moment(cast: Cast) -> None:
    step = a_step(cast, "first")

    first = progress.done(cast.ada, step).done_at

    assert progress.done(cast.ada, step).done_at == first

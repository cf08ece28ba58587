"""Says whose next step of a programme is due, for the day's mail of reminders: three times a step, then somebody rings.

Only people who take part in a cohort that runs are reminded, and only of what they have not done (DOMAIN 2.1, 2.4).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from elearning.post.hours import on_or_before
from elearning.post.models import StoppedKind
from elearning.post.reminding import Due, reminded_of
from elearning.programmes.models import Cohort, Enrolment, StepPage, StepProgress


@dataclass(frozen=True)
class Plan:
    """When somebody is reminded of a stretch of a programme: the days before (negative) or after the workshop, and which
    kinds of steps have to be done for it to be over."""

    name: str
    stage: str
    days: Sequence[int]
    only: frozenset[str] = frozenset()


# W−14, W−7, W−2 for the preparation; W+4, W+8, W+10 for the questionnaire and the choice that follows from it (DOMAIN 2.1).
KIND, LATE = "steps", timedelta(days=3)
PREPARATION = Plan("preparation", StepPage.Stage.BEFORE, (-14, -7, -2))
CHOICE = Plan("choice", StepPage.Stage.AFTER, (4, 8, 10), only=frozenset({"priorities"}))


def occasions(plan: Plan, enrolment: Enrolment) -> list[str]:
    """The code words of the times at which somebody is reminded."""
    return [f"{plan.name}-{enrolment.pk}-{number}" for number in range(1, len(plan.days) + 1)]


def spoken_enough(plan: Plan, people: Sequence[Enrolment], now: datetime) -> set[int]:
    """Those of `people` (keys of enrolments) to whom reminders of `plan` have said all they can, so that a person rings (DOMAIN
    2.4): reminded the last time, or reminders turned off, or three days on nothing has gone. Two queries."""
    last = {one.pk: occasions(plan, one)[-1] for one in people}
    told = reminded_of(plan.name, list(last.values()))
    off = set(StoppedKind.objects.filter(kind=KIND).values_list("user", flat=True))
    return {one.pk for one in people if last[one.pk] in told or one.user_id in off or _is_long_past(plan, one, now)}


def _is_long_past(plan: Plan, enrolment: Enrolment, now: datetime) -> bool:
    """Whether the last reminder ought to have gone three days ago, and something must have kept it."""
    return enrolment.cohort.day_of(now) > enrolment.cohort.workshop_on + timedelta(days=plan.days[-1]) + LATE


def preparation(now: datetime) -> Iterator[Due]:
    """Whoever has not finished what leads up to the workshop, while that is still to come."""
    for enrolment, number in _not_done(PREPARATION, now):
        cohort = enrolment.cohort
        words = {"date": date_format(cohort.prework_due_on, "l j F")}
        yield Due(
            enrolment.user,
            occasion=occasions(PREPARATION, enrolment)[number - 1],
            sentence=_("What prepares you for the workshop is not finished yet. It helps to have it by %(date)s.")
            % words,
            path=reverse("programmes:mine"),
            until=cohort.workshop_starts_at,
            zone=cohort.time_zone,
        )


def choice(now: datetime) -> Iterator[Due]:
    """Whoever has not chosen what to work on, until the sets are formed."""
    for enrolment, number in _not_done(CHOICE, now):
        cohort = enrolment.cohort
        words = {"date": date_format(cohort.priorities_due_on, "l j F")}
        yield Due(
            enrolment.user,
            occasion=occasions(CHOICE, enrolment)[number - 1],
            sentence=_("Your next step is open: choosing what you want to work on. Please do it by %(date)s.") % words,
            path=reverse("programmes:mine"),
            until=datetime.combine(cohort.grouping_on, time(), tzinfo=cohort.zone),
            zone=cohort.time_zone,
        )


def _not_done(plan: Plan, now: datetime) -> Iterator[tuple[Enrolment, int]]:
    """Those who are to be reminded by `plan` now, with the number of the time; three queries and one a programme."""
    near = timedelta(days=max(map(abs, plan.days)) + 7)
    cohorts = Cohort.objects.filter(
        state=Cohort.State.RUNNING, workshop_starts_at__gt=now - near, workshop_starts_at__lt=now + near
    ).select_related("programme")
    for cohort in cohorts:
        number = _time_of(plan, cohort, cohort.day_of(now))
        if number:
            for enrolment in _behind(plan, cohort):
                enrolment.cohort = cohort
                yield enrolment, number


def _time_of(plan: Plan, cohort: Cohort, today: date) -> int:
    """Which of the plan's times has come, 0 if none has; what would be a weekend is the Friday before."""
    return sum(on_or_before(cohort.workshop_on + timedelta(days=days)) <= today for days in plan.days)


def _behind(plan: Plan, cohort: Cohort) -> list[Enrolment]:
    """Who takes part in `cohort` and has not done every step that `plan` is about."""
    steps = [
        step.pk
        for step in cohort.programme.steps().filter(stage=plan.stage).select_related("content_type")
        if not plan.only or step.specific_class.kind in plan.only
    ]
    if not steps:
        return []
    done: dict[Any, set[Any]] = {}
    rows = StepProgress.objects.filter(enrolment__cohort=cohort, step__in=steps, done_at__isnull=False)
    for enrolment, step in rows.values_list("enrolment", "step"):
        done.setdefault(enrolment, set()).add(step)
    people = cohort.enrolments.filter(state__in=Enrolment.TAKING_PART).select_related("user")
    return [one for one in people if len(done.get(one.pk, ())) < len(steps)]

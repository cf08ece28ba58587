"""Freezes a cohort's figures by its clock: the only way from what rooms know of people to a report (DOMAIN 4.5, 6.3).

Later rooms hand in what they know in memory (`bind_source`); it is counted and suppressed here and then forgotten. What is
frozen stays as it is when people withdraw, change their answers or have their data erased. A later release of the same
occasion is made only while no later occasion is frozen, and only if nobody can be made out by taking one from the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.models import get_page_models

from elearning.programmes import clock, counting, parting
from elearning.programmes.evidence import (
    Evaluations,
    Evidence,
    Figures,
    Meetings,
    Partnerships,
    People,
    Practice,
)
from elearning.programmes.models import Cohort, CohortSnapshot, Enrolment, StepPage, StepProgress, Wave
from elearning.programmes.suppression import pooled

Known = Practice | Meetings | Evaluations | Partnerships
Source = Callable[[Cohort], Known]
SOURCES: dict[type[Known], Source] = {}
Kind = TypeVar("Kind", Practice, Meetings, Evaluations, Partnerships)
# Days begin up to so much earlier than in UTC where a cohort is.
AHEAD = timedelta(hours=14)
FIRST_ANSWERS = "assessment"
TOLD_ONCE = ("partnerships", "evaluation", "themes", "leaving")
COUNT = {Wave.POST: counting.at_end, Wave.FOLLOW_UP: counting.at_follow_up}


def bind_source(kind: type[Known], source: Source) -> None:
    """From now on, `source` says what is known of a cohort of this `kind`."""
    SOURCES[kind] = source


def freeze_due(now: datetime | None = None) -> list[CohortSnapshot]:
    """Freeze whatever the clock asks for; returns the snapshots made. Calling it again, or twice at once, makes no more."""
    moment = now or timezone.now()
    made = []
    for key in due(moment).values_list("pk", flat=True):
        made += freeze(key, moment)
    return made


def due(now: datetime) -> QuerySet[Cohort]:
    """The cohorts of which an occasion may have to be frozen, or the first one released once more; the database finds them."""
    today = (now + AHEAD).date()
    missing = {
        Wave.PRE: Q(grouping_on__lte=today),
        Wave.POST: Q(last_meeting_on__lt=today - clock.POST_CLOSES),
        Wave.FOLLOW_UP: Q(last_meeting_on__lt=today - clock.FOLLOW_UP_CLOSES),
    }
    over = [is_over & ~Exists(_of(wave)) for wave, is_over in missing.items()]
    newest = _of(Wave.PRE).order_by("-number").values("frozen_at")[:1]
    cohorts = Cohort.objects.alias(frozen_at=Subquery(newest))
    return cohorts.filter(over[0] | over[1] | over[2] | _may_tell_more()).order_by("pk")


def _of(wave: str) -> QuerySet[CohortSnapshot]:
    return CohortSnapshot.objects.filter(cohort=OuterRef("pk"), occasion=wave)


def _may_tell_more() -> Q:
    """That as many as a release needs have joined or answered since the first occasion was frozen, and no later one is.

    Of later occasions only answers count that were in on the last day, so nothing can come to them.
    """
    asked = [kind for kind in get_page_models() if issubclass(kind, StepPage) and kind.kind == FIRST_ANSWERS]
    types = ContentType.objects.get_for_models(*asked).values()
    answers = StepProgress.objects.filter(enrolment=OuterRef("pk"), step__content_type__in=list(types))
    answered = answers.filter(done_at__gte=OuterRef(OuterRef("frozen_at")))
    new = Enrolment.objects.filter(cohort=OuterRef("pk")).filter(
        Q(joined_at__gte=OuterRef("frozen_at")) | Exists(answered)
    )
    later = Q(Exists(_of(Wave.POST))) | Q(Exists(_of(Wave.FOLLOW_UP)))
    return Q(Exists(new[settings.SMALLEST_GROUP - 1 :])) & ~later


@transaction.atomic
def freeze(key: int, now: datetime) -> list[CohortSnapshot]:
    """Freeze the occasions of one cohort that are over and not frozen yet, in their order.

    Then the newest occasion may be released once more (`counting.may_release`). The cohort's row is locked meanwhile.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("programme").get(pk=key)
    today, made = now.astimezone(cohort.zone).date(), []
    frozen = CohortSnapshot.objects.latest_of(cohort)
    for wave in Wave:
        if wave not in frozen and today > cohort.window(wave)[1]:
            frozen[wave.value] = _release(cohort, wave, frozen, now)
            made.append(frozen[wave.value])
    if frozen and not made:
        made += _again(cohort, frozen, now)
    return made


def _again(cohort: Cohort, frozen: dict[str, CohortSnapshot], now: datetime) -> list[CohortSnapshot]:
    """Another release of the newest occasion if it may follow the one before."""
    wave, before = next(reversed(frozen.items()))
    earlier = {key: row for key, row in frozen.items() if key != wave}
    least = threshold(earlier, at_least=before.threshold)
    figures = _as_before(figures_of(evidence_of(cohort), wave, earlier, least=least), before)
    if not counting.may_release(Figures(before.cells, before.sizes), figures, wave=wave, least=least):
        return []
    return [_kept(cohort, wave, figures, number=before.number + 1, least=least, now=now)]


def _as_before(figures: Figures, before: CohortSnapshot) -> Figures:
    """What an earlier release of the same occasion has told of maps and of the programme stays as it was told."""
    told = {name: before.cells[name] for name in TOLD_ONCE if name in before.cells}
    return replace(figures, cells={**figures.cells, **told})


def _release(cohort: Cohort, wave: str, frozen: dict[str, CohortSnapshot], now: datetime) -> CohortSnapshot:
    least = threshold(frozen)
    figures = figures_of(evidence_of(cohort), wave, frozen, least=least)
    return _kept(cohort, wave, figures, number=1, least=least, now=now)


def _kept(cohort: Cohort, wave: str, figures: Figures, *, number: int, least: int, now: datetime) -> CohortSnapshot:
    return CohortSnapshot.objects.create(
        cohort=cohort,
        occasion=wave,
        number=number,
        frozen_at=now,
        threshold=least,
        cells=figures.cells,
        sizes=figures.sizes,
    )


def threshold(frozen: Mapping[str, CohortSnapshot], *, at_least: int = 0) -> int:
    """The fewest people of whom anything is said: the installation's setting, never less than in an earlier release."""
    return max([settings.SMALLEST_GROUP, at_least, *(row.threshold for row in frozen.values())])


def figures_of(evidence: Evidence, wave: str, frozen: Mapping[str, CohortSnapshot], *, least: int) -> Figures:
    """The figures of one occasion beside those that are `frozen`, by occasion, in the order of time.

    After the first occasion only those are counted who had joined when it was frozen: what is shown later is a part of
    the number that was shown then.
    """
    first = frozen.get(Wave.PRE)
    if wave == Wave.PRE or first is None:
        return counting.at_first(evidence, least=least)
    known: dict[str, int] = {}
    for row in frozen.values():
        known |= counting.exact(row.cells)
    counted = _joined_by(evidence, first.frozen_at)
    found = COUNT[Wave(wave)](counted, known, least=least)
    return (
        found
        if found.cells.get("too_few")
        else replace(found, cells={**found.cells, "themes": themes(evidence, frozen)})
    )


def themes(evidence: Evidence, frozen: Mapping[str, CohortSnapshot]) -> list[dict[str, str]]:
    """What sets have passed on and no earlier occasion tells (DOMAIN 1.9)."""
    told = {row["text"] for snapshot in frozen.values() for row in snapshot.cells.get("themes", ())}
    return [{"subject": subject, "text": text} for subject, text in pooled(evidence.meetings.themes, told)]


def _joined_by(evidence: Evidence, moment: datetime) -> Evidence:
    """The evidence of those who had joined by `moment`: later figures are parts of the number that was shown then."""
    joined = {one: when for one, when in evidence.people.joined.items() if when <= moment}
    return replace(evidence, people=replace(evidence.people, joined=joined))


def evidence_of(cohort: Cohort) -> Evidence:
    """What every room knows of `cohort`, in memory. Raises KeyError where a room has not bound its source."""
    subjects = cohort.programme.framework.subjects.order_by("sort_order", "pk")
    return Evidence(
        people=people_of(cohort),
        practice=known(Practice, cohort),
        meetings=known(Meetings, cohort),
        subjects=tuple(subjects.values_list("code", "title")),
        evaluations=known(Evaluations, cohort),
        partnerships=known(Partnerships, cohort),
    )


def known(kind: type[Kind], cohort: Cohort) -> Kind:
    """What the room that has bound itself to this `kind` knows of `cohort`. Raises KeyError where none has."""
    found = SOURCES[kind](cohort)
    assert isinstance(found, kind)  # noqa: S101 - bound by its kind
    return found


def people_of(cohort: Cohort) -> People:
    """Who was invited, who ever joined, from where, and who was at the workshop. Those who left again have joined as well."""
    one_each = cohort.enrolments.filter(merged_at=None)
    rows = list(one_each.exclude(state=Enrolment.State.REMOVED, joined_at=None).select_related("organisation"))
    steps = cohort.programme.steps().select_related("content_type")
    workshops = [step.pk for step in steps if step.specific_class.kind == "workshop"]
    came = StepProgress.objects.filter(enrolment__cohort=cohort, step__in=workshops, done_at__isnull=False)
    return People(
        invited=frozenset(one.pk for one in rows),
        joined={one.pk: one.joined_at for one in rows if one.joined_at},
        organisations={one.pk: one.organisation.name for one in rows},
        workshop=frozenset(came.values_list("enrolment_id", flat=True)),
        reasons=parting.told_in(cohort),
    )

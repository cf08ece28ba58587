"""Confirms the priorities a person chose, in their order."""

from collections.abc import Sequence
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning import mail
from elearning.accounts.models import User
from elearning.profiles.models import PrioritiesPage, PriorityChoice, PriorityList, Result, ResultsPage
from elearning.programmes import progress
from elearning.programmes.models import Cohort, CohortRole, Enrolment, Subject

MOST_PRIORITIES = 3


class ChoiceError(Exception):
    """A list of priorities that cannot be confirmed; its message is for the person."""


def current(enrolment: Enrolment) -> list[PriorityChoice]:
    """The confirmed priorities of `enrolment`, the first first; empty before anything is confirmed."""
    mine = PriorityChoice.objects.filter(priority_list__enrolment=enrolment, priority_list__superseded_at__isnull=True)
    return list(mine.select_related("subject", "priority_list").order_by("rank"))


def current_for(cohort: Cohort) -> dict[int, list[PriorityChoice]]:
    """The confirmed priorities of everybody in `cohort` who has some, by enrolment, the first first; one query."""
    rows = (
        PriorityChoice.objects.filter(
            priority_list__enrolment__cohort=cohort, priority_list__superseded_at__isnull=True
        )
        .select_related("subject", "priority_list")
        .order_by("priority_list__enrolment_id", "rank")
    )
    return {key: list(choices) for key, choices in groupby(rows, key=lambda choice: choice.priority_list.enrolment_id)}


def earlier(enrolment: Enrolment) -> list[PriorityList]:
    """The lists that `enrolment` confirmed before, the latest first; for the person only."""
    lists = PriorityList.objects.filter(enrolment=enrolment, superseded_at__isnull=False)
    return list(lists.prefetch_related("choices__subject"))


def sources(enrolment: Enrolment) -> dict[str, str]:
    """Where a choice of each subject comes from, by code: what the current result suggests. Others are one's own."""
    result = Result.objects.current(enrolment)
    if result is None:
        return {}
    return {suggestion.subject.code: suggestion.kind for suggestion in result.suggestions.select_related("subject")}


@transaction.atomic
def confirm(enrolment: Enrolment, ranked: Sequence[Subject], *, by: User) -> PriorityList:
    """Confirm one to three subjects in order; the list before it no longer counts. The same list again changes nothing.

    Where each choice came from (suggested, near, own, unscored) is read from the person's current result. Marks the step
    done and sends one neutral mail; after the grouping date the cohort's facilitators get one as well (DOMAIN 2.6).
    Raises ChoiceError for too few, too many or unknown subjects, and in a closed cohort.
    """
    _refuse_nonsense(enrolment, ranked)
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    before = current(enrolment)
    if [choice.subject_id for choice in before] == [subject.pk for subject in ranked]:
        return before[0].priority_list
    now = timezone.now()
    PriorityList.objects.filter(enrolment=enrolment).current().update(superseded_at=now)
    made = PriorityList.objects.create(enrolment=enrolment, confirmed_at=now, confirmed_by=by)
    _store(made, ranked)
    _record_progress(enrolment)
    _tell(enrolment, is_change=bool(before))
    return made


def _refuse_nonsense(enrolment: Enrolment, ranked: Sequence[Subject]) -> None:
    if not enrolment.cohort.is_running or not enrolment.is_taking_part:
        raise ChoiceError(_("This cohort is closed, so priorities can no longer be changed."))
    if not 1 <= len({subject.pk for subject in ranked}) == len(ranked) <= MOST_PRIORITIES:
        raise ChoiceError(_("Choose one, two or three different subjects."))
    framework = enrolment.cohort.programme.framework_id
    if any(subject.framework_id != framework for subject in ranked):
        raise ChoiceError(_("One of these subjects does not belong to this programme."))


def _store(made: PriorityList, ranked: Sequence[Subject]) -> None:
    has_result = Result.objects.current(made.enrolment) is not None
    known = sources(made.enrolment)
    other = PriorityChoice.Source.OWN if has_result else PriorityChoice.Source.UNSCORED
    PriorityChoice.objects.bulk_create(
        PriorityChoice(priority_list=made, subject=subject, rank=rank, source=known.get(subject.code, other))
        for rank, subject in enumerate(ranked, start=1)
    )


def _record_progress(enrolment: Enrolment) -> None:
    programme = enrolment.cohort.programme
    for page in PrioritiesPage.objects.child_of(programme).live():
        progress.done(enrolment, page)
    if Result.objects.current(enrolment):
        for page in ResultsPage.objects.child_of(programme).live():
            progress.done(enrolment, page)


def _tell(enrolment: Enrolment, *, is_change: bool) -> None:
    programme = enrolment.cohort.programme
    words = {"name": enrolment.user.name, "programme": programme.title, "cohort": enrolment.cohort.name}
    mail.send("priorities_confirmed", enrolment.user.email, words)
    if not is_change or enrolment.cohort.is_before_grouping:
        return
    facilitators = enrolment.cohort.roles.filter(kind=CohortRole.Kind.FACILITATOR).select_related("user")
    for role in facilitators:
        mail.send("priorities_changed", role.user.email, {**words, "facilitator": role.user.name})

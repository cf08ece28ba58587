"""Confirms the priorities a person chose, in their order, and says what a change brings about (DOMAIN 2.6)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning import mail
from elearning.accounts.models import User
from elearning.profiles.models import PrioritiesPage, PriorityChoice, PriorityList, PriorityReason, Result, ResultsPage
from elearning.programmes import progress
from elearning.programmes.models import Cohort, CohortRole, Enrolment, Subject

MOST_PRIORITIES = 3


class ChoiceError(Exception):
    """A list of priorities that cannot be confirmed; its message is for the person."""


class Moment(StrEnum):
    """When a change of priorities falls, which decides what it brings about (DOMAIN 2.6)."""

    FREE = "free"
    PROPOSED = "proposed"
    MET = "met"


def moment(enrolment: Enrolment) -> Moment:
    """Before sets are proposed, after that, or after the first meeting of the person's own set."""
    if enrolment.has_met:
        return Moment.MET
    return Moment.FREE if enrolment.cohort.is_before_grouping else Moment.PROPOSED


def current(enrolment: Enrolment) -> list[PriorityChoice]:
    """The confirmed priorities of `enrolment`, the first first; empty before anything is confirmed."""
    mine = PriorityChoice.objects.filter(priority_list__enrolment=enrolment, priority_list__superseded_at__isnull=True)
    return list(mine.select_related("subject", "priority_list").order_by("rank"))


def own(enrolment: Enrolment) -> list[PriorityChoice]:
    """The confirmed priorities, each with the reason the person noted; for the person only."""
    mine = PriorityChoice.objects.filter(priority_list__enrolment=enrolment, priority_list__superseded_at__isnull=True)
    return list(mine.select_related("subject", "priority_list", "reason").order_by("rank"))


def reasons(enrolment: Enrolment) -> dict[str, str]:
    """The reasons the person noted for their confirmed priorities, by the code of the subject; for the person only."""
    lists = {"choice__priority_list__enrolment": enrolment, "choice__priority_list__superseded_at__isnull": True}
    return dict(PriorityReason.objects.filter(**lists).values_list("choice__subject__code", "text"))


def codes_of(enrolment: Enrolment) -> frozenset[str]:
    """The codes of the subjects that `enrolment` has chosen; one query."""
    return frozenset(choice.subject.code for choice in current(enrolment))


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
    """The lists that `enrolment` confirmed before, with their reasons, the latest first; for the person only."""
    lists = PriorityList.objects.filter(enrolment=enrolment, superseded_at__isnull=False)
    return list(lists.prefetch_related("choices__subject", "choices__reason"))


def changed_since(cohort: Cohort, since: datetime) -> dict[int, bool]:
    """Who has confirmed other priorities since `since`, by enrolment, and whether they want to be asked about another set.

    For those who form the sets: that, never what (DOMAIN 2.6). A change after the first meeting of the person's set is
    left out, since they stay where they are. One query.
    """
    still_open = Q(enrolment__first_meeting_at__isnull=True) | Q(confirmed_at__lt=F("enrolment__first_meeting_at"))
    lists = PriorityList.objects.filter(enrolment__cohort=cohort, confirmed_at__gt=since).current()
    return dict(lists.filter(still_open).values_list("enrolment_id", "would_move"))


def sources(enrolment: Enrolment) -> dict[str, str]:
    """Where a choice of each subject comes from, by code: what the current result suggests. Others are one's own."""
    result = Result.objects.current(enrolment)
    if result is None:
        return {}
    return {suggestion.subject.code: suggestion.kind for suggestion in result.suggestions.select_related("subject")}


@transaction.atomic
def confirm(
    enrolment: Enrolment,
    ranked: Sequence[Subject],
    *,
    by: User,
    reasons: Mapping[str, str] | None = None,
    would_move: bool = False,
) -> PriorityList:
    """Confirm one to three subjects in order; the list before it no longer counts.

    `reasons` are the person's own words by the code of a subject; `would_move` counts between proposal and first meeting.
    The same list again notes these two and changes nothing else, so nobody is told. Where each choice came from
    (suggested, near, own, unscored) is read from the person's current result. Marks the step done and sends one neutral
    mail; between proposal and first meeting the cohort's facilitators get one as well (DOMAIN 2.6). Raises ChoiceError
    for too few, too many or unknown subjects, and in a closed cohort.
    """
    _refuse_nonsense(enrolment, ranked)
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    before, asks = current(enrolment), would_move and moment(enrolment) == Moment.PROPOSED
    if [choice.subject_id for choice in before] == [subject.pk for subject in ranked]:
        return _note(before, reasons, would_move=asks)
    now = timezone.now()
    PriorityList.objects.filter(enrolment=enrolment).current().update(superseded_at=now)
    made = PriorityList.objects.create(enrolment=enrolment, confirmed_at=now, confirmed_by=by, would_move=asks)
    _write_reasons(_store(made, ranked), reasons or {})
    _record_progress(enrolment)
    _tell(enrolment, is_change=bool(before))
    return made


def _note(choices: Sequence[PriorityChoice], reasons: Mapping[str, str] | None, *, would_move: bool) -> PriorityList:
    """The list as it stands, with what the person adds to it for themselves."""
    standing = choices[0].priority_list
    if reasons is not None:
        PriorityReason.objects.filter(choice__priority_list=standing).delete()
        _write_reasons(choices, reasons)
    if standing.would_move != would_move:
        standing.would_move = would_move
        standing.save(update_fields=["would_move"])
    return standing


def _write_reasons(choices: Sequence[PriorityChoice], reasons: Mapping[str, str]) -> None:
    said = ((choice, reasons.get(choice.subject.code, "").strip()) for choice in choices)
    PriorityReason.objects.bulk_create(PriorityReason(choice=choice, text=text) for choice, text in said if text)


def _refuse_nonsense(enrolment: Enrolment, ranked: Sequence[Subject]) -> None:
    if not enrolment.cohort.is_running or not enrolment.is_taking_part:
        raise ChoiceError(_("This cohort is closed, so priorities can no longer be changed."))
    if not 1 <= len({subject.pk for subject in ranked}) == len(ranked) <= MOST_PRIORITIES:
        raise ChoiceError(_("Choose one, two or three different subjects."))
    framework = enrolment.cohort.programme.framework_id
    if any(subject.framework_id != framework for subject in ranked):
        raise ChoiceError(_("One of these subjects does not belong to this programme."))


def _store(made: PriorityList, ranked: Sequence[Subject]) -> list[PriorityChoice]:
    has_result = Result.objects.current(made.enrolment) is not None
    known = sources(made.enrolment)
    other = PriorityChoice.Source.OWN if has_result else PriorityChoice.Source.UNSCORED
    return PriorityChoice.objects.bulk_create(
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
    if not is_change or moment(enrolment) != Moment.PROPOSED:
        return
    facilitators = enrolment.cohort.roles.filter(kind=CohortRole.Kind.FACILITATOR).select_related("user")
    for role in facilitators:
        mail.send("priorities_changed", role.user.email, {**words, "facilitator": role.user.name})

"""Keeps a person's answers about the programme as they write, and sends them.

Answers are given to the questions with which the first person of the cohort began, so that a cohort's answers are of one
version. What was sent can be changed until the last day; afterwards nothing is taken, because figures are frozen by then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.evaluations.models import (
    EvaluationAnswer,
    EvaluationKey,
    EvaluationPage,
    EvaluationSheet,
    EvaluationVersion,
)
from elearning.programmes import progress
from elearning.programmes.models import Cohort, Enrolment, Way


class ReplyingError(Exception):
    """Answers cannot be taken now; its words say why."""


class ChangedElsewhereError(Exception):
    """Some answers were changed in another window since this one was opened; `questions` are their keys."""

    def __init__(self, questions: list[str], revision: int) -> None:
        super().__init__()
        self.questions, self.revision = questions, revision

    def __str__(self) -> str:
        return _("Some answers were changed in another window while you were writing here.")


@dataclass(frozen=True)
class Given:
    """What a form says about one question: the keys of what was chosen, or words."""

    chosen: tuple[str, ...] = ()
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not self.chosen and not self.text


def version_for(cohort: Cohort, page: EvaluationPage) -> EvaluationVersion | None:
    """The questions that `cohort` answers: those its first person began with, else the newest; None before publishing."""
    begun = EvaluationSheet.objects.filter(cohort=cohort, page_id=page.pk).select_related("version").first()
    return begun.version if begun else EvaluationVersion.objects.filter(page_id=page.pk).order_by("-number").first()


def sheet_of(enrolment: Enrolment, page: EvaluationPage) -> EvaluationSheet | None:
    """What the person has answered on `page`, with its questions; None before the first answer."""
    return EvaluationSheet.objects.of(enrolment).filter(page_id=page.pk).select_related("version").first()


def answers_of(sheet: EvaluationSheet | None) -> dict[str, EvaluationAnswer]:
    """The answers of `sheet` by question."""
    return {one.question: one for one in sheet.answers.all()} if sheet else {}


def refusal(enrolment: Enrolment, page: EvaluationPage, *, now: datetime | None = None) -> str:
    """Why `enrolment` cannot answer on `page` now; empty if it can."""
    gate = page.gate(Way(enrolment, now or timezone.now()))
    if not enrolment.is_taking_part:
        return _("You no longer take part, so nothing can be answered here.")
    return "" if gate.is_open else gate.reason


@transaction.atomic
def answer(
    enrolment: Enrolment,
    page: EvaluationPage,
    given: Mapping[str, Given],
    *,
    seen: int = 0,
    unseen: int = 0,
    now: datetime | None = None,
) -> EvaluationSheet | None:
    """The person's sheet with what is `given`; empty takes an answer back. None if there is nothing to keep.

    `seen` is the revision of the sheet that the form knew. A form that was not shown what had been answered before says up
    to which revision (`unseen`): what it leaves empty then stays as it was. Raises ChangedElsewhereError when an answer has
    changed since and says something else, ReplyingError when nothing is taken.
    """
    _check(enrolment, page, now)
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    sheet = _sheet(enrolment, page, has_begun=any(not one.is_empty for one in given.values()))
    if sheet is None:
        return None
    stored = answers_of(sheet)
    known = {one.key for one in sheet.version.questions}
    changed = {
        key: one
        for key, one in given.items()
        if key in known and not _says(stored.get(key), one) and not _is_left(stored.get(key), one, unseen)
    }
    clashes = [key for key in changed if key in stored and stored[key].revision > max(seen, unseen)]
    if clashes:
        raise ChangedElsewhereError(clashes, sheet.revision)
    if changed:
        _write(sheet, stored, changed)
        count = sheet.answers.exclude(chosen=[], text="").count()
        progress.start(enrolment, page, answered=count, of=len(known))
    return sheet


@transaction.atomic
def send(enrolment: Enrolment, page: EvaluationPage, *, now: datetime | None = None) -> EvaluationSheet:
    """Send what the person has answered: from now on it counts. Raises ReplyingError when there is nothing, or too late."""
    _check(enrolment, page, now)
    sheet = EvaluationSheet.objects.select_for_update(of=("self",)).of(enrolment).filter(page_id=page.pk).first()
    if sheet is None or not sheet.answers.exclude(chosen=[], text="").exists():
        raise ReplyingError(_("Answer at least one question before you send your answers."))
    if sheet.sent_at is None:
        sheet.sent_at = now or timezone.now()
        sheet.save(update_fields=["sent_at"])
    progress.done(enrolment, page)
    return sheet


def key_of(enrolment: Enrolment) -> UUID:
    """The pseudonym of `enrolment` in this room; made the first time."""
    return EvaluationKey.objects.get_or_create(enrolment=enrolment)[0].key


def _check(enrolment: Enrolment, page: EvaluationPage, now: datetime | None) -> None:
    reason = refusal(enrolment, page, now=now)
    if reason:
        raise ReplyingError(reason)


def _sheet(enrolment: Enrolment, page: EvaluationPage, *, has_begun: bool) -> EvaluationSheet | None:
    """The person's sheet; begun only where something is said. Raises ReplyingError without questions."""
    sheet = sheet_of(enrolment, page)
    if sheet or not has_begun:
        return sheet
    version = version_for(enrolment.cohort, page)
    if version is None:
        raise ReplyingError(_("The questions are being prepared. There is nothing to do until then."))
    return EvaluationSheet.objects.create(
        key=key_of(enrolment), cohort=enrolment.cohort, page_id=page.pk, version=version
    )


def _says(stored: EvaluationAnswer | None, given: Given) -> bool:
    """Whether `stored` says what is `given` already."""
    if stored is None:
        return given.is_empty
    return (stored.chosen, stored.text) == (list(given.chosen), given.text)


def _is_left(stored: EvaluationAnswer | None, given: Given, unseen: int) -> bool:
    """Whether an empty answer only means that the form did not show what is stored."""
    return given.is_empty and stored is not None and stored.revision <= unseen


def _write(sheet: EvaluationSheet, stored: dict[str, EvaluationAnswer], changed: Mapping[str, Given]) -> None:
    sheet.revision += 1
    for key, given in changed.items():
        row = stored.get(key) or EvaluationAnswer(sheet=sheet, question=key)
        row.chosen, row.text, row.revision = list(given.chosen), given.text, sheet.revision
        row.save()
    sheet.save(update_fields=["revision"])

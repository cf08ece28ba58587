"""Keeps a person's answers to the partnering questions, question by question, and hands them in.

Answers are given to the questions as they stood when the person began. When an editor publishes other questions, the
person keeps theirs until they ask for the new ones; answers to questions that are still there move along.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.partnering.models import Answer, AnswerSheet, QuestionsTaskPage, QuestionsVersion
from elearning.programmes import progress
from elearning.programmes.models import Enrolment


class NothingAnsweredError(Exception):
    """An empty sheet cannot be handed in."""

    def __str__(self) -> str:
        return _("Answer at least one question before you hand in your answers.")


class NoSuchQuestionError(Exception):
    """The questions that this person answers do not include this one."""


class ChangedElsewhereError(Exception):
    """The answer was changed in another window since this one was opened; `answer` holds what stands there now."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer

    def __str__(self) -> str:
        return _("This answer was changed in another window while you were writing here.")


def answers_of(enrolment: Enrolment, page: QuestionsTaskPage) -> list[Answer]:
    """Everything the person has answered on `page`, each with its sheet and the questions of that sheet.

    Empty before the first answer: a sheet begins with one.
    """
    mine = Answer.objects.filter(sheet__enrolment=enrolment, sheet__page=page)
    return list(mine.select_related("sheet__version"))


def newest(page: QuestionsTaskPage) -> QuestionsVersion | None:
    """The questions as they stand, or None before the page is published for the first time."""
    return QuestionsVersion.objects.filter(page=page).order_by("-number").first()


def words_of(page: QuestionsTaskPage) -> dict[str, str]:
    """Every question that `page` has ever asked, by its key, in its latest words."""
    versions = QuestionsVersion.objects.filter(page=page).order_by("number")
    return {question.key: question.text for version in versions for question in version.questions()}


@transaction.atomic
def answer(
    enrolment: Enrolment, page: QuestionsTaskPage, key: str, *, text: str, shared: bool, seen: int
) -> AnswerSheet:
    """The person's sheet, with `text` as the answer to the question `key`; empty text takes an answer back.

    A sheet begins with its first answer: before that, an empty text leaves nothing behind.

    `seen` is the revision of the sheet that the form showed. Raises ChangedElsewhereError when this very answer has changed
    since and says something else; another answer on the same sheet is no clash. Raises NoSuchQuestionError for a foreign key.
    """
    version = _version_with(page, key)
    if not text and not AnswerSheet.objects.filter(enrolment=enrolment, page=page).exists():
        return AnswerSheet(enrolment=enrolment, page=page, version=version)
    sheet = _locked_sheet(enrolment, page, version, key)
    shared = shared and bool(text)
    now = Answer.objects.filter(sheet=sheet, key=key).first() or Answer(sheet=sheet, key=key)
    if (now.text, now.shared) == (text, shared):
        return sheet
    if now.pk and now.revision > seen:
        raise ChangedElsewhereError(now)
    sheet.revision += 1
    now.text, now.shared, now.revision = text, shared, sheet.revision
    now.save()
    sheet.save(update_fields=["revision"])
    _record(sheet)
    return sheet


@transaction.atomic
def submit(enrolment: Enrolment, page: QuestionsTaskPage) -> AnswerSheet:
    """Hand in the person's answers; they can still be changed. Raises NothingAnsweredError (DOMAIN 2.2, S2)."""
    sheet = AnswerSheet.objects.select_for_update().filter(enrolment=enrolment, page=page).first()
    if sheet is None or not Answer.objects.filter(sheet=sheet).exclude(text="").exists():
        raise NothingAnsweredError
    if sheet.submitted_at is None:
        sheet.submitted_at = timezone.now()
        sheet.save(update_fields=["submitted_at"])
    progress.done(enrolment, page)
    return sheet


@transaction.atomic
def stop_sharing(enrolment: Enrolment, page: QuestionsTaskPage) -> int:
    """Take back every answer that the person has shared on `page`; how many those were."""
    shared = Answer.objects.filter(sheet__enrolment=enrolment, sheet__page=page, shared=True)
    return shared.update(shared=False)


@transaction.atomic
def take_over(enrolment: Enrolment, page: QuestionsTaskPage) -> AnswerSheet | None:
    """Give the person's sheet the newest questions, at their own request; every answer is kept."""
    sheet = AnswerSheet.objects.select_for_update().filter(enrolment=enrolment, page=page).first()
    version = newest(page)
    if sheet and version and sheet.version_id != version.pk:
        sheet.version = version
        sheet.revision += 1
        sheet.save(update_fields=["version", "revision"])
        _record(sheet)
    return sheet


def _locked_sheet(enrolment: Enrolment, page: QuestionsTaskPage, version: QuestionsVersion, key: str) -> AnswerSheet:
    """The person's sheet, begun with `version` if there is none yet; its own questions must include `key`."""
    AnswerSheet.objects.get_or_create(enrolment=enrolment, page=page, defaults={"version": version})
    sheet = (
        AnswerSheet.objects.select_for_update(of=("self",))
        .select_related("version")
        .get(enrolment=enrolment, page=page)
    )
    if key not in {question.key for question in sheet.version.questions()}:
        raise NoSuchQuestionError
    return sheet


def _version_with(page: QuestionsTaskPage, key: str) -> QuestionsVersion:
    """The newest questions that include `key`. Raises NoSuchQuestionError."""
    versions = QuestionsVersion.objects.filter(page=page).order_by("-number")
    found = next((one for one in versions if key in {question.key for question in one.questions()}), None)
    if found is None:
        raise NoSuchQuestionError
    return found


def _record(sheet: AnswerSheet) -> None:
    """Tell the programme how many of the questions are answered: the number only."""
    keys = {question.key for question in sheet.version.questions()}
    given = Answer.objects.filter(sheet=sheet, key__in=keys).exclude(text="").count()
    progress.start(sheet.enrolment, sheet.page, answered=given, of=len(keys))

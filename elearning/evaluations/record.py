"""What this room tells a person of themselves: what they thought of the programme. Only their own key leads to it."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.evaluations.models import (
    Asking,
    CohortOutcome,
    EvaluationAnswer,
    EvaluationKey,
    EvaluationSheet,
    PracticeStory,
)
from elearning.evaluations.models.stories import PARTS
from elearning.records.telling import Row, Table, made, table, tells


def tell(person: User) -> Iterator[Table]:
    """Links they were sent, sheets, and answers with their questions."""
    yield table(
        "links",
        _("Links you were sent"),
        Asking.objects.filter(enrolment__user=person),
        ("cohort", _("Cohort"), "enrolment__cohort__name"),
        ("page", _("Page"), "page__title"),
        ("sent_at", _("Sent on"), "sent_at"),
    )
    keys = EvaluationKey.objects.filter(enrolment__user=person).values("key")
    sheets = EvaluationSheet.objects.filter(key__in=keys)
    yield table(
        "sheets",
        _("What you thought of the programme"),
        sheets,
        ("cohort", _("Cohort"), "cohort__name"),
        ("page", _("Page"), "page__title"),
        ("sent_at", _("Sent on"), "sent_at"),
    )
    answers = EvaluationAnswer.objects.filter(sheet__in=sheets).select_related("sheet__version").order_by("pk")
    columns = (
        ("question", _("Question")),
        ("chosen", _("You chose")),
        ("words", _("In your own words")),
    )
    yield table(
        "stories",
        _("Your story of what made the difference"),
        PracticeStory.objects.filter(enrolment__user=person),
        ("state", _("State"), "state"),
        ("asked_at", _("Asked on"), "asked_at"),
        ("title", _("Title"), "title"),
        *((one.name, one.verbose_name, one.name) for one in PracticeStory._meta.fields if one.name in PARTS),
        ("visibility", _("Who may read it"), "visibility"),
        ("others_agree", _("Nobody can be recognised who has not agreed"), "others_agree"),
        ("approved_at", _("Approved on"), "approved_at"),
    )
    yield made("answers", _("Your answers"), EvaluationAnswer, [_row(one) for one in answers], *columns)


def _row(one: EvaluationAnswer) -> Row:
    """An answer with its question as it was asked, and what was chosen in words."""
    question = next((asked for asked in one.sheet.version.questions if asked.key == one.question), None)
    options = dict(question.options) if question else {}
    chosen = [options.get(key, key) for key in one.chosen]
    return (question.text if question else one.question, chosen, one.text)


tells(
    "evaluations",
    _("Your view of the programme"),
    tell,
    rank=50,
    covers=(EvaluationKey, Asking, EvaluationSheet, EvaluationAnswer, PracticeStory),
    left_out={
        CohortOutcome: _("What a commissioner wants to see at the end: it is about a cohort, not about a person.")
    },
)

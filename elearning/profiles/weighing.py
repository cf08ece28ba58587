"""Asks those who choose without the questionnaire how much each subject will matter, and keeps it for them alone.

Nothing is scored, suggested or counted from it (DOMAIN 2.6): it only puts first what the person marked as mattering most.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from elearning.assessments.models import InstrumentVersion, SelfAssessmentPage
from elearning.profiles.choosing import ChoiceError
from elearning.profiles.models import StatedImportance
from elearning.programmes.models import Enrolment, StepPage, Subject

UNKNOWN = "unknown"
POINTS = 5


@dataclass(frozen=True)
class Words:
    """The question, its five answers, the least first, and the answer of those who do not know."""

    question: str
    labels: tuple[str, ...]
    unknown: str

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The answers with the values that forms send."""
        return [*((str(value), label) for value, label in enumerate(self.labels, start=1)), (UNKNOWN, self.unknown)]

    def label(self, value: int) -> str:
        """The answer that stands for `value`, 1 to 5."""
        return self.labels[value - 1]


def words_for(step: StepPage) -> Words:
    """The words of the programme's own self-assessment, so that both ways ask alike; usual ones where it has none."""
    pages = SelfAssessmentPage.objects.sibling_of(step).live()
    version = InstrumentVersion.objects.filter(page__in=pages).order_by("-number").first()
    instrument = version.instrument if version else None
    if instrument and len(instrument.importance_labels) == POINTS:
        return Words(instrument.importance_question, instrument.importance_labels, instrument.importance_unknown_label)
    labels = (_("Little"), _("Somewhat"), _("Fairly"), _("Very"), _("Essential"))
    return Words(_("How much will this matter in your role over the next six months?"), labels, _("I don’t know"))


def stated(enrolment: Enrolment) -> dict[str, int | None]:
    """What the person said, by the code of the subject; None for "I don't know". For the person only."""
    return dict(StatedImportance.objects.filter(enrolment=enrolment).values_list("subject__code", "value"))


@transaction.atomic
def state(enrolment: Enrolment, subjects: Sequence[Subject], given: Mapping[str, str]) -> None:
    """Keep what the person said of `subjects`, by their codes: "1" to "5", "unknown", or "" for no answer.

    Raises ChoiceError in a closed cohort.
    """
    if not enrolment.cohort.is_running or not enrolment.is_taking_part:
        raise ChoiceError(_("This cohort is closed, so priorities can no longer be changed."))
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    StatedImportance.objects.filter(enrolment=enrolment).delete()
    StatedImportance.objects.bulk_create(
        StatedImportance(enrolment=enrolment, subject=subject, value=None if said == UNKNOWN else int(said))
        for subject in subjects
        if (said := given.get(subject.code, ""))
    )

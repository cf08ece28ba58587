"""A questionnaire on paper: all its statements with boxes to tick, as a page and as a tagged PDF."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import slugify

from elearning.assessments.instruments import Instrument
from elearning.assessments.models import SelfAssessmentPage
from elearning.printing import paper


@dataclass(frozen=True)
class Sheet:
    """What stands on paper: the questions of one version, and the page they belong to."""

    step: SelfAssessmentPage
    instrument: Instrument

    @property
    def answers(self) -> list[str]:
        """The words beside the boxes of a statement."""
        return [label for _value, label in self.instrument.answer_choices()]

    @property
    def weights(self) -> list[str]:
        """The words beside the boxes of a subject's importance."""
        return [label for _value, label in self.instrument.importance_choices()]

    @property
    def address(self) -> str:
        """Where the answers are given."""
        return f"{settings.BASE_URL}{self.step.get_url() or ''}"


def pdf_of(sheet: Sheet) -> bytes:
    """The sheet as a tagged PDF, made once for each wording. Raises `paper.NotPrintedError`."""
    return paper.kept(paper.dressed(render_to_string("assessments/paper.html", {"sheet": sheet})), folder="questions")


def file_name(step: SelfAssessmentPage, ending: str) -> str:
    """What the file is called on the reader's machine, such as `partnering-self-assessment.pdf`."""
    return f"{slugify(step.title) or 'questions'}.{ending}"

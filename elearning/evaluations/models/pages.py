"""The step pages of this room: two questionnaires about the programme, at its end and three months later."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from elearning.evaluations.blocks import QUESTIONS
from elearning.programmes.models import Cohort, Gate, StepPage, Wave, Way

FEWEST_POINTS, MOST_POINTS = 2, 7


class EvaluationPage(StepPage):
    """Questions about the programme. Unlike other steps it closes for good: what comes later would be in no figure."""

    thanks = models.CharField(_("what is said when it has been sent"), max_length=300, blank=True)
    scale = StreamField(
        [("label", blocks.CharBlock(max_length=40))],
        min_num=FEWEST_POINTS,
        max_num=MOST_POINTS,
        verbose_name=_("scale of the statements"),
        help_text=_("From least to most."),
    )
    questions = StreamField(QUESTIONS, verbose_name=_("questions"))

    kind: ClassVar[str] = ""
    wave: ClassVar[Wave]
    is_told: ClassVar[bool] = False
    doors: ClassVar[str] = "elearning.evaluations.doors.evaluation"
    content_panels = [
        *StepPage.content_panels,
        FieldPanel("thanks"),
        FieldPanel("scale"),
        FieldPanel(
            "questions",
            help_text=_("Publishing fixes the questions. A cohort answers those with which its first person began."),
        ),
    ]

    class Meta:
        abstract = True

    @classmethod
    def window(cls, cohort: Cohort) -> tuple[date, date]:
        """The first and the last day on which it can be answered: Z to Z+14, or Z+90 to Z+120 (DOMAIN 2.1)."""
        first, last = cohort.window(cls.wave)
        return max(first, cohort.last_meeting_on), last

    @classmethod
    def gate(cls, way: Way) -> Gate:
        """Open between its two days where the cohort is, and nobody is pressed before or after."""
        cohort = way.enrolment.cohort
        today, (first, last) = cohort.day_of(way.now), cls.window(cohort)
        if today < first:
            return Gate(False, str(_("Opens on %(day)s.") % {"day": date_format(first, "j F Y")}))
        if today > last or not cohort.is_running:
            return Gate(False, str(_("Closed on %(day)s.") % {"day": date_format(last, "j F Y")}), is_optional=True)
        return Gate(True)

    def due_on(self, cohort: Cohort) -> date | None:
        """The last day. Lists of steps ask it of steps whose own kind is not loaded."""
        return cohort.window(self.specific_class.wave)[1]


class EndEvaluationPage(EvaluationPage):
    """The questionnaire at the end of the sets: what the programme was like, and what people take along."""

    kind: ClassVar[str] = "evaluation"
    wave: ClassVar[Wave] = Wave.POST
    is_creatable = True
    template = "evaluations/preview.html"

    class Meta:
        verbose_name = _("questionnaire at the end")
        verbose_name_plural = _("questionnaires at the end")


class FollowUpEvaluationPage(EvaluationPage):
    """The questionnaire three months later: what people have done, and what helped or hindered them."""

    kind: ClassVar[str] = "follow_up"
    wave: ClassVar[Wave] = Wave.FOLLOW_UP
    is_creatable = True
    template = "evaluations/preview.html"

    class Meta:
        verbose_name = _("follow-up after three months")
        verbose_name_plural = _("follow-ups after three months")

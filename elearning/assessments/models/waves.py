"""The steps in which the same questions are asked again: after the sets, and three months later (DOMAIN 2.2 S9, 2.7)."""

from datetime import date, datetime
from functools import cached_property
from typing import ClassVar

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from elearning.assessments.models.instruments import SelfAssessmentPage
from elearning.programmes.models import Cohort, Gate, StepPage, Wave, Way


class LaterAssessmentPage(StepPage):
    """Asks the questions of the self-assessment beside it once more, in the version that the person answered first."""

    kind: ClassVar[str] = ""
    wave: ClassVar[Wave]

    class Meta:
        abstract = True

    @cached_property
    def questionnaire(self) -> SelfAssessmentPage | None:
        """The page whose questions are asked: the self-assessment of the same programme, a published one before others."""
        return SelfAssessmentPage.objects.sibling_of(self).order_by("-live", "path").first()

    @classmethod
    def opens_on(cls, cohort: Cohort, *, is_in_a_set: bool) -> date:
        """The first day: that of the wave. Before the last meeting is held it opens only to those who are in a set."""
        first = cohort.window(cls.wave)[0]
        return first if is_in_a_set else max(first, cohort.last_meeting_on)

    @classmethod
    def gate(cls, way: Way) -> Gate:
        """Not before its day: a hard gate (DOMAIN 2.2 e). After the last day it stays open and is no longer pressed."""
        cohort = way.enrolment.cohort
        today, opens_on = cohort.day_of(way.now), cls.opens_on(cohort, is_in_a_set="set" in way.started)
        if today < opens_on:
            return Gate(False, str(_("Opens on %(day)s.") % {"day": date_format(opens_on, "j F Y")}))
        return Gate(True, is_optional=cls.is_late(cohort, way.now))

    @classmethod
    def is_late(cls, cohort: Cohort, now: datetime) -> bool:
        """Whether the last day is over: answers are then for the person alone, and in no figure of the cohort."""
        return cohort.day_of(now) > cohort.window(cls.wave)[1]

    def due_on(self, cohort: Cohort) -> date | None:
        """The last day of the wave. Lists of steps ask it of steps whose own kind is not loaded."""
        return cohort.window(self.specific_class.wave)[1]


class SecondAssessmentPage(LaterAssessmentPage):
    """The same questions after the last set meeting, and one question a subject that looks back to the start."""

    looking_back_help = models.TextField(
        _("about looking back"), max_length=600, blank=True, help_text=_("Stands above the questions that look back.")
    )

    kind: ClassVar[str] = "assessment_again"
    wave: ClassVar[Wave] = Wave.POST
    doors: ClassVar[str] = "elearning.assessments.doors.again"
    content_panels = [*StepPage.content_panels, FieldPanel("looking_back_help")]
    template = "assessments/later_preview.html"

    class Meta:
        verbose_name = _("self-assessment after the sets")
        verbose_name_plural = _("self-assessments after the sets")


class FollowUpAssessmentPage(LaterAssessmentPage):
    """The same questions three months after the last set meeting."""

    kind: ClassVar[str] = "assessment_follow_up"
    wave: ClassVar[Wave] = Wave.FOLLOW_UP
    doors: ClassVar[str] = "elearning.assessments.doors.follow_up"
    template = "assessments/later_preview.html"

    class Meta:
        verbose_name = _("self-assessment three months later")
        verbose_name_plural = _("self-assessments three months later")


AssessmentStep = SelfAssessmentPage | SecondAssessmentPage | FollowUpAssessmentPage

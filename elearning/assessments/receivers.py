"""Freezes the questions of a self-assessment whenever it is published."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from elearning.assessments import authoring
from elearning.assessments.models import InstrumentVersion, SelfAssessmentPage
from elearning.assessments.models.instruments import FROZEN
from elearning.programmes import freezing


@receiver(page_published, sender=SelfAssessmentPage)
def freeze_questions(instance: SelfAssessmentPage, revision: Revision | None = None, **kwargs: Any) -> None:
    """Keep the published words as a version of their own, unless they are those of the latest one."""
    authoring.settle(instance, revision)
    freezing.freeze(InstrumentVersion, instance, fields=FROZEN)

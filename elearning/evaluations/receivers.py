"""What this room does when one of its pages is published: it freezes the questions."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from elearning.evaluations.models import EndEvaluationPage, EvaluationPage, EvaluationVersion, FollowUpEvaluationPage
from elearning.programmes.freezing import freeze


@receiver(page_published, sender=EndEvaluationPage)
@receiver(page_published, sender=FollowUpEvaluationPage)
def freeze_questions(sender: type[EvaluationPage], instance: EvaluationPage, **kwargs: Any) -> None:
    """Keep questions and scale as they were published, so that an answer never changes its question."""
    freeze(EvaluationVersion, instance, fields=["scale", "questions"])

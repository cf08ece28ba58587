"""What this room does when one of its pages is published: it freezes the questions and the checklist."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from elearning.partnering.models import ChecklistVersion, QuestionsTaskPage, QuestionsVersion, WorkshopPage
from elearning.programmes.freezing import freeze


@receiver(page_published, sender=QuestionsTaskPage)
def freeze_questions(sender: type[QuestionsTaskPage], instance: QuestionsTaskPage, **kwargs: Any) -> None:
    """Keep the questions as they were published, so that an answer never changes its question."""
    freeze(QuestionsVersion, instance, fields=["questions"])


@receiver(page_published, sender=WorkshopPage)
def freeze_checklist(sender: type[WorkshopPage], instance: WorkshopPage, **kwargs: Any) -> None:
    """Keep the statements of the checklist as they were published."""
    if instance.checklist:
        freeze(ChecklistVersion, instance, fields=ChecklistVersion.FIELDS)

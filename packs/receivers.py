"""What happens when a pack is published."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from packs import publishing, rendering
from packs.models import LearningPackPage


@receiver(page_published, sender=LearningPackPage, dispatch_uid="packs.freeze")
def keep_version(sender: type[LearningPackPage], instance: LearningPackPage, **kwargs: Any) -> None:
    """Freeze the words that were published, enter the code in the register, and have the copies made."""
    publishing.record(instance)
    rendering.ask_for_all(instance)

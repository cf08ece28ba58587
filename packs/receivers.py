"""What happens when a pack is published."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from packs import linking, publishing, registering, rendering
from packs.models import CategoryGuidePage, LearningPackPage


@receiver(page_published, sender=LearningPackPage, dispatch_uid="packs.freeze")
def keep_version(sender: type[LearningPackPage], instance: LearningPackPage, **kwargs: Any) -> None:
    """Freeze the words that were published, enter the code in the register, have the copies made, list the links."""
    publishing.record(instance)
    rendering.ask_for_all(instance)
    linking.collect(instance)


@receiver(page_published, sender=CategoryGuidePage, dispatch_uid="packs.guide")
def keep_code(sender: type[CategoryGuidePage], instance: CategoryGuidePage, **kwargs: Any) -> None:
    """Enter the code of a guide in the register."""
    registering.use(instance)

"""What happens when a pack is published; and what stays because it was."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.signals import page_published

from packs import filing, linking, publishing, registering, rendering
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


@receiver(pre_delete, sender=get_image_model(), dispatch_uid="packs.pictures")
def keep_picture(sender: type[AbstractImage], instance: AbstractImage, **kwargs: Any) -> None:
    """A picture that readers have is not deleted from under them. Raises PermissionDenied."""
    if filing.is_published(instance):
        raise PermissionDenied(_("This picture stands in a published version, and stays with it."))

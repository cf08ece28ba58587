"""The step of a programme at which people find their packs."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from elearning.programmes.models import StepPage


class PackShelfPage(StepPage):
    """The packs of the subjects somebody chose, in their order, and the rest of the library (DOMAIN 2.2, S6: always open)."""

    kind: ClassVar[str] = "packs"
    doors: ClassVar[str] = "packs.doors.shelf"
    parent_page_types: ClassVar[list[str]] = ["programmes.ProgrammePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "programmes/step_preview.html"

    class Meta:
        verbose_name = _("shelf of packs")
        verbose_name_plural = _("shelves of packs")

"""Why people left a cohort: codes without anybody's name, to be told only together (DOMAIN 2.5, 6.3)."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models.cohorts import Cohort


class LeavingReason(models.Model):
    """One reason for which somebody left, or was removed. It leads to a cohort and to nobody in it: a random key, no time, no
    order and no room for words."""

    class Code(models.TextChoices):
        TIME = "time", _("No time for it beside the work")
        CHANGE = "change", _("A change of post or of tasks")
        SUPPORT = "support", _("Too little support or release at work")
        PRACTICAL = "practical", _("Dates, travel or access")
        CONTENT = "content", _("Not what was expected or needed")
        GROUP = "group", _("How it went in the group")
        PRIVATE = "private", _("Something personal")
        OTHER = "other", _("Something else")
        NEVER_CAME = "never_came", _("Never took part")
        ASKED_FOR = "asked_for", _("Their organisation asked for it")
        NOT_KEPT = "not_kept", _("What was agreed was not kept")

    REMOVED_FOR: ClassVar[tuple[str, ...]] = ("never_came", "asked_for", "not_kept", "other")
    SAID: ClassVar[tuple[str, ...]] = (
        "time",
        "change",
        "support",
        "practical",
        "content",
        "group",
        "private",
        "other",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="leaving_reasons")
    code = models.CharField(max_length=12, choices=Code)

    def __str__(self) -> str:
        return str(self.cohort_id)

"""The register of resource codes: a code belongs to one publication and its translations for ever (DOMAIN 5.2)."""

import re
from typing import Self
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

CODE = r"^(?P<prefix>[A-Z]{2,8}):(?P<category>\d{3})-(?P<number>\d{2})$"
GUIDE = 1
HIGHEST = 99


class CodeQuerySet(models.QuerySet["ResourceCode"]):
    """Questions about many codes."""

    def of_prefix(self, prefix: str) -> Self:
        """Those of one publisher."""
        return self.filter(code__startswith=f"{prefix}:")


class ResourceCode(models.Model):
    """A code, what has become of it, and who said so when. Rows are never deleted, and no code is given twice."""

    class State(models.TextChoices):
        """What has become of a code."""

        RESERVED = "reserved", _("Reserved")
        USED = "used", _("In use")
        RETIRED = "retired", _("Retired")

    code = models.CharField(_("code"), max_length=24, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.USED)
    lineage = models.UUIDField(null=True, blank=True)
    meant_for = models.CharField(_("meant for"), max_length=120, blank=True)
    registered_at = models.DateTimeField(auto_now_add=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="used") | Q(lineage__isnull=False), name="packs_code_in_use_has_a_publication"
            ),
            models.CheckConstraint(
                condition=Q(state="retired", retired_at__isnull=False)
                | (~Q(state="retired") & Q(retired_at__isnull=True)),
                name="packs_code_retired_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_retired(self) -> bool:
        """Whether nobody may publish with it any more."""
        return self.state == self.State.RETIRED


def number_of(code: str) -> int:
    """The last number of a code; 0 if it has none."""
    found = re.match(CODE, code)
    return int(found["number"]) if found else 0


def check(code: str, *, prefix: str, lineage: UUID) -> None:
    """Raises ValidationError when `code` has not this prefix (where one is given), is retired or belongs to another lineage.

    The form of a code is the field's own business, and said there.
    """
    if not re.match(CODE, code):
        return
    if prefix and not code.startswith(f"{prefix}:"):
        raise ValidationError(_now("Your codes start with %(prefix)s:.") % {"prefix": prefix})
    registered = ResourceCode.objects.filter(code=code).first()
    if registered and registered.is_retired:
        raise ValidationError(_now("This code is retired. A code is never used again."))
    if registered and registered.lineage not in {None, lineage}:
        raise ValidationError(_now("This code belongs to another pack. A code is never used again."))

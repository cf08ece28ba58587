"""The tables of the audit log. Rows are added, and go by retention and by erasure alone: nothing changes one.

An entry holds kinds and references and no word of anybody's; the reason of an operator, who writes it for the person
concerned, has a table of its own and lies sealed.
"""

import re
from datetime import date, datetime
from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.auditing.kinds import WHAT, Act, Right, Thing
from elearning.sealed import SealedTextField

CODE = re.compile(r"[\w./-]*", re.ASCII)


class AppendOnlyError(Exception):
    """Somebody tried to change or take away what is kept as it was written."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are added and never changed."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Never. Raises AppendOnlyError."""
        raise AppendOnlyError

    def delete(self) -> tuple[int, dict[str, int]]:
        """Never, unless there is nothing (any more): erasing looks once more whether all is gone. Raises AppendOnlyError."""
        if self.exists():
            raise AppendOnlyError
        return 0, {}

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never. Raises AppendOnlyError."""
        raise AppendOnlyError


class AuditEntryQuerySet(AppendOnlyQuerySet):
    """Questions about many entries, and the only two ways in which they go."""

    def readable_by(self, user: User) -> Self:
        """What is about `user` and may be shown to them by now; the latest first."""
        return self.filter(about=user, shown_from__lte=timezone.now()).order_by("-at", "-pk")

    def drop_before(self, moment: datetime) -> int:
        """Retention: take away what happened before `moment` and has been shown; how many."""
        old = self.filter(at__lt=moment, shown_from__lt=moment)
        return int(super(AppendOnlyQuerySet, old).delete()[1].get(AuditEntry._meta.label, 0))

    def drop_person(self, user: User) -> tuple[int, int]:
        """Erasure: take away what is about `user`, and their name from what they did; how many of each."""
        about = super(AppendOnlyQuerySet, self.filter(about=user)).delete()[1].get(AuditEntry._meta.label, 0)
        return int(about), super(AppendOnlyQuerySet, self.filter(by=user)).update(by=None)


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only the first time. Raises AppendOnlyError."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never. Raises AppendOnlyError."""
        raise AppendOnlyError


class AuditEntry(AppendOnly):
    """That somebody looked at, changed, took out or decided something about one person.

    `by` is empty for the software, and for somebody who has been erased since: `right` tells which. `what` is a code word
    that says more (a part of the record, the format of a file).
    """

    at = models.DateTimeField()
    about = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    right = models.CharField(max_length=12, choices=Right)
    act = models.CharField(max_length=12, choices=Act)
    thing = models.CharField(max_length=12, choices=Thing)
    what = models.CharField(max_length=60, blank=True)
    cohort = models.UUIDField(null=True, blank=True, help_text="The public id of a cohort, which may be gone.")
    request = models.CharField(max_length=64, blank=True, help_text="The name of the request in the server's log.")
    shown_from = models.DateTimeField(help_text="From when the person concerned can read it.")

    objects: ClassVar[Any] = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry in the audit log")
        verbose_name_plural = _("entries in the audit log")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(shown_from__gte=models.F("at")), name="auditing_shown_after"),
            models.CheckConstraint(
                condition=Q(act="break_glass", right="operator", thing="record")
                | (~Q(act="break_glass") & Q(shown_from=models.F("at"))),
                name="auditing_only_glass_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["about", "-at"], name="auditing_about"),
            models.Index(fields=["at"], name="auditing_at"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.thing} {self.at:%Y-%m-%d %H:%M}"

    @property
    def day(self) -> date:
        """The day on the reader's clock."""
        return timezone.localtime(self.at).date()

    @property
    def told(self) -> str:
        """What the code word says, for readers; the word itself where it needs none."""
        return str(WHAT.get(self.what, self.what))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only the first time, and code words only. Raises AppendOnlyError and ValueError."""
        check_code(self.what)
        super().save(*args, **kwargs)


class BreakGlass(AppendOnly):
    """Why an operator opened something of a person's in an emergency; and why the person is told later, if so."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.CASCADE, related_name="break_glass")
    reason = SealedTextField()
    why_later = SealedTextField(blank=True, default="")

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        permissions = [("break_glass", _("Can open what is somebody’s own in an emergency, with a reason they read"))]

    def __str__(self) -> str:
        return str(self.entry_id)


class Told(AppendOnly):
    """That a person was told by letter of what an operator opened: written with the letter, so that none is written twice."""

    glass = models.OneToOneField(BreakGlass, on_delete=models.CASCADE, related_name="told")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.glass_id)


def check_code(what: str) -> None:
    """Raises ValueError unless `what` is a code word: no words of people's come into the log."""
    if not CODE.fullmatch(what):
        raise ValueError("Only code words stand in the audit log.")

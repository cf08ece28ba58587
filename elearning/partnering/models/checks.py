"""The Healthy Partnership Checklist as people answer it about one partnership each: their owner's alone (DOMAIN 3.3, 7.2)."""

import uuid
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.partnering.models.maps import MapEntry
from elearning.partnering.models.pages import WorkshopPage
from elearning.programmes.models import Enrolment, FrozenVersion
from elearning.readership import HEALTH_CHECK, Reader
from elearning.sealed import SealedTextField

LONGEST_REASON = 300


class Said(models.TextChoices):
    """What one can say to a statement. Codes, never numbers; `spread.VALUES` has their order."""

    NOT_YET = "not_yet", _("Not yet")
    PARTLY = "partly", _("Partly")
    MOSTLY = "mostly", _("Mostly")
    FULLY = "fully", _("Fully")
    DONT_KNOW = "dont_know", _("Don’t know")


@dataclass(frozen=True)
class Statement:
    """One statement of a frozen checklist; `code` (H1 …) is the key of every answer to it."""

    code: str
    number: int
    group: str
    text: str


class ChecklistVersion(FrozenVersion):
    """The statements of a workshop's checklist as they were published."""

    FIELDS: ClassVar[tuple[str, ...]] = ("checklist", "checklist_answers", "checklist_reason_label")

    page = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="checklist_versions")

    class Meta(FrozenVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="partnering_checklist_version_once_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.number}"

    def statements(self) -> list[Statement]:
        """The statements in order, numbered from 1; a code that stands twice counts once."""
        rows = {row["value"]["code"]: row["value"] for row in self.schema.get("checklist", [])}
        return [
            Statement(code, number, value["group"], value["text"])
            for number, (code, value) in enumerate(rows.items(), start=1)
        ]

    def parts(self) -> list[tuple[str, list[Statement]]]:
        """The statements under the headings of their groups, in order."""
        return [(group, list(rows)) for group, rows in groupby(self.statements(), key=lambda one: one.group)]

    def choices(self) -> list[tuple[str, str]]:
        """What one can say, in the words of the page if it has five answers."""
        words = [row["value"] for row in self.schema.get("checklist_answers", [])]
        if len(words) != len(Said):
            words = [str(one.label) for one in Said]
        return [(one.value, word) for one, word in zip(Said, words, strict=True)]

    @property
    def reason_label(self) -> str:
        """What the line for reasons is called."""
        return self.schema.get("checklist_reason_label") or str(_("What makes you say so?"))


class HealthCheckQuerySet(models.QuerySet["HealthCheck"]):
    """Questions about many checks."""

    def of(self, user: User) -> Self:
        """Those of `user`, and nobody else's."""
        return self.filter(HEALTH_CHECK.reached({Reader.OWNER: models.Q(owner=user)}))


class HealthCheck(models.Model):
    """One person's answers about one partnership on one occasion. Nobody but its owner reads it.

    `about` is the key by which the same partnership is known again: a partner on the owner's map, a name, or a comparison.
    `revision` counts changes. `locked_at`: both sides have seen it, so it says for good what they saw.
    """

    class Occasion(models.TextChoices):
        OWN = "own", _("By myself")
        WORKSHOP = "workshop", _("At the workshop")
        BOTH_SIDES = "both_sides", _("With the other side")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="health_checks")
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, null=True, blank=True, related_name="health_checks"
    )
    version = models.ForeignKey(ChecklistVersion, on_delete=models.PROTECT, related_name="health_checks")
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion)
    entry = models.ForeignKey(MapEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    partnership = models.CharField(_("the partnership"), max_length=120)
    about = models.CharField(max_length=160, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    begun_at = models.DateTimeField(auto_now_add=True)
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager["HealthCheck"]] = HealthCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("filled-in checklist")
        verbose_name_plural = _("filled-in checklists")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "occasion", "about"], name="partnering_one_check_a_partnership_and_occasion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} · {self.occasion}"

    def said(self) -> dict[str, str]:
        """What is answered, by the code of the statement; as `spread.read` takes it."""
        return {one.code: one.said for one in self.answers.all() if one.said}

    def rows(self) -> "list[tuple[Statement, HealthAnswer | None]]":
        """Every statement in order with its answer, or None."""
        answers = {one.code: one for one in self.answers.all()}
        return [(statement, answers.get(statement.code)) for statement in self.version.statements()]


class HealthAnswer(models.Model):
    """What a person says to one statement, and perhaps why. `revision` is the check's at its last change."""

    check_of = models.ForeignKey(HealthCheck, on_delete=models.CASCADE, related_name="answers")
    code = models.CharField(max_length=8)
    said = models.CharField(max_length=10, choices=Said, blank=True)
    reason = SealedTextField(_("what makes you say so"), max_length=LONGEST_REASON, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_of", "code"], name="partnering_one_answer_a_statement"),
            models.CheckConstraint(name="partnering_said_is_known", condition=Q(said__in=["", *Said.values])),
        ]

    def __str__(self) -> str:
        return f"{self.check_of_id} · {self.code}"

    def words(self, version: ChecklistVersion) -> str:
        """The answer in words."""
        return dict(version.choices()).get(self.said, "")

"""Success cases: what made the difference, as the person tells it and as they approved it (DOMAIN 2.8, 3.6)."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.programmes.models import Cohort, Enrolment
from elearning.readership import CASES, Reader

LONGEST_PART = 1200
LOOKED_AT_AGAIN = timedelta(days=730)
PARTS = ("setting", "tried", "worked", "hard", "overcome", "advice")


class PracticeStoryQuerySet(models.QuerySet["PracticeStory"]):
    """Questions about many stories."""

    def told(self, now: datetime | None = None) -> Self:
        """Those that their owner has approved, and not too long ago (DOMAIN 3.6: looked at again after 24 months)."""
        since = (now or timezone.now()) - LOOKED_AT_AGAIN
        return self.filter(state=PracticeStory.State.APPROVED, approved_at__gte=since)

    def told_in(self, cohort: Cohort) -> Self:
        """The approved ones of `cohort`, for those who take part in it or run it."""
        return self.told().filter(CASES.reached({Reader.COHORT: Q(cohort=cohort)}, shown=True))

    def reported(self, cohort: Cohort) -> Self:
        """The approved ones that their owners also show to whoever reads the report of `cohort`."""
        wider = Q(visibility=PracticeStory.Visibility.REPORT)
        return self.told_in(cohort).filter(CASES.reached({Reader.COMMISSIONERS: wider}, shown=True))


class PracticeStory(models.Model):
    """One person's story: asked for, told or not, put into final words by those who run the cohort, approved by its owner.

    Nobody but its owner reads it before it is handed in or after it is withdrawn. `revision` counts the changes of its
    words; an approval is of one revision. It has the cohort itself, so that a report reads no table of people.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        DECLINED = "declined", _("Not this time")
        WRITING = "writing", _("Has said yes")
        HANDED_IN = "handed_in", _("Handed in, to be read by you")
        OFFERED = "offered", _("Waits for their approval")
        APPROVED = "approved", _("Approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Visibility(models.TextChoices):
        COHORT = "cohort", _("The people of my cohort, and those who run it")
        REPORT = "report", _("Those people, and whoever reads the cohort’s report, such as those who commissioned it")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "asked": frozenset({"writing", "declined"}),
        "declined": frozenset({"writing"}),
        "writing": frozenset({"handed_in", "declined"}),
        "handed_in": frozenset({"writing", "offered", "withdrawn"}),
        "offered": frozenset({"writing", "approved", "withdrawn"}),
        "approved": frozenset({"withdrawn"}),
        "withdrawn": frozenset({"writing"}),
    }
    WITH_OWNER: ClassVar[frozenset[str]] = frozenset({"asked", "declined", "writing", "withdrawn"})

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="practice_story")
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    title = models.CharField(_("title"), max_length=120, blank=True)
    setting = models.TextField(_("The setting"), max_length=LONGEST_PART, blank=True)
    tried = models.TextField(_("What we tried"), max_length=LONGEST_PART, blank=True)
    worked = models.TextField(_("What worked"), max_length=LONGEST_PART, blank=True)
    hard = models.TextField(_("What was hard"), max_length=LONGEST_PART, blank=True)
    overcome = models.TextField(_("How we got past it, or did not"), max_length=LONGEST_PART, blank=True)
    advice = models.TextField(_("What I would tell somebody who is starting"), max_length=LONGEST_PART, blank=True)
    visibility = models.CharField(_("who may read it"), max_length=8, choices=Visibility, default=Visibility.COHORT)
    others_agree = models.BooleanField(_("nobody can be recognised who has not agreed"), default=False)
    revision = models.PositiveIntegerField(default=0)
    approved_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["PracticeStory"]] = PracticeStoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice story")
        verbose_name_plural = _("practice stories")
        ordering = ["-approved_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evaluations_approved_says_when",
                condition=Q(state="approved", approved_at__isnull=False) | (~Q(state="approved") & Q(approved_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.state}"

    def can_become(self, state: str) -> bool:
        """Whether this may become `state`."""
        return state in self.MOVES[self.state]

    @property
    def is_with_owner(self) -> bool:
        """Whether nobody but its owner may read it."""
        return self.state in self.WITH_OWNER

    @property
    def has_words(self) -> bool:
        """Whether anything is written."""
        return any(getattr(self, name) for name in ("title", *PARTS))

    def parts(self) -> list[tuple[str, str]]:
        """What it says, part by part, each with its heading; empty parts are left out."""
        headings = {field.name: str(field.verbose_name) for field in self._meta.fields}
        found = [(headings[name], getattr(self, name)) for name in PARTS]
        return [(heading, text) for heading, text in found if text]

"""What people say, bring and take away: whether they come, what they offer to a day, and what they learned on it."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.events.models.events import LONGEST_TEXT, LearningEvent
from elearning.programmes.models import Enrolment
from elearning.readership import BROUGHT, TAKEAWAYS, Reader
from elearning.sealed import SealedTextField
from elearning.stories.models import Audience, Story

LONGEST_NEEDS, LONGEST_TAKEAWAY = 300, 1000


class ComingQuerySet(models.QuerySet["Coming"]):
    """Questions about many answers."""

    def live(self) -> Self:
        """Those of people who still take part in the programme."""
        return self.filter(enrolment__state__in=Enrolment.TAKING_PART)

    def coming(self) -> Self:
        """Those who have a place."""
        return self.live().filter(state=Coming.State.COMING)

    def waiting(self) -> Self:
        """Those who wait for one, the first first."""
        return self.live().filter(state=Coming.State.WAITING).order_by("said_at", "pk")


class Coming(models.Model):
    """What somebody has said about coming. Needs are for the hosts, sealed, and go soon after the day."""

    class State(models.TextChoices):
        COMING = "coming", _("Coming")
        WAITING = "waiting", _("On the waiting list")
        CANNOT = "cannot", _("Cannot come")

    event = models.ForeignKey(LearningEvent, on_delete=models.CASCADE, related_name="comings")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="event_comings")
    state = models.CharField(max_length=8, choices=State)
    said_at = models.DateTimeField(default=timezone.now)
    is_named = models.BooleanField(_("Others who come may read my name and organisation"), default=False)
    needs = SealedTextField(_("What you need, to take part well"), max_length=LONGEST_NEEDS, blank=True)

    objects: ClassVar[ComingQuerySet] = ComingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "enrolment"], name="events_one_answer_a_person")]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.state}"


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """Questions about many contributions."""

    def shown(self) -> Self:
        """Those that a host has let through, of people who still take part."""
        shown = BROUGHT.reached({Reader.PROGRAMME: models.Q(state=Contribution.State.SHOWN)}, shown=True)
        return self.filter(shown, enrolment__state__in=Enrolment.TAKING_PART)

    def waiting(self) -> Self:
        """Those that a host has still to read."""
        return self.filter(state=Contribution.State.WAITING, enrolment__state__in=Enrolment.TAKING_PART)


class Contribution(models.Model):
    """A question for the day, or something offered to it. Others read it once a host has let it through."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("A question for the day")
        SESSION = "session", _("A session I could run")
        STORY = "story", _("A story from practice")
        RESOURCE = "resource", _("Something useful: a form, a paper, a link")

    class State(models.TextChoices):
        WAITING = "waiting", _("The hosts read it first")
        SHOWN = "shown", _("Everybody in the programme can read it")
        DECLINED = "declined", _("Not taken up this time")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(LearningEvent, on_delete=models.CASCADE, related_name="contributions")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="event_contributions")
    kind = models.CharField(_("What do you bring?"), max_length=8, choices=Kind)
    title = models.CharField(_("In one line"), max_length=160)
    text = models.TextField(_("More about it"), max_length=LONGEST_TEXT, blank=True)
    link = models.URLField(_("Link"), blank=True)
    story = models.ForeignKey(Story, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    with_name = models.BooleanField(_("Show my name beside it"), default=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reply = models.TextField(max_length=LONGEST_TEXT, blank=True)
    brought_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[ContributionQuerySet] = ContributionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def story_is_read(self) -> bool:
        """Whether the whole programme may (still) read the practice story that was brought."""
        return self.story is not None and self.story.audience >= Audience.PROGRAMME


class TakeawayQuerySet(models.QuerySet["Takeaway"]):
    """Questions about many takeaways."""

    def pooled(self) -> Self:
        """Those that people who still take part share with all who came, and that no host has taken off."""
        shared = TAKEAWAYS.reached({Reader.PROGRAMME: models.Q(is_shared=True, is_taken_off=False)}, shown=True)
        return self.filter(shared, enrolment__state__in=Enrolment.TAKING_PART)


class Takeaway(models.Model):
    """What somebody takes away from an event: sealed, and theirs alone until they share it with those who came."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(LearningEvent, on_delete=models.CASCADE, related_name="takeaways")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="event_takeaways")
    text = SealedTextField(_("What I take away"), max_length=LONGEST_TAKEAWAY)
    is_shared = models.BooleanField(_("Share it with those who came, and with the hosts"), default=False)
    with_name = models.BooleanField(_("Show my name beside it"), default=False)
    is_taken_off = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    noted_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[TakeawayQuerySet] = TakeawayQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.noted_at:%Y-%m-%d}"

"""Whose view a story gives, and who stands in it: each agrees to the words and to who reads them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models import Enrolment
from elearning.sealed import SealedTextField
from elearning.stories.models.stories import LONGEST_PART, Audience, Story


class Agreeing(models.Model):
    """What somebody has agreed to: an audience, for the words of one revision."""

    agreed_to = models.PositiveSmallIntegerField(_("agreed that these read it"), choices=Audience, default=0)
    agreed_revision = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def agrees(self, story: Story) -> bool:
        """Whether this is a yes to what `story` wants, in its present words."""
        return self.agreed_to >= story.wanted and self.agreed_revision == story.revision


class StoryVoice(Agreeing):
    """One person's part of a story. Until they have said yes to taking part it is only a question to them."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="voices")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="story_voices")
    joined_at = models.DateTimeField(null=True, blank=True)
    viewpoint = models.CharField(
        _("Whose view is this?"),
        max_length=80,
        blank=True,
        help_text=_("Such as: the worker, a resident member, the one who holds the money."),
    )
    with_name = models.BooleanField(_("Show my name beside my part"), default=False)
    worked = models.TextField(_("What worked"), max_length=LONGEST_PART, blank=True)
    hard = models.TextField(_("What was hard"), max_length=LONGEST_PART, blank=True)
    overcome = models.TextField(_("How we got past it, or did not"), max_length=LONGEST_PART, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["story", "enrolment"], name="stories_one_voice_a_person"),
            models.CheckConstraint(
                name="stories_agrees_once_joined", condition=Q(agreed_to=0) | Q(joined_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} · {self.enrolment_id}"

    def parts(self) -> list[tuple[str, str]]:
        """What this voice says, with headings; empty parts are left out."""
        found = [
            (_("What worked"), self.worked),
            (_("What was hard"), self.hard),
            (_("How we got past it, or did not"), self.overcome),
        ]
        return [(str(heading), text) for heading, text in found if text]


class StoryNamed(Agreeing):
    """Somebody who can be recognised in a story: asked by a mail whose link needs no account."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="named")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = SealedTextField(_("Name"), max_length=120)
    email = SealedTextField(_("E-mail address"), max_length=254)
    refused_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["StoryNamed"]] = models.Manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.story_id} · {self.pk}"

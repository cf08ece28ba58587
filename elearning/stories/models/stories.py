"""A practice story as a whole: what was tried, who may read it, and how far that is agreed (DOMAIN 3.6)."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.evaluations.models import PracticeStory
from elearning.programmes.models import Cohort, Enrolment, Subject
from elearning.readership import STORIES, Reader

LONGEST_PART = 1200
KEPT_PUBLIC = timedelta(days=730)
ASKED_BEFORE = timedelta(days=30)


class Audience(models.IntegerChoices):
    """Who may read a story, each wider than the one before."""

    WRITERS = 0, _("Only those who write it")
    SET = 1, _("The sets of those who write it")
    COHORT = 2, _("Our cohort, and those who run it")
    PROGRAMME = 3, _("Everybody who takes part in the programme, and those who run it")
    PUBLIC = 4, _("Everybody, also outside")


class StoryQuerySet(models.QuerySet["Story"]):
    """Questions about many stories."""

    def told_by(self, enrolment: Enrolment) -> Self:
        """Those in which `enrolment` is a voice, or is asked to be one."""
        return self.filter(voices__enrolment=enrolment)

    def read_in(self, enrolment: Enrolment) -> Self:
        """Those that reach `enrolment` through the cohort or the programme."""
        mine = Q(audience=Audience.COHORT, enrolment__cohort=enrolment.cohort_id)
        wider = Q(audience__gte=Audience.PROGRAMME, enrolment__cohort__programme=enrolment.cohort.programme_id)
        return self.filter(mine | wider)

    def public(self) -> Self:
        """Those that everybody may read."""
        return self.filter(audience=Audience.PUBLIC)

    def visible_to(self, user: User | None) -> Self:
        """Those that `user` (None: a visitor) may read as a reader: not those that are only shared with a set, which the
        set's own page lists."""
        public = Q(audience=Audience.PUBLIC)
        if user is None:
            return self.filter(STORIES.reached({Reader.EVERYBODY: public}, shown=True))
        mine = Enrolment.objects.filter(user=user).taking_part()
        cohort = Q(audience=Audience.COHORT, enrolment__cohort__in=mine.values("cohort"))
        programme = Q(audience=Audience.PROGRAMME, enrolment__cohort__programme__in=mine.values("cohort__programme"))
        led = Cohort.objects.run_by(user)
        runs = Q(audience=Audience.COHORT, enrolment__cohort__in=led) | Q(
            audience=Audience.PROGRAMME, enrolment__cohort__programme__in=led.values("programme")
        )
        rows = {Reader.EVERYBODY: public, Reader.COHORT: cohort, Reader.PROGRAMME: programme, Reader.FACILITATORS: runs}
        return self.filter(STORIES.reached(rows, shown=True))

    def shared_with_sets_of(self, enrolments: models.QuerySet[Enrolment]) -> Self:
        """Those that a voice among `enrolments` (the members of one set) shares with the set, the latest first."""
        told = Q(audience__gte=Audience.SET, voices__enrolment__in=enrolments)
        return self.filter(STORIES.reached({Reader.MEMBERS: told}, shown=True)).distinct()

    def run_through(self, cohort: Cohort) -> Self:
        """Those begun in `cohort` that whoever runs it may read: told to the cohort or wider, or waiting for that."""
        return self.filter(enrolment__cohort=cohort).filter(Q(audience__gte=Audience.COHORT) | Q(is_waiting=True))

    def due(self, moment: datetime) -> Self:
        """The public ones that nobody has looked at again for 24 months."""
        return self.filter(audience=Audience.PUBLIC, looked_at__lte=moment - KEPT_PUBLIC)


class Story(models.Model):
    """One story. `revision` counts changes of any of its words; every consent is to one revision and one audience.

    `audience` is who may read it now, `wanted` who may once all have agreed; `is_waiting` says that all have, and that the
    programme manager reads it. It changes its words only while nobody but its writers reads it. `challenges` are words of
    the workshop's board, as they stood there.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="stories_begun")
    title = models.CharField(_("Title"), max_length=120)
    setting = models.TextField(
        _("The setting"),
        max_length=LONGEST_PART,
        blank=True,
        help_text=_("Sector, size, what the partnership is for. Nobody need be named."),
    )
    tried = models.TextField(_("What we tried"), max_length=LONGEST_PART, blank=True)
    advice = models.TextField(_("What we would tell somebody who is starting"), max_length=LONGEST_PART, blank=True)
    subjects = models.ManyToManyField(Subject, verbose_name=_("What it is about"), blank=True, related_name="+")
    challenges = models.JSONField(_("Words that got in the way"), default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)
    audience = models.PositiveSmallIntegerField(choices=Audience, default=Audience.WRITERS)
    wanted = models.PositiveSmallIntegerField(choices=Audience, default=Audience.WRITERS)
    is_waiting = models.BooleanField(default=False)
    reason = models.TextField(max_length=LONGEST_PART, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    renewal_asked_at = models.DateTimeField(null=True, blank=True)
    carried_from = models.OneToOneField(
        PracticeStory, on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[StoryQuerySet] = StoryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("practice story")
        verbose_name_plural = _("practice stories")
        ordering = ["-looked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="stories_wanted_is_not_narrower", condition=Q(wanted__gte=F("audience"))),
            models.CheckConstraint(
                name="stories_waits_for_something_wider",
                condition=Q(is_waiting=False) | Q(wanted__gt=F("audience")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether its words may change: nobody else reads it, and nobody is asked to agree."""
        return self.audience == self.wanted == Audience.WRITERS

    @property
    def is_asking(self) -> bool:
        """Whether voices or people named in it are asked to agree to a wider audience."""
        return self.wanted > self.audience and not self.is_waiting

    @property
    def is_due(self) -> bool:
        """Whether its voices are to say that it still stands, before it stops being public."""
        return self.audience == Audience.PUBLIC and self.renewal_asked_at is not None

    @property
    def ends_on(self) -> datetime | None:
        """When it stops being public, unless a voice looks at it again."""
        return self.looked_at + KEPT_PUBLIC if self.looked_at and self.audience == Audience.PUBLIC else None

    def narrower(self) -> list[tuple[int, str]]:
        """The audiences that any voice may go back to, alone and at once."""
        return [(int(one), str(one.label)) for one in Audience if one < max(self.audience, self.wanted)]

    def wider(self) -> list[tuple[int, str]]:
        """The audiences it can be taken to, by consent of all."""
        return [(int(one), str(one.label)) for one in Audience if one > self.audience]

    def parts(self) -> list[tuple[str, str]]:
        """What all voices say together before each tells its own part, with headings; empty parts are left out."""
        return [(str(_("The setting")), self.setting)] * bool(self.setting) + [
            (str(_("What we tried")), self.tried)
        ] * bool(self.tried)

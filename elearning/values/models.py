"""What is written in the values exercise (DOMAIN 3.5): one's own, theirs alone until they choose to show it, and what several
people lay out together, on cards without a name."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models import Cohort, Enrolment
from elearning.readership import VALUES, Reader

LONGEST_TEXT = 600
MOST_VALUES, FEWEST_VALUES = 6, 4


class ValuesBoardQuerySet(models.QuerySet["ValuesBoard"]):
    """Questions about many boards."""

    def shown_to_set_of(self, enrolments: models.QuerySet[Enrolment]) -> Self:
        """Those that people among `enrolments` (the members of one set) show to their set."""
        shown = VALUES.reached({Reader.MEMBERS: models.Q(to_set=True)}, shown=True)
        return self.filter(shown, enrolment__in=enrolments).select_related("enrolment__user")

    def shown_to_facilitators(self, cohort: Cohort) -> Self:
        """Those that people who take part in `cohort` show to its facilitators."""
        shown = self.filter(
            VALUES.reached({Reader.FACILITATORS: models.Q(to_facilitators=True)}, shown=True), enrolment__cohort=cohort
        )
        return shown.filter(enrolment__state__in=Enrolment.TAKING_PART).select_related("enrolment__user")


class ValuesBoard(models.Model):
    """One person's cards, done alone or with others, and who may look at the values they came to.

    `revision` counts changes. What one brings and the story of good joint work are never shown: only the values are.
    """

    class With(models.TextChoices):
        ALONE = "alone", _("Alone")
        SET = "set", _("With my set")
        WORKSHOP = "workshop", _("At the workshop")
        PARTNER = "partner", _("With a partner")

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="values_board")
    done_with = models.CharField(_("How do you do it?"), max_length=10, choices=With, default=With.ALONE)
    why_one = models.CharField(_("First card"), max_length=200, blank=True)
    why_two = models.CharField(_("Second card"), max_length=200, blank=True)
    i_bring = models.TextField(_("What I bring as a person"), max_length=LONGEST_TEXT, blank=True)
    we_bring = models.TextField(_("What my organisation brings"), max_length=LONGEST_TEXT, blank=True)
    proud = models.TextField(_("A piece of joint work I was proud of"), max_length=LONGEST_TEXT, blank=True)
    alive = models.TextField(_("Which values were alive in it?"), max_length=LONGEST_TEXT, blank=True)
    look_again_on = models.DateField(_("When we look at these again"), null=True, blank=True)
    to_set = models.BooleanField(_("The people of my set may read my values"), default=False)
    to_facilitators = models.BooleanField(_("The facilitators of my cohort may read my values"), default=False)
    revision = models.PositiveIntegerField(default=0)

    objects: ClassVar[ValuesBoardQuerySet] = ValuesBoardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("values board")
        verbose_name_plural = _("values boards")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}"


class BoardValue(models.Model):
    """One value, with what one would see and would not see where it is alive."""

    board = models.ForeignKey(ValuesBoard, on_delete=models.CASCADE, related_name="values")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("Value"), max_length=60)
    seen = models.CharField(_("We would see…"), max_length=240, blank=True)
    not_seen = models.CharField(_("We would not see…"), max_length=240, blank=True)

    class Meta:
        ordering = ["board", "position"]
        constraints = [
            models.UniqueConstraint(fields=["board", "position"], name="values_one_value_a_place"),
        ]

    def __str__(self) -> str:
        return self.name


class SharedBoard(models.Model):
    """Cards of several people of one cohort, and the values that they come to. Everybody of the cohort can open it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="shared_boards")
    title = models.CharField(_("What is it for?"), max_length=80)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    look_again_on = models.DateField(_("When we look at these again"), null=True, blank=True)

    MOST_A_COHORT: ClassVar[int] = 60

    class Meta:
        verbose_name = _("shared values board")
        verbose_name_plural = _("shared values boards")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class SharedValue(models.Model):
    """A heap of cards with a name. `revision` counts changes, so that nobody writes over what they have not seen."""

    board = models.ForeignKey(SharedBoard, on_delete=models.CASCADE, related_name="values")
    name = models.CharField(_("Value"), max_length=60)
    seen = models.CharField(_("We would see…"), max_length=240, blank=True)
    not_seen = models.CharField(_("We would not see…"), max_length=240, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("board", Lower("name"), name="values_one_heap_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class BoardCard(models.Model):
    """One card. Who wrote it is not kept, and cards lie in the order of chance: nothing tells whose came when."""

    class Part(models.TextChoices):
        WHY = "why", _("Why values matter")
        PERSON = "person", _("What I bring as a person")
        ORGANISATION = "organisation", _("What my organisation brings")
        ALIVE = "alive", _("A value that was alive in good joint work")

    board = models.ForeignKey(SharedBoard, on_delete=models.CASCADE, related_name="cards")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    part = models.CharField(max_length=12, choices=Part)
    text = models.CharField(_("Card"), max_length=140)
    value = models.ForeignKey(SharedValue, on_delete=models.SET_NULL, null=True, blank=True, related_name="cards")

    MOST_A_BOARD: ClassVar[int] = 200

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["board", "key"], name="values_a_form_makes_one_card"),
        ]

    def __str__(self) -> str:
        return self.text

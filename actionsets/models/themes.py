"""General sentences by which a set passes on what it has learned; each needs every member's word (DOMAIN 1.9)."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actionsets.models.sets import LearningSet
from elearning.programmes.models import Cohort, Subject


class ThemeNote(models.Model):
    """A few sentences drafted by a set's facilitator. Its members are asked from `asked_at` until the end of `answer_by`;
    only then is it counted, whoever answered when."""

    MOST: ClassVar[int] = 3

    learning_set = models.ForeignKey(LearningSet, on_delete=models.CASCADE, related_name="theme_notes")
    made_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learning_set"], name="actionsets_one_theme_note_in_hand", condition=Q(settled_at__isnull=True)
            ),
            models.CheckConstraint(
                name="actionsets_theme_asked_until_a_day",
                condition=Q(asked_at__isnull=True, answer_by__isnull=True)
                | Q(asked_at__isnull=False, answer_by__isnull=False),
            ),
            models.CheckConstraint(
                name="actionsets_theme_settled_after_asking",
                condition=Q(settled_at__isnull=True) | Q(asked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learning_set_id} · {self.made_at:%Y-%m-%d}"

    @property
    def is_draft(self) -> bool:
        """Whether its facilitator alone reads it."""
        return self.asked_at is None

    @property
    def is_asked(self) -> bool:
        """Whether its members are being asked, or it is being counted."""
        return self.asked_at is not None and self.settled_at is None


class ThemeSentenceQuerySet(models.QuerySet["ThemeSentence"]):
    """Questions about many sentences."""

    def cleared_in(self, cohort: Cohort) -> Self:
        """Those of the cohort's sets that every member has cleared."""
        return self.filter(note__learning_set__cohort=cohort, is_cleared=True)


class ThemeSentence(models.Model):
    """One general sentence with its subject. `is_cleared` is known once its note is settled, and says nothing of anybody:
    a sentence that was not cleared was refused, or somebody did not answer."""

    LONGEST: ClassVar[int] = 300

    note = models.ForeignKey(ThemeNote, on_delete=models.CASCADE, related_name="sentences")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("sentence"), max_length=LONGEST)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    is_cleared = models.BooleanField(null=True, blank=True)

    objects: ClassVar[models.Manager["ThemeSentence"]] = ThemeSentenceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["note", "position"], name="actionsets_one_sentence_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.note_id} · {self.position}"


class ThemeBallot(models.Model):
    """One member's word on one sentence, under a key that does not say whose it is; deleted when the note is settled.

    The row has a random key, no time and no order, so that reading the table tells nobody's answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sentence = models.ForeignKey(ThemeSentence, on_delete=models.CASCADE, related_name="ballots")
    key = models.CharField(max_length=64)
    is_yes = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sentence", "key"], name="actionsets_one_word_a_sentence"),
        ]

    def __str__(self) -> str:
        return str(self.sentence_id)

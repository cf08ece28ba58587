"""The board of challenges and ways past them: an expanding list to which nobody's name belongs (DOMAIN 3.7)."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models import Cohort


class BoardNoteQuerySet(models.QuerySet["BoardNote"]):
    """Questions about many notes."""

    def on_the_board_of(self, cohort: Cohort) -> Self:
        """What a cohort sees: its own notes that were let through, and what earlier ones handed on."""
        own = Q(cohort=cohort, state__in=BoardNote.ON_THE_BOARD)
        return self.filter(own | Q(cohort__programme=cohort.programme_id, state=BoardNote.State.HANDED_ON))

    def waiting_in(self, cohort: Cohort) -> Self:
        """Those of a cohort that nobody has looked at yet."""
        return self.filter(cohort=cohort, state=BoardNote.State.WAITING)


class BoardNote(models.Model):
    """A word for what gets in the way (`word`, `text`: what it looks like, `ask`: the question that may open it), or a way past
    one (`about`: the key of the challenge it answers, `text`: the way).

    Who wrote it is not kept. It stands on no screen before the facilitator has let it through.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SHOWN = "shown", _("On the board")
        HANDED_ON = "handed_on", _("Handed on to later workshops")
        LEFT_OUT = "left_out", _("Left out")

    ON_THE_BOARD: ClassVar[tuple[str, ...]] = (State.SHOWN, State.HANDED_ON)
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.WAITING: frozenset({State.SHOWN, State.LEFT_OUT}),
        State.SHOWN: frozenset({State.HANDED_ON, State.LEFT_OUT}),
        State.HANDED_ON: frozenset({State.SHOWN, State.LEFT_OUT}),
        State.LEFT_OUT: frozenset({State.SHOWN}),
    }
    MOST_WAITING: ClassVar[int] = 150
    LONGEST_WORD: ClassVar[int] = 30
    LONGEST: ClassVar[int] = 140

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="board_notes")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    about = models.CharField(max_length=36, blank=True)
    word = models.CharField(_("word"), max_length=LONGEST_WORD, blank=True)
    text = models.CharField(_("what it looks like, or the way past it"), max_length=LONGEST, blank=True)
    ask = models.CharField(_("a question that may open it"), max_length=LONGEST, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)

    objects: ClassVar[models.Manager["BoardNote"]] = BoardNoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "key"], name="workshops_a_form_makes_one_note"),
            models.CheckConstraint(
                name="workshops_a_note_is_a_word_or_a_way",
                condition=(Q(about="") & ~Q(word="")) | (~Q(about="") & Q(word="") & ~Q(text="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.key}"

    @property
    def is_word(self) -> bool:
        """Whether it is a challenge, and not a way past one."""
        return not self.about

"""What becomes of a set at work: pauses, incidents, what its members decide together, and who is reviewed (DOMAIN 2.6)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actionsets.models.sets import LearningSet
from elearning.accounts.models import User
from elearning.programmes.models import Enrolment


class SetPause(models.Model):
    """That a set does not meet for a while."""

    learning_set = models.ForeignKey(LearningSet, on_delete=models.CASCADE, related_name="pauses")
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learning_set"], name="actionsets_one_pause_at_a_time", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learning_set_id} · {self.began_at:%Y-%m-%d}"


class SetIncident(models.Model):
    """That something went wrong in a set: its day, its kind and how it ended. There is no room for what was said, or by
    whom (DOMAIN 2.6)."""

    class Kind(models.TextChoices):
        CONFIDENCE = "confidence", _("What was said in the set went outside")
        CONDUCT = "conduct", _("How somebody was treated in the set")
        OTHER = "other", _("Something else that broke the agreement")

    class Outcome(models.TextChoices):
        OPEN = "open", _("Being looked at")
        TALKED = "talked", _("Talked through in the set")
        CHANGED = "changed", _("The agreement was changed")
        LEFT = "left", _("Somebody left the set")
        ENDED = "ended", _("The set ended")
        NOTHING = "nothing", _("There was nothing in it")

    learning_set = models.ForeignKey(LearningSet, on_delete=models.CASCADE, related_name="incidents")
    happened_on = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.OPEN)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.learning_set_id} · {self.happened_on}"

    @property
    def is_open(self) -> bool:
        """Whether it is still being looked at."""
        return self.outcome == self.Outcome.OPEN


class SetDecisionQuerySet(models.QuerySet["SetDecision"]):
    """Questions about many decisions."""

    def open(self) -> Self:
        """Those that members are being asked about."""
        return self.filter(state=SetDecision.State.OPEN)

    def about(self, one: LearningSet) -> Self:
        """Those that `one` takes part in, its own and those of a set that would join it."""
        return self.filter(Q(learning_set=one) | Q(joins=one))


class SetDecision(models.Model):
    """What the members of a small set are asked: to go on as three or fewer, or to join another small set (`joins`).

    It stands only when everybody says yes. Meanwhile nobody is shown any answer; afterwards the answers are let go.
    """

    class Kind(models.TextChoices):
        TRIO = "trio", _("Go on as a small set, with shorter meetings")
        MERGE = "merge", _("Join another small set")

    class State(models.TextChoices):
        OPEN = "open", _("Being asked")
        AGREED = "agreed", _("Everybody said yes")
        NOT_AGREED = "not_agreed", _("Not everybody said yes")
        LET_GO = "let_go", _("Let go")
        DONE = "done", _("Carried out")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "open": frozenset({"agreed", "not_agreed", "let_go"}),
        "agreed": frozenset({"done", "let_go"}),
        "not_agreed": frozenset(),
        "let_go": frozenset(),
        "done": frozenset(),
    }

    learning_set = models.ForeignKey(LearningSet, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=8, choices=Kind)
    joins = models.ForeignKey(LearningSet, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer_by = models.DateField()

    objects: ClassVar[models.Manager["SetDecision"]] = SetDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learning_set"],
                name="actionsets_one_decision_at_a_time",
                condition=Q(state__in=["open", "agreed"]),
            ),
            models.CheckConstraint(
                name="actionsets_a_merge_says_with_whom",
                condition=Q(kind="merge", joins__isnull=False) | Q(kind="trio", joins__isnull=True),
            ),
            models.CheckConstraint(
                name="actionsets_no_set_joins_itself", condition=Q(joins__isnull=True) | ~Q(joins=F("learning_set"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learning_set_id} · {self.kind}"

    def may_become(self, state: str) -> bool:
        """Whether this decision can go to `state` now."""
        return state in self.MOVES[self.state]


class SetVoice(models.Model):
    """One member's answer to a decision, under a key that does not say whose it is (`balloting`)."""

    decision = models.ForeignKey(SetDecision, on_delete=models.CASCADE, related_name="voices")
    key = models.CharField(max_length=64, primary_key=True)
    is_yes = models.BooleanField()

    def __str__(self) -> str:
        return str(self.decision_id)


class CompositionReview(models.Model):
    """That the programme manager has looked at two people who should not share a set by rule, has asked them, and lets it
    stand. What a participant declared is never let stand (DOMAIN 1.7.2)."""

    learning_set = models.ForeignKey(LearningSet, on_delete=models.CASCADE, related_name="reviews")
    first = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learning_set", "first", "second"], name="actionsets_a_pair_reviewed_once"),
            models.CheckConstraint(name="actionsets_reviewed_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} · {self.second_id}"


class SupervisionEntry(models.Model):
    """That a facilitator was in supervision: when, how long, with whom. Its owner alone reads it, and no name of a member
    stands in it (DOMAIN 6.1)."""

    LONGEST: ClassVar[int] = 480

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="supervision")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    with_whom = models.CharField(max_length=120)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="actionsets_supervision_up_to_a_day", condition=Q(minutes__gte=5, minutes__lte=480)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.on}"

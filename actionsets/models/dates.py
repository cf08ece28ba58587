"""Who can come and when: answers to dates, questions about dates, what became of a meeting, and who leads one for another.

Answers are logistics, like attendance (DOMAIN 1.6): a word to a date, never a reason. Of the addresses at which people answer
without signing in only a fingerprint is kept.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actionsets.models.meetings import SetMeeting
from actionsets.models.sets import LearningSet, SetMembership
from elearning.accounts.models import User


class MeetingAnswer(models.Model):
    """Whether a member can come to a meeting at `starts_at`; once the meeting is at another time it says nothing."""

    class Answer(models.TextChoices):
        YES = "yes", _("Can come")
        NO = "no", _("Cannot come")

    meeting = models.ForeignKey(SetMeeting, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey(SetMembership, on_delete=models.CASCADE, related_name="meeting_answers")
    starts_at = models.DateTimeField()
    answer = models.CharField(max_length=4, choices=Answer)
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="actionsets_one_answer_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} · {self.membership_id}: {self.answer}"


class DatePoll(models.Model):
    """A question to a set: at which of these times could this meeting be? Its facilitator takes one, or none.

    With `weeks` it is about the series: this meeting at one of the times, and each after it so many weeks later.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Being answered")
        TAKEN = "taken", _("A date was taken")
        DROPPED = "dropped", _("Taken back")

    meeting = models.ForeignKey(SetMeeting, on_delete=models.CASCADE, related_name="polls")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], name="actionsets_one_open_poll_a_meeting", condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="actionsets_poll_closed_when",
                condition=Q(state="open", closed_at=None) | Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Whether it can be answered, and decided."""
        return self.state == self.State.OPEN


class DateOption(models.Model):
    """One of the times asked about."""

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="options")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "starts_at"], name="actionsets_each_time_asked_once"),
            models.CheckConstraint(
                name="actionsets_option_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id}: {self.starts_at:%Y-%m-%d %H:%M}"


class OptionAnswer(models.Model):
    """What one member said to one of the times asked about."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        IF_NEED_BE = "if_need_be", _("If need be")
        NO = "no", _("No")

    option = models.ForeignKey(DateOption, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey(SetMembership, on_delete=models.CASCADE, related_name="option_answers")
    answer = models.CharField(max_length=12, choices=Answer)
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "membership"], name="actionsets_one_answer_a_time_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.option_id} · {self.membership_id}: {self.answer}"


class AnswerLink(models.Model):
    """An address at which one member answers, without signing in, for one meeting or to one question about dates.

    The address itself is not kept, so that nobody who reads the table can answer for anybody. One for a meeting leads
    nowhere once the meeting is at another time than `starts_at`.
    """

    membership = models.ForeignKey(SetMembership, on_delete=models.CASCADE, related_name="answer_links")
    meeting = models.ForeignKey(SetMeeting, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "meeting"],
                name="actionsets_one_link_a_meeting",
                condition=Q(meeting__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["membership", "poll"], name="actionsets_one_link_a_poll", condition=Q(poll__isnull=False)
            ),
            models.CheckConstraint(
                name="actionsets_link_is_for_one_thing",
                condition=Q(meeting__isnull=False, poll=None, starts_at__isnull=False)
                | Q(meeting=None, poll__isnull=False, starts_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MeetingChange(models.Model):
    """What became of a meeting, when and by whom: read by the set and those who tend it.

    A reason is short, in plain words about the date, and never mailed.
    """

    class Kind(models.TextChoices):
        PLANNED = "planned", _("planned")
        MOVED = "moved", _("moved")
        PLACE = "place", _("place or link changed")
        CANCELLED = "cancelled", _("cancelled")
        NOT_HELD = "not_held", _("did not happen")
        AGAIN = "again", _("planned again")
        DROPPED = "dropped", _("taken out of the series")
        HELD_SHORT = "held_short", _("held as a short meeting")
        HELD_AFTER_ALL = "held", _("was held after all")
        NOT_AFTER_ALL = "not_after", _("did not happen after all; attendance was taken back")

    LONGEST_REASON: ClassVar[int] = 160

    learning_set = models.ForeignKey(LearningSet, on_delete=models.CASCADE, related_name="meeting_changes")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    before = models.DateTimeField(null=True, blank=True)
    after = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.learning_set_id} · {self.number}: {self.kind}"


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    """Questions about many."""

    def accepted(self) -> Self:
        """Those that the set has accepted."""
        return self.filter(state=Substitution.State.ACCEPTED)


class Substitution(models.Model):
    """That somebody is to lead one meeting for the set's facilitator or, without a meeting, the set from now on.

    It counts once every member has said yes (DOMAIN 2.6: seen and accepted by the set).
    """

    class State(models.TextChoices):
        ASKED = "asked", _("The set is being asked")
        ACCEPTED = "accepted", _("Accepted by the set")
        REFUSED = "refused", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Taken back")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "asked": frozenset({"accepted", "refused", "withdrawn"}),
        "accepted": frozenset({"withdrawn"}),
        "refused": frozenset(),
        "withdrawn": frozenset(),
    }

    learning_set = models.ForeignKey(LearningSet, on_delete=models.CASCADE, related_name="substitutions")
    meeting = models.ForeignKey(
        SetMeeting, on_delete=models.CASCADE, null=True, blank=True, related_name="substitutions"
    )
    facilitator = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Substitution"]] = SubstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learning_set"], name="actionsets_one_substitution_asked", condition=Q(state="asked")
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                name="actionsets_one_substitute_a_meeting",
                condition=Q(state="accepted", meeting__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learning_set_id} · {self.get_state_display()}"

    @property
    def is_asked(self) -> bool:
        """Whether members are still to answer."""
        return self.state == self.State.ASKED

    def may_become(self, state: str) -> bool:
        """Whether it can go to `state` now."""
        return state in self.MOVES[self.state]


class SubstitutionAnswer(models.Model):
    """What one member said to a substitute or a new facilitator; read by nobody else, only counted."""

    substitution = models.ForeignKey(Substitution, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey(SetMembership, on_delete=models.CASCADE, related_name="substitution_answers")
    is_yes = models.BooleanField()
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["substitution", "membership"], name="actionsets_one_word_on_a_substitute"),
        ]

    def __str__(self) -> str:
        return f"{self.substitution_id} · {self.membership_id}"

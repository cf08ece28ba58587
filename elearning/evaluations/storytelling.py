"""Asks a few people what made the difference, and keeps their stories theirs until they approve the final words.

Asked from the day of the follow-up on, by those who run the cohort, who see of each person only how much they took part:
much, little or in between. A no needs no reason and is not asked again (DOMAIN 2.8).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.evaluations.models import PracticeStory
from elearning.programmes import noting
from elearning.programmes.evidence import Meetings
from elearning.programmes.models import Cohort, Enrolment, StepProgress, Wave
from elearning.programmes.snapshots import known
from elearning.revising import reword

MUCH, LITTLE = Fraction(4, 5), Fraction(3, 5)
State = PracticeStory.State


class StoryError(Exception):
    """This cannot be done with the story now; its words say why."""


class StoryChangedError(StoryError):
    """The words have become others in another window; `stored` is the story as it stands there."""

    def __init__(self, stored: PracticeStory) -> None:
        super().__init__(
            _("The words were changed in another window. Both stand below: what you keep now replaces the other.")
        )
        self.stored = stored


@dataclass(frozen=True)
class Person:
    """Somebody who could be asked: how much they took part ("much", "some", "little"), and their story if there is one."""

    enrolment: Enrolment
    band: str
    story: PracticeStory | None


def people_of(cohort: Cohort) -> list[Person]:
    """Everybody who takes part, by name, each with a coarse band of use; never a score, an answer or a number.

    Much: at least 80 % of the meetings and three quarters of the steps that a board shows; little: fewer than 60 % of the
    meetings or less than half of those steps.
    """
    attended = known(Meetings, cohort).attended
    steps = {step.pk for step in cohort.programme.told_steps()}
    done: dict[int, int] = {}
    rows = StepProgress.objects.filter(enrolment__cohort=cohort, step__in=steps, done_at__isnull=False)
    for key in rows.values_list("enrolment_id", flat=True):
        done[key] = done.get(key, 0) + 1
    taking_part = cohort.enrolments.filter(state__in=Enrolment.TAKING_PART)
    people = taking_part.select_related("user", "organisation", "practice_story")
    return [
        Person(
            one,
            _band(attended.get(one.pk, Fraction(0)), Fraction(done.get(one.pk, 0), max(1, len(steps)))),
            getattr(one, "practice_story", None),
        )
        for one in people.order_by("user__last_name", "user__first_name", "pk")
    ]


def _band(attended: Fraction, done: Fraction) -> str:
    if attended >= MUCH and done >= Fraction(3, 4):
        return "much"
    return "little" if attended < LITTLE or done < Fraction(1, 2) else "some"


def why_not_yet(cohort: Cohort, *, now: datetime | None = None) -> str:
    """Why nobody can be asked now; empty if it is time."""
    if cohort.day_of(now or timezone.now()) < cohort.window(Wave.FOLLOW_UP)[0]:
        return _("People are asked for stories three months after the last meeting, not before.")
    return "" if cohort.is_running else _("The cohort is closed, so nobody is asked any more.")


@transaction.atomic
def ask(
    enrolments: Iterable[Enrolment], cohort: Cohort, *, by: User, now: datetime | None = None
) -> list[PracticeStory]:
    """Ask each of `enrolments` of `cohort`, once; whoever was asked before is left in peace. Raises StoryError."""
    reason = why_not_yet(cohort, now=now)
    if reason:
        raise StoryError(reason)
    made = []
    for one in enrolments:
        story, is_new = PracticeStory.objects.get_or_create(
            enrolment=one, defaults={"cohort": cohort, "asked_by": by, "asked_at": now or timezone.now()}
        )
        if is_new:
            mail.send("story_asked", one.user.email, {"person": one.user, "by": by})
            made.append(story)
    return made


@transaction.atomic
def answer(story: PracticeStory, *, yes: bool) -> PracticeStory:
    """Their answer to being asked, once or pressed twice; a no can become a yes later. Raises StoryError."""
    locked, wanted = _locked(story), State.WRITING if yes else State.DECLINED
    if locked.state not in {State.ASKED, State.DECLINED, State.WRITING}:
        raise StoryError(_("You have answered this already."))
    return locked if locked.state == wanted else _move(story, wanted)


@transaction.atomic
def write(story: PracticeStory, words: Mapping[str, object], *, seen: int) -> PracticeStory:
    """Keep the owner's `words` (fields of the story). Raises StoryError unless they are writing, and StoryChangedError
    where another window has changed it since revision `seen`."""
    locked = _locked(story)
    if locked.state != State.WRITING:
        raise StoryError(_("This story is not being written at the moment."))
    return _reword(locked, words, seen)


@transaction.atomic
def hand_in(story: PracticeStory, words: Mapping[str, object], *, seen: int) -> PracticeStory:
    """Keep the owner's `words` and let those who run the cohort read them. Raises StoryError, and keeps nothing, while they
    say too little to be read or somebody could be recognised who has not agreed."""
    written = write(story, words, seen=seen)
    if not (written.title and written.worked and written.others_agree):
        raise StoryError(
            _("Give it a title, say what worked, and tick that nobody can be recognised who has not agreed.")
        )
    return _move(written, State.HANDED_IN)


@transaction.atomic
def offer(story: PracticeStory, words: Mapping[str, object], *, seen: int, by: User | None = None) -> PracticeStory:
    """Propose `words` as the final ones to its owner. Raises StoryError unless it was handed in and not changed since."""
    locked = _reword(_locked(story), words, seen)
    offered = _move(locked, State.OFFERED)
    owner = offered.enrolment.user
    noting.decided(Thing.STORY, [offered.enrolment], by=by, cohort=offered.cohort)
    mail.send("story_offered", owner.email, {"person": owner})
    return offered


@transaction.atomic
def approve(story: PracticeStory, *, seen: int, now: datetime | None = None) -> PracticeStory:
    """Their yes to exactly the words of revision `seen`: from now on it is told. Raises StoryError."""
    locked = _locked(story)
    if locked.revision != seen:
        raise StoryError(_("The words have changed since you opened this page. Read them again first."))
    return _move(locked, State.APPROVED, now=now)


@transaction.atomic
def take_back(story: PracticeStory) -> PracticeStory:
    """Its owner writes on it again: what was handed in or offered is no longer read by anybody else. Raises StoryError."""
    return _move(story, State.WRITING)


@transaction.atomic
def withdraw(story: PracticeStory) -> PracticeStory:
    """Its owner takes it out of use at once; they alone can still read it. Raises StoryError."""
    return _move(story, State.WITHDRAWN)


@transaction.atomic
def forget(story: PracticeStory) -> None:
    """Delete its words for good, written, declined or withdrawn; that they were asked stays, so that they are not asked
    again. Raises StoryError while others may read it."""
    locked = _locked(story)
    if not locked.is_with_owner:
        raise StoryError(_("Withdraw the story first."))
    empty = dict.fromkeys(("title", "setting", "tried", "worked", "hard", "overcome", "advice"), "")
    _reword(locked, {**empty, "others_agree": False}, locked.revision)
    locked.state = State.DECLINED
    locked.save(update_fields=["state"])


def _locked(story: PracticeStory) -> PracticeStory:
    return PracticeStory.objects.select_for_update(of=("self",)).select_related("enrolment__user").get(pk=story.pk)


def _reword(locked: PracticeStory, words: Mapping[str, object], seen: int) -> PracticeStory:
    """Give it other `words`. The same words again are no change, whichever revision they were written on: the answer to a
    save can get lost. Raises StoryChangedError for other words than those of a later revision than `seen`."""
    if any(getattr(locked, name) != value for name, value in words.items()):
        if locked.revision != seen:
            raise StoryChangedError(locked)
        reword(locked, words)
    return locked


def _move(story: PracticeStory, state: str, *, now: datetime | None = None) -> PracticeStory:
    locked = _locked(story)
    if not locked.can_become(state):
        raise StoryError(_("That is not possible any more: something has happened to this story since."))
    locked.state = state
    locked.approved_at = (now or timezone.now()) if state == State.APPROVED else None
    locked.save(update_fields=["state", "approved_at"])
    return locked

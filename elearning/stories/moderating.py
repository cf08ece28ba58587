"""The programme manager reads what all have agreed to, lets it through or gives it back with a reason, and can take it down."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.programmes import noting
from elearning.programmes.models import Enrolment
from elearning.stories.consenting import narrow, waited_for
from elearning.stories.models import Audience, Story
from elearning.stories.voicing import StoryError, locked


@transaction.atomic
def publish(story: Story, *, seen: int, by: User | None = None, now: datetime | None = None) -> Story:
    """Let the people read it whom all have agreed to, in the words of revision `seen`. Raises StoryError."""
    held = locked(story)
    if not held.is_waiting or held.revision != seen or waited_for(held):
        raise StoryError(_("The story has been taken back or changed since you opened this page."))
    held.audience, held.is_waiting, held.reason = held.wanted, False, ""
    held.looked_at, held.renewal_asked_at = now or timezone.now(), None
    held.save()
    _note(held, by)
    return held


@transaction.atomic
def give_back(story: Story, *, reason: str, by: User | None = None) -> Story:
    """Give a waiting story back to its writers, or take down one that is told, and tell them why. Raises StoryError where it
    has been taken back meanwhile."""
    held = locked(story)
    if not held.is_waiting and held.audience < Audience.COHORT:
        raise StoryError(_("The story has been taken back by those who write it."))
    back = narrow(held, to=min(held.audience, Audience.SET))
    back.reason = reason
    back.save(update_fields=["reason"])
    _note(back, by)
    for voice in back.voices.filter(joined_at__isnull=False).select_related("enrolment__user"):
        mail.send("story_given_back", voice.enrolment.user.email, {"person": voice.enrolment.user})
    return back


def writers_of(story: Story) -> list[Enrolment]:
    """Those whose words are in the story: who began it, and the voices that joined."""
    joined = story.voices.filter(joined_at__isnull=False).select_related("enrolment")
    return [story.enrolment, *(voice.enrolment for voice in joined)]


def _note(story: Story, by: User | None) -> None:
    noting.decided(Thing.STORY, writers_of(story), by=by, cohort=story.enrolment.cohort)

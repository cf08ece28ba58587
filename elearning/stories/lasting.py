"""Looks at public stories again after 24 months: their voices are asked a month before, else they are public no longer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.programmes.retaining import keep_longer
from elearning.stories.consenting import narrow
from elearning.stories.models import Audience, Story, StoryVoice
from elearning.stories.models.stories import ASKED_BEFORE
from elearning.stories.voicing import StoryError, locked


@transaction.atomic
def look_again(now: datetime | None = None) -> int:
    """Ask whose story is nearly 24 months old, and take from the public what nobody renewed after being asked a month
    before; returns how many stories were touched. Again at the same time does nothing."""
    moment = now or timezone.now()
    asked = [_ask(story, moment) for story in Story.objects.due(moment + ASKED_BEFORE).filter(renewal_asked_at=None)]
    asked_long_ago = Story.objects.due(moment).filter(renewal_asked_at__lte=moment - ASKED_BEFORE)
    lowered = [narrow(story, to=Audience.PROGRAMME) for story in asked_long_ago]
    return len(asked) + len(lowered)


@keep_longer
def told() -> set[int]:
    """The enrolments of those who tell a story that others read: it is kept until they take it back (DOMAIN 7.5)."""
    read = Story.objects.filter(audience__gt=Audience.WRITERS)
    voices = StoryVoice.objects.filter(story__in=read).values_list("enrolment", flat=True)
    return {*read.values_list("enrolment", flat=True), *voices}


@transaction.atomic
def renew(voice: StoryVoice, *, now: datetime | None = None) -> Story:
    """A voice says that the story still stands: it stays public for another 24 months. Raises StoryError."""
    held = locked(voice.story)
    if held.audience < Audience.PUBLIC or voice.joined_at is None:
        raise StoryError(_("The story is not public any more. Ask all to make it public again."))
    held.looked_at, held.renewal_asked_at = now or timezone.now(), None
    held.save(update_fields=["looked_at", "renewal_asked_at"])
    return held


def _ask(story: Story, moment: datetime) -> Story:
    story.renewal_asked_at = moment
    story.save(update_fields=["renewal_asked_at"])
    for voice in story.voices.filter(joined_at__isnull=False).select_related("enrolment__user"):
        mail.send("story_renewal_asked", voice.enrolment.user.email, {"person": voice.enrolment.user})
    return story

"""What becomes of stories when somebody is erased: their part goes, and a story told with others stays theirs."""

from django.utils.translation import gettext as _

from elearning.accounts.models import User
from elearning.erasures.steps import forgets
from elearning.stories.models import Story, StoryNamed, StoryVoice

TOGETHER = {"setting": "", "tried": "", "advice": "", "challenges": [], "reason": ""}


@forgets("stories.told_with_others")
def told_with_others(person: User) -> None:
    """A story that they began passes to the first of its other voices, as a draft with those voices' parts alone: the words
    of the whole were theirs to begin with. Whoever reads it now agreed to other words, so all agree anew."""
    for story in Story.objects.filter(enrolment__user=person):
        other = story.voices.filter(joined_at__isnull=False).exclude(enrolment__user=person).first()
        if other:
            for name, value in TOGETHER.items():
                setattr(story, name, value)
            story.title, story.enrolment = _("A practice story"), other.enrolment
            story.carried_from = None
            _back_to_writers(story)
            story.named.all().delete()


@forgets("stories.parts")
def parts(person: User) -> None:
    """Their part in others' stories goes, and the others agree anew; nobody is asked at their address."""
    for voice in StoryVoice.objects.filter(enrolment__user=person).exclude(story__enrolment__user=person):
        story = voice.story
        voice.delete()
        _back_to_writers(story)
    for named in StoryNamed.objects.select_related("story"):
        if named.email.lower() == person.email.lower():
            story = named.story
            named.delete()
            _back_to_writers(story)


def _back_to_writers(story: Story) -> None:
    story.audience = story.wanted = 0
    story.is_waiting = False
    story.revision += 1
    story.save()

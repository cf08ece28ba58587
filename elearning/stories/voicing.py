"""Writes stories: begun by one person, told by several voices, each writing its own part (DOMAIN 3.6).

Nothing of a set, an action or an answer is taken over: a story begins from a blank page, or from a success case that its
owner has approved. Words change only while nobody but the writers reads them.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.evaluations.models import PracticeStory
from elearning.programmes.models import Enrolment
from elearning.revising import reword
from elearning.stories.models import Story, StoryNamed, StoryVoice

MOST_VOICES, MOST_NAMED = 8, 12


class StoryError(Exception):
    """This cannot be done with the story now; its words say why."""


def locked(story: Story) -> Story:
    """`story` as it is now, its row held until the end of the transaction. Raises StoryError if it has been deleted."""
    found = Story.objects.select_for_update(of=("self",)).filter(pk=story.pk)
    now = found.select_related("enrolment__user", "enrolment__cohort__programme").first()
    if now is None:
        raise StoryError(_("This story has been deleted."))
    return now


def _unchanged(story: Story, seen: int) -> Story:
    now = locked(story)
    if not now.is_open:
        raise StoryError(
            _("Take the story back first: its words cannot change while others agree to them or read them.")
        )
    if now.revision != seen:
        raise StoryError(
            _("The story was changed in another window, or by another voice. Yours is kept in the boxes below.")
        )
    return now


@transaction.atomic
def begin(enrolment: Enrolment, words: Mapping[str, Any], *, key: UUID) -> Story:
    """A new story of `enrolment` with `words` (title, setting, tried, advice, subjects, challenges); sent again with the same
    `key`, the story that is there. Raises StoryError where somebody else has that key."""
    there = Story.objects.filter(public_id=key).first()
    if there:
        if there.enrolment_id != enrolment.pk:
            raise StoryError(_("Open the page anew and send it again."))
        return there
    plain = {name: value for name, value in words.items() if name != "subjects"}
    story = Story.objects.create(enrolment=enrolment, public_id=key, **plain)
    story.subjects.set(words.get("subjects", ()))
    StoryVoice.objects.create(story=story, enrolment=enrolment, joined_at=timezone.now())
    return story


@transaction.atomic
def carry_over(case: PracticeStory) -> Story:
    """A story with the words of a success case that its owner has approved; pressed again, the one that is there.

    The case stays as it is. Raises StoryError unless it is approved.
    """
    held = PracticeStory.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=case.pk)
    if held.state != PracticeStory.State.APPROVED:
        raise StoryError(_("Only words that you have approved can be carried over."))
    there = Story.objects.filter(carried_from=held).first()
    if there:
        return there
    whole = {name: getattr(held, name) for name in ("title", "setting", "tried", "advice")}
    story = Story.objects.create(enrolment=held.enrolment, carried_from=held, **whole)
    part = {name: getattr(held, name) for name in ("worked", "hard", "overcome")}
    StoryVoice.objects.create(story=story, enrolment=held.enrolment, joined_at=timezone.now(), **part)
    return story


@transaction.atomic
def word(story: Story, words: Mapping[str, Any], *, seen: int) -> Story:
    """Keep what all say together. Raises StoryError where it is not open, or was changed since revision `seen`."""
    now = _unchanged(story, seen)
    before = set(now.subjects.values_list("pk", flat=True))
    chosen = {subject.pk for subject in words["subjects"]}
    plain = {name: value for name, value in words.items() if name != "subjects"}
    if chosen != before or any(getattr(now, name) != value for name, value in plain.items()):
        now.subjects.set(words["subjects"])
        reword(now, plain)
    return now


@transaction.atomic
def say(voice: StoryVoice, words: Mapping[str, Any], *, seen: int) -> StoryVoice:
    """Keep a voice's own part. Raises StoryError where the story is not open, or was changed since revision `seen`."""
    now = _unchanged(voice.story, seen)
    if any(getattr(voice, name) != value for name, value in words.items()):
        for name, value in words.items():
            setattr(voice, name, value)
        voice.save()
        _changed(now)
    return voice


@transaction.atomic
def invite(story: Story, email: str) -> None:
    """Ask somebody of the same programme to add their part, by a mail that says nothing of the story.

    Whether the address belongs to anybody is not told. Raises StoryError where the story is not open or has many voices.
    """
    now = locked(story)
    if not now.is_open:
        raise StoryError(_("Take the story back first, so that somebody can add a part."))
    if now.voices.count() >= MOST_VOICES:
        raise StoryError(_("A story has eight voices at most."))
    others = Enrolment.objects.taking_part().filter(cohort__programme=now.enrolment.cohort.programme_id)
    found = (
        others.filter(user__email__iexact=email, user__is_active=True).select_related("user").order_by("-pk").first()
    )
    if found and not now.voices.filter(enrolment__user=found.user_id).exists():
        StoryVoice.objects.create(story=now, enrolment=found)
        mail.send("story_voice_asked", found.user.email, {"person": found.user, "by": now.enrolment.user})


@transaction.atomic
def join(voice: StoryVoice) -> None:
    """Take part as a voice. Raises StoryError where the words have been settled without it."""
    now = locked(voice.story)
    if not now.is_open:
        raise StoryError(
            _("The others have finished the story meanwhile. Ask them to take it back if you want to add to it.")
        )
    if voice.joined_at is None:
        voice.joined_at = timezone.now()
        voice.save(update_fields=["joined_at"])


@transaction.atomic
def leave(voice: StoryVoice) -> None:
    """Take one's part out for good. Whoever began a story deletes it instead; raises StoryError. The others agree anew."""
    now = locked(voice.story)
    if now.enrolment_id == voice.enrolment_id:
        raise StoryError(_("You have begun this story: delete it, or leave it to its other voices by keeping it."))
    was_part = voice.joined_at is not None
    StoryVoice.objects.filter(pk=voice.pk).delete()
    if was_part:
        now.audience = now.wanted = 0
        now.is_waiting = False
        _changed(now)


@transaction.atomic
def name(story: Story, *, name: str, email: str) -> StoryNamed:
    """Note somebody who can be recognised in it; they are asked whenever it is to reach more people. Raises StoryError."""
    now = locked(story)
    if not now.is_open:
        raise StoryError(_("Take the story back first."))
    there = next((one for one in now.named.all() if one.email == email), None)
    if there:
        return there
    if now.named.count() >= MOST_NAMED:
        raise StoryError(_("A story names twelve people at most."))
    _changed(now)
    return StoryNamed.objects.create(story=now, name=name, email=email)


@transaction.atomic
def unname(person: StoryNamed) -> None:
    """Note that somebody cannot be recognised in it any more. Raises StoryError."""
    now = locked(person.story)
    if not now.is_open:
        raise StoryError(_("Take the story back first."))
    StoryNamed.objects.filter(pk=person.pk).delete()
    _changed(now)


@transaction.atomic
def remove(story: Story) -> None:
    """Delete the story with all its parts, for good; again does nothing."""
    Story.objects.filter(pk=story.pk).delete()


def _changed(now: Story) -> None:
    now.revision += 1
    now.save()

"""Lets a story reach more people by consent of every voice and of everybody named in it, and fewer by anybody's word.

A consent is to one audience and to the words of one revision. Once all have agreed, a story for the sets is told at once;
for more people the programme manager reads it first.
"""

import binascii
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.stories.models import Audience, Story, StoryNamed, StoryVoice
from elearning.stories.voicing import StoryError, locked


def token_of(person: StoryNamed) -> str:
    """The signed part of the address at which somebody who is named reads and answers."""
    return _signer().sign(person.public_id.hex)


def find(token: str) -> StoryNamed | None:
    """Whom the address is for; None if it is not ours or they are named no longer."""
    try:
        number = UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError, binascii.Error):
        return None
    return StoryNamed.objects.filter(public_id=number).select_related("story").first()


@transaction.atomic
def ask(voice: StoryVoice, *, wanted: int, seen: int) -> Story:
    """Ask all to let the story be read by `wanted`; whoever asks agrees by it. Raises StoryError."""
    now = _same(voice.story, seen)
    if wanted <= now.audience or wanted not in Audience.values:
        raise StoryError(_("They can read it already."))
    if now.wanted > now.audience:
        raise StoryError(_("All are being asked already. Answer that first, or take it back."))
    if not any(one.worked for one in now.voices.all()):
        raise StoryError(_("Say what worked before others read it."))
    now.wanted, now.reason = wanted, ""
    now.save(update_fields=["wanted", "reason"])
    _yes(voice, now)
    for other in now.voices.exclude(pk=voice.pk).filter(joined_at__isnull=False).select_related("enrolment__user"):
        mail.send("story_consent_asked", other.enrolment.user.email, {"person": other.enrolment.user})
    for person in now.named.all():
        link = settings.BASE_URL + reverse("stories:named", args=[token_of(person)])
        mail.send("story_named_asked", person.email, {"name": person.name, "link": link, "by": voice.enrolment.user})
    return _settled(now)


@transaction.atomic
def agree(voice: StoryVoice, *, seen: int) -> Story:
    """A voice's yes to what is asked, in the words of revision `seen`. Raises StoryError."""
    now = _same(voice.story, seen)
    _asked(now)
    _yes(voice, now)
    return _settled(now)


@transaction.atomic
def let(person: StoryNamed, *, seen: int) -> Story:
    """The yes of somebody who is named in it. Raises StoryError."""
    now = _same(person.story, seen)
    _asked(now)
    held = StoryNamed.objects.filter(pk=person.pk)
    held.update(agreed_to=now.wanted, agreed_revision=now.revision, refused_at=None)
    return _settled(now)


@transaction.atomic
def object_to(person: StoryNamed) -> Story:
    """The no of somebody who is named: the story goes back to its writers at once, whoever reads it now."""
    StoryNamed.objects.filter(pk=person.pk).update(agreed_to=0, refused_at=timezone.now())
    return narrow(person.story, to=Audience.WRITERS)


@transaction.atomic
def narrow(story: Story, *, to: int) -> Story:
    """Any voice takes the story back to fewer people, at once and without a reason; what was asked is asked no more.

    The widest that it can be is what it has. Consents to more than that are forgotten.
    """
    now = locked(story)
    now.audience = min(now.audience, to)
    now.wanted, now.is_waiting = now.audience, False
    if now.audience < Audience.PUBLIC:
        now.renewal_asked_at = None
    now.save()
    for kind in (StoryVoice, StoryNamed):
        kind.objects.filter(story=now, agreed_to__gt=now.audience).update(agreed_to=now.audience)
    return now


@transaction.atomic
def refuse(voice: StoryVoice) -> Story:
    """A voice's no to what is asked: it stays as it is. Nobody is told who said so."""
    now = locked(voice.story)
    return narrow(now, to=now.audience)


def waited_for(story: Story) -> int:
    """How many voices and people named have not agreed yet to what is asked."""
    voices = [one for one in story.voices.all() if one.joined_at]
    return sum(not one.agrees(story) for one in [*voices, *story.named.all()])


def _same(story: Story, seen: int) -> Story:
    now = locked(story)
    if now.revision != seen:
        raise StoryError(_("The words have changed since you opened this page. Read them again first."))
    return now


def _asked(now: Story) -> None:
    if now.wanted <= now.audience:
        raise StoryError(_("Nobody is asked about this story at the moment."))


def _yes(voice: StoryVoice, now: Story) -> None:
    if voice.joined_at is None:
        raise StoryError(_("Say first that you take part."))
    StoryVoice.objects.filter(pk=voice.pk).update(agreed_to=now.wanted, agreed_revision=now.revision)


def _settled(now: Story, moment: datetime | None = None) -> Story:
    if waited_for(now) or now.is_waiting:
        return now
    if now.wanted == Audience.SET:
        now.audience, now.looked_at = now.wanted, moment or timezone.now()
    else:
        now.is_waiting = True
        cohort = now.enrolment.cohort
        link = settings.BASE_URL + reverse("stories:told", args=[cohort.public_id])
        for one in cohort.programme.managers.select_related("user"):
            mail.send("story_waits", one.user.email, {"person": one.user, "cohort": cohort, "link": link})
    now.save()
    return now


def _signer() -> Signer:
    return Signer(salt="stories.named")

"""One's own stories: beginning one, its words, one's part, and the page on which it is agreed who reads it."""

from collections.abc import Callable
from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from elearning.accounts.http import AuthenticatedRequest
from elearning.evaluations.models import PracticeStory
from elearning.programmes.models import Enrolment
from elearning.stories import consenting, lasting, voicing
from elearning.stories.forms import NamedForm, PartForm, StoryForm, VoiceForm, WidenForm
from elearning.stories.models import Audience, StoryVoice
from elearning.stories.voicing import StoryError

LONGEST_NUMBER = 9


def taking_part(request: AuthenticatedRequest, enrolment_id: UUID) -> Enrolment:
    """The person's own place in a programme. Raises Http404 for anybody else's, and once they have left."""
    mine = Enrolment.objects.filter(user=request.user).taking_part()
    return get_object_or_404(mine.select_related("cohort__programme", "user"), public_id=enrolment_id)


def voice_of(request: AuthenticatedRequest, enrolment_id: UUID, story_id: UUID, *, joined: bool = True) -> StoryVoice:
    """The person's own voice in a story. Raises Http404 for a story that is not theirs to write.

    Somebody who has left the programme keeps their say: they can still take the story back.
    """
    mine = StoryVoice.objects.filter(enrolment__user=request.user, enrolment__public_id=enrolment_id)
    if joined:
        mine = mine.filter(joined_at__isnull=False)
    found = mine.select_related("story__enrolment", "enrolment__cohort__programme", "enrolment__user")
    return get_object_or_404(found, story__public_id=story_id)


def begin(request: AuthenticatedRequest, enrolment_id: UUID) -> HttpResponse:
    """A new story, from a blank page."""
    enrolment = taking_part(request, enrolment_id)
    form = StoryForm(request.POST if request.method == "POST" else None, programme=enrolment.cohort.programme)
    if form.is_valid():
        try:
            story = voicing.begin(enrolment, form.words(), key=form.cleaned_data["key"] or form.initial["key"])
        except StoryError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your story is begun. Now write your own part of it."))
            return redirect("stories:part", enrolment_id, story.public_id)
    context = {"enrolment": enrolment, "form": form}
    return render(request, "stories/begin.html", context, status=422 if form.errors else 200)


@require_POST
def carry_over(request: AuthenticatedRequest, enrolment_id: UUID) -> HttpResponse:
    """A success case that its owner approved becomes a story of theirs, which nobody reads before they say so."""
    enrolment = taking_part(request, enrolment_id)
    case = get_object_or_404(PracticeStory, enrolment=enrolment, state=PracticeStory.State.APPROVED)
    story = voicing.carry_over(case)
    messages.success(request, _("Your words are carried over. Nobody else reads them here before you say so."))
    return redirect("stories:story", enrolment_id, story.public_id)


def words(request: AuthenticatedRequest, enrolment_id: UUID, story_id: UUID) -> HttpResponse:
    """What all voices say together."""
    voice = voice_of(request, enrolment_id, story_id)
    sent = request.POST if request.method == "POST" else None
    form = StoryForm(sent, instance=copy(voice.story), programme=voice.enrolment.cohort.programme)
    if form.is_valid():
        try:
            voicing.word(voice.story, form.words(), seen=form.seen)
        except StoryError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("stories:story", enrolment_id, story_id)
    context = {"voice": voice, "story": voice.story, "form": form}
    return render(request, "stories/words.html", context, status=422 if form.errors else 200)


def part(request: AuthenticatedRequest, enrolment_id: UUID, story_id: UUID) -> HttpResponse:
    """One's own part."""
    voice = voice_of(request, enrolment_id, story_id)
    form = PartForm(request.POST if request.method == "POST" else None, instance=copy(voice))
    if form.is_valid():
        try:
            voicing.say(voice, form.words(), seen=form.seen)
        except StoryError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your part is saved."))
            return redirect("stories:story", enrolment_id, story_id)
    context = {"voice": voice, "story": voice.story, "form": form}
    return render(request, "stories/part.html", context, status=422 if form.errors else 200)


def story(request: AuthenticatedRequest, enrolment_id: UUID, story_id: UUID) -> HttpResponse:
    """A story as its voices see it: its words, who tells it, who stands in it, who reads it and who may next."""
    voice = voice_of(request, enrolment_id, story_id, joined=False)
    forms = {"invite": VoiceForm(), "name": NamedForm(), "ask": WidenForm(voice.story)}
    refusal, status = "", 200
    if request.method == "POST":
        pressed = next((one for one in forms if one in request.POST), "")
        if pressed:
            forms[pressed] = bound(pressed, voice, request.POST)
        try:
            if not pressed or forms[pressed].is_valid():
                gone = acted(voice, request.POST, forms[pressed].cleaned_data if pressed else {})
                return redirect("stories:mine", enrolment_id) if gone else redirect(request.path)
            status = 422
        except StoryError as problem:
            refusal, status = str(problem), 409
    return render(request, "stories/story.html", shown(voice, forms, refusal), status=status)


def bound(pressed: str, voice: StoryVoice, sent: Any) -> Any:
    """The form that was sent."""
    return WidenForm(voice.story, sent) if pressed == "ask" else {"invite": VoiceForm, "name": NamedForm}[pressed](sent)


def shown(voice: StoryVoice, forms: dict[str, Any], refusal: str) -> dict[str, Any]:
    """What the page on a story needs."""
    story = voice.story
    voices = list(story.voices.select_related("enrolment__user"))
    named = list(story.named.all())
    return {
        "voice": voice,
        "story": story,
        "voices": voices,
        "named": named,
        "waited_for": sum(not one.agrees(story) for one in [*(one for one in voices if one.joined_at), *named]),
        "has_agreed": voice.agrees(story),
        "is_begun_by_me": story.enrolment_id == voice.enrolment_id,
        "forms": forms,
        "bad_forms": [one for one in forms.values() if one.errors],
        "refusal": refusal,
        "can_write": bool(story.is_open and voice.joined_at),
    }


def acted(voice: StoryVoice, sent: Any, given: dict[str, Any]) -> bool:
    """Do what was pressed; whether the person has left the story by it. Raises StoryError."""
    if voice.joined_at is None and not sent.keys() & {"join", "leave"}:
        raise StoryError(_("Say first that you take part."))
    seen = number(sent.get("version", ""))
    acts: dict[str, Callable[[], object]] = {
        "join": lambda: voicing.join(voice),
        "leave": lambda: voicing.leave(voice),
        "delete": lambda: delete(voice),
        "invite": lambda: voicing.invite(voice.story, given["email"]),
        "name": lambda: voicing.name(voice.story, name=given["name"], email=given["named_email"]),
        "unname": lambda: unname(voice, number(sent["unname"])),
        "ask": lambda: consenting.ask(voice, wanted=given["wanted"], seen=given["version"]),
        "agree": lambda: consenting.agree(voice, seen=seen),
        "refuse": lambda: consenting.refuse(voice),
        "narrow": lambda: consenting.narrow(voice.story, to=audience(sent["narrow"])),
        "renew": lambda: lasting.renew(voice),
    }
    for pressed in acts.keys() & sent.keys():
        acts[pressed]()
    return bool(sent.keys() & {"leave", "delete"})


def delete(voice: StoryVoice) -> None:
    """Delete the story, where the person has begun it. Raises StoryError."""
    if voice.story.enrolment_id != voice.enrolment_id:
        raise StoryError(_("Only whoever began a story can delete it. You can take your part out."))
    voicing.remove(voice.story)


def unname(voice: StoryVoice, pk: int) -> None:
    """Take somebody from those who can be recognised; again does nothing."""
    person = voice.story.named.filter(pk=pk).first()
    if person:
        voicing.unname(person)


def number(value: str) -> int:
    """A whole number as a form sends it; -1 for anything else."""
    return int(value) if value.isdecimal() and len(value) <= LONGEST_NUMBER else -1


def audience(value: str) -> int:
    """An audience as a form sends it; the narrowest for anything else."""
    return number(value) if number(value) in Audience.values else int(Audience.WRITERS)

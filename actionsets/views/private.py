"""One's own actions and reflections: reached through their owner and nobody else (DOMAIN 7.2)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionsets import reflecting, retaining
from actionsets.models import ActionLearningPage, SetMeeting, SetMembership
from actionsets.models.private import ActionCommitment, Reflection
from actionsets.noteforms import ActionForm, ReflectionForm
from actionsets.refusals import ChangedElsewhere, NotHere, RemovedElsewhere
from actionsets.views.members import with_own_notes
from elearning.accounts.http import AuthenticatedRequest


def _is_autosave(request: AuthenticatedRequest) -> bool:
    return request.headers.get("X-Autosave") == "1"


def _meeting(place: SetMembership, number: int | None) -> SetMeeting | None:
    """The meeting of the person's set with this number, where something is noted at one."""
    return SetMeeting.objects.filter(learning_set=place.learning_set, number=number).first() if number else None


def _asked(request: AuthenticatedRequest) -> str:
    """The number of the meeting from whose page somebody comes to note something."""
    number = request.GET.get("meeting", "")
    return number if number.isascii() and number.isdigit() and len(number) < 3 else ""


def _saved(revision: int) -> JsonResponse:
    answer = JsonResponse({"saved_at": timezone.localtime().strftime("%H:%M")})
    answer["X-Version"] = str(revision)
    return answer


@require_safe
@with_own_notes
def actions(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """What the person set out to do, and what became of it."""
    mine = reflecting.actions_of(request.user)
    context = {
        "step": step,
        "open": [action for action in mine if action.is_open],
        "closed": [action for action in mine if not action.is_open],
        "next": _next_meeting(place),
        "place": place,
        "kept": retaining.kept(place.learning_set),
        "today": timezone.localdate(),
    }
    return render(request, "actionsets/actions.html", context)


def _next_meeting(place: SetMembership) -> SetMeeting | None:
    """The meeting at whose review open actions stand next; none for who has left."""
    if place.ended_at:
        return None
    to_come = SetMeeting.objects.filter(learning_set=place.learning_set, ends_at__gt=timezone.now())
    return to_come.filter(state=SetMeeting.State.PLANNED).select_related("learning_set__cohort").first()


@require_safe
@with_own_notes
def action_new(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """An empty form for an action; its key makes sending it twice harmless."""
    form = ActionForm(of=place.enrolment, initial={"version": 0, "meeting": _asked(request)})
    return render(request, "actionsets/action.html", {"step": step, "form": form, "key": uuid.uuid4()})


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_notes
def action(
    request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, key: uuid.UUID
) -> HttpResponse:
    """Write or change one action."""
    mine = ActionCommitment.objects.of(request.user).select_related(*reflecting.LINKS)
    stored = mine.filter(key=key).first()
    context: dict[str, Any] = {"step": step, "key": key, "stored": stored}
    if request.method != "POST":
        if stored is None:
            raise Http404
        form = ActionForm(of=place.enrolment, stored=stored, initial=_first(stored))
        return render(request, "actionsets/action.html", {**context, "form": form})
    form = ActionForm(request.POST, of=place.enrolment, stored=stored)
    if not form.is_valid():
        return render(request, "actionsets/action.html", {**context, "form": form}, status=422)
    return _keep_action(request, step, place, form, context)


def _first(stored: ActionCommitment) -> dict[str, Any]:
    """What the form of an action starts with."""
    names = ("text", "due_on", "subject_id", "pack_id", "entry_id")
    return {"version": stored.revision, **{name.removesuffix("_id"): getattr(stored, name) for name in names}}


def _keep_action(
    request: AuthenticatedRequest,
    step: ActionLearningPage,
    place: SetMembership,
    form: ActionForm,
    context: dict[str, Any],
) -> HttpResponse:
    given = form.cleaned_data
    try:
        kept = reflecting.commit(
            request.user,
            context["key"],
            text=given["text"],
            due_on=given["due_on"],
            meeting=_meeting(place, given["meeting"]),
            links=form.links,
            revision=given["version"] or 0,
        )
    except NotHere as problem:
        raise Http404 from problem
    except RemovedElsewhere:
        again = ActionForm(of=place.enrolment, initial={**form.cleaned_data, "version": 0})
        return _removed(request, "actionsets/action.html", again, context)
    except ChangedElsewhere as refusal:
        stored: Any = refusal.stored
        again = ActionForm(of=place.enrolment, stored=stored, initial={**form.cleaned_data, "version": stored.revision})
        return _elsewhere(request, "actionsets/action.html", stored, again, context)
    if _is_autosave(request):
        return _saved(kept.revision)
    if kept.shared_in_id == place.pk and not place.ended_at:
        messages.success(request, _("Your action is kept. Your set reads it as it stands now."))
    else:
        messages.success(request, _("Your action is kept. Only you can see it."))
    return redirect(step.door("actions"))


def _removed(
    request: AuthenticatedRequest, template: str, again: ActionForm | ReflectionForm, context: dict[str, Any]
) -> HttpResponse:
    """What was written on something that is gone: kept as something new if it is sent once more, and not by itself."""
    shown = {**context, "stored": None, "form": again, "removed": True, "key": uuid.uuid4()}
    return render(request, template, shown, status=409)


def _elsewhere(
    request: AuthenticatedRequest,
    template: str,
    stored: Any,
    again: ActionForm | ReflectionForm,
    context: dict[str, Any],
) -> HttpResponse:
    """Both texts, the stored one to read and the later one to send again, knowing the other."""
    shown = {**context, "stored": stored, "form": again, "elsewhere": stored}
    return render(request, template, shown, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_notes
def action_report(
    request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, key: uuid.UUID
) -> HttpResponse:
    """Say what became of an action."""
    stored = get_object_or_404(ActionCommitment.objects.of(request.user), key=key)
    state = request.POST.get("state", "")
    if request.method == "POST" and state in ActionCommitment.State.values:
        reflecting.report(request.user, stored.key, state)
        messages.success(request, _("Noted."))
    return redirect(step.door("actions"))


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_notes
def action_share(
    request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, key: uuid.UUID
) -> HttpResponse:
    """Let the set read an action, or take that back; asked before it is done."""
    mine = ActionCommitment.objects.of(request.user).select_related("shared_in")
    stored = get_object_or_404(mine, key=key)
    if place.ended_at:
        raise Http404
    wanted = request.POST.get("share")
    if wanted not in ("yes", "no"):
        context = {"step": step, "action": stored, "place": place}
        return render(request, "actionsets/action_share.html", context)
    if wanted == "no":
        reflecting.take_back(request.user, stored.key)
        messages.success(request, _("Taken back. Only you can see this action now."))
    else:
        reflecting.share(request.user, stored.key, place)
        messages.success(request, _("Your set and its facilitator can read this action now."))
    return redirect(step.door("actions"))


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_notes
def action_remove(
    request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, key: uuid.UUID
) -> HttpResponse:
    """Remove an action for good."""
    stored = get_object_or_404(ActionCommitment.objects.of(request.user), key=key)
    if request.method == "POST":
        reflecting.drop_action(request.user, stored.key)
        messages.success(request, _("The action is removed."))
        return redirect(step.door("actions"))
    context = {"step": step, "text": stored.text, "back": step.door("actions"), "what": _("action")}
    return render(request, "actionsets/note_remove.html", context)


@require_safe
@with_own_notes
def reflections(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """What the person noted for themselves, the latest first."""
    context = {"step": step, "reflections": reflecting.reflections_of(request.user)}
    return render(request, "actionsets/reflections.html", context)


@require_safe
@with_own_notes
def reflection_new(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """An empty page to write on."""
    form = ReflectionForm(initial={"version": 0, "meeting": _asked(request)})
    return render(request, "actionsets/reflection.html", {"step": step, "form": form, "key": uuid.uuid4()})


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_notes
def reflection(
    request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, key: uuid.UUID
) -> HttpResponse:
    """Write or change one reflection; saved as the person types."""
    stored = Reflection.objects.of(request.user).filter(key=key).first()
    context: dict[str, Any] = {"step": step, "key": key, "stored": stored}
    if request.method != "POST":
        if stored is None:
            raise Http404
        first = {"text": stored.text, "version": stored.revision}
        return render(request, "actionsets/reflection.html", {**context, "form": ReflectionForm(initial=first)})
    form = ReflectionForm(request.POST)
    if not form.is_valid():
        return render(request, "actionsets/reflection.html", {**context, "form": form}, status=422)
    return _keep_reflection(request, step, place, form, context)


def _keep_reflection(
    request: AuthenticatedRequest,
    step: ActionLearningPage,
    place: SetMembership,
    form: ReflectionForm,
    context: dict[str, Any],
) -> HttpResponse:
    given, at = form.cleaned_data, _meeting(place, form.cleaned_data["meeting"])
    try:
        kept = reflecting.write(
            request.user, context["key"], text=given["text"], meeting=at, revision=given["version"] or 0
        )
    except NotHere as problem:
        raise Http404 from problem
    except RemovedElsewhere:
        again = ReflectionForm(initial={**form.cleaned_data, "version": 0})
        return _removed(request, "actionsets/reflection.html", again, context)
    except ChangedElsewhere as refusal:
        stored: Any = refusal.stored
        again = ReflectionForm(initial={**form.cleaned_data, "version": stored.revision})
        return _elsewhere(request, "actionsets/reflection.html", stored, again, context)
    if _is_autosave(request):
        return _saved(kept.revision)
    messages.success(request, _("Your reflection is kept. Only you can see it."))
    return redirect(step.door("reflections"))


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_notes
def reflection_remove(
    request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership, key: uuid.UUID
) -> HttpResponse:
    """Remove a reflection for good."""
    stored = get_object_or_404(Reflection.objects.of(request.user), key=key)
    if request.method == "POST":
        reflecting.drop_reflection(request.user, stored.key)
        messages.success(request, _("The reflection is removed."))
        return redirect(step.door("reflections"))
    context = {"step": step, "text": stored.text, "back": step.door("reflections"), "what": _("reflection")}
    return render(request, "actionsets/note_remove.html", context)

"""Success cases: who is asked and what comes back, for those who run a cohort; one's own story, for its owner."""

from collections import defaultdict
from copy import copy
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing.kinds import Thing
from elearning.evaluations import storytelling
from elearning.evaluations.forms import AskForm, FinalForm, StoryForm
from elearning.evaluations.models import PracticeStory
from elearning.evaluations.storytelling import StoryChangedError, StoryError
from elearning.programmes import noting
from elearning.programmes.models import Cohort, Enrolment

BANDS = ("much", "little", "some")


def cases(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """The people of a cohort in coarse bands of use, and what has become of asking them."""
    cohort = get_object_or_404(Cohort.objects.run_by(request.user).select_related("programme"), public_id=cohort_id)
    people = storytelling.people_of(cohort)
    form = AskForm(
        [one.enrolment for one in people if one.story is None], request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = storytelling.ask(form.cleaned_data["people"], cohort, by=request.user)
        except StoryError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked: %(number)d.") % {"number": len(made)})
            return redirect("evaluations:cases", cohort_id)
    in_bands = defaultdict(list)
    for one in people:
        in_bands[one.band].append(one)
    context = {
        "cohort": cohort,
        "bands": [(band, in_bands[band]) for band in BANDS if in_bands[band]],
        "form": form,
        "not_yet": storytelling.why_not_yet(cohort),
    }
    return render(request, "evaluations/cases.html", context, status=422 if form.errors else 200)


def case(request: AuthenticatedRequest, cohort_id: UUID, story_id: UUID) -> HttpResponse:
    """A story that was handed in: to read, to put into final words, and to offer to its owner."""
    cohort = get_object_or_404(Cohort.objects.run_by(request.user).select_related("programme"), public_id=cohort_id)
    stories = PracticeStory.objects.filter(cohort=cohort).select_related("enrolment__user")
    story = get_object_or_404(stories, public_id=story_id)
    if story.is_with_owner:
        raise Http404
    form, elsewhere = FinalForm(request.POST if request.method == "POST" else None, instance=copy(story)), None
    if request.method == "POST" and form.is_valid():
        try:
            storytelling.offer(story, form.words(), seen=form.cleaned_data["version"], by=request.user)
        except StoryChangedError as refusal:
            form.knowing(refusal.stored.revision)
            form.add_error(None, str(refusal))
            elsewhere = refusal.stored
        except StoryError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("They are asked to approve these words. Until then nobody else reads them."))
            return redirect("evaluations:cases", cohort_id)
    noting.looked(Thing.STORY, [story.enrolment], by=request.user, cohort=cohort)
    context = {"cohort": cohort, "story": story, "form": form, "elsewhere": elsewhere}
    return render(request, "evaluations/case.html", context, status=422 if form.errors else 200)


def own(request: AuthenticatedRequest, enrolment_id: UUID) -> tuple[Enrolment, PracticeStory]:
    """The person's own story. Raises Http404 for anybody else's, and where nobody has asked for one."""
    mine = PracticeStory.objects.filter(enrolment__user=request.user).select_related("enrolment__cohort__programme")
    story = get_object_or_404(mine, enrolment__public_id=enrolment_id)
    return story.enrolment, story


def story(request: AuthenticatedRequest, enrolment_id: UUID) -> HttpResponse:
    """One's own story: being asked, writing, reading the final words, approving, withdrawing."""
    enrolment, mine = own(request, enrolment_id)
    form, refusal, elsewhere, status = StoryForm(instance=copy(mine)), "", None, 200
    if request.method == "POST":
        if "save" in request.POST or "hand_in" in request.POST:
            form = StoryForm(request.POST, instance=copy(mine))
        try:
            if not form.is_bound or form.is_valid():
                acted(request, mine, form)
                return redirect("evaluations:story", enrolment_id)
            status = 422
        except StoryChangedError as problem:
            form.knowing(problem.stored.revision)
            refusal, elsewhere, status = str(problem), problem.stored, 409
        except StoryError as problem:
            refusal, status = str(problem), 409
    context = {"enrolment": enrolment, "story": mine, "form": form, "refusal": refusal, "elsewhere": elsewhere}
    return render(request, "evaluations/story.html", context, status=status)


def acted(request: AuthenticatedRequest, mine: PracticeStory, form: StoryForm) -> None:
    """Do what was pressed; nothing where nothing was. Raises StoryError."""
    if "hand_in" in request.POST:
        storytelling.hand_in(mine, form.words(), seen=form.cleaned_data["version"])
        messages.success(request, _("Your story is handed in. You will be asked to approve the final words."))
    elif "save" in request.POST:
        storytelling.write(mine, form.words(), seen=form.cleaned_data["version"])
        messages.success(request, _("Your story is saved. Only you can see it."))
    else:
        acts = {
            "yes": lambda: storytelling.answer(mine, yes=True),
            "no": lambda: storytelling.answer(mine, yes=False),
            "take_back": lambda: storytelling.take_back(mine),
            "withdraw": lambda: storytelling.withdraw(mine),
            "forget": lambda: storytelling.forget(mine),
            "approve": lambda: storytelling.approve(mine, seen=seen(request)),
        }
        for pressed in acts.keys() & request.POST.keys():
            acts[pressed]()


def seen(request: AuthenticatedRequest) -> int:
    """The revision that was approved; -1 if the form says none."""
    value = request.POST.get("version", "")
    return int(value) if value.isdecimal() and len(value) < 10 else -1


def stories(request: AuthenticatedRequest, enrolment_id: UUID) -> HttpResponse:
    """The approved stories of one's own cohort."""
    mine = Enrolment.objects.filter(user=request.user, state__in=Enrolment.TAKING_PART)
    enrolment = get_object_or_404(mine.select_related("cohort__programme"), public_id=enrolment_id)
    told = PracticeStory.objects.told_in(enrolment.cohort)
    return render(request, "evaluations/stories.html", {"enrolment": enrolment, "stories": told})

"""Stories for those who read them: people of a programme, everybody, and people who are named in one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from elearning.accounts.http import AuthenticatedRequest
from elearning.accounts.models import User
from elearning.evaluations.models import PracticeStory
from elearning.programmes.models import Enrolment, Subject
from elearning.stories import consenting
from elearning.stories.models import Story, StoryNamed
from elearning.stories.models.stories import StoryQuerySet
from elearning.stories.views.writing import number, taking_part
from elearning.stories.voicing import StoryError

MOST_SHOWN = 100


def mine(request: AuthenticatedRequest, enrolment_id: UUID) -> HttpResponse:
    """The stories that somebody tells, is asked to tell, or may read."""
    enrolment = taking_part(request, enrolment_id)
    voices = enrolment.story_voices.select_related("story").order_by("-pk")
    read = Story.objects.read_in(enrolment)
    chosen, subjects, stories = narrowed(request, read)
    context = {
        "enrolment": enrolment,
        "voices": voices,
        "case": to_carry(enrolment),
        "stories": stories,
        "subjects": subjects,
        "chosen": chosen,
        "is_public": Story.objects.public().exists(),
    }
    return render(request, "stories/mine.html", context)


def to_carry(enrolment: Enrolment) -> PracticeStory | None:
    """A success case of theirs that they approved and have not carried over yet."""
    approved = PracticeStory.objects.filter(enrolment=enrolment, state=PracticeStory.State.APPROVED)
    return approved.filter(carried_to=None).first()


def narrowed(request: HttpRequest, read: StoryQuerySet) -> tuple[Subject | None, list[Subject], list[Story]]:
    """The subject asked for, the subjects there are stories about, and the stories about the one asked for."""
    # Each subject once: PostgreSQL would else look through every story for each that has none.
    told = read.order_by().values("subjects").distinct()
    subjects = list(Subject.objects.filter(pk__in=told).order_by("framework", "sort_order"))
    wanted = number(request.GET.get("subject", ""))
    chosen = next((one for one in subjects if one.pk == wanted), None)
    stories = read.filter(subjects=chosen) if chosen else read
    return chosen, subjects, list(stories.prefetch_related("subjects")[:MOST_SHOWN])


def public(request: HttpRequest) -> HttpResponse:
    """The stories that everybody may read. Open: they were made public by consent of all who tell them."""
    chosen, subjects, stories = narrowed(request, Story.objects.public())
    context = {"stories": stories, "subjects": subjects, "chosen": chosen}
    return render(request, "stories/public.html", context)


def read(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """One story. Open where it is public; otherwise for those whom it reaches."""
    user = request.user if isinstance(request.user, User) else None
    found = Story.objects.visible_to(user).prefetch_related("voices__enrolment__user", "subjects").distinct()
    story = get_object_or_404(found, public_id=story_id)
    return render(request, "stories/read.html", {"story": story})


@never_cache
def named(request: HttpRequest, token: str) -> HttpResponse:
    """A story for somebody who is named in it: to read it, agree to it or object. Open: the address says who is asked."""
    person = consenting.find(token)
    if person is None:
        return render(request, "stories/link_gone.html", status=404)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            answered(person, request)
            return redirect(request.path)
        except StoryError as problem:
            refusal, status = str(problem), 409
    story = Story.objects.prefetch_related("voices__enrolment__user").get(pk=person.story_id)
    context = {"person": person, "story": story, "has_agreed": person.agrees(story), "refusal": refusal}
    shows = story.wanted > 0 or story.audience > 0
    return render(request, "stories/named.html", {**context, "shows": shows}, status=status)


def answered(person: StoryNamed, request: HttpRequest) -> None:
    """Keep a yes or a no. Raises StoryError."""
    if "agree" in request.POST:
        consenting.let(person, seen=number(request.POST.get("version", "")))
    elif "object" in request.POST:
        consenting.object_to(person)

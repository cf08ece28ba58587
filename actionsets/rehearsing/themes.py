"""What the demonstration's sets have passed on: general sentences, most of them cleared by every member."""

from datetime import timedelta

from django.utils import timezone

from actionsets import theming
from actionsets.models import LearningSet, SetMembership
from actionsets.rehearsing.people import Stage


def pass_on(stage: Stage) -> None:
    """Draft what each set passes on, ask its members, and count; somebody does not want a sentence marked `stays`."""
    cohort = stage.cohorts["finished"]
    subjects = {one.code: one for one in stage.programme.framework.subjects.all()}
    for one, words in zip(cohort.learning_sets.order_by("number"), stage.words["themes"], strict=False):
        rows = [(entry["text"], subjects[entry["subject"]]) for entry in words]
        note = theming.ask(theming.draft(one, rows, by=stage.facilitator), by=stage.facilitator)
        keys = list(note.sentences.values_list("pk", flat=True))
        for place in members(one):
            wanted = {key: not entry.get("stays", False) for key, entry in zip(keys, words, strict=True)}
            theming.answer(place, note, wanted)
    theming.settle_due(timezone.now() + timedelta(days=theming.DAYS_TO_ANSWER + 2))


def members(one: LearningSet) -> list[SetMembership]:
    """Who is in the set."""
    rows = SetMembership.objects.live().filter(learning_set=one)
    return list(rows.select_related("learning_set__cohort", "enrolment"))

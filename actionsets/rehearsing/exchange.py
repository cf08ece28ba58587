"""What people give each other: practice stories, told by one voice or by several; offers and requests to work together."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from actionsets.rehearsing.people import Stage
from elearning.opportunities import offering
from elearning.programmes.models import Subject
from elearning.stories import consenting, moderating, voicing
from elearning.stories.models import Audience, Story, StoryVoice
from elearning.values import valuing

AUDIENCES = {"writers": 0, "set": 1, "cohort": 2, "programme": 3, "public": 4}


def exchange(stage: Stage) -> None:
    """Tell the stories of the file, each as far as it says."""
    for entry in stage.words["practice_stories"]:
        tell(stage, entry)
    for entry in stage.words["opportunities"]:
        offer(stage, entry)
    for entry in stage.words["values_boards"]:
        words = {name: value for name, value in entry.items() if name not in {"person", "values"}}
        values = [(one["name"], one["seen"], one["not_seen"]) for one in entry["values"]]
        valuing.keep(stage.people[entry["person"]], words, values, seen=0)


def offer(stage: Stage, entry: dict[str, Any]) -> None:
    """Put something up for some days, with the words that were exchanged about it."""
    words = {name: entry[name] for name in ("kind", "title", "what", "who", "when", "credit")}
    until = timezone.localdate() + timedelta(days=entry["days"])
    words |= {"ends_on": until, "to_partners": entry.get("to_partners", False)}
    one = offering.offer(stage.people[entry["person"]], words, key=uuid4())
    for said in entry.get("said", ()):
        asker = stage.people[said["with"]].user
        by = stage.people[said["by"]].user
        offering.write(one, asker, said["text"], by=by, key=uuid4())


def tell(stage: Stage, entry: dict[str, Any]) -> None:
    """Begin a story, let every voice write and agree, and let it through unless it `waits`."""
    voices = entry["voices"]
    subjects = Subject.objects.filter(framework=stage.programme.framework_id, code__in=entry["subjects"])
    words = {name: entry[name] for name in ("title", "setting", "tried", "advice")}
    words |= {"subjects": subjects, "challenges": entry.get("challenges", [])}
    story = voicing.begin(stage.people[voices[0]["person"]], words, key=uuid4())
    told = [say(stage, story, one) for one in voices]
    audience = AUDIENCES[entry["audience"]]
    if audience:
        agree(stage, told, audience, waits=entry.get("waits", False))


def say(stage: Stage, story: Story, words: dict[str, Any]) -> StoryVoice:
    """One voice's part."""
    enrolment = stage.people[words["person"]]
    if enrolment.pk != story.enrolment_id:
        voicing.invite(story, enrolment.user.email)
    voice = story.voices.select_related("story").get(enrolment=enrolment)
    voicing.join(voice)
    seen = Story.objects.get(pk=story.pk).revision
    part = {name: value for name, value in words.items() if name != "person"}
    return voicing.say(voice, part, seen=seen)


def agree(stage: Stage, voices: list[StoryVoice], audience: int, *, waits: bool) -> None:
    """All agree; the programme manager lets it through."""
    story = Story.objects.get(pk=voices[0].story_id)
    story = consenting.ask(voices[0], wanted=audience, seen=story.revision)
    for voice in voices[1:]:
        story = consenting.agree(voice, seen=story.revision)
    if audience > Audience.SET and not waits:
        moderating.publish(story, seen=story.revision)

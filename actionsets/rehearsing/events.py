"""The demonstration's learning events: one that has been held, with what people took away; one to come to; one in planning."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from django.utils import timezone

from actionsets.rehearsing.people import LONDON, Stage, workshop_day
from elearning.events import arranging, bringing, coming, keeping
from elearning.events.models import LearningEvent
from elearning.stories.models import Audience, Story

AHEAD = timedelta(days=30)


def hold(stage: Stage, folder: Path) -> None:
    """Set up every event of the file, and let people come, bring and take away."""
    words = yaml.safe_load((folder / "events.yaml").read_text(encoding="utf-8"))
    for entry in words["learning_events"]:
        event = prepare(stage, entry)
        for key in entry.get("coming", ()):
            needs, is_named = entry.get("needs", {}).get(key, ""), key in entry.get("named", ())
            coming.say(event, stage.people[key], comes=True, needs=needs, is_named=is_named)
        for brought in entry["contributions"]:
            bring(stage, event, brought)
        if entry["days"] < 0:
            let_it_pass(stage, event, entry)


def hours(entry: dict[str, Any], *, days: int) -> dict[str, datetime]:
    """When the event of the file begins and ends, `days` from today or on the working day before."""
    day = workshop_day(timezone.localdate(), -days)
    starts, ends = (
        datetime.combine(day, time.fromisoformat(entry[name]), tzinfo=LONDON) for name in ("starts", "ends")
    )
    return {"starts_at": starts, "ends_at": ends}


def prepare(stage: Stage, entry: dict[str, Any]) -> LearningEvent:
    """The event with its agenda and hosts, announced as far as the file says; one that is over stands in the future as yet."""
    names = ("title", "purpose", "for_whom", "place", "link")
    days = entry["days"] if entry["days"] > 0 else AHEAD.days
    words = {name: entry.get(name, "") for name in names} | hours(entry, days=days)
    words |= {"places": entry.get("places"), "questions": "\n".join(entry["questions"])}
    event = arranging.set_up(stage.programme, words, key=uuid4(), by=stage.manager)
    for part in entry["agenda"]:
        arranging.add_part(event, part | {"led_by": named(stage, part.get("led_by", ""))}, key=uuid4())
    for key in entry["hosts"]:
        arranging.invite_host(event, stage.people[key].user.email, by=stage.manager)
    return arranging.announce(event, to=entry.get("state", LearningEvent.State.OPEN))


def named(stage: Stage, text: str) -> str:
    """`text` with the names of people in place of their keys."""
    return " ".join(stage.people[word].user.name if word in stage.people else word for word in text.split())


def bring(stage: Stage, event: LearningEvent, entry: dict[str, Any]) -> None:
    """One contribution, with what the hosts answered, if they did."""
    enrolment = stage.people[entry["person"]]
    words = {name: entry[name] for name in ("kind", "title", "text")}
    if entry.get("story"):
        told = Story.objects.filter(voices__enrolment=enrolment, audience__gte=Audience.PROGRAMME)
        words["story"] = told.filter(title=entry["title"]).first()
    brought = bringing.bring(event, enrolment, words, key=uuid4())
    if "shown" in entry:
        bringing.decide(brought, shown=entry["shown"], reply=entry["reply"])


def let_it_pass(stage: Stage, event: LearningEvent, entry: dict[str, Any]) -> None:
    """The day has come and gone; those who came note what they take away."""
    when = hours(entry, days=entry["days"])
    announced = when["starts_at"] - AHEAD
    LearningEvent.objects.filter(pk=event.pk).update(**when, announced_at=announced, changed_at=announced)
    event.comings.update(said_at=announced + timedelta(days=1))
    event.contributions.update(brought_at=announced + timedelta(days=3))
    for one in entry["takeaways"]:
        words = {"text": one["text"], "is_shared": one.get("shared", False), "with_name": one.get("named", False)}
        noted = keeping.note(event, stage.people[one["person"]], words, key=uuid4())
        event.takeaways.filter(pk=noted.pk).update(noted_at=when["ends_at"])

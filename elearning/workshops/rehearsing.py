"""Runs an invented workshop through the same verbs as people use: the demonstration's half day."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

from elearning.accounts.models import User
from elearning.partnering import checking
from elearning.partnering.models import HealthCheck, MapEntry, WorkshopPage
from elearning.partnering.models.maps import Level
from elearning.programmes.models import Cohort, Enrolment
from elearning.workshops import boarding, bringing, conducting, lining, showing
from elearning.workshops.conducting import Act
from elearning.workshops.refusals import NotEnough

Words = Sequence[Mapping[str, Any]]
STARTED_LATE = timedelta(minutes=4)
SAID = ("not_yet", "partly", "mostly", "fully", "dont_know")
HARD = {"H6", "H8", "H11"}  # what few can say of their partnership, in this invented room
UNKNOWN = {"H14", "H15"}


def rehearse(
    cohort: Cohort, step: WorkshopPage, people: Sequence[Enrolment], words: Words, *, by: User, luck: Random
) -> None:
    """Hold the workshop of `cohort` with `people`, who were noted as being there. `words` is what they put on the board."""
    at = cohort.workshop_starts_at + STARTED_LATE
    conducting.begin(cohort, step, by=by, now=at)
    for enrolment in people:
        stand(enrolment, step, luck)
        check(enrolment, step, luck)
    showing.show_lineup(cohort, step, by=by)
    with suppress(NotEnough):  # few bring a map to some workshops
        showing.show_maps(cohort, step, by=by)
    showing.show_checklist(cohort, step, by=by)
    for entry in words:
        write(cohort, step, entry, by=by)
    go_through(cohort, at, by=by, luck=luck)


def go_through(cohort: Cohort, at: datetime, *, by: User, luck: Random) -> None:
    """From part to part, some a little longer than planned, to the end."""
    seen, room = 1, conducting.room_of(cohort)
    parts = room.parts if room else []
    for place, part in enumerate(parts):
        at += part.time + timedelta(minutes=luck.choice((-2, -1, 0, 0, 1, 2)))
        act = Act.NEXT if place + 1 < len(parts) else Act.END
        seen = conducting.press(cohort, act, seen=seen, by=by, now=at).room.revision


def stand(enrolment: Enrolment, step: WorkshopPage, luck: Random) -> None:
    """Somewhere in the line-up; most would like to come closer, some to step back."""
    levels = list(Level)
    now = luck.choices(range(1, 6), weights=(4, 5, 5, 3, 1))[0]
    wanted = min(max(now + luck.choice((-1, 0, 1, 1, 1)), 0), len(levels) - 1)
    lining.stand(enrolment, step, level_now=levels[now], level_wanted=levels[wanted])


def check(enrolment: Enrolment, step: WorkshopPage, luck: Random) -> None:
    """The checklist about the first partner on their map, laid beside the others'."""
    entry = MapEntry.objects.of(enrolment).on_the_map().first()
    occasion = HealthCheck.Occasion.WORKSHOP
    made = checking.begin(enrolment, step, entry=entry, partnership="Our main partner", occasion=occasion)
    given = {one.code: checking.Given(said(one.code, luck)) for one in made.version.statements()}
    checking.answer(made, given, seen=0)
    bringing.lay_down(enrolment, step, made, is_open=False)


def said(code: str, luck: Random) -> str:
    """What somebody says to one statement."""
    weights = (5, 6, 3, 1, 1) if code in HARD else (1, 2, 2, 1, 5) if code in UNKNOWN else (1, 4, 6, 3, 1)
    return luck.choices(SAID, weights=weights)[0]


def write(cohort: Cohort, step: WorkshopPage, entry: Mapping[str, Any], *, by: User) -> None:
    """One word or way for the board; what names a `state` is moved there."""
    if "about" in entry:
        keys = {one.word: one.key for one in boarding.board(cohort, step)}
        note = boarding.add_way(cohort, step, key=uuid.uuid4(), about=keys[entry["about"]], text=entry["text"])
    else:
        note = boarding.add_word(
            cohort, key=uuid.uuid4(), word=entry["word"], text=entry["text"], ask=entry.get("ask", "")
        )
    for state in entry.get("states", ("shown",)):
        boarding.move(note, state, by=by)

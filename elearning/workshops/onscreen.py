"""What the screens of a workshop show: the same part and the same clock on each, figures of the room, and no name.

Names are on the facilitator’s desk alone. The shared screen and phones without a sign-in show what the room may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from elearning.partnering.models import WorkshopPage
from elearning.partnering.models.maps import NOT_SURE, Level
from elearning.partnering.spread import VALUES
from elearning.programmes import suppression
from elearning.programmes.models import Cohort, Enrolment
from elearning.workshops import boarding, bringing, codes, conducting, lining, ondesk, showing, timing
from elearning.workshops.models import Showing, WorkshopRoom
from elearning.workshops.picturing import code_picture
from elearning.workshops.timing import Part

DESK, WALL, PHONE = "desk", "wall", "phone"
DESK_DOORS = ("desk", "wall", "press", "attend", "show", "moderate", "sheets", "paper", "paper_pdf", "handouts_pdf")
STEP_DOORS = ("room", "stand", "board", "after", "lay", "check")


@dataclass(frozen=True)
class Place:
    """From where somebody looks: the desk, the wall, or a phone, with a person's enrolment or with the day's code."""

    cohort: Cohort
    step: WorkshopPage
    face: str
    enrolment: Enrolment | None = None
    code: str = ""

    def doors(self) -> dict[str, str]:
        """The addresses that this face links to, by name."""
        if self.code:
            return {name: reverse(f"workshops:code_{name}", args=[self.code]) for name in ("room", "board")}
        if self.enrolment:
            return {name: self.step.door(name) for name in STEP_DOORS}
        return {name: reverse(f"workshops:{name}", args=[self.cohort.public_id]) for name in DESK_DOORS}

    def here(self) -> str:
        """The address of this screen itself."""
        return self.doors()["room" if self.face == PHONE else self.face]

    def poll(self) -> str:
        """Where this screen asks whether anything has moved."""
        if self.code:
            return reverse("workshops:code_pulse", args=[self.code])
        address = reverse("workshops:pulse", args=[self.cohort.public_id])
        return f"{address}?desk=1" if self.face == DESK else address


@dataclass(frozen=True)
class Line:
    """One part of the agenda: when it was planned to begin, and when it did."""

    part: Part
    planned: datetime
    began: datetime | None = None
    is_now: bool = False


@dataclass(frozen=True)
class Bar:
    """How many people stand at a level, or at some that lie beside each other; `share` of 100 for its length."""

    label: str
    people: int
    share: int


def mark_of(room: WorkshopRoom | None, *, is_desk: bool) -> str:
    """What screens compare to hear whether anything has moved that they show; no query."""
    if room is None:
        return "0"
    mark = f"{room.revision}.{room.changes}{'.over' if room.has_begun and room.is_over else ''}"
    return f"{mark}.{room.desk}" if is_desk else mark


def lines(cohort: Cohort, parts: Sequence[Part], room: WorkshopRoom | None) -> list[Line]:
    """The agenda with the planned times and, once it has begun, the true ones."""
    found: list[Line] = []
    at = cohort.workshop_starts_at
    for place, part in enumerate(parts):
        began = room.began(place) if room else None
        is_now = bool(room and room.is_on and room.position == place)
        found.append(Line(part, at, began, is_now))
        at += part.time
    return found


def screen(
    place: Place, *, now: datetime, was_late: bool = False, refused: str = "", opened: str = ""
) -> dict[str, Any]:
    """What one screen shows. `opened` is a fold of the desk that is to be open."""
    cohort, room = place.cohort, conducting.room_of(place.cohort)
    parts = room.parts if room and room.has_begun else conducting.parts_of(place.step)
    shown: dict[str, Any] = {
        "place": place,
        "cohort": cohort,
        "step": place.step,
        "doors": place.doors(),
        "face": place.face,
        "room": room,
        "was_late": was_late,
        "refused": refused,
        "now_ms": _milliseconds(now),
        "mark": mark_of(room, is_desk=place.face == DESK),
        "lines": lines(cohort, parts, room),
        "minutes": timing.minutes_of(parts),
        "why_not": conducting.why_not(cohort, now),
        "has_begun": bool(room and room.has_begun),
        "is_over": bool(room and room.has_begun and room.is_over),
        "is_going": conducting.is_going(cohort, now),
    }
    shown |= _clock(room, now) if room and room.is_on else {"tool": ""}
    shown |= {**_figures(place, shown["tool"]), **_own(place)}
    return {**shown, **(_desk(place, shown, opened) if place.face == DESK else {})}


def _clock(room: WorkshopRoom, now: datetime) -> dict[str, Any]:
    left, parts = room.left(now), room.parts
    return {
        "part": room.part,
        "tool": room.part.tool,
        "left": say_left(left),
        "ends_ms": _milliseconds(room.ends_at or now),
        "paused_ms": _milliseconds(room.paused_at) if room.paused_at else None,
        "is_over_time": left.total_seconds() <= 0,
        "until": room.ends_at,
        "finishes": room.pace.finishes(now),
        "following": parts[room.position + 1] if room.position + 1 < len(parts) else None,
    }


def say_left(left: timedelta) -> str:
    """What is left, in words: "6:40 left", "Time is up", "2 minutes over"."""
    seconds = int(left.total_seconds())
    if seconds > 0:
        return _("%(time)s left") % {"time": f"{seconds // 60}:{seconds % 60:02}"}
    over = -seconds // 60
    return (
        ngettext("%(count)s minute over", "%(count)s minutes over", over) % {"count": over} if over else _("Time is up")
    )


def _milliseconds(moment: datetime) -> int:
    """A moment as scripts count."""
    return int(moment.timestamp() * 1000)


def _figures(place: Place, tool: str) -> dict[str, Any]:
    """What the room has been shown, and the board: on every face where it is that part's turn, on the desk always."""
    pictures = showing.shown(place.cohort)
    up = {kind: one for kind, one in pictures.items() if one.is_up}
    room = conducting.room_of(place.cohort)
    welcoming = place.face == WALL and not (room and (room.position or room.is_over))
    return {
        "pictures": pictures,
        "lineup": lineup(up.get(Showing.Kind.LINEUP)),
        "maps": maps(up.get(Showing.Kind.MAPS)),
        "reading": reading(up.get(Showing.Kind.CHECKLIST), place.step),
        "entries": boarding.board(place.cohort, place.step) if tool == "board" or place.face == DESK else [],
        "code": code_picture(codes.address_of(place.cohort)) if welcoming else None,
        "address": codes.address_of(place.cohort) if welcoming or place.face == DESK else "",
    }


def lineup(taken: Showing | None) -> dict[str, Any]:
    """The line-up as it may be told: neighbours together until five stand in each, or only where most stand."""
    if taken is None:
        return {}
    told = [(str(label), _spread(taken.counts[name])) for name, label in ASKED.items()]
    return {"people": taken.people, "taken_at": taken.taken_at, "told": told}


ASKED = {"now": gettext_lazy("Today"), "wanted": gettext_lazy("Where it would do best")}


def maps(taken: Showing | None) -> dict[str, Any]:
    """How the partners stand that people brought on their maps, as the room has been shown it."""
    if taken is None:
        return {}
    told = [
        (str(label), {"bars": _bars(taken.counts[name])} if taken.counts[name] else {}) for name, label in ASKED.items()
    ]
    return {"people": taken.people, "partners": taken.counts["partners"], "told": told}


def _bars(rows: Sequence[Sequence[Any]]) -> list[Bar]:
    largest = max(number for _first, _last, number in rows)
    return [Bar(_ends(first, last), number, 100 * number // largest) for first, last, number in rows]


def _ends(first: str, last: str) -> str:
    levels = lining.LEVELS
    return _("Not sure") if first == NOT_SURE else _words([levels.index(first), levels.index(last)])


def _spread(counts: dict[str, int]) -> dict[str, Any]:
    row = [counts.get(level, 0) for level in lining.LEVELS]
    told = suppression.spread(row, least=settings.SMALLEST_GROUP)
    if told.most is not None:
        return {"most": Level(lining.LEVELS[told.most]).label}
    largest = max((number for _group, number in told.groups), default=1)
    return {"bars": [Bar(_words(group), number, 100 * number // largest) for group, number in told.groups]}


def _words(group: Sequence[int]) -> str:
    """The levels of a group: one, or from which to which."""
    first, last = (str(Level(lining.LEVELS[place]).label) for place in (group[0], group[-1]))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def reading(taken: Showing | None, step: WorkshopPage) -> dict[str, Any]:
    """The checklists as a room has been shown them: per statement how many said what, and how to read it (DOMAIN 3.3)."""
    if taken is None:
        return {}
    texts = {block.value["code"]: block.value["text"] for block in step.checklist}
    told = taken.counts
    rows = [
        {
            "text": texts[code],
            "counts": [counts.get(said, 0) for said in VALUES],
            "talk_about": code in told["talk_about"],
            "find_out": code in told["find_out"],
        }
        for code, counts in told["counts"].items()
        if code in texts
    ]
    lists = {name: [texts[code] for code in told[name] if code in texts] for name in READINGS}
    return {
        "people": taken.people,
        "rows": rows,
        "answers": [block.value for block in step.checklist_answers],
        "many_to_talk_about": len(lists["talk_about"]) > MOST_LISTED,
        **lists,
    }


MOST_LISTED = 5  # in a large room answers lie far apart on nearly every statement: a list of all tells nothing
READINGS = ("start_here", "find_out", "talk_about")


def _own(place: Place) -> dict[str, Any]:
    """What is one's own on a phone with a sign-in."""
    one = place.enrolment
    return {"standing": lining.standing_of(one), "sheet": bringing.sheet_of(one)} if one else {}


def _desk(place: Place, shown: dict[str, Any], opened: str) -> dict[str, Any]:
    """What only the facilitator sees, with what belongs to the part at hand first; until the second part, who is there."""
    room = shown["room"]
    arriving_still = not shown["has_begun"] or (not shown["is_over"] and room.position == 0)
    present = ondesk.ATTENDANCE if arriving_still else shown["tool"]
    return ondesk.desk(place.cohort, place.step, shown["entries"], present=present, opened=opened)


def kept_figures(cohort: Cohort, step: WorkshopPage) -> dict[str, Any]:
    """The pictures that the room was shown last, for those who read of it afterwards."""
    taken = showing.shown(cohort)
    checklist = taken.get(Showing.Kind.CHECKLIST)
    # Few who agreed to answer openly agreed to do so in the room.
    is_for_all = checklist is not None and checklist.people >= settings.SMALLEST_GROUP
    return {
        "lineup": lineup(taken.get(Showing.Kind.LINEUP)),
        "maps": maps(taken.get(Showing.Kind.MAPS)),
        "reading": reading(checklist if is_for_all else None, step),
    }


def levels() -> list[str]:
    """The levels of the continuum in words, in order."""
    return [str(Level(level).label) for level in lining.LEVELS]

"""What the facilitator's desk alone shows: who is there, how many have answered, what waits; each under a fold of its own.

The thing whose turn it is stands first and open. Who is there comes before the others, and first until the workshop is
past its first part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elearning.partnering.models import BroughtMap, WorkshopPage
from elearning.programmes.models import Cohort, Enrolment
from elearning.workshops import arriving, bringing, lining
from elearning.workshops.boarding import Entry
from elearning.workshops.models import Arrival, BoardNote

ATTENDANCE, LINEUP, CHECKLIST, BOARD = PANELS = ("attendance", "lineup", "checklist", "board")


@dataclass(frozen=True)
class Panel:
    """One fold. `is_present`: its turn is now; `count` says in a few words what is under it; `calls`: something waits."""

    name: str
    title: str
    count: str
    is_present: bool = False
    is_open: bool = False
    calls: bool = False

    @property
    def fold(self) -> str:
        """Its name on the page: another one while it is its turn, so that a script leaves it as it comes then."""
        return f"fold-{self.name}{'-now' if self.is_present else ''}"

    @property
    def template(self) -> str:
        """What is under it."""
        return f"workshops/_panel_{self.name}.html"


def attendance(cohort: Cohort, step: WorkshopPage) -> list[Enrolment]:
    """Everybody who takes part, by name, each with `is_here`; one query."""
    people = cohort.enrolments.taking_part().select_related("user", "organisation")
    return list(
        people.annotate(is_here=arriving.is_here_now(step)).order_by("user__last_name", "user__first_name", "pk")
    )


def desk(cohort: Cohort, step: WorkshopPage, entries: Sequence[Entry], *, present: str, opened: str) -> dict[str, Any]:
    """What is under the folds. `present` is the one whose turn it is; `opened` one that is to be open as well."""
    people = attendance(cohort, step)
    away = [one for one in people if not one.is_here]  # type: ignore[attr-defined]
    waiting = list(Arrival.objects.filter(cohort=cohort))
    notes = list(BoardNote.objects.filter(cohort=cohort, state__in=(BoardNote.State.WAITING, BoardNote.State.LEFT_OUT)))
    shown = {
        "people": people,
        "arrivals": [(one, arriving.likely(one.name, away)) for one in waiting],
        "away": away,
        "found": bringing.sheets_of(cohort),
        "standings": lining.counted(cohort)[0],
        "brought": BroughtMap.objects.in_the_room(cohort).count(),
        "notes": [one for one in notes if one.state == BoardNote.State.WAITING],
        "left_out": [one for one in notes if one.state == BoardNote.State.LEFT_OUT],
        "own": [one for one in entries if one.is_own or one.ways],
    }
    return {**shown, "panels": panels(_counts(shown), present=present, opened=opened, calls=bool(shown["notes"]))}


def _counts(shown: dict[str, Any]) -> dict[str, str]:
    """By panel, in a few words what is under it."""
    here, total = len(shown["people"]) - len(shown["away"]), len(shown["people"])
    standing, lying, waiting = shown["standings"], len(shown["found"].sheets), len(shown["notes"])
    return {
        ATTENDANCE: _("%(here)s of %(total)s") % {"here": here, "total": total},
        LINEUP: ngettext("%(count)s has said", "%(count)s have said", standing) % {"count": standing},
        CHECKLIST: ngettext("%(count)s laid down", "%(count)s laid down", lying) % {"count": lying},
        BOARD: ngettext("%(count)s waits", "%(count)s wait", waiting) % {"count": waiting},
    }


def panels(counts: dict[str, str], *, present: str, opened: str, calls: bool) -> list[Panel]:
    """The folds in their order."""
    titles = {
        ATTENDANCE: _("Who is here"),
        LINEUP: _("The line-up"),
        CHECKLIST: _("The checklists"),
        BOARD: _("The board"),
    }
    found = [
        Panel(name, titles[name], counts[name], name == present, name in (present, opened), calls and name == BOARD)
        for name in PANELS
    ]
    return sorted(found, key=lambda panel: not panel.is_present)

"""Shows a room its own figures: counted once when the facilitator presses, never while people answer.

A second picture is taken only where it tells of nobody who came between: for the line-up as for every release of figures
(`programmes.suppression.may_follow`), for the checklist from five more sheets on (DOMAIN 3.3, 4.5, T11).
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from elearning.accounts.models import User
from elearning.partnering.models import WorkshopPage
from elearning.programmes import suppression
from elearning.programmes.models import Cohort
from elearning.workshops import bringing, conducting, lining
from elearning.workshops.models import Showing
from elearning.workshops.refusals import NotEnough


def shown(cohort: Cohort) -> dict[str, Showing]:
    """The latest picture of each kind, whether screens show it or not; one query."""
    return {one.kind: one for one in Showing.objects.filter(cohort=cohort)}


@transaction.atomic
def show_lineup(cohort: Cohort, step: WorkshopPage, *, by: User) -> Showing:
    """Show where people stand, as it is now; or again what was shown, where nothing newer may be told.

    Raises NotEnough below ten people, of whom no distribution is told (DOMAIN 4.5).
    """
    people, counts = lining.counted(cohort)
    fewest = max(suppression.FOR_DISTRIBUTIONS, settings.SMALLEST_GROUP)
    before = shown(cohort).get(Showing.Kind.LINEUP)
    if before and not _may_follow(before, people, counts):
        return put_up(before, by=by)
    if people < fewest:
        raise NotEnough(
            _("From %(fewest)s people on the line-up is shown as figures. Until then, look along the line in the room.")
            % {"fewest": fewest}
        )
    return _taken(cohort, Showing.Kind.LINEUP, people, counts)


def _may_follow(before: Showing, people: int, counts: dict[str, dict[str, int]]) -> bool:
    def flat(of: int, told: dict[str, dict[str, int]]) -> dict[str, int]:
        return {"people": of} | {f"{name} {level}": one for name, row in told.items() for level, one in row.items()}

    then, now = flat(before.people, before.counts), flat(people, counts)
    return suppression.may_follow(then, now, of="people", least=settings.SMALLEST_GROUP)


@transaction.atomic
def put_up(showing: Showing, *, by: User) -> Showing:
    """Let screens show again what was shown before."""
    return _set(showing, is_up=True)


@transaction.atomic
def take_down(showing: Showing, *, by: User) -> Showing:
    """Take a picture off the screens; it can be put up again."""
    return _set(showing, is_up=False)


def _set(showing: Showing, *, is_up: bool) -> Showing:
    if showing.is_up != is_up:
        showing.is_up = is_up
        showing.save(update_fields=["is_up"])
        conducting.stir(showing.cohort, everybody=True)
    return showing


@transaction.atomic
def show_checklist(cohort: Cohort, step: WorkshopPage, *, by: User) -> Showing:
    """Show the spread of the checklists that were laid down; or again what was shown, where nothing newer may be told.

    Raises NotEnough where fewer than five answer and not all of them agree to be shown (DOMAIN 3.3).
    """
    fewest = settings.SMALLEST_GROUP
    found = bringing.sheets_of(cohort)
    people = len(found.sheets)
    before = shown(cohort).get(Showing.Kind.CHECKLIST)
    # What all agree to show may be counted anew at any time, unless somebody stood behind the last picture who did not agree.
    is_free = found.all_open and people > 1 and (before is None or before.is_open)
    if before and not is_free and not _more_lie(before, found, fewest):
        return put_up(before, by=by)
    if not is_free and not found.is_enough(fewest):
        raise NotEnough(_too_few(found, fewest))
    counts = bringing.told(step, found, is_open=is_free and people < fewest)
    return _taken(cohort, Showing.Kind.CHECKLIST, people, counts, is_open=is_free)


def _more_lie(before: Showing, found: bringing.Laid, fewest: int) -> bool:
    """Whether enough have come since, also of those whose answers the facilitator has not typed, if anything changed there."""
    more = len(found.phones) - before.counts.get("phones", before.people)
    is_same = before.counts.get("mark") == found.mark
    return len(found.sheets) - before.people >= fewest and (is_same or more >= fewest)


def _too_few(found: bringing.Laid, fewest: int) -> str:
    if len(found.sheets) >= fewest:
        return _(
            "Few lie here from phones, and whoever typed the sheets of paper could tell those few from the spread. "
            "It is shown from %(fewest)s phones on, or when everybody agrees to answer openly."
        ) % {"fewest": fewest}
    return _(
        "The spread is shown from %(fewest)s checklists on, or when everybody who lays one down agrees to answer openly."
    ) % {"fewest": fewest}


@transaction.atomic
def show_maps(cohort: Cohort, step: WorkshopPage, *, by: User) -> Showing:
    """Show how the partners stand that people brought on their maps; or again what was shown, until five more have brought one.

    Raises NotEnough below ten people (DOMAIN 4.5).
    """
    found, fewest = lining.brought(cohort), max(suppression.FOR_DISTRIBUTIONS, settings.SMALLEST_GROUP)
    before = shown(cohort).get(Showing.Kind.MAPS)
    if before and found.people - before.people < settings.SMALLEST_GROUP:
        return put_up(before, by=by)
    if found.people < fewest:
        raise NotEnough(_("The maps that were brought are told from %(fewest)s people on.") % {"fewest": fewest})
    return _taken(cohort, Showing.Kind.MAPS, found.people, {"partners": found.partners, **found.told})


def _taken(cohort: Cohort, kind: str, people: int, counts: Mapping[str, Any], *, is_open: bool = False) -> Showing:
    Showing.objects.filter(cohort=cohort, kind=kind).update(is_up=False)
    taken = Showing.objects.create(cohort=cohort, kind=kind, people=people, counts=counts, is_open=is_open)
    conducting.stir(cohort, everybody=True)
    return taken


@transaction.atomic
def switch(cohort: Cohort, step: WorkshopPage, kind: str, act: str, *, by: User) -> None:
    """Show figures of `kind`, or hide them (`act`). Raises NotEnough; hiding what is not shown changes nothing."""
    if act == "show":
        SHOWS[kind](cohort, step, by=by)
        return
    found = shown(cohort).get(kind)
    if found:
        take_down(found, by=by)


SHOWS: Mapping[str, Callable[..., Showing]] = {
    Showing.Kind.LINEUP: show_lineup,
    Showing.Kind.MAPS: show_maps,
    Showing.Kind.CHECKLIST: show_checklist,
}

"""What this room tells a person of themselves: where they stood in the line-up, and that they laid their checklist down."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.records.telling import Table, table, tells
from elearning.workshops.models import Arrival, BoardNote, PaperSheet, RoomSheet, Showing, Standing, WorkshopRoom


def tell(person: User) -> Iterator[Table]:
    """Where they stood, and whether their checklist was counted."""
    yield table(
        "standings",
        _("Where you stood in the line-up"),
        Standing.objects.filter(enrolment__user=person),
        ("cohort", _("Cohort"), "enrolment__cohort__name"),
        ("level_now", _("Today"), "level_now"),
        ("level_wanted", _("Where it would do best"), "level_wanted"),
    )
    yield table(
        "sheets",
        _("Your checklist in the workshop"),
        RoomSheet.objects.filter(enrolment__user=person),
        ("cohort", _("Cohort"), "enrolment__cohort__name"),
        ("is_open", _("May be shown where fewer than five people answer"), "is_open"),
    )


tells(
    "workshops",
    _("The workshop"),
    tell,
    rank=25,
    covers=(Standing, RoomSheet),
    left_out={
        BoardNote: _("What was put on the board of a workshop: nobody’s name is kept with it."),
        Arrival: _("Names typed at the door of a workshop: they wait for its facilitator and go with the day."),
        PaperSheet: _("Checklists from paper that a facilitator typed in: they hold no name and go with the day."),
        Showing: _("Figures that a workshop was shown: they are about the room, not about a person."),
        WorkshopRoom: _("The clock of a workshop: it says nothing about a person."),
    },
)

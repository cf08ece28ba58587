"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Erased, Kept, holds, holds_nothing, purpose

STANDING = purpose(
    "workshops",
    _("Where you stood on the line of partnerships, and the checklist you laid beside the others’"),
    _("So that the workshop can talk about the whole picture."),
    Kept.NOTES,
)
DAY = purpose(
    "workshops",
    _("What stands on the boards of a workshop, and names typed at its door"),
    _("So that the day can be run."),
    Kept.DAY,
    Erased.NOBODYS,
)
holds(
    "workshops.Standing",
    STANDING,
    whose="enrolment__user",
    personal="enrolment level_now level_wanted",
    other="id",
    untold="enrolment",
    untold_because=_("It is your own."),
)
holds(
    "workshops.RoomSheet",
    STANDING,
    whose="enrolment__user",
    personal="enrolment check_of is_open",
    other="id",
    untold="enrolment check_of",
    untold_because=_("It is told with your checklists."),
)
holds(
    "workshops.BoardNote",
    DAY,
    other="id cohort key about word text ask state",
)
holds(
    "workshops.Arrival",
    DAY,
    other="id cohort key name came_at",
)
holds(
    "workshops.PaperSheet",
    DAY,
    other="id cohort key said is_open",
)
holds(
    "workshops.Showing",
    DAY,
    other="id cohort kind people counts is_up is_open taken_at",
)
holds_nothing(
    "workshops.WorkshopRoom",
    "id cohort plan position revision changes desk course began_at ends_at paused_at ended_at",
)

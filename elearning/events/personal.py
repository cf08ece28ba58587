"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Kept, holds, holds_nothing, purpose

COMING = purpose(
    "events",
    _("Whether you come to a learning event, and what you need there"),
    _("So that there is a place for you."),
    Kept.ATTENDANCE,
)
BROUGHT = purpose(
    "events",
    _("What you bring to a learning event, and what you take away from it"),
    _("So that others can see what you show, and you find your notes again."),
    Kept.ATTENDANCE,
)
HOSTS = purpose(
    "events",
    _("Which learning events you host"),
    _("So that people know whom to ask."),
    Kept.ATTENDANCE,
)
holds(
    "events.Coming",
    COMING,
    whose="enrolment__user",
    personal="event enrolment state said_at is_named needs",
    other="id",
    untold="enrolment",
    untold_because=_("It is your own."),
)
holds(
    "events.Contribution",
    BROUGHT,
    whose="enrolment__user",
    personal="event enrolment kind title text link story with_name state reply brought_at",
    other="id public_id",
    untold="enrolment story",
    untold_because=_("It is your own."),
)
holds(
    "events.Takeaway",
    BROUGHT,
    whose="enrolment__user",
    personal="event enrolment text is_shared with_name is_taken_off noted_at",
    other="id public_id revision",
    untold="enrolment is_taken_off",
    untold_because=_("It is your own."),
)
holds(
    "events.EventHost",
    HOSTS,
    whose="user",
    personal="event user",
    other="id",
    untold="user",
    untold_because=_("It is your own role."),
)
holds_nothing(
    "events.LearningEvent",
    (
        "id public_id programme title purpose for_whom questions starts_at ends_at time_zone place link places state "
        "reason announced_at changed_at sequence revision"
    ),
)
holds_nothing("events.AgendaItem", "id key event position kind title minutes led_by purpose question revision")

"""What the audit log holds of people, until when, and what erasing does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Kept, holds, purpose

LOG = purpose(
    "house",
    _("Who looked at, changed, took out or decided what about you"),
    _("So that you can read it, and nobody looks at what is yours without your knowing."),
    Kept.LOG,
)
holds(
    "auditing.AuditEntry",
    LOG,
    whose="about",
    personal="at about right act thing what cohort request shown_from",
    unlinked="by",
    other="id",
    untold="about by cohort request shown_from",
    untold_because=_("Names of those who looked stand on the page of the log; a record tells their roles."),
)
holds(
    "auditing.BreakGlass",
    LOG,
    whose="entry__about",
    personal="entry reason why_later",
    other="id",
    untold="entry",
    untold_because=_("It stands beside the entry it belongs to."),
)
holds(
    "auditing.Told",
    LOG,
    whose="glass__entry__about",
    personal="glass at",
    other="id",
    untold="glass at",
    untold_because=_("That you were written to about it stands among your mails."),
)

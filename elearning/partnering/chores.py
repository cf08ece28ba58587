"""The mails of this room, and what the clock does for it: deleting what is kept no longer, and saying so before."""

from django.utils.translation import gettext_lazy as _

from elearning.partnering import retaining
from elearning.post.kinds import kind, mails
from elearning.post.reminding import remind
from elearning.records.clearing import clears

kind(
    "partnerships",
    _("Your partnerships"),
    _(
        "That somebody asks you to look at a partnership together, and that it is your turn. And until when your map, answers"
        " and checklists are kept, at the end."
    ),
)
mails("partnerships", "sides_asked", "sides_accepted", "sides_agreed", "sides_compared")
remind("kept_maps", retaining.before_forgetting, kind="partnerships")
clears("maps_kept", retaining.due, retaining.tidy)

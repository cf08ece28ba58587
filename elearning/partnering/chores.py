"""The mails of this room: what somebody asks the other side of a partnership."""

from django.utils.translation import gettext_lazy as _

from elearning.post.kinds import kind, mails

kind(
    "partnerships",
    _("Your partnerships"),
    _("That somebody asks you to look at a partnership together, and that it is your turn."),
)
mails("partnerships", "sides_asked", "sides_accepted", "sides_agreed", "sides_compared")

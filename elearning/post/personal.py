"""What the outbox holds of people, until when, and what erasing does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Kept, holds, purpose

LETTERS = purpose(
    "house",
    _("Mails that were written to you, and of which you were reminded"),
    _("So that each is sent once, and what could not be sent can be seen."),
    Kept.LETTERS,
)
STOPPED = purpose(
    "house",
    _("Which kinds of mail you have turned off"),
    _("So that you get no more of them."),
    Kept.ACCOUNT,
)
holds(
    "post.Letter",
    LETTERS,
    whose="receiver",
    personal=(
        "name kind receiver state content message_id written_at due_at expires_at lease_until tried_at handed_at "
        "ended_at error"
    ),
    other="id once rank attempts doubts",
    untold="receiver content message_id due_at expires_at lease_until tried_at handed_at error",
    untold_because=_("You have the mail itself; these say only how it was carried."),
)
holds(
    "post.Reminder",
    LETTERS,
    whose="user",
    personal="name user occasion letter at",
    other="id",
    untold="user letter",
    untold_because=_("It is your own reminder."),
)
holds(
    "post.StoppedKind",
    STOPPED,
    whose="user",
    personal="user kind at",
    other="id",
    untold="user",
    untold_because=_("It is your own choice."),
)
holds(
    "post.StopLink",
    STOPPED,
    whose="user",
    personal="token user kinds",
    other="id",
    untold="token user kinds",
    untold_because=_("You have these links in your mails, and they say nothing else."),
)

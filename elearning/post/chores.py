"""What is done about mail in the background, and the kinds of mail that belong to no later room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from elearning.jobs.ticking import chore
from elearning.jobs.watching import sign
from elearning.jobs.working import bind
from elearning.post import carrying, reminding, reports
from elearning.post.kinds import NECESSARY, kind, mails

bind(carrying.KIND, carrying.work, lease=timedelta(minutes=2))
chore("post", carrying.look_after)
chore("remind", reminding.remind_all, every=timedelta(minutes=5))
chore("forget_letters", carrying.forget, every=timedelta(days=1))
sign("mail", reports.oldest_unsent)

kind(
    "sign_in",
    _("Signing in"),
    _("A code or a link, when somebody asks for one with your address, or you for your record."),
    why_not=_("Without it you could not get in."),
    lasts=timedelta(minutes=15),
    is_urgent=True,
)
mails("sign_in", "prove_code", "address_code")
kind(
    NECESSARY,
    _("What you need to know"),
    _(
        "Invitations, a place that is offered to you, dates that are fixed or changed, and messages of those who run it."
    ),
    why_not=_("Others count on your knowing it."),
)

"""What is done for sets in the background and by the clock: forming those of large cohorts, reminding people, counting what
sets were asked."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from actionsets import addressing, deciding, forming, reminding, retaining, theming
from actionsets.models import FormationRun
from elearning.jobs.ticking import chore
from elearning.jobs.working import bind
from elearning.post.kinds import NECESSARY, kind, mails
from elearning.post.reminding import remind
from elearning.programmes.arranging import ends_with_cohort
from elearning.records.clearing import clears

addressing.bind()
bind(forming.KIND, forming.make, lease=FormationRun.LEASE)

kind(
    "meetings",
    _("Meetings of your group"),
    _("That it meets in a week, and in two days; and that a place waits for your answer."),
)
kind("after_meeting", _("After a meeting"), _("An hour after its end: a word to write down what you take from it."))
kind(
    "own_actions",
    _("What you noted for yourself"),
    _(
        "On the day by which you wanted to have done something, a week and three weeks later; not once it is done or let go."
        " And until when it is kept, at the end."
    ),
)
mails(NECESSARY, "message")
mails(NECESSARY, "set_proposed", "set_confirmed", "set_dates", "set_changed")
mails(NECESSARY, "set_left", "set_asked", "set_joined", "set_ended", "set_incident", "theme_asked")
mails(NECESSARY, "dates_asked", "leader_asked", "lead_asked", "lead_over")
remind("answer", reminding.answers, kind="meetings")
remind("meeting", reminding.meetings, kind="meetings")
remind("own_actions", reminding.own_actions, kind="own_actions")
remind("kept", reminding.before_forgetting, kind="own_actions")
remind("wrap_up", reminding.wrap_up, kind="after_meeting", at_once=True)

ends_with_cohort("sets", reminding.ends_with)

# What a set was asked is settled at midnight where its cohort is: an hour later is soon enough.
chore("decisions", deciding.settle_due, every=timedelta(hours=1))
chore("themes", theming.settle_due, every=timedelta(hours=1))
chore("themes_kept", theming.tidy, every=timedelta(hours=24))
clears("sets_kept", retaining.due, retaining.tidy)

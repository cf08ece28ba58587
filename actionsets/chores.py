"""What is done for sets in the background: forming those of large cohorts, and reminding people of theirs."""

from django.utils.translation import gettext_lazy as _

from actionsets import forming, reminding
from actionsets.models import FormationRun
from elearning.jobs.working import bind
from elearning.post.kinds import NECESSARY, kind, mails
from elearning.post.reminding import remind

bind(forming.KIND, forming.make, lease=FormationRun.LEASE)

kind(
    "meetings",
    _("Meetings of your group"),
    _("That it meets in a week, and in two days; and that a place waits for your answer."),
)
kind("after_meeting", _("After a meeting"), _("An hour after its end: a word to write down what you take from it."))
mails(NECESSARY, "set_proposed", "set_confirmed", "set_dates", "set_changed")
remind("answer", reminding.answers, kind="meetings")
remind("meeting", reminding.meetings, kind="meetings")
remind("wrap_up", reminding.wrap_up, kind="after_meeting", at_once=True)

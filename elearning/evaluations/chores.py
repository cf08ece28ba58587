"""What this room does by the clock: asks people three months after their last meeting."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from elearning.evaluations import asking, reminding, retaining
from elearning.jobs.ticking import chore
from elearning.post.kinds import kind, mails
from elearning.post.reminding import remind
from elearning.programmes.arranging import ends_with_cohort
from elearning.records.clearing import clears

kind(
    "afterwards",
    _("What came of it"),
    _("A question three months after your last meeting, and whether you would tell a story."),
)
mails("afterwards", "follow_up", "story_asked", "story_offered")
clears("views_kept", retaining.due, retaining.tidy)
chore("follow_ups", asking.ask_due, every=timedelta(hours=1))
remind("follow_up", reminding.follow_ups, kind="afterwards")
ends_with_cohort("evaluations", reminding.ends_with)

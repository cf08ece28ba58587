"""What is done for packs in the background: copies, reminders, links, figures of use, messages, and what the search knows."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from elearning.jobs.ticking import chore
from elearning.jobs.working import bind
from elearning.post.kinds import NECESSARY, kind, mails
from elearning.records.clearing import clears
from packs import finding, guiding, hearing, linking, rendering, retaining, tending, using

bind(rendering.KIND, rendering.make)
bind(guiding.KIND, guiding.make)
clears("notes_kept", retaining.due, retaining.tidy)
chore("prune_copies", rendering.prune, every=timedelta(days=1))
chore("renew_index_of_packs", finding.renew, every=timedelta(days=1), lease=timedelta(minutes=30))
chore("remind_of_reviews", tending.remind, every=timedelta(days=1))
chore("check_links", linking.check, every=timedelta(hours=12), lease=timedelta(minutes=30))
chore("freeze_use_of_packs", using.freeze_due, every=timedelta(days=1))
chore("tell_of_feedback", hearing.tell, every=timedelta(days=1))

kind("packs", _("Work on learning packs"), _("That readers have written, or that publications are to be reviewed."))
mails("packs", "feedback_received", "reviews_due")
mails(NECESSARY, "publisher_role")

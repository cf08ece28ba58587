"""What a programme does by the clock: freeze the figures of its cohorts, and remind people of its steps."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from elearning.auditing.kinds import cohorts_called_by
from elearning.jobs.ticking import chore
from elearning.post.kinds import NECESSARY, kind, mails
from elearning.post.reminding import remind
from elearning.programmes import noting, parting, reminding, retaining, snapshots
from elearning.records.clearing import clears

# An occasion ends at midnight where the cohort is: an hour later is soon enough.
chore("snapshots", snapshots.freeze_due, every=timedelta(hours=1))
chore("leaving_reasons", parting.tidy, every=timedelta(hours=24))
clears("enrolments_kept", retaining.due, retaining.tidy)

kind("steps", _("Steps of your programme"), _("That something you have not done yet is due soon; three times at most."))
mails(NECESSARY, "invitation", "role_given", "same_person_asked", "same_person_merged")
remind("preparation", reminding.preparation, kind="steps")
remind("choice", reminding.choice, kind="steps")
cohorts_called_by(noting.cohorts_called)

"""What is done for the audit log by the clock: what is over goes, and letters about what operators opened are written."""

from datetime import timedelta

from elearning.auditing import messaging, retaining
from elearning.jobs.ticking import chore
from elearning.post.kinds import NECESSARY, mails

chore("audit_log_kept", retaining.tidy, every=timedelta(hours=24))
chore("glass_told", messaging.tell_due, every=timedelta(minutes=15))
mails(NECESSARY, "glass_broken", "glass_used")

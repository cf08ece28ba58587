"""What is done about erasures in the background, and the mails of this room."""

from datetime import timedelta

from elearning.erasures import carrying, reapplying, unused
from elearning.jobs.ticking import chore
from elearning.jobs.working import bind
from elearning.post.kinds import NECESSARY, mails
from elearning.records.clearing import clears
from elearning.upkeep import restoring

bind(carrying.KIND, carrying.work, lease=timedelta(minutes=10))
chore("erasures", carrying.look_after, every=timedelta(minutes=5))
mails(NECESSARY, "erasure_asked", "erasure_done", "erasure_unused")
clears("accounts_unused", unused.due, unused.tidy)
restoring.aftercare(reapplying.known_before, reapplying.told_after)

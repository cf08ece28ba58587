"""What is done for records in the background: printing long ones, and clearing what was printed."""

from datetime import timedelta

from elearning.jobs.ticking import chore
from elearning.jobs.working import bind
from elearning.records import copying

bind(copying.KIND, copying.make)
chore("prune_records", copying.prune, every=timedelta(hours=1))

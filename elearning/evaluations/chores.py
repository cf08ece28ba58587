"""What this room does by the clock: asks people three months after their last meeting."""

from datetime import timedelta

from elearning.evaluations import asking
from elearning.jobs.ticking import chore

chore("follow_ups", asking.ask_due, every=timedelta(hours=1))

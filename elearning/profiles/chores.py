"""What this room does by the clock: forget whom results were shown to, when the time for that is over."""

from datetime import timedelta

from elearning.jobs.ticking import chore
from elearning.profiles import sharing

chore("forget_shares", sharing.forget, every=timedelta(days=1))

"""What this room does by the clock: names that nobody let in go with the day."""

from datetime import timedelta

from elearning.jobs.ticking import chore
from elearning.workshops import arriving

chore("workshop_names", arriving.tidy, every=timedelta(hours=6))

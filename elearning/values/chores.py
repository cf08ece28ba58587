"""What the clock does for this room: deleting what is kept no longer."""

from datetime import timedelta

from elearning.jobs.ticking import chore
from elearning.values import retaining

chore("values_kept", retaining.tidy, every=timedelta(hours=24))

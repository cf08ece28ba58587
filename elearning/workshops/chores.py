"""What this room does by the clock: names that nobody let in, and sheets that were typed in, go with the day."""

from datetime import timedelta

from elearning.jobs.ticking import chore
from elearning.workshops import arriving, papering

chore("workshop_names", arriving.tidy, every=timedelta(hours=6))
chore("workshop_sheets", papering.tidy, every=timedelta(hours=6))

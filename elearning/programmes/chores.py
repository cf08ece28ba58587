"""What a programme does by the clock: freeze the figures of its cohorts."""

from datetime import timedelta

from elearning.jobs.ticking import chore
from elearning.programmes import snapshots

# An occasion ends at midnight where the cohort is: an hour later is soon enough.
chore("snapshots", snapshots.freeze_due, every=timedelta(hours=1))

"""What this room does by the clock: keep the figures on the technical pages up to date."""

from datetime import timedelta

from elearning.assessments import analysing
from elearning.jobs.ticking import chore

chore("reliability", analysing.compute_all, every=timedelta(hours=1))

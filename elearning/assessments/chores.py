"""What this room does by the clock: keep the figures on the technical pages up to date."""

from datetime import timedelta

from elearning.assessments import analysing, retaining
from elearning.jobs.ticking import chore
from elearning.records.clearing import clears

chore("reliability", analysing.compute_all, every=timedelta(hours=1))
clears("answers_kept", retaining.due, retaining.tidy)

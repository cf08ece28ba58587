"""What is done for sets in the background: forming those of large cohorts."""

from actionsets import forming
from actionsets.models import FormationRun
from elearning.jobs.working import bind

bind(forming.KIND, forming.make, lease=FormationRun.LEASE)

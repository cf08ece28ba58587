"""What a programme is made of, and who takes part in it."""

from elearning.programmes.models.cohorts import Availability, Cohort, CohortRole, ProgrammeManager, StepProgress, Wave
from elearning.programmes.models.enrolments import Enrolment, Invitation
from elearning.programmes.models.partings import LeavingReason
from elearning.programmes.models.snapshots import CohortSnapshot
from elearning.programmes.models.steps import FrozenVersion, Gate, ProgrammePage, StepPage, Way
from elearning.programmes.models.subjects import Subject, SubjectFramework

__all__ = [
    "Availability",
    "Cohort",
    "CohortRole",
    "CohortSnapshot",
    "Enrolment",
    "FrozenVersion",
    "Gate",
    "Invitation",
    "LeavingReason",
    "ProgrammeManager",
    "ProgrammePage",
    "StepPage",
    "StepProgress",
    "Subject",
    "SubjectFramework",
    "Wave",
    "Way",
]

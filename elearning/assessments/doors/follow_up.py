"""The doors of the self-assessment three months later: those of every wave."""

from elearning.assessments.doors.assessment import every_wave

urlpatterns = [*every_wave]

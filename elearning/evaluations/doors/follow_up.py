"""The doors of the follow-up: those of every questionnaire about the programme."""

from elearning.evaluations.doors.evaluation import urlpatterns as every_page

urlpatterns = [*every_page]

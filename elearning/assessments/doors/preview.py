"""The pages of the preview in Wagtail's editor, each at the end of its mode's name. They stand at no public address."""

from django.urls import path

from elearning.assessments.viewsets import previews

urlpatterns = [
    path("", previews.start, name="start"),
    path("subjects/<int:number>/", previews.subject, name="subject"),
    path("importance/", previews.importance, name="importance"),
    path("looking-back/", previews.looking_back, name="looking_back"),
    path("check/", previews.check, name="check"),
    path("print/", previews.on_paper, name="print"),
]

"""The doors of a self-assessment; the one that submits is added by the room that makes results of it."""

from django.urls import path

from elearning.assessments.views import answering as views
from elearning.assessments.views import papers, renewing

every_wave = [
    path("", views.start, name="start"),
    path("subjects/<int:number>/", views.subject, name="subject"),
    path("importance/", views.importance, name="importance"),
    path("check/", views.check, name="check"),
    path("changed/", renewing.changed, name="changed"),
]
urlpatterns = [
    *every_wave,
    path("again/", views.redo, name="redo"),
    path("print/", papers.on_paper, name="print"),
    path("print/pdf/", papers.on_paper_pdf, name="questions-pdf"),
]

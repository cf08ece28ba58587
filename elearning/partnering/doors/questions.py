"""Addresses below the page of the partnering questions."""

from django.urls import path

from elearning.partnering.views import paper, questions

urlpatterns = [
    path("", questions.question_list, name="start"),
    path("question/<slug:key>/", questions.question, name="question"),
    path("check/", questions.check_answers, name="check"),
    path("sheet/", paper.answers_sheet, name="sheet"),
    path("sheet/pdf/", paper.answers_pdf, name="pdf"),
    path("stop-sharing/", questions.stop_sharing, name="stop_sharing"),
    path("new-questions/", questions.new_questions, name="new_questions"),
]

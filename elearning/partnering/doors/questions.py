"""Addresses below the page of the partnering questions."""

from django.urls import path

from elearning.partnering.views import questions

urlpatterns = [
    path("", questions.question_list, name="start"),
    path("question/<slug:key>/", questions.question, name="question"),
    path("check/", questions.check_answers, name="check"),
    path("stop-sharing/", questions.stop_sharing, name="stop_sharing"),
    path("new-questions/", questions.new_questions, name="new_questions"),
]

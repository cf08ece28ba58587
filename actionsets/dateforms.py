"""The forms of dates: whether somebody can come, when a set could meet, and what becomes of a meeting."""

from django import forms

from actionsets.models import MeetingAnswer
from elearning.renderers import AlongsideForm


class ComingForm(AlongsideForm, forms.Form):
    """Whether somebody can come: the button that was pressed."""

    answer = forms.ChoiceField(choices=MeetingAnswer.Answer.choices)

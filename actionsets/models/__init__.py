"""What sets are made of: the page, the sets and who is in them, their meetings; and what is its owner's alone.

Actions and reflections are loaded here, so that their tables exist, and handed on by nobody: see `private`.
"""

from actionsets.models import private as _private  # noqa: F401
from actionsets.models.calendars import CalendarFeed
from actionsets.models.changes import (
    CompositionReview,
    SetDecision,
    SetIncident,
    SetPause,
    SetVoice,
    SupervisionEntry,
)
from actionsets.models.dates import (
    AnswerLink,
    DateOption,
    DatePoll,
    MeetingAnswer,
    MeetingChange,
    OptionAnswer,
    Substitution,
    SubstitutionAnswer,
)
from actionsets.models.meetings import Acknowledgement, AirtimeBid, MeetingAttendance, SetAgreement, SetMeeting
from actionsets.models.messages import Message
from actionsets.models.offers import FacilitatorOffer
from actionsets.models.pages import ActionLearningPage
from actionsets.models.rooms import AirtimeSlot, MeetingRoom, ProcessReview, ReviewSlip
from actionsets.models.runs import FormationRun
from actionsets.models.sets import LearningSet, PlaceMove, SeparationRule, SetMembership, SetProposal
from actionsets.models.shelf import SetAlternative
from actionsets.models.themes import ThemeBallot, ThemeNote, ThemeSentence

__all__ = [
    "Acknowledgement",
    "ActionLearningPage",
    "AirtimeBid",
    "AirtimeSlot",
    "AnswerLink",
    "CalendarFeed",
    "CompositionReview",
    "DateOption",
    "DatePoll",
    "FacilitatorOffer",
    "FormationRun",
    "LearningSet",
    "MeetingAnswer",
    "MeetingAttendance",
    "MeetingChange",
    "MeetingRoom",
    "Message",
    "OptionAnswer",
    "PlaceMove",
    "ProcessReview",
    "ReviewSlip",
    "SeparationRule",
    "SetAgreement",
    "SetAlternative",
    "SetDecision",
    "SetIncident",
    "SetMeeting",
    "SetMembership",
    "SetPause",
    "SetProposal",
    "SetVoice",
    "Substitution",
    "SubstitutionAnswer",
    "SupervisionEntry",
    "ThemeBallot",
    "ThemeNote",
    "ThemeSentence",
]

"""What this room tells a person of themselves: their sets and meetings, what they said of dates, their actions and reflections.

Of other people it tells who facilitates, and nothing else: who was in a set with them is known to them, but is not theirs to
carry away (DOMAIN 7.2). A place in a draft that was never shown to them is not told either.
"""

from collections.abc import Iterator

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from actionsets.models import (
    Acknowledgement,
    AirtimeBid,
    AirtimeSlot,
    AnswerLink,
    CalendarFeed,
    CompositionReview,
    DateOption,
    DatePoll,
    FacilitatorOffer,
    FormationRun,
    LearningSet,
    MeetingAnswer,
    MeetingAttendance,
    MeetingChange,
    MeetingRoom,
    Message,
    OptionAnswer,
    PlaceMove,
    ProcessReview,
    ReviewSlip,
    SeparationRule,
    SetAgreement,
    SetAlternative,
    SetDecision,
    SetIncident,
    SetMeeting,
    SetMembership,
    SetPause,
    SetProposal,
    SetVoice,
    Substitution,
    SubstitutionAnswer,
    SupervisionEntry,
    ThemeBallot,
    ThemeNote,
    ThemeSentence,
)
from actionsets.models.private import ActionCommitment, Reflection
from elearning.accounts.models import User
from elearning.records.telling import Table, table, tells

NEVER_SHOWN = ("draft", "discarded")


def tell(person: User) -> Iterator[Table]:
    """Everything of this room that is one's own."""
    yield from _own_words(person)
    yield from _places(person)
    yield from _meetings(person)
    yield from _answers(person)
    yield from _as_facilitator(person)


def _own_words(person: User) -> Iterator[Table]:
    yield table(
        "actions",
        _("Your actions"),
        ActionCommitment.objects.of(person),
        ("text", _("What you will do"), "text"),
        ("due_on", _("By when"), "due_on"),
        ("state", _("State"), "state"),
        ("meeting", _("Noted at the meeting of"), "meeting__starts_at"),
        ("subject", _("About the subject"), "subject__title"),
        ("pack", _("About the pack"), "pack__title"),
        ("partner", _("About the partner"), "entry__name"),
        ("shared_at", _("Shared with your set on"), "shared_at"),
        ("written_at", _("Written on"), "written_at"),
        ("changed_at", _("Changed on"), "changed_at"),
    )
    yield table(
        "reflections",
        _("Your reflections"),
        Reflection.objects.of(person),
        ("text", _("Your words"), "text"),
        ("meeting", _("Noted at the meeting of"), "meeting__starts_at"),
        ("written_at", _("Written on"), "written_at"),
        ("changed_at", _("Changed on"), "changed_at"),
    )
    yield table(
        "keep_apart",
        _("Whom you asked to be kept apart from"),
        SeparationRule.objects.filter(first__user=person, declared_by=person).exclude(named=""),
        ("cohort", _("Cohort"), "cohort__name"),
        ("named", _("As you wrote it"), "named"),
        ("said_at", _("Said on"), "created_at"),
    )


def _held(person: User) -> QuerySet[SetMembership]:
    """The places they know of."""
    return SetMembership.objects.filter(enrolment__user=person).exclude(learning_set__proposal__state__in=NEVER_SHOWN)


def _at_work(person: User) -> QuerySet[SetMembership]:
    """The places whose workspace opened to them: they acknowledged an agreement (DOMAIN 2.2, gate d)."""
    return _held(person).filter(acknowledgements__isnull=False)


def _while_there(what: F | Concat) -> Case:
    return Case(When(ended_at__isnull=True, then=what), default=Value(""), output_field=CharField())


def _places(person: User) -> Iterator[Table]:
    who = Concat("learning_set__facilitator__first_name", Value(" "), "learning_set__facilitator__last_name")
    # What has become of a set is no business of those who have left it.
    led_by, stands = _while_there(who), _while_there(F("learning_set__state"))
    yield table(
        "sets",
        _("Your sets"),
        _held(person).annotate(led_by=led_by, stands=stands),
        ("cohort", _("Cohort"), "learning_set__cohort__name"),
        ("number", _("Number of the set"), "learning_set__number"),
        ("focus", _("Brought together by"), "learning_set__focus__title"),
        ("facilitator", _("Facilitator"), "led_by"),
        ("state", _("State of the set"), "stands"),
        ("answer", _("Your answer"), "consent"),
        ("answered_at", _("Answered on"), "responded_at"),
        ("joined_at", _("Joined on"), "joined_at"),
        ("ended_at", _("Left on"), "ended_at"),
    )
    in_time = Q(learning_set__memberships__ended_at__isnull=True) | Q(
        starts_at__lt=F("learning_set__memberships__ended_at")
    )
    yield table(
        "meetings",
        _("Meetings of your sets"),
        SetMeeting.objects.filter(in_time, learning_set__memberships__in=_at_work(person)).distinct(),
        ("set", _("Number of the set"), "learning_set__number"),
        ("number", _("Meeting"), "number"),
        ("starts_at", _("Begins"), "starts_at"),
        ("ends_at", _("Ends"), "ends_at"),
        ("place", _("Place"), "place"),
        ("state", _("State"), "state"),
    )


def _meetings(person: User) -> Iterator[Table]:
    yield table(
        "attendance",
        _("Whether you were there"),
        MeetingAttendance.objects.filter(membership__in=_held(person)),
        ("meeting", _("Meeting of"), "meeting__starts_at"),
        ("status", _("Noted"), "status"),
    )
    yield table(
        "agreements",
        _("Agreements you acknowledged"),
        Acknowledgement.objects.filter(membership__in=_held(person)),
        ("set", _("Number of the set"), "agreement__learning_set__number"),
        ("version", _("Version"), "agreement__version"),
        ("at", _("Acknowledged on"), "at"),
    )
    yield table(
        "bids",
        _("Your bids for time"),
        AirtimeBid.objects.filter(membership__in=_held(person)),
        ("meeting", _("Meeting of"), "meeting__starts_at"),
        ("title", _("Title"), "title"),
        ("minutes", _("Minutes"), "minutes"),
        ("pack", _("From the card of the pack"), "pack__title"),
        ("shown_at", _("Shown to the set on"), "shown_at"),
    )
    yield table(
        "turns",
        _("Turns in which you presented"),
        AirtimeSlot.objects.filter(presenter__in=_held(person)),
        ("meeting", _("Meeting of"), "meeting__starts_at"),
        ("turn", _("Turn"), "turn"),
    )


def _answers(person: User) -> Iterator[Table]:
    yield table(
        "coming",
        _("Whether you said that you come"),
        MeetingAnswer.objects.filter(membership__in=_held(person)),
        ("meeting", _("Meeting of"), "starts_at"),
        ("answer", _("Your answer"), "answer"),
        ("answered_at", _("Answered on"), "answered_at"),
    )
    yield table(
        "dates",
        _("Which dates suit you"),
        OptionAnswer.objects.filter(membership__in=_held(person)),
        ("date", _("Date"), "option__starts_at"),
        ("answer", _("Your answer"), "answer"),
        ("answered_at", _("Answered on"), "answered_at"),
    )
    yield table(
        "answer_links",
        _("Links for answering without signing in"),
        AnswerLink.objects.filter(membership__in=_held(person)),
        ("meeting", _("Meeting of"), "starts_at"),
        ("made_at", _("Made on"), "made_at"),
    )
    yield table(
        "substitutes",
        _("Whether you agreed to another facilitator"),
        SubstitutionAnswer.objects.filter(membership__in=_held(person)),
        ("is_yes", _("You agreed"), "is_yes"),
        ("answered_at", _("Answered on"), "answered_at"),
    )
    yield table(
        "calendar",
        _("Your private calendar address"),
        CalendarFeed.objects.filter(user=person),
        ("made_at", _("Made on"), "made_at"),
    )


def _as_facilitator(person: User) -> Iterator[Table]:
    yield table(
        "led",
        _("Sets you facilitate"),
        LearningSet.objects.filter(facilitator=person).exclude(proposal__state__in=NEVER_SHOWN),
        ("cohort", _("Cohort"), "cohort__name"),
        ("number", _("Number of the set"), "number"),
        ("state", _("State"), "state"),
    )
    yield table(
        "offers",
        _("What you offered to lead"),
        FacilitatorOffer.objects.filter(role__user=person),
        ("cohort", _("Cohort"), "role__cohort__name"),
        ("most_sets", _("How many sets"), "most_sets"),
        ("slots", _("Half days"), "slots"),
        ("changed_at", _("Changed on"), "changed_at"),
    )
    yield table(
        "stood_in",
        _("Where you were asked to stand in"),
        # A set that did not accept somebody does not tell them so.
        Substitution.objects.accepted().filter(facilitator=person),
        ("set", _("Number of the set"), "learning_set__number"),
        ("meeting", _("Meeting of"), "meeting__starts_at"),
        ("state", _("State"), "state"),
        ("asked_at", _("Asked on"), "asked_at"),
    )
    yield table(
        "messages",
        _("Messages you have written to a set or a cohort"),
        Message.objects.filter(sent_by=person),
        ("cohort", _("Cohort"), "cohort__name"),
        ("set", _("Number of the set"), "learning_set__number"),
        ("subject", _("Subject line"), "subject"),
        ("text", _("Your words"), "text"),
        ("receivers", _("How many got it"), "receivers"),
        ("sent_at", _("Sent on"), "sent_at"),
    )
    yield table(
        "supervision",
        _("Your supervision"),
        SupervisionEntry.objects.filter(user=person),
        ("on", _("Day"), "on"),
        ("minutes", _("Minutes"), "minutes"),
        ("with_whom", _("With whom"), "with_whom"),
    )


SETS_OWN = _(
    "What belongs to a set as a whole (its agreement, its dates and their changes, its reviews): your set keeps it."
)
NOBODYS = _("Votes, vetoes and reviews of how a set worked: they are kept so that nobody can tell whose they are.")
FORMING = _("How sets were put together: it would tell about other people, and who asked to be kept apart from whom.")

tells(
    "actionsets",
    _("Your action learning sets"),
    tell,
    rank=60,
    covers=(
        ActionCommitment,
        Reflection,
        SeparationRule,
        SetMembership,
        SetMeeting,
        MeetingAttendance,
        Acknowledgement,
        AirtimeBid,
        AirtimeSlot,
        MeetingAnswer,
        OptionAnswer,
        AnswerLink,
        SubstitutionAnswer,
        CalendarFeed,
        LearningSet,
        FacilitatorOffer,
        Substitution,
        SupervisionEntry,
        Message,
    ),
    left_out={
        **dict.fromkeys(
            (SetAgreement, MeetingChange, MeetingRoom, ProcessReview, DatePoll, DateOption, SetPause, SetIncident),
            SETS_OWN,
        ),
        **dict.fromkeys((SetDecision, SetVoice, ReviewSlip, ThemeNote, ThemeSentence, ThemeBallot), NOBODYS),
        **dict.fromkeys((SetProposal, SetAlternative, PlaceMove, FormationRun, CompositionReview), FORMING),
    },
)

"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Erased, Kept, holds, holds_nothing, purpose

OWN = purpose(
    "actionsets",
    _("Your actions and reflections"),
    _("So that you can learn from what you do. Nobody else sees them unless you share an action with your set."),
    Kept.NOTES,
)
APART = purpose(
    "actionsets",
    _("Whom you are to be kept apart from in sets"),
    _("So that you can speak freely. Only the programme manager sees it."),
    Kept.WORK,
)
PLACES = purpose(
    "actionsets",
    _("In which set you are, its meetings, and whether you came"),
    _("So that the set can meet, and its funder can be told how many did."),
    Kept.ATTENDANCE,
)
SETS = purpose(
    "actionsets",
    _("The sets of a cohort, who leads them, and when they meet"),
    _("So that a set can meet."),
    Kept.ATTENDANCE,
    Erased.UNNAMED,
)
WORK = purpose(
    "actionsets",
    _("Your requests for time, turns, dates and answers in a set"),
    _("So that the set can plan its meetings."),
    Kept.WORK,
)
LEADING = purpose(
    "actionsets",
    _("The sets you lead, what you could lead, your supervision, and messages you sent to sets"),
    _("So that sets have somebody to lead them."),
    Kept.ATTENDANCE,
)
TOGETHER = purpose(
    "actionsets",
    _("What a set agreed, decided and said of its own work, without names"),
    _("So that the set can work well."),
    Kept.WORK,
    Erased.NOBODYS,
)
FORMING = purpose(
    "actionsets",
    _("Who formed and changed sets, and how"),
    _("So that whoever forms sets can see what was done and undo it."),
    Kept.WORK,
    Erased.UNNAMED,
)
CALENDAR = purpose(
    "actionsets",
    _("The address of your calendar"),
    _("So that the dates of your set stand in your own calendar."),
    Kept.ACCOUNT,
)
holds(
    "actionsets.ActionCommitment",
    OWN,
    whose="owner",
    personal="owner meeting text due_on state subject pack entry shared_in shared_at written_at changed_at",
    other="id key revision",
    untold="owner",
    untold_because=_("It is your own."),
)
holds(
    "actionsets.Reflection",
    OWN,
    whose="owner",
    personal="owner meeting text written_at changed_at",
    other="id key revision",
    untold="owner",
    untold_because=_("It is your own."),
)
holds_nothing("actionsets.RemovedNote", "key at")
holds(
    "actionsets.SeparationRule",
    APART,
    whose="first__user",
    personal="cohort kind first named named_mark created_at",
    unlinked="declared_by user second",
    other="id",
    untold="first named_mark",
    untold_because=_("Only a fingerprint is known by which the same name is found again."),
)
holds(
    "actionsets.SetMembership",
    PLACES,
    whose="enrolment__user",
    personal="learning_set enrolment fit is_fixed consent respond_by responded_at joined_at ended_at",
    other="id",
    untold="enrolment fit is_fixed respond_by",
    untold_because=_("They say how the set was formed."),
)
holds(
    "actionsets.MeetingAttendance",
    PLACES,
    whose="membership__enrolment__user",
    personal="meeting membership status",
    other="id",
    untold="membership",
    untold_because=_("It is told with your set."),
)
holds(
    "actionsets.SetMeeting",
    SETS,
    other="id learning_set number starts_at ends_at place link time_zone agenda state uid sequence changed_at",
)
holds(
    "actionsets.LearningSet",
    SETS,
    unlinked="facilitator",
    other="id proposal cohort number focus slot state place link ended_at is_cleared",
)
holds(
    "actionsets.AirtimeBid",
    WORK,
    whose="membership__enrolment__user",
    personal="meeting membership title minutes pack shown_at changed_at",
    other="id",
    untold="membership",
    untold_because=_("It is told with your set."),
)
holds(
    "actionsets.AirtimeSlot",
    WORK,
    whose="presenter__enrolment__user",
    personal="meeting turn presenter",
    other="id",
    untold="presenter",
    untold_because=_("It is told with your set."),
)
holds(
    "actionsets.Acknowledgement",
    WORK,
    whose="membership__enrolment__user",
    personal="agreement membership at",
    other="id",
    untold="membership",
    untold_because=_("It is told with your set."),
)
holds(
    "actionsets.MeetingAnswer",
    WORK,
    whose="membership__enrolment__user",
    personal="meeting membership starts_at answer answered_at",
    other="id",
    untold="membership",
    untold_because=_("It is told with your set."),
)
holds(
    "actionsets.OptionAnswer",
    WORK,
    whose="membership__enrolment__user",
    personal="option membership answer answered_at",
    other="id",
    untold="membership",
    untold_because=_("It is told with your set."),
)
holds(
    "actionsets.AnswerLink",
    WORK,
    whose="membership__enrolment__user",
    personal="membership meeting poll starts_at fingerprint made_at",
    other="id",
    untold="membership fingerprint",
    untold_because=_("Of the link only a fingerprint is known."),
)
holds(
    "actionsets.SubstitutionAnswer",
    WORK,
    whose="membership__enrolment__user",
    personal="substitution membership is_yes answered_at",
    other="id",
    untold="membership",
    untold_because=_("It is told with your set."),
)
holds(
    "actionsets.CalendarFeed",
    CALENDAR,
    whose="user",
    personal="user fingerprint made_at",
    other="id",
    untold="user fingerprint",
    untold_because=_("Of the address only a fingerprint is known."),
)
holds(
    "actionsets.Substitution",
    LEADING,
    whose="facilitator",
    personal="learning_set meeting facilitator state asked_at settled_at",
    unlinked="asked_by",
    other="id",
    untold="facilitator",
    untold_because=_("It is your own."),
)
holds(
    "actionsets.SupervisionEntry",
    LEADING,
    whose="user",
    personal="user on minutes with_whom",
    other="id",
    untold="user",
    untold_because=_("It is your own."),
)
holds(
    "actionsets.FacilitatorOffer",
    LEADING,
    whose="role__user",
    personal="role most_sets slots changed_at",
    other="id",
    untold="role",
    untold_because=_("It is your own."),
)
holds(
    "actionsets.FacilitatorOffer_subjects",
    LEADING,
    whose="facilitatoroffer__role__user",
    personal="facilitatoroffer subject",
    other="id",
    untold="facilitatoroffer subject",
    untold_because=_("It is told with what you could lead."),
)
holds(
    "actionsets.Message",
    LEADING,
    whose="sent_by",
    personal="cohort learning_set subject text receivers sent_by sent_at",
    other="id key",
    untold="sent_by",
    untold_because=_("It is your own."),
)
holds(
    "actionsets.SetAgreement",
    TOGETHER,
    unlinked="made_by",
    other="id learning_set version rules made_at",
)
holds(
    "actionsets.SetPause",
    TOGETHER,
    other="id learning_set began_at ended_at",
)
holds(
    "actionsets.SetIncident",
    TOGETHER,
    other="id learning_set happened_on kind outcome noted_at",
)
holds(
    "actionsets.SetDecision",
    TOGETHER,
    other="id learning_set kind joins state asked_at answer_by",
)
holds(
    "actionsets.SetVoice",
    TOGETHER,
    other="decision key is_yes",
)
holds(
    "actionsets.ReviewSlip",
    TOGETHER,
    other="id meeting key asked listened shared word",
)
holds(
    "actionsets.ProcessReview",
    TOGETHER,
    other="id meeting answered counts words read_at",
)
holds(
    "actionsets.ThemeNote",
    TOGETHER,
    other="id learning_set made_at asked_at answer_by settled_at",
)
holds(
    "actionsets.ThemeSentence",
    TOGETHER,
    other="id note position text subject is_cleared",
)
holds(
    "actionsets.ThemeBallot",
    TOGETHER,
    other="id sentence key is_yes",
)
holds(
    "actionsets.DatePoll",
    TOGETHER,
    unlinked="made_by",
    other="id meeting state weeks made_at closed_at",
)
holds(
    "actionsets.DateOption",
    TOGETHER,
    other="id poll starts_at ends_at",
)
holds(
    "actionsets.MeetingChange",
    TOGETHER,
    unlinked="by",
    other="id learning_set number kind before after reason at",
)
holds(
    "actionsets.MeetingRoom",
    TOGETHER,
    other="id meeting plan position revision notes course began_at ends_at paused_at ended_at",
)
holds(
    "actionsets.SetProposal",
    FORMING,
    unlinked="created_by",
    other="id cohort state settings outcome revision consent_ends_on created_at sent_at confirmed_at",
)
holds(
    "actionsets.SetAlternative",
    FORMING,
    unlinked="by",
    other="id cohort letter settings outcome sets kept_at",
)
holds(
    "actionsets.PlaceMove",
    FORMING,
    whose="enrolment__user",
    personal="proposal revision kind enrolment from_number to_number reason broke at undone",
    unlinked="by",
    other="id",
    untold="proposal revision kind enrolment from_number to_number reason broke at undone",
    untold_because=_("It says how a draft was changed, by whoever formed the sets."),
)
holds(
    "actionsets.CompositionReview",
    FORMING,
    whose="first__user",
    personal="learning_set first second at",
    unlinked="by",
    other="id",
    untold="learning_set first second at",
    untold_because=_("It says that two people may be in one set, by whoever looked at it."),
)
holds(
    "actionsets.FormationRun",
    FORMING,
    whose="by",
    personal="cohort job people by stop_asked_at refused notes",
    other="id",
    untold="cohort job people by stop_asked_at refused notes",
    untold_because=_("It says how sets were formed, for whoever formed them."),
)
holds_nothing(
    "actionsets.ActionLearningPage",
    (
        "steppage_ptr what_a_set_is theme_line rules_introduction ground_rules also_agreed agendas airtime_stages "
        "question_prompts issue_introduction issue_questions roles manager_title manager_text safety"
    ),
)

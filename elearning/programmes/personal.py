"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Erased, Kept, holds, holds_nothing, purpose

ENROLMENTS = purpose(
    "programmes",
    _("That you take part in a cohort, for which organisation, and how far you have come"),
    _("So that the programme can be run with you, and its funder can be told how many took part."),
    Kept.ATTENDANCE,
)
PROFILE = purpose(
    "programmes",
    _("What you say of your work, when you are free, and what you need to take part well"),
    _("So that the workshop and the sets suit you, and nobody is in a set with their manager."),
    Kept.NOTES,
)
INVITATIONS = purpose(
    "programmes",
    _("The invitations you were sent"),
    _("So that nobody else gets in by them."),
    Kept.ATTENDANCE,
)
ROLES = purpose(
    "programmes",
    _("What you run, look after or read reports of"),
    _("So that you can do it, and people know whom to ask."),
    Kept.ROLE,
)
LEAVING = purpose(
    "programmes",
    _("Why somebody has left, without a name"),
    _("So that a cohort can see what would have helped people to stay."),
    Kept.OFFICE,
    Erased.NOBODYS,
)
holds(
    "programmes.Enrolment",
    ENROLMENTS,
    whose="user",
    personal=(
        "cohort user organisation state invited_first_name invited_last_name privacy_version privacy_acknowledged_at "
        "joined_at first_meeting_at was_asked_why same_as merged_at created_at"
    ),
    other="id public_id",
    also={PROFILE: "role_title level line_manager_email availability access_needs profile_completed_at"},
    untold="user first_meeting_at was_asked_why same_as profile_completed_at privacy_version",
    untold_because=_("Dates that other rows of your record tell as well."),
)
holds(
    "programmes.StepProgress",
    ENROLMENTS,
    whose="enrolment__user",
    personal="enrolment step started_at done_at answered of",
    other="id",
    untold="enrolment answered of",
    untold_because=_("It stands with the step that it counts."),
)
holds(
    "programmes.Invitation",
    INVITATIONS,
    whose="enrolment__user",
    personal="enrolment token_hash sent_at expires_at accepted_at revoked_at",
    unlinked="sent_by",
    other="id",
    untold="token_hash enrolment",
    untold_because=_("Of the link only a fingerprint is known."),
)
holds(
    "programmes.CohortRole",
    ROLES,
    whose="user",
    personal="cohort user kind organisation",
    other="id",
    untold="user",
    untold_because=_("It is your own role."),
)
holds(
    "programmes.ProgrammeManager",
    ROLES,
    whose="user",
    personal="programme user",
    other="id",
    untold="user",
    untold_because=_("It is your own role."),
)
holds(
    "programmes.LeavingReason",
    LEAVING,
    other="id cohort code",
)
holds_nothing("programmes.SubjectFramework", "id name")
holds_nothing("programmes.Subject", "id sort_order framework code title short plain")
holds_nothing(
    "programmes.Cohort",
    (
        "id public_id programme name state workshop_starts_at workshop_ends_at workshop_place workshop_link time_zone "
        "mode language priorities_due_on grouping_on last_meeting_on smallest_set largest_set most_per_organisation "
        "created_at"
    ),
)
holds_nothing("programmes.CohortSnapshot", "id cohort occasion number frozen_at threshold cells sizes")
holds_nothing("programmes.ProgrammePage", "page_ptr strapline introduction framework privacy_notice privacy_version")
holds_nothing("programmes.StepPage", "page_ptr stage minutes introduction who_sees")

"""What this room tells a person of themselves: where they take part, how far they have come, and what they look after."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.programmes.models import CohortRole, Enrolment, Invitation, ProgrammeManager, StepProgress
from elearning.records.telling import Table, table, tells

COHORT = ("cohort", _("Cohort"), "enrolment__cohort__name")


def tell(person: User) -> Iterator[Table]:
    """Enrolments with the profile, steps, invitations and roles."""
    yield table(
        "enrolments",
        _("Programmes you take part in"),
        Enrolment.objects.filter(user=person),
        ("programme", _("Programme"), "cohort__programme__title"),
        ("cohort", _("Cohort"), "cohort__name"),
        ("organisation", _("Your organisation"), "organisation__name"),
        ("state", _("State"), "state"),
        ("invited_first_name", _("First name on the invitation, until you join"), "invited_first_name"),
        ("invited_last_name", _("Last name on the invitation, until you join"), "invited_last_name"),
        ("role_title", _("What you do there"), "role_title"),
        ("level", _("Level of responsibility"), "level"),
        ("line_manager_email", _("Your line manager’s address, as you gave it"), "line_manager_email"),
        ("availability", _("Half days that suit you"), "availability"),
        ("access_needs", _("What you need to take part well"), "access_needs"),
        ("notice_version", _("Version of the notice you read"), "privacy_version"),
        ("notice_read_at", _("Notice read on"), "privacy_acknowledged_at"),
        ("profile_completed_at", _("Profile completed on"), "profile_completed_at"),
        ("joined_at", _("Joined on"), "joined_at"),
        ("first_meeting_at", _("First meeting of your set"), "first_meeting_at"),
        ("invited_at", _("Put on the list on"), "created_at"),
        ("same_as", _("Asked whether you are also at"), "same_as__user__email"),
        ("merged_at", _("Made one with that one on"), "merged_at"),
        ("was_asked_why", _("Asked why you left (what you said is kept without your name)"), "was_asked_why"),
    )
    yield table(
        "steps",
        _("Your steps"),
        StepProgress.objects.filter(enrolment__user=person),
        COHORT,
        ("step", _("Step"), "step__title"),
        ("started_at", _("Begun on"), "started_at"),
        ("done_at", _("Done on"), "done_at"),
        ("answered", _("Answered"), "answered"),
        ("of", _("Of so many"), "of"),
    )
    yield table(
        "invitations",
        _("Invitations"),
        Invitation.objects.filter(enrolment__user=person),
        COHORT,
        ("sent_at", _("Sent on"), "sent_at"),
        ("expires_at", _("Valid until"), "expires_at"),
        ("accepted_at", _("Accepted on"), "accepted_at"),
        ("revoked_at", _("Taken back on"), "revoked_at"),
    )
    yield table(
        "roles",
        _("Cohorts you look after"),
        CohortRole.objects.filter(user=person),
        ("cohort", _("Cohort"), "cohort__name"),
        ("kind", _("Role"), "kind"),
        ("organisation", _("For"), "organisation__name"),
    )
    yield table(
        "managed",
        _("Programmes you manage"),
        ProgrammeManager.objects.filter(user=person),
        ("programme", _("Programme"), "programme__title"),
    )


tells(
    "programmes",
    _("Your programmes"),
    tell,
    rank=10,
    covers=(Enrolment, StepProgress, Invitation, CohortRole, ProgrammeManager),
)

"""Somebody else leads: one meeting for the set's facilitator, or the set from now on. The set sees and accepts them, or not.

Every member says yes or no, and nobody reads who said what. It is settled once all have answered: one no is enough. Whoever
is kept apart from the one asked about, or managed by them, counts as a no whatever they say, so that nothing shows that
there is such a rule, or whose it is (DOMAIN 1.7.2, 2.6). Silence is no yes: without everybody's word there is no substitute.
"""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets import addressing, agreeing, convening, diarising, gathering
from actionsets.models import (
    LearningSet,
    SeparationRule,
    SetMeeting,
    SetMembership,
    Substitution,
    SubstitutionAnswer,
)
from actionsets.refusals import CannotLead, Refusal
from elearning import mail
from elearning.accounts.models import User
from elearning.programmes.models import CohortRole

State = Substitution.State


class AskedAlready(Refusal):
    """The set is being asked about somebody, or the meeting has a substitute."""

    def __init__(self) -> None:
        super().__init__(_("The set is being asked about somebody already, or this meeting has a substitute."))


class Settled(Refusal):
    """The question is closed."""

    def __init__(self) -> None:
        super().__init__(_("This has been settled already."))


@transaction.atomic
def ask(learning_set: LearningSet, facilitator: User, *, meeting: SetMeeting | None, by: User) -> Substitution:
    """Ask the set whether `facilitator` may lead `meeting` or, without one, the set from now on. Members get a neutral mail.

    Raises CannotLead for somebody who does not facilitate in the cohort, leads the set or is in it; AskedAlready; and Settled
    for a set that is not at work or a meeting that is not to come.
    """
    one = LearningSet.objects.select_for_update().select_related("cohort__programme").get(pk=learning_set.pk)
    if one.state not in (LearningSet.State.CONFIRMED, LearningSet.State.RUNNING):
        raise Settled
    if meeting and (meeting.learning_set_id != one.pk or not meeting.is_to_come):
        raise Settled
    _refuse_openly(one, facilitator)
    asked = Substitution.objects.filter(learning_set=one, state=State.ASKED)
    if asked.exists() or (meeting and Substitution.objects.accepted().filter(meeting=meeting).exists()):
        raise AskedAlready
    made = Substitution.objects.create(learning_set=one, meeting=meeting, facilitator=facilitator, asked_by=by)
    step = gathering.step_of(one.cohort)
    for place in SetMembership.objects.live().filter(learning_set=one).select_related("enrolment__user"):
        if step:
            user, path = place.enrolment.user, step.door("facilitator", pk=made.pk)
            holds = [addressing.member(one), addressing.asked_about(made)]
            mail.send("leader_asked", user.email, {"user": user, "path": path}, only_while=holds)
    return made


def _refuse_openly(one: LearningSet, facilitator: User) -> None:
    """Refuse whom everybody can see to be wrong; who is kept apart from whom is never said here."""
    leads = one.cohort.roles.filter(kind=CohortRole.Kind.FACILITATOR, user=facilitator).exists()
    members = SetMembership.objects.live().filter(learning_set=one, enrolment__user=facilitator)
    if not leads or one.facilitator_id == facilitator.pk or members.exists():
        raise CannotLead(_("%(name)s cannot be asked about. Please choose somebody else.") % {"name": facilitator.name})


@transaction.atomic
def answer(place: SetMembership, asked: Substitution, *, is_yes: bool) -> Substitution:
    """Note the member's word; once all have given theirs it is settled. Raises Settled once it is."""
    held = Substitution.objects.select_for_update().get(pk=asked.pk)
    if not held.is_asked or held.learning_set_id != place.learning_set_id:
        raise Settled
    if held.meeting and not held.meeting.is_to_come:
        raise Settled
    SubstitutionAnswer.objects.update_or_create(substitution=held, membership=place, defaults={"is_yes": is_yes})
    return _settle(held)


def _settle(held: Substitution) -> Substitution:
    members = list(
        SetMembership.objects.live().filter(learning_set=held.learning_set).select_related("enrolment__user")
    )
    said = dict(held.answers.values_list("membership_id", "is_yes"))
    if not members or any(one.pk not in said for one in members):
        return held
    against = _kept_from(held.facilitator, members)
    is_yes = all(said[one.pk] and one.pk not in against for one in members)
    _become(held, State.ACCEPTED if is_yes else State.REFUSED)
    held.answers.all().delete()  # what was said has done its work, and nobody is to read it later
    if is_yes:
        _take_over(held)
    return held


def _kept_from(facilitator: User, members: list[SetMembership]) -> set[int]:
    """Those of the members whom `facilitator` must not lead."""
    rules = SeparationRule.objects.filter(user=facilitator, first__in=[one.enrolment_id for one in members])
    apart = set(rules.values_list("first_id", flat=True))
    return {
        one.pk
        for one in members
        if one.enrolment_id in apart or one.enrolment.line_manager_email.strip().lower() == facilitator.email.lower()
    }


def _take_over(held: Substitution) -> None:
    """What follows from a yes: a date in the substitute's calendar, or a new facilitator and an agreement to agree anew."""
    if held.meeting is None:
        convening.assign(held.learning_set, held.facilitator)
        agreeing.reopen(held.learning_set)
    _tell(held, is_over=False)


def _tell(held: Substitution, *, is_over: bool) -> None:
    """Mail to whoever is to lead, with what that means for their calendar."""
    one, user = held.learning_set, held.facilitator
    number = held.meeting.number if held.meeting else None
    path = address(one, number)
    files = []
    if held.meeting:
        planned, gone = ([], [_over(held.meeting)]) if is_over else ([held.meeting], [])
        files = diarising.invitations(planned, user, path=path, taken_away=gone)
    name, holds = ("lead_over", []) if is_over else ("lead_asked", [addressing.stands_in(held)])
    mail.send(name, user.email, {"user": user, "path": path}, files=files, only_while=holds)


def _over(meeting: SetMeeting) -> SetMeeting:
    """The meeting as a calendar must hear of it to take it out: one change later, which nobody else is told of."""
    gone = SetMeeting.objects.select_related("learning_set__cohort").get(pk=meeting.pk)
    gone.sequence += 1
    return gone


def address(one: LearningSet, number: int | None) -> str:
    """Where whoever leads reads what is theirs to know."""
    here = [one.cohort.public_id, one.number]
    return reverse("actionsets:standing_in", args=[*here, number]) if number else reverse("actionsets:set", args=here)


@transaction.atomic
def withdraw(asked: Substitution) -> Substitution:
    """Take the question, or an accepted substitute for a meeting, back. Raises Settled for what cannot be taken back."""
    held = Substitution.objects.select_for_update().get(pk=asked.pk)
    was_accepted = held.state == State.ACCEPTED
    if not held.may_become(State.WITHDRAWN) or (was_accepted and not (held.meeting and held.meeting.is_to_come)):
        raise Settled
    _become(held, State.WITHDRAWN)
    held.answers.all().delete()
    if was_accepted:
        _tell(held, is_over=True)
    return held


def let_go(learning_set: LearningSet) -> None:
    """Take back what the set is being asked, since who is in it has changed: nobody would have accepted for those who come,
    and it would wait for ever for those who are gone."""
    for held in Substitution.objects.select_for_update().filter(learning_set=learning_set, state=State.ASKED):
        _become(held, State.WITHDRAWN)
        held.answers.all().delete()


def _become(held: Substitution, state: str) -> None:
    held.state, held.settled_at = state, timezone.now()
    held.save(update_fields=["state", "settled_at"])


def asked_in(learning_set: LearningSet) -> Substitution | None:
    """What the set is being asked, if anything."""
    rows = Substitution.objects.filter(learning_set=learning_set, state=State.ASKED)
    return rows.select_related("facilitator", "meeting__learning_set__cohort", "learning_set__cohort").first()


def latest_in(learning_set: LearningSet) -> list[Substitution]:
    """What the set was asked, the latest first, for those who tend it."""
    rows = Substitution.objects.filter(learning_set=learning_set)
    return list(rows.select_related("facilitator", "meeting__learning_set__cohort", "learning_set__cohort")[:12])

"""Convenes a cohort's sets: sends a proposal, hears the answers, and confirms (DOMAIN 1.7.2); `proposing` makes it.

Every verb that changes who is where locks the cohort's row first, so that two facilitators work one after the other; the
database's constraints stand behind that (TRUST T11).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets import addressing, agreeing, diarising, gathering, meeting, wording
from actionsets.formation import Breach, Person, ProposedSet, check
from actionsets.gathering import Gathered, arrangement, gather
from actionsets.models import (
    LearningSet,
    PlaceMove,
    SeparationRule,
    SetAlternative,
    SetMeeting,
    SetMembership,
    SetProposal,
)
from actionsets.permissions import overrides
from actionsets.refusals import CannotLead, NotReady, ProposalClosed, StaleProposal
from elearning import mail
from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.programmes import noting, progress
from elearning.programmes.clock import CONSENT_WORKING_DAYS, working_days_after
from elearning.programmes.models import Cohort, CohortRole

MEETINGS_NEEDED = 5
FEWEST, MOST = 4, 8
SERIOUS = frozenset({"line management", "keep apart", "organisation cap", "common slots", "facilitators"})
Consent = SetMembership.Consent
State = SetProposal.State


def lock(cohort: Cohort) -> None:
    """Hold the cohort's row until the transaction ends, so that two people who form sets do so one after the other."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)


def candidates(cohort: Cohort) -> tuple[Person, ...]:
    """Who can be placed: everybody who takes part and is in no confirmed set, with choices, times and rules."""
    return gather(cohort).people


def in_hand(cohort: Cohort) -> SetProposal | None:
    """The proposal that is being worked on: a draft, or one that was sent."""
    rows = SetProposal.objects.filter(cohort=cohort, state__in=SetProposal.OPEN)
    return rows.select_related("cohort__programme__framework").first()


def fresh(proposal: SetProposal, *, revision: int) -> SetProposal:
    """`proposal` as it stands now, its cohort locked. Raises StaleProposal when somebody has changed it since `revision`."""
    lock(proposal.cohort)
    proposal = SetProposal.objects.select_related("cohort__programme").get(pk=proposal.pk)
    if proposal.revision != revision:
        raise stale(proposal, revision)
    return proposal


def stale(proposal: SetProposal, revision: int) -> StaleProposal:
    """The refusal that tells what was changed since `revision`."""
    since = proposal.moves.filter(revision__gt=revision).select_related("enrolment__user", "by")
    return StaleProposal([told(move) for move in since])


def told(move: PlaceMove) -> str:
    """One move by hand, in a sentence."""
    words = {
        "by": move.by.name if move.by else _("Somebody"),
        "name": move.enrolment.user.name,
        "from": move.from_number,
        "to": move.to_number,
    }
    if move.to_number is None:
        return _("%(by)s took %(name)s out of set %(from)s.") % words
    if move.from_number is None:
        return _("%(by)s placed %(name)s in set %(to)s.") % words
    return _("%(by)s moved %(name)s from set %(from)s to set %(to)s.") % words


def put_away(proposal: SetProposal) -> None:
    """Give up a draft and the places in it; whoever calls holds the cohort's lock."""
    proposal.sets.all().delete()
    proposal.state = State.DISCARDED
    proposal.save(update_fields=["state"])


# --- Is every rule kept? --------------------------------------------------------------------------------------------


def live_members(proposal: SetProposal) -> list[SetMembership]:
    """The places held in the sets of `proposal`, in the order in which they are shown."""
    return list(SetMembership.objects.live().filter(learning_set__proposal=proposal).in_order())


def breaches(
    proposal: SetProposal,
    gathered: Gathered,
    sets: tuple[ProposedSet, ...],
    leaders: Mapping[str, User | None],
) -> list[Breach]:
    """What breaks a rule in an arrangement of a proposal's sets; `leaders` are their facilitators by label."""
    settings = gathering.settings_in_hand(proposal, gathered)
    found = [breach for rule in check(gathered.people, settings, sets) for breach in rule.breaches]
    for one in sets:
        leader = leaders.get(one.label)
        unwilling = gathered.not_led_by(leader).intersection(one.ids) if leader else frozenset()
        if unwilling:
            found.append(Breach("facilitators", one.label, tuple(sorted(unwilling))))
    return found


@transaction.atomic
def assign(learning_set: LearningSet, facilitator: User | None) -> LearningSet:
    """Give the set its facilitator. Raises CannotLead for somebody who facilitates nothing here, or manages a member."""
    lock(learning_set.cohort)
    if facilitator:
        _refuse_leader(learning_set, facilitator)
    learning_set.facilitator = facilitator
    learning_set.save(update_fields=["facilitator"])
    return learning_set


def _refuse_leader(learning_set: LearningSet, facilitator: User) -> None:
    roles = learning_set.cohort.roles.filter(kind=CohortRole.Kind.FACILITATOR, user=facilitator)
    if not roles.exists():
        raise CannotLead(_("%(name)s does not facilitate in this cohort.") % {"name": facilitator.name})
    members = SetMembership.objects.live().filter(learning_set=learning_set)
    refused = SeparationRule.objects.filter(user=facilitator, first__in=members.values("enrolment"))
    manages = members.filter(enrolment__line_manager_email__iexact=facilitator.email)
    if refused.exists() or manages.exists() or members.filter(enrolment__user=facilitator).exists():
        raise CannotLead(_("%(name)s cannot lead this set. Please choose somebody else.") % {"name": facilitator.name})


# --- Send, hear, confirm --------------------------------------------------------------------------------------------


def problems_before_sending(proposal: SetProposal, *, by: User) -> list[str]:
    """What has to be put right before the proposal can be sent, a sentence each."""
    gathered = gather(proposal.cohort)
    sets = list(proposal.standing().select_related("focus", "facilitator"))
    arranged = tuple(one for one in arrangement(sets, live_members(proposal)) if one.members)
    leaders = {str(one.number): one.facilitator for one in sets}
    allowed = let_stand(proposal)
    said = [] if arranged else [_("There are no sets to send.")]
    for breach in breaches(proposal, gathered, arranged, leaders):
        pair = frozenset(breach.people)
        final = pair in gathered.declared and breach.rule in wording.NOT_TOGETHER
        if breach.rule == "sizes":
            serious = not FEWEST <= int(str(breach.values["size"])) <= MOST or not overrides(by, proposal.cohort)
        else:
            serious = final or (breach.rule, pair) not in allowed
        if serious:
            said.append(wording.say_breach(breach, gathered.called))
    return said


def let_stand(proposal: SetProposal) -> set[tuple[str, frozenset[str]]]:
    """The broken rules that a programme manager let stand, with the people concerned."""
    broken = proposal.moves.filter(undone=False).values_list("broke", flat=True)
    return {(rule, frozenset(people)) for moves in broken for rule, people in moves}


@transaction.atomic
def send(proposal: SetProposal, *, revision: int, by: User) -> SetProposal:
    """Tell each person the set proposed to them; they have five working days to answer (DOMAIN 2.1).

    Raises ProposalClosed when it was sent before, StaleProposal, or NotReady when a rule is broken that nobody let stand.
    """
    proposal = fresh(proposal, revision=revision)
    if not proposal.may_become(State.SENT):
        raise ProposalClosed
    problems = problems_before_sending(proposal, by=by)
    if problems:
        raise NotReady(problems)
    proposal.sets.filter(memberships__isnull=True).delete()
    SetAlternative.objects.filter(cohort=proposal.cohort).delete()
    proposal.state, proposal.sent_at = State.SENT, timezone.now()
    proposal.consent_ends_on = window_from_today(proposal.cohort)
    proposal.revision += 1
    proposal.save()
    for place in live_members(proposal):
        offer(place, until=proposal.consent_ends_on)
    return proposal


def window_from_today(cohort: Cohort) -> date:
    """The last day on which somebody who is asked today can answer."""
    return working_days_after(gathering.today_in(cohort), CONSENT_WORKING_DAYS)


def offer(place: SetMembership, *, until: date) -> None:
    """Ask the holder of `place` whether it suits them, until the end of the day `until`; a neutral mail tells them."""
    place.consent, place.responded_at, place.respond_by = Consent.AWAITING, None, until
    place.save(update_fields=["consent", "responded_at", "respond_by"])
    step, user = gathering.step_of(place.enrolment.cohort), place.enrolment.user
    if step:
        words = {"user": user, "path": step.url, "until": until}
        mail.send("set_proposed", user.email, words, only_while=[addressing.offered(place)])


def tell_confirmed(cohort: Cohort, places: Sequence[SetMembership]) -> None:
    """Tell the holders of `places` in the cohort that their set is confirmed, with its meetings for their calendar. What
    there is to know of sets is asked once, however many they are."""
    step = gathering.step_of(cohort)
    if step is None:
        return
    sets = {place.learning_set_id for place in places}
    ahead = SetMeeting.objects.filter(learning_set__in=sets, state=SetMeeting.State.PLANNED, ends_at__gt=timezone.now())
    planned: dict[int, list[SetMeeting]] = {key: [] for key in sets}
    for one in ahead.select_related("learning_set__cohort"):
        planned[one.learning_set_id].append(one)
    for place in places:
        user = place.enrolment.user
        files = diarising.invitations(planned[place.learning_set_id], user, path=step.url)
        holds = [addressing.member(place.learning_set_id)]
        mail.send("set_confirmed", user.email, {"user": user, "path": step.url}, files=files, only_while=holds)


@transaction.atomic
def accept(membership: SetMembership) -> SetMembership:
    """Record a yes; a second yes changes nothing. Raises ProposalClosed when the place is no longer on offer."""
    place = _on_offer(membership)
    if place.consent != Consent.ACCEPTED:
        place.consent, place.responded_at = Consent.ACCEPTED, timezone.now()
        place.save(update_fields=["consent", "responded_at"])
        step = gathering.step_of(place.enrolment.cohort)
        if step:
            progress.start(place.enrolment, step)
    return place


@transaction.atomic
def decline(membership: SetMembership) -> SetMembership:
    """Record a no and free the place; nobody is told who or why (DOMAIN 7.1). Also after a yes, until the set is confirmed;
    whoever joined a set at work can say no until they have said yes.

    Raises ProposalClosed when the place is no longer on offer.
    """
    place = _on_offer(membership, at_work=True)
    place.consent, place.responded_at, place.ended_at = Consent.DECLINED, timezone.now(), timezone.now()
    place.save(update_fields=["consent", "responded_at", "ended_at"])
    proposal = place.learning_set.proposal
    proposal.revision += 1
    proposal.save(update_fields=["revision"])
    return place


def _on_offer(membership: SetMembership, *, at_work: bool = False) -> SetMembership:
    """The place, its cohort locked, while its holder is asked about it; `at_work`: also in a set they were to join late."""
    lock(membership.learning_set.cohort)
    rows = SetMembership.objects.live().select_related("learning_set__proposal__cohort", "enrolment__cohort__programme")
    asked = Q(learning_set__proposal__state=State.SENT)
    if at_work:
        asked |= Q(learning_set__state__in=LearningSet.WITH_WORKSPACE, consent=Consent.AWAITING)
    place = rows.filter(asked, pk=membership.pk).first()
    if place is None:
        raise ProposalClosed
    return place


def problems_before_confirming(proposal: SetProposal) -> list[str]:
    """What is missing before the sets can be confirmed, a sentence each; nobody's answer is named."""
    today = gathering.today_in(proposal.cohort)
    places = live_members(proposal)
    said, leaderless, dateless = [], [], []
    if any(not place.is_settled(today) for place in places):
        said.append(_("Some people have not answered yet and still have time to."))
    for one in proposal.standing().select_related("facilitator").prefetch_related("meetings"):
        size = sum(place.learning_set_id == one.pk for place in places)
        if not FEWEST <= size <= MOST:
            said.append(
                _("Set %(set)s has %(size)s people; a set starts with four to eight.")
                % {"set": one.number, "size": size}
            )
        if one.facilitator is None:
            leaderless.append(str(one.number))
        if len(one.meetings.all()) < MEETINGS_NEEDED:
            dateless.append(str(one.number))
    if leaderless:
        said.append(_("No facilitator yet: set %(sets)s.") % {"sets": ", ".join(leaderless)})
    if dateless:
        said.append(_("Dates of five meetings are missing: set %(sets)s.") % {"sets": ", ".join(dateless)})
    return said


@transaction.atomic
def confirm(proposal: SetProposal, *, revision: int, by: User | None = None) -> SetProposal:
    """Make the proposed sets real: silence counts as a yes, each set gets its first agreement, everybody is told.

    Raises ProposalClosed when it was not sent or is confirmed already, StaleProposal, or NotReady with what is missing.
    """
    proposal = fresh(proposal, revision=revision)
    if not proposal.may_become(State.CONFIRMED):
        raise ProposalClosed
    problems = problems_before_confirming(proposal)
    if problems:
        raise NotReady(problems)
    now = timezone.now()
    proposal.state, proposal.confirmed_at = State.CONFIRMED, now
    proposal.save(update_fields=["state", "confirmed_at"])
    proposal.standing().update(state=LearningSet.State.CONFIRMED)
    step = gathering.step_of(proposal.cohort)
    for one in proposal.standing():
        agreeing.begin(one, step.rules_for_agreement() if step else [])
    places = live_members(proposal)
    held = SetMembership.objects.filter(pk__in=[place.pk for place in places])
    held.update(consent=Consent.ACCEPTED, joined_at=now)
    tell_confirmed(proposal.cohort, places)
    noting.decided(Thing.PLACE, [place.enrolment for place in places], by=by, cohort=proposal.cohort)
    for one in proposal.standing():
        meeting.record_first(one)
    return proposal

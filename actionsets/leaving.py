"""Lets people leave a set, or the whole programme: "X has left the set", and nothing else is told (DOMAIN 2.6).

The others agree with one another anew, their turns are counted anew, and what the person wrote stays theirs.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from actionsets import addressing, agreeing, convening, diarising, gathering, meeting, substituting
from actionsets.models import LearningSet, SetDecision, SetMeeting, SetMembership, SetVoice
from actionsets.refusals import ProposalClosed
from elearning import mail
from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.programmes import enrolling, noting, parting, progress
from elearning.programmes.models import Enrolment

TOLD_FOR = timedelta(days=42)
"""How long the set's page says that somebody has left: until the next meeting, as a rule."""


@transaction.atomic
def leave_set(place: SetMembership, *, by: User) -> SetMembership:
    """End the place in a set at work; the person goes on with the programme and can be found another set.

    Raises ProposalClosed when the place is theirs no more, or the set has not begun its work or has ended it.
    """
    convening.lock(place.learning_set.cohort)
    held = SetMembership.objects.live().filter(pk=place.pk, learning_set__state__in=["confirmed", "running"])
    found = held.select_related("learning_set__cohort__programme", "enrolment__cohort__programme").first()
    if found is None:
        raise ProposalClosed
    end(found)
    noting.changed(Thing.PLACE, [found.enrolment], by=by, cohort=found.learning_set.cohort)
    return found


@transaction.atomic
def leave_programme(enrolment: Enrolment, state: str, *, by: User, why: str = "") -> Enrolment:
    """End the enrolment (`state`: withdrawn, deferred or removed) and whatever place in a set goes with it. `why` is the
    code of a removal; it is counted without a name.

    Raises `enrolling.NotPossibleError` when they cannot go to `state` from where they are.
    """
    convening.lock(enrolment.cohort)
    held = SetMembership.objects.live().filter(enrolment=enrolment)
    place = held.select_related("learning_set__proposal", "learning_set__cohort__programme").first()
    left = enrolling.leave(enrolment, state, by=by)
    if state == Enrolment.State.REMOVED:
        parting.note_removal(enrolment.cohort, why, by=by)
    if place:
        place.enrolment = left
        end(place)
    return left


def end(place: SetMembership, *, is_told: bool = True) -> None:
    """The place is given up; in a set at work the others are told (unless not `is_told`), in one that is proposed nobody is.
    Whoever calls holds the cohort's lock."""
    place.ended_at = timezone.now()
    place.save(update_fields=["ended_at"])
    progress.will_meet([place.enrolment], None)
    if place.learning_set.state in ("confirmed", "running"):
        if is_told:
            settle(place.learning_set)
            tell(place.learning_set, place.enrolment)
    elif place.learning_set.proposal.is_open:
        place.learning_set.proposal.revision = F("revision") + 1
        place.learning_set.proposal.save(update_fields=["revision"])


def settle(one: LearningSet) -> None:
    """What follows when who is in a set changes: it agrees anew, and what it was being asked is let go of."""
    agreeing.reopen(one)
    meeting.record_first(one)
    substituting.let_go(one)
    open_ones = SetDecision.objects.about(one).filter(state__in=["open", "agreed"])
    SetVoice.objects.filter(decision__in=open_ones).delete()
    open_ones.update(state=SetDecision.State.LET_GO)


def tell(one: LearningSet, leaver: Enrolment) -> None:
    """Neutral mails: to the members and the facilitator that something has changed, to the leaver that it is done."""
    step = gathering.step_of(one.cohort)
    if step is None:
        return
    for place in SetMembership.objects.live().filter(learning_set=one).select_related("enrolment__user"):
        user, holds = place.enrolment.user, [addressing.member(one)]
        mail.send("set_changed", user.email, {"user": user, "path": step.url}, only_while=holds)
    if one.facilitator:
        path = reverse("actionsets:set", args=[one.cohort.public_id, one.number])
        user, holds = one.facilitator, [addressing.leader(one)]
        mail.send("set_changed", user.email, {"user": user, "path": path}, only_while=holds)
    path = step.url if leaver.is_taking_part else reverse("programmes:mine")
    files = diarising.invitations([], leaver.user, path=path, taken_away=_dates_of(one))
    mail.send("set_left", leaver.user.email, {"user": leaver.user, "path": path}, files=files)


def _dates_of(one: LearningSet) -> list[SetMeeting]:
    """The set's meetings to come, as the leaver's own calendar has to hear of them: taken away. Nothing is stored."""
    found = list(one.meetings.filter(state=SetMeeting.State.PLANNED, ends_at__gt=timezone.now()))
    for held in found:
        held.learning_set, held.changed_at = one, timezone.now()
        held.sequence += 1
    return found


def gone(
    one: LearningSet, *, since: datetime | None = None, among: Iterable[SetMembership] | None = None
) -> list[SetMembership]:
    """Who has left the set lately, for those in it: not those who said no, of whom nobody is told. `among` are all the
    places there were, with their people, where they are at hand."""
    if among is not None:
        return _gone_among(among, since or timezone.now() - TOLD_FOR)
    rows = SetMembership.objects.filter(
        learning_set=one, consent=SetMembership.Consent.ACCEPTED, joined_at__isnull=False
    )
    ended = rows.filter(ended_at__gte=since or timezone.now() - TOLD_FOR)
    return list(ended.select_related("enrolment__user").order_by("-ended_at", "pk"))


def _gone_among(places: Iterable[SetMembership], since: datetime) -> list[SetMembership]:
    found = [
        (place.ended_at, place)
        for place in places
        if place.consent == SetMembership.Consent.ACCEPTED and place.joined_at and place.ended_at
    ]
    return [
        place
        for ended_at, place in sorted(found, key=lambda row: (-row[0].timestamp(), row[1].pk))
        if ended_at >= since
    ]


def gone_since(place: SetMembership) -> list[SetMembership]:
    """Who has left the set lately and while the holder of `place` was in it."""
    since = max(filter(None, (place.joined_at, timezone.now() - TOLD_FOR)))
    return gone(place.learning_set, since=since)


def last_place(enrolment: Enrolment) -> SetMembership | None:
    """The place that somebody had last in a set at work, whether they hold it still or not."""
    rows = SetMembership.objects.filter(enrolment=enrolment, joined_at__isnull=False)
    return rows.select_related("learning_set__cohort").order_by("-joined_at", "-pk").first()

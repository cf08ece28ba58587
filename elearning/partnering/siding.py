"""Brings two sides of a partnership together: asking, accepting, answering apart, and comparing once both agree.

Neither sees an answer of the other before both have agreed. Until then each may take their agreement back, and whoever asked
may take back the question; from then on the answers stay as both saw them.
"""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts.models import User
from elearning.partnering import checking
from elearning.partnering.models import Comparison, HealthCheck, Point, Side, WorkshopPage
from elearning.programmes.models import Enrolment, StepProgress

MOST_WAITING = 10


class SidesError(Exception):
    """This cannot be done with the comparison now; its words say why."""


def co_participants(enrolment: Enrolment, step: WorkshopPage) -> list[Enrolment]:
    """People of other organisations whom the person met at the workshop of their cohort, by name."""
    met = StepProgress.objects.filter(step=step, done_at__isnull=False).values("enrolment")
    people = enrolment.cohort.enrolments.taking_part().filter(pk__in=met)
    people = people.exclude(organisation=enrolment.organisation).select_related("user", "organisation")
    return sorted(people, key=lambda one: (one.user.name.casefold(), one.pk))


@transaction.atomic
def ask(enrolment: Enrolment, step: WorkshopPage, *, partnership: str, email: str) -> Comparison:
    """Ask the person with the address `email` to look at a partnership from their side.

    An address that is new becomes a user who signs in by code; asking again while they have not compared leads to the same.
    Raises SidesError for oneself, for somebody of one's own
    organisation and where too many have not answered; checking.NoChecklistError.
    """
    me, address = enrolment.user, email.strip().lower()
    User.objects.select_for_update().get(pk=me.pk)
    if address == me.email:
        raise SidesError(_("This is your own address. Ask somebody of the other organisation."))
    if Enrolment.objects.taking_part().filter(user__email=address, organisation=enrolment.organisation).exists():
        raise SidesError(_("This person is of your own organisation. Ask somebody of the other one."))
    waiting = Side.objects.filter(comparison__sides__user=me, accepted_at=None, declined_at=None).exclude(user=me)
    if waiting.count() >= MOST_WAITING:
        raise SidesError(_("Ten people have not answered you yet. Wait for them, or take a question back."))
    other = User.objects.filter(email=address).first() or User.objects.create_user(address)
    again = Comparison.objects.filter(sides__user=other, partnership=partnership, compared_at=None)
    again = again.filter(sides__in=Side.objects.filter(user=me, is_first=True))
    if again.exists():
        return again[0]
    made = Comparison.objects.create(version=checking.newest(step), partnership=partnership)
    now, theirs = timezone.now(), other.enrolments.filter(cohort=enrolment.cohort).first()
    organisation = theirs.organisation.name if theirs else ""
    Side.objects.create(
        comparison=made, user=me, is_first=True, organisation=enrolment.organisation.name, accepted_at=now
    )
    Side.objects.create(comparison=made, user=other, organisation=organisation)
    _tell("sides_asked", made, other, by=me)
    return made


@transaction.atomic
def accept(side: Side, *, organisation: str) -> Side:
    """Yes, for `organisation`. Raises SidesError where it is the other side's, or the answer was given."""
    locked = _locked(side)
    if locked.accepted_at or locked.declined_at:
        raise SidesError(_("You have answered this already."))
    if organisation.casefold() == _other(locked).organisation.casefold():
        raise SidesError(_("The other side is of this organisation. Write the name of your own."))
    locked.organisation, locked.accepted_at = organisation, timezone.now()
    locked.save(update_fields=["organisation", "accepted_at"])
    _tell("sides_accepted", locked.comparison, _other(locked).user, by=locked.user)
    return locked


@transaction.atomic
def decline(side: Side) -> None:
    """No; it needs no reason, and it is not asked again. Raises SidesError once they have accepted."""
    locked = _locked(side)
    if locked.accepted_at:
        raise SidesError(_("You have accepted already."))
    locked.declined_at = timezone.now()
    locked.save(update_fields=["declined_at"])


@transaction.atomic
def own_check(side: Side) -> HealthCheck:
    """What this side answers; begun the first time. Raises SidesError before they have accepted."""
    locked = _locked(side)
    if not locked.accepted_at:
        raise SidesError(_("Accept first; then you can answer."))
    if locked.check_of is None:
        one = locked.comparison
        about = f"sides-{one.public_id}"
        locked.check_of = checking.begin_side(locked.user, one.version, partnership=one.partnership, about=about)
        locked.save(update_fields=["check_of"])
    return locked.check_of


@transaction.atomic
def agree(side: Side, *, shows_reasons: bool) -> Comparison:
    """Agree to compare. Once both have, both see both. Raises SidesError with nothing answered."""
    locked = _locked(side)
    comparison, other = locked.comparison, _other(locked)
    if comparison.compared_at:
        return comparison
    if not locked.accepted_at or not locked.has_answered:
        raise SidesError(_("Answer at least one statement before you agree to compare."))
    locked.agreed_at, locked.shows_reasons = timezone.now(), shows_reasons
    locked.save(update_fields=["agreed_at", "shows_reasons"])
    if other.agreed_at and other.has_answered:
        _compare(comparison, locked, other)
    else:
        _tell("sides_agreed", comparison, other.user, by=locked.user)
    return comparison


@transaction.atomic
def take_back(side: Side) -> None:
    """Take one's agreement back. Raises SidesError once both have agreed: what was seen cannot be unseen."""
    locked = _locked(side)
    if locked.comparison.compared_at:
        raise SidesError(_("You have both agreed, and both sides have been shown. This cannot be taken back any more."))
    locked.agreed_at = None
    locked.save(update_fields=["agreed_at"])


@transaction.atomic
def withdraw(side: Side) -> None:
    """Take the whole question back, before both have agreed; each keeps their own answers. Raises SidesError."""
    locked = _locked(side)
    if locked.comparison.compared_at:
        raise SidesError(_("You have compared already, so it stays for both of you."))
    if not locked.is_first:
        raise SidesError(_("Whoever asked can take the question back. You can leave your answers out."))
    locked.comparison.delete()


@transaction.atomic
def choose(comparison: Comparison, codes: Collection[str]) -> int:
    """Mark exactly the statements `codes` to be talked about in the agreement. Raises SidesError before both have agreed."""
    Comparison.objects.select_for_update().get(pk=comparison.pk)
    if not comparison.compared_at:
        raise SidesError(_("First you both agree to compare."))
    known = [one.code for one in comparison.version.statements() if one.code in codes]
    comparison.points.exclude(code__in=known).delete()
    have = set(comparison.points.values_list("code", flat=True))
    Point.objects.bulk_create([Point(comparison=comparison, code=code) for code in known if code not in have])
    return len(known)


def _compare(comparison: Comparison, one: Side, other: Side) -> None:
    comparison.compared_at = timezone.now()
    comparison.save(update_fields=["compared_at"])
    for side in (one, other):
        assert side.check_of is not None  # noqa: S101 - who has answered has a checklist
        checking.lock(side.check_of)
    _tell("sides_compared", comparison, other.user, by=one.user)


def _locked(side: Side) -> Side:
    """The side with its comparison locked, so that two who press at once do so one after the other. Raises SidesError."""
    if not Comparison.objects.select_for_update().filter(pk=side.comparison_id).exists():
        raise SidesError(_("This question has been taken back."))
    return Side.objects.select_related("comparison__version", "user", "check_of").get(pk=side.pk)


def _other(side: Side) -> Side:
    others = Side.objects.filter(comparison=side.comparison_id).exclude(pk=side.pk)
    return others.select_related("user", "check_of").get()


def _tell(name: str, comparison: Comparison, receiver: User, *, by: User) -> None:
    link = settings.BASE_URL + reverse("partnering:side", args=[comparison.public_id])
    mail.send(name, receiver.email, {"user": receiver, "by": by, "link": link})

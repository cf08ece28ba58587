"""Puts an agreement to its parties, takes their names, and keeps its reviews. What was agreed is never changed."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts.models import User
from elearning.agreements import drafting
from elearning.agreements.drafting import AgreementError, locked_for
from elearning.agreements.models import AgreementVersion, PartnershipAgreement, Party, ReviewDate
from elearning.agreements.sections import REVIEWS
from elearning.programmes.freezing import digest_of

State = PartnershipAgreement.State


@transaction.atomic
def propose(agreement: PartnershipAgreement, *, by: User) -> AgreementVersion:
    """Freeze what it says now as the next version, to be agreed by every party; the others are told.

    Raises AgreementError where something is still needed, or a party without an address could never agree.
    """
    locked = _moved(agreement, State.PROPOSED)
    content = drafting.content_of(locked)
    needs = drafting.missing(content)
    if not locked.is_practice and locked.parties.filter(user=None).exists():
        needs.append(_("Every partner needs the address of somebody who agrees for it."))
    if needs:
        raise AgreementError(" ".join(needs))
    number = locked.versions.count() + 1
    version = locked.versions.create(number=number, content=content, digest=digest_of(content))
    for party in locked.parties.exclude(user=by).exclude(user=None).select_related("user"):
        assert party.user is not None  # noqa: S101 - asked for above
        _tell("agreement_proposed", locked, party.user, by=by)
    return version


@transaction.atomic
def sign(version: AgreementVersion, party_id: int, *, name: str, role: str, by: User) -> AgreementVersion:
    """Agree for a party by a typed name; once all have, it is agreed and its review dates count.

    Each party is agreed for by its own person; an agreement to practise by whoever practises. Raises AgreementError.
    """
    agreement = locked_for(version.agreement)
    held = AgreementVersion.objects.get(pk=version.pk)
    if agreement.state != State.PROPOSED or held.withdrawn_at or held.agreed_at:
        raise AgreementError(_("This version is not put to the partners any more. Look at the agreement anew."))
    party = agreement.parties.filter(pk=party_id).first()
    if party is None or not may_sign(party, agreement, by):
        raise AgreementError(_("Each partner is agreed for by its own person."))
    if held.signatures.filter(party=party).exists():
        return held
    held.signatures.create(party=party, name=name, role=role, signed_at=timezone.now())
    if held.signatures.count() == agreement.parties.count():
        _agree(agreement, held, by)
    return held


def may_sign(party: Party, agreement: PartnershipAgreement, user: User) -> bool:
    """Whether `user` agrees for `party`."""
    if party.user_id == user.pk:
        return True
    return agreement.is_practice and party.user_id is None


@transaction.atomic
def reopen(agreement: PartnershipAgreement, *, by: User) -> None:
    """Write on it again. A version that not all have agreed to is withdrawn; an agreed one stays in force until the next.

    Raises AgreementError when it is a draft already or has ended.
    """
    locked = _moved(agreement, State.DRAFT)
    locked.versions.filter(agreed_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())


@transaction.atomic
def review(one: ReviewDate, *, held_on: date, outcome: str, note: str, by: User) -> PartnershipAgreement:
    """Note that the partners have looked at how it goes: it goes on, is opened for changes, or ends.

    The same note sent twice is one. Raises AgreementError where another note stands there already.
    """
    agreement = locked_for(one.agreement)
    held = ReviewDate.objects.get(pk=one.pk)
    if (held.held_on, held.outcome, held.note) == (held_on, outcome, note):
        return agreement
    if held.held_on:
        raise AgreementError(_("This review has been noted already."))
    held.held_on, held.outcome, held.note = held_on, outcome, note
    held.save()
    if outcome == ReviewDate.Outcome.CHANGE and agreement.state == State.AGREED:
        reopen(agreement, by=by)
    if outcome == ReviewDate.Outcome.END:
        end(agreement, by=by)
    return agreement


@transaction.atomic
def end(agreement: PartnershipAgreement, *, by: User) -> None:
    """End it; its parties still read it, and nobody is reminded any more. Raises AgreementError when it has ended."""
    locked = _moved(agreement, State.ENDED)
    locked.versions.filter(agreed_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    locked.links.filter(revoked_at=None).update(revoked_at=timezone.now())


def in_force(agreement: PartnershipAgreement) -> AgreementVersion | None:
    """The version that was agreed last."""
    return agreement.versions.exclude(agreed_at=None).order_by("-number").first()


def on_the_table(agreement: PartnershipAgreement) -> AgreementVersion | None:
    """The version that is being agreed."""
    return agreement.versions.filter(agreed_at=None, withdrawn_at=None).order_by("-number").first()


def _agree(agreement: PartnershipAgreement, version: AgreementVersion, by: User) -> None:
    version.agreed_at = timezone.now()
    version.save(update_fields=["agreed_at"])
    _moved(agreement, State.AGREED)
    agreement.reviews.filter(held_on=None).delete()
    rows = next(one["rows"] for one in version.content["sections"] if one["number"] == REVIEWS)
    held = set(agreement.reviews.values_list("on", flat=True))
    ReviewDate.objects.bulk_create(
        [
            ReviewDate(agreement=agreement, on=date.fromisoformat(row["on"]), convenes=row.get("convenes", ""))
            for row in rows
            if date.fromisoformat(row["on"]) not in held
        ]
    )
    for party in agreement.parties.exclude(user=None).exclude(user=by).select_related("user"):
        assert party.user is not None  # noqa: S101 - asked for above
        _tell("agreement_agreed", agreement, party.user, by=by)


def _moved(agreement: PartnershipAgreement, state: str) -> PartnershipAgreement:
    locked = locked_for(agreement)
    if not locked.can_become(state):
        raise AgreementError(_("That is not possible any more: something has happened to this agreement since."))
    locked.state = state
    locked.ended_at = timezone.now() if state == State.ENDED else None
    locked.save(update_fields=["state", "ended_at"])
    return locked


def _tell(name: str, agreement: PartnershipAgreement, receiver: User, *, by: User) -> None:
    link = settings.BASE_URL + reverse("agreements:agreement", args=[agreement.public_id])
    mail.send(name, receiver.email, {"user": receiver, "by": by, "link": link})

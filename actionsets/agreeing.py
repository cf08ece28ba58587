"""How a set agrees to work: its agreement, and each member's word on it. Nothing of the workspace opens before."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from actionsets.models import Acknowledgement, ActionLearningPage, LearningSet, SetAgreement, SetMembership
from actionsets.refusals import ChangedElsewhere, ProposalClosed
from elearning.accounts.models import User
from elearning.programmes import progress


@transaction.atomic
def begin(learning_set: LearningSet, rules: Sequence[dict[str, Any]]) -> SetAgreement:
    """The set's first agreement, made of the starter rules; a set that has one keeps it."""
    made, _new = SetAgreement.objects.get_or_create(
        learning_set=learning_set, version=1, defaults={"rules": list(rules)}
    )
    return made


def reopen(learning_set: LearningSet) -> SetAgreement | None:
    """Ask everybody in the set to acknowledge its rules anew, since who is in it has changed (DOMAIN 1.4): a new version
    with the same rules. One that nobody has acknowledged yet stays."""
    latest = current(learning_set)
    if latest is None or not latest.acknowledgements.exists():
        return latest
    return SetAgreement.objects.create(learning_set=learning_set, version=latest.version + 1, rules=latest.rules)


def open_lines(agreement: SetAgreement) -> list[str]:
    """The lines that the set can change, in order."""
    return [rule["text"] for rule in agreement.rules if not rule["locked"]]


def locked_lines(agreement: SetAgreement) -> list[str]:
    """The lines that stay in every agreement (confidence, and its limits)."""
    return [rule["text"] for rule in agreement.rules if rule["locked"]]


@transaction.atomic
def amend(learning_set: LearningSet, lines: Sequence[str], *, version: int, by: User) -> SetAgreement:
    """A new version of the set's agreement: its locked lines, and `lines` in place of the others. All agree to it anew,
    also whoever wrote it. The same lines change nothing.

    `version` is the one that was read. Raises ChangedElsewhere with the version that stands when it is another, and
    ProposalClosed while the set has none.
    """
    LearningSet.objects.select_for_update().get(pk=learning_set.pk)
    latest = current(learning_set)
    if latest is None:
        raise ProposalClosed
    if list(lines) == open_lines(latest):
        return latest
    if latest.version != version:
        raise ChangedElsewhere(latest)
    locked = [rule for rule in latest.rules if rule["locked"]]
    rules = [*locked, *({"text": line, "locked": False} for line in lines)]
    return SetAgreement.objects.create(learning_set=learning_set, version=latest.version + 1, rules=rules, made_by=by)


def earlier(learning_set: LearningSet) -> list[SetAgreement]:
    """The versions before the one that counts, the newest first."""
    return list(learning_set.agreements.select_related("made_by").order_by("-version")[1:])


def current(learning_set: LearningSet) -> SetAgreement | None:
    """The agreement that counts: the latest version."""
    return learning_set.agreements.order_by("-version").first()


def has_acknowledged(membership: SetMembership) -> bool:
    """Whether the member has acknowledged the agreement that counts (hard gate d of DOMAIN 2.2)."""
    if membership.learning_set.is_cleared:  # the agreement is gone, and nothing of the set's work is left behind it
        return True
    agreement = current(membership.learning_set)
    return bool(agreement and agreement.acknowledgements.filter(membership=membership).exists())


def has_ever_acknowledged(membership: SetMembership) -> bool:
    """Whether the member has acknowledged any agreement of the set, so that what they wrote in it is open to them."""
    return membership.learning_set.is_cleared or membership.acknowledgements.exists()


def is_in(user: User, learning_set: LearningSet) -> bool:
    """Whether `user` is a member of the set who has acknowledged the agreement that counts."""
    agreement = current(learning_set)
    places = SetMembership.objects.live().filter(learning_set=learning_set, enrolment__user=user)
    return bool(agreement and agreement.acknowledgements.filter(membership__in=places).exists())


@transaction.atomic
def acknowledge(membership: SetMembership, step: ActionLearningPage) -> Acknowledgement:
    """Record that the member has read the agreement and goes along with it; the step is done. Twice changes nothing.

    Somebody who joined a set at work says yes to it by this.
    Raises ProposalClosed while the set is not confirmed.
    """
    agreement = current(membership.learning_set)
    if agreement is None or not membership.learning_set.has_workspace:
        raise ProposalClosed
    made, _new = Acknowledgement.objects.get_or_create(agreement=agreement, membership=membership)
    if not membership.has_answered:
        membership.consent, membership.responded_at = SetMembership.Consent.ACCEPTED, timezone.now()
        membership.save(update_fields=["consent", "responded_at"])
    progress.done(membership.enrolment, step)
    return made

"""Begins an agreement and keeps what its parties write, section by section; nothing of another window is overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts.models import User
from elearning.agreements.models import PartnershipAgreement, Party, Section
from elearning.agreements.sections import PLANS, REVIEWS, SETTLED_IN, WHEN
from elearning.partnering.models import Comparison

MOST_PARTIES = 12
Row = Mapping[str, Any]


class AgreementError(Exception):
    """This cannot be done with the agreement now; its words say why."""


class ChangedElsewhereError(Exception):
    """The section was changed in another window or by the other side; `section` holds what stands there now."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.section = section

    def __str__(self) -> str:
        return _("This section was changed elsewhere while you were writing here.")


@dataclass(frozen=True)
class Partner:
    """A partner to be named: its organisation, who speaks for it, and their address."""

    organisation: str
    representative: str = ""
    email: str = ""


@transaction.atomic
def begin(
    by: User,
    me: Partner,
    *,
    title: str,
    form_key: UUID,
    is_practice: bool = False,
    comparison: Comparison | None = None,
) -> PartnershipAgreement:
    """A new agreement that `by` owns; out of a comparison, with the other side as its second party.

    A form sent twice begins one. Raises AgreementError for a comparison that is not theirs or has not been compared.
    """
    if comparison and not (comparison.compared_at and comparison.sides.filter(user=by).exists()):
        raise AgreementError(_("First you both agree to compare."))
    made, is_new = PartnershipAgreement.objects.get_or_create(
        form_key=form_key, defaults={"title": title, "is_practice": is_practice, "comparison": comparison}
    )
    if not is_new:
        if not made.parties.filter(user=by, is_owner=True).exists():
            raise AgreementError(_("Open the form anew; this one has been used."))
        return made
    Section.objects.bulk_create([Section(agreement=made, number=one.number) for one in PLANS])
    made.parties.create(user=by, organisation=me.organisation, representative=me.representative, is_owner=True)
    if comparison:
        for side in comparison.sides.exclude(user=by).select_related("user"):
            made.parties.create(user=side.user, organisation=side.organisation, representative=side.user.name)
            _tell("agreement_party", made, side.user, by=by)
    return made


@transaction.atomic
def add_party(agreement: PartnershipAgreement, partner: Partner, *, by: User) -> Party:
    """Name a further partner; with an address they write and agree too, and are told by mail. Raises AgreementError."""
    locked = locked_for(agreement)
    require_draft(locked)
    if locked.parties.count() >= MOST_PARTIES:
        raise AgreementError(_("An agreement has room for twelve partners."))
    address = partner.email.strip().lower()
    user = (User.objects.filter(email=address).first() or User.objects.create_user(address)) if address else None
    if user and locked.parties.filter(user=user).exists():
        raise AgreementError(_("This person is a party already."))
    made = locked.parties.create(user=user, organisation=partner.organisation, representative=partner.representative)
    if user:
        _tell("agreement_party", locked, user, by=by)
    return made


@transaction.atomic
def remove_party(agreement: PartnershipAgreement, party_id: int, *, by: User) -> None:
    """Take a partner out again, by the owner, while it is a draft and nothing was signed. Raises AgreementError."""
    locked = locked_for(agreement)
    require_draft(locked)
    party = locked.parties.filter(pk=party_id, is_owner=False).first()
    if party is None or not locked.parties.filter(user=by, is_owner=True).exists():
        raise AgreementError(_("Only whoever began the agreement takes a partner out."))
    if party.signatures.exists():
        raise AgreementError(_("This partner has agreed to a version, so it stays named."))
    party.delete()


@transaction.atomic
def write(agreement: PartnershipAgreement, number: int, *, text: str, rows: Sequence[Row] = (), seen: int) -> Section:
    """Keep what section `number` says. `seen` is the revision that the form knew.

    Raises ChangedElsewhereError when it has changed since and says something else, AgreementError when it is no draft.
    """
    locked = locked_for(agreement)
    section = locked.sections.get(number=number)
    kept = [dict(row) for row in rows]
    if (section.text, section.rows) == (text, kept):
        return section
    require_draft(locked)
    if section.revision > seen:
        raise ChangedElsewhereError(section)
    section.text, section.rows, section.revision = text, kept, section.revision + 1
    section.save()
    return section


def content_of(agreement: PartnershipAgreement) -> dict[str, Any]:
    """All that the agreement says now, as plain data; three queries."""
    return {
        "title": agreement.title,
        "is_practice": agreement.is_practice,
        "parties": [
            {"organisation": one.organisation, "representative": one.representative} for one in agreement.parties.all()
        ],
        "sections": [
            {"number": one.number, "text": one.text, "rows": one.rows} for one in agreement.sections.order_by("number")
        ],
    }


def missing(content: Mapping[str, Any]) -> list[str]:
    """What is still needed before it can be put to all partners: a second partner, an end, a review date (DOMAIN 3.4)."""
    rows = {one["number"]: one["rows"] for one in content["sections"]}
    found = []
    if len(content["parties"]) < 2:
        found.append(_("Name a second partner."))
    if not any(row.get("ends") for row in rows[WHEN]):
        found.append(_("Give a date on which it ends or is renewed (section 5)."))
    if not rows[REVIEWS]:
        found.append(_("Give at least one review date (section 15)."))
    return found


def points_of(agreement: PartnershipAgreement) -> dict[int, list[str]]:
    """The statements that both sides want to settle, by the section in which that is done."""
    if agreement.comparison is None:
        return {}
    texts = {one.code: one.text for one in agreement.comparison.version.statements()}
    found: dict[int, list[str]] = {}
    for point in agreement.comparison.points.all():
        number = SETTLED_IN.get(point.code, 2)
        found.setdefault(number, []).append(texts.get(point.code, point.code))
    return found


def locked_for(agreement: PartnershipAgreement) -> PartnershipAgreement:
    """The agreement with its row locked, so that two who press at once do so one after the other."""
    return PartnershipAgreement.objects.select_for_update().get(pk=agreement.pk)


def require_draft(agreement: PartnershipAgreement) -> None:
    """Raises AgreementError unless it is being written."""
    if not agreement.is_open:
        raise AgreementError(_("It is not being written at the moment. Open it for changes first."))


def _tell(name: str, agreement: PartnershipAgreement, receiver: User, *, by: User) -> None:
    link = settings.BASE_URL + reverse("agreements:agreement", args=[agreement.public_id])
    mail.send(name, receiver.email, {"user": receiver, "by": by, "link": link})

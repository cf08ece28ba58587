"""Lets people outside read and comment by a link that expires and can be taken back; the link does nothing else.

The address holds a signed random number and says nothing of the agreement. Comments are by the name that was typed.
"""

import base64
import binascii
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.accounts.models import User
from elearning.agreements.drafting import AgreementError, locked_for
from elearning.agreements.models import Comment, PartnershipAgreement, ShareLink

MOST_AN_HOUR, MOST_A_LINK, MOST_LINKS = 20, 200, 20


class LinkGoneError(Exception):
    """The link opens nothing: it is not ours, its time is over, or it was taken back. One message for all."""

    def __str__(self) -> str:
        return _("This link does not open anything, or no longer does.")


@transaction.atomic
def share(agreement: PartnershipAgreement, *, days: int, for_whom: str, by: User) -> ShareLink:
    """A new link that opens the agreement for `days` days. Raises AgreementError with too many, or after its end."""
    locked = locked_for(agreement)
    if locked.state == PartnershipAgreement.State.ENDED:
        raise AgreementError(_("It has ended, so it is not shared any more."))
    if locked.links.live().count() >= MOST_LINKS:
        raise AgreementError(_("Twenty links are open. Take one back first."))
    return locked.links.create(made_by=by, for_whom=for_whom, expires_at=timezone.now() + timedelta(days=days))


@transaction.atomic
def revoke(agreement: PartnershipAgreement, link_id: int, *, by: User) -> None:
    """Take a link back: from now on it opens nothing. Again changes nothing."""
    agreement.links.filter(pk=link_id, revoked_at=None).update(revoked_at=timezone.now())


def address_of(link: ShareLink) -> str:
    """The whole address."""
    plain = base64.urlsafe_b64encode(link.public_id.bytes).decode().rstrip("=")
    return settings.BASE_URL + reverse("agreements:shared", args=[_signer().sign(plain)])


def find(token: str, *, now: datetime | None = None) -> ShareLink:
    """The link of this address. Raises LinkGoneError."""
    try:
        number = UUID(bytes=base64.urlsafe_b64decode(_signer().unsign(token) + "=="))
    except (BadSignature, binascii.Error, ValueError) as problem:
        raise LinkGoneError from problem
    link = ShareLink.objects.live(now).filter(public_id=number).select_related("agreement__comparison").first()
    if link is None:
        raise LinkGoneError
    return link


@transaction.atomic
def comment(
    agreement: PartnershipAgreement,
    *,
    name: str,
    number: int,
    text: str,
    form_key: UUID,
    link: ShareLink | None = None,
    by: User | None = None,
) -> Comment:
    """Keep a comment, by a party or through a link; a form sent twice makes one. Raises AgreementError when too many come."""
    locked_for(agreement)
    known = agreement.comments.filter(form_key=form_key).first()
    if known:
        return known
    if link:
        recent = link.comments.filter(written_at__gt=timezone.now() - timedelta(hours=1)).count()
        if recent >= MOST_AN_HOUR or link.comments.count() >= MOST_A_LINK:
            raise AgreementError(_("Many comments have come by this link. Try again in an hour."))
    if Comment.objects.filter(form_key=form_key).exists():
        raise AgreementError(_("Open the form anew; this one has been used."))
    return agreement.comments.create(link=link, user=by, form_key=form_key, name=name, number=number, text=text)


@transaction.atomic
def settle(agreement: PartnershipAgreement, comment_id: int, *, by: User) -> None:
    """Put a comment aside as dealt with; again changes nothing."""
    agreement.comments.filter(pk=comment_id, settled_at=None).update(settled_at=timezone.now())


def _signer() -> Signer:
    return Signer(salt="alongside.agreement", sep=".")

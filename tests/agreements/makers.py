"""Makers of agreements for tests."""

import uuid
from datetime import date
from typing import Any

from elearning.agreements import drafting, signing
from elearning.agreements.drafting import Partner
from elearning.agreements.models import AgreementVersion, PartnershipAgreement
from elearning.programmes.models import Enrolment
from tests.conftest import Cast


def begun(one: Enrolment, title: str = "Joined-up discharge", **more: Any) -> PartnershipAgreement:
    """An agreement that somebody has begun."""
    me = Partner(one.organisation.name, one.user.name)
    return drafting.begin(one.user, me, title=title, form_key=uuid.uuid4(), **more)


def write(agreement: PartnershipAgreement, number: int, text: str = "", rows: Any = ()) -> None:
    """A section in these words, whatever stood there."""
    now = agreement.sections.get(number=number)
    drafting.write(agreement, number, text=text, rows=rows, seen=now.revision)


def between(cast: Cast, **more: Any) -> PartnershipAgreement:
    """An agreement between Ada and Ben that can be put to them."""
    made = begun(cast.ada, **more)
    partner = Partner("Harbour Trust", "Ben Example", cast.ben.user.email)
    drafting.add_party(made, partner, by=cast.ada.user)
    write(made, 2, "Nobody waits for a bed.\nWe both gain calmer weeks.")
    write(made, 5, "Reviewed each spring.", [{"starts": "2026-12-01", "ends": "2027-11-30"}])
    row = {"task": "Daily list", "leads": "Harbour", "does": "Riverside", "consulted": "", "told": "Wards"}
    write(made, 6, "", [row])
    write(made, 15, "", [{"on": "2027-03-01", "convenes": "Ada"}, {"on": "2027-09-01", "convenes": ""}])
    return made


def agreed(cast: Cast, agreement: PartnershipAgreement) -> AgreementVersion:
    """The agreement, put to both and agreed by both."""
    version = signing.propose(agreement, by=cast.ada.user)
    for one, role in ((cast.ada, "Head of service"), (cast.ben, "Director")):
        party = agreement.parties.get(user=one.user)
        signing.sign(version, party.pk, name=one.user.name, role=role, by=one.user)
    version.refresh_from_db()
    agreement.refresh_from_db()
    return version


REVIEW = date(2027, 3, 1)

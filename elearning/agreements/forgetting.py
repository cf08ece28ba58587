"""What becomes of agreements when somebody is erased: what partners agreed stays, with the partner and without the name.

An agreement binds organisations; who typed a name under it stays as “a person who was erased”. The sum of a version was made
of its words with the name in it, so it is made anew; that the name went is not told.
"""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from elearning.accounts.models import User
from elearning.agreements.models import PartnershipAgreement, Party, Signature
from elearning.erasures.steps import forgets
from elearning.programmes.freezing import digest_of


@forgets("agreements.parties")
def parties(person: User) -> None:
    """Agreements in which nobody else takes part go; in the others the partner stays, without the name."""
    mine = Party.objects.filter(user=person).select_related("agreement")
    for party in mine:
        others = party.agreement.parties.exclude(pk=party.pk).filter(
            Q(user__isnull=False) | Q(signatures__isnull=False)
        )
        if others.exists():
            _unname(party)
        else:
            PartnershipAgreement.objects.filter(pk=party.agreement_id).delete()


def _unname(party: Party) -> None:
    nobody = _("a person who was erased")
    names = {party.representative, *Signature.objects.filter(party=party).values_list("name", flat=True)} - {""}
    Signature.objects.filter(party=party).update(name=nobody, role="")
    for review in party.agreement.reviews.filter(convenes__in=names):
        review.convenes = nobody
        review.save(update_fields=["convenes"])
    for version in party.agreement.versions.all():
        version.content = _replaced(version.content, names, nobody)
        version.digest = digest_of(version.content)
        version.save(update_fields=["content", "digest"])
    for section in party.agreement.sections.all():
        section.rows = _replaced(section.rows, names, nobody)
        section.save(update_fields=["rows"])
    party.user, party.representative = None, nobody
    party.save(update_fields=["user", "representative"])


def _replaced(value: Any, names: set[str], nobody: str) -> Any:
    """The same data with `nobody` wherever a whole value is one of `names`."""
    if isinstance(value, dict):
        return {key: _replaced(one, names, nobody) for key, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, names, nobody) for one in value]
    return nobody if isinstance(value, str) and value in names else value

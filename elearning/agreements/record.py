"""What this room tells a person of themselves: their agreements, the names they typed, and their comments."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.agreements.models import (
    AgreementVersion,
    Comment,
    PartnershipAgreement,
    Party,
    ReviewDate,
    Section,
    ShareLink,
    Signature,
    title_of,
)
from elearning.agreements.sections import ROLE_COLUMNS
from elearning.records.telling import Table, made, table, tells

COLUMNS = ("starts", "ends", *ROLE_COLUMNS, "on", "convenes")


def tell(person: User) -> Iterator[Table]:
    """Agreements of which the person is a party, with all that they say."""
    mine = PartnershipAgreement.objects.visible_to(person)
    yield table(
        "agreements",
        _("Your partnership agreements"),
        Party.objects.filter(user=person),
        ("agreement", _("Agreement"), "agreement__title"),
        ("state", _("State"), "agreement__state"),
        ("organisation", _("You speak for"), "organisation"),
        ("representative", _("Name"), "representative"),
        ("joined_at", _("Since"), "joined_at"),
    )
    written = Section.objects.filter(agreement__in=mine).select_related("agreement")
    told = [
        (one.agreement.title, str(title_of(one.number)), one.text, _in_order(one.rows))
        for one in written.order_by("pk")
    ]
    columns = (("agreement", _("Agreement")), ("section", _("Section")), ("text", _("Text")), ("rows", _("Table")))
    yield made("sections", _("What your agreements say"), Section, told, *columns)
    yield table(
        "signatures",
        _("Names you typed"),
        Signature.objects.filter(party__user=person),
        ("agreement", _("Agreement"), "version__agreement__title"),
        ("version", _("Version"), "version__number"),
        ("name", _("Name"), "name"),
        ("role", _("Role"), "role"),
        ("signed_at", _("Date"), "signed_at"),
    )
    yield table(
        "comments",
        _("Your comments"),
        Comment.objects.filter(user=person),
        ("agreement", _("Agreement"), "agreement__title"),
        ("name", _("Name"), "name"),
        ("text", _("Comment"), "text"),
        ("written_at", _("Date"), "written_at"),
    )
    yield table(
        "links",
        _("Links you made"),
        ShareLink.objects.filter(made_by=person),
        ("agreement", _("Agreement"), "agreement__title"),
        ("for_whom", _("For whom"), "for_whom"),
        ("expires_at", _("Until"), "expires_at"),
    )


def _in_order(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows with their columns in the order of the page: PostgreSQL keeps an order of its own."""
    return [{name: row[name] for name in COLUMNS if name in row} for row in rows]


tells(
    "agreements",
    _("Your partnership agreements"),
    tell,
    rank=25,
    covers=(Party, Section, Signature, Comment, ShareLink),
    left_out={
        AgreementVersion: _("Every version is read and downloaded on the page of its agreement."),
        ReviewDate: _("Review dates stand on the page of the agreement; they are the partners’, not one person’s."),
        PartnershipAgreement: _("Told with your place in it."),
    },
)

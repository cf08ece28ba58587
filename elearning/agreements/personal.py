"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Erased, Kept, holds, purpose

TOGETHER = purpose(
    "agreements",
    _("What partners wrote together and agreed to; a draft that nobody but you takes part in is deleted"),
    _("So that all of them can hold to it."),
    Kept.PARTNERS,
    Erased.STAYS,
)
SPEAKING = purpose(
    "agreements",
    _("That you speak for a partner, and the name you signed with"),
    _("So that the partners know who agreed."),
    Kept.PARTNERS,
    Erased.UNNAMED,
)
COMMENTS = purpose(
    "agreements",
    _("Your comments on a draft, and the links you made for others to comment"),
    _("So that a draft becomes better."),
    Kept.PARTNERS,
)
holds(
    "agreements.PartnershipAgreement",
    TOGETHER,
    other="id public_id form_key title is_practice comparison state begun_at ended_at",
)
holds(
    "agreements.Section",
    TOGETHER,
    other="id agreement number text rows revision",
)
holds(
    "agreements.AgreementVersion",
    TOGETHER,
    blanked="content",
    other="id agreement number digest proposed_at agreed_at withdrawn_at",
)
holds(
    "agreements.ReviewDate",
    TOGETHER,
    blanked="convenes",
    other="id agreement on held_on outcome note",
)
holds(
    "agreements.Party",
    SPEAKING,
    unlinked="user",
    blanked="representative",
    other="id agreement organisation is_owner joined_at",
)
holds(
    "agreements.Signature",
    SPEAKING,
    blanked="name role",
    other="id version party signed_at",
)
holds(
    "agreements.ShareLink",
    COMMENTS,
    whose="made_by",
    personal="agreement made_by for_whom made_at expires_at revoked_at",
    other="id public_id",
    untold="made_by revoked_at",
    untold_because=_("It is your own."),
)
holds(
    "agreements.Comment",
    COMMENTS,
    whose="user",
    personal="agreement link user name number text written_at settled_at",
    other="id form_key",
    untold="user link settled_at name",
    untold_because=_("It is your own."),
)

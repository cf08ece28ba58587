"""What erasures hold of people, until when, and what erasing does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Erased, Kept, holds, purpose

ERASURES = purpose(
    "house",
    _("That you asked to be erased, and afterwards a fingerprint of your account and address"),
    _("So that you are erased again if an older copy has to be put back. Nobody can read from it who you were."),
    Kept.OFFICE,
    Erased.UNNAMED,
)
holds(
    "erasures.Erasure",
    ERASURES,
    unlinked="user",
    blanked="address",
    other="id state asked reason letter person_mark address_mark done asked_at due_at began_at ended_at",
)

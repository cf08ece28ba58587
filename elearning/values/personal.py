"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Erased, Kept, holds, purpose

BOARD = purpose(
    "values",
    _("Your values exercise"),
    _("So that you can bring it to your set, if you like."),
    Kept.NOTES,
)
SHARED = purpose(
    "values",
    _("Cards and values on a board that a cohort shares"),
    _("So that a cohort can work on them together."),
    Kept.NOTES,
    Erased.NOBODYS,
)
holds(
    "values.ValuesBoard",
    BOARD,
    whose="enrolment__user",
    personal="enrolment done_with why_one why_two i_bring we_bring proud alive look_again_on to_set to_facilitators",
    other="id revision",
    untold="enrolment",
    untold_because=_("It is your own."),
)
holds(
    "values.BoardValue",
    BOARD,
    whose="board__enrolment__user",
    personal="board position name seen not_seen",
    other="id",
    untold="board",
    untold_because=_("It is your own."),
)
holds(
    "values.SharedBoard",
    SHARED,
    unlinked="opened_by",
    other="id public_id cohort title look_again_on",
)
holds(
    "values.SharedValue",
    SHARED,
    other="id board name seen not_seen revision",
)
holds(
    "values.BoardCard",
    SHARED,
    other="id board key part text value",
)

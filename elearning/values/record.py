"""What this room tells a person of themselves: their values exercise. Cards on a shared board have no name:
what is on one is nobody's."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.records.telling import Table, table, tells
from elearning.values.models import BoardCard, BoardValue, SharedBoard, SharedValue, ValuesBoard


def tell(person: User) -> Iterator[Table]:
    """What they wrote, and the values they came to."""
    yield table(
        "boards",
        _("Your values exercise"),
        ValuesBoard.objects.filter(enrolment__user=person),
        ("done_with", _("How you did it"), "done_with"),
        ("why_one", _("Why values matter, first card"), "why_one"),
        ("why_two", _("Why values matter, second card"), "why_two"),
        ("i_bring", _("What I bring as a person"), "i_bring"),
        ("we_bring", _("What my organisation brings"), "we_bring"),
        ("proud", _("A piece of joint work I was proud of"), "proud"),
        ("alive", _("Which values were alive in it"), "alive"),
        ("look_again_on", _("To look at again on"), "look_again_on"),
        ("to_set", _("Shown to the set"), "to_set"),
        ("to_facilitators", _("Shown to the facilitators"), "to_facilitators"),
    )
    yield table(
        "values",
        _("Your values"),
        BoardValue.objects.filter(board__enrolment__user=person),
        ("name", _("Value"), "name"),
        ("seen", _("We would see"), "seen"),
        ("not_seen", _("We would not see"), "not_seen"),
    )
    yield table(
        "shared_boards",
        _("Shared values boards that you opened"),
        SharedBoard.objects.filter(opened_by=person),
        ("title", _("What it is for"), "title"),
        ("cohort", _("Cohort"), "cohort__name"),
        ("look_again_on", _("To look at again on"), "look_again_on"),
    )


tells(
    "values",
    _("Values exercise"),
    tell,
    rank=57,
    covers=(ValuesBoard, BoardValue, SharedBoard),
    left_out={
        BoardCard: _("Cards on a shared board bear no name: nobody knows which are yours."),
        SharedValue: _("The values of a shared board were written together, by nobody in particular."),
    },
)

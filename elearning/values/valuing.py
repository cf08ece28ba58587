"""Keeps somebody's values exercise, shows the values to whom they choose, and hands them on to an agreement."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from elearning.programmes.models import Enrolment
from elearning.values.models import MOST_VALUES, BoardValue, SharedBoard, ValuesBoard

Value = tuple[str, str, str]


class BoardError(Exception):
    """This cannot be kept now; its words say why."""


def board_of(enrolment: Enrolment) -> ValuesBoard:
    """The board of `enrolment`; an empty one, not stored, if they have written nothing yet."""
    there = ValuesBoard.objects.filter(enrolment=enrolment).prefetch_related("values").first()
    return there or ValuesBoard(enrolment=enrolment)


@transaction.atomic
def keep(enrolment: Enrolment, words: Mapping[str, Any], values: Sequence[Value], *, seen: int) -> ValuesBoard:
    """Keep `words` (fields of a board) and the values, in their order: name, what is seen, what is not. Raises BoardError
    where the board was changed since revision `seen`."""
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    board = board_of(enrolment)
    if board.revision != seen:
        raise BoardError(_("This was changed in another window. What you wrote here is kept in the boxes below."))
    for name, value in words.items():
        setattr(board, name, value)
    board.revision += 1
    board.save()
    board.values.all().delete()
    BoardValue.objects.bulk_create(
        BoardValue(board=board, position=place, name=name, seen=sees, not_seen=sees_not)
        for place, (name, sees, sees_not) in enumerate(values, start=1)
    )
    return board


@transaction.atomic
def forget(enrolment: Enrolment) -> None:
    """Delete the board for good; again does nothing."""
    ValuesBoard.objects.filter(enrolment=enrolment).delete()


@transaction.atomic
def take_over(enrolment: Enrolment, shared: SharedBoard) -> int:
    """Put the values of a shared board behind one's own, as far as there is room; a name that is there already stays as it is.
    Returns how many came."""
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    mine = board_of(enrolment)
    own = [(one.name, one.seen, one.not_seen) for one in (mine.values.all() if mine.pk else [])]
    there = {name.casefold() for name, *_rest in own}
    new = [(one.name, one.seen, one.not_seen) for one in shared.values.all() if one.name.casefold() not in there]
    coming = new[: MOST_VALUES - len(own)]
    if coming:
        keep(enrolment, {}, own + coming, seen=mine.revision)
    return len(coming)


def for_agreement(enrolment: Enrolment) -> str:
    """The values of `enrolment` as text for section 3 of an agreement (DOMAIN 3.4), a paragraph a value; empty if none.

    For the owner alone: whoever carries it over asks with the enrolment of the person who writes the agreement.
    """
    values = BoardValue.objects.filter(board__enrolment=enrolment)
    return "\n\n".join("\n".join(_lines(one)) for one in values)


def _lines(one: BoardValue) -> list[str]:
    seen = [_("We would see: %s") % one.seen] if one.seen else []
    return [one.name, *seen, *([_("We would not see: %s") % one.not_seen] if one.not_seen else [])]

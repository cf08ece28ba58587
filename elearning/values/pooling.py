"""The shared board: cards without a name, put together into heaps, each heap a value that one would see or not (DOMAIN 3.5).

Everybody of the cohort may do everything, as round a table. Sending a form twice does nothing twice; moving a card says where
it lay, so that whoever comes second does not undo what the first has done.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from elearning.accounts.models import User
from elearning.programmes.models import Cohort, CohortRole, Enrolment
from elearning.values.models import MOST_VALUES, BoardCard, SharedBoard, SharedValue


class SharedBoardError(Exception):
    """This cannot be done on the board; its words say why."""


class ChangedError(SharedBoardError):
    """Somebody else has written about a value in the meantime: `stored` is what stands there now."""

    def __init__(self, stored: SharedValue) -> None:
        now = {"name": stored.name, "seen": stored.seen or "–", "not_seen": stored.not_seen or "–"}
        super().__init__(
            _(
                "Somebody else has just written here: %(name)s. We would see: %(seen)s. We would not see: %(not_seen)s. What you"
                " wrote stands in the boxes; save again to put it in place of theirs."
            )
            % now
        )
        self.stored = stored


@dataclass(frozen=True)
class Move:
    """A card that lay on the heap `was` (0: on none) and is to lie on `to`; `is_out`: it is taken off the board."""

    card: int
    was: int
    to: int
    is_out: bool = False


def at_the_table(user: User, cohort: Cohort) -> bool:
    """Whether `user` takes part in the cohort or facilitates it."""
    if Enrolment.objects.filter(user=user, cohort=cohort).taking_part().exists():
        return True
    return CohortRole.objects.filter(user=user, cohort=cohort, kind=CohortRole.Kind.FACILITATOR).exists()


@transaction.atomic
def open_board(cohort: Cohort, *, key: uuid.UUID, title: str, by: User) -> SharedBoard:
    """Open a board; the same form twice opens one. Raises SharedBoardError where there are very many already, or where the
    form was sent for another cohort."""
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    there = SharedBoard.objects.filter(public_id=key).first()
    if there is None and cohort.shared_boards.count() < SharedBoard.MOST_A_COHORT:
        return SharedBoard.objects.create(public_id=key, cohort=cohort, title=title, opened_by=by)
    if there is None or there.cohort_id != cohort.pk:
        raise SharedBoardError(_("There are very many boards already. Please go on with one of them."))
    return there


@transaction.atomic
def add_card(board: SharedBoard, *, key: uuid.UUID, part: str, text: str) -> BoardCard:
    """Lay a card on the board; the same form twice lays one. Raises SharedBoardError when it is full."""
    _hold(board)
    there = board.cards.filter(key=key).first()
    if there is None and board.cards.count() >= BoardCard.MOST_A_BOARD:
        raise SharedBoardError(_("The board is full. Put cards together and take out those that say the same."))
    return there or BoardCard.objects.create(board=board, key=key, part=part, text=text)


@transaction.atomic
def name_value(board: SharedBoard, name: str) -> SharedValue:
    """Name a heap; a name that is there already is that heap. Raises SharedBoardError beyond six."""
    _hold(board)
    there = board.values.filter(name__iexact=name).first()
    if there is None and board.values.count() >= MOST_VALUES:
        raise SharedBoardError(_("Six values are enough to remember. Rename one of them, or take one out."))
    return there or SharedValue.objects.create(board=board, name=name)


@transaction.atomic
def put_together(board: SharedBoard, moves: Iterable[Move]) -> int:
    """Put cards on heaps, or off the board. A card that somebody else has moved in the meantime stays where they put it.
    Returns how many were moved."""
    _hold(board)
    cards = {card.pk: card for card in board.cards.all()}
    heaps = {0: None} | {value.pk: value for value in board.values.all()}
    done = 0
    for move in moves:
        card = cards.get(move.card)
        if card is None or (card.value_id or 0) != move.was or move.to not in heaps:
            continue
        done += 1
        if move.is_out:
            card.delete()
        else:
            card.value = heaps[move.to]
            card.save(update_fields=["value"])
    return done


@transaction.atomic
def describe(value: SharedValue, *, name: str, seen: str, not_seen: str, revision: int) -> SharedValue:
    """Say what one would see of a value, or name it anew. Raises ChangedError where somebody else has written since
    `revision`, and SharedBoardError where another heap has that name."""
    stored = SharedValue.objects.select_for_update().get(pk=value.pk)
    if stored.revision != revision:
        raise ChangedError(stored)
    stored.name, stored.seen, stored.not_seen, stored.revision = name, seen, not_seen, revision + 1
    try:
        with transaction.atomic():
            stored.save()
    except IntegrityError as problem:
        raise SharedBoardError(_("Another heap has that name already.")) from problem
    return stored


@transaction.atomic
def take_apart(value: SharedValue) -> None:
    """Take a value away; its cards lie on no heap again."""
    value.cards.update(value=None)
    value.delete()


@transaction.atomic
def look_again(board: SharedBoard, on: date | None) -> None:
    """Note when the values are to be looked at again."""
    board.look_again_on = on
    board.save(update_fields=["look_again_on"])


def may_clear(user: User, board: SharedBoard) -> bool:
    """Whether `user` may delete the board: whoever opened it, and the facilitators of the cohort."""
    leads = CohortRole.objects.filter(user=user, cohort=board.cohort_id, kind=CohortRole.Kind.FACILITATOR)
    return board.opened_by_id == user.pk or leads.exists()


@transaction.atomic
def clear(board: SharedBoard) -> None:
    """Delete the board with all that lies on it."""
    board.delete()


def _hold(board: SharedBoard) -> None:
    """One after another at this board."""
    SharedBoard.objects.select_for_update().get(pk=board.pk)

"""The history of a draft's moves by hand: what was done, taken back and done again; and the verbs that do the latter two."""

from dataclasses import dataclass

from django.db import transaction

from actionsets import wording
from actionsets.convening import fresh
from actionsets.models import LearningSet, PlaceMove, SetProposal
from actionsets.moving import Board, Consequences, board, carry_out, refuse, weigh
from actionsets.refusals import NotTogether, ProposalClosed
from elearning.accounts.models import User

Kind = PlaceMove.Kind


@dataclass(frozen=True)
class History:
    """Every entry of a proposal, oldest first; which of them stand, and which could be done again, the next one last."""

    entries: tuple[PlaceMove, ...]
    standing: tuple[PlaceMove, ...]
    taken_back: tuple[PlaceMove, ...]
    is_draft: bool

    @property
    def last(self) -> PlaceMove | None:
        """The move that `undo` would take back: the latest in a draft that still stands."""
        return self.standing[-1] if self.is_draft and self.standing else None

    @property
    def next(self) -> PlaceMove | None:
        """The move that `redo` would make again; another move by hand ends the line of those."""
        return self.taken_back[-1] if self.is_draft and self.taken_back else None


def history(proposal: SetProposal) -> History:
    """What was changed by hand in `proposal`; one query."""
    entries = tuple(proposal.moves.select_related("enrolment__user", "by").order_by("revision"))
    standing: list[PlaceMove] = []
    taken_back: list[PlaceMove] = []
    for entry in entries:
        if entry.kind == Kind.UNDO:
            taken_back.append(standing.pop())
            continue
        if entry.kind == Kind.REDO:
            taken_back.pop()
        else:
            taken_back.clear()
        standing.append(entry)
    return History(entries, tuple(standing), tuple(taken_back), proposal.is_draft)


@transaction.atomic
def undo(proposal: SetProposal, *, revision: int, by: User) -> PlaceMove:
    """Take back the latest move of a draft; again, the one before.

    Raises StaleProposal, ProposalClosed when there is nothing to take back, NotTogether when two people of the former
    set must not meet any more, NotHere when the person has left.
    """
    proposal = fresh(proposal, revision=revision)
    last = history(proposal).last
    if last is None:
        raise ProposalClosed
    now = board(proposal)
    back = weigh(now, last.enrolment, _numbered(now, last.from_number))
    _refuse_forbidden(back, now)
    proposal.moves.filter(revision=last.revision).update(undone=True)
    carry_out(proposal, back, by=by, reason=last.reason, kind=Kind.UNDO)
    return last


@transaction.atomic
def redo(proposal: SetProposal, *, revision: int, by: User) -> PlaceMove:
    """Make the move again that was taken back last; again, the one before.

    Raises StaleProposal, ProposalClosed when there is none, and whatever `moving.move` raises: what broke a rule then
    needs the programme manager again, with the reason that was given.
    """
    proposal = fresh(proposal, revision=revision)
    wanted = history(proposal).next
    if wanted is None:
        raise ProposalClosed
    now = board(proposal)
    again = weigh(now, wanted.enrolment, _numbered(now, wanted.to_number))
    refuse(again, now, by=by, reason=wanted.reason)
    return carry_out(proposal, again, by=by, reason=wanted.reason, kind=Kind.REDO)


def _numbered(now: Board, number: int | None) -> LearningSet | None:
    return next((one for one in now.sets if one.number == number), None)


def _refuse_forbidden(back: Consequences, now: Board) -> None:
    if back.never:
        raise NotTogether(" ".join(wording.say_breach(breach, now.gathered.called) for breach in back.serious))

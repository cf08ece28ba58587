"""Why something cannot be done, in words that the person who tried can read."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


class Refusal(Exception):  # noqa: N818 (a refusal is no fault)
    """The base of every refusal in this room; its text is shown as it is."""


class AlreadyProposed(Refusal):
    """There is another proposal in hand."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has made a proposal in the meantime. It is shown below; nothing of it is lost.")
        )


class AlreadyForming(Refusal):
    """Sets are being formed in the background already."""

    def __init__(self) -> None:
        super().__init__(_("Sets are being formed already. You can wait for them, or cancel that first."))


class GroundChanged(Refusal):
    """What sets are formed from has changed while they were being formed."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody’s choices, times or place changed while the sets were being formed. Please propose again.")
        )


class ShelfFull(Refusal):
    """Three drafts are kept aside already."""

    def __init__(self) -> None:
        super().__init__(_("Three drafts are kept aside already. Let one of them go first."))


class NobodyToPlace(Refusal):
    """No set could be formed from the people there are."""


class ProposalClosed(Refusal):
    """The proposal has gone further than this act allows."""

    def __init__(self) -> None:
        super().__init__(_("This proposal has moved on, so it cannot be changed in this way any more."))


class StaleProposal(Refusal):
    """Somebody has changed the proposal since the page was opened."""

    def __init__(self, changes: Sequence[str]) -> None:
        told = " ".join(changes)
        start = _("The proposal has changed since you opened the page, so nothing was done.")
        super().__init__(f"{start} {told}".strip())


class RuleBroken(Refusal):
    """The move breaks a hard rule, which needs the programme manager and a reason."""


class NotTogether(Refusal):
    """Two people who can never be in one set."""


class NotHere(Refusal):
    """This person cannot have this place."""

    def __init__(self) -> None:
        super().__init__(_("This person cannot be placed in that set. Please choose another."))


class NotReady(Refusal):
    """Something is missing before the proposal can be sent or confirmed; `problems` says what, a sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(self.problems))


class CannotLead(Refusal):
    """This facilitator cannot lead this set."""


class RemovedElsewhere(Refusal):
    """A text was removed in another window while somebody wrote on it here."""

    def __init__(self) -> None:
        super().__init__(_("This was removed in another window. What you have written here is not kept."))


class ChangedElsewhere(Refusal):
    """A text was changed in another window; `stored` is what stands there now."""

    def __init__(self, stored: object) -> None:
        self.stored = stored
        super().__init__(_("This was changed in another window. Both texts are shown below; nothing is lost."))

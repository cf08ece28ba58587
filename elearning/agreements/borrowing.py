"""What somebody can carry into a section by a press: their values, and questions about words that get in the way (DOMAIN 3.4,
3.7). Nothing is carried before they press, since their partners read it from then on."""

from collections.abc import Collection
from dataclasses import dataclass

from elearning.accounts.models import User
from elearning.agreements.sections import RISKS, VALUES
from elearning.partnering.models import WorkshopPage
from elearning.programmes.models import Enrolment, ProgrammePage
from elearning.values import valuing


@dataclass(frozen=True)
class Word:
    """A word for what gets in a partnership's way, how it shows, and a question that may open it."""

    word: str
    looks_like: str
    ask: str

    @property
    def text(self) -> str:
        """The word as a line of a section."""
        return f"{self.word}: {self.ask or self.looks_like}"


def values_of(user: User) -> str:
    """The values that `user` has named, those of the latest programme first; empty if none."""
    mine = Enrolment.objects.filter(user=user).taking_part().order_by("-pk")
    return "\n\n".join(text for text in map(valuing.for_agreement, mine) if text)


def words_for(user: User) -> list[Word]:
    """The words with which the workshops of the programmes of `user` begin, each once, in their order."""
    programmes = ProgrammePage.objects.filter(cohorts__enrolments__user=user).distinct()
    pages = [page for programme in programmes for page in WorkshopPage.objects.child_of(programme).live()]
    found: dict[str, Word] = {}
    for block in (block for page in pages for block in page.challenges):
        value = block.value
        word = Word(value["word"], value["looks_like"] or "", value["ask"] or "")
        found.setdefault(word.word.casefold(), word)
    return list(found.values())


def text_for(user: User, number: int, words: Collection[str]) -> str:
    """What `user` carries into section `number`; of the words those that are chosen; empty where there is nothing."""
    if number == VALUES:
        return values_of(user)
    if number == RISKS:
        return "\n".join(one.text for one in words_for(user) if one.word in words)
    return ""


def joined(written: str, more: str) -> str:
    """`written` with `more` below it, unless it stands there already."""
    plain = written.replace("\r\n", "\n").strip()
    return plain if more in plain else f"{plain}\n\n{more}".strip()

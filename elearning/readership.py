"""Who may read what: the one table that permissions ask and forms quote (DOMAIN 7.1 and 7.2, TRUST 5).

A `Kind` is something that a person fills in. `readers` may read it as it stands, `shown_to` once its owner shows it; nobody
else may, by any address. Permissions and querysets ask the kind (`opens`, `reached`), forms name it (`AlongsideForm.read_by`)
and say its `sentence`, and the tests read from it what every address may tell whom. So that what a person is told is what
happens, words about readers are written nowhere else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

NOBODY = Q(pk__in=[])


class Reader(Enum):
    """What somebody is to whoever wrote something, in words that stand in the middle of a sentence, in the order of telling."""

    OWNER = gettext_lazy("you")
    NAMED = gettext_lazy("the person you name")
    OTHER_SIDE = gettext_lazy("the other side")
    PARTIES = gettext_lazy("all who take part in it")
    MEMBERS = gettext_lazy("the set")
    SET_FACILITATOR = gettext_lazy("its facilitator")
    COHORT = gettext_lazy("everybody who takes part in the cohort")
    PROGRAMME = gettext_lazy("everybody in the programme")
    HOSTS = gettext_lazy("the hosts")
    FACILITATORS = gettext_lazy("the facilitators of the cohort")
    MANAGERS = gettext_lazy("the programme manager")
    COORDINATORS = gettext_lazy("your organisation’s coordinator")
    COMMISSIONERS = gettext_lazy("whoever commissioned the cohort")
    PUBLISHER = gettext_lazy("the publisher’s editors")
    LINK = gettext_lazy("whoever is given a link to it")
    EVERYBODY = gettext_lazy("everybody")


Ways = Mapping[Reader, Callable[[], bool]]
Rows = Mapping[Reader, Q]


@dataclass(frozen=True)
class Kind:
    """One row of the table. `counted`: it goes, without names, into figures of enough people (DOMAIN 4.5)."""

    name: str
    readers: frozenset[Reader]
    shown_to: frozenset[Reader] = frozenset()
    counted: bool = False
    note: Any = ""

    def reading(self, *, shown: bool) -> frozenset[Reader]:
        """Who may read it as it stands, or once its owner shows it."""
        return self.readers | self.shown_to if shown else self.readers

    def opens(self, ways: Ways, *, shown: bool = False) -> bool:
        """Whether one of the `ways` in which somebody may be related to it holds and is one that reads it.

        Only relations that read it are looked up.
        """
        return any(holds() for reader, holds in ways.items() if reader in self.reading(shown=shown))

    def reached(self, rows: Rows, *, shown: bool = False) -> Q:
        """Which rows somebody reads: those that one of their relations reaches, of the relations that read this kind."""
        reaching = [rows[reader] for reader in Reader if reader in rows and reader in self.reading(shown=shown)]
        return reduce(or_, reaching) if reaching else NOBODY

    @property
    def sentence(self) -> str:
        """What stands beside a field of this kind: who can see it, in the reader's language."""
        return _together(_can_see(self.readers), self._then(), self._figures(), self.note)

    @property
    def shown_sentence(self) -> str:
        """What stands beside it once its owner has shown it."""
        return _together(_can_see(self.reading(shown=True)), self._figures(), self.note)

    def _then(self) -> str:
        if not self.shown_to:
            return ""
        return gettext("Once you show it, %(readers)s can see it too.") % {"readers": in_words(self.shown_to)}

    def _figures(self) -> str:
        return gettext("Figures count it without names, and only with enough others.") if self.counted else ""


def _together(*parts: Any) -> str:
    return " ".join(str(part) for part in parts if part)


def _can_see(readers: Iterable[Reader]) -> str:
    if set(readers) == {Reader.OWNER}:
        return gettext("Only you can see this.")
    if not readers:
        return gettext("Nobody can see this.")
    return gettext("%(readers)s can see this.") % {"readers": capfirst(in_words(readers))}


def in_words(readers: Iterable[Reader]) -> str:
    """Who they are, one after another: `you, the set and its facilitator`."""
    words = [str(reader.value) for reader in Reader if reader in set(readers)]
    if len(words) == 1:
        return words[0]
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


ReadBy = Kind | Mapping[str, Kind]
KINDS: dict[str, Kind] = {}


def _kind(name: str, *readers: Reader, shown_to: Iterable[Reader] = (), counted: bool = False, note: Any = "") -> Kind:
    KINDS[name] = Kind(name, frozenset(readers), frozenset(shown_to), counted, note)
    return KINDS[name]


# What a form takes that nobody is to read: what is sought, a press, a code, what is kept with nobody's name beside it.
UNREAD = _kind("unread")

# --- Somebody themselves ----------------------------------------------------------------------------------------------
_RUN_IT = (Reader.FACILITATORS, Reader.MANAGERS)
NAME = _kind("name", Reader.OWNER, Reader.MEMBERS, *_RUN_IT, Reader.COORDINATORS)
_ROLES_SHOW = gettext_lazy("Whoever runs a cohort shows theirs to its people, to be asked.")
ADDRESS = _kind("address", Reader.OWNER, *_RUN_IT, note=_ROLES_SHOW)
ROLE = _kind("role", Reader.OWNER, Reader.MEMBERS, *_RUN_IT)
LEVEL = _kind("level", Reader.OWNER, *_RUN_IT)
LINE_MANAGER = _kind("line manager", Reader.OWNER, Reader.MANAGERS)
AVAILABILITY = _kind("availability", Reader.OWNER, *_RUN_IT)
ACCESS_NEEDS = _kind("access needs", Reader.OWNER, *_RUN_IT)
OWN_SETTINGS = _kind("own settings", Reader.OWNER)
RECORD = _kind("own record", Reader.OWNER)
WHY_LEFT = _kind("why left", counted=True, note=gettext_lazy("It is kept without your name."))
# --- Before and after the workshop ------------------------------------------------------------------------------------
ITEM_ANSWERS = _kind("item answers", Reader.OWNER)
RESULTS = _kind("results", Reader.OWNER, shown_to=[Reader.NAMED], counted=True)
_OWN_REASONS = gettext_lazy("Your reasons are for you alone.")
CHOICES = _kind("priorities", Reader.OWNER, *_RUN_IT, counted=True, note=_OWN_REASONS)
CHOICE_REASONS = _kind("reasons for priorities", Reader.OWNER)
MAP = _kind("map", Reader.OWNER)
TASK_ANSWERS = _kind("task answers", Reader.OWNER, shown_to=[Reader.FACILITATORS])
HEALTH_CHECK = _kind("health check", Reader.OWNER, shown_to=[Reader.OTHER_SIDE], counted=True)
STAND = _kind("stand", counted=True, note=gettext_lazy("Nobody sees where you stand."))
CARDS = _kind("cards", *(_ROOM := (Reader.COHORT, Reader.FACILITATORS)), note=gettext_lazy("No name is kept with it."))
ROOM_NAME = _kind("name in the room", Reader.FACILITATORS, note=gettext_lazy("It is not kept after the day."))
EVALUATION = _kind("evaluation", Reader.OWNER, counted=True)
_NAMES_ALONE = gettext_lazy("That is your values themselves, and nothing else of this page.")
VALUES = _kind("values", Reader.OWNER, shown_to=[Reader.MEMBERS, Reader.FACILITATORS], note=_NAMES_ALONE)
VALUES_WORDS = _kind("words about values", Reader.OWNER)
# --- Learning packs ---------------------------------------------------------------------------------------------------
PACK_NOTES = _kind("pack notes", Reader.OWNER)
FEEDBACK = _kind("feedback on a pack", Reader.PUBLISHER)
# --- The set ----------------------------------------------------------------------------------------------------------
_SET = (Reader.MEMBERS, Reader.SET_FACILITATOR)
KEEP_APART = _kind("keep apart", Reader.OWNER, Reader.MANAGERS)
BIDS = _kind("bids", Reader.OWNER, shown_to=_SET)
PAST_BIDS = _kind("bids of the past", Reader.OWNER)
ACTIONS = _kind("actions", Reader.OWNER, shown_to=_SET)
REFLECTIONS = _kind("reflections", Reader.OWNER)
SET_AGREEMENT = _kind("set agreement", *_SET)
AIRTIME = _kind("airtime", *_SET)
PROCESS_REVIEW = _kind("process review", *_SET, note=gettext_lazy("No name is kept with it."))
THEMES = _kind("themes", Reader.OWNER, shown_to=(*_SET, Reader.MANAGERS, Reader.COMMISSIONERS))
BALLOT = _kind("ballot", note=gettext_lazy("It is counted and then deleted."))
ARRANGEMENTS = _kind("arrangements", *_SET, Reader.MANAGERS)
ATTENDANCE = _kind("attendance", *_SET, Reader.MANAGERS)
INCIDENTS = _kind("incidents", Reader.SET_FACILITATOR, Reader.MANAGERS)
SUPERVISION = _kind("supervision", Reader.OWNER)
FORMATION = _kind("formation", *_RUN_IT)
COMPOSITION = _kind("composition", Reader.MANAGERS)
MESSAGES = _kind("messages", Reader.NAMED, *_RUN_IT)
# --- Partnerships and what is told of them ----------------------------------------------------------------------------
AGREEMENTS = _kind("agreements", Reader.PARTIES, shown_to=[Reader.LINK])
CASES = _kind("cases", Reader.OWNER, shown_to=[*_RUN_IT, Reader.COHORT, Reader.COMMISSIONERS])
STORIES = _kind(
    "stories", Reader.PARTIES, shown_to=[Reader.MEMBERS, Reader.COHORT, Reader.PROGRAMME, Reader.EVERYBODY, *_RUN_IT]
)
OPPORTUNITIES = _kind("opportunities", Reader.PROGRAMME, *_RUN_IT, shown_to=[Reader.COORDINATORS])
WORDS_BETWEEN = _kind("words between two", Reader.PARTIES)
REPORTED = _kind("reports of an opportunity", Reader.MANAGERS)
EVENTS = _kind("events", Reader.HOSTS, Reader.MANAGERS, shown_to=[Reader.PROGRAMME, Reader.FACILITATORS])
_NAME_TICKED = gettext_lazy("Others who come see your name if you tick it.")
COMING = _kind("coming", Reader.OWNER, Reader.HOSTS, Reader.MANAGERS, note=_NAME_TICKED)
BROUGHT = _kind(
    "brought", Reader.OWNER, Reader.HOSTS, Reader.MANAGERS, shown_to=[Reader.PROGRAMME, Reader.FACILITATORS]
)
TAKEAWAYS = _kind("takeaways", Reader.OWNER, shown_to=[Reader.PROGRAMME, Reader.HOSTS, Reader.MANAGERS])
# --- Running it -------------------------------------------------------------------------------------------------------
COHORT_DETAILS = _kind("cohort details", Reader.COHORT, *_RUN_IT)
PEOPLE = _kind("people", *_RUN_IT)
OUTCOMES = _kind("outcomes", Reader.MANAGERS, Reader.COMMISSIONERS)
INSTRUMENTS = _kind("instruments", Reader.MANAGERS)
PACK_WORDS = _kind("words of a pack", Reader.EVERYBODY)
DESK = _kind("desk", Reader.PUBLISHER)

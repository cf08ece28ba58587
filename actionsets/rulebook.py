"""Tells the rules by which a cohort's sets are formed as ordered cards: what must be, what is preferred, whom each touches.

Counts only: no card says who is kept apart, who asked for it or why. Line management and keep-apart are one card to
facilitators, so that neither can be told from the other (DOMAIN 1.7.2).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionsets.formation import Person, Settings
from actionsets.formation.rules import apart_pairs
from actionsets.gathering import Gathered
from actionsets.moving import Board

LINE, APART = "line management", "keep apart"


@dataclass(frozen=True)
class RuleCard:
    """One rule: what it says, whom it touches in this cohort, and whether the draft in hand keeps it (None: no draft)."""

    title: str
    said: str
    touches: str
    kept: bool | None = None


@dataclass(frozen=True)
class Rulebook:
    """The rules that are never broken by proposing, and the aims in their order: the first difference decides."""

    must: list[RuleCard]
    prefer: list[RuleCard]


@dataclass(frozen=True)
class _Seen:
    """What the cards are written from."""

    gathered: Gathered
    settings: Settings
    by_facilitators: bool
    apart_from_lines: bool
    fixed: int
    broken: frozenset[str] | None

    @property
    def people(self) -> tuple[Person, ...]:
        return self.gathered.people

    def kept(self, *rules: str) -> bool | None:
        """Whether the draft in hand keeps all of these rules; None without a draft."""
        return None if self.broken is None else self.broken.isdisjoint(rules)


def rulebook(
    gathered: Gathered,
    settings: Settings,
    *,
    by_facilitators: bool,
    tells_apart: bool,
    board: Board | None = None,
) -> Rulebook:
    """The cards for a cohort; no queries.

    `settings` are those asked for, or those used for the draft `board`. `by_facilitators` says whether each set needs a
    facilitator who offers it; `tells_apart` whether the reader may tell line management from keep-apart.
    """
    broken = frozenset(breach.rule for breach in board.breaches) if board else None
    fixed = sum(place.is_fixed for place in board.places) if board else 0
    seen = _Seen(gathered, settings, by_facilitators, tells_apart, fixed, broken)
    return Rulebook([card for card in _must(seen) if card], _prefer(seen))


def _must(seen: _Seen) -> list[RuleCard | None]:
    return [_sizes(seen), *_apart(seen), _cap(seen), _half_days(seen), _leaders(seen), _undecided(seen), _fixed(seen)]


def _sizes(seen: _Seen) -> RuleCard:
    used = seen.settings
    said = _("%(smallest)s to %(largest)s people in each set.") % {
        "smallest": used.smallest,
        "largest": used.largest,
    }
    if used.stretch and used.stretch != (used.smallest, used.largest):
        said += " " + _("Sets of %(smallest)s or %(largest)s only if fewer people wait that way.") % {
            "smallest": used.stretch[0],
            "largest": used.stretch[1],
        }
    return RuleCard(_("Sizes"), said, _number_of_sets(seen), seen.kept("sizes"))


def _number_of_sets(seen: _Seen) -> str:
    people = len(seen.people)
    fewest, most = ceil(people / seen.settings.largest), people // seen.settings.smallest
    words = {"people": people, "fewest": fewest, "most": most}
    if fewest > most:
        return _("%(people)s people do not divide evenly into sets of these sizes.") % words
    if fewest == most:
        return ngettext("%(people)s people: %(most)s set.", "%(people)s people: %(most)s sets.", most) % words
    return _("%(people)s people: %(fewest)s to %(most)s sets.") % words


def _apart(seen: _Seen) -> list[RuleCard]:
    pairs = apart_pairs(seen.people)
    line = {pair for pair, rule in pairs.items() if rule == LINE}
    if not seen.apart_from_lines:
        said = _("Nobody with their line manager, at any level, nor with somebody they are kept apart from.")
        return [RuleCard(_("Not together"), said, _pairs(pairs), seen.kept(LINE, APART))]
    managed = sum(bool(person.line_manager) for person in seen.people)
    here = ngettext(
        "%(managed)s person has a line manager here.", "%(managed)s people have a line manager here.", managed
    )
    return [
        RuleCard(
            _("Line managers"),
            _("Nobody with their line manager, at any level."),
            here % {"managed": managed},
            seen.kept(LINE),
        ),
        RuleCard(
            _("Kept apart"),
            _("Nobody with somebody they are kept apart from, by their own wish or yours."),
            _pairs(set(pairs) - line),
            seen.kept(APART),
        ),
    ]


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    listed = list(pairs)
    people = len({one for pair in listed for one in pair})
    words = ngettext("%(pairs)s pair among %(people)s people.", "%(pairs)s pairs among %(people)s people.", len(listed))
    return words % {"pairs": len(listed), "people": people} if listed else _("Touches nobody.")


def _cap(seen: _Seen) -> RuleCard:
    cap = seen.settings.max_per_organisation
    said = ngettext(
        "At most %(cap)s person from one organisation in a set.",
        "At most %(cap)s people from one organisation in a set.",
        cap,
    )
    return RuleCard(_("Organisations"), said % {"cap": cap}, _largest(seen), seen.kept("organisation cap"))


def _largest(seen: _Seen) -> str:
    houses = Counter(person.organisation for person in seen.people if person.organisation)
    with_colleagues = sum(count for count in houses.values() if count > 1)
    if not with_colleagues:
        return _("Touches nobody: each comes from another organisation.")
    name, most = houses.most_common(1)[0]
    return _("%(people)s people have colleagues here; most come from %(organisation)s: %(most)s.") % {
        "people": with_colleagues,
        "organisation": name,
        "most": most,
    }


def _half_days(seen: _Seen) -> RuleCard:
    named = [person.availability for person in seen.people if person.availability]
    said = _("Each set has a half day that suits everybody in it. Who named none can come on any.")
    touches = _("Nobody has said which half days suit them.")
    if named:
        open_to_all = len(seen.people) - len(named)
        slot, most = Counter(slot for slots in named for slot in sorted(slots)).most_common(1)[0]
        touches = _("%(named)s of %(people)s said which suit them. %(slot)s suits most: %(most)s people.") % {
            "named": len(named),
            "people": len(seen.people),
            "slot": seen.gathered.called(slot),
            "most": most + open_to_all,
        }
    return RuleCard(_("A common half day"), said, touches, seen.kept("common slots"))


def _leaders(seen: _Seen) -> RuleCard:
    found = seen.gathered
    said = (
        _(
            "Each set is led by a facilitator who offers its subject and half day, and none leads more than they offered."
        )
        if seen.by_facilitators
        else _("You give each set its facilitator afterwards.")
    )
    said += " " + _("Nobody is led by their own line manager, nor by somebody they are kept apart from.")
    touches = [
        ngettext("%(count)s facilitator.", "%(count)s facilitators.", len(found.facilitators))
        % {"count": len(found.facilitators)},
        ngettext("Offered so far: %(sets)s set.", "Offered so far: %(sets)s sets.", found.offered)
        % {"sets": found.offered},
    ]
    unled = frozenset[str]().union(*(found.not_led_by(user) for user in found.facilitators.values()))
    if unled:
        words = ngettext(
            "%(people)s person cannot be led by one of them.",
            "%(people)s people cannot be led by one of them.",
            len(unled),
        )
        touches.append(words % {"people": len(unled)})
    return RuleCard(_("Facilitators"), said, " ".join(touches), seen.kept("facilitators"))


def _undecided(seen: _Seen) -> RuleCard | None:
    undecided = sum(not person.priorities for person in seen.people)
    if not undecided:
        return None
    said = (
        _("Who has chosen no priorities waits, to be placed by hand after a word with them.")
        if seen.settings.hold_back_undecided
        else _("Who has chosen no priorities is placed last, where it helps sizes and mix most.")
    )
    words = ngettext("%(people)s person.", "%(people)s people.", undecided)
    return RuleCard(_("No priorities yet"), said, words % {"people": undecided})


def _fixed(seen: _Seen) -> RuleCard | None:
    if not seen.fixed:
        return None
    words = ngettext("%(people)s person.", "%(people)s people.", seen.fixed)
    said = _("Who holds a fixed place stays in it when sets are proposed again.")
    return RuleCard(_("Fixed places"), said, words % {"people": seen.fixed})


def _prefer(seen: _Seen) -> list[RuleCard]:
    chosen = [person for person in seen.people if person.priorities]
    thirds = sum(len(person.priorities) > 2 for person in chosen)
    before = Counter(one for person in seen.people for one in person.previous_sets)
    met = sum(any(before[one] > 1 for one in person.previous_sets) for person in seen.people)
    houses = Counter(person.organisation for person in seen.people if person.organisation)
    several = sum(count > 1 for count in houses.values())
    return [
        RuleCard(_("As few as can be are left waiting"), "", _people(len(seen.people))),
        RuleCard(
            _("As few as can be are in a set whose focus they did not choose"),
            "",
            _("%(chosen)s of %(people)s have chosen.") % {"chosen": len(chosen), "people": len(seen.people)},
        ),
        RuleCard(
            _("As many as can be have their first choice, then their second"),
            _("A first choice counts three, a second two, a third one."),
            _keenest(seen, chosen),
        ),
        RuleCard(
            _("As few as can be have their third choice"),
            _("Where the sum is the same, the loss is spread."),
            ngettext("%(people)s person named three.", "%(people)s people named three.", thirds) % {"people": thirds},
        ),
        RuleCard(
            _("As few pairs as can be come from one organisation"),
            "",
            ngettext(
                "%(houses)s organisation sends more than one person.",
                "%(houses)s organisations send more than one person.",
                several,
            )
            % {"houses": several},
        ),
        RuleCard(
            _("Sets are as near to %(ideal)s people as can be") % {"ideal": seen.settings.ideal},
            "",
            _number_of_sets(seen),
        ),
        RuleCard(
            _("As few pairs as can be were in a set together before"),
            _("Sets of this programme count."),
            ngettext(
                "%(people)s person was in a set with somebody here.",
                "%(people)s people were in a set with somebody here.",
                met,
            )
            % {"people": met}
            if met
            else _("Touches nobody."),
        ),
    ]


def _people(count: int) -> str:
    return ngettext("%(people)s person is to be placed.", "%(people)s people are to be placed.", count) % {
        "people": count
    }


def _keenest(seen: _Seen, chosen: list[Person]) -> str:
    first = Counter(person.priorities[0] for person in chosen)
    if not first:
        return _("Nobody has chosen yet.")
    code, most = first.most_common(1)[0]
    said = ngettext(
        "Most often put first: %(subject)s (%(people)s person).",
        "Most often put first: %(subject)s (%(people)s people).",
        most,
    )
    return said % {"subject": seen.gathered.called(code), "people": most}

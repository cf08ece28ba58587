"""What the people who run a cohort, and its members, are shown of sets: rows and sentences, nothing that writes."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionsets import forming, gathering, proposing, wording
from actionsets.convening import told
from actionsets.formation import Person, ProposedSet
from actionsets.formation.figures import same_organisation_pairs
from actionsets.formation.reasons import set_reasons
from actionsets.gathering import Gathered, person_id
from actionsets.models import FacilitatorOffer, FormationRun, LearningSet, PlaceMove, SetMembership, SetProposal
from actionsets.moving import Board
from actionsets.retracing import History
from actionsets.separating import plain_name
from elearning.profiles import choosing
from elearning.profiles.models import PriorityChoice
from elearning.programmes.models import Cohort, CohortRole, Enrolment

RANKED = {
    3: gettext_lazy("First priority"),
    2: gettext_lazy("Second priority"),
    1: gettext_lazy("Third priority"),
}


MARK = 24  # the width of one person's mark in the picture of a proposal, with the gap after it


@dataclass(frozen=True)
class MemberRow:
    """One person in a set, as those who run the cohort see them."""

    enrolment: Enrolment
    priority: str
    has_answered: bool
    change: str = ""
    is_fixed: bool = False


@dataclass(frozen=True)
class SetCard:
    """One set on the board: who, why, and what is not as it should be."""

    learning_set: LearningSet
    focus: str
    slot: str
    members: list[MemberRow]
    broken: list[str]
    reasons: list[str]
    answered: int
    room: int
    meetings: int = 0


@dataclass(frozen=True)
class WaitingRow:
    """Somebody without a place, and why as far as it may be said."""

    enrolment: Enrolment
    reason: str


@dataclass(frozen=True)
class Inputs:
    """Whether everything is there that sets are formed from."""

    people: int
    chosen: int
    undecided: list[Enrolment]
    with_times: int
    organisations: int
    largest: list[tuple[str, int]] = field(default_factory=list)


def inputs(gathered: Gathered) -> Inputs:
    """What is there, in counts; only those without priorities are named."""
    undecided = gathered.without_priorities()
    organisations = Counter(person.organisation for person in gathered.people)
    return Inputs(
        people=len(gathered.people),
        chosen=len(gathered.people) - len(undecided),
        undecided=undecided,
        with_times=sum(bool(person.availability) for person in gathered.people),
        organisations=len(organisations),
        largest=organisations.most_common(3),
    )


@dataclass(frozen=True)
class RunNote:
    """A forming of sets in the background that the board tells of: one that goes on, or why the last came to nothing."""

    is_going: bool
    people: int
    said: str


def run_to_tell_of(cohort: Cohort, proposal: SetProposal | None, gathered: Gathered) -> RunNote | None:
    """What the board says of forming in the background, unless a proposal was made since; one query."""
    run = forming.latest(cohort)
    if run is None:
        return None
    if run.is_going:
        return RunNote(is_going=True, people=run.people, said="")
    if not run.came_to_nothing() or (proposal and proposal.created_at > (run.job.finished_at or proposal.created_at)):
        return None
    if run.refused == run.Refused.NOBODY:
        return RunNote(is_going=False, people=run.people, said=proposing.say_no_set(run.notes, gathered))
    said = run.get_refused_display() or _("Something went wrong on our side. Please propose again.")
    return RunNote(is_going=False, people=run.people, said=str(said))


@dataclass(frozen=True)
class ProgressNote:
    """How far a forming of sets is, in words and figures."""

    stage: str
    seconds: int
    placed: int
    rows: list[dict[str, Any]]
    gap: str
    is_silent: bool


def progress(run: FormationRun) -> ProgressNote:
    """How far `run` is: the best arrangement so far beside what none can better; the first aim that is still open."""
    best, bounds = forming.best_so_far(run.job)
    rows = wording.figures_table(best, bounds) if best else []
    is_open = next((row for row in rows if not row["reached"]), None)
    for row in rows[rows.index(is_open) + 1 :] if is_open else []:
        # What bounds an aim holds only with the aims before it at their best.
        row |= {"best": None, "reached": False}
    return ProgressNote(
        stage=str(wording.STAGES.get(str(run.job.progress.get("stage")), _("Getting everything ready."))),
        seconds=int(float(run.job.progress.get("seconds", 0))),
        placed=int(run.job.progress.get("placed", 0)),
        rows=rows,
        gap=wording.say_gap(is_open) if is_open and is_open["best"] is not None else "",
        is_silent=run.is_silent(),
    )


@dataclass(frozen=True)
class LeaderRow:
    """A facilitator of a cohort, and what they have offered to lead."""

    role: CohortRole
    offer: FacilitatorOffer | None
    subjects: list[str]
    slots: list[str]


def leaders(cohort: Cohort) -> list[LeaderRow]:
    """Every facilitator of the cohort, by name; two queries."""
    rows = cohort.roles.filter(kind=CohortRole.Kind.FACILITATOR).order_by("user__last_name", "user__first_name", "pk")
    return [_leader(role) for role in rows.select_related("user", "set_offer").prefetch_related("set_offer__subjects")]


def _leader(role: CohortRole) -> LeaderRow:
    offer: FacilitatorOffer | None = getattr(role, "set_offer", None)
    subjects = [subject.short for subject in offer.subjects.all()] if offer else []
    return LeaderRow(role, offer, subjects, [str(slot.label) for slot in offer.half_days()] if offer else [])


def cards(board: Board) -> list[SetCard]:
    """A card for each set of a proposal."""
    by_id = {person.id: person for person in board.gathered.people}
    changes = _changes(board.proposal)
    largest = gathering.settings_in_hand(board.proposal, board.gathered).largest
    made = []
    held: dict[int, list[SetMembership]] = defaultdict(list)
    for place in board.places:
        held[place.learning_set_id].append(place)
    for one, arranged in zip(board.sets, board.arranged, strict=True):
        places = held[one.pk]
        group = [by_id[key] for key in arranged.ids if key in by_id]
        described = replace(
            arranged,
            organisations=len({person.organisation for person in group}),
            same_organisation_pairs=same_organisation_pairs(group),
        )
        made.append(
            SetCard(
                learning_set=one,
                focus=one.focus.title if one.focus else "",
                slot=one.get_slot_display(),
                members=[_member(place, by_id, changes) for place in places],
                broken=_broken(board, arranged),
                reasons=wording.say_all(set_reasons(described, group), board.gathered.called) if group else [],
                answered=sum(place.has_answered for place in places),
                room=max(0, largest - len(places)),
            )
        )
    return made


MANY_SETS = 12
"""With more sets than that a board is folded, and a set is named by its number instead of being picked from a list."""


@dataclass(frozen=True)
class FoundRow:
    """Somebody who was looked for by name: their set's number, 0 while they wait."""

    enrolment: Enrolment
    number: int
    priority: str


def found(board: Board, cards: Sequence[SetCard], who: str) -> list[FoundRow]:
    """Everybody on the board whose name holds `who`, by name; accents and capitals make no difference."""
    wanted = plain_name(who)
    rows = [
        FoundRow(member.enrolment, card.learning_set.number, member.priority)
        for card in cards
        for member in card.members
    ]
    rows += [FoundRow(enrolment, 0, "") for enrolment in board.waiting()]
    hits = [row for row in rows if wanted and wanted in plain_name(row.enrolment.user.name)]
    return sorted(hits, key=lambda row: row.enrolment.user.name)


@dataclass(frozen=True)
class HistoryRow:
    """One entry of what was changed by hand."""

    said: str
    note: str
    stands: bool
    reason: str
    at: datetime


def history(past: History) -> list[HistoryRow]:
    """What was changed by hand, the latest first; taking back is told as such."""
    standing = {entry.pk for entry in past.standing}
    return [
        HistoryRow(
            told(entry), entry.get_kind_display(), entry.pk in standing or _is_undo(entry), entry.reason, entry.at
        )
        for entry in reversed(past.entries)
    ]


def _is_undo(entry: PlaceMove) -> bool:
    return entry.kind == PlaceMove.Kind.UNDO


def _changes(proposal: SetProposal) -> dict[int, str]:
    """Whose priorities have changed since sets were proposed, and what they want; never what changed (DOMAIN 2.6)."""
    said = {
        False: _("Priorities changed since"),
        True: _("Priorities changed since; would like to hear of another set"),
    }
    since = choosing.changed_since(proposal.cohort, proposal.created_at)
    return {enrolment: said[would_move] for enrolment, would_move in since.items()}


def changes_in(one: LearningSet, members: Sequence[SetMembership]) -> list[MemberRow]:
    """The members of a set that has not met yet whose priorities have changed since it was proposed; one query."""
    if one.state not in {LearningSet.State.PROPOSED, LearningSet.State.CONFIRMED}:
        return []
    changes = _changes(one.proposal)
    return [
        MemberRow(place.enrolment, "", place.has_answered, changes[place.enrolment_id])
        for place in members
        if place.enrolment_id in changes
    ]


def _member(place: SetMembership, by_id: Mapping[str, Person], changes: Mapping[int, str]) -> MemberRow:
    person = by_id.get(person_id(place.enrolment_id))
    undecided = _("No priorities yet") if person and not person.priorities else _("Not among their priorities")
    change = changes.get(place.enrolment_id, "")
    priority = str(RANKED.get(place.fit, undecided))
    return MemberRow(place.enrolment, priority, place.has_answered, change, place.is_fixed)


def _broken(board: Board, arranged: ProposedSet) -> list[str]:
    mine = [breach for breach in board.breaches if breach.set_label == arranged.label]
    return [wording.say_breach(breach, board.gathered.called) for breach in mine]


@dataclass(frozen=True)
class Track:
    """One set in the picture of a proposal: how many of its people have their first, second, third or no choice in it."""

    learning_set: LearningSet
    counts: list[int]
    marks: list[tuple[int, int]]

    @property
    def width(self) -> int:
        """How wide the picture is, in the units of the drawing."""
        return max(1, len(self.marks)) * MARK


def tracks(board: Board) -> list[Track]:
    """The picture of a proposal: a row a set, a mark a person (its place along the row, and the fit)."""
    made = []
    for one in board.sets:
        fits = sorted((place.fit for place in board.places if place.learning_set_id == one.pk), reverse=True)
        counts = [fits.count(value) for value in (3, 2, 1, 0)]
        made.append(Track(one, counts, [(number * MARK, value) for number, value in enumerate(fits)]))
    return made


def waiting(board: Board) -> list[WaitingRow]:
    """Those without a place, with the reason that set formation gave; otherwise no reason is said."""
    notes = board.proposal.outcome.get("waiting", {})
    rows = []
    for enrolment in board.waiting():
        note = notes.get(person_id(enrolment.pk))
        said = wording.say(gathering.note_from_json(note), board.gathered.called) if note else _("Needs a place.")
        rows.append(WaitingRow(enrolment, said))
    return rows


def summary(board: Board) -> dict[str, Any]:
    """How good the proposal is: the sentences of the day it was made, and its figures now beside the best there can be."""
    outcome, called = board.proposal.outcome, board.gathered.called
    notes = [gathering.note_from_json(note) for note in outcome.get("summary", [])]
    warnings = [gathering.note_from_json(note) for note in outcome.get("warnings", [])]
    relaxations = [gathering.note_from_json(note) for note in outcome.get("relaxations", [])]
    return {
        "sentences": wording.say_all(notes, called),
        "warnings": wording.say_all(warnings, called),
        "relaxations": wording.say_all(relaxations, called),
        "figures": wording.figures_table(board.figures, outcome.get("bounds", {})),
        "proved": outcome.get("proved", False),
        "is_nearest": board.proposal.settings.get("way") == proposing.LEAST,
    }


def previews(board: Board) -> list[dict[str, Any]]:
    """What each person will read when the proposal is sent, by set."""
    by_id = {person.id: person for person in board.gathered.people}
    first = Counter(person.priorities[0] for person in board.gathered.people if person.priorities)
    smallest = gathering.settings_in_hand(board.proposal, board.gathered).smallest
    shown = []
    for one in board.sets:
        places = [place for place in board.places if place.learning_set_id == one.pk]
        rows = []
        for place in places:
            person = by_id[person_id(place.enrolment_id)]
            favourite = person.priorities[0] if person.priorities else ""
            why = wording.why_here(
                fit=place.fit,
                focus=one.focus.title if one.focus else "",
                first=board.gathered.called(favourite),
                too_few=first[favourite] < smallest,
                has_chosen=bool(person.priorities),
            )
            rows.append({"enrolment": place.enrolment, "why": why})
        if rows:
            shown.append({"set": one, "rows": rows})
    return shown


def why_for(membership: SetMembership) -> str:
    """Why the holder of a place is in this set, from their own choices; two queries."""
    enrolment, one = membership.enrolment, membership.learning_set
    chosen = PriorityChoice.objects.filter(priority_list__superseded_at__isnull=True, rank=1)
    mine = chosen.filter(priority_list__enrolment=enrolment).select_related("subject").first()
    keen = chosen.filter(priority_list__enrolment__cohort=one.cohort, subject=mine.subject).count() if mine else 0
    return wording.why_here(
        fit=membership.fit,
        focus=one.focus.title if one.focus else "",
        first=mine.subject.title if mine else "",
        too_few=keen < one.cohort.smallest_set,
        has_chosen=mine is not None,
    )

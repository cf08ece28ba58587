"""Gathers from a cohort what set formation needs to know, and turns proposals in hand into its words. Writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from actionsets.formation import Member, Note, Person, ProposedSet, Settings
from actionsets.models import ActionLearningPage, LearningSet, SeparationRule, SetMembership, SetProposal
from elearning.profiles import choosing
from elearning.programmes.models import Availability, Cohort, Enrolment, Subject

Kind = SeparationRule.Kind
SECONDS = 8.0


def person_id(enrolment_pk: int) -> str:
    """The id by which set formation knows an enrolment: of one length, so that it sorts like the number."""
    return f"{enrolment_pk:09d}"


def step_of(cohort: Cohort) -> ActionLearningPage | None:
    """The page of the cohort's programme that is about sets."""
    return ActionLearningPage.objects.child_of(cohort.programme).live().first()


def today_in(cohort: Cohort) -> date:
    """The present date where the cohort is."""
    return timezone.localdate(timezone=ZoneInfo(cohort.time_zone))


@dataclass(frozen=True)
class Gathered:
    """The people of a cohort who can be placed, in the words of set formation, with their rows by id.

    `declared` holds the pairs that a participant asked to keep apart: nobody can override those.
    """

    cohort: Cohort
    people: tuple[Person, ...]
    enrolments: Mapping[str, Enrolment]
    subjects: Mapping[str, Subject]
    declared: frozenset[frozenset[str]]

    def without_priorities(self) -> list[Enrolment]:
        """Those who have confirmed no priorities yet."""
        return [self.enrolments[person.id] for person in self.people if not person.priorities]

    def called(self, key: str) -> str:
        """What people call a person, a subject or a half day that set formation knows by `key`."""
        if key in self.enrolments:
            return self.enrolments[key].user.name
        if key in self.subjects:
            return self.subjects[key].title
        return str(dict(Availability.choices).get(key, key))


def gather(cohort: Cohort) -> Gathered:
    """Everybody who takes part and has no place in a confirmed set yet; six queries, however many they are."""
    members = Enrolment.objects.filter(cohort=cohort).select_related("user", "organisation").order_by("pk")
    everybody = list(members)
    placed = set(
        SetMembership.objects.live()
        .filter(learning_set__cohort=cohort, learning_set__state__in=LearningSet.WITH_WORKSPACE)
        .values_list("enrolment_id", flat=True)
    )
    free = {person_id(one.pk): one for one in everybody if one.is_taking_part and one.pk not in placed}
    chosen, apart, declared = _choices(cohort), defaultdict(set), set()
    for rule in SeparationRule.objects.filter(cohort=cohort, second__isnull=False):
        one, other = person_id(rule.first_id), person_id(rule.second_id or 0)
        apart[one].add(other)
        if rule.kind == Kind.DECLARED:
            declared.add(frozenset({one, other}))
    managers = _line_managers(everybody, free)
    people = tuple(
        Person(
            id=key,
            name=one.user.name,
            organisation=one.organisation.name,
            priorities=chosen.get(one.pk, ()),
            line_manager=managers.get(key, ""),
            keep_apart=frozenset(apart[key]),
            availability=frozenset(slot.value for slot in one.available_slots()),
        )
        for key, one in free.items()
    )
    subjects = {subject.code: subject for subject in cohort.programme.framework.subjects.all()}
    return Gathered(cohort, people, free, subjects, frozenset(declared))


def _choices(cohort: Cohort) -> dict[int, tuple[str, ...]]:
    """The confirmed priorities of each enrolment, first first (hard gate c of DOMAIN 2.2: nothing else counts)."""
    chosen = choosing.current_for(cohort)
    return {key: tuple(choice.subject.code for choice in ranked) for key, ranked in chosen.items()}


def _line_managers(everybody: Sequence[Enrolment], free: Mapping[str, Enrolment]) -> dict[str, str]:
    """The nearest person up the line who can be placed, found by e-mail address; also past managers who take no part."""
    by_address = {one.user.email.lower(): one for one in everybody}
    found = {}
    for key, one in free.items():
        seen = {one.pk}
        above = by_address.get(one.line_manager_email.strip().lower())
        while above and above.pk not in seen and person_id(above.pk) not in free:
            seen.add(above.pk)
            above = by_address.get(above.line_manager_email.strip().lower())
        if above and above.pk not in seen:
            found[key] = person_id(above.pk)
    return found


def settings_for(gathered: Gathered, asked: Mapping[str, Any]) -> Settings:
    """The settings of set formation from what the board's form asked (`settings` of a proposal)."""
    return Settings(
        smallest=asked["smallest"],
        largest=asked["largest"],
        ideal=max(asked["smallest"], min(6, asked["largest"])),
        stretch=(4, 8) if asked.get("may_stretch") else None,
        max_per_organisation=asked["most_per_organisation"],
        subjects=tuple(gathered.subjects),
        hold_back_undecided=not asked.get("place_undecided"),
        time_limit=SECONDS,
    )


def settings_in_hand(proposal: SetProposal, gathered: Gathered) -> Settings:
    """The settings that were really used for a proposal (sizes may have been stretched, the cap raised)."""
    return settings_for(gathered, {**proposal.settings, **proposal.outcome.get("used", {})})


def arrangement(sets: Iterable[LearningSet], memberships: Iterable[SetMembership]) -> tuple[ProposedSet, ...]:
    """The sets in hand as set formation knows them; `memberships` are the live ones."""
    members: dict[int, list[Member]] = defaultdict(list)
    for place in memberships:
        members[place.learning_set_id].append(Member(person_id(place.enrolment_id), place.fit))
    return tuple(
        ProposedSet(
            label=str(one.number),
            focus=one.focus.code if one.focus else "",
            members=tuple(members[one.pk]),
            slots=(one.slot,) if one.slot else (),
        )
        for one in sets
    )


def note_as_json(note: Note) -> dict[str, Any]:
    """A note as plain JSON."""
    values = {key: list(value) if isinstance(value, tuple) else value for key, value in note.values.items()}
    return {"code": note.code, "values": values}


def note_from_json(data: Mapping[str, Any]) -> Note:
    """The note that `note_as_json` wrote."""
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in data["values"].items()}
    return Note(data["code"], values)


def plain(values: Any) -> dict[str, Any]:
    """Figures or bounds as plain JSON."""
    return asdict(values)

"""Gathers from a cohort what set formation needs to know, and turns proposals in hand into its words. Writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from actionsets.formation import Facilitator, Member, Note, Person, ProposedSet, Settings
from actionsets.models import (
    ActionLearningPage,
    FacilitatorOffer,
    LearningSet,
    SeparationRule,
    SetMembership,
    SetProposal,
)
from elearning.accounts.models import User
from elearning.profiles import choosing
from elearning.programmes.models import Availability, Cohort, CohortRole, Enrolment, Subject

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

    `declared` holds the pairs that a participant asked to keep apart: nobody can override those. `refused` says who must
    not be led by whom (a user's key); `facilitators` are those of the cohort, `leaders` those of them who said what they
    can lead.
    """

    cohort: Cohort
    people: tuple[Person, ...]
    enrolments: Mapping[str, Enrolment]
    subjects: Mapping[str, Subject]
    declared: frozenset[frozenset[str]]
    refused: frozenset[tuple[str, int]] = frozenset()
    facilitators: Mapping[str, User] = field(default_factory=dict)
    leaders: tuple[Facilitator, ...] = ()

    @property
    def offered(self) -> int:
        """How many sets the facilitators have offered to lead, all together."""
        return sum(leader.capacity for leader in self.leaders)

    def not_led_by(self, leader: User) -> frozenset[str]:
        """Whom `leader` must not lead: those they manage, those who are kept apart from them, and themselves."""
        return frozenset(key for key, one in self.enrolments.items() if self._must_not(leader, key, one))

    def _must_not(self, leader: User, key: str, one: Enrolment) -> bool:
        manages = one.line_manager_email.strip().lower() == leader.email.lower()
        return manages or one.user_id == leader.pk or (key, leader.pk) in self.refused

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


def how_many(cohort: Cohort) -> int:
    """How many people of the cohort can be placed: those whom `gather` would find."""
    placed = SetMembership.objects.live().filter(learning_set__cohort=cohort)
    placed = placed.filter(learning_set__state__in=LearningSet.WITH_WORKSPACE)
    return Enrolment.objects.filter(cohort=cohort).taking_part().exclude(pk__in=placed.values("enrolment")).count()


def gather(cohort: Cohort, *, with_placed: bool = False) -> Gathered:
    """Everybody who takes part and has no place in a confirmed set yet; eight queries for any number, nine with offers.

    `with_placed` gathers those in confirmed sets too, to see whether somebody can join them.
    """
    members = Enrolment.objects.filter(cohort=cohort).select_related("user", "organisation").order_by("pk")
    everybody = list(members)
    placed = set(
        SetMembership.objects.live()
        .filter(learning_set__cohort=cohort, learning_set__state__in=LearningSet.WITH_WORKSPACE)
        .values_list("enrolment_id", flat=True)
    )
    free = {person_id(one.pk): one for one in everybody if one.is_taking_part and (with_placed or one.pk not in placed)}
    chosen, kept = _choices(cohort), _kept_apart(cohort)
    managers, before = _line_managers(everybody, free), _previous_sets(cohort)
    people = tuple(
        Person(
            id=key,
            name=one.user.name,
            organisation=one.organisation.name,
            priorities=chosen.get(one.pk, ()),
            line_manager=managers.get(key, ""),
            keep_apart=frozenset(kept.apart[key]),
            availability=frozenset(slot.value for slot in one.available_slots()),
            previous_sets=frozenset(before[one.user_id]),
        )
        for key, one in free.items()
    )
    subjects = {subject.code: subject for subject in cohort.programme.framework.subjects.all()}
    found = Gathered(cohort, people, free, subjects, frozenset(kept.declared), frozenset(kept.refused))
    roles = _facilitators(cohort)
    return replace(
        found, facilitators={_leader_id(one.user): one.user for one in roles}, leaders=_leaders(found, roles)
    )


@dataclass
class _Kept:
    """Who is kept apart from whom: `apart` by person, the pairs that participants declared, and whom a user must not lead."""

    apart: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    declared: set[frozenset[str]] = field(default_factory=set)
    refused: set[tuple[str, int]] = field(default_factory=set)


def _kept_apart(cohort: Cohort) -> _Kept:
    kept = _Kept()
    for rule in SeparationRule.objects.filter(cohort=cohort):
        one = person_id(rule.first_id)
        if rule.user_id:
            kept.refused.add((one, rule.user_id))
        if rule.second_id:
            other = person_id(rule.second_id)
            kept.apart[one].add(other)
            if rule.kind == Kind.DECLARED:
                kept.declared.add(frozenset({one, other}))
    return kept


def _previous_sets(cohort: Cohort) -> dict[int, set[str]]:
    """The sets that each user has been a member of, in this programme only: what happens in another is not told here."""
    found: dict[int, set[str]] = defaultdict(set)
    places = SetMembership.objects.filter(
        joined_at__isnull=False,
        learning_set__cohort__programme=cohort.programme,
        enrolment__user__in=Enrolment.objects.filter(cohort=cohort).values("user"),
    )
    for user, number in places.values_list("enrolment__user", "learning_set"):
        found[user].add(str(number))
    return found


def _facilitators(cohort: Cohort) -> list[CohortRole]:
    rows = cohort.roles.filter(kind=CohortRole.Kind.FACILITATOR).order_by("user__last_name", "user__first_name", "pk")
    return list(rows.select_related("user", "set_offer").prefetch_related("set_offer__subjects"))


def _leader_id(user: User) -> str:
    return f"{user.pk:09d}"


def _leaders(found: Gathered, roles: Iterable[CohortRole]) -> tuple[Facilitator, ...]:
    """Those who said that they can lead at least one set; nobody is taken to offer what they have not."""
    made = []
    for role in roles:
        offer: FacilitatorOffer | None = getattr(role, "set_offer", None)
        if offer and offer.most_sets:
            leader = Facilitator(
                id=_leader_id(role.user),
                name=role.user.name,
                subjects=frozenset(subject.code for subject in offer.subjects.all()),
                slots=frozenset(offer.slots),
                capacity=offer.most_sets,
                not_with=found.not_led_by(role.user),
            )
            made.append(leader)
    return tuple(made)


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


def leaders_for(gathered: Gathered, asked: Mapping[str, Any]) -> tuple[Facilitator, ...]:
    """The facilitators that sets are formed for: those who offered any, if that was asked; otherwise sets need none."""
    return gathered.leaders if asked.get("with_facilitators") else ()


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

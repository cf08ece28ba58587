"""Looks whether people who must not share a set do so by now: after a change of job, of manager, or a tender (DOMAIN 2.6).

It is asked of the tables as they stand, so that nobody has to remember to look. Those who run the cohort read that the
composition needs review, and no more; the programme manager reads whom it concerns, and settles it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from actionsets import separating
from actionsets.models import CompositionReview, LearningSet, PlaceMove, SeparationRule, SetMembership
from actionsets.refusals import NotTogether
from elearning.accounts.models import Organisation, User
from elearning.programmes.models import Cohort, Enrolment

Kind = SeparationRule.Kind
Pair = frozenset[int]


@dataclass(frozen=True)
class Finding:
    """Two people in one set who must not share it, or one (`second` is None) who must not be led by its facilitator."""

    learning_set: LearningSet
    kind: str
    first: Enrolment
    second: Enrolment | None = None

    @property
    def can_stand(self) -> bool:
        """Whether the programme manager may let it stand: not what somebody declared, nor the facilitator's own people."""
        return self.second is not None and self.kind != Kind.DECLARED

    @property
    def mark(self) -> str:
        """What tells it from any other."""
        return f"{self.learning_set.number}-{self.first.pk}-{self.second.pk if self.second else 0}"

    @property
    def said(self) -> str:
        """The kind in words."""
        return str(Kind(self.kind).label)


def findings(sets: Sequence[LearningSet]) -> list[Finding]:
    """What needs review in `sets`; five queries for any number. Who has been reviewed, or was placed knowingly, is left out."""
    rows = SetMembership.objects.live().filter(learning_set__in=[one.pk for one in sets])
    places = list(rows.select_related("enrolment__user", "enrolment__organisation").order_by("pk"))
    if not places:
        return []
    by_set: dict[int, list[Enrolment]] = defaultdict(list)
    for place in places:
        by_set[place.learning_set_id].append(place.enrolment)
    lines, rules, stands = _lines(sets), _rules(sets), _stands(sets)
    found = [one for each in sets for one in _of_set(each, by_set[each.pk], lines, rules)]
    return [one for one in found if not (one.second and _key(one) in stands)]


def _key(one: Finding) -> tuple[int, Pair]:
    assert one.second  # noqa: S101 - asked for pairs only
    return one.learning_set.pk, frozenset({one.first.pk, one.second.pk})


def _of_set(
    one: LearningSet, people: Sequence[Enrolment], lines: dict[str, str], rules: Sequence[SeparationRule]
) -> list[Finding]:
    here = {person.pk: person for person in people}
    by_address = {person.user.email.lower(): person for person in people}
    found = []
    for person in people:
        above = _above(person, lines)
        found += [
            Finding(one, Kind.LINE_MANAGEMENT, by_address[address], person) for address in above & by_address.keys()
        ]
        if one.facilitator and one.facilitator.email.lower() in {person.line_manager_email.strip().lower()}:
            found.append(Finding(one, Kind.FACILITATOR, person))
    for rule in rules:
        if rule.first_id in here and rule.second_id in here:
            found.append(Finding(one, rule.kind, here[rule.first_id], here[rule.second_id]))
        elif rule.first_id in here and rule.user_id and rule.user_id == one.facilitator_id:
            found.append(Finding(one, Kind.FACILITATOR, here[rule.first_id]))
    return found


def _above(person: Enrolment, lines: dict[str, str]) -> set[str]:
    """The addresses of everybody above `person` in the line, as far as the cohort's own people say."""
    found: set[str] = set()
    address = person.line_manager_email.strip().lower()
    while address and address not in found:
        found.add(address)
        address = lines.get(address, "")
    return found - {person.user.email.lower()}


def _lines(sets: Sequence[LearningSet]) -> dict[str, str]:
    """Who manages whom in these cohorts: an address to the address above it."""
    rows = Enrolment.objects.filter(cohort__in={one.cohort_id for one in sets}).exclude(line_manager_email="")
    known = rows.values_list("user__email", "line_manager_email")
    return {below.lower(): above.strip().lower() for below, above in known}


def _rules(sets: Sequence[LearningSet]) -> list[SeparationRule]:
    rows = SeparationRule.objects.filter(cohort__in={one.cohort_id for one in sets})
    return list(rows.filter(Q(second__isnull=False) | Q(user__isnull=False)))


def _stands(sets: Sequence[LearningSet]) -> set[tuple[int, Pair]]:
    """What was let stand: reviewed since, or placed knowingly when the sets were formed."""
    keys = [one.pk for one in sets]
    reviewed = CompositionReview.objects.filter(learning_set__in=keys)
    found = {
        (one, frozenset({first, second}))
        for one, first, second in reviewed.values_list("learning_set_id", "first_id", "second_id")
    }
    moves = PlaceMove.objects.filter(proposal__sets__in=keys, undone=False).distinct()
    knowingly = {
        frozenset(map(int, people)) for broke in moves.values_list("broke", flat=True) for _said, people in broke
    }
    return found | {(key, pair) for key in keys for pair in knowingly}


def told_by(found: Iterable[Finding]) -> list[Enrolment]:
    """The people from whose own words the findings come: who named somebody, and who named their line manager. Whom they
    named is never told by this (DOMAIN 7.1)."""
    below = {Kind.LINE_MANAGEMENT: "second", Kind.DECLARED: "first", Kind.FACILITATOR: "first"}
    return [getattr(one, below[Kind(one.kind)]) for one in found if one.kind in below]


def needing(sets: Sequence[LearningSet]) -> set[int]:
    """The keys of those of `sets` whose composition needs review."""
    return {one.learning_set.pk for one in findings(sets)}


@transaction.atomic
def let_stand(finding: Finding, *, by: User) -> CompositionReview:
    """Note that both have been asked and stay. Raises NotTogether for what is not the programme manager's to let stand."""
    if not finding.can_stand or finding.second is None:
        raise NotTogether(_("This cannot be let stand without them."))
    first, second = sorted([finding.first.pk, finding.second.pk])
    made, _new = CompositionReview.objects.get_or_create(
        learning_set=finding.learning_set, first_id=first, second_id=second, defaults={"by": by}
    )
    return made


@transaction.atomic
def separate_organisations(cohort: Cohort, one: Organisation, other: Organisation, *, by: User) -> int:
    """Keep the people of two organisations apart, such as while both tender for one contract; returns how many pairs.

    Holds for those who are in the cohort now; saying it twice changes nothing.
    """
    people = Enrolment.objects.filter(cohort=cohort).taking_part()
    pairs = [(a, b) for a in people.filter(organisation=one) for b in people.filter(organisation=other)]
    return separate_all(pairs, by=by)


def separate_all(pairs: Iterable[tuple[Enrolment, Enrolment]], *, by: User) -> int:
    """Keep each of `pairs` apart on the programme manager's word."""
    kept = [separating.separate(*sorted(pair, key=lambda one: one.pk), by=by) for pair in pairs]
    return len(kept)

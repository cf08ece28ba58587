"""D06: two people form and change the sets of one cohort at once, fifty times each: nobody has two places, no set too many."""

import random
import threading
from collections import Counter

from django.db import connections
from django.db.models import Count, Q

from actionsets import convening, moving, proposing
from actionsets.models import LearningSet, SetMembership, SetProposal
from actionsets.refusals import Refusal
from actionsets.rehearsing.sets import SETTINGS
from elearning.accounts.models import User
from elearning.programmes.models import Cohort, Enrolment, ProgrammeManager
from tests.survive.processes import Installation
from tests.survive.verdict import Verdict

TURNS = 50


def check(place: Installation) -> Verdict:
    """Both act on what they saw last, as from pages that were opened a moment ago."""
    cohort = cohort_without_sets()
    manager = ProgrammeManager.objects.select_related("user").filter(programme=cohort.programme).first()
    assert manager is not None
    proposing.propose(cohort, SETTINGS, by=manager.user)
    ends: Counter[str] = Counter()
    gate = threading.Barrier(2)
    both = [threading.Thread(target=act, args=(seed, cohort, manager.user, ends, gate)) for seed in (1, 2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    mine = SetMembership.objects.filter(enrolment__cohort=cohort, ended_at=None)
    twice = mine.values("enrolment").annotate(places=Count("pk")).filter(places__gt=1).count()
    sets = LearningSet.objects.filter(cohort=cohort).annotate(
        members=Count("memberships", filter=Q(memberships__ended_at=None))
    )
    largest = max(one.members for one in sets)
    done, refused = ends["done"], sum(count for name, count in ends.items() if name.startswith("refused"))
    faults = {name: count for name, count in ends.items() if name.startswith("fault")}
    verdict = Verdict(
        f"{done} acts done, {refused} refused in words, {sum(faults.values())} failed; {twice} people with two places, largest"
        f" set {largest}, {SetProposal.objects.filter(cohort=cohort, state__in=['draft', 'sent']).count()} open proposal"
    )
    verdict.expect(not faults, f"failed: {faults}")
    verdict.expect(twice == 0 and largest <= convening.MOST, "the rules are broken")
    verdict.expect(refused, "the two never met")
    return verdict


def cohort_without_sets() -> Cohort:
    """The running cohort with most people, none of whom has a place."""
    free = Q(enrolments__state__in=Enrolment.TAKING_PART, enrolments__set_memberships=None)
    found = Cohort.objects.annotate(people=Count("enrolments", filter=free)).order_by("-people").first()
    assert found is not None
    return found


def act(seed: int, cohort: Cohort, who: User, ends: Counter[str], gate: threading.Barrier) -> None:
    """One person's turns; each begins at the same moment as the other's."""
    chance = random.Random(seed)
    for _turn in range(TURNS):
        gate.wait(120)
        try:
            once(chance, cohort, who)
            ends["done"] += 1
        except Refusal as refusal:
            ends[f"refused: {type(refusal).__name__}"] += 1
        except Exception as problem:
            ends[f"fault: {type(problem).__name__} {problem}"[:200]] += 1
    connections.close_all()


def once(chance: random.Random, cohort: Cohort, who: User) -> None:
    """Look, then do something about it."""
    seen = SetProposal.objects.filter(cohort=cohort, state__in=["draft", "sent"]).latest("pk")
    if chance.random() < 0.1:
        proposing.propose(cohort, SETTINGS, by=who, instead_of=seen, revision=seen.revision)
        return
    sets = list(seen.standing())
    anybody = chance.choice(list(cohort.enrolments.filter(state__in=Enrolment.TAKING_PART)))
    moving.move(seen, anybody, chance.choice([*sets, None]), revision=seen.revision, by=who, reason="As they asked")

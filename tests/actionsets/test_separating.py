"""Being kept apart: whom a typed name means, and what is told about it."""

import pytest

from actionsets import separating
from actionsets.gathering import gather, person_id
from actionsets.models import SeparationRule
from tests import factories
from tests.conftest import Cast


@pytest.mark.parametrize("named", ["Ben Example", "  ben   EXAMPLE ", "BEN.EXAMPLE@example.org", "Bén Example"])
def test_declare_finds_the_person_by_name_or_address(cast: Cast, named: str) -> None:
    assert separating.declare(cast.ada, named).second == cast.ben


def test_declare_keeps_an_unknown_name_as_it_was_written(cast: Cast) -> None:
    rule = separating.declare(cast.ada, "My cousin Bernard")

    assert (rule.second, rule.user, rule.named) == (None, None, "My cousin Bernard")


def test_declare_does_not_guess_between_two_of_one_name(cast: Cast) -> None:
    factories.enrolment(cast.cohort, factories.user("Ben Example", email="other.ben@example.org"))

    assert separating.declare(cast.ada, "Ben Example").second is None


def test_declare_looks_only_in_the_own_cohort(cast: Cast) -> None:
    other = factories.cohort(cast.programme)
    factories.enrolment(other, factories.user("Dan Example"))

    assert separating.declare(cast.ada, "Dan Example").second is None


def test_declare_a_facilitator_keeps_them_from_leading(cast: Cast) -> None:
    rule = separating.declare(cast.ada, "Fay Example")

    assert (rule.kind, rule.user) == ("facilitator", cast.fay)


def test_declare_twice_is_one_rule(cast: Cast) -> None:
    separating.declare(cast.ada, "Ben Example")
    separating.declare(cast.ada, "Ben  Example")

    assert SeparationRule.objects.count() == 1


def test_a_declaration_counts_both_ways(cast: Cast) -> None:
    separating.declare(cast.ada, "Ben Example")

    gathered = gather(cast.cohort)

    pair = frozenset({person_id(cast.ada.pk), person_id(cast.ben.pk)})
    assert gathered.declared == frozenset({pair})


def test_withdraw_lets_them_meet_again(cast: Cast) -> None:
    separating.withdraw(separating.declare(cast.ada, "Ben Example"))

    assert gather(cast.cohort).declared == frozenset()


def test_match_gives_an_unmatched_name_its_person(cast: Cast) -> None:
    rule = separating.match(separating.declare(cast.ada, "Benny"), cast.ben)

    assert (rule.second, rule.named) == (cast.ben, "Benny")

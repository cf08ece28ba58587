"""What becomes of places in sets, and of who is kept apart, when two enrolments become one (DOMAIN 2.6)."""

from actionsets import recomposing, separating
from actionsets.models import SeparationRule, SetMembership
from elearning.programmes import merging
from elearning.programmes.models import Enrolment
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.laying import laid


@laid
def at_work(twelve: Twelve) -> Twelve:
    """Both sets at work; everybody has acknowledged what they agreed."""
    twelve.at_work(*twelve.people)
    return twelve


def merge(twelve: Twelve, stays: Enrolment, goes: Enrolment) -> None:
    merging.ask(stays, goes, by=twelve.max)
    merging.agree(goes, by=goes.user)


def live(enrolment: Enrolment) -> list[int]:
    return list(SetMembership.objects.live().filter(enrolment=enrolment).values_list("learning_set", flat=True))


def test_the_place_in_a_set_goes_with_the_person(at_work: Twelve) -> None:
    stays = factories.enrolment(at_work.cohort, factories.user("P01 Otherwise"))
    one = at_work.set_of("P01")

    merge(at_work, stays, at_work.people["P01"])

    assert live(stays) == [one.pk]
    assert signed_in(stays.user).get(at_work.step.door("start")).status_code == 200


def test_who_held_two_places_keeps_that_of_the_one_that_stays(at_work: Twelve) -> None:
    stays, goes = at_work.people["P01"], at_work.people["P03"]
    mine, other = at_work.set_of("P01"), at_work.set_of("P03")

    merge(at_work, stays, goes)

    assert (mine != other, live(stays), live(goes)) == (True, [mine.pk], [])


def test_two_places_in_one_set_become_one_and_nobody_has_left(at_work: Twelve) -> None:
    stays = at_work.people["P01"]
    goes = next(
        one for key, one in at_work.people.items() if key != "P01" and at_work.set_of(key) == at_work.set_of("P01")
    )
    one = at_work.set_of("P01")
    agreed = one.agreements.count()

    merge(at_work, stays, goes)

    assert (live(stays), live(goes), one.agreements.count()) == ([one.pk], [], agreed)


def test_who_is_kept_apart_from_one_is_kept_apart_from_the_one_there_is(at_work: Twelve) -> None:
    separating.declare(at_work.people["P03"], "P05 Example")
    other = at_work.people["P05"]

    merge(at_work, at_work.people["P01"], at_work.people["P03"])

    pairs = SeparationRule.objects.filter(second=other).values_list("first", flat=True)
    assert list(pairs) == [at_work.people["P01"].pk]
    assert recomposing.needing([at_work.set_of("P01")]) == {at_work.set_of("P01").pk}


def test_two_who_were_kept_apart_from_each_other_are_so_no_more(at_work: Twelve) -> None:
    separating.declare(at_work.people["P03"], "P01 Example")

    merge(at_work, at_work.people["P01"], at_work.people["P03"])

    assert SeparationRule.objects.filter(first=at_work.people["P01"], second=at_work.people["P01"]).count() == 0


def test_whose_line_manager_they_are_stays_known(at_work: Twelve) -> None:
    """P02 named P01's address as that of their line manager."""
    stays = factories.enrolment(at_work.cohort, factories.user("P01 Otherwise"))

    merge(at_work, stays, at_work.people["P01"])

    assert Enrolment.objects.get(pk=at_work.people["P02"].pk).line_manager_email == stays.user.email


def test_line_manager_whom_only_one_of_the_two_named_is_kept_apart(at_work: Twelve) -> None:
    stays = factories.enrolment(
        at_work.cohort, factories.user("P02 Otherwise"), line_manager_email="somebody@example.org"
    )

    merge(at_work, stays, at_work.people["P02"])

    pairs = SeparationRule.objects.filter(kind="line_management").values_list("first", "second")
    assert list(pairs) == [(stays.pk, at_work.people["P01"].pk)]

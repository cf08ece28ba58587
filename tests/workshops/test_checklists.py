"""Checklists beside each other: laid down by choice, told without names, and only where there are enough (DOMAIN 3.3, T12)."""

import pytest

from elearning.partnering import checking
from elearning.partnering.models import WorkshopPage
from elearning.programmes.models import Cohort
from elearning.workshops import bringing, onscreen, showing
from elearning.workshops.models import RoomSheet, Showing
from elearning.workshops.refusals import NotEnough, NotHere
from tests.conftest import Cast, signed_in
from tests.workshops.makers import check, here, lay

T12 = ["not_yet", "partly", "partly", "dont_know", "fully"]
H9 = ["dont_know", "dont_know", "fully", "fully", "fully"]


def five(cohort: Cohort, step: WorkshopPage) -> None:
    for h16, h9 in zip(T12, H9, strict=True):
        lay(cohort, step, H16=h16, H9=h9)


def test_t12_is_read_as_the_domain_says(today: Cast, step: WorkshopPage) -> None:
    five(today.cohort, step)

    taken = showing.show_checklist(today.cohort, step, by=today.fay)

    assert (taken.people, taken.counts["start_here"], taken.counts["talk_about"]) == (5, ["H16"], ["H16"])
    assert taken.counts["find_out"] == ["H9"]
    assert list(taken.counts["counts"]["H16"].values()) == [1, 2, 0, 1, 1]


def test_four_are_not_told(today: Cast, step: WorkshopPage) -> None:
    for _one in range(4):
        lay(today.cohort, step, H1="partly")

    with pytest.raises(NotEnough):
        showing.show_checklist(today.cohort, step, by=today.fay)


def test_three_who_all_agree_are_told_and_one_who_does_not_stops_it(today: Cast, step: WorkshopPage) -> None:
    for _one in range(3):
        lay(today.cohort, step, is_open=True, H1="partly")
    first = showing.show_checklist(today.cohort, step, by=today.fay)
    lay(today.cohort, step, H1="fully")
    second = showing.show_checklist(today.cohort, step, by=today.fay)

    assert (first.people, second.pk == first.pk, Showing.objects.count()) == (3, True, 1)


def test_what_all_agree_to_is_counted_anew(today: Cast, step: WorkshopPage) -> None:
    for people in (2, 1):
        for _one in range(people):
            lay(today.cohort, step, is_open=True, H1="partly")
        last = showing.show_checklist(today.cohort, step, by=today.fay)

    assert (last.people, Showing.objects.filter(is_up=True).count()) == (3, 1)


def test_one_who_leaves_and_did_not_agree_cannot_be_worked_out(today: Cast, step: WorkshopPage) -> None:
    """Five agree, one does not; all six are shown; then that one takes theirs back: the five are not counted anew."""
    for _one in range(5):
        lay(today.cohort, step, is_open=True, H1="partly")
    shy = lay(today.cohort, step, H1="fully")
    first = showing.show_checklist(today.cohort, step, by=today.fay)
    bringing.take_back(shy)

    assert showing.show_checklist(today.cohort, step, by=today.fay).pk == first.pk


def test_second_spread_needs_five_more(today: Cast, step: WorkshopPage) -> None:
    five(today.cohort, step)
    seen = [showing.show_checklist(today.cohort, step, by=today.fay).people]
    for more in (4, 1):
        for _one in range(more):
            lay(today.cohort, step, H16="fully")
        seen.append(showing.show_checklist(today.cohort, step, by=today.fay).people)

    assert seen == [5, 5, 10]


def test_statement_that_few_answered_is_not_told(today: Cast, step: WorkshopPage) -> None:
    five(today.cohort, step)
    lay(today.cohort, step, H2="not_yet", H16="partly")

    taken = showing.show_checklist(today.cohort, step, by=today.fay)

    assert sorted(taken.counts["counts"]) == ["H16", "H9"]


def test_laying_down_leaves_answers_and_partnership_where_they_are(today: Cast, step: WorkshopPage) -> None:
    names = {field.name for field in RoomSheet._meta.get_fields()}

    assert names == {"id", "enrolment", "check_of", "is_open"}


def test_nobody_lays_down_another_persons_checklist(today: Cast, step: WorkshopPage) -> None:
    here(today.ada, step)
    bens = check(today.ben, step, H1="partly")
    client = signed_in(today.ada.user)

    with pytest.raises(NotHere):
        bringing.lay_down(today.ada, step, bens, is_open=True)
    page = client.post(step.door("lay"), {"check_of": str(bens.public_id)}).content.decode()

    assert (RoomSheet.objects.count(), "Harbour" in page) == (0, False)


def test_absent_person_lays_nothing_down(today: Cast, step: WorkshopPage) -> None:
    own = check(today.ada, step, H1="partly")

    signed_in(today.ada.user).post(step.door("lay"), {"check_of": str(own.public_id)})

    assert RoomSheet.objects.count() == 0


def test_person_lays_down_and_takes_back_on_the_phone(today: Cast, step: WorkshopPage) -> None:
    here(today.ada, step)
    own = check(today.ada, step, H1="partly")
    client, seen = signed_in(today.ada.user), []

    for sent in ({"check_of": str(own.public_id)}, {"check_of": str(own.public_id), "is_open": "on"}, {"back": "1"}):
        client.post(step.door("lay"), sent)
        seen.append([one.is_open for one in RoomSheet.objects.all()])

    assert seen == [[False], [True], []]


def test_unanswered_checklist_cannot_be_laid_down(today: Cast, step: WorkshopPage) -> None:
    checking.begin(today.ada, step, partnership="Harbour")

    assert bringing.checks_of(today.ada) == []


def test_those_who_were_absent_do_not_read_what_few_agreed_to_show_in_the_room(today: Cast, step: WorkshopPage) -> None:
    for _one in range(3):
        lay(today.cohort, step, is_open=True, H1="partly")
    showing.show_checklist(today.cohort, step, by=today.fay)
    few = onscreen.kept_figures(today.cohort, step)["reading"]
    for _one in range(2):
        lay(today.cohort, step, is_open=True, H1="partly")
    showing.show_checklist(today.cohort, step, by=today.fay)

    assert (few, onscreen.kept_figures(today.cohort, step)["reading"]["people"]) == ({}, 5)

"""Both sides: nobody sees an answer of the other before both have agreed, and either may take it back until then."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elearning.accounts.models import User
from elearning.partnering import checking, siding
from elearning.partnering.checking import Given
from elearning.partnering.models import Comparison, HealthCheck, Side, WorkshopPage
from elearning.partnering.siding import SidesError
from elearning.programmes import progress
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers

STRANGERS = ["cal", "fay", "max", "olu", "pia", "zoe"]
ADAS, BENS = "Ada thinks the board never listens", "Ben thinks the forms are too long"


@laid
def step(cast: Cast) -> WorkshopPage:
    return makers.workshop_page(cast.programme)


@laid
def asked(cast: Cast, step: WorkshopPage) -> Comparison:
    """Ada asks Ben."""
    return siding.ask(cast.ada, step, partnership="Joined-up discharge", email=cast.ben.user.email)


@laid
def answered(cast: Cast, asked: Comparison) -> Comparison:
    """Both have answered, and nobody has agreed."""
    siding.accept(of(asked, cast.ben.user), organisation="Harbour Trust")
    ada, ben = (siding.own_check(of(asked, one.user)) for one in (cast.ada, cast.ben))
    checking.answer(ada, {"H1": Given("fully", ADAS), "H2": Given("not_yet")}, seen=0)
    checking.answer(ben, {"H1": Given("not_yet", BENS), "H2": Given("partly")}, seen=0)
    return asked


def of(comparison: Comparison, user: User) -> Side:
    return comparison.sides.get(user=user)


def address(comparison: Comparison) -> str:
    return reverse("partnering:side", args=[comparison.public_id])


def user(cast: Cast, who: str) -> User:
    found = getattr(cast, who)
    return getattr(found, "user", found)


def agree_both(cast: Cast, comparison: Comparison, *, reasons: bool = False) -> None:
    for one in (cast.ada, cast.ben):
        siding.agree(of(comparison, one.user), shows_reasons=reasons)
    comparison.refresh_from_db()


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_finds_it(cast: Cast, answered: Comparison, who: str) -> None:
    agree_both(cast, answered)
    client = signed_in(user(cast, who))

    assert (client.get(address(answered)).status_code, client.post(address(answered)).status_code) == (404, 404)
    assert "Joined-up" not in client.get(reverse("partnering:sides")).content.decode()


def test_asking_by_an_address_that_is_new_makes_somebody_who_can_sign_in(cast: Cast, step: WorkshopPage) -> None:
    siding.ask(cast.ada, step, partnership="Schools", email="New@Example.org")

    assert User.objects.get(email="new@example.org").has_usable_password() is False


def test_asking_twice_asks_once(cast: Cast, step: WorkshopPage, asked: Comparison) -> None:
    again = siding.ask(cast.ada, step, partnership="Joined-up discharge", email=cast.ben.user.email)

    assert (again, Comparison.objects.count()) == (asked, 1)


@pytest.mark.parametrize("which", ["oneself", "colleague"])
def test_other_side_is_of_another_organisation(cast: Cast, step: WorkshopPage, which: str) -> None:
    who, other = (cast.ada, cast.ada) if which == "oneself" else (cast.ben, cast.cal)

    with pytest.raises(SidesError):
        siding.ask(who, step, partnership="Schools", email=other.user.email)

    assert Comparison.objects.count() == 0


def test_ten_who_have_not_answered_are_enough(cast: Cast, step: WorkshopPage) -> None:
    for number in range(10):
        siding.ask(cast.ada, step, partnership="Schools", email=f"one{number}@example.org")

    with pytest.raises(SidesError):
        siding.ask(cast.ada, step, partnership="Schools", email="eleventh@example.org")


def test_only_who_was_at_the_workshop_and_is_of_another_organisation_is_offered(cast: Cast, step: WorkshopPage) -> None:
    for one in (cast.ada, cast.ben):
        progress.done(one, step)

    assert siding.co_participants(cast.ada, step) == [cast.ben]


def test_asking_at_the_door(cast: Cast, step: WorkshopPage) -> None:
    sent = {"which": "other", "name": "Schools", "who": "other", "email": "head@example.org"}

    answer = signed_in(cast.ada.user).post(step.door("sides"), sent)

    assert answer.headers["Location"] == address(Comparison.objects.get())


@pytest.mark.parametrize(
    "given", [{}, {"who": "other"}, {"who": "other", "email": "no address"}, {"who": "nobody", "email": "a@b.org"}]
)
def test_asking_nobody_is_asked_again(cast: Cast, step: WorkshopPage, given: dict[str, str]) -> None:
    answer = signed_in(cast.ada.user).post(step.door("sides"), {"which": "other", "name": "Schools", **given})

    assert (answer.status_code, Comparison.objects.count()) == (422, 0)


def test_mail_names_neither_partnership_nor_answer(
    cast: Cast, answered: Comparison, django_capture_on_commit_callbacks
) -> None:  # type: ignore[no-untyped-def]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        agree_both(cast, answered)

    assert [word for one in mail.outbox for word in ("Joined-up", "listens", "forms") if word in one.body] == []


def test_who_says_no_finds_nothing_any_more(cast: Cast, asked: Comparison) -> None:
    client = signed_in(cast.ben.user)

    client.post(address(asked), {"decline": "1"})

    assert client.get(address(asked)).status_code == 404
    assert "would rather not" in signed_in(cast.ada.user).get(address(asked)).content.decode()


def test_nothing_is_answered_before_accepting(cast: Cast, asked: Comparison) -> None:
    with pytest.raises(SidesError):
        siding.own_check(of(asked, cast.ben.user))


def test_organisation_of_the_other_side_is_refused(cast: Cast, asked: Comparison) -> None:
    with pytest.raises(SidesError):
        siding.accept(of(asked, cast.ben.user), organisation="riverside COUNCIL")


@pytest.mark.parametrize("agreed", [[], ["ada"], ["ben"]])
def test_no_answer_of_the_other_before_both_agree(cast: Cast, answered: Comparison, agreed: list[str]) -> None:
    for who in agreed:
        siding.agree(of(answered, user(cast, who)), shows_reasons=True)

    pages = [signed_in(one.user).get(address(answered)).content.decode() for one in (cast.ada, cast.ben)]

    assert [(ADAS in page, BENS in page, "Statement by statement" in page) for page in pages] == [(False,) * 3] * 2


def test_other_sides_checklist_is_never_found(cast: Cast, answered: Comparison) -> None:
    agree_both(cast, answered, reasons=True)
    bens = HealthCheck.objects.get(owner=cast.ben.user)

    assert signed_in(cast.ada.user).get(reverse("partnering:check", args=[bens.public_id])).status_code == 404


def test_agreeing_without_an_answer_is_refused(cast: Cast, asked: Comparison) -> None:
    with pytest.raises(SidesError):
        siding.agree(of(asked, cast.ada.user), shows_reasons=False)


def test_agreement_taken_back_does_not_count(cast: Cast, answered: Comparison) -> None:
    siding.agree(of(answered, cast.ada.user), shows_reasons=False)
    siding.take_back(of(answered, cast.ada.user))
    siding.agree(of(answered, cast.ben.user), shows_reasons=False)

    answered.refresh_from_db()
    assert answered.compared_at is None


def test_answers_removed_after_agreeing_are_not_compared(cast: Cast, answered: Comparison) -> None:
    siding.agree(of(answered, cast.ada.user), shows_reasons=False)
    checking.remove(HealthCheck.objects.get(owner=cast.ada.user))
    siding.agree(of(answered, cast.ben.user), shows_reasons=False)

    answered.refresh_from_db()
    assert answered.compared_at is None


def test_both_see_both_once_both_agree(cast: Cast, answered: Comparison) -> None:
    agree_both(cast, answered)

    pages = [signed_in(one.user).get(address(answered)).content.decode() for one in (cast.ada, cast.ben)]

    assert [("Statement by statement" in page, "You see this differently" in page) for page in pages] == [
        (True, True)
    ] * 2
    assert [(ADAS in page, BENS in page) for page in pages] == [(True, False), (False, True)]


def test_reasons_are_shown_by_who_wants_to(cast: Cast, answered: Comparison) -> None:
    siding.agree(of(answered, cast.ada.user), shows_reasons=True)
    siding.agree(of(answered, cast.ben.user), shows_reasons=False)

    pages = [signed_in(one.user).get(address(answered)).content.decode() for one in (cast.ada, cast.ben)]

    assert [(ADAS in page, BENS in page) for page in pages] == [(True, False), (True, True)]


def test_what_was_compared_stays(cast: Cast, answered: Comparison) -> None:
    agree_both(cast, answered)
    check = HealthCheck.objects.get(owner=cast.ada.user)

    with pytest.raises(checking.LockedError):
        checking.answer(check, {"H1": Given("partly")}, seen=9)
    with pytest.raises(SidesError):
        siding.take_back(of(answered, cast.ada.user))
    with pytest.raises(SidesError):
        siding.withdraw(of(answered, cast.ada.user))


def test_question_taken_back_leaves_each_their_answers(cast: Cast, answered: Comparison) -> None:
    signed_in(cast.ada.user).post(address(answered), {"withdraw": "1"})

    assert (Comparison.objects.count(), HealthCheck.objects.count()) == (0, 2)


def test_who_was_asked_cannot_take_the_question_back(cast: Cast, answered: Comparison) -> None:
    signed_in(cast.ben.user).post(address(answered), {"withdraw": "1"})

    assert Comparison.objects.count() == 1


def test_points_are_kept_for_both(cast: Cast, answered: Comparison) -> None:
    agree_both(cast, answered)

    signed_in(cast.ada.user).post(address(answered), {"keep": "1", "points": ["H2", "H1"]})
    signed_in(cast.ben.user).post(address(answered), {"keep": "1", "points": ["H2"]})

    assert [one.code for one in answered.points.all()] == ["H2"]


@pytest.mark.parametrize("points", [["H99"], ["x" * 900]])
def test_points_that_are_none_change_nothing(cast: Cast, answered: Comparison, points: list[str]) -> None:
    agree_both(cast, answered)
    siding.choose(answered, ["H1"])

    signed_in(cast.ada.user).post(address(answered), {"keep": "1", "points": points})

    assert [one.code for one in answered.points.all()] == ["H1"]


def test_no_points_before_both_agree(cast: Cast, answered: Comparison) -> None:
    signed_in(cast.ada.user).post(address(answered), {"keep": "1", "points": ["H1"]})

    assert answered.points.count() == 0


def test_comparison_asks_little_of_the_database(cast: Cast, answered: Comparison) -> None:
    agree_both(cast, answered)
    client = signed_in(cast.ada.user)

    with CaptureQueriesContext(connection) as queries:
        client.get(address(answered))

    assert len(queries) <= 12

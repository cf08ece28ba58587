"""Offers and requests: who reads and answers them, how they end, and what becomes of a report."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from elearning.accounts.models import User
from elearning.opportunities import offering
from elearning.opportunities.models import Opportunity, OpportunityMessage, OpportunityReport
from elearning.opportunities.offering import OpportunityError
from elearning.programmes.models import CohortRole, Enrolment
from tests import factories
from tests.conftest import Cast, signed_in

SECRET = "A room for thirty with a kettle."
pytestmark = pytest.mark.django_db


def words(**other: Any) -> dict[str, Any]:
    plain = {"kind": "offer", "title": "A room", "what": SECRET, "who": "You", "when": "Wednesdays", "credit": "Thanks"}
    return {**plain, "ends_on": timezone.localdate() + timedelta(days=30), **other}


def offered(enrolment: Enrolment, **other: Any) -> Opportunity:
    return offering.offer(enrolment, words(**other), key=uuid4())


def page(user: User, one: Opportunity, name: str = "one", *more: Any) -> Any:
    return signed_in(user).get(reverse(f"opportunities:{name}", args=[one.public_id, *more]))


def listed(user: User, **asked: str) -> str:
    return signed_in(user).get(reverse("opportunities:listed"), asked).content.decode()


@pytest.mark.parametrize(
    ("to_partners", "who"), [(False, {"ada", "ben", "fay", "max"}), (True, {"ada", "ben", "fay", "max", "olu"})]
)
def test_it_is_read_by_the_programme_and_by_partners_if_chosen(cast: Cast, to_partners: bool, who: set[str]) -> None:
    one = offered(cast.ada, to_partners=to_partners)
    gwen = factories.user("Gwen Example")
    CohortRole.objects.create(cohort=cast.cohort, user=gwen, kind=CohortRole.Kind.COMMISSIONER)
    people = {"ada": cast.ada.user, "ben": cast.ben.user, "fay": cast.fay, "max": cast.max, "olu": cast.olu}
    people |= {"pia": cast.pia, "zoe": cast.zoe, "gwen": gwen}

    assert {name for name, user in people.items() if page(user, one).status_code == 200} == who
    assert {name for name, user in people.items() if SECRET in listed(user)} == who


def test_somebody_of_another_programme_reads_nothing(cast: Cast) -> None:
    one = offered(cast.ada, to_partners=True)
    elsewhere = factories.cohort(factories.programme())
    factories.enrolment(elsewhere, cast.zoe)
    CohortRole.objects.create(cohort=elsewhere, user=cast.pia, kind=CohortRole.Kind.FACILITATOR)

    assert [page(user, one).status_code for user in (cast.zoe, cast.pia)] == [404, 404]
    assert SECRET not in listed(cast.zoe)


@pytest.mark.parametrize("how", ["closed", "over", "taken down"])
def test_what_has_ended_is_in_no_list_and_takes_no_answer(cast: Cast, how: str) -> None:
    one = offered(cast.ada)
    if how == "closed":
        offering.close(one)
    elif how == "over":
        Opportunity.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    else:
        offering.settle(one, reason="It is an advertisement.")

    assert SECRET not in listed(cast.ben.user)
    assert page(cast.ben.user, one).status_code == 404
    with pytest.raises(OpportunityError):
        offering.write(one, cast.ben.user, "May I?", by=cast.ben.user, key=uuid4())


def test_it_is_listed_on_its_last_day(cast: Cast) -> None:
    offered(cast.ada, ends_on=timezone.localdate())

    assert SECRET in listed(cast.ben.user)


def test_an_answer_reaches_the_owner_without_an_address(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    one = offered(cast.ada)
    client, address = signed_in(cast.ben.user), reverse("opportunities:one", args=[one.public_id])
    key = re.search(r'name="key" value="([^"]+)"', client.get(address).content.decode())
    assert key
    with django_capture_on_commit_callbacks(execute=True):
        for _again in range(2):
            assert client.post(address, {"text": "Is there a lift?", "key": key[1]}).status_code == 302

    assert OpportunityMessage.objects.count() == 1
    assert [(one.to, "lift" in str(one.body), cast.ben.user.email in str(one.body)) for one in mail.outbox] == [
        ([cast.ada.user.email], False, False)
    ]
    talk = page(cast.ada.user, one, "talk", cast.ben.user_id).content.decode()
    assert ("Is there a lift?" in talk, cast.ben.user.email in talk) == (True, False)


def test_words_are_for_two_people(cast: Cast) -> None:
    one = offered(cast.ada)
    offering.write(one, cast.ben.user, "Is there a lift?", by=cast.ben.user, key=uuid4())
    others = [cast.cal.user, cast.fay, cast.max, cast.olu, cast.zoe]

    assert [page(user, one, "talk", cast.ben.user_id).status_code for user in others] == [404] * 5
    assert page(cast.cal.user, one, "talk", cast.cal.user_id).status_code == 404
    assert page(cast.ada.user, one, "talk", 10**18).status_code == 404


def test_a_conversation_goes_on_after_the_last_day(cast: Cast) -> None:
    one = offered(cast.ada)
    offering.write(one, cast.ben.user, "Is there a lift?", by=cast.ben.user, key=uuid4())
    offering.close(one)

    sent = signed_in(cast.ada.user).post(
        reverse("opportunities:talk", args=[one.public_id, cast.ben.user_id]), {"text": "Yes.", "key": str(uuid4())}
    )

    assert (sent.status_code, OpportunityMessage.objects.filter(is_from_owner=True).count()) == (302, 1)


def test_an_owner_begins_no_conversation(cast: Cast) -> None:
    with pytest.raises(OpportunityError):
        offering.write(offered(cast.ada), cast.ben.user, "Would you?", by=cast.ada.user, key=uuid4())


def test_only_its_owner_changes_it(cast: Cast) -> None:
    one = offered(cast.ada)
    others = [cast.ben.user, cast.fay, cast.max, cast.zoe]

    assert [page(user, one, "change").status_code for user in others] == [404] * 4
    assert (
        signed_in(cast.ben.user).post(reverse("opportunities:one", args=[one.public_id]), {"close": "1"}).status_code
        == 422
    )
    assert Opportunity.objects.get().state == "open"


def test_it_is_renewed_for_half_a_year_at_most(cast: Cast) -> None:
    one = offered(cast.ada)
    offering.close(one)
    client, address = signed_in(cast.ada.user), reverse("opportunities:one", args=[one.public_id])
    late, soon = (timezone.localdate() + timedelta(days=days) for days in (184, 183))

    def sent(day: Any) -> int:
        parts = {"ends_on_day": day.day, "ends_on_month": day.month, "ends_on_year": day.year}
        return client.post(address, parts).status_code

    assert (sent(late), Opportunity.objects.get().state) == (422, "closed")
    assert (sent(soon), Opportunity.objects.get().state) == (302, "open")


def test_two_windows_lose_nothing(cast: Cast) -> None:
    one = offered(cast.ada)
    offering.change(one, words(title="Another room"), seen=0)

    with pytest.raises(OpportunityError):
        offering.change(one, words(title="An old room"), seen=0)

    assert Opportunity.objects.get().title == "Another room"


def test_a_report_is_read_by_the_manager_alone_who_takes_it_down(cast: Cast) -> None:
    one = offered(cast.ada)
    for _again in range(2):
        offering.report(one, "It is an advertisement.", by=cast.ben.user)
    assert OpportunityReport.objects.count() == 1
    others = [cast.ada.user, cast.ben.user, cast.fay, cast.zoe]
    assert [page(user, one, "moderate").status_code for user in others] == [404] * 4
    assert "It is an advertisement." in page(cast.max, one, "moderate").content.decode()

    address = reverse("opportunities:moderate", args=[one.public_id])
    assert signed_in(cast.max).post(address, {"take_down": "1", "reason": ""}).status_code == 422
    signed_in(cast.max).post(address, {"take_down": "1", "reason": "Nothing to buy here."})

    own = page(cast.ada.user, one).content.decode()
    assert ("Nothing to buy here." in own, "It is an advertisement." in own) == (True, False)
    with pytest.raises(OpportunityError):
        offering.renew(one, until=timezone.localdate())


def test_what_is_fine_is_left(cast: Cast) -> None:
    one = offered(cast.ada)
    offering.report(one, "I do not like it.", by=cast.ben.user)

    signed_in(cast.max).post(reverse("opportunities:moderate", args=[one.public_id]), {"leave": "1"})

    assert Opportunity.objects.get().is_listed
    assert "Reported to you" not in listed(cast.max)


def test_the_list_is_narrowed(cast: Cast) -> None:
    offered(cast.ada, title="A van")
    offered(cast.ada, title="A driver", kind="request", what="On Sundays")

    found = [listed(cast.ben.user, **asked) for asked in ({"kind": "request"}, {"words": "kettle van"}, {"kind": "x"})]

    assert [("A van" in text, "A driver" in text) for text in found] == [(False, True), (True, False), (True, True)]


def test_a_double_click_puts_up_one(cast: Cast) -> None:
    key = uuid4()

    first, second = (offering.offer(cast.ada, words(), key=key) for _again in range(2))

    assert first == second
    with pytest.raises(OpportunityError):
        offering.offer(cast.ben, words(), key=key)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_asks_a_fixed_number_of_questions(cast: Cast, number: int, django_assert_max_num_queries: Any) -> None:
    for _each in range(number):
        Opportunity.objects.create(enrolment=cast.ada, **words())

    client = signed_in(cast.ben.user)

    with django_assert_max_num_queries(9):
        assert SECRET in client.get(reverse("opportunities:listed")).content.decode()


@pytest.fixture
def talked(cast: Cast) -> Opportunity:
    """What Ada has put up, about which Ben has written, and she has answered."""
    one = offered(cast.ada)
    offering.write(one, cast.ben.user, "Is it warm?", by=cast.ben.user, key=uuid4())
    offering.write(one, cast.ben.user, "It is.", by=cast.ada.user, key=uuid4())
    return one


def leave(enrolment: Enrolment) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(state=Enrolment.State.WITHDRAWN)


def test_whoever_has_left_may_take_their_own_out_and_nothing_else(cast: Cast, talked: Opportunity) -> None:
    leave(cast.ada)
    client, ben = signed_in(cast.ada.user), cast.ben.user.pk
    own = client.get(reverse("opportunities:one", args=[talked.public_id]))
    renewed = client.post(
        reverse("opportunities:one", args=[talked.public_id]),
        {"ends_on": timezone.localdate() + timedelta(days=60)},
    )
    doors = [page(cast.ada.user, talked, "change"), page(cast.ada.user, talked, "talk", ben)]
    wrote = client.post(
        reverse("opportunities:talk", args=[talked.public_id, ben]), {"text": "Still there?", "key": uuid4()}
    )
    client.post(reverse("opportunities:one", args=[talked.public_id]), {"close": "1"})

    assert (own.status_code, "Close it" in own.content.decode(), "Renew it" in own.content.decode()) == (
        200,
        True,
        False,
    )
    assert (renewed.status_code, [door.status_code for door in doors], wrote.status_code) == (422, [404, 404], 404)
    assert (Opportunity.objects.get().state, OpportunityMessage.objects.count()) == ("closed", 2)


def test_what_somebody_put_up_who_has_left_is_in_no_list_and_takes_no_words(cast: Cast, talked: Opportunity) -> None:
    leave(cast.ada)

    answer = signed_in(cast.ben.user).post(
        reverse("opportunities:talk", args=[talked.public_id, cast.ben.user.pk]), {"text": "And now?", "key": uuid4()}
    )

    assert (SECRET in listed(cast.ben.user), answer.status_code) == (False, 422)
    assert "has left the programme" in answer.content.decode()
    assert OpportunityMessage.objects.count() == 2


def test_whoever_asked_and_has_left_reads_the_talk_no_more(cast: Cast, talked: Opportunity) -> None:
    before = page(cast.ben.user, talked, "talk", cast.ben.user.pk).status_code
    leave(cast.ben)

    after = [page(cast.ben.user, talked, "talk", cast.ben.user.pk).status_code, page(cast.ben.user, talked).status_code]

    assert (before, after) == (200, [404, 404])
    assert page(cast.ada.user, talked, "talk", cast.ben.user.pk).status_code == 200

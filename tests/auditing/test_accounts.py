"""What is changed of an account in Wagtail's admin, and whom a manager keeps apart: lines that the people concerned read."""

from typing import Any

import pytest
from django.urls import reverse

from actionsets import separating
from elearning.accounts.models import User
from elearning.auditing.models import AuditEntry
from elearning.programmes import merging
from tests import factories
from tests.conftest import Cast, signed_in


def lines(user: User) -> list[tuple[str, str, int | None]]:
    return list(AuditEntry.objects.readable_by(user).values_list("act", "thing", "by"))


@pytest.fixture
def owner(db: None) -> User:
    return factories.user("Ona Owner", is_superuser=True, is_staff=True)


def sent(user: User, **other: Any) -> dict[str, Any]:
    return {"email": user.email, "first_name": user.first_name, "last_name": user.last_name, "is_active": "on", **other}


def test_account_that_is_changed_in_the_admin_is_a_line(cast: Cast, owner: User) -> None:
    address = reverse("wagtailusers_users:edit", args=[cast.ada.user.pk])

    looked = signed_in(owner).get(address)
    before = lines(cast.ada.user)
    answer = signed_in(owner).post(address, sent(cast.ada.user, last_name="Renamed"))

    assert (looked.status_code, before, answer.status_code) == (200, [], 302)
    assert User.objects.get(pk=cast.ada.user.pk).last_name == "Renamed"
    assert lines(cast.ada.user) == [("changed", "account", owner.pk)]
    page = signed_in(cast.ada.user).get(reverse("auditing:mine")).content.decode()
    assert "your account: name, address or rights" in page


def test_account_that_was_refused_or_is_ones_own_is_no_line(cast: Cast, owner: User) -> None:
    ada = cast.ada.user
    signed_in(owner).post(reverse("wagtailusers_users:edit", args=[ada.pk]), sent(ada, email="no address"))
    signed_in(cast.max).post(reverse("wagtailusers_users:edit", args=[ada.pk]), sent(ada, last_name="Taken"))
    signed_in(owner).post(reverse("wagtailusers_users:edit", args=[owner.pk]), sent(owner, is_superuser="on"))

    assert (lines(ada), lines(owner)) == ([], [])


def test_whom_a_manager_keeps_apart_reads_that_it_was_done_and_not_from_whom(cast: Cast) -> None:
    for _twice in range(2):
        separating.separate(cast.ada, cast.ben, by=cast.max)

    assert lines(cast.ada.user) == lines(cast.ben.user) == [("changed", "keep_apart", cast.max.pk)]
    page = signed_in(cast.ben.user).get(reverse("auditing:mine")).content.decode()
    assert cast.ada.user.name not in page


def test_question_whether_two_are_one_that_is_taken_back_is_a_line(cast: Cast) -> None:
    merging.ask(cast.ada, cast.ben, by=cast.max)
    merging.let_go(cast.ben, by=cast.max)

    assert lines(cast.ben.user) == [("changed", "merging", cast.max.pk)] * 2

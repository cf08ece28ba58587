"""Accounts that nobody uses go, their people are told a month before, and whoever is needed or signs in stays (DOMAIN 7.5)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from elearning.accounts.models import User
from elearning.erasures import carrying, unused
from elearning.erasures.models import Erasure
from elearning.jobs.ticking import tick
from elearning.programmes import retaining
from elearning.programmes.models import Enrolment
from tests.conftest import Cast, signed_in

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_ledger(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


def account(email: str, *, made: int, used: int | None) -> User:
    """An account that was made and used so many days ago."""
    now = timezone.now()
    user = User.objects.create_user(email, first_name="Una", last_name="Used")
    user.date_joined, user.last_login = now - made * DAY, None if used is None else now - used * DAY
    user.save()
    return user


def told() -> set[str]:
    unused.tidy(timezone.now())
    return set(Erasure.objects.filter(asked="unused").values_list("user__email", flat=True))


def test_unused_accounts_are_told_and_erased_a_month_later(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    for email, made, used in (("never@x.example", 91, None), ("long@x.example", 900, 366)):
        account(email, made=made, used=used)
    for email, made, used in (("new@x.example", 89, None), ("lately@x.example", 900, 364)):
        account(email, made=made, used=used)
    said = StringIO()
    call_command("tidy", "--dry-run", stdout=said)
    assert "      2  accounts that nobody uses" in said.getvalue()
    assert Erasure.objects.count() == 0

    assert told() == {"never@x.example", "long@x.example"} == told()
    one = Erasure.objects.get(user__email="never@x.example")
    assert carrying.look_after(one.due_at - DAY) == 0
    assert User.objects.filter(email="never@x.example").exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert carrying.look_after(one.due_at + DAY) == 2

    assert set(User.objects.filter(last_name="Used").values_list("email", flat=True)) == {
        "new@x.example",
        "lately@x.example",
    }
    assert User.objects.filter(pk=cast.ada.user.pk).exists()


def test_letter_says_the_day_and_how_to_keep_it(db: None, django_capture_on_commit_callbacks: Any) -> None:
    account("never@x.example", made=91, used=None)
    with django_capture_on_commit_callbacks(execute=True):
        unused.tidy(timezone.now())

    letter = next(one for one in mail.outbox if one.to == ["never@x.example"])
    day = Erasure.objects.get().due_at
    assert f"{day.day} {day:%B %Y}" in letter.body
    assert "sign in before then" in letter.body


def test_signing_in_keeps_the_account(db: None) -> None:
    person = account("long@x.example", made=900, used=400)
    assert told() == {"long@x.example"}
    due = Erasure.objects.get().due_at
    assert "since it was not used" in signed_in(person).get(reverse("erasures:mine")).content.decode()

    carrying.look_after(due)

    assert (User.objects.filter(pk=person.pk).exists(), Erasure.objects.count()) == (True, 0)


REASONS: dict[str, Callable[[Cast, User], object]] = {
    "an invitation": lambda cast, user: cast.cohort.enrolments.create(user=user, organisation=cast.ada.organisation),
    "a role": lambda cast, user: cast.programme.managers.create(user=user),
    "a group of editors": lambda cast, user: user.groups.add(Group.objects.create(name="Editors of nothing")),
    "the installation": lambda cast, user: User.objects.filter(pk=user.pk).update(is_superuser=True),
}


@pytest.mark.parametrize("reason", REASONS)
def test_account_stays_for_whatever_hangs_on_it(cast: Cast, reason: str) -> None:
    person = account("held@x.example", made=900, used=None)
    REASONS[reason](cast, person)

    assert told() == set()


@pytest.mark.parametrize("reason", REASONS)
def test_account_that_is_needed_again_is_spared(cast: Cast, reason: str) -> None:
    person = account("held@x.example", made=900, used=None)
    assert told() == {"held@x.example"}
    due: datetime = Erasure.objects.get().due_at
    REASONS[reason](cast, person)

    carrying.look_after(due)

    assert (User.objects.filter(pk=person.pk).exists(), Erasure.objects.count()) == (True, 0)


def test_whoever_never_came_goes_ninety_days_after_the_close_and_whoever_came_stays(cast: Cast) -> None:
    now = timezone.now()
    person = account("never@x.example", made=900, used=None)
    cast.cohort.enrolments.create(user=person, organisation=cast.ada.organisation)
    cast.cohort.last_meeting_on = now.date() - timedelta(days=120 + 90)
    cast.cohort.save()
    came = set(Enrolment.objects.exclude(joined_at=None).values_list("pk", flat=True))

    retaining.tidy(now)
    assert Enrolment.objects.filter(user=person).exists()
    retaining.tidy(now + DAY)

    assert not Enrolment.objects.filter(user=person).exists()
    assert came
    assert came <= set(Enrolment.objects.values_list("pk", flat=True))
    assert told() == {"never@x.example"}


def test_clock_does_it(db: None) -> None:
    account("never@x.example", made=91, used=None)

    assert tick()["accounts_unused"] == ""
    assert Erasure.objects.filter(asked="unused").exists()

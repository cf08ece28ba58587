"""Break-glass: with a reason, noted first, told to the person; and little enough can be opened."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from actionsets import reflecting
from elearning.accounts.models import User
from elearning.assessments.models import Response, ResponseSet
from elearning.auditing import messaging
from elearning.auditing.models import AuditEntry, BreakGlass
from elearning.post.models import Letter
from elearning.records import opening
from elearning.records.opening import PARTS
from elearning.records.telling import ROOMS
from tests import factories
from tests.conftest import Cast, signed_in
from tests.profiles import makers as profiles

REASON = "The police ask about a threat in it."
MARK = "Quixotic"


@pytest.fixture
def owner(db: None) -> User:
    """Whoever owns the installation."""
    return factories.user("Ona Owner", is_superuser=True, is_staff=True)


@pytest.fixture
def opened(cast: Cast, owner: User, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[dict[str, Any]]]:
    """What the command prints; Ada has written a reflection."""
    reflecting.write(cast.ada.user, uuid.uuid4(), text=f"{MARK} reflection")

    def run(kind: str = "reflections", **options: Any) -> list[dict[str, Any]]:
        given = {"kind": kind, "operator": owner.email, "reason": REASON, **options}
        call_command("break_glass", cast.ada.user.email, **given)
        rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["rows"]
        return rows

    return run


Run = Callable[..., list[dict[str, Any]]]


def lines(cast: Cast) -> list[AuditEntry]:
    return list(AuditEntry.objects.readable_by(cast.ada.user))


def test_a_reflection_is_opened_and_its_writer_reads_who_did_it_and_why(cast: Cast, opened: Run) -> None:
    rows = opened()

    page = signed_in(cast.ada.user).get(reverse("auditing:mine")).content.decode()
    assert [row["text"] for row in rows] == [f"{MARK} reflection"]
    assert ("Ona Owner" in page, REASON in page, "Opened in an emergency" in page, "your reflections" in page) == (
        True,
    ) * 4


@pytest.mark.django_db(transaction=False)
def test_both_get_a_letter_that_says_nothing_of_it(
    cast: Cast, opened: Run, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        opened()

    sent = {one.to[0]: f"{one.subject} {one.body}" for one in outbox.outbox}
    assert set(sent) == {cast.ada.user.email, "ona.owner@example.org"}
    assert [text for text in sent.values() if MARK in text or REASON in text] == []
    assert "/my/record/looks/" in sent[cast.ada.user.email]


def test_the_record_of_the_person_holds_the_reason(cast: Cast, opened: Run) -> None:
    opened()
    told = signed_in(cast.ada.user).get(reverse("records:data")).json()["rooms"]["house"]["tables"]["audit_log"]["rows"]

    assert [(row["act"], row["reason"]) for row in told if row["act"] == "break_glass"] == [("break_glass", REASON)]


def test_a_reason_lies_sealed(cast: Cast, opened: Run) -> None:
    opened()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM auditing_breakglass")
        stored = cursor.fetchone()[0]

    assert (REASON in stored, BreakGlass.objects.get().reason) == (False, REASON)


REFUSED: list[dict[str, Any]] = [
    {"reason": "because"},
    {"reason": "so so so so so so"},
    {"reason": "word " * 400},
    {"reason": ""},
    {"operator": "fay.example@example.org"},
    {"operator": "max.example@example.org"},
    {"operator": "nobody@example.org"},
    {"operator": "ada.example@example.org"},
    {"kind": "actions"},
    {"kind": "drafts"},
    {"tell_later": 31, "why_later": "A court has ordered it so."},
    {"tell_later": -1, "why_later": "A court has ordered it so."},
    {"tell_later": 10},
]


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_is_refused_opens_nothing_and_stands_in_the_log(
    cast: Cast, opened: Run, capsys: pytest.CaptureFixture[str], wrong: dict[str, Any]
) -> None:
    with pytest.raises(CommandError):
        opened(**wrong)

    is_other = wrong.get("operator") not in {"nobody@example.org", cast.ada.user.email}
    assert (capsys.readouterr().out, BreakGlass.objects.count()) == ("", 0)
    assert [one.act for one in lines(cast)] == ["refused"] * is_other
    assert [one for one in lines(cast) if one.what not in PARTS and one.what] == []


def test_who_tried_in_vain_to_open_something_is_read_by_the_person(cast: Cast, opened: Run) -> None:
    with pytest.raises(CommandError):
        opened(operator=cast.max.email)

    page = signed_in(cast.ada.user).get(reverse("auditing:mine")).content.decode()
    assert ("Max Example" in page, "Tried to open in an emergency, and was refused" in page) == (True, True)


def test_an_operator_who_is_shut_out_opens_nothing(cast: Cast, owner: User, opened: Run) -> None:
    owner.is_active = False
    owner.save()
    with pytest.raises(CommandError, match="no right"):
        opened()


def test_the_right_can_be_given_to_somebody_who_owns_nothing(cast: Cast, opened: Run) -> None:
    cast.zoe.user_permissions.add(Permission.objects.get(codename="break_glass"))

    assert len(opened(operator=cast.zoe.email)) == 1
    assert [one.by for one in lines(cast)] == [cast.zoe]


def test_what_cannot_be_noted_is_not_opened(cast: Cast, opened: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """As on a full disk, nothing can be written into the table of the log."""

    def full(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "auditing_'):
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(full), pytest.raises(CommandError, match="could not be noted"):
        opened()

    assert (capsys.readouterr().out, AuditEntry.objects.count(), Letter.objects.count()) == ("", 0, 0)


def test_whoever_is_to_be_told_later_is_told_then(cast: Cast, opened: Run) -> None:
    opened(tell_later=10, why_later="A court has ordered ten days.")
    now = timezone.now()

    before = (lines(cast), messaging.tell_due(now + timedelta(days=9)))
    then = (messaging.tell_due(now + timedelta(days=10, minutes=1)), messaging.tell_due(now + timedelta(days=11)))

    assert (before, then) == (([], 0), (1, 0))
    entry = AuditEntry.objects.get(act="break_glass")
    assert timedelta(days=9, hours=23) < entry.shown_from - now <= timedelta(days=10)


def test_who_was_told_at_once_is_not_told_again_by_the_clock(cast: Cast, opened: Run) -> None:
    opened()

    assert messaging.tell_due() == 0


def test_answers_that_were_not_submitted_are_not_opened(cast: Cast, opened: Run) -> None:
    profiles.result(cast.ada, profiles.steps(cast))
    sent = len(opened("answers"))
    ResponseSet.objects.update(state="open", submitted_at=None)

    assert (sent > 0, Response.objects.count() >= sent, opened("answers")) == (True, True, [])


def test_the_log_itself_can_be_opened_and_says_so(cast: Cast, opened: Run) -> None:
    assert [row["act"] for row in opened("audit-log")] == ["break_glass"]


def test_each_part_that_can_be_opened_is_a_table_of_the_record(cast: Cast) -> None:
    for part in PARTS.values():
        assert part.table in {one.key for one in ROOMS[part.room].tell(cast.ada.user)}


def test_no_more_can_be_opened_than_the_matrix_marks() -> None:
    assert set(PARTS) == {"answers", "reflections", "audit-log"}
    assert timedelta(days=30) == opening.LATEST

"""The audit log: what is noted of whom, what is not, and that nothing changes it."""

import ast
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from elearning.accounts.models import User
from elearning.auditing import noting, retaining
from elearning.auditing.kinds import Act, Right, Thing
from elearning.auditing.models import AppendOnlyError, AuditEntry, BreakGlass
from elearning.programmes import noting as by_cohort
from tests import factories
from tests.conftest import Cast, signed_in
from tests.test_house import SOURCES, named


def lines_about(user: User) -> list[tuple[str, str, str]]:
    """What somebody can read about themselves, the earliest first."""
    rows = AuditEntry.objects.readable_by(user).reverse()
    return list(rows.values_list("act", "thing", "right"))


def look(cast: Cast, *people: User, by: User | None = None) -> int:
    return noting.looked(
        Thing.ANSWERS, people, by=by or cast.fay, right=Right.FACILITATOR, cohort=cast.cohort.public_id
    )


def test_a_look_is_noted_for_each_person_concerned_and_nobody_else(cast: Cast) -> None:
    look(cast, cast.ada.user, cast.ben.user)

    assert lines_about(cast.ada.user) == lines_about(cast.ben.user) == [("looked", "answers", "facilitator")]
    assert lines_about(cast.cal.user) == lines_about(cast.fay) == []


def test_the_same_look_within_an_hour_is_one_line(cast: Cast) -> None:
    made = [look(cast, cast.ada.user), look(cast, cast.ada.user), look(cast, cast.ada.user, cast.ben.user)]

    assert (made, len(lines_about(cast.ada.user))) == ([1, 0, 1], 1)


def test_a_look_after_an_hour_of_another_thing_or_by_somebody_else_is_another_line(cast: Cast) -> None:
    look(cast, cast.ada.user)
    backdate(timedelta(minutes=61))

    look(cast, cast.ada.user)
    look(cast, cast.ada.user, by=cast.max)
    noting.looked(Thing.VALUES, cast.ada.user, by=cast.fay, right=Right.FACILITATOR)

    assert len(lines_about(cast.ada.user)) == 4


def test_two_changes_are_two_lines(cast: Cast) -> None:
    for _ in range(2):
        noting.changed(Thing.PLACE, cast.ada.user, by=cast.max, right=Right.MANAGER)

    assert lines_about(cast.ada.user) == [("changed", "place", "manager")] * 2


def test_what_one_does_with_ones_own_is_not_noted_but_for_taking_out_the_record(cast: Cast) -> None:
    ada = cast.ada.user
    look(cast, ada, by=ada)
    noting.changed(Thing.PLACE, ada, by=ada, right=Right.OWN)
    noting.took_out(Thing.RECORD, ada, by=ada, right=Right.OWN, what="data")

    assert lines_about(ada) == [("took_out", "record", "own")]


def test_words_of_people_do_not_come_into_the_log(cast: Cast) -> None:
    with pytest.raises(ValueError, match="code words"):
        noting.changed(Thing.PLACE, cast.ada.user, by=cast.max, right=Right.MANAGER, what="Ada said so")


def test_sixty_people_cost_no_more_queries_than_one(cast: Cast) -> None:
    many = [factories.user() for _ in range(60)]

    with CaptureQueriesContext(connection) as one:
        look(cast, cast.ada.user)
    with CaptureQueriesContext(connection) as sixty:
        look(cast, *many)

    assert (len(one), AuditEntry.objects.count()) == (len(sixty), 61)


@pytest.mark.parametrize(
    ("who", "right"),
    [("max", Right.MANAGER), ("fay", Right.FACILITATOR), ("olu", Right.COORDINATOR), ("ben", Right.FELLOW)],
)
def test_the_right_is_that_in_this_cohort(cast: Cast, who: str, right: Right) -> None:
    someone = getattr(cast, who)
    by_cohort.looked(Thing.PLACING, [cast.ada], by=getattr(someone, "user", someone), cohort=cast.cohort)

    assert lines_about(cast.ada.user) == [("looked", "placing", right)]


def test_a_line_names_the_request_as_the_server_does(cast: Cast) -> None:
    client = signed_in(cast.max)

    answer = client.get(reverse("programmes:export_board", args=[cast.cohort.public_id]))

    requests = set(AuditEntry.objects.values_list("request", flat=True))
    assert requests == {answer.headers["X-Request-ID"]}


def harms(entry: AuditEntry) -> list[Any]:
    """Every way in which a programmer could change or take away what was noted."""
    rows = AuditEntry.objects.filter(pk=entry.pk)
    entry.thing = Thing.VALUES
    return [
        entry.save,
        entry.delete,
        rows.delete,
        AuditEntry.objects.all().delete,
        lambda: rows.update(thing="values"),
        lambda: AuditEntry.objects.bulk_update([entry], ["thing"]),
        lambda: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"thing": "values"}),
    ]


def test_nothing_changes_or_takes_away_what_was_noted(cast: Cast) -> None:
    look(cast, cast.ada.user)
    for harm in harms(AuditEntry.objects.get()):
        with pytest.raises(AppendOnlyError), transaction.atomic():
            harm()

    assert lines_about(cast.ada.user) == [("looked", "answers", "facilitator")]


def test_a_reason_is_not_changed_afterwards(cast: Cast) -> None:
    glass = noting.broke_glass(cast.ada.user, by=cast.pia, what="answers", reason="A court has asked for it.")
    glass.reason = "Another one."
    with pytest.raises(AppendOnlyError):
        glass.save()
    with pytest.raises(AppendOnlyError):
        BreakGlass.objects.update(reason="Another one.")

    assert BreakGlass.objects.get().reason == "A court has asked for it."


@pytest.mark.parametrize("wrong", [{"act": "looked", "later": True}, {"act": "break_glass", "right": "facilitator"}])
def test_the_database_refuses_what_must_not_be(cast: Cast, wrong: dict[str, Any]) -> None:
    now = timezone.now()
    shown = now + timedelta(days=1) if wrong.pop("later", False) else now
    fields = {"right": "operator", "thing": "record", **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.create(at=now, about=cast.ada.user, by=cast.pia, shown_from=shown, **fields)


WRITERS = {"elearning/auditing/noting.py", "elearning/auditing/retaining.py", "elearning/auditing/messaging.py"}
READERS = {"elearning/auditing/views.py", "elearning/records/record.py", "elearning/auditing/models.py"}
TABLES = {"AuditEntry", "BreakGlass", "Told"}
GOING = {"drop_before", "drop_person", "_raw_delete"}
# They read tables as they lie: what seals anew, and what fills an installation that is empty with copies (it refuses any other).
AS_THEY_LIE = {
    "elearning/sealed.py",
    "actionsets/management/commands/rehearse_scale.py",
    "actionsets/rehearsing/multiplying.py",
}


def test_only_the_log_itself_writes_it() -> None:
    """Of all code, these modules alone know the tables, and retention and erasure alone take anything away."""
    know, drop = set(), set()
    for path in SOURCES:
        names = {
            getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(ast.parse(path.read_text("utf-8")))
        }
        know |= {named(path)} if names & TABLES else set()
        drop |= {named(path)} if names & GOING else set()
    past = {named(path) for path in SOURCES if "_base_manager" in path.read_text("utf-8")}
    raw = [named(path) for path in SOURCES if "auditing_" in path.read_text("utf-8") and named(path) not in READERS]

    assert know == WRITERS | READERS
    assert drop == {"elearning/auditing/noting.py", "elearning/auditing/retaining.py"}
    assert (raw, past) == ([], AS_THEY_LIE)


def backdate(by: timedelta) -> None:
    """As if all had been noted earlier; what a test may and no code can."""
    rows = "UPDATE auditing_auditentry SET at = %s, shown_from = %s"
    then = timezone.now() - by
    with connection.cursor() as cursor:
        cursor.execute(rows, [then, then])


def test_lines_go_after_twelve_months(cast: Cast) -> None:
    look(cast, cast.ada.user)
    noting.broke_glass(cast.ada.user, by=cast.pia, what="answers", reason="A court has asked for it.")
    backdate(timedelta(days=366))
    look(cast, cast.ben.user)

    assert (retaining.due(timezone.now()), retaining.tidy(timezone.now()), retaining.tidy(timezone.now())) == (2, 2, 0)
    assert (lines_about(cast.ada.user), len(lines_about(cast.ben.user)), BreakGlass.objects.count()) == ([], 1, 0)


def test_lines_of_twelve_months_less_a_day_stay(cast: Cast) -> None:
    look(cast, cast.ada.user)
    backdate(timedelta(days=364))

    assert (retaining.tidy(timezone.now()), len(lines_about(cast.ada.user))) == (0, 1)


def test_the_command_counts_first_and_deletes_nothing_when_dry(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    look(cast, cast.ada.user)
    backdate(timedelta(days=400))

    call_command("tidy_audit_log", "--dry-run")
    dry, left = capsys.readouterr().out, AuditEntry.objects.count()
    call_command("tidy_audit_log")

    assert ("1  entries" in dry, "Nothing was deleted." in dry, left) == (True, True, 1)
    assert ("Deleted: 1" in capsys.readouterr().out, AuditEntry.objects.count()) == (True, 0)


def test_erasure_takes_what_is_about_somebody_and_their_name_from_what_they_did(cast: Cast) -> None:
    ada, ben = cast.ada.user, cast.ben.user
    look(cast, ada)
    noting.looked(Thing.RESULTS, ben, by=ada, right=Right.FELLOW)

    assert (noting.forget(ada), noting.forget(ada)) == ((1, 1), (0, 0))

    assert (lines_about(ada), lines_about(ben)) == ([], [("looked", "results", "fellow")])
    assert AuditEntry.objects.get().by is None
    page = signed_in(ben).get(reverse("auditing:mine")).content.decode()
    assert ("Somebody whose account is gone" in page, ada.name in page) == (True, False)


def test_once_all_is_forgotten_there_is_nothing_left_to_delete(cast: Cast) -> None:
    """Erasing deletes whatever a room declares as somebody's, after the room has forgotten them."""
    look(cast, cast.ada.user)
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.filter(about=cast.ada.user).delete()

    noting.forget(cast.ada.user)

    assert AuditEntry.objects.filter(about=cast.ada.user).delete() == (0, {})


def test_an_account_that_is_deleted_leaves_nothing_of_it_in_the_log(cast: Cast) -> None:
    gone = factories.user("Gus Gone")
    look(cast, gone)
    look(cast, cast.ada.user, by=gone)

    gone.delete()

    assert list(AuditEntry.objects.values_list("about", "by")) == [(cast.ada.user_id, None)]


def test_the_log_stands_in_the_record_by_role_and_without_names(cast: Cast) -> None:
    look(cast, cast.ada.user)

    told = signed_in(cast.ada.user).get(reverse("records:data")).json()["rooms"]["house"]["tables"]["audit_log"]["rows"]

    assert [(row["right"], row["act"], row["thing"]) for row in told] == [("facilitator", "looked", "answers")]
    assert cast.fay.name not in str(told)


def test_whoever_takes_a_record_finds_that_in_the_log(cast: Cast) -> None:
    client = signed_in(cast.ada.user)
    client.get(reverse("records:data"))
    client.get(reverse("records:page"))

    rows = AuditEntry.objects.readable_by(cast.ada.user).reverse()
    assert list(rows.values_list("act", "what")) == [(Act.TOOK_OUT, "data"), (Act.TOOK_OUT, "page")]


def test_a_record_that_is_refused_leaves_no_line(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.ada.user)

    client.get(reverse("records:data"))

    assert lines_about(cast.ada.user) == []

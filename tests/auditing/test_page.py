"""“Who has looked at what about you”: for that person alone, in plain words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from elearning.auditing import noting, watched
from elearning.auditing.kinds import Act, Right, Thing
from elearning.auditing.models import AuditEntry
from tests import factories
from tests.conftest import Cast, signed_in

PAGE = "/my/record/looks/"


def read(cast: Cast, who: object = None, **query: str) -> str:
    return signed_in(who or cast.ada.user).get(PAGE, query).content.decode()  # type: ignore[arg-type]


def notes(cast: Cast) -> None:
    """Fay looks at Ada's answers, Max moves her; Cal is looked at too."""
    cohort = cast.cohort.public_id
    noting.looked(Thing.ANSWERS, [cast.ada.user, cast.cal.user], by=cast.fay, right=Right.FACILITATOR, cohort=cohort)
    noting.changed(Thing.PLACE, cast.ada.user, by=cast.max, right=Right.MANAGER, cohort=cohort)


def test_the_page_says_who_in_which_role_did_what_and_in_which_cohort(cast: Cast) -> None:
    notes(cast)
    words = " ".join(read(cast).split())

    assert "<strong>Fay Example</strong> (facilitator) · Looked at: the answers to the pre-work questions" in words
    assert "<strong>Max Example</strong> (programme manager) · Changed: your place in a set" in words
    assert "· Autumn cohort" in words


@pytest.mark.parametrize("who", ["max", "fay", "zoe", "olu"])
def test_nobody_else_reads_it(cast: Cast, who: str) -> None:
    notes(cast)
    cast.max.is_superuser = cast.max.is_staff = True
    cast.max.save()

    assert (
        "the answers to the pre-work questions that you share</li>"
        not in read(cast, getattr(cast, who)).split("<details")[0]
    )
    assert "Nothing has been noted yet" in read(cast, getattr(cast, who))


def test_the_page_shows_one_kind(cast: Cast) -> None:
    notes(cast)
    shown = read(cast, kind="changed").split("<details")[0]

    assert ("Max Example" in shown, "Fay Example" in shown) == (True, False)


@pytest.mark.parametrize("kind", ["nonsense", "' OR 1=1"])
def test_a_kind_that_there_is_not_narrows_nothing(cast: Cast, kind: str) -> None:
    notes(cast)

    assert "Fay Example" in read(cast, kind=kind)


def test_a_kind_of_which_there_is_nothing_says_so(cast: Cast) -> None:
    assert "Nothing of this kind" in read(cast, kind="took_out")


def test_days_are_those_of_the_readers_clock(cast: Cast) -> None:
    ada = cast.ada.user
    ada.time_zone = "Pacific/Auckland"
    ada.save()
    notes(cast)
    here = timezone.localtime(AuditEntry.objects.readable_by(ada)[0].at, timezone.zoneinfo.ZoneInfo(ada.time_zone))

    assert f"{here:%A} {here.day} {here:%B %Y}" in read(cast)


def test_the_page_asks_as_much_for_many_lines_as_for_three(cast: Cast) -> None:
    client = signed_in(cast.ada.user)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    notes(cast)
    few = asked()
    for number in range(60):
        noting.changed(
            Thing.PLACE, cast.ada.user, by=factories.user(), right=Right.MANAGER, cohort=cast.cohort.public_id
        )
        assert number >= 0

    assert asked() == few


def test_older_lines_stand_on_further_pages_of_the_same_kind(cast: Cast) -> None:
    for _ in range(51):
        noting.changed(Thing.PLACE, cast.ada.user, by=cast.max, right=Right.MANAGER)
    first, second = (read(cast, kind="changed", page=page) for page in "12")

    assert (first.count("<strong>Max"), second.count("<strong>Max")) == (50, 1)
    assert "?kind=changed&amp;page=2" in first or "?kind=changed&page=2" in first


def test_what_the_software_did_is_told_as_such(cast: Cast) -> None:
    noting.looked(Thing.PSEUDONYM, cast.ada.user, by=None, right=Right.SOFTWARE)

    assert "<strong>The software</strong>" in read(cast)


def test_what_may_be_told_later_is_not_told_before(cast: Cast) -> None:
    later = timezone.now() + timedelta(days=3)
    noting.broke_glass(cast.ada.user, by=cast.pia, what="answers", reason="A court wants it so.", shown_from=later)

    assert "Pia Example" not in read(cast)


def test_the_record_leads_there(cast: Cast) -> None:
    assert f'href="{PAGE}"' in signed_in(cast.ada.user).get(reverse("records:mine")).content.decode()


def test_the_page_tells_all_that_is_noted(cast: Cast) -> None:
    told = read(cast).split("<details")[1]

    assert {act for act, _things in watched.noted()} == set(Act)
    assert [thing.label for _act, things in watched.noted() for thing in things if str(thing.label) not in told] == []


def test_everything_that_can_be_noted_is_in_the_table() -> None:
    assert {one.thing for one in watched.DOORS.values()} == set(Thing)

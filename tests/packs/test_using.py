"""Counting the use of packs: what counts, what is frozen, what is deleted, and who reads the figures."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from elearning.programmes.models import Enrolment
from packs import editions, reading, reports, using
from packs.models import LearningPackPage, PackDownloads, PackMonth, PackReading, PackTap, PackVersion, PackVisit
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers

JUNE = date(2026, 6, 1)
IN_JUNE, IN_JULY, IN_AUGUST = (datetime(2026, month, 3, 9, tzinfo=UTC) for month in (6, 7, 8))


@laid
def pack(cast: Cast) -> LearningPackPage:
    pack = makers.pack(cast.programme.framework)
    PackVersion.objects.update(frozen_at=datetime(2026, 1, 1, tzinfo=UTC))
    return pack


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets what time it is."""

    def at(moment: datetime) -> datetime:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    at(IN_JUNE)
    return at


def people(cast: Cast, number: int) -> list[Enrolment]:
    return [factories.enrolment(cast.cohort, factories.user(f"Reader {at}")) for at in range(number)]


def read(pack: LearningPackPage, enrolments: list[Enrolment]) -> list[PackReading]:
    return [reading.take_up(enrolment, pack) for enrolment in enrolments]


def cells(month: date = JUNE) -> dict[str, Any]:
    return PackMonth.objects.get(month=month).cells


# What counts


def test_reader_counts_once_a_month(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}start/")
    client.post(f"{pack.url}reading/", {"version": "0"})
    clock(IN_JULY)
    signed_in(cast.ada.user).post(f"{pack.url}prepared/", {"prepared": "yes"})

    assert [visit.month.month for visit in PackVisit.objects.order_by("month")] == [6, 7]


def test_looking_does_not_count(cast: Cast, pack: LearningPackPage) -> None:
    for client in (Client(), signed_in(cast.ada.user), signed_in(cast.fay)):
        for door in ("", "whole/", "reading/"):
            client.get(f"{pack.url}{door}")

    assert not PackVisit.objects.exists()
    assert not PackDownloads.objects.exists()


def test_reader_counts_in_the_version_read_last(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    [own] = read(pack, [cast.ada])
    makers.next_version(pack)
    editions.move_on(own)
    read(pack, [cast.ada])

    assert PackVisit.objects.get().version.label == "1.1"


def test_card_counts_when_it_is_finished_with_an_issue(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}bring/", {"version": "0", "card-why_now": "Soon."})
    assert not PackVisit.objects.get().has_card
    card = {"card-issue": "They are late.", "card-why_now": "Soon."}
    client.post(f"{pack.url}bring/", {"version": "1", **card}, headers={"X-Autosave": "1"})
    assert not PackVisit.objects.get().has_card

    client.post(f"{pack.url}bring/", {"version": "2", **card})

    assert PackVisit.objects.get().has_card


def test_downloads_count_for_everybody_and_name_nobody(
    cast: Cast, pack: LearningPackPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("packs.rendering.copy_of", lambda *_args: b"%PDF-1.7")
    for client in (Client(), Client(), signed_in(cast.ada.user)):
        client.get(f"{pack.url}epub/")
    Client().get(f"{pack.url}pdf/")

    assert sorted(PackDownloads.objects.values_list("kind", "number")) == [("epub", 3), ("read", 1)]
    assert {field.name for field in PackDownloads._meta.fields} == {"id", "version", "month", "kind", "number"}


# Freezing


def test_month_is_frozen_once_it_is_over(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    read(pack, people(cast, 6))

    assert using.freeze_due(IN_JUNE) == 1  # May, in which nobody read
    assert using.freeze_due(IN_JULY) == 1
    assert using.freeze_due(IN_JULY) == 0
    assert cells()["readers"] == [6, 6]
    assert cells(date(2026, 5, 1))["readers"] == [0, 4]


def test_nothing_that_was_counted_is_left(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    read(pack, people(cast, 3))
    using.download(reading.latest_version(pack), "read")

    using.freeze_due(IN_JULY)

    assert not PackVisit.objects.exists()
    assert not PackDownloads.objects.exists()
    assert "3" not in str(cells())


def test_running_month_is_not_touched(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    clock(IN_JULY)
    read(pack, people(cast, 6))

    using.freeze_due(IN_JULY)

    assert PackVisit.objects.count() == 6


def test_frozen_figures_stay_when_a_reader_is_erased(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    own = read(pack, people(cast, 5))
    using.freeze_due(IN_JULY)

    own[0].delete()
    using.freeze_due(IN_JULY)

    assert cells()["readers"] == [5, 5]


def test_erased_reader_does_not_count_in_a_month_that_is_not_frozen(
    cast: Cast, pack: LearningPackPage, clock: Any
) -> None:
    own = read(pack, people(cast, 5))

    own[0].delete()
    using.freeze_due(IN_JULY)

    assert cells()["readers"] == [0, 4]


def test_pack_that_nobody_used_has_a_row_as_well(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    makers.pack(cast.programme.framework, number=3)
    PackVersion.objects.update(frozen_at=datetime(2026, 1, 1, tzinfo=UTC))
    read(pack, [cast.ada])

    using.freeze_due(IN_JULY)

    one, other = (row.cells for row in PackMonth.objects.all())
    assert one == other


def test_month_that_no_chore_came_to_freeze_is_frozen_later(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    read(pack, people(cast, 5))

    using.freeze_due(IN_AUGUST)

    assert PackMonth.objects.filter(month=JUNE).exists()
    assert PackMonth.objects.count() == 2


# Taps


def tapped(cast: Cast, pack: LearningPackPage, number: int, useful: str = "yes") -> None:
    for own in read(pack, people(cast, number)):
        using.tap(own, useful=useful, length="right")


def test_reader_answers_by_two_presses_and_may_change(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    for data in ({"useful": "no"}, {"length": "long"}, {"useful": "partly"}):
        assert client.post(f"{pack.url}taps/", data).status_code == 302

    tap = PackTap.objects.get()
    assert (tap.useful, tap.length, tap.reading.enrolment) == ("partly", "long", cast.ada)


def test_nonsense_is_no_answer(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    for data in ({}, {"useful": "very"}, {"useful": "yes", "length": "\x00"}):
        client.post(f"{pack.url}taps/", data)

    assert not PackTap.objects.exists()


def test_questions_are_asked_at_the_end(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}start/")
    last = pack.sections(with_trainer_notes=False)[-1].slug

    assert "Was this pack useful" not in client.get(pack.url).content.decode()
    assert "Was this pack useful" in client.get(f"{pack.url}{last}/").content.decode()
    client.post(f"{pack.url}prepared/", {"prepared": "yes"})
    assert "Was this pack useful" in client.get(pack.url).content.decode()
    assert "Was this pack useful" not in Client().get(f"{pack.url}{last}/").content.decode()


def test_taps_wait_until_ten_have_answered(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    tapped(cast, pack, 9)
    using.freeze_due(IN_JULY)
    assert cells()["taps"] == {}

    clock(IN_JULY)
    own = read(pack, [cast.ada])[0]
    using.tap(own, useful="no", length="long")
    using.freeze_due(IN_AUGUST)

    july = cells(date(2026, 7, 1))["taps"]
    assert july == {"1.0": {"useful": {"most": "yes"}, "length": {"most": "right"}}}


def test_nobody_is_counted_twice(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    tapped(cast, pack, 10)
    using.freeze_due(IN_JULY)

    clock(IN_JULY)
    for own in PackReading.objects.all():
        using.tap(own, useful="no")
    using.freeze_due(IN_AUGUST)

    assert list(cells()["taps"]) == ["1.0"]
    assert cells(date(2026, 7, 1))["taps"] == {}


# The publisher's report


def report(client: Client, **query: str) -> str:
    page = client.get(reverse("pack_usage"), query).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("</header>") :]))


def test_editor_reads_the_figures(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    tapped(cast, pack, 12)
    using.freeze_due(IN_JULY)
    client = signed_in(makers.author(pack.publisher))

    shown = report(client)
    file = client.get(reverse("pack_usage_csv", args=["MPW"])).content.decode()

    assert "June 2026" in shown
    assert f"{pack.title} (English) all 12 fewer than 5 fewer than 5" in shown
    assert "1.0 12 not told not told nearly all: Yes nearly all: About right" in shown
    assert file.splitlines()[1] == f"2026-06,MPW:410-02,{pack.title},en-gb,all,12,fewer than 5,fewer than 5,,"


def test_report_without_a_month_says_so(pack: LearningPackPage) -> None:
    assert "No month has been frozen yet" in report(signed_in(makers.author(pack.publisher)))


@pytest.mark.parametrize("month", ["2026-13", "soon", "1999-01", "\x00", "2026-06-01"])
def test_month_that_is_none_shows_the_latest(cast: Cast, pack: LearningPackPage, clock: Any, month: str) -> None:
    using.freeze_due(IN_JULY)

    assert "June 2026" in report(signed_in(makers.author(pack.publisher)), month=month)


def test_report_takes_the_same_queries_for_one_pack_and_three(
    cast: Cast, pack: LearningPackPage, clock: Any, django_assert_max_num_queries: Any
) -> None:
    makers.pack(cast.programme.framework, number=3)
    makers.pack(cast.programme.framework, number=4)
    PackVersion.objects.update(frozen_at=datetime(2026, 1, 1, tzinfo=UTC))
    using.freeze_due(IN_JULY)

    with django_assert_max_num_queries(3):
        assert len(reports.lines_of(pack.publisher, JUNE)) == 3


def test_editor_of_another_publisher_reads_none_of_it(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    tapped(cast, pack, 12)
    using.freeze_due(IN_JULY)
    client = signed_in(makers.author(makers.publisher("Salt", "SCC"), "Sam Salt"))

    assert pack.title not in report(client)
    assert client.get(reverse("pack_usage"), {"publisher": "MPW"}).status_code == 404
    assert client.get(reverse("pack_usage_csv", args=["MPW"])).status_code == 404


def test_nobody_else_has_such_a_screen(cast: Cast, pack: LearningPackPage) -> None:
    author = makers.author(pack.publisher, "Ama Author", as_editor=False)

    for user, status in [(author, 404), (cast.max, 302), (cast.fay, 302), (cast.ada.user, 302)]:
        assert signed_in(user).get(reverse("pack_usage")).status_code == status
        assert signed_in(user).get(reverse("pack_usage_csv", args=["MPW"])).status_code == status


def test_figures_hold_no_name_and_no_words(cast: Cast, pack: LearningPackPage, clock: Any) -> None:
    signed_in(cast.ada.user).post(f"{pack.url}bring/", {"version": "0", "card-issue": "They are always late."})
    tapped(cast, pack, 12)
    using.freeze_due(IN_JULY)

    everything = str(list(PackMonth.objects.values()))

    assert not [word for word in ("Ada", "Reader", "late", "Riverside") if word in everything]

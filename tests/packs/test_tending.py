"""Withdrawing with a notice, putting back, and being reminded of reviews."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from packs import loading, reading, tending
from packs.models import LearningPackPage
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers

NOTICE = "The law has changed. Read MPW:410-04 instead."


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


def withdraw(pack: LearningPackPage) -> None:
    tending.withdraw(pack, notice=NOTICE, by=makers.editor(pack.publisher))


def test_visitor_finds_the_notice_and_nothing_else(pack: LearningPackPage) -> None:
    withdraw(pack)

    front = Client().get(pack.url)
    others = [Client().get(f"{pack.url}{door}") for door in ("whole/", "reading/", "pdf/")]

    assert NOTICE in front.content.decode()
    assert pack.purpose[:40] not in front.content.decode()
    assert [(answer.status_code, answer.headers["Location"]) for answer in others] == [(302, pack.url)] * 3
    assert pack.title not in Client().get(reverse("packs:catalogue")).content.decode()


def test_who_had_started_reads_on(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}start/")
    makers.choose(cast.ada, "LEAD")
    makers.choose(cast.ben, "LEAD")
    withdraw(pack)

    assert client.get(f"{pack.url}reading/").status_code == 200
    assert signed_in(cast.ben.user).get(f"{pack.url}reading/").status_code == 302
    assert [pin.packs for pin in reading.pinned(cast.ada)] == [[pack]]
    assert [pin.packs for pin in reading.pinned(cast.ben)] == [[]]


def test_nobody_starts_a_withdrawn_pack(cast: Cast, pack: LearningPackPage) -> None:
    withdraw(pack)

    signed_in(cast.ben.user).post(f"{pack.url}start/")

    assert not pack.readings.exists()


def test_putting_back_brings_everything_back(pack: LearningPackPage) -> None:
    withdraw(pack)
    tending.withdraw(pack, notice="A second time")

    tending.restore(pack)

    assert Client().get(f"{pack.url}reading/").status_code == 200
    assert pack.withdrawals.get().notice == NOTICE
    assert LearningPackPage.objects.published().get() == pack


def test_publishing_again_leaves_the_notice(pack: LearningPackPage) -> None:
    withdraw(pack)

    makers.next_version(pack)

    assert NOTICE in Client().get(pack.url).content.decode()


# The editors' screen


def test_editor_withdraws_and_puts_back(pack: LearningPackPage) -> None:
    client = signed_in(makers.author(pack.publisher))

    asked = client.get(reverse("pack_withdraw", args=[pack.pk]))
    client.post(reverse("pack_withdraw", args=[pack.pk]), {"notice": NOTICE})
    listed = client.get(reverse("pack_tending")).content.decode()
    client.post(reverse("pack_restore", args=[pack.pk]))

    assert asked.status_code == 200
    assert "Put it back" in listed
    assert not LearningPackPage.objects.get(pk=pack.pk).is_withdrawn


def test_notice_cannot_be_empty(pack: LearningPackPage) -> None:
    client = signed_in(makers.author(pack.publisher))

    assert client.post(reverse("pack_withdraw", args=[pack.pk]), {"notice": " "}).status_code == 200
    assert not pack.withdrawals.exists()


def test_editors_of_another_publisher_withdraw_nothing(pack: LearningPackPage) -> None:
    client = signed_in(makers.author(makers.publisher("Salt", "SCC"), "Sam Salt"))

    listed = client.get(reverse("pack_tending")).content.decode()
    tried = [
        client.get(reverse("pack_withdraw", args=[pack.pk])),
        client.post(reverse("pack_withdraw", args=[pack.pk]), {"notice": NOTICE}),
        client.post(reverse("pack_restore", args=[pack.pk])),
    ]

    assert pack.title not in listed
    assert [answer.status_code for answer in tried] == [404, 404, 404]
    assert not pack.withdrawals.exists()


def test_authors_have_no_such_screen(pack: LearningPackPage) -> None:
    author = signed_in(makers.author(pack.publisher, as_editor=False))

    assert author.get(reverse("pack_tending")).status_code == 404


# Reviews


def at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 9))


def test_editors_are_reminded_once_before_and_once_on_the_day(pack: LearningPackPage) -> None:
    makers.author(pack.publisher, "Eli Editor")
    makers.author(pack.publisher, "Ama Author", as_editor=False)
    day = pack.review_on

    days = [day - timedelta(days=61), day - timedelta(days=60), day - timedelta(days=59), day, day + timedelta(days=9)]
    told = [tending.remind(at(moment)) for moment in days]

    assert told == [0, 1, 0, 1, 0]


def test_one_mail_tells_of_all_reviews(
    pack: LearningPackPage, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    makers.pack(cast.programme.framework, number=3)
    editor = makers.author(pack.publisher, "Eli Editor")

    with django_capture_on_commit_callbacks(execute=True):
        tending.remind(at(pack.review_on))

    assert [message.to for message in mail.outbox] == [[editor.email]]
    assert "2 publications of" in mail.outbox[0].body
    assert pack.title not in mail.outbox[0].body


def test_withdrawn_packs_are_not_reviewed(pack: LearningPackPage) -> None:
    withdraw(pack)

    assert tending.remind(at(pack.review_on)) == 0


def test_guides_are_reviewed_too(pack: LearningPackPage) -> None:
    guide = loading.load_guide(pack.publisher, makers.guide_words())
    editor = makers.author(pack.publisher, "Eli Editor")
    withdraw(pack)

    assert tending.remind(at(guide.review_on - timedelta(days=60))) == 1
    assert guide.title in signed_in(editor).get(reverse("pack_tending")).content.decode()

"""Messages to the authors of a pack, signed or not, and the errata that readers are told of."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from packs import editions, hearing, reading
from packs.models import Erratum, LearningPackPage, PackFeedback
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers

WORDS = "Step three of the <b>second</b> tool says the contrary of step two."


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


def send(client: Client, pack: LearningPackPage, **changes: str) -> Any:
    return client.post(f"{pack.url}feedback/", {"about": "mistake", "text": WORDS, **changes})


def message(pack: LearningPackPage, **changes: str) -> PackFeedback:
    return hearing.take_in(reading.latest_version(pack), **{"about": "idea", "text": WORDS, **changes})


def kept(row: PackFeedback) -> tuple[str, ...]:
    return (row.about, row.text, row.name, row.email)


# Writing


def test_visitor_writes_without_a_name(pack: LearningPackPage) -> None:
    answer = send(Client(), pack)

    assert (answer.status_code, answer.headers["Location"]) == (302, pack.url)
    assert kept(PackFeedback.objects.get()) == ("mistake", WORDS, "", "")


def test_message_is_signed_only_by_what_its_writer_puts_in(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}reflect/", {"version": "0", "text": "A note"})

    send(client, pack)
    send(client, pack, name="A.", email="a@example.org")

    assert [kept(row) for row in PackFeedback.objects.order_by("pk")] == [
        ("mistake", WORDS, "", ""),
        ("mistake", WORDS, "A.", "a@example.org"),
    ]
    assert {field.name for field in PackFeedback._meta.fields} == {
        *("id", "version", "about", "text", "name", "email", "received_on", "state", "handled_by", "is_told")
    }


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"text": " "}, {"text": "x" * 2001}, {"text": "a\x00b"}, {"about": "x"}, {"email": "nobody"}],
)
def test_what_is_wrong_is_said_and_not_kept(pack: LearningPackPage, wrong: dict[str, str]) -> None:
    answer = send(Client(), pack, **wrong)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not PackFeedback.objects.exists()


def test_same_message_sent_twice_is_one(pack: LearningPackPage) -> None:
    for _ in range(2):
        send(Client(), pack)

    assert PackFeedback.objects.count() == 1


def test_flood_is_stopped_in_words_and_nothing_is_lost(pack: LearningPackPage, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"pack_feedback": "20/h/ip"}
    answers = [send(Client(), pack, text=f"Message {number}") for number in range(21)]

    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert "Wait an hour" in answers[-1].content.decode()
    assert "Message 20" in answers[-1].content.decode()
    assert PackFeedback.objects.count() == 20


def test_message_is_about_the_version_that_is_read(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}start/")
    makers.next_version(pack)

    send(client, pack)
    send(Client(), pack)

    assert sorted(row.version.label for row in PackFeedback.objects.all()) == ["1.0", "1.1"]


def test_draft_has_no_such_form(pack: LearningPackPage) -> None:
    pack.unpublish()

    assert Client().get(f"{pack.url}feedback/").status_code == 404
    assert send(Client(), pack).status_code == 404


# Reading


def shown(client: Client, **query: str) -> str:
    return client.get(reverse("pack_voices"), query).content.decode()


def test_authors_and_editors_read_it_as_plain_text(pack: LearningPackPage) -> None:
    message(pack, name="<i>A.</i>")

    for as_editor in (True, False):
        page = shown(signed_in(makers.author(pack.publisher, f"P {as_editor}", as_editor=as_editor)))
        assert "the &lt;b&gt;second&lt;/b&gt; tool" in page
        assert "&lt;i&gt;A.&lt;/i&gt;" in page


def test_state_says_who_saw_to_it(pack: LearningPackPage) -> None:
    row, author = message(pack), makers.author(pack.publisher)
    client = signed_in(author)

    client.post(reverse("pack_voice", args=[row.pk]), {"state": "answered"})
    client.post(reverse("pack_voice", args=[row.pk]), {"state": "burnt"})

    row.refresh_from_db()
    assert (row.state, row.handled_by) == ("answered", author)


def test_list_takes_the_same_queries_for_one_message_and_many(pack: LearningPackPage) -> None:
    message(pack)
    client = signed_in(makers.author(pack.publisher))
    shown(client)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            shown(client)
        return len(asked)

    one = queries()
    for number in range(3):
        message(pack, text=f"Message {number}")

    assert queries() == one


def test_writers_of_another_publisher_read_and_change_nothing(pack: LearningPackPage) -> None:
    row = message(pack)
    erratum = hearing.note(row.version, place="Tool 2", words="Wrong.", by=makers.author(pack.publisher))
    client = signed_in(makers.author(makers.publisher("Salt", "SCC"), "Sam Salt"))

    assert "contrary" not in shown(client)
    tried = [
        client.get(reverse("pack_voices"), {"publisher": "MPW"}),
        client.post(reverse("pack_voice", args=[row.pk]), {"state": "read"}),
        client.get(reverse("pack_errata", args=[pack.pk])),
        client.post(reverse("pack_errata", args=[pack.pk]), {"version": row.version_id, "place": "x", "words": "x"}),
        client.post(reverse("pack_erratum_strike", args=[erratum.pk])),
    ]
    assert [answer.status_code for answer in tried] == [404] * 5
    row.refresh_from_db()
    assert row.state == "new"
    assert Erratum.objects.get() == erratum


def test_people_of_programmes_have_no_such_screen(cast: Cast, pack: LearningPackPage) -> None:
    row = message(pack)

    for user in (cast.ada.user, cast.fay, cast.max, cast.olu):
        assert signed_in(user).get(reverse("pack_voices")).status_code == 302
        assert signed_in(user).post(reverse("pack_voice", args=[row.pk]), {"state": "read"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "new"


# Telling editors


def test_editors_are_told_once_how_many_came(pack: LearningPackPage, django_capture_on_commit_callbacks: Any) -> None:
    editor = makers.author(pack.publisher)
    makers.author(pack.publisher, "Ama Author", as_editor=False)
    message(pack)
    message(pack, text="Another.")

    with django_capture_on_commit_callbacks(execute=True):
        told = [hearing.tell(timezone.now()) for _ in range(2)]

    assert told == [1, 0]
    [letter] = mail.outbox
    assert letter.to == [editor.email]
    assert "2 messages about the packs of" in letter.body
    assert not re.search("contrary|Another|410-02", letter.subject + letter.body)


# Errata


def front(client: Client, pack: LearningPackPage) -> str:
    return client.get(pack.url).content.decode()


def test_readers_of_a_version_are_told_of_its_mistakes(cast: Cast, pack: LearningPackPage) -> None:
    client, editor = signed_in(cast.ada.user), signed_in(makers.author(pack.publisher))
    client.post(f"{pack.url}start/")
    version = reading.latest_version(pack)
    data = {"version": version.pk, "place": "Tool 2, third step", "words": "It should say: before the meeting."}

    assert "Known mistakes" not in front(Client(), pack)
    assert editor.post(reverse("pack_errata", args=[pack.pk]), data).status_code == 302
    assert "before the meeting" in front(Client(), pack)

    makers.next_version(pack)
    assert "Known mistakes" not in front(Client(), pack)
    assert "before the meeting" in front(client, pack)
    editions.move_on(reading.take_up(cast.ada, pack))
    assert "Known mistakes" not in front(client, pack)


def test_note_that_was_wrong_is_taken_away(pack: LearningPackPage) -> None:
    author = makers.author(pack.publisher)
    erratum = hearing.note(reading.latest_version(pack), place="Tool 2", words="It should say so.", by=author)
    client = signed_in(author)

    assert "Tool 2" in client.get(reverse("pack_errata", args=[pack.pk])).content.decode()
    client.post(reverse("pack_erratum_strike", args=[erratum.pk]))

    assert "Known mistakes" not in front(Client(), pack)


def test_erratum_belongs_to_a_version_of_this_pack(cast: Cast, pack: LearningPackPage) -> None:
    other = makers.pack(cast.programme.framework, number=3)
    client = signed_in(makers.author(pack.publisher))
    data = {"version": reading.latest_version(other).pk, "place": "Tool 2", "words": "It should say so."}

    assert client.post(reverse("pack_errata", args=[pack.pk]), data).status_code == 200
    assert not Erratum.objects.exists()

"""Words that lie sealed: nothing of them in the database, keys that change, and keys that are lost."""

import base64
import io
import pickle
import time
import uuid
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from actionsets import reflecting, separating
from actionsets.models import Message, SeparationRule
from actionsets.models.private import ActionCommitment, Reflection
from elearning import mail, sealed
from elearning.auditing import noting
from elearning.erasures.models import Erasure
from elearning.events.models import Coming, Takeaway
from elearning.partnering import checking
from elearning.partnering.models import HealthAnswer, MapEntry, MapTaskPage
from elearning.sealed import NotOpenedError, Unopened
from elearning.sealing import Keyring, NoSuchKeyError, WrongKeyError, derived
from elearning.stories.models import Story, StoryNamed
from elearning.workshops.models import Arrival
from packs import reading
from packs.models import PackNote
from tests.conftest import Cast, signed_in
from tests.events import makers as events
from tests.laying import laid
from tests.packs import makers as packs
from tests.partnering import makers as partnering

OLD, NEW, OTHER = (derived(name * 8) for name in ("first", "second", "third"))
MARK = "Quixotic-Heron"


def test_what_is_sealed_opens_again() -> None:
    assert Keyring([OLD]).open(Keyring([OLD]).seal("Siân – “ja” 😀")) == "Siân – “ja” 😀"


def test_a_file_that_is_sealed_opens_again() -> None:
    assert Keyring([OLD]).open_bytes(Keyring([OLD]).seal_bytes(b"\x00%PDF")) == b"\x00%PDF"


def test_the_same_words_never_look_the_same() -> None:
    assert Keyring([OLD]).seal("Ring.") != Keyring([OLD]).seal("Ring.")


def test_a_second_key_opens_and_the_first_one_seals() -> None:
    before, after = Keyring([OLD]), Keyring([NEW, OLD])

    assert after.open(before.seal("Ring.")) == "Ring."
    assert after.seal("Ring.").startswith(Keyring([NEW]).prefix)


@pytest.mark.parametrize("harm", [lambda token: token[:-4] + "AAAA", lambda token: token[:20], lambda token: "Ring."])
def test_what_was_changed_does_not_open(harm: object) -> None:
    ring = Keyring([OLD])

    with pytest.raises(NoSuchKeyError):
        ring.open(harm(ring.seal("Ring.")))  # type: ignore[operator]


def test_another_key_does_not_open() -> None:
    with pytest.raises(NoSuchKeyError):
        Keyring([NEW]).open(Keyring([OLD]).seal("Ring."))


@pytest.mark.parametrize(
    "keys",
    [
        [],
        ["secret"],
        [base64.b64encode(b"short").decode()],
        [base64.b64encode(b"a" * 32).decode()],
        [base64.b64encode(bytes(range(33))).decode()],
        [OLD, OLD],
    ],
)
def test_nonsense_is_no_key(keys: list[str]) -> None:
    with pytest.raises(WrongKeyError):
        Keyring(keys)


def test_a_fingerprint_is_the_same_under_the_same_key_only() -> None:
    assert Keyring([OLD]).marks("Ben") == Keyring([OLD]).marks("Ben")
    assert Keyring([OLD]).marks("Ben") != Keyring([NEW]).marks("Ben")
    assert Keyring([OLD]).marks("a", "bc") != Keyring([OLD]).marks("ab", "c")


@laid
def written(cast: Cast) -> Cast:
    """Ada has written in every place that is sealed."""
    ada = cast.ada
    reflecting.commit(ada.user, uuid.uuid4(), text=f"{MARK} action", due_on=None)
    reflecting.write(ada.user, uuid.uuid4(), text=f"{MARK} reflection")
    separating.declare(ada, f"{MARK} name")
    step = partnering.map_page(cast.programme)
    partnering.entry(ada, step, name="Clinic", note=f"{MARK} note", key_contact=f"{MARK} head")
    own = reading.take_up(ada, packs.pack(cast.programme.framework))
    PackNote.objects.create(reading=own, version=own.version, key="issue", text=f"{MARK} card")
    Message.objects.create(cohort=cast.cohort, subject="Hello", text=f"{MARK} message", receivers=1)
    check = checking.begin_side(
        ada.user, checking.newest(partnering.workshop_page(cast.programme)), partnership="Clinic", about="own"
    )
    HealthAnswer.objects.create(check_of=check, code="x", reason=f"{MARK} reason")
    Arrival.objects.create(cohort=cast.cohort, name=f"{MARK} typed")
    day = events.event(cast)
    Coming.objects.create(event=day, enrolment=ada, state="coming", needs=f"{MARK} needs")
    Takeaway.objects.create(event=day, enrolment=ada, text=f"{MARK} takeaway")
    story = Story.objects.create(enrolment=ada)
    StoryNamed.objects.create(story=story, name=f"{MARK} named", email=f"{MARK}@example.org")
    why = {"reason": f"{MARK} emergency", "why_later": f"{MARK} order"}
    noting.broke_glass(ada.user, by=cast.max, what="answers", **why)
    Erasure.objects.create(user=ada.user, address=f"{MARK}@example.org", asked_at=timezone.now(), due_at=timezone.now())
    mail.send("set_dates", ada.user.email, {"user": {"name": f"{MARK} in a mail"}})
    return cast


def everything_stored() -> str:
    """Every row of every table, as the database has it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_the_tables_say_nothing_of_what_is_sealed(written: Cast) -> None:
    stored = everything_stored()

    assert (MARK in stored, "Quixotic" in stored, "Clinic" in stored) == (False, False, True)


def test_every_sealed_column_is_written_in_this_test(written: Cast) -> None:
    empty = [
        f"{model._meta.label}.{column}"
        for model, column in sealed.columns()
        if MARK not in str(list(model._default_manager.values_list(column, flat=True)))
    ]

    assert empty == []


def everything() -> bytes:
    """The whole database: SQLite's file byte by byte; PostgreSQL's rows, table by table, as it writes them."""
    if connection.vendor == "sqlite":
        return bytes(connection.connection.serialize())
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608 - the table's own name
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows).encode()


def test_the_database_says_nothing_of_what_is_sealed(written: Cast) -> None:
    content = everything()

    assert (b"Clinic" in content, MARK.encode() in content) == (True, False)


def test_words_come_back_as_they_were_written(written: Cast) -> None:
    assert ActionCommitment.objects.get().text == f"{MARK} action"
    assert list(PackNote.objects.values_list("text", flat=True)) == [f"{MARK} card"]


@pytest.mark.parametrize("lookup", ["text", "text__icontains", "text__in", "text__startswith", "text__gt"])
def test_sealed_words_cannot_be_looked_for(written: Cast, lookup: str) -> None:
    with pytest.raises(FieldError, match="Sealed words cannot be looked for"):
        list(Reflection.objects.filter(**{lookup: f"{MARK} reflection"}))


def test_whether_there_are_words_can_be_asked(written: Cast) -> None:
    assert (Reflection.objects.exclude(text="").count(), Reflection.objects.filter(text="").count()) == (1, 0)


def test_a_lost_key_is_said_in_words(written: Cast, settings: Any) -> None:
    settings.SEALING_KEYS = [OTHER]

    text = Reflection.objects.get().text

    assert text == "These words are sealed, and the key to them is missing here. They are not lost."
    assert isinstance(pickle.loads(pickle.dumps(text)), Unopened)  # noqa: S301 - what we have just made


def test_without_the_key_nothing_is_written_over(written: Cast, settings: Any) -> None:
    right, settings.SEALING_KEYS = settings.SEALING_KEYS, [OTHER]
    stored = Reflection.objects.get()
    stored.save()

    with pytest.raises(NotOpenedError):
        reflecting.write(written.ada.user, stored.key, text="Something else.", revision=stored.revision)

    settings.SEALING_KEYS = right
    assert Reflection.objects.get().text == f"{MARK} reflection"


def test_without_the_key_the_sentence_sent_back_changes_nothing(written: Cast, settings: Any) -> None:
    right, settings.SEALING_KEYS = settings.SEALING_KEYS, [OTHER]
    stored = Reflection.objects.get()

    reflecting.write(written.ada.user, stored.key, text=str(stored.text), revision=stored.revision)

    settings.SEALING_KEYS = right
    assert Reflection.objects.get().text == f"{MARK} reflection"


def test_the_page_of_a_partner_says_that_the_key_is_missing(written: Cast, settings: Any) -> None:
    step = MapTaskPage.objects.get()
    right, settings.SEALING_KEYS = settings.SEALING_KEYS, [OTHER]
    entry = MapEntry.objects.get()
    client: Client = signed_in(written.ada.user)
    address = step.door("entry", entry.pk)

    shown = client.get(address)
    sent = client.post(
        address,
        partnering.typed(name="Clinic", note="Mine now.", version=entry.revision),
    )

    assert (shown.status_code, "the key to them is missing here" in shown.content.decode()) == (200, True)
    assert (sent.status_code, "nothing was written over it" in sent.content.decode()) == (503, True)
    settings.SEALING_KEYS = right
    assert MapEntry.objects.get().note == f"{MARK} note"


def test_reseal_lets_the_old_key_go(written: Cast, settings: Any) -> None:
    settings.SEALING_KEYS = [NEW, *settings.SEALING_KEYS]
    call_command("reseal", stdout=io.StringIO())
    settings.SEALING_KEYS = [NEW]

    assert Reflection.objects.get().text == f"{MARK} reflection"
    assert separating.declare(written.ada, f"{MARK} name").pk == SeparationRule.objects.get().pk


def test_a_declaration_is_known_again_before_everything_is_resealed(written: Cast, settings: Any) -> None:
    settings.SEALING_KEYS = [NEW, *settings.SEALING_KEYS]

    separating.declare(written.ada, f"{MARK} name")

    assert SeparationRule.objects.count() == 1


def test_reseal_twice_changes_nothing(written: Cast, settings: Any) -> None:
    settings.SEALING_KEYS = [NEW, *settings.SEALING_KEYS]
    call_command("reseal", stdout=io.StringIO())
    before = everything_stored()

    call_command("reseal", stdout=io.StringIO())

    assert everything_stored() == before


def test_reseal_goes_on_where_it_was_stopped(written: Cast, settings: Any) -> None:
    for number in range(6):
        reflecting.write(written.ada.user, uuid.uuid4(), text=f"Note {number}.")
    settings.SEALING_KEYS = [NEW, *settings.SEALING_KEYS]
    first = next(sealed.reseal(Reflection, "text", batch=3))

    rest = list(sealed.reseal(Reflection, "text", batch=3))

    assert (first, rest) == ((3, 0), [(3, 0), (1, 0)])


def test_reseal_leaves_what_it_cannot_open_and_says_so(written: Cast, settings: Any) -> None:
    right, settings.SEALING_KEYS = settings.SEALING_KEYS, [NEW]

    with pytest.raises(CommandError, match="17 could not be opened and were left as they are"):
        call_command("reseal", stdout=io.StringIO())

    settings.SEALING_KEYS = right
    assert Reflection.objects.get().text == f"{MARK} reflection"


def test_reseal_seals_what_stood_open(written: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE actionsets_reflection SET text = %s", ["From before there were seals."])
    before = Reflection.objects.get().text

    call_command("reseal", stdout=io.StringIO())

    assert (before, Reflection.objects.get().text) == ("From before there were seals.",) * 2
    assert "From before" not in everything_stored()


def test_two_hundred_long_notes_open_in_less_than_a_fifth_of_a_second() -> None:
    ring = Keyring([OLD])
    sealed_ones = [ring.seal("A sentence of some length. " * 40) for _ in range(200)]
    begun = time.process_time()

    for one in sealed_ones:
        ring.open(one)

    assert time.process_time() - begun < 0.2

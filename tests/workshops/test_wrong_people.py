"""Who finds nothing: people of other cohorts, absent participants, phones with an old code, other facilitators, commissioners."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from elearning.accounts.models import User
from elearning.partnering.models import WorkshopPage
from elearning.programmes.models import StepProgress
from elearning.workshops import arriving, boarding, codes, conducting
from elearning.workshops.models import Arrival, BoardNote, PaperSheet, Standing, WorkshopRoom
from tests.conftest import Cast, signed_in
from tests.workshops.makers import here

READ = ("desk", "wall", "paper", "pulse", "sheets")
SENT = {
    "press": {"act": "begin", "seen": "0"},
    "attend": {"act": "tick"},
    "show": {"act": "show", "kind": "lineup"},
    "moderate": {"to": "shown"},
    "sheets": {"s-H1": "partly", "key": "5b9c7f0e-3c1c-4a7e-9a51-0d6f0d8d4f11"},
}
KEY = "5b9c7f0e-3c1c-4a7e-9a51-0d6f0d8d4f11"


def at(name: str, cast: Cast) -> str:
    return reverse(f"workshops:{name}", args=[cast.cohort.public_id])


def code(name: str, cast: Cast) -> str:
    return reverse(f"workshops:{name}", args=[codes.code_of(cast.cohort)])


@pytest.mark.parametrize("who", ["ada", "ben", "max", "olu", "pia", "zoe"])
def test_desk_and_wall_are_the_facilitators_of_this_cohort(today: Cast, who: str) -> None:
    user = getattr(getattr(today, who), "user", getattr(today, who))

    assert [signed_in(user).get(at(name, today)).status_code for name in READ] == [404] * 5


@pytest.mark.parametrize("who", ["ada", "max", "olu", "pia", "zoe"])
def test_nobody_else_presses_anything(today: Cast, step: WorkshopPage, who: str) -> None:
    user = getattr(getattr(today, who), "user", getattr(today, who))
    note = BoardNote.objects.create(cohort=today.cohort, word="Pride")
    given = {"attend": {"person": str(today.ben.public_id)}, "moderate": {"note": str(note.key)}}

    answers = [
        signed_in(user).post(at(name, today), sent | given.get(name, {})).status_code for name, sent in SENT.items()
    ]

    assert answers == [404] * 5
    note.refresh_from_db()
    assert (note.state, WorkshopRoom.objects.exists(), StepProgress.objects.exists()) == ("waiting", False, False)
    assert not PaperSheet.objects.exists()


def test_signed_out_is_sent_to_sign_in(today: Cast, client: Client) -> None:
    answers = [client.get(at(name, today)).headers["Location"] for name in READ]

    assert [one.startswith("/sign-in/?next=") for one in answers] == [True] * 5


def test_facilitator_reaches_into_no_other_cohort(today: Cast, step: WorkshopPage) -> None:
    """Zoe facilitates elsewhere: what she sends about people, names and notes of this cohort finds nothing."""
    elsewhere = today.programme.cohorts.get(name="Elsewhere")
    note = BoardNote.objects.create(cohort=today.cohort, word="Pride")
    arrival = Arrival.objects.create(cohort=today.cohort, name="Ada Example")
    mine = elsewhere.enrolments.get()
    client = signed_in(today.zoe)

    def sent(name: str, **given: str) -> int:
        return client.post(reverse(f"workshops:{name}", args=[elsewhere.public_id]), given).status_code

    answers = [
        sent("attend", act="tick", person=str(today.ada.public_id)),
        sent("attend", act="admit", person=str(mine.public_id), arrival=str(arrival.key)),
        sent("attend", act="dismiss", arrival=str(arrival.key)),
        sent("moderate", note=str(note.key), to="shown"),
    ]

    note.refresh_from_db()
    assert answers == [404, 302, 302, 404]
    assert (note.state, Arrival.objects.count(), StepProgress.objects.count()) == ("waiting", 1, 0)


def test_absent_participant_is_told_how_to_come_in_and_sees_nothing_of_the_room(
    today: Cast, step: WorkshopPage
) -> None:
    BoardNote.objects.create(cohort=today.cohort, word="Pride", state="shown")
    conducting.begin(today.cohort, step, by=today.fay)
    client = signed_in(today.ada.user)

    pages = [client.get(step.door(name)).content.decode() for name in ("room", "stand", "board")]

    assert ["Come into the room" in page for page in pages] == [True] * 3
    assert ["Pride" in page or "data-room" in page for page in pages] == [False] * 3
    assert client.get(at("pulse", today)).status_code == 404


def test_absent_participant_can_say_nothing_in_the_room(today: Cast, step: WorkshopPage) -> None:
    client = signed_in(today.ada.user)

    client.post(step.door("stand"), {"level_now": "networking"})
    client.post(step.door("board"), {"word-word": "Pride", "word-key": KEY})

    assert (Standing.objects.count(), BoardNote.objects.count()) == (0, 0)


def test_somebody_of_another_cohort_finds_another_room(today: Cast, step: WorkshopPage) -> None:
    """Doors below the page lie with one's own cohort: what is on this one's board is on no other's."""
    BoardNote.objects.create(cohort=today.cohort, word="Pride", state="shown")
    eli = here(today.programme.cohorts.get(name="Elsewhere").enrolments.get(), step)

    page = signed_in(eli.user).get(step.door("board")).content.decode()

    assert ("Pride" in page, "Posturing" in page) == (False, True)
    assert signed_in(eli.user).get(at("pulse", today)).status_code == 404


@pytest.mark.parametrize("name", ["code", "code_room", "code_board", "code_pulse"])
@pytest.mark.parametrize("days", [-1, 1])
def test_code_dies_with_its_day(today: Cast, client: Client, name: str, days: int) -> None:
    address = code(name, today)
    opens = client.get(address).status_code
    today.cohort.workshop_starts_at += timedelta(days=days)
    today.cohort.workshop_ends_at += timedelta(days=days)
    today.cohort.save()

    assert (opens, client.get(address).status_code) == (200, 404)


def test_code_of_tomorrow_does_not_open_today(today: Cast, client: Client) -> None:
    today.cohort.workshop_starts_at += timedelta(days=1)
    today.cohort.workshop_ends_at += timedelta(days=1)
    today.cohort.save()

    assert client.get(code("code", today)).status_code == 404


def test_code_of_a_closed_cohort_opens_nothing(today: Cast, client: Client) -> None:
    address = code("code", today)
    today.cohort.state = "closed"
    today.cohort.save()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("wrong", ["0" * 32, "x", "-", "a" * 300])
def test_any_other_address_says_the_same(today: Cast, client: Client, wrong: str) -> None:
    answer = client.get(reverse("workshops:code", args=[wrong]))

    assert (answer.status_code, "This code opens nothing" in answer.content.decode()) == (404, True)


def test_code_says_nothing_of_the_cohort(today: Cast) -> None:
    found = codes.code_of(today.cohort)

    assert (len(found), str(today.cohort.public_id).replace("-", "") in found) == (32, False)


def test_signed_in_person_of_elsewhere_finds_nothing_behind_the_code(today: Cast) -> None:
    strangers: list[User] = [today.zoe, today.olu, today.pia, today.max]
    strangers.append(today.programme.cohorts.get(name="Elsewhere").enrolments.get().user)

    answers = [signed_in(user).get(code("code", today)).status_code for user in strangers]

    assert answers == [404] * 5
    assert (signed_in(strangers[-1]).post(code("code", today)).status_code, StepProgress.objects.count()) == (404, 0)


def test_phone_without_a_sign_in_sees_no_name(today: Cast, step: WorkshopPage, client: Client) -> None:
    here(today.ada, step)
    arriving.type_name(today.cohort, "Ben Example", key=KEY)  # type: ignore[arg-type]
    BoardNote.objects.create(cohort=today.cohort, word="Pride")
    conducting.begin(today.cohort, step, by=today.fay)

    pages = [client.get(code(name, today)).content.decode() for name in ("code", "code_room", "code_board")]

    assert [word for word in ("Ada", "Ben", "Fay", "Pride") if any(word in page for page in pages)] == []


def test_wall_shows_no_name(today: Cast, step: WorkshopPage) -> None:
    here(today.ada, step)
    arriving.type_name(today.cohort, "Ben Example", key=KEY)  # type: ignore[arg-type]
    conducting.begin(today.cohort, step, by=today.fay)

    page = signed_in(today.fay).get(at("wall", today)).content.decode()

    assert [word for word in ("Ada", "Ben", "Cal", "Fay") if word in page] == []


def test_note_is_on_no_screen_before_it_was_let_through(today: Cast, step: WorkshopPage) -> None:
    here(today.ada, step)
    note = boarding.add_word(today.cohort, key=KEY, word="Pride", text="", ask="")  # type: ignore[arg-type]
    client = signed_in(today.ada.user)
    before = "Pride" in client.get(step.door("board")).content.decode()

    boarding.move(note, "shown", by=today.fay)

    assert (before, "Pride" in client.get(step.door("board")).content.decode()) == (False, True)


def test_withdrawn_person_is_no_longer_in_the_room(today: Cast, step: WorkshopPage) -> None:
    here(today.ada, step)
    client = signed_in(today.ada.user)
    before = client.get(at("pulse", today)).status_code
    today.ada.state = "withdrawn"
    today.ada.save()

    assert (before, client.get(at("pulse", today)).status_code) == (200, 404)


def test_whole_day_of_the_workshop_and_no_longer(today: Cast) -> None:
    start = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)

    opens = [
        codes.is_day(today.cohort, start + timedelta(hours=hours, seconds=by))
        for hours, by in ((0, -1), (0, 0), (23, 0), (24, 0))
    ]

    assert opens == [False, True, True, today.cohort.day_of(today.cohort.workshop_ends_at) > today.cohort.workshop_on]

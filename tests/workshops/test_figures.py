"""The line-up and the board: what is counted, when it is shown, and what is let through."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elearning.partnering.models import WorkshopPage
from elearning.workshops import boarding, conducting, onscreen, showing
from elearning.workshops.models import BoardNote, Showing, Standing
from elearning.workshops.refusals import NotEnough, TooMany
from tests import factories
from tests.conftest import Cast, signed_in
from tests.workshops.makers import crowd, here

KEY = "5b9c7f0e-3c1c-4a7e-9a51-0d6f0d8d4f11"


def at(cast: Cast, name: str) -> str:
    return reverse(f"workshops:{name}", args=[cast.cohort.public_id])


def told(taken: Showing) -> list[tuple[str, int]]:
    return [(bar.label, bar.people) for bar in onscreen.lineup(taken)["told"][0][1].get("bars", [])]


def test_person_stands_somewhere_and_elsewhere(today: Cast, step: WorkshopPage) -> None:
    here(today.ada, step)
    client = signed_in(today.ada.user)

    for level in ("networking", "cooperating"):
        client.post(step.door("stand"), {"level_now": level, "level_wanted": "not_sure"})

    assert [(one.level_now, one.level_wanted) for one in Standing.objects.all()] == [("cooperating", "not_sure")]


def test_unknown_level_is_asked_for_again(today: Cast, step: WorkshopPage) -> None:
    here(today.ada, step)

    page = signed_in(today.ada.user).post(step.door("stand"), {"level_now": "married"}).content.decode()

    assert ("Error:" in page, Standing.objects.count()) == (True, 0)


def test_lineup_of_nine_is_not_told(today: Cast, step: WorkshopPage) -> None:
    crowd(today.cohort, step, ["networking"] * 9)

    with pytest.raises(NotEnough):
        showing.show_lineup(today.cohort, step, by=today.fay)
    page = signed_in(today.fay).post(at(today, "show"), {"act": "show", "kind": "lineup"}).content.decode()

    assert ("From 10 people on" in page, Showing.objects.count()) == (True, 0)


def test_lineup_tells_neighbours_together_until_five_stand_in_each(today: Cast, step: WorkshopPage) -> None:
    crowd(today.cohort, step, ["networking"] * 5 + ["coordinating"] * 2 + ["cooperating"] * 3 + ["integrating"] * 6)

    taken = showing.show_lineup(today.cohort, step, by=today.fay)

    assert told(taken) == [("Networking", 5), ("Coordinating to Cooperating", 5), ("Integrating", 6)]


def test_lineup_that_leaves_a_few_is_told_as_most(today: Cast, step: WorkshopPage) -> None:
    crowd(today.cohort, step, ["networking"] * 9 + ["integrating"])

    taken = showing.show_lineup(today.cohort, step, by=today.fay)

    assert (told(taken), onscreen.lineup(taken)["told"][0][1]["most"]) == ([], "Networking")


def test_second_lineup_tells_of_nobody_who_came_between(today: Cast, step: WorkshopPage) -> None:
    crowd(today.cohort, step, ["networking"] * 10)
    showing.show_lineup(today.cohort, step, by=today.fay)
    crowd(today.cohort, step, ["integrating"] * 4)
    again = showing.show_lineup(today.cohort, step, by=today.fay)
    crowd(today.cohort, step, ["integrating"])
    last = showing.show_lineup(today.cohort, step, by=today.fay)

    assert (again.people, last.people, Showing.objects.filter(is_up=True).count()) == (10, 15, 1)


def test_lineup_is_not_counted_while_people_answer(today: Cast, step: WorkshopPage) -> None:
    crowd(today.cohort, step, ["networking"] * 10)
    showing.show_lineup(today.cohort, step, by=today.fay)
    Standing.objects.update(level_now="integrating")

    page = signed_in(today.fay).get(at(today, "wall")).content.decode()

    assert ("most stand at “Networking”" in page, "most stand at “Integrating”" in page) == (True, False)


def test_lineup_is_taken_down_and_put_up_again(today: Cast, step: WorkshopPage) -> None:
    crowd(today.cohort, step, ["networking"] * 10)
    client, seen = signed_in(today.fay), []

    for act in ("show", "hide", "hide", "show"):
        client.post(at(today, "show"), {"act": act, "kind": "lineup"})
        seen.append("most stand at" in client.get(at(today, "wall")).content.decode())

    assert (seen, Showing.objects.count()) == ([True, False, False, True], 1)


def test_hiding_what_was_never_shown_changes_nothing(today: Cast) -> None:
    answer = signed_in(today.fay).post(at(today, "show"), {"act": "hide", "kind": "lineup"})

    assert (answer.status_code, Showing.objects.count()) == (302, 0)


def test_word_is_handed_in_once_and_waits(today: Cast, step: WorkshopPage) -> None:
    here(today.ada, step)
    client = signed_in(today.ada.user)
    sent = {"word-word": " Pride ", "word-text": "Nobody asks", "word-ask": "Who could?", "word-key": KEY}

    for _press in range(2):
        client.post(step.door("board"), sent)

    assert [(one.word, one.text, one.state) for one in BoardNote.objects.all()] == [("Pride", "Nobody asks", "waiting")]


def test_nobody_is_named_in_what_is_kept_of_a_note() -> None:
    names = {field.name for field in BoardNote._meta.get_fields()}

    assert names == {"id", "cohort", "key", "about", "word", "text", "ask", "state"}


def test_word_with_another_letter_is_asked_for_again_and_not_lost(today: Cast, step: WorkshopPage) -> None:
    here(today.ada, step)
    sent = {"word-word": "Envy", "word-text": "They got more", "word-ask": "", "word-key": KEY}

    page = signed_in(today.ada.user).post(step.door("board"), sent).content.decode()

    assert ("every word begins with P" in page, "They got more" in page, BoardNote.objects.count()) == (True, True, 0)


def test_other_languages_need_no_letter(today: Cast, step: WorkshopPage) -> None:
    step.challenge_letter = ""
    step.save()
    here(today.ada, step)

    signed_in(today.ada.user).post(step.door("board"), {"word-word": "Neid", "word-key": KEY})

    assert [one.word for one in BoardNote.objects.all()] == ["Neid"]


def test_way_answers_a_challenge_of_the_page_or_one_that_was_added(today: Cast, step: WorkshopPage) -> None:
    word = BoardNote.objects.create(cohort=today.cohort, word="Pride", state="shown")
    first = boarding.board(today.cohort, step)[0]
    for about in (first.key, str(word.key)):
        way = boarding.add_way(today.cohort, step, key=uuid.uuid4(), about=about, text=f"Ask {about[:4]}")
        boarding.move(way, "shown", by=today.fay)

    entries = boarding.board(today.cohort, step)

    assert [(one.word, len(one.ways)) for one in entries if one.ways] == [("Power", 1), ("Pride", 1)]


@pytest.mark.parametrize("about", ["", "no-such-thing", "00000000-0000-4000-8000-000000000000"])
def test_way_past_something_else_is_refused(today: Cast, step: WorkshopPage, about: str) -> None:
    with pytest.raises(boarding.NotOnTheBoard):
        boarding.add_way(today.cohort, step, key=uuid.uuid4(), about=about, text="Ask")


def test_very_many_notes_are_refused_and_the_words_stay(today: Cast, step: WorkshopPage) -> None:
    here(today.ada, step)
    most = BoardNote.MOST_WAITING
    BoardNote.objects.bulk_create(BoardNote(cohort=today.cohort, word=f"P{number}") for number in range(most))

    with pytest.raises(TooMany):
        boarding.add_word(today.cohort, key=uuid.uuid4(), word="Pride", text="", ask="")
    page = signed_in(today.ada.user).post(step.door("board"), {"word-word": "Pride", "word-key": KEY}).content.decode()

    assert ("Very many notes are waiting" in page, 'value="Pride"' in page) == (True, True)


def test_moves_cover_every_state() -> None:
    assert set(BoardNote.MOVES) == set(BoardNote.State.values)
    assert {to for moves in BoardNote.MOVES.values() for to in moves} <= set(BoardNote.State.values)


@pytest.mark.parametrize(
    ("state", "to", "ends"),
    [
        ("waiting", "shown", "shown"),
        ("waiting", "handed_on", "waiting"),
        ("shown", "handed_on", "handed_on"),
        ("handed_on", "shown", "shown"),
        ("left_out", "shown", "shown"),
        ("left_out", "waiting", "left_out"),
    ],
)
def test_note_moves_as_its_table_says(today: Cast, state: str, to: str, ends: str) -> None:
    note = BoardNote.objects.create(cohort=today.cohort, word="Pride", state=state)

    boarding.move(note, to, by=today.fay)

    note.refresh_from_db()
    assert note.state == ends


def test_only_what_is_handed_on_reaches_later_workshops_of_the_programme(today: Cast, step: WorkshopPage) -> None:
    for word, state in (("Pride", "handed_on"), ("Panic", "shown"), ("Pique", "waiting"), ("Prey", "left_out")):
        BoardNote.objects.create(cohort=today.cohort, word=word, state=state)
    stranger = factories.cohort(factories.programme())
    BoardNote.objects.create(cohort=stranger, word="Poison", state="handed_on")
    later = factories.cohort(today.programme)

    words = [one.word for one in boarding.board(later, step)]

    assert (words[-1], len(words)) == ("Pride", 21)


def test_board_starts_with_the_twenty_words(today: Cast, step: WorkshopPage) -> None:
    entries = boarding.board(today.cohort, step)

    assert (len(entries), entries[0].ask, entries[-1].word) == (20, "Who could not say no here?", "Pressure")


def test_desk_asks_as_often_for_three_people_and_notes_as_for_one(today: Cast, step: WorkshopPage) -> None:
    conducting.begin(today.cohort, step, by=today.fay)
    client, counts = signed_in(today.fay), []
    for number in range(3):
        BoardNote.objects.create(cohort=today.cohort, word=f"Pride {number}")
        BoardNote.objects.create(cohort=today.cohort, word=f"Plenty {number}", state="shown")
        here(factories.enrolment(today.cohort), step)
        client.get(at(today, "desk"))
        with CaptureQueriesContext(connection) as queries:
            client.get(at(today, "desk"))
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2] <= 25


def test_poll_asks_three_times_and_a_phone_without_a_sign_in_once(
    today: Cast, step: WorkshopPage, client: Client
) -> None:
    here(today.ada, step)
    conducting.begin(today.cohort, step, by=today.fay)
    from_code = onscreen.Place(today.cohort, step, "phone", code=onscreen.codes.code_of(today.cohort)).poll()

    def asked(who: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert who.get(address).status_code == 200
        return len(queries)

    assert (asked(signed_in(today.ada.user), at(today, "pulse")), asked(client, from_code)) == (3, 1)

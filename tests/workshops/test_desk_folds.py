"""The desk in folds: whose turn it is stands first and open, and what the room sees of brought maps and left-out notes."""

import re

import pytest
from django.urls import reverse

from elearning.partnering.models import WorkshopPage
from elearning.workshops import conducting, lining, ondesk, onscreen, showing
from elearning.workshops.conducting import Act
from elearning.workshops.models import BoardNote, Showing
from elearning.workshops.refusals import NotEnough
from tests.conftest import Cast, signed_in
from tests.workshops.makers import brought

FOLD = re.compile(r'<details class="govuk-details pd-fold" id="fold-([a-z-]+)"( open)?')


def at(cast: Cast, name: str) -> str:
    return reverse(f"workshops:{name}", args=[cast.cohort.public_id])


def folds(cast: Cast, query: str = "") -> list[tuple[str, bool]]:
    page = signed_in(cast.fay).get(at(cast, "desk") + query).content.decode()
    return [(name, bool(is_open)) for name, is_open in FOLD.findall(page)]


@pytest.mark.parametrize(
    ("part", "first", "is_open"),
    [
        (0, "attendance-now", True),
        (1, "lineup-now", True),
        (2, "checklist-now", True),
        (3, "attendance", False),
        (6, "board-now", True),
    ],
)
def test_fold_of_the_part_at_hand_is_first_and_alone_open(
    today: Cast, step: WorkshopPage, part: int, first: str, is_open: bool
) -> None:
    conducting.begin(today.cohort, step, by=today.fay)
    for seen in range(1, part + 1):
        conducting.press(today.cohort, Act.NEXT, seen=seen, by=today.fay)

    found = folds(today)

    assert (found[0], [one for _name, one in found[1:]]) == ((first, is_open), [False] * 3)


def test_who_is_here_is_first_before_the_beginning(today: Cast, step: WorkshopPage) -> None:
    assert folds(today)[0] == ("attendance-now", True)


def test_after_a_press_without_scripts_its_fold_is_open(today: Cast, step: WorkshopPage) -> None:
    note = BoardNote.objects.create(cohort=today.cohort, word="Pride")
    client = signed_in(today.fay)

    where = client.post(at(today, "moderate"), {"note": str(note.key), "to": "shown"}).headers["Location"]

    assert where.endswith("?at=board#board")
    assert dict(folds(today, "?at=board"))["board"]


def test_two_facilitators_who_move_one_note_move_it_once(today: Cast, step: WorkshopPage) -> None:
    """The second sees what the first has made of it, and nothing is undone by a press on a page that is out of date."""
    note = BoardNote.objects.create(cohort=today.cohort, word="Pride")
    client, sent = signed_in(today.fay), {"note": str(note.key)}

    for to in ("shown", "shown", "handed_on", "handed_on"):
        answer = client.post(f"{at(today, 'moderate')}?part=1", {**sent, "to": to})

    note.refresh_from_db()
    assert (note.state, "Keep it to this workshop" in answer.content.decode()) == ("handed_on", True)


def test_what_was_left_out_can_be_put_on_the_board_after_all(today: Cast, step: WorkshopPage) -> None:
    note = BoardNote.objects.create(cohort=today.cohort, word="Pride", state="left_out")
    client = signed_in(today.fay)

    before = f'id="let-{note.key}"' in client.get(at(today, "desk")).content.decode()
    client.post(at(today, "moderate"), {"note": str(note.key), "to": "shown"})
    page = client.get(at(today, "desk")).content.decode()

    assert (before, f'id="let-{note.key}"' in page, f'id="off-{note.key}"' in page) == (True, False, True)


def test_desk_of_an_empty_cohort_says_what_will_stand_where(today: Cast, step: WorkshopPage) -> None:
    step.timetable, step.challenges = [], []
    step.save()
    today.cohort.enrolments.all().delete()

    page = signed_in(today.fay).get(at(today, "desk")).content.decode()

    words = ("Nobody has joined yet.", "Nothing waits.", "So far only the challenges", "Begin the workshop")
    assert [one in page for one in words] == [True, True, True, False]


def told(taken: Showing) -> list[tuple[str, int]]:
    return [(bar.label, bar.people) for bar in onscreen.maps(taken)["told"][0][1].get("bars", [])]


def test_brought_maps_are_told_from_ten_people_on(today: Cast, step: WorkshopPage) -> None:
    for _one in range(9):
        brought(today.cohort, ("networking", "networking"), ("cooperating", "integrating"))

    with pytest.raises(NotEnough):
        showing.show_maps(today.cohort, step, by=today.fay)


def test_neighbours_are_told_together_until_five_people_stand_behind_each_number(
    today: Cast, step: WorkshopPage
) -> None:
    """One person's six partners at a level are six partners and still one person."""
    brought(today.cohort, *[("integrating", "integrating")] * 6)
    for _one in range(5):
        brought(today.cohort, ("networking", "networking"), ("coordinating", "coordinating"))
    for _one in range(4):
        brought(today.cohort, ("collaborating", "collaborating"))

    taken = showing.show_maps(today.cohort, step, by=today.fay)

    assert told(taken) == [("Networking", 5), ("Coordinating", 5), ("Collaborating to Integrating", 10)]
    assert taken.counts["partners"] == 20


def test_what_few_are_not_sure_of_is_not_told_nor_to_be_worked_out(today: Cast, step: WorkshopPage) -> None:
    for number in range(10):
        wanted = "not_sure" if number < 2 else "cooperating" if number < 6 else "networking"
        brought(today.cohort, ("networking" if number < 5 else "cooperating", wanted))

    assert lining.brought(today.cohort).told == {
        "now": [("networking", "networking", 5), ("cooperating", "cooperating", 5)],
        "wanted": [],
    }


def test_all_at_one_level_is_no_picture(today: Cast, step: WorkshopPage) -> None:
    for _one in range(10):
        brought(today.cohort, ("networking", "networking"))

    assert lining.brought(today.cohort).told == {"now": [], "wanted": []}


def test_second_picture_of_maps_needs_five_more(today: Cast, step: WorkshopPage) -> None:
    seen = []
    for more in (10, 4, 1):
        for number in range(more):
            brought(today.cohort, ("networking" if number % 2 else "integrating", "integrating"))
        seen.append(showing.show_maps(today.cohort, step, by=today.fay).people)

    assert seen == [10, 10, 15]


def test_maps_are_put_up_and_taken_down_on_the_wall_without_a_name(today: Cast, step: WorkshopPage) -> None:
    for number in range(10):
        brought(today.cohort, ("networking" if number % 2 else "integrating", "integrating"))
    client, seen = signed_in(today.fay), []

    for act in ("show", "hide"):
        client.post(at(today, "show"), {"act": act, "kind": "maps"})
        page = client.get(at(today, "wall")).content.decode()
        seen.append(("The maps that were brought" in page, "Harbour" in page))

    assert seen == [(True, False), (False, False)]


def test_names_of_panels_are_those_of_parts() -> None:
    assert set(ondesk.PANELS) - {"attendance"} == {"lineup", "checklist", "board"}

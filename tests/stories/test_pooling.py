"""Two people lay cards on one board and come to a value that one of them takes along, in two browsers at once."""

import pytest
from playwright.sync_api import expect

from actionsets.rehearsing.people import Stage
from elearning.values.models import BoardCard, SharedBoard
from tests.stories.conftest import Look, Visit
from tests.stories.steps import press, sign_in

pytestmark = pytest.mark.browser

MINE, THEIRS = "Bad news comes early", "We say what we cannot do"


def test_two_people_come_to_a_value(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    one, other = visit(width=360), visit()
    title = f"The joint front door {scripts}"
    taker = stage.people["F04" if scripts else "F05"]
    sign_in(one, stage.people["F02"].user.email)
    sign_in(other, taker.user.email)
    one.goto(f"/my/{stage.people['F02'].public_id}/values/")
    one.get_by_role("link", name="A board that several people share").click()
    look(one, "boards")
    press(one, "Open it")
    look(one, "boards-wrong")
    one.get_by_label("What is it for?").fill(title)
    press(one, "Open it")
    look(one, "board-empty")

    other.goto(f"/my/{taker.public_id}/values/")
    other.get_by_role("link", name="A board that several people share").click()
    other.get_by_role("link", name=title).click()
    for page, words in ((one, MINE), (other, THEIRS)):
        page.get_by_label("Why values matter").check()
        page.get_by_label("Card", exact=True).fill(words)
        press(page, "Lay it on the board")
    other.get_by_label("Name of a heap").fill("Candour")
    press(other, "Name it")

    one.get_by_role("link", name="Look for what others have added").click()
    expect(one.get_by_text(THEIRS).first).to_be_visible()
    one.get_by_text("Say where each card belongs").click()
    for words in (MINE, THEIRS):
        one.get_by_label(words).select_option("Candour")
    look(one, "board-cards")
    press(one, "Put them there")
    one.get_by_label("We would see…").fill("Bad news the same day")
    press(one, "Save: Candour")
    look(one, "board")

    board = SharedBoard.objects.get(title=title)
    assert sorted(BoardCard.objects.filter(board=board).values_list("text", "value__name")) == [
        (MINE, "Candour"),
        (THEIRS, "Candour"),
    ]
    other.reload()
    look(other, "board-wide")
    press(other, "Take them into my exercise")
    expect(other.get_by_label("Value", exact=True).first).to_have_value("Candour")
    expect(other.get_by_label("We would see…").first).to_have_value("Bad news the same day")

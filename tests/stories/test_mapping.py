"""Ten partners put on a map by keyboard alone, and the map as it looks with few partners and with many (UX 4.3, 6).

`SCREENSHOTS=folder python -m pytest tests/stories/test_mapping.py` keeps the map of 5, 12, 16 and 25 partners at 360 and 1280
pixels, printed by the browser and as its own PDF, and in greyscale. `PACED=1` types by the clock.
"""

import os
import subprocess
import time
import uuid
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from elearning.partnering import joining, mapping
from elearning.partnering.models import MapEntry, MapTaskPage
from elearning.programmes.models import Enrolment
from tests.conftest import signed_in
from tests.stories import answering as story
from tests.stories.conftest import Look, Visit
from tests.stories.steps import tab_onto

pytestmark = pytest.mark.browser

needs_scripts = pytest.mark.parametrize("scripts", [True], ids=["js"], indirect=True)
PARTNERS = [
    ("Calderwick Council", 1),
    ("Wenlow Valley Health", 3),
    ("Skerrow Homes", 2),
    ("Many Hands", 4),
    ("Tarnholm College", 1),
    ("Police", 1),
    ("Our finance team", 5),
    ("Food bank network", 2),
    ("Youth forum", 3),
    ("Carers' centre", 4),
]
MORE = ["Library service", "Fire and rescue", "Sports trust", "Probation", "Our digital team", "Integrated Care Board"]
# Seconds of the keystroke-level model (Card, Moran and Newell): an average typist's key, and making up one's mind.
KEY, MIND = 0.28, 1.35
MOST_SECONDS = 300
PACED = "PACED" in os.environ  # type at that speed by the clock, in place of reckoning it


def map_step(stage: Stage) -> MapTaskPage:
    return MapTaskPage.objects.child_of(stage.programme).get()


def put_down(enrolment: Enrolment, step: MapTaskPage, count: int) -> None:
    """So many partners as people name them, with a link for every four."""
    levels = ["integrating", "collaborating", "cooperating", "coordinating", "networking", "none"]
    names = [*(name for name, _level in PARTNERS), *MORE, *(f"Residents of ward {number}" for number in range(1, 10))]
    entries = [
        mapping.add(
            enrolment, step,
            {
                "name": name, "level_now": levels[place * 7 % 6], "strength": place % 4 + 1,
                "health": MapEntry.Health.values[place % 4], "sector": MapEntry.Sector.values[place % 7],
                "kind": "internal" if name.startswith("Our") else "external", "importance": place % 4 + 1,
                "agreement": "current" if place % 3 == 0 else "", "level_wanted": "cooperating" if place % 4 == 0 else "",
            },
            form_key=uuid.uuid4(),
        )
        for place, name in enumerate(names[:count])
    ]  # fmt: skip
    for one, two in zip(entries[::4], entries[2::4], strict=False):
        joining.join(enrolment, one.pk, two.pk, {"strength": 2, "health": "good"})


class Typist:
    """Somebody at a keyboard who counts keys and thoughts, and the seconds that the site itself takes."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.thoughts, self.began = page, 0, 0, time.monotonic()

    def think(self) -> None:
        """Make up one's mind."""
        self.thoughts += 1
        self._take(MIND)

    def hit(self, *keys: str) -> None:
        """Press these keys one after the other."""
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)
            self._take(KEY)

    def _take(self, seconds: float) -> None:
        if PACED:
            self.page.wait_for_timeout(seconds * 1000)

    def seconds(self) -> float:
        """How long it took a person of average speed."""
        gone = time.monotonic() - self.began
        return gone if PACED else gone + self.keys * KEY + self.thoughts * MIND


def test_ten_partners_are_put_down_by_keyboard_in_less_than_five_minutes(
    stage: Stage, site: str, visit: Visit, look: Look
) -> None:
    page, step, enrolment = visit(), map_step(stage), story.somebody(stage)
    story.enter(page, enrolment, site)
    page.goto(step.door("add"))
    tab_onto(page, page.locator("input[name=name]"))
    typist = Typist(page)

    for place, (name, level) in enumerate(PARTNERS):
        expect(page.locator("input[name=name]")).to_be_focused()
        typist.think()  # which partner
        typist.hit(*name, "Tab")
        typist.think()  # how close
        typist.hit(*["ArrowDown"] * level)
        with page.expect_navigation():
            typist.hit("Enter")
        expect(page.locator("#just-added")).to_contain_text(f"{place + 1} partner")

    seconds = typist.seconds()
    print(f"\nTen partners by keyboard: {typist.keys} keys, {seconds:.0f} s {'by the clock' if PACED else 'reckoned'}")
    assert list(MapEntry.objects.of(enrolment).values_list("name", flat=True)) == [name for name, _level in PARTNERS]
    assert seconds < MOST_SECONDS
    look(page, "map-add-next")


def test_partner_without_a_level_is_asked_again_and_nothing_is_lost(stage: Stage, site: str, visit: Visit) -> None:
    page, step, enrolment = visit(), map_step(stage), story.somebody(stage)
    story.enter(page, enrolment, site)
    page.goto(step.door("add"))

    page.locator("input[name=name]").fill("Police")
    page.locator("input[name=name]").press("Enter")

    expect(page).to_have_title("Error: Add a partner – Alongside")
    expect(page.locator("input[name=name]")).to_have_value("Police")


def on_paper(page: Page, step: MapTaskPage) -> bytes:
    """What the browser prints of the sheet, with the margins that browsers leave."""
    page.goto(step.door("print"))
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "10mm")
    return page.pdf(format="A4", margin=margin)  # type: ignore[arg-type]


def sheets(content: bytes) -> int:
    """How many sheets of paper a PDF is."""
    with pikepdf.open(BytesIO(content)) as found:
        return len(found.pages)


def keep(page: Page, step: MapTaskPage, count: int, printed: dict[str, bytes]) -> None:
    """What was printed, as PDF and as a picture, and the picture in greyscale, in the folder that `SCREENSHOTS` names."""
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return
    for how, content in printed.items():
        path = Path(folder) / f"map-of-{count}-{how}.pdf"
        path.write_bytes(content)
        subprocess.run(["pdftoppm", "-r", "110", "-png", path, path.with_suffix("")], check=True)  # noqa: S603, S607
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(step.door())
        page.screenshot(path=f"{folder}/map-of-{count}-{width}.png", full_page=True)
    grey = Image.open(BytesIO(page.locator(".pd-picture").first.screenshot())).convert("L")
    grey.save(f"{folder}/map-of-{count}-grey.png")


@pytest.mark.one_database("where things lie in a picture and on paper")
@needs_scripts
@pytest.mark.parametrize("count", [5, 12, 16, 25])
def test_map_of_any_size_passes_the_checks_and_is_one_sheet_of_paper(
    stage: Stage, site: str, visit: Visit, look: Look, count: int
) -> None:
    page, step, enrolment = visit(), map_step(stage), story.somebody(stage)
    put_down(enrolment, step, count)
    story.enter(page, enrolment, site)

    page.goto(step.door())
    expect(page.locator(".pd-picture svg a")).to_have_count(count)
    look(page, f"map-of-{count}")
    printed = {"browser": on_paper(page, step), "file": signed_in(enrolment.user).get(step.door("pdf")).content}

    assert {how: sheets(content) for how, content in printed.items()} == {"browser": 1, "file": 1}
    keep(page, step, count, printed)


@pytest.mark.one_database("how far a picture is scrolled")
@needs_scripts
def test_picture_opens_on_its_middle_where_it_is_wider_than_the_screen(stage: Stage, site: str, visit: Visit) -> None:
    page, step, enrolment = visit(width=360), map_step(stage), story.somebody(stage)
    put_down(enrolment, step, 5)
    story.enter(page, enrolment, site)

    page.goto(step.door())
    expect(page.locator("body.js-enabled")).to_have_count(1)
    past = page.locator(".pd-picture").evaluate("one => one.scrollLeft / (one.scrollWidth - one.clientWidth)")

    assert round(past, 1) == 0.5

"""What every page of a story must pass, next to axe: the checks of UX 7 that axe cannot see."""

import hashlib
import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Error, Page

AXE = Axe()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Only what is wrong is handed over: all that is right takes axe several times as long to write down.
FIND = "rules => axe.run(rules).then(found => found.violations)"
WIDTHS = (360, 1280)
PLACE = "ALONGSIDE_TESTS_LOOKED"  # where what has been looked at is noted; `.ci/run` sets it for both databases

UNNAMED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
  .filter(field => !(field.labels && [...field.labels].some(label => label.textContent.trim()))
    && !field.getAttribute('aria-label') && !field.getAttribute('aria-labelledby'))
  .map(field => field.outerHTML.slice(0, 120))"""
DANGLING = """() => [...document.querySelectorAll('[aria-describedby], [aria-labelledby], [aria-controls]')]
  .flatMap(node => ['aria-describedby', 'aria-labelledby', 'aria-controls']
    .flatMap(name => (node.getAttribute(name) || '').split(/\\s+/).filter(Boolean)))
  .filter(id => !document.getElementById(id))"""
RADIOS_WITHOUT_QUESTION = """() => [...document.querySelectorAll('input[type=radio]')]
  .filter(radio => {
    const group = radio.closest('fieldset, [role=radiogroup]');
    const legend = group && (group.querySelector('legend') || document.getElementById(group.getAttribute('aria-labelledby')));
    return !legend || legend.textContent.trim().length < 3;
  }).map(radio => radio.name)"""
SMALL_TARGETS = """() => {
  const shown = node => node.checkVisibility({visibilityProperty: true}) && node.getBoundingClientRect().width > 1;
  const box = node => {
    let area = node.getBoundingClientRect();
    let [width, height] = [area.width, area.height];
    for (const label of node.labels || []) {
      const more = label.getBoundingClientRect();
      width = Math.max(width, more.width); height = Math.max(height, more.height);
    }
    return [width, height];
  };
  const inText = node => node.tagName === 'A' && node.closest('p, li, dd, td, label, legend, .pd-prose, .govuk-hint, figcaption');
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(node => shown(node) && !inText(node) && !node.closest('svg') && !node.classList.contains('govuk-skip-link'))
    .filter(node => {
      const [width, height] = box(node);
      const least = node.matches('.govuk-button') ? 40 : 24;
      return height < least - 0.5 || width < 24 - 0.5;
    })
    .map(node => node.outerHTML.slice(0, 120) + ' ' + box(node).map(Math.round).join('×'));
}"""
SIDEWAYS = """() => {
  const page = document.documentElement;
  const allowed = [...document.querySelectorAll('[tabindex="0"][role=region], [tabindex="0"][role=group]')];
  const wide = [...document.querySelectorAll('body *')]
    .filter(node => node.getBoundingClientRect().right > page.clientWidth + 1 && !allowed.some(region => region.contains(node))
      && !node.classList.contains('govuk-skip-link') && node.checkVisibility())
    .map(node => node.outerHTML.slice(0, 100));
  return page.scrollWidth > page.clientWidth + 1 ? wide.slice(0, 5).concat('page ' + page.scrollWidth) : [];
}"""


class Seen:
    """Which of a story's pages have been looked at in this run of `.ci/run`, on the other database.

    Colours, sizes, names and roles come from the templates, the styles and the scripts, which are the same; the database
    gives the rows of the same story. All else of the story is told on both.
    """

    def __init__(self, story: str) -> None:
        self.story, self.looks = story, 0
        self.new: list[Path] = []

    def is_due(self) -> bool:
        """Whether the next page of the story has yet to be looked at."""
        self.looks += 1
        if PLACE not in os.environ:
            return True
        note = Path(os.environ[PLACE]) / hashlib.sha256(f"{self.story} {self.looks}".encode()).hexdigest()
        if note.exists() and note.read_text() != connection.vendor:
            return False
        self.new.append(note)
        return True

    def remember(self) -> None:
        """Nothing was wrong with the pages: they need not be seen again."""
        for note in self.new:
            note.write_text(connection.vendor)


def _axe(page: Page) -> list[dict[str, Any]]:
    """What axe finds, once the page has settled: a press may still be leading to the next one."""
    page.wait_for_load_state()
    try:
        return _found(page)
    except Error:
        page.wait_for_load_state()
        return _found(page)


def _found(page: Page) -> list[dict[str, Any]]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.axe_script)
    found: list[dict[str, Any]] = page.evaluate(FIND, RULES)
    return found


def check(page: Page, name: str) -> list[str]:
    """What axe finds at 360 and 1280 px and checks 2, 3, 5 and 12 of UX 7 find wrong with the page; a picture of it is
    kept if `SCREENSHOTS` names a folder."""
    before = page.viewport_size or {"width": 1280, "height": 900}
    faults: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        keep(page, name, width)
        faults += [f"{width} {v['id']}: {node['html'][:140]}" for v in _axe(page) for node in v["nodes"]]
    page.wait_for_load_state()
    page.set_viewport_size({"width": 320, "height": 900})
    for label, script in (
        ("no name", UNNAMED),
        ("missing id", DANGLING),
        ("radio without question", RADIOS_WITHOUT_QUESTION),
        ("small target", SMALL_TARGETS),
        ("sideways", SIDEWAYS),
    ):
        faults += [f"{label}: {what}" for what in page.evaluate(script)]
    page.set_viewport_size(before)
    return [f"{name}: {fault}" for fault in faults]


def keep(page: Page, name: str, width: int) -> None:
    """A full-page picture in the folder that `SCREENSHOTS` names."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)

"""A publisher's desk in a browser: five checks by five people, a version of one's own, a translation that falls behind.

Wagtail's own editor needs JavaScript, so the checks are told with scripts only; all else with and without.
"""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from elearning.accounts.models import User
from packs.http import address
from packs.models import LearningPackPage, PackTranslation, PublisherPage, Role
from tests.conftest import signed_in
from tests.packs import makers
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press

pytestmark = pytest.mark.browser

REVIEWERS = ("Bola Ade", "Carys Penry", "Dov Lind", "Esi Boateng")
NEWER = "A question of the second version?"


@pytest.fixture(scope="module")
def fenland(stage: Stage) -> Iterator[PublisherPage]:
    """A publisher of these stories alone; whatever it published is off the site when they have been told."""
    publisher = makers.publisher("Fenland Press", "FEN")
    yield publisher
    for page in LearningPackPage.objects.child_of(publisher).live():
        page.unpublish()


def pack_of(stage: Stage, publisher: PublisherPage, number: int) -> LearningPackPage:
    """A published pack, on a subject that no other story counts."""
    title = f"How to part as friends, {number}"
    return makers.pack(stage.programme.framework, publisher, number=number, title=title, subject="PMOT")


def come_in(page: Page, site: str, user: User) -> None:
    """Be signed in, without the page that asks for a password: other stories tell of it."""
    session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])


def menu(page: Page) -> None:
    """Open the menu of what can be done with the page."""
    page.get_by_role("button", name="More actions").click()


def pass_from_the_first_page(page: Page, title: str) -> None:
    """A reviewer finds the pack on the first page of the admin, and passes the check that is named there."""
    page.goto("/admin/")
    page.get_by_role("row").filter(has_text=title).locator("[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Approve: Subject review", exact=True).click()
    expect(page.get_by_text("has been approved").or_(page.get_by_text("approved")).first).to_be_visible()


def pass_by_code(pack: LearningPackPage, reviewer: User) -> None:
    """What the same press does, for a check that another reviewer passes."""
    state = LearningPackPage.objects.get(pk=pack.pk).current_workflow_task_state
    state.task.specific.on_action(state.specific, reviewer, "approve")


@pytest.mark.parametrize("scripts", [pytest.param(True, id="js")])
def test_five_people_check_what_a_sixth_has_written(
    stage: Stage, site: str, fenland: PublisherPage, visit: Visit, scripts: bool
) -> None:
    writer, last = (makers.person(fenland, name, Role.EDITOR) for name in ("Amara Field", "Femi Okoro"))
    pack = pack_of(stage, fenland, 2)
    draft = makers.raised(LearningPackPage.objects.get(pk=pack.pk))
    draft.summary = "How a partnership ends well, and who says so first."
    draft.save_revision(user=writer)
    edit = f"/admin/pages/{pack.pk}/edit/"

    own = visit()
    come_in(own, site, writer)
    own.goto(edit)
    menu(own)
    own.get_by_role("button", name=re.compile("^Submit to ")).click()
    expect(own.get_by_text("has been submitted for moderation").first).to_be_visible()
    own.goto(edit)
    expect(own.get_by_text("You changed this last, so somebody else lets it out").first).to_be_visible()
    menu(own)
    expect(own.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)
    first, *others = (makers.person(fenland, name, Role.REVIEWER) for name in REVIEWERS)
    reviewer = visit()
    come_in(reviewer, site, first)
    pass_from_the_first_page(reviewer, pack.title)
    for other in others:
        pass_by_code(pack, other)
    visitor = visit()
    visitor.goto(address(pack))
    expect(visitor.get_by_text(draft.summary)).to_have_count(0)
    editor = visit()
    come_in(editor, site, last)
    editor.goto(edit)
    expect(editor.get_by_text("Approving publishes it.").first).to_be_visible()
    menu(editor)
    editor.get_by_role("button", name="Approve and Publish", exact=True).click()
    editor.wait_for_url("**/admin/**")

    visitor.reload()
    expect(visitor.get_by_text(draft.summary).first).to_be_visible()


def test_a_publisher_makes_a_version_of_its_own(
    stage: Stage, site: str, fenland: PublisherPage, visit: Visit, look: Look, scripts: bool
) -> None:
    source = LearningPackPage.objects.get(code="MPW:410-12")
    page = visit(width=360)
    writer, second = (makers.author(fenland, f"{name} {scripts}") for name in ("Ana Ruiz", "Ben Okri"))
    come_in(page, site, writer)

    page.goto(address(source))
    press(page, "Make our version")
    look(page, "adapt")
    press(page, "Begin the draft")
    page.wait_for_url("**/admin/pages/*/edit/")
    draft = LearningPackPage.objects.child_of(fenland).filter(based_on__page=source).latest("pk")
    assert re.fullmatch(r"FEN:410-\d\d", draft.code)
    assert not draft.live
    draft.adapted_how = "Shorter, and with an example from the Fens."
    draft.save_revision(user=writer)
    makers.let_out(draft, wrote=writer, passes=second)

    page.goto(address(draft, "section", slug="credits"))
    look(page, "adapted")
    expect(page.get_by_text(source.publisher.title).first).to_be_visible()
    expect(page.get_by_text("Shorter, and with an example from the Fens.").first).to_be_visible()


def test_a_translation_falls_behind_and_catches_up(
    stage: Stage, site: str, fenland: PublisherPage, visit: Visit, look: Look, scripts: bool
) -> None:
    source = pack_of(stage, fenland, 3 if scripts else 4)
    page = visit()
    translator = makers.person(fenland, f"Gwen Rhys {scripts}", Role.TRANSLATOR)
    come_in(page, site, translator)

    page.goto("/admin/packs/translations/")
    row = page.get_by_role("row").filter(has_text=source.title)
    row.get_by_label("Language").select_option("cy")
    row.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/admin/pages/*/edit/")
    translation = PackTranslation.objects.get(follows__page=source)
    draft = translation.page
    draft.title = f"Sut i ffarwelio {draft.pk}"
    draft.save_revision(user=translator)
    makers.let_out(draft, wrote=translator, passes=makers.editor(fenland))
    makers.next_version(source, title=source.title, subject="PMOT")

    reader = visit()
    reader.goto(address(draft))
    expect(reader.get_by_text("That has changed since: some of it may read differently there.")).to_be_visible()
    page.goto("/admin/packs/translations/")
    row = page.get_by_role("row").filter(has_text=draft.title)
    expect(row).to_contain_text("Source changed since")
    row.get_by_role("link", name="What has changed").click()
    assert heading(page) == "Compare versions"
    look(page, "compared")
    expect(page.locator("ins").filter(has_text=NEWER)).to_be_visible()
    page.go_back()
    page.get_by_role("row").filter(has_text=draft.title).get_by_role("button", name="It says that now").click()
    expect(page.get_by_role("row").filter(has_text=draft.title)).to_contain_text("Up to date")

    reader.reload()
    expect(reader.get_by_text("That has changed since")).to_have_count(0)


def test_a_visitor_compares_two_versions(stage: Stage, fenland: PublisherPage, visit: Visit, look: Look) -> None:
    pack = LearningPackPage.objects.child_of(fenland).filter(code="FEN:410-05").first() or pack_of(stage, fenland, 5)
    log = [
        {"version": "1.1", "date": "2026-10-01", "note": "A better second question."},
        {"version": "1.0", "date": "2026-09-01", "note": "First published."},
    ]
    makers.next_version(pack, title=pack.title, subject="PMOT", change_log=log)
    page = visit(width=360)

    page.goto(address(pack))
    page.get_by_text("Change log", exact=True).click()
    page.get_by_role("link", name="Compare published versions").click()
    assert heading(page) == "Compare versions"
    look(page, "versions")
    expect(page.get_by_role("heading", name="From version 1.0 to 1.1")).to_be_visible()
    expect(page.locator("ins").filter(has_text=NEWER)).to_be_visible()

    page.get_by_label("From").select_option(index=0)
    press(page, "Compare")
    expect(page.get_by_text("The two say the same.")).to_be_visible()

"""A pack from its author's first words to a reader's printer, in a browser.

Wagtail's editor needs JavaScript, so the author's and the editor's half is told with scripts only; what a reader meets is
told with and without.
"""

import io
import re
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import PASSWORD, Stage
from elearning.accounts.models import User
from packs import publishing
from packs.models import LearningPackPage, PublisherPage, ResourceCode, ReviewTask
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in

pytestmark = pytest.mark.browser

TITLE = "Keeping a promise across two organisations"
CODE = "MPW:411-01"
SUMMARY = "What to do in the week when your own organisation cannot keep what you promised a partner."
OUTCOME = "tell a partner early, and in person, that something promised will be late"
SCENARIO = "The minibus that was not there on Monday"
SENTENCE = "A promise between organisations is made by two people and kept by forty. "


@pytest.fixture
def publisher(stage: Stage) -> PublisherPage:
    """The branch that the demonstration's editor looks after."""
    return PublisherPage.objects.get(prefix="MPW")


@pytest.fixture
def author(publisher: PublisherPage) -> User:
    """Somebody who writes for the publisher and may not publish."""
    user = User.objects.create_user("amara.field@alder-lane.example", PASSWORD, first_name="Amara", last_name="Field")
    publishing.admit(user, publisher=publisher)
    return user


def sees_only_own_branch(page: Page, own: PublisherPage) -> None:
    """The explorer lists one publisher; neither the other's address nor a search leads to its pages."""
    other = PublisherPage.objects.exclude(pk=own.pk).get()
    foreign = LearningPackPage.objects.child_of(other)[0]
    page.goto("/admin/pages/")
    expect(page.get_by_role("heading", name=own.title).first).to_be_visible()
    expect(page.get_by_role("link", name="Keeping partnerships on track").first).to_be_visible()
    expect(page.get_by_text(other.title)).to_have_count(0)
    for shut in (foreign.pk, other.pk):
        page.goto(f"/admin/pages/{shut}/edit/")
        assert page.url.endswith("/admin/")
        page.goto(f"/admin/pages/{shut}/copy/")
        assert page.url.endswith("/admin/")
    page.goto(f"/admin/pages/search/?q={foreign.title.split()[0]}")
    expect(page.get_by_role("link", name=foreign.title)).to_have_count(0)


def write_a_pack(page: Page) -> LearningPackPage:
    """Start from a pack of one's own, and put other words in: in plain fields, in blocks and in the writing itself."""
    pattern = LearningPackPage.objects.get(code="MPW:410-07")
    page.goto(f"/admin/pages/{pattern.pk}/copy/")
    page.get_by_label("New title").fill(TITLE)
    page.get_by_label("New slug").fill("411-01-promise")
    page.get_by_role("button", name="Copy this page").click()
    page.wait_for_url("**/admin/pages/*/")
    pack = LearningPackPage.objects.get(slug="411-01-promise")
    page.goto(f"/admin/pages/{pack.pk}/edit/")
    assert page.locator("#id_code").input_value() == ""  # a code is never copied
    page.locator("#id_code").fill(CODE)
    page.locator("#id_summary").fill(SUMMARY)
    page.locator("[name=body-0-value-0-value-text]").fill(OUTCOME)
    scenario = next(at for at, block in enumerate(pack.body) if block.block_type == "scenario")
    page.locator(f"[name=body-{scenario}-value-title]").fill(SCENARIO)
    writing = page.get_by_role("textbox", name=re.compile("Short reading")).or_(
        page.locator("[contenteditable=true]").first
    )
    writing.first.press("Control+Home")
    writing.first.press_sequentially(SENTENCE, delay=5)
    return pack


def preview(page: Page) -> None:
    """The panel beside the editor shows the pack as readers will find it, with the words just written."""
    page.get_by_role("button", name="Toggle preview").click()
    shown = page.frame_locator("#w-preview-iframe")
    expect(shown.get_by_role("heading", level=1)).to_contain_text(TITLE, timeout=20_000)
    expect(shown.get_by_text(OUTCOME)).to_be_attached()
    expect(shown.get_by_text(SCENARIO).first).to_be_attached()
    expect(shown.get_by_text(SENTENCE.strip())).to_be_attached()


def hand_in(page: Page) -> None:
    """The author may not publish, and reads why; a second reader is asked."""
    page.get_by_role("button", name="More actions").click()
    expect(page.get_by_text("Publishing takes two people")).to_be_visible()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Submit to ")).click()
    expect(page.get_by_text("has been submitted for moderation").first).to_be_visible()


def review(page: Page, pack: LearningPackPage) -> None:
    """The reviewer finds it on the first page of the admin and passes one check after the other, but not the last."""
    page.goto("/admin/")
    page.get_by_role("link", name=TITLE).first.click()
    for _check in range(len(ReviewTask.Kind) - 1):
        page.goto(f"/admin/pages/{pack.pk}/edit/")
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("button", name=re.compile("^Approve: ")).click()
        page.wait_for_load_state()
    page.goto(f"/admin/pages/{pack.pk}/edit/")
    assert page.url.endswith("/admin/")


def approve(page: Page, pack: LearningPackPage) -> None:
    """The editor finds it on the first page of the admin, reads it and lets it out."""
    page.goto("/admin/")
    page.get_by_role("link", name=TITLE).first.click()
    page.goto(f"/admin/pages/{pack.pk}/edit/")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=re.compile("^Approve and [Pp]ublish")).click()
    page.wait_for_url("**/admin/**")


def is_nowhere(page: Page, pack: LearningPackPage) -> None:
    """A draft is not in the catalogue, has no address and no PDF."""
    page.goto("/packs/?q=promise")
    expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
    for door in ("", "whole/", "pdf/"):
        answer = page.request.get(f"/alder-lane/{pack.slug}/{door}")
        assert answer.status == 404


def words_of(page: Page) -> str:
    """The words of the PDF that the page offers to keep."""
    with page.expect_download() as waiting:
        press(page, "Download to read (PDF)")
    content = waiting.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    pages: Any = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(one.extract_text() for one in pages))


def narrow(page: Page, choice: str) -> None:
    """Follow the link of a choice, which says how many publications it leaves."""
    summary = page.get_by_text("Narrow the list", exact=True)
    if summary.is_visible():
        summary.click()
    page.get_by_role("link", name=re.compile(rf"^{re.escape(choice)} \d+ publication")).click()
    page.wait_for_load_state()


def find(page: Page, look: Look, subject: str, title: str) -> None:
    """From the catalogue to the first page of a pack, by its filters."""
    page.goto("/packs/")
    look(page, "catalogue")
    narrow(page, "Alder Lane Learning")
    narrow(page, subject)
    page.get_by_label("Words or code").fill(title.split()[-1])
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name=re.compile("Take away the filter"))).to_have_count(3)
    look(page, "catalogue-filtered")
    page.get_by_role("main").get_by_role("link", name=title, exact=True).first.click()
    assert heading(page) == title


def read_through(page: Page, look: Look) -> list[str]:
    """Every part, one after the other, by the link at its end; returns what each says."""
    press(page, "Start reading")
    read = [page.get_by_role("main").inner_text()]
    look(page, "part-1")
    while page.get_by_role("link", name=re.compile("^Next part")).count():
        page.get_by_role("link", name=re.compile("^Next part")).click()
        page.wait_for_load_state()
        read.append(page.get_by_role("main").inner_text())
        look(page, f"part-{len(read)}")
        assert len(read) < 20
    return read


@pytest.mark.parametrize("scripts", [pytest.param(True, id="js")])
def test_two_people_bring_a_pack_to_its_readers(
    stage: Stage, publisher: PublisherPage, author: User, visit: Visit, look: Look, scripts: bool
) -> None:
    amara, kwame, pilar, visitor = visit(), visit(), visit(), visit()

    sign_in(amara, author.email)
    sees_only_own_branch(amara, publisher)
    pack = write_a_pack(amara)
    preview(amara)
    hand_in(amara)
    is_nowhere(visitor, pack)
    sign_in(kwame, "kwame.asamoahreid@alder-lane.example")
    review(kwame, pack)
    is_nowhere(visitor, pack)
    sign_in(pilar, stage.staff["publisher"].email)
    sees_only_own_branch(pilar, publisher)
    approve(pilar, pack)

    find(visitor, look, "Keeping partnerships on track", TITLE)
    expect(visitor.get_by_text(SUMMARY)).to_be_visible()
    expect(visitor.get_by_text(OUTCOME)).to_be_visible()
    assert SENTENCE.strip() in words_of(visitor)
    assert any(SCENARIO in part for part in read_through(visitor, look))
    assert ResourceCode.objects.get(code=CODE).lineage == pack.translation_key


def test_a_visitor_finds_reads_and_keeps_a_pack(stage: Stage, visit: Visit, look: Look) -> None:
    page = visit()
    pack = LearningPackPage.objects.get(code="MPW:410-07")

    find(page, look, pack.subject.title, pack.title)
    look(page, "pack-visitor")
    assert pack.title in words_of(page)
    read = read_through(page, look)

    assert len(read) == len(pack.sections(with_trainer_notes=False))
    assert not any("Notes for facilitators" in part for part in read)

"""Running a cohort in a browser: set up, invited, on the board, at the workshop; and what each of those who help may see."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionsets.rehearsing.people import Stage
from elearning.programmes.models import Cohort, Enrolment, Invitation, StepProgress
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, mails_to, press, sign_in, token_for

pytestmark = pytest.mark.browser

SENT_HOME = "This invitation link does not work"


def address(name: str, scripts: bool) -> str:
    """An address that belongs to this telling of the story."""
    return f"{name}.{'js' if scripts else 'plain'}@running.example"


def council(scripts: bool) -> str:
    """An organisation that nobody has named before."""
    return f"{'Thornby' if scripts else 'Ellerby'} Council"


def fill_date(page: Page, name: str, day: date) -> None:
    """Write a day into the three boxes of the question `name`."""
    for part in ("day", "month", "year"):
        page.locator(f"input[name={name}_{part}]").fill(str(getattr(day, part)))


def date_in(page: Page, name: str) -> date:
    """The day that stands in the three boxes of the question `name`."""
    year, month, day = (
        int(page.locator(f"input[name={name}_{part}]").input_value()) for part in ("year", "month", "day")
    )
    return date(year, month, day)


def set_up(page: Page, look: Look, workshop: date, name: str) -> Cohort:
    """The day first, then the dates that follow from it; a missing name is asked for once and nothing typed is lost."""
    page.goto("/cohorts/")
    look(page, "cohorts")
    press(page, "Set up a cohort")
    look(page, "cohort-day")
    press(page, "Continue")
    expect(page.get_by_role("link", name="Write a day, a month and a year.")).to_be_visible()
    look(page, "cohort-day-error")
    fill_date(page, "workshop_on", workshop)
    press(page, "Continue")
    assert date_in(page, "workshop_on") == workshop
    assert date_in(page, "priorities_due_on") == workshop + timedelta(days=10)
    assert date_in(page, "grouping_on") == workshop + timedelta(days=14)
    look(page, "cohort-new")
    page.get_by_label("Place").fill("The Wool Exchange, room 2")
    press(page, "Set up the cohort")
    expect(page.get_by_role("link", name="Please fill in: Name")).to_be_visible()
    assert page.get_by_label("Place").input_value() == "The Wool Exchange, room 2"
    look(page, "cohort-new-error")
    page.get_by_label("Name", exact=True).fill(name)
    press(page, "Set up the cohort")
    assert heading(page) == "Invite people"
    return Cohort.objects.get(name=name)


def name_a_facilitator(page: Page, look: Look, cohort: Cohort, email: str) -> None:
    """By their address; somebody known is told by mail and told once."""
    before = mails_to(email)
    page.goto(f"/cohorts/{cohort.public_id}/")
    look(page, "board-empty")
    press(page, "Helpers and commissioners")
    look(page, "helpers-empty")
    for _time in range(2):
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Facilitator", exact=True).check()
        press(page, "Add")
        expect(page.get_by_role("main").get_by_text(email)).to_have_count(1)
    look(page, "helpers")
    assert mails_to(email) == before + 1


def invite(page: Page, look: Look, cohort: Cohort, scripts: bool) -> None:
    """A file that is none, then a list with a bad line and somebody named twice: shown first, and sent once, Back or not."""
    wren, idris = address("wren", scripts), address("idris", scripts)
    page.goto(f"/cohorts/{cohort.public_id}/invite/")
    look(page, "invite")
    picture = {"name": "people.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n\x00\x00"}
    page.get_by_label("Or choose a CSV file").set_input_files(picture)
    press(page, "Show what would happen")
    expect(page.get_by_role("link", name="This cannot be read as text.")).to_be_visible()
    look(page, "invite-error")
    page.get_by_label("Paste the list").fill(
        f"Wren Abara, {wren}, {council(scripts)}, Officer\n"
        f"Otto Nowhere, otto at running, {council(scripts)}\n"
        f"Idris Vale, {idris}, Skerrow Homes\n"
        f"Wren Abara again, {wren.upper()}, {council(scripts)}"
    )
    press(page, "Show what would happen")
    assert heading(page) == "Before anything is sent"
    expect(page.get_by_text("2 people would be invited.")).to_be_visible()
    expect(page.get_by_text("2 lines cannot be used")).to_be_visible()
    expect(page.get_by_text("This is not a whole e-mail address.")).to_be_visible()
    expect(page.get_by_text("This address stands in the list above already.")).to_be_visible()
    expect(page.get_by_text("1 organisation is new here")).to_be_visible()
    look(page, "invite-preview")
    assert (mails_to(wren), mails_to(idris)) == (0, 0)
    press(page, "Send 2 invitations")
    expect(page.get_by_text("2 invitations have been sent.")).to_be_visible()
    page.go_back()
    press(page, "Send 2 invitations")
    expect(page.get_by_text("Everybody in the list had been invited before, so nothing was sent.")).to_be_visible()
    assert (mails_to(wren), mails_to(idris)) == (1, 1)
    assert cohort.enrolments.count() == 2


def send_again(page: Page, look: Look, cohort: Cohort, scripts: bool) -> str:
    """The board shows who was invited; another mail to one of them puts a new link in the place of the old."""
    wren = address("wren", scripts)
    first = token_for(wren)
    page.goto(f"/cohorts/{cohort.public_id}/")
    for name in ("Wren Abara", "Idris Vale"):
        expect(page.get_by_role("row").filter(has_text=name)).to_contain_text("Invited")
    look(page, "board-invited")
    page.get_by_role("button", name="Send again to Wren Abara").click()
    expect(page.get_by_text("Another invitation is on its way to Wren Abara.")).to_be_visible()
    assert mails_to(wren) == 2
    assert token_for(wren) != first
    return first


def follow(page: Page, look: Look, replaced: str, scripts: bool) -> None:
    """The replaced link opens nothing; the new one lets in, and does so once for whoever holds it."""
    token = token_for(address("wren", scripts))
    page.goto(f"/join/{replaced}/")
    assert heading(page) == SENT_HOME
    look(page, "join-gone")
    page.goto(f"/join/{token}/")
    press(page, "Yes, I take part")
    assert heading(page) == "Who sees what"
    page.goto(f"/join/{token}/")
    assert heading(page) == "Who sees what"  # the person themselves is led on


def meet_the_used_link(page: Page, scripts: bool) -> None:
    """Somebody to whom the mail was forwarded finds a clear page and nobody's account."""
    answer = page.goto(f"/join/{token_for(address('wren', scripts))}/")
    assert answer
    assert answer.status == 404
    assert heading(page) == SENT_HOME
    expect(page.get_by_role("main").get_by_role("link", name="Sign in")).to_be_visible()
    page.goto("/my/")
    assert "/sign-in/" in page.url


def mark_who_came(page: Page, look: Look, cohort: Cohort) -> None:
    """Only those who joined can be ticked; the tick stands on the board."""
    page.goto(f"/cohorts/{cohort.public_id}/attendance/")
    expect(page.get_by_text("Idris Vale")).to_have_count(0)
    page.get_by_label("Wren Abara").check()
    look(page, "attendance")
    press(page, "Save the list")
    expect(page.get_by_text("Noted: 1 person came.")).to_be_visible()
    came = StepProgress.objects.filter(enrolment__cohort=cohort, done_at__isnull=False)
    assert [row.enrolment.user.first_name for row in came] == ["Wren"]


def take_the_board_home(page: Page, look: Look, cohort: Cohort, scripts: bool) -> None:
    """The facilitator sees status only, may not change who helps, and takes the board along as CSV."""
    page.goto(f"/cohorts/{cohort.public_id}/")
    expect(page.get_by_role("row").filter(has_text="Wren Abara")).to_contain_text(council(scripts))
    expect(page.get_by_role("link", name="Helpers and commissioners")).to_have_count(0)
    look(page, "board-facilitator")
    with page.expect_download() as waiting:
        press(page, "Download as CSV")
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    assert waiting.value.suggested_filename.endswith(".csv")
    assert lines[0].startswith("Name,E-mail address,Organisation,Taking part,")
    assert [line.split(",")[1] for line in lines[1:]] == [address("wren", scripts), address("idris", scripts)]


def see_only_ones_own(page: Page, look: Look, stage: Stage, cohort: Cohort) -> None:
    """The coordinator reads of their own people whether they joined and came; every other door stays shut."""
    own = stage.cohorts["running"]
    page.goto("/my/")
    look(page, "mine-coordinator")
    press(page, own.name)
    assert heading(page) == "Your people"
    look(page, "our-people")
    shown = set(page.get_by_role("rowheader").all_inner_texts())
    organisation = own.roles.get(user=stage.staff["coordinator"]).organisation
    everybody = own.enrolments.select_related("user")
    assert shown == {one.user.name for one in everybody.filter(organisation=organisation)}
    assert not shown & {one.user.name for one in everybody.exclude(organisation=organisation)}
    for shut in (f"/cohorts/{own.public_id}/", f"/cohorts/{cohort.public_id}/our-people/", "/cohorts/new/"):
        answer = page.goto(shut)
        assert answer
        assert answer.status == 404


def test_a_cohort_is_set_up_invited_and_run(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    workshop = timezone.localdate() - timedelta(days=1)
    ruth, wren, idle, niamh, olamide = (visit() for _person in range(5))

    sign_in(ruth, stage.manager.email)
    cohort = set_up(ruth, look, workshop, f"Wool Exchange {scripts}")
    name_a_facilitator(ruth, look, cohort, stage.facilitator.email)
    invite(ruth, look, cohort, scripts)
    replaced = send_again(ruth, look, cohort, scripts)
    follow(wren, look, replaced, scripts)
    meet_the_used_link(idle, scripts)
    mark_who_came(ruth, look, cohort)
    sign_in(niamh, stage.facilitator.email)
    take_the_board_home(niamh, look, cohort, scripts)
    sign_in(olamide, stage.staff["coordinator"].email)
    see_only_ones_own(olamide, look, stage, cohort)

    assert Enrolment.objects.get(user__email=address("wren", scripts)).state == Enrolment.State.JOINED
    assert Invitation.objects.filter(enrolment__cohort=cohort).count() == 3

"""Mail in a real browser: a facilitator writes to a set, a reminder is turned off from its own link, and what waits can be seen.

With `MAILS=folder` every mail of the story is kept there as a file.
"""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from actionsets.models import SetMeeting, SetMembership
from actionsets.rehearsing.people import Stage
from elearning.post import kinds, stopping
from elearning.post.hours import on_or_before
from elearning.post.models import Letter
from elearning.post.reminding import remind_all
from elearning.programmes.models import Cohort
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def meeting(stage: Stage) -> Iterator[SetMeeting]:
    """One more meeting of a set, some three weeks from now, in a cohort that runs once more."""
    cohorts = Cohort.objects.filter(pk=stage.cohorts["finished"].pk)
    cohorts.update(state=Cohort.State.RUNNING)
    one = SetMembership.objects.live().get(enrolment=stage.people["F02"]).learning_set
    day = timezone.now() + timedelta(days=20)
    made = SetMeeting.objects.create(
        learning_set=one, number=6, starts_at=day, ends_at=day + timedelta(minutes=210), place="The Garden Room"
    )
    yield made
    made.delete()
    Letter.objects.filter(once__startswith="digest").delete()
    cohorts.update(state=stage.cohorts["finished"].state)
    stopping.start(stage.people["F02"].user, list(kinds.KINDS.values()))


def keep(name: str) -> None:
    """Every mail so far, as a file each."""
    folder = os.environ.get("MAILS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for number, message in enumerate(mail.outbox):
            Path(folder, f"{name}-{number:02}.eml").write_bytes(message.message().as_bytes())


def test_facilitator_writes_and_members_choose_what_comes(
    stage: Stage, visit: Visit, look: Look, meeting: SetMeeting
) -> None:
    member = stage.people["F02"].user
    leader = visit()
    sign_in(leader, stage.facilitator.email)
    leader.goto(f"/cohorts/{stage.cohorts['finished'].public_id}/messages/")
    look(leader, "messages")
    leader.get_by_role("link", name=str(meeting.learning_set), exact=True).click()
    look(leader, "write-message")
    leader.get_by_label("Message").fill("Let us speak of influencing, and of Set 2.")
    press(leader, "Look at it before it goes")
    expect(leader.locator(".govuk-error-summary")).to_contain_text("“influencing”, “Set 2”")
    look(leader, "message-refused")
    leader.get_by_label("Message").fill("We meet soon.\n\nPlease say whether you can come.")
    press(leader, "Look at it before it goes")
    expect(leader.get_by_text("Please say whether you can come.").first).to_be_visible()
    look(leader, "message-preview")
    mail.outbox.clear()
    leader.get_by_role("button", name=re.compile("^Send to")).click()
    expect(leader.get_by_text("Before we meet").first).to_be_visible()
    look(leader, "messages-sent")
    members = SetMembership.objects.live().filter(learning_set=meeting.learning_set).count()
    assert len(mail.outbox) == members

    day = on_or_before(meeting.begins().date() - timedelta(days=2))
    morning = meeting.begins().replace(year=day.year, month=day.month, day=day.day, hour=9, minute=0)
    remind_all(morning)
    reminder = next(one for one in mail.outbox if one.to == [member.email] and "coming up" in one.subject)
    assert "Your group meets on" in reminder.body
    keep("mail")
    found = re.search(r"http://testserver(/mail/stop/\S+/)", reminder.body)
    assert found

    phone = visit(width=360)
    phone.goto(found[1])
    assert heading(phone) == "Do you want no more mails like this?"
    look(phone, "stop")
    press(phone, "No more of these")
    assert heading(phone) == "These mails are turned off"
    look(phone, "stopped")
    sign_in(phone, member.email)
    phone.goto("/my/mail/")
    look(phone, "my-mail")
    box = phone.get_by_label("Meetings of your group")
    expect(box).not_to_be_checked()
    box.check()
    press(phone, "Keep this choice")
    expect(phone.get_by_text("Your choice is kept.")).to_be_visible()
    assert "meetings" not in stopping.stopped_by(member)

    manager = visit()
    sign_in(manager, stage.manager.email)
    manager.goto("/cohorts/mail/")
    look(manager, "mail-state")
    assert heading(manager) == "Whether mail goes out"

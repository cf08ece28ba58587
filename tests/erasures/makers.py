"""A person with a mark in everything they can fill and in what others keep of them, and the traces that the house keeps."""

import json
import uuid

from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import (
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    Task,
    TaskState,
    UploadedFile,
    Workflow,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from elearning import mail
from elearning.accounts.models import User
from elearning.agreements import commenting, drafting, signing
from elearning.agreements.drafting import Partner
from elearning.post.models import Letter
from elearning.profiles.models import ResultShare
from elearning.programmes.models import ProgrammeManager
from elearning.records import copying
from elearning.sealed import keyring
from elearning.stories.models import Story, StoryNamed, StoryVoice
from packs.models import PackFeedback, PackVersion
from tests.actionsets.makers import Twelve
from tests.agreements import makers as agreements
from tests.records.makers import Pages, fill, pages

MARK = "Quixotic"
ADDRESS = "quixotic.sand@example.org"
# What an erasure leaves standing on purpose, with the reason. Everything else must be gone.
LEFT = {
    "values_sharedboard.title": "the name of a board that a whole cohort shares; nobody's name is kept with it",
    "agreements_section.text": "what two partners wrote together and agreed to",
    "agreements_partnershipagreement.title": "what two partners wrote together and agreed to",
    "agreements_agreementversion.content": "what two partners wrote together and agreed to",
}


def marked() -> Twelve:
    """P01 of the twelve has the mark everywhere; P03 works with them."""
    twelve = Twelve()
    person = twelve.user("P01")
    person.first_name, person.last_name, person.email = MARK, "Sand", ADDRESS
    person.save()
    twelve.people["P02"].line_manager_email = ADDRESS
    twelve.people["P02"].save()
    twelve.at_work(*twelve.people)
    on = pages(twelve)
    fill(twelve, "P01", MARK, on, 1)
    fill(twelve, "P03", "Zygomorph", on, 2)
    # They asked somebody whose address is no part of this.
    User.objects.filter(email=f"{MARK.lower()}.other@example.org").update(email="neighbour@example.net")
    Letter.objects.filter(name="sides_asked").delete()
    _worked_with_others(twelve)
    _left_traces(person, on)
    # Somebody else can do what they do.
    for programme in {row.programme for row in ProgrammeManager.objects.filter(user=person)}:
        assert ProgrammeManager.objects.filter(programme=programme).exclude(user=person).exists()
    return twelve


def _worked_with_others(twelve: Twelve) -> None:
    one, other, now = twelve.people["P01"], twelve.people["P03"], timezone.now()
    made = agreements.begun(one, title="Beds")
    drafting.add_party(made, Partner("Harbour Trust", other.user.name, other.user.email), by=one.user)
    agreements.write(made, 5, "", [{"starts": "2026-12-01", "ends": "2027-11-30"}])
    agreements.write(made, 15, "", [{"on": "2027-03-01", "convenes": one.user.name}])
    words = {"name": one.user.name, "number": 2, "text": f"{MARK} remark", "form_key": uuid.uuid4()}
    commenting.comment(made, **words, by=one.user)
    version = signing.propose(made, by=one.user)
    for each in (one, other):
        party = made.parties.get(user=each.user)
        signing.sign(version, party.pk, name=each.user.name, role=f"{each.user.name} post", by=each.user)
    told = Story.objects.create(enrolment=one, title=f"{MARK} together", tried=f"{MARK} try", audience=2, wanted=2)
    StoryVoice.objects.create(story=told, enrolment=one, joined_at=now, worked=f"{MARK} part")
    StoryVoice.objects.create(story=told, enrolment=other, joined_at=now, worked="What the other says")
    theirs = Story.objects.create(enrolment=other, title="Theirs")
    StoryVoice.objects.create(story=theirs, enrolment=other, joined_at=now, worked="What they say")
    StoryVoice.objects.create(story=theirs, enrolment=one, joined_at=now, worked=f"{MARK} says")
    StoryNamed.objects.create(story=theirs, name=one.user.name, email=ADDRESS)
    ResultShare.objects.create(enrolment=other, address=ADDRESS, recipient=one.user, shared_at=now, ends_on=now.date())
    note = {"about": "mistake", "text": "Page 3 is wrong", "received_on": now.date()}
    PackFeedback.objects.create(version=PackVersion.objects.first(), name=f"{MARK} Sand", email=ADDRESS, **note)
    words = {"user": other.user}
    letter = mail.send("set_dates", other.user.email, words, reply_to=ADDRESS)
    assert letter
    Letter.objects.filter(pk=letter.pk).update(state="waiting", ended_at=None, content=_unsent(letter))


def _unsent(letter: Letter) -> str:
    """The letter as it stands before it goes, to answer to P01 and with their name in it."""
    parts = {"to": "p03.example@example.org", "subject": "Dates", "text": f"From {MARK} Sand", "html": "", "files": []}
    return json.dumps({**parts, "reply_to": [ADDRESS], "headers": {}, "only_while": []})


def _left_traces(person: User, on: Pages) -> None:
    session = SessionStore()
    session["_auth_user_id"], session["note"] = str(person.pk), ADDRESS
    session.create()
    before = SessionStore()
    before["account_login"] = {"email": ADDRESS}
    before.create()
    EmailAddress.objects.create(user=person, email=ADDRESS, primary=True, verified=True)
    cache.set("seen", f"{MARK} in the cache")
    page = on.pack
    with_remark = Comment(user=person, text=f"{MARK} remark on a page", contentpath="title")
    page.wagtail_admin_comments.add(with_remark)
    page.save_revision(user=person)
    with_remark.refresh_from_db()
    CommentReply.objects.create(comment=with_remark, user=person, text=f"{MARK} reply")
    page.save_revision(user=person)
    said = {"comment": {"id": 1, "text": f"{MARK} said"}}
    now, pages_type = timezone.now(), ContentType.objects.get_for_model(page)
    PageLogEntry.objects.create(
        page=page,
        content_type=pages_type,
        label=str(page),
        action="wagtail.comments.create",
        user=person,
        data=said,
        timestamp=now,
    )
    ModelLogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk), label=str(person),
        action="wagtail.edit", user=person, timestamp=now,
    )  # fmt: skip
    _weighed(person, on)
    profile = UserProfile.get_for_user(person)
    profile.avatar.save(f"{MARK}.png", ContentFile(f"{MARK} picture".encode()))
    upload = UploadedFile(
        uploaded_by_user=person, for_content_type=ContentType.objects.get_for_model(get_document_model())
    )
    upload.file.save(f"{MARK}.txt", ContentFile(f"{MARK} text".encode()))
    copying.storages["private"].save(
        copying._place(person), ContentFile(keyring().seal_bytes(f"{MARK} record".encode()))
    )


def _weighed(person: User, on: Pages) -> None:
    """They sent a page back with a remark, and somebody else did as well."""
    task = Task.objects.create(name="Second reader")
    workflow = Workflow.objects.create(name="Two people")
    now, pages_type = timezone.now(), ContentType.objects.get_for_model(on.pack)
    state = WorkflowState.objects.create(
        content_type=pages_type,
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(on.pack.pk),
        workflow=workflow,
        requested_by=person,
        status=WorkflowState.STATUS_APPROVED,
    )
    for who, words in ((person, f"{MARK} would say this otherwise"), (None, "Somebody else’s remark")):
        TaskState.objects.create(
            workflow_state=state,
            revision=on.pack.latest_revision,
            task=task,
            status=TaskState.STATUS_REJECTED,
            finished_by=who,
            finished_at=now,
            comment=words,
            content_type=ContentType.objects.get_for_model(TaskState),
        )

"""What the house itself forgets of somebody: sessions, mails, jobs, printed records, and who they were in Wagtail's tables."""

import json
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, PageLogEntry, Revision, TaskState, UploadedFile
from wagtail.users.models import UserProfile

from elearning.accounts.models import User
from elearning.auditing import noting
from elearning.erasures.steps import LEAVING, TRACES, forgets, hand_over_first
from elearning.jobs.models import Job
from elearning.post.models import Letter
from elearning.records import copying
from elearning.sealed import Unopened

SOMEBODY = "…"


@hand_over_first
def only_owner(person: User) -> list[str]:
    """The only one who may do everything on this installation."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.exists():
        return [_("You are the only owner of this installation: make somebody else one first.")]
    return []


@forgets("house.sessions", rank=LEAVING - 5)
def sessions(person: User) -> None:
    """They are signed out everywhere and cannot sign in any more."""
    User.objects.filter(pk=person.pk).update(is_active=False)
    for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        said = session.get_decoded()
        if str(said.get("_auth_user_id")) == str(person.pk) or person.email in json.dumps(said, default=str).lower():
            session.delete()


@forgets("house.mails", rank=TRACES)
def mails(person: User) -> None:
    """No mail goes to them; one that goes to somebody else says neither their name nor their address."""
    Letter.objects.filter(receiver=person).delete()
    for letter in Letter.objects.unsent().exclude(content=""):
        if not isinstance(letter.content, Unopened):
            parts = json.loads(letter.content)
            if person.email in parts["to"].lower():
                letter.delete()
            elif without := _without(parts, person):
                letter.content = json.dumps(without)
                letter.save(update_fields=["content"])


def _without(parts: dict[str, Any], person: User) -> dict[str, Any] | None:
    """The parts of a letter without the person; None if they do not stand there."""
    said = {name: parts[name] for name in ("subject", "text", "html")}
    words = [word for word in (person.email, person.get_full_name()) if word]
    answers = [one for one in parts["reply_to"] if person.email not in one.lower()]
    if answers == parts["reply_to"] and not any(word in text for word in words for text in said.values()):
        return None
    for word in words:
        said = {name: text.replace(word, SOMEBODY) for name, text in said.items()}
    return {**parts, **said, "reply_to": answers}


@forgets("house.jobs", rank=TRACES)
def jobs(person: User) -> None:
    """What they asked for in the background."""
    Job.objects.filter(asked_by=person).delete()
    Job.objects.filter(kind=copying.KIND, key=f"person-{person.pk}").delete()


@forgets("house.audit_log")
def audit_log(person: User) -> None:
    """What is about them goes; that somebody in their role looked at others can still be read by those."""
    noting.forget(person)


@forgets("house.files")
def files(person: User) -> None:
    """Their printed record, their picture in the editors' pages, and uploads that were never finished."""
    copying.forget(person)
    for profile in UserProfile.objects.filter(user=person).exclude(avatar=""):
        profile.avatar.delete(save=False)
    for upload in UploadedFile.objects.filter(uploaded_by_user=person):
        upload.file.delete(save=False)
        upload.delete()


@forgets("house.editing", rank=TRACES)
def editing(person: User) -> None:
    """Wagtail's history knows that something was done, and not by whom; what was said of the person's account goes."""
    for log in (PageLogEntry, ModelLogEntry):
        for entry in log.objects.filter(user=person.pk):
            entry.user_id = None
            if isinstance(entry.data, dict):
                entry.data = {name: value for name, value in entry.data.items() if name != "comment"}
            entry.save(update_fields=["user", "data"])
    TaskState.objects.filter(finished_by=person).update(comment="")
    theirs = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=theirs, object_id=str(person.pk)).delete()
    for revision in Revision.objects.filter(content__isnull=False).iterator():
        if _strip(revision.content, person.pk):
            revision.save(update_fields=["content"])


def _strip(content: Any, person: int) -> bool:
    """Take a person's remarks and their number out of a stored version of a page; whether anything was there."""
    changed = False
    for name in ("owner", "locked_by"):
        if content.get(name) == person:
            content[name], changed = None, True
    remarks = content.get("wagtail_admin_comments") or []
    for one in remarks:
        changed = _strip_list(one, "replies", person) or changed
    return _strip_list(content, "wagtail_admin_comments", person) or changed


def _strip_list(holder: Any, name: str, person: int) -> bool:
    said = holder.get(name) or []
    kept = [one for one in said if one.get("user") != person]
    if kept != said:
        holder[name] = kept
    return kept != said

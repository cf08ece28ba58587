"""Writes mails from `templates/emails/<name>.{subject.txt,txt,html}` into the outbox, in the transaction of what they tell of.

Subjects and texts stay neutral: no score, subject, set, issue or partner name (DOMAIN 2.4). What a mail says lies sealed in
the outbox until it is sent.
"""

import base64
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from email.utils import format_datetime, parseaddr
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from elearning.post import carrying, stopping
from elearning.post.kinds import Kind, kind_of, known
from elearning.post.models import Letter

if TYPE_CHECKING:
    from elearning.accounts.models import User


class File(NamedTuple):
    """A file that goes with a mail: its name, what is in it, and its kind (such as `text/calendar; method=REQUEST`)."""

    name: str
    content: bytes
    kind: str


def send(
    name: str,
    to: str,
    context: Mapping[str, Any],
    *,
    reply_to: str = "",
    files: Iterable[File] = (),
    kinds: Collection[str] = (),
    once: str | None = None,
    expires_at: datetime | None = None,
    only_while: Collection[str] = (),
) -> Letter | None:
    """Send the mail `name` to the address `to` when the work in hand is safely stored; answers go to `reply_to`, if given.

    Templates get `context`, `base_url` and `stop_link`. Returns the letter as it was written; None for somebody who has
    turned this kind of mail off. `kinds` are what it is about, if that does not follow from its name; `once` is a name that
    no other letter has (raises IntegrityError); after `expires_at` it is not sent any more, nor when one of the code words
    `only_while` does not hold then (`recalling`). A mail that cannot be sent never fails the act that caused it, and is
    tried again.
    """
    kind = known(next(iter(kinds))) if kinds else kind_of(name)
    receiver = get_user_model().objects.filter(email=to).first()
    if receiver and not kinds and stopping.has_stopped(receiver, kind):
        return None
    words = _words(context, receiver, kinds or [kind.key])
    message = EmailMultiAlternatives(_subject(name, words), _text(name, words), to=[to])
    message.reply_to = [reply_to] if reply_to else []
    message.attach_alternative(render_to_string(f"emails/{name}.html", words), "text/html")
    for file in files:
        message.attach(file.name, file.content, file.kind)
    if words["stop_link"]:
        message.extra_headers = {
            "List-Unsubscribe": f"<{words['stop_link']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return put(
        message, name=name, kind=kind, receiver=receiver, once=once, expires_at=expires_at, only_while=only_while
    )


def drawn(name: str, receiver: "User", context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text of the mail `name` as `receiver` would get it, but for the link that is theirs alone; nothing is sent."""
    words = {**context, "base_url": settings.BASE_URL, "stop_link": "", "mail_link": _mail_link()}
    return _subject(name, words), _text(name, words)


def _words(context: Mapping[str, Any], receiver: "User | None", kinds: Collection[str]) -> dict[str, Any]:
    """All that the templates of a mail are given."""
    return {**context, "base_url": settings.BASE_URL, **_ways_out(receiver, kinds)}


def _ways_out(receiver: "User | None", kinds: Collection[str]) -> dict[str, str]:
    """Where the receiver can turn such mail off; nothing for somebody we do not know."""
    if receiver is None:
        return {"stop_link": "", "mail_link": ""}
    return {
        "stop_link": settings.BASE_URL + stopping.path_for(receiver, kinds)
        if any(known(k).can_stop for k in kinds)
        else "",
        "mail_link": _mail_link(),
    }


def _mail_link() -> str:
    return settings.BASE_URL + reverse("post:mine")


def _subject(name: str, words: Mapping[str, Any]) -> str:
    return " ".join(render_to_string(f"emails/{name}.subject.txt", dict(words)).split())


def _text(name: str, words: Mapping[str, Any]) -> str:
    """The text, with the way out at its end."""
    return render_to_string(f"emails/{name}.txt", dict(words)) + render_to_string("emails/_foot.txt", dict(words))


@transaction.atomic
def put(
    message: EmailMultiAlternatives,
    *,
    name: str,
    kind: Kind,
    receiver: "User | None",
    once: str | None = None,
    expires_at: datetime | None = None,
    only_while: Collection[str] = (),
) -> Letter:
    """Write `message` to one person into the outbox; it goes when the transaction in hand is committed.

    Its Message-ID and date are fixed now, so that one that comes twice can be told to be the same.
    """
    now = timezone.now()
    message_id = f"<{uuid4()}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition('@')[2]}>"
    message.extra_headers = {"Message-ID": message_id, "Date": format_datetime(now), **message.extra_headers}
    letter = Letter.objects.create(
        name=name,
        kind=kind.key,
        receiver=receiver,
        content=json.dumps({**_packed(message), "only_while": sorted(only_while)}),
        message_id=message_id,
        once=once,
        rank=Letter.FIRST if kind.is_urgent else Letter.LATER if kind.can_stop else Letter.SOON,
        written_at=now,
        due_at=now,
        expires_at=expires_at or now + kind.lasts,
    )
    transaction.on_commit(partial(carrying.soon, letter.pk))
    return letter


def _packed(message: EmailMultiAlternatives) -> dict[str, Any]:
    """All that `message` is made of."""
    return {
        "to": message.to[0],
        "subject": message.subject,
        "text": message.body,
        "html": next((str(content) for content, kind in message.alternatives if kind == "text/html"), ""),
        "reply_to": list(message.reply_to),
        "headers": dict(message.extra_headers),
        "files": [
            [name, base64.b64encode(content if isinstance(content, bytes) else content.encode()).decode(), kind]
            for name, content, kind in message.attachments
        ],
    }

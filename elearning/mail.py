"""Mail rendered from `templates/emails/<name>.{subject.txt,txt,html}` and sent once the transaction is committed."""

import logging
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


class File(NamedTuple):
    """A file that goes with a mail: its name, what is in it, and its kind (such as `text/calendar; method=REQUEST`)."""

    name: str
    content: bytes
    kind: str


def send(name: str, to: str, context: Mapping[str, Any], *, reply_to: str = "", files: Iterable[File] = ()) -> None:
    """Send the mail `name` to the address `to` when the work in hand is safely stored; answers go to `reply_to`, if given.

    Templates get `context` and `base_url`. Subjects and texts stay neutral: no score, subject, set, issue or partner
    name (DOMAIN 2.4). A mail that cannot be sent is logged by its name, never by its address or content, and never
    fails the act that caused it.
    """
    words = {**context, "base_url": settings.BASE_URL}
    subject = " ".join(render_to_string(f"emails/{name}.subject.txt", words).split())
    message = EmailMultiAlternatives(subject, render_to_string(f"emails/{name}.txt", words), to=[to])
    message.reply_to = [reply_to] if reply_to else []
    message.attach_alternative(render_to_string(f"emails/{name}.html", words), "text/html")
    for file in files:
        message.attach(file.name, file.content, file.kind)
    transaction.on_commit(partial(_deliver, name, message))


def _deliver(name: str, message: EmailMultiAlternatives) -> None:
    try:
        message.send()
    except OSError:
        log.exception("The mail %s could not be sent.", name)

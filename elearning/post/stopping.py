"""Lets people turn kinds of mail off and on, when signed in or by the link in a mail, which tells nobody anything.

The link ends in a random token, kept with who it is for and which kinds it is about; it needs no sign-in and never ends,
whatever becomes of the keys. Links of earlier mails, which held that sealed, work for as long as their key is on the ring.
Looking at a link changes nothing, since programs that look for viruses open every link (RFC 8058).
"""

import json
import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from elearning.post.kinds import KINDS, Kind, known
from elearning.post.models import StopLink, StoppedKind
from elearning.sealed import keyring
from elearning.sealing import SEAL, NoSuchKeyError

if TYPE_CHECKING:
    from elearning.accounts.models import User

LINK = "stop"
TOKEN_BYTES = 24


class LinkGoneError(Exception):
    """The link is not one of ours, or its person is gone. One message for all, so that nobody learns which."""


@transaction.atomic
def path_for(user: "User", kinds: Collection[str]) -> str:
    """The address, without its beginning, at which `user` can turn `kinds` off without signing in; always the same."""
    named = ",".join(sorted(set(kinds)))
    link, _is_new = StopLink.objects.get_or_create(
        user=user, kinds=named, defaults={"token": secrets.token_urlsafe(TOKEN_BYTES)}
    )
    return reverse("post:stop", args=[link.token])


def opened(token: str) -> tuple["User", list[Kind]]:
    """Whose link it is, and which kinds of mail it is about. Raises LinkGoneError."""
    link = StopLink.objects.filter(token=token).first()
    pk, keys = (link.user_id, link.kinds.split(",")) if link else _sealed(token)
    user = get_user_model().objects.filter(pk=pk, is_active=True).first()
    if user is None:
        raise LinkGoneError
    return user, [known(key) for key in keys]


def _sealed(token: str) -> tuple[int, list[str]]:
    """What a link of an earlier mail says. Raises LinkGoneError."""
    try:
        purpose, pk, keys = json.loads(keyring().open(SEAL + token))
    except (NoSuchKeyError, ValueError) as problem:
        raise LinkGoneError from problem
    if purpose != LINK:
        raise LinkGoneError
    return pk, keys


def stopped_by(user: "User") -> set[str]:
    """The kinds of mail that `user` has turned off."""
    return set(StoppedKind.objects.filter(user=user).values_list("kind", flat=True))


def has_stopped(user: "User", kind: Kind) -> bool:
    """Whether `user` has turned this kind off."""
    return kind.can_stop and StoppedKind.objects.filter(user=user, kind=kind.key).exists()


@transaction.atomic
def stop(user: "User", kinds: Collection[Kind]) -> None:
    """Write to `user` no more about those of `kinds` that can be turned off; asking twice changes nothing."""
    rows = [StoppedKind(user=user, kind=one.key) for one in kinds if one.can_stop]
    StoppedKind.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def start(user: "User", kinds: Collection[Kind]) -> None:
    """Write to `user` about `kinds` again."""
    StoppedKind.objects.filter(user=user, kind__in=[one.key for one in kinds]).delete()


@transaction.atomic
def choose(user: "User", wanted: Collection[str]) -> None:
    """From now on `user` gets those kinds that cannot be turned off, and of the others the `wanted` ones."""
    free = [one for one in KINDS.values() if one.can_stop]
    stop(user, [one for one in free if one.key not in wanted])
    start(user, [one for one in free if one.key in wanted])

"""What `manage.py check` finds wrong with an installation: blocks that let code into pages; with `--deploy`, settings too.

Django's own checks ask about https, cookies and HSTS. Ours ask what only we know: where the product lives, how its database
is opened, and whether letters and keys are those of a place where people are served (TRUST 7).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.http.request import split_domain_port, validate_host
from wagtail.blocks import BaseStreamBlock, Block, ListBlock, RawHTMLBlock, StructBlock
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.fields import StreamField

from elearning.sealing import derived

# Blocks whose content is markup, leads to code of others, or became both in the past (CVE-2026-28222, -28223).
FORBIDDEN = (RawHTMLBlock, TableBlock, TypedTableBlock, EmbedBlock)
HERE = {"localhost", "127.0.0.1", "::1", "[::1]"}
FOUND = ("elearning", "packs", "actionsets")
LONGEST_WAIT = 10  # seconds for a mail server that does not answer
A_YEAR = 31_536_000
MENDED = (3, 51, 3)  # SQLite: before, two connections could break a file that is reset (TRUST 0.3, R15)
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
WORDS = {
    "W001": "BASE_URL is not https: sign-ins can be overheard.",
    "W002": "ALLOWED_HOSTS holds *: anybody can choose the name that this service answers to.",
    "W003": "The host of BASE_URL is not among ALLOWED_HOSTS: links in letters lead nowhere.",
    "W004": "HSTS_SECONDS is less than a year: browsers forget that this is https.",
    "W005": "EMAIL_URL is not set: letters are printed, not sent.",
    "W006": "EMAIL_TIMEOUT is longer than ten seconds, or for ever: a silent mail server stops a worker.",
    "W007": "SECURITY_CONTACT is not set: whoever finds a weakness can tell nobody.",
    "W008": "The session cookie can be read by scripts, or is sent along by other sites.",
    "W009": "SEALING_KEYS is not set: whoever has this machine's secret reads what was sealed.",
    "W010": "SQLite's writers fail instead of queueing (transaction_mode).",
    "W011": "SQLite is opened without some of: journal_mode=WAL, synchronous=FULL, secure_delete=ON.",
    "W012": "This SQLite is older than 3.51.3: under several processes a file may very rarely break. Use a newer one, or "
    "PostgreSQL; till then call `manage.py backup` often.",
    "W013": "EMAIL_URL is not smtp+tls:// or smtp+ssl://: letters travel openly to another machine.",
}
Found = list[CheckMessage]
Apps = Sequence[AppConfig] | None


@register(Tags.security)
def blocks_are_harmless(app_configs: Apps, **kwargs: Any) -> Found:
    """No page of ours holds a block that takes markup or code (C09)."""
    return [
        Error(
            f"{model.__name__}.{field.name} holds a {type(block).__name__}.",
            hint="Its content would reach pages as it is. Make a block of plain fields.",
            obj=model,
            id="alongside.E001",
        )
        for model in apps.get_models()
        if model.__module__.startswith(FOUND)
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
        for block in every(field.stream_block)
        if isinstance(block, FORBIDDEN)
    ]


def every(block: Block) -> Iterator[Block]:
    """A block and all that it is made of."""
    yield block
    if isinstance(block, BaseStreamBlock | StructBlock):
        for child in block.child_blocks.values():
            yield from every(child)
    elif isinstance(block, ListBlock):
        yield from every(block.child_block)


@register(Tags.security, deploy=True)
def place_is_known(app_configs: Apps, **kwargs: Any) -> Found:
    """The address that letters lead to is https, is answered, and no other is."""
    address, hosts = urlsplit(settings.BASE_URL), settings.ALLOWED_HOSTS
    host, _port = split_domain_port(address.netloc.rpartition("@")[2])
    return _told(
        W001=address.scheme != "https",
        W002="*" in hosts,
        W003=not validate_host(host, hosts),
        W004=0 < settings.SECURE_HSTS_SECONDS < A_YEAR,
    )


@register(Tags.security, deploy=True)
def people_are_looked_after(app_configs: Apps, **kwargs: Any) -> Found:
    """Letters leave unread, whoever finds a weakness knows whom to tell, and cookies are nobody else's."""
    is_smtp = settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend")
    is_sealed = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    return _told(
        W005=settings.EMAIL_BACKEND.endswith(".console.EmailBackend"),
        W006=not 0 < (settings.EMAIL_TIMEOUT or 0) <= LONGEST_WAIT,
        W007=not settings.SECURITY_CONTACT,
        W008=not settings.SESSION_COOKIE_HTTPONLY or settings.SESSION_COOKIE_SAMESITE not in {"Lax", "Strict"},
        W013=is_smtp and not is_sealed and settings.EMAIL_HOST not in HERE,
    )


@register(Tags.security, deploy=True)
def keys_are_given(app_configs: Apps, **kwargs: Any) -> Found:
    """What people wrote for themselves is sealed by a key that is kept apart from the machine."""
    first = next(iter(settings.SEALING_KEYS), "")
    return _told(W009=first in {"", derived(settings.SECRET_KEY)})


@register(Tags.database, Tags.security, deploy=True)
def sqlite_is_careful(app_configs: Apps, **kwargs: Any) -> Found:
    """SQLite queues writers, loses nothing acknowledged, overwrites what is deleted, and is a version that can be trusted.

    A machine of ours always has several processes: web server, worker and clock.
    """
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    options = database.get("OPTIONS", {})
    begun = options.get("init_command", "").replace(" ", "")
    return _told(
        W010=options.get("transaction_mode") != "IMMEDIATE",
        W011=any(one not in begun for one in PRAGMAS),
        W012=sqlite3.sqlite_version_info < MENDED,
    )


def _told(**asked: bool) -> Found:
    """A warning for each name of which `asked` says that it is so."""
    return [Warning(WORDS[name], id=f"alongside.{name}") for name, is_so in asked.items() if is_so]

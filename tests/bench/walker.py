"""One installation that a benchmark asks questions of: started with its settings, told by lines of JSON, answering by lines.

`{"crawl": email}` finds every page that somebody comes to by following links, one of each kind. `{"ask": [email, address]}`
opens one and tells what it cost. Addresses are told apart from their unguessable parts: these are named by model, column
and row, so that the same page can be asked for in another installation that was made by the same steps.
"""

import json
import os
import re
import sys
import time
from collections import deque
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import django

UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NAMED = re.compile(r"‹([\w.]+):([\w-]+)›")
LINKS = re.compile(r'<a [^>]*?href="([^"#]+)')
# Files are made by others than the web's processes, or take as long as their content; signing out is no list.
NOT_PAGES = re.compile(
    r"\.(pdf|odt|docx|epub|zip|ods|svg|png)$|/(pdf|epub|print|paper|copies)/|/sign-out/|/static/|/media/|/documents/|/admin/logout"
)
PACK = re.compile(r"^/([\w-]+)/(\d+-\d+[\w-]*)/")
MOST = 220
BIG = 20_000


class Walker:
    """Clients for people of one installation, and what its pages cost."""

    def __init__(self) -> None:
        from django.test import Client  # noqa: PLC0415 - Django stands only now

        self.client_class = Client
        self.clients: dict[str, Any] = {}

    def client(self, email: str) -> Any:
        """Somebody's browser; a visitor's if there is no address."""
        if email not in self.clients:
            from elearning.accounts.models import User  # noqa: PLC0415

            made = self.clients[email] = self.client_class(headers={"host": "127.0.0.1"})
            if email:
                made.force_login(User.objects.get(email=email))
        return self.clients[email]

    def crawl(self, email: str, least: bool = False) -> list[str]:
        """One address of each kind of page that `email` comes to, without what nobody can guess; `least` keeps to `/my/`."""
        ahead = deque(["/my/"] if least else ["/", "/my/", "/packs/", "/cohorts/", "/reports/", "/admin/"])
        seen: set[str] = set()
        found: list[str] = []
        while ahead and len(found) < MOST:
            address = ahead.popleft()
            kind = kind_of(address)
            if kind in seen or NOT_PAGES.search(urlsplit(address).path):
                continue
            seen.add(kind)
            answer = self.client(email).get(address)
            if answer.status_code == 200 and not answer.streaming:
                found.append(named(address))
                ahead += links(answer.content.decode("utf-8", "replace"), address)
            elif answer.status_code in {301, 302}:
                ahead.append(urljoin(address, answer["Location"]))
        return found

    def ask(self, email: str, address: str) -> dict[str, Any]:
        """Seconds of the processor, here and in the database, and by the clock; and the letters of the page."""
        client, where = self.client(email), plain(address)
        before = time.process_time() + database_time(), time.perf_counter()
        answer = client.get(where)
        after = time.process_time() + database_time(), time.perf_counter()
        length = 0 if answer.streaming else len(answer.content)
        return {
            "status": answer.status_code,
            "cpu": after[0] - before[0],
            "wall": after[1] - before[1],
            "bytes": length,
        }

    def count(self, email: str, address: str) -> dict[str, Any]:
        """How many queries a page makes, and the slowest of them."""
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        with CaptureQueriesContext(connection) as asked:
            self.client(email).get(plain(address))
        slow = sorted(asked.captured_queries, key=lambda one: -float(one["time"]))[:2]
        return {"queries": len(asked), "slow": [[one["time"], one["sql"]] for one in slow]}

    def explain(self, statement: str) -> str:
        """How the database goes about a question."""
        from django.db import connection  # noqa: PLC0415

        how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        with connection.cursor() as cursor:
            cursor.execute(
                f"{how} {statement}".replace("%", "%%") if connection.vendor == "sqlite" else f"{how} {statement}"
            )
            return "\n".join(str(row[-1]) for row in cursor.fetchall())

    def plans(self, email: str, address: str) -> dict[str, list[str]]:
        """What a page's questions read whole of what is big, and by which indexes they find the rest (PostgreSQL)."""
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        with CaptureQueriesContext(connection) as asked:
            self.client(email).get(plain(address))
        found: dict[str, set[str]] = {"read whole": set(), "indexes": set()}
        for statement in {one["sql"] for one in asked.captured_queries if one["sql"].startswith("SELECT")}:
            for node in nodes(statement):
                name = node.get("Relation Name", "")
                if node["Node Type"] == "Seq Scan" and big().get(name):
                    found["read whole"].add(f"{name} ({big()[name]:,} rows)")
                if "Index Name" in node:
                    found["indexes"].add(node["Index Name"])
        return {name: sorted(names) for name, names in found.items()}

    def indexes(self) -> dict[str, list[Any]]:
        """Every index of ours on what is big that serves no rule, with its size in bytes and how often it was used."""
        from django.db import connection  # noqa: PLC0415

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexrelname, relname, pg_relation_size(i.indexrelid), idx_scan FROM pg_stat_user_indexes s"
                " JOIN pg_index i USING (indexrelid) WHERE NOT i.indisunique"
            )
            return {name: rest for name, *rest in cursor.fetchall() if rest[0] in big()}

    def sizes(self) -> dict[str, int]:
        """How much there is."""
        from django.apps import apps  # noqa: PLC0415

        labels = "programmes.Cohort", "programmes.Enrolment", "assessments.Response", "accounts.User"
        return {label: apps.get_model(label)._base_manager.count() for label in labels}

    def tick(self) -> dict[str, float]:
        """Every chore that is due, and the seconds by the clock that it took."""
        from django.db import connection  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415

        from elearning.jobs.models import Chore  # noqa: PLC0415
        from elearning.jobs.ticking import CHORES, tick  # noqa: PLC0415

        taken: dict[str, float] = {}
        for name, duty in list(CHORES.items()):
            del CHORES[name]
            CHORES[name] = timed(name, duty, taken)
        connection.cursor().execute("SELECT 1")
        Chore.objects.update(due_at=timezone.now())
        failed = {name: error for name, error in tick().items() if error}
        return taken | {f"{name}: {error}": -1.0 for name, error in failed.items()}


def nodes(statement: str) -> list[dict[str, Any]]:
    """The steps by which PostgreSQL would answer a question, without asking it; none for what cannot be explained."""
    from django.db import DatabaseError, connection, transaction  # noqa: PLC0415

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
            ahead = [cursor.fetchone()[0][0]["Plan"]]
    except DatabaseError:
        return []
    found = []
    while ahead:
        node = ahead.pop()
        found.append(node)
        ahead += node.get("Plans", [])
    return found


@cache
def big() -> dict[str, int]:
    """The tables of so many rows that reading them whole is dear, with how many."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [BIG])
        return dict(cursor.fetchall())


def timed(name: str, duty: Any, taken: dict[str, float]) -> Any:
    """`duty`, noting how long it took."""
    from dataclasses import replace  # noqa: PLC0415

    def function(now: Any) -> None:
        began = time.perf_counter()
        try:
            duty.function(now)
        finally:
            taken[name] = time.perf_counter() - began

    return replace(duty, function=function)


def kind_of(address: str) -> str:
    """Which page it is, whoever's: without numbers, without which pack, and with no more of what is asked than its name."""
    parts = urlsplit(address)
    path = re.sub(r"\d+", "*", UUIDS.sub("*", PACK.sub("/a-publisher/a-pack/", parts.path)))
    return path + "?" + " ".join(sorted({name for name, _value in parse_qsl(parts.query)})[:1])


def links(page: str, address: str) -> list[str]:
    """Where one gets from a page without leaving the site."""
    found = (urldefrag(urljoin(address, one.replace("&amp;", "&")))[0] for one in LINKS.findall(page))
    return [one for one in found if one.startswith("/") and not one.startswith("//")]


@cache
def numbers() -> dict[str, str]:
    """What every unguessable part of an address belongs to."""
    from django.apps import apps  # noqa: PLC0415
    from django.db import models  # noqa: PLC0415

    found = {}
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.UUIDField) and field.unique:
                for pk, value in model._base_manager.values_list("pk", field.name):
                    found[str(value)] = f"‹{model._meta.label}.{field.name}:{pk}›"
    return found


def named(address: str) -> str:
    """An address with what its unguessable parts belong to, instead of them."""
    return UUIDS.sub(lambda part: numbers().get(part[0], part[0]), address)


@cache
def plain(address: str) -> str:
    """The address as it is here."""
    from django.apps import apps  # noqa: PLC0415

    def here(part: re.Match[str]) -> str:
        label, _, field = part[1].rpartition(".")
        return str(apps.get_model(label)._base_manager.values_list(field, flat=True).get(pk=part[2]))

    return NAMED.sub(here, address)


def database_time() -> float:
    """Seconds of the processor that the database's own process has had; nothing where it is part of ours."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9


def main() -> None:
    """Answer line by line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.served")
    django.setup()
    walker = Walker()
    for line in sys.stdin:
        (what, given), *_ = json.loads(line).items()
        answer = getattr(walker, what)(*given)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

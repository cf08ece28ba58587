"""What nobody was asked for changes nothing, and what is not one's own looks like what is not there (TRUST A01, A06).

At every door that takes a form, its own form is filled as its page shows it, and fields are added that the page does not
name: whose it is, what has become of it, what one may do. They name rows with keys that stand out, so that one look at what
is written tells whether any was believed. And every address with a key in it is tried with the key of nobody. What the log says
of all that is read too: doors, and nobody's words, names, addresses or secrets (P06).
"""

import re
from html.parser import HTMLParser
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from elearning.accounts.models import Organisation, User
from elearning.programmes.models import Cohort, Enrolment
from tests import factories
from tests.stories.doors import DOORS, Door
from tests.stories.people import VISITOR, People, undone
from tests.stories.walking import BRACKETS, WRITES
from tests.upkeep.listening import listening

NUMBER = 987_654_301
FORGED_KEY = UUID("f09e0000-f09e-4f09-8f09-f09ef09ef09e")
FORGED = {
    **dict.fromkeys(
        ("user", "user_id", "owner", "owner_id", "by", "made_by", "asker", "facilitator", "manager"), NUMBER
    ),
    **dict.fromkeys(("organisation", "organisation_id"), NUMBER + 10),
    **dict.fromkeys(("cohort", "cohort_id"), NUMBER + 20),
    **dict.fromkeys(("enrolment", "enrolment_id", "membership"), NUMBER + 30),
    **dict.fromkeys(("score", "pk", "id", "learning_set", "set_id", "revision_number"), NUMBER + 40),
    **dict.fromkeys(("public_id", "shared_in", "recipient"), str(FORGED_KEY)),
    **dict.fromkeys(("status", "state", "audience", "approved_at", "submitted_at", "merged_at"), "f09ef09e"),
    **dict.fromkeys(("is_staff", "is_superuser", "is_active", "shared", "approved", "groups", "user_permissions"), "1"),
}
# What is made after a row that stands out has the number after its: that is no forgery.
TELLTALE = re.compile(r"9876543[0-4]1|f09ef09e", re.IGNORECASE)
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value|content)="[^"]*"')
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)\d+(?=/)")
# Forming sets takes seconds of the processor; its form is tried in tests/actionsets.
SLOW = {"actionsets:propose", "actionsets:again"}
MOST_FORMS = 6
"""Of one page: those of a list are alike."""
TYPED = "Zephyrine"
SECRET = re.compile(r"(?<=/)[A-Za-z0-9_-]{20,}(?=/)")
FREE = {"text", "search", "email", "url", "tel", "number"}


class Forms(HTMLParser):
    """The forms of a page that are sent back to its own address, with what a browser would send of each."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[dict[str, list[str]]] = []
        self.form: dict[str, list[str]] | None = None
        self.select = self.area = ""
        self.names: set[str] = set()
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        self.names.add(name)
        if tag == "form":
            is_own = given.get("method", "").lower() == "post" and not given.get("action")
            self.form = {} if is_own else None
        elif self.form is None:
            return
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and given.get("value"):
            if "selected" in given or self.select not in self.form:
                self.form[self.select] = [given["value"]]
        elif tag == "textarea":
            self.area = name
            self.form[name] = [f"A few words of {TYPED}."]
        elif tag in {"input", "button"} and name:
            self.take(self.form, tag, name, given)

    def take(self, form: dict[str, list[str]], tag: str, name: str, given: dict[str, str]) -> None:
        """What an input of its kind sends: the first of each group of choices, and words where there are none yet."""
        kind, value = given.get("type", "text" if tag == "input" else "submit"), given.get("value", "")
        if kind in {"radio", "submit"}:
            if name not in form or "checked" in given:
                form[name] = [value]
        elif kind == "checkbox":
            form.setdefault(name, []).extend([value or "on"] if "checked" in given or name not in form else [])
        elif kind in FREE:
            form[name] = [value or ("3" if kind == "number" else f"{TYPED}@example.org" if kind == "email" else TYPED)]
        elif kind != "file":
            form[name] = [value]

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.area:
            self.form[self.area] = [data.strip() or f"A few words of {TYPED}."]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form:
            self.found.append(self.form)
        if tag in {"form", "textarea", "select"}:
            self.area = self.select = ""
            self.form = None if tag == "form" else self.form


def forge(people: People) -> None:
    """Rows with keys that stand out: somebody, an organisation, a cohort, an enrolment."""
    user = User.objects.create(pk=NUMBER, email="forged@example.org", first_name="Fo", last_name="Rged")
    Organisation.objects.create(pk=NUMBER + 10, name="Forged", slug="forged")
    cohort = factories.cohort(people.stage.programme, name="Forged")
    Cohort.objects.filter(pk=cohort.pk).update(id=NUMBER + 20)
    made = factories.enrolment(Cohort.objects.get(pk=NUMBER + 20), user)
    Enrolment.objects.filter(pk=made.pk).update(id=NUMBER + 30, public_id=FORGED_KEY)


def sender(door: Door) -> str:
    """One of those from whom the door takes a form."""
    senders = (door.opens_to if door.sent_by is None else door.sent_by) - {VISITOR}
    return "member" if "member" in senders else min(senders, default="")


def powerful() -> set[str]:
    """Who has every right: nobody in the demonstration, but maybe somebody of an earlier story."""
    return set(User.objects.filter(Q(is_superuser=True) | Q(is_staff=True)).values_list("email", flat=True))


def sent(client: Client, address: str, door: Door, *, is_slow: bool) -> tuple[bool, list[str]]:
    """Whether anything was written, and what was written of what was forged."""
    before = powerful()
    page = client.get(address)
    forms = Forms(page.content.decode(errors="replace") if page.headers["Content-Type"].startswith("text/html") else "")
    wrote, believed = False, []
    for form in [*([] if is_slow else forms.found[:MOST_FORMS]), door.sends]:
        more = {name: value for name, value in FORGED.items() if name not in forms.names | set(door.sends)}
        with undone():
            with CaptureQueriesContext(connection) as queries:
                client.post(address.partition("?")[0], {**form, **more})
            believed += [f"{one} became powerful" for one in powerful() - before]
        asked = [query["sql"] for query in queries.captured_queries if not query["sql"].startswith(BRACKETS)]
        written = [sql for sql in asked if WRITES.match(sql) and "django_session" not in sql]
        wrote = wrote or bool(written)
        believed += [sql for sql in written if TELLTALE.search(sql)]
    return wrote, believed


def told_to_nobody(people: People, clients: dict[str, Client]) -> set[str]:
    """What the log of a walk through every door must not hold: whose it is, keys and secrets of addresses, words typed."""
    addresses = [door.where(people) for door in DOORS.values()]
    keys = {key for address in addresses for key in (*KEY.findall(address), *SECRET.findall(address)) if len(key) > 19}
    names = {word for user in User.objects.all() for word in (user.email, user.get_full_name()) if word}
    cookies = {cookie.value for client in clients.values() for cookie in client.cookies.values() if cookie.value}
    return {TYPED, *keys, *names, *cookies}


@pytest.mark.one_database("which fields a form takes")
def test_what_a_page_does_not_name_is_not_believed(people: People) -> None:
    with undone(), listening() as said:
        forge(people)
        clients = {who: people.client(who) for who in people.users}
        secrets = told_to_nobody(people, clients)
        answers = {
            name: sent(clients[who], door.where(people), door, is_slow=name in SLOW)
            for name, door in DOORS.items()
            if (who := sender(door))
        }

    assert {name: believed for name, (_wrote, believed) in answers.items() if believed} == {}
    assert len([name for name, (wrote, _believed) in answers.items() if wrote]) > 60
    log = "\n".join(said)
    assert {secret for secret in secrets if secret in log} == set()
    assert (len(said) > 500, len(secrets) > 200) == (True, True)


def body(client: Client, address: str, *, posts: bool) -> tuple[int, str]:
    answer = client.post(address) if posts else client.get(address)
    return answer.status_code, TOKEN.sub("", answer.content.decode(errors="replace"))


def test_what_is_not_ones_own_looks_like_what_is_not_there(people: People) -> None:
    client, tried = people.client("stranger"), 0
    faults = []
    for name, door in DOORS.items():
        address = door.where(people).partition("?")[0]
        nowhere = KEY.sub(lambda found: str(uuid4()) if "-" in found[0] else "99999999", address)
        if nowhere == address or "stranger" in door.opens_to:
            continue
        for posts in (False, True):
            here, there = (body(client, one, posts=posts) for one in (address, nowhere))
            tried += 1
            if here != there or here[0] not in {404, 405}:
                faults.append(f"{name} {'POST' if posts else 'GET'}: {here[0]} {there[0]} ({address})")

    assert faults == []
    assert tried > 150

"""A key of somebody else's in a form that is one's own: refused whole, and nothing changes (TRUST A04, A05).

Each case sends the same form twice: with a key of one's own, which is taken, and with one that belongs elsewhere. Choices
that are offered as rows are tried on every page in `test_pages.py`, forged fields at every door in `test_rights.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionsets.models import SetMembership, Substitution, SupervisionEntry
from elearning.agreements.models import PartnershipAgreement
from elearning.programmes.models import Enrolment
from tests import factories
from tests.stories.doors import DOORS, review
from tests.stories.people import People, undone
from tests.stories.walking import BRACKETS, WRITES

Key = Callable[[People], Any]
REFUSED = {404, 422}


@dataclass(frozen=True)
class Form:
    """What `who` sends to a door, with a key in the field `name`: their own, or one that is not theirs to name."""

    who: str
    door: str
    name: str
    own: Key
    foreign: Key
    more: dict[str, str] = field(default_factory=dict)


def place(people: People, who: str) -> SetMembership:
    return SetMembership.objects.live().get(enrolment=people.enrolment(who))


def logged(people: People, who: str) -> int:
    user = people.users[who]
    assert user
    return SupervisionEntry.objects.create(user=user, on=timezone.localdate(), minutes=60, with_whom="Sue").pk


def asked(people: People, who: str) -> int:
    """A question to somebody's set about who leads it."""
    learning_set = place(people, who).learning_set
    there = Substitution.objects.filter(learning_set=learning_set).first()
    return (there or Substitution.objects.create(learning_set=learning_set, facilitator=factories.user())).pk


def review_of_others(people: People) -> int:
    other = PartnershipAgreement.objects.create(title="Another agreement")
    assert not PartnershipAgreement.objects.visible_to(people.users["running"]).filter(pk=other.pk).exists()
    return other.reviews.create(on=timezone.localdate() + timedelta(days=9)).pk


def enrolled_elsewhere(people: People) -> Enrolment:
    return people.enrolment("running")


FORMS = {
    "a member of another set presents": Form(
        "facilitator",
        "actionsets:room_turn",
        "presenter",
        lambda people: place(people, "member").pk,
        lambda people: place(people, "other set").pk,
        {"turn": "1"},
    ),
    "somebody of another cohort is there": Form(
        "facilitator",
        "workshops:attend",
        "person",
        lambda people: people.enrolment("member").public_id,
        lambda people: enrolled_elsewhere(people).public_id,
        {"act": "tick"},
    ),
    "the review of another agreement": Form("running", "agreements:review", "review", review, review_of_others),
    "the question that another set is asked": Form(
        "manager",
        "actionsets:substitutes",
        "withdraw",
        lambda people: asked(people, "member"),
        lambda people: asked(people, "other set"),
    ),
    "who was at the workshop, one of another cohort among them": Form(
        "manager",
        "programmes:attendance",
        "present",
        lambda people: [people.enrolment("member").pk],
        lambda people: [people.enrolment("member").pk, enrolled_elsewhere(people).pk],
    ),
}


def sent(people: People, form: Form, key: Key) -> tuple[int, list[str]]:
    """What is answered to the form with this key, and what it wrote."""
    client = people.client(form.who)
    with undone():
        address, value = DOORS[form.door].where(people).partition("?")[0], key(people)
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(address, {**form.more, form.name: value})
    asked_for = [query["sql"] for query in queries.captured_queries if not query["sql"].startswith(BRACKETS)]
    return answer.status_code, [sql for sql in asked_for if WRITES.match(sql) and "django_session" not in sql]


@pytest.mark.parametrize("what", FORMS)
def test_a_key_that_is_not_ones_own_is_refused_and_changes_nothing(people: People, what: str) -> None:
    form = FORMS[what]
    own, _written = sent(people, form, form.own)
    foreign, written = sent(people, form, form.foreign)

    assert form.who in DOORS[form.door].opens_to
    assert own in {302, 422}
    assert foreign in REFUSED
    assert own != foreign
    assert written == []


def test_an_entry_of_somebody_elses_log_stays(people: People) -> None:
    with undone():
        mine, theirs = logged(people, "facilitator"), logged(people, "second facilitator")
        client, address = people.client("facilitator"), DOORS["actionsets:supervision"].where(people)
        for key in (mine, theirs):
            client.post(address, {"remove": key})
        left = list(SupervisionEntry.objects.filter(pk__in=[mine, theirs]).values_list("pk", flat=True))

    assert left == [theirs]

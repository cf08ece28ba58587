"""Takeaways: one's own until they are shared, pooled for those who came, and gone when their time is over."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from elearning.accounts.models import User
from elearning.events import arranging, bringing, coming, keeping, lasting, reminding
from elearning.events.coming import EventError
from elearning.events.models import Coming, Contribution, LearningEvent, Takeaway
from elearning.programmes.models import Enrolment, Wave
from tests.conftest import Cast, signed_in
from tests.events.makers import event, over

SECRET = "I interrupt. I counted four times before lunch."
pytestmark = pytest.mark.django_db


@pytest.fixture
def held(cast: Cast) -> LearningEvent:
    """An event that ended yesterday; Ada and Ben came, Cal did not."""
    one = event(cast)
    for enrolment in (cast.ada, cast.ben):
        coming.say(one, enrolment, comes=True, needs="A ramp")
    return over(one)


def noted(one: LearningEvent, enrolment: Enrolment, **other: Any) -> Takeaway:
    return keeping.note(one, enrolment, {"text": SECRET, **other}, key=uuid4())


def readers(cast: Cast, one: LearningEvent, words: str = SECRET) -> set[str]:
    people = {"ada": cast.ada.user, "ben": cast.ben.user, "cal": cast.cal.user, "fay": cast.fay, "max": cast.max}
    people |= {"olu": cast.olu, "zoe": cast.zoe}
    names = ("takeaways", "one", "day", "desk")

    def read(user: User) -> bool:
        client = signed_in(user)
        return any(words in client.get(reverse(f"events:{x}", args=[one.public_id])).content.decode() for x in names)

    return {name for name, user in people.items() if read(user)}


@pytest.mark.parametrize(("shared", "who"), [(False, {"ada"}), (True, {"ada", "ben", "max"})])
def test_it_is_read_by_its_owner_and_by_those_who_came_once_shared(
    cast: Cast, held: LearningEvent, shared: bool, who: set[str]
) -> None:
    noted(held, cast.ada, is_shared=shared)

    assert readers(cast, held) == who


@pytest.mark.parametrize("with_name", [True, False])
def test_a_name_stands_beside_it_only_by_choice(cast: Cast, held: LearningEvent, with_name: bool) -> None:
    noted(held, cast.ada, is_shared=True, with_name=with_name)

    assert ("ben" in readers(cast, held, cast.ada.user.name)) == with_name


def test_it_lies_sealed(cast: Cast, held: LearningEvent) -> None:
    noted(held, cast.ada, is_shared=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM events_takeaway")
        assert SECRET not in cursor.fetchone()[0]


def test_nobody_opens_another_persons(cast: Cast, held: LearningEvent) -> None:
    address = reverse("events:takeaway", args=[held.public_id, noted(held, cast.ada, is_shared=True).public_id])
    others = (cast.ben.user, cast.cal.user, cast.fay, cast.max, cast.olu, cast.zoe)

    assert [signed_in(user).get(address).status_code for user in others] == [404] * 6
    assert [signed_in(user).post(address, {"forget": "1"}).status_code for user in others] == [404] * 6
    assert Takeaway.objects.count() == 1


def test_it_is_kept_once_changed_shared_and_deleted(cast: Cast, held: LearningEvent) -> None:
    client, address = signed_in(cast.ada.user), reverse("events:takeaways", args=[held.public_id])
    sent = {"text": "First", "key": str(uuid4())}
    assert [client.post(address, sent).status_code for _again in "ab"] == [302, 302]
    one = Takeaway.objects.get()
    own = reverse("events:takeaway", args=[held.public_id, one.public_id])
    changed = client.post(own, {"text": "Second", "is_shared": "on", "version": "0"}).status_code
    late = client.post(own, {"text": "From the other window", "version": "0"})
    one.refresh_from_db()

    assert (changed, late.status_code, one.text, one.is_shared) == (302, 422, "Second", True)
    assert "From the other window" in late.content.decode()
    assert (client.post(own, {"forget": "1"}).status_code, Takeaway.objects.count()) == (302, 0)


@pytest.mark.parametrize("state", ["planning", "open"])
def test_nothing_is_noted_before_the_day(cast: Cast, state: str) -> None:
    with pytest.raises(EventError):
        noted(event(cast, state), cast.ada)


def test_a_host_takes_a_shared_one_off_and_nobody_else_does(cast: Cast, held: LearningEvent) -> None:
    one = noted(held, cast.ada, is_shared=True)
    address = reverse("events:takeaways", args=[held.public_id])
    tried = [
        signed_in(user).post(address, {"take_off": str(one.public_id)}).status_code
        for user in (cast.ben.user, cast.fay, cast.zoe, cast.max)
    ]

    assert (tried, readers(cast, held)) == ([404, 404, 404, 302], {"ada"})


def test_a_host_takes_nothing_private_off(cast: Cast, held: LearningEvent) -> None:
    one = noted(held, cast.ada)
    keeping.take_off(held, one.public_id)
    one.refresh_from_db()

    assert one.is_taken_off is False


def test_what_somebody_who_left_shared_is_read_no_more(cast: Cast, held: LearningEvent) -> None:
    noted(held, cast.ada, is_shared=True)
    Enrolment.objects.filter(pk=cast.ada.pk).update(state="withdrawn")

    assert readers(cast, held) == set()


def test_the_programme_of_the_day_is_a_pdf(cast: Cast, held: LearningEvent) -> None:
    arranging.add_part(held, {"kind": "welcome", "title": "Tea", "minutes": 20}, key=uuid4())
    answer = signed_in(cast.ada.user).get(reverse("events:day_pdf", args=[held.public_id]))

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_who_came_and_noted_nothing_is_asked_for_a_week(cast: Cast, held: LearningEvent) -> None:
    noted(held, cast.ada)
    now = timezone.now()

    assert [item.user for item in reminding.due_takeaways(now)] == [cast.ben.user]
    assert list(reminding.due_takeaways(now + timedelta(days=7))) == []


def left(now: Any) -> tuple[int, int, int, int, int]:
    """What is left at `now`: needs, answers, contributions, own notes, shared takeaways."""
    lasting.tidy(now)
    own, shared = (Takeaway.objects.filter(is_shared=is_shared).count() for is_shared in (False, True))
    needs = Coming.objects.exclude(needs="").count()
    return needs, Coming.objects.count(), Contribution.objects.count(), own, shared


def test_everything_goes_in_its_time(cast: Cast) -> None:
    one = event(cast)
    coming.say(one, cast.ada, comes=True, needs="A ramp")
    for title in ("Shown", "Never read"):
        made = bringing.bring(one, cast.ada, {"kind": "question", "title": title}, key=uuid4())
        if title == "Shown":
            bringing.decide(made, shown=True, reply="")
    one = over(one)
    noted(one, cast.ada)
    noted(one, cast.ada, is_shared=True)
    end, close = one.ends_at, cast.cohort.window(Wave.FOLLOW_UP)[1]
    days = [end + timedelta(days=29), end + timedelta(days=30)]
    notes_go = max(
        timezone.make_aware(datetime.combine(close + timedelta(days=90), time.min)),
        end + timedelta(days=90),
    )
    seen = [left(day) for day in (*days, notes_go - timedelta(days=2), notes_go + timedelta(days=1))]

    assert seen == [(1, 1, 2, 1, 1), (0, 1, 1, 1, 1), (0, 1, 1, 1, 1), (0, 1, 1, 0, 1)]
    assert left(end + timedelta(days=729)) == (0, 1, 1, 0, 1)
    assert left(end + timedelta(days=730)) == (0, 0, 0, 0, 0)
    assert LearningEvent.objects.count() == 1

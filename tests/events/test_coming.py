"""Places, the waiting list, and what people are told when the day moves or falls through."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from elearning.events import arranging, coming, reminding
from elearning.events.coming import EventError
from elearning.events.models import Coming, LearningEvent
from elearning.programmes.models import Enrolment
from tests import factories
from tests.conftest import Cast
from tests.events.makers import event, over, words

pytestmark = pytest.mark.django_db


def states(one: LearningEvent) -> list[tuple[str, str]]:
    rows = one.comings.order_by("pk").select_related("enrolment__user")
    return [(x.enrolment.user.first_name, x.state) for x in rows]


@pytest.fixture
def full(cast: Cast) -> LearningEvent:
    """One place, taken by Ada; Ben and then Cal wait."""
    one = event(cast, places=1)
    for enrolment in (cast.ada, cast.ben, cast.cal):
        coming.say(one, enrolment, comes=True)
    return one


def test_who_finds_no_place_waits(full: LearningEvent) -> None:
    assert states(full) == [("Ada", "coming"), ("Ben", "waiting"), ("Cal", "waiting")]


def test_a_place_given_back_goes_to_the_first_who_waits(
    cast: Cast, full: LearningEvent, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        coming.say(full, cast.ada, comes=False)

    assert states(full) == [("Ada", "cannot"), ("Ben", "coming"), ("Cal", "waiting")]
    assert [(one.to, full.title in str(one.body)) for one in mail.outbox] == [([cast.ben.user.email], False)]


def test_a_turn_is_kept_however_often_it_is_said(cast: Cast, full: LearningEvent) -> None:
    coming.say(full, cast.ben, comes=True, needs="A ramp")
    coming.say(full, cast.ada, comes=False)

    assert states(full)[1:] == [("Ben", "coming"), ("Cal", "waiting")]


def test_who_comes_back_stands_behind_those_who_wait(cast: Cast, full: LearningEvent) -> None:
    coming.say(full, cast.ada, comes=False)
    coming.say(full, cast.ada, comes=True)
    coming.say(full, cast.ben, comes=False)

    assert states(full) == [("Ada", "waiting"), ("Ben", "cannot"), ("Cal", "coming")]


def test_needs_go_with_a_no(cast: Cast) -> None:
    one = event(cast)
    coming.say(one, cast.ada, comes=True, needs="A ramp", is_named=True)
    coming.say(one, cast.ada, comes=False, needs="A ramp", is_named=True)
    said = Coming.objects.get()

    assert (said.needs, said.is_named) == ("", False)


def test_the_place_of_somebody_who_left_is_given_out_by_the_clock(cast: Cast, full: LearningEvent) -> None:
    Enrolment.objects.filter(pk=cast.ada.pk).update(state="withdrawn")

    assert (coming.fill_all(), states(full)[1:]) == (1, [("Ben", "coming"), ("Cal", "waiting")])


def test_more_places_let_the_next_in(cast: Cast, full: LearningEvent) -> None:
    plain = {name: getattr(full, name) for name in words()}
    arranging.change(full, {**plain, "places": 2}, seen=0, by=cast.max)

    assert states(full) == [("Ada", "coming"), ("Ben", "coming"), ("Cal", "waiting")]


def test_places_do_not_become_fewer_than_are_taken(cast: Cast) -> None:
    one = event(cast, places=5)
    for enrolment in (cast.ada, cast.ben):
        coming.say(one, enrolment, comes=True)

    with pytest.raises(EventError, match="2 people"):
        arranging.change(one, {"places": 1}, seen=0, by=cast.max)


@pytest.mark.parametrize(
    ("change", "told"),
    [({"place": "The Barn"}, True), ({"starts_at": timedelta(hours=1)}, True), ({"title": "New"}, False)],
)
def test_those_who_come_or_wait_hear_of_another_time_or_place(
    cast: Cast, full: LearningEvent, change: dict[str, Any], told: bool, django_capture_on_commit_callbacks: Any
) -> None:
    coming.say(full, cast.cal, comes=False)
    moved = {name: full.starts_at + value if name == "starts_at" else value for name, value in change.items()}
    with django_capture_on_commit_callbacks(execute=True):
        now = arranging.change(full, moved, seen=0, by=cast.max)

    receivers = {cast.ada.user.email, cast.ben.user.email} if told else set()
    assert ({one.to[0] for one in mail.outbox}, now.sequence) == (receivers, int(told))
    assert [one.body for one in mail.outbox if "Barn" in str(one.body) or full.title in str(one.body)] == []


def test_a_cancelled_event_is_told_once(
    cast: Cast, full: LearningEvent, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _again in "ab":
            arranging.cancel(full, reason="The hall is flooded.", by=cast.max)

    assert sorted(one.to[0] for one in mail.outbox) == [x.user.email for x in (cast.ada, cast.ben, cast.cal)]
    assert [one.body for one in mail.outbox if "flooded" in str(one.body)] == []
    with pytest.raises(EventError):
        coming.say(full, cast.ben, comes=True)


@pytest.mark.parametrize("start", LearningEvent.State.values)
def test_an_event_moves_only_along_its_table(cast: Cast, start: str) -> None:
    one = event(cast, "draft")
    LearningEvent.objects.filter(pk=one.pk).update(
        state=start, announced_at=None if start == "draft" else timezone.now()
    )
    reached = set()
    for to in ("planning", "open"):
        LearningEvent.objects.filter(pk=one.pk).update(
            state=start, announced_at=None if start == "draft" else timezone.now()
        )
        try:
            if arranging.announce(one, to=to).state == to != start:
                reached.add(to)
        except EventError:
            pass

    assert reached == LearningEvent.MOVES[start] - {"cancelled"}


def test_a_draft_is_deleted_and_an_announced_event_is_not(cast: Cast) -> None:
    arranging.discard(event(cast, "draft"))
    with pytest.raises(EventError):
        arranging.discard(event(cast, "planning"))

    assert LearningEvent.objects.count() == 1


def test_nothing_is_announced_whose_day_has_passed(cast: Cast) -> None:
    with pytest.raises(EventError):
        arranging.announce(over(event(cast, "draft")), to="open")


@pytest.mark.parametrize(
    ("who", "can"), [("ben", True), ("fay", True), ("zoe", False), ("pia", False), ("left", False)]
)
def test_hosts_belong_to_the_programme(cast: Cast, who: str, can: bool) -> None:
    left = factories.enrolment(cast.cohort, factories.user("Lea Left"), state=Enrolment.State.WITHDRAWN)
    user = {"ben": cast.ben.user, "left": left.user}.get(who) or getattr(cast, who)
    one = event(cast)
    if can:
        arranging.invite_host(one, user.email.upper(), by=cast.max)
    else:
        with pytest.raises(EventError):
            arranging.invite_host(one, user.email, by=cast.max)

    assert one.hosts.filter(user=user).exists() == can


def test_who_has_said_something_hears_no_more_that_it_is_announced(cast: Cast) -> None:
    one = event(cast)
    coming.say(one, cast.ada, comes=False)
    due = list(reminding.due_announcements(timezone.now()))

    assert {item.user for item in due} == {cast.ben.user, cast.cal.user}
    assert [item.sentence for item in due if one.title in item.sentence] == []
    assert list(reminding.due_announcements(timezone.now() + timedelta(days=15))) == []


def test_whoever_comes_hears_of_the_day_when_it_is_near(cast: Cast, full: LearningEvent) -> None:
    near = full.starts_at - timedelta(days=2)

    assert [item.user for item in reminding.due_days(near)] == [cast.ada.user]
    assert list(reminding.due_days(full.starts_at - timedelta(days=4))) == []


def test_what_has_taken_place_is_not_moved(cast: Cast) -> None:
    one = over(event(cast))
    later = one.ends_at + timedelta(days=30)

    with pytest.raises(EventError, match="has taken place"):
        arranging.change(one, {"ends_at": later}, seen=0, by=cast.max)
    assert arranging.change(one, {"title": "As it was"}, seen=0, by=cast.max).title == "As it was"

"""One meeting over two web servers on one database: every screen follows, and a press that comes twice is one step."""

import http.client
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionsets import gathering
from actionsets.models import AirtimeBid, MeetingRoom, SetMeeting, SetMembership
from actionsets.rehearsing.people import Stage
from elearning.accounts.http import MADE_FOR, mark_of
from elearning.accounts.models import User
from tests.conftest import signed_in
from tests.stories.test_at_once import LONGEST_START, at_once, served

TURNS = 4


class Screen:
    """One member's screen, which talks to one of the servers."""

    def __init__(self, port: int, user: User, doors: dict[str, str]) -> None:
        self.port, self.doors = port, doors
        client: Client = signed_in(user)
        client.get(doors["room"])
        self.cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={client.cookies['csrftoken'].value}"
        self.common = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, MADE_FOR: mark_of(user)}

    def ask(self, method: str, address: str, fields: dict[str, object] | None = None) -> tuple[int, str]:
        """The status and the text of one answer, over a connection of its own."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_START)
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({**self.common, **fields}) if fields is not None else None
        try:
            line.request(method, address, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def mark(self) -> str:
        """What the screen compares to know whether anything has moved."""
        return self.ask("GET", self.doors["pulse"])[1]

    def title(self) -> str:
        """The stop that the screen shows."""
        page = self.ask("GET", self.doors["room"])[1]
        found = re.search(r'class="pd-room__title"[^>]*>(.*?)<', page, re.DOTALL)
        return found[1].strip() if found else ""

    def press(self, act: str, seen: int) -> int:
        """Press a button as it stood at the revision `seen`."""
        return self.ask("POST", self.doors["press"], {"act": act, "seen": seen})[0]


@pytest.fixture
def meeting(stage: Stage) -> Iterator[SetMeeting]:
    """One more meeting of a set at work, which begins now."""
    one = SetMembership.objects.live().get(enrolment=stage.people["F02"]).learning_set
    now = timezone.now()
    made = SetMeeting.objects.create(learning_set=one, number=7, starts_at=now, ends_at=now + timedelta(minutes=220))
    yield SetMeeting.objects.select_related("learning_set__cohort").get(pk=made.pk)
    made.delete()


def until_open(port: int) -> None:
    """Wait until a server takes connections."""
    last = time.monotonic() + LONGEST_START
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert time.monotonic() < last, "The server did not start."
        time.sleep(0.1)


@pytest.fixture(scope="module")
def ports(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Two servers, for all that is told here."""
    folder: Path = tmp_path_factory.mktemp("served")
    with served(folder) as (_first, one), served(folder) as (_second, other):
        until_open(one)
        until_open(other)
        yield one, other


@pytest.fixture
def screens(meeting: SetMeeting, ports: tuple[int, int]) -> list[Screen]:
    """The screens of all members, every other one at the second server."""
    step = gathering.step_of(meeting.learning_set.cohort)
    assert step
    doors = {
        name: step.door(door, number=meeting.number)
        for name, door in (("room", "room"), ("press", "room_press"), ("bid", "bid"))
    }
    doors["pulse"] = reverse("actionsets:pulse", args=[meeting.uid])
    places = SetMembership.objects.live().filter(learning_set=meeting.learning_set).select_related("enrolment__user")
    made = [Screen(ports[at % 2], place.enrolment.user, doors) for at, place in enumerate(places)]
    return [screen for screen in made if screen.ask("GET", doors["room"])[0] == 200]


def room(meeting: SetMeeting) -> MeetingRoom:
    return MeetingRoom.objects.get(meeting=meeting)


def test_screens_at_two_servers_follow_one_clock_and_a_double_press_is_one_step(
    meeting: SetMeeting, screens: list[Screen]
) -> None:
    assert len({screen.port for screen in screens}) == 2
    assert len(screens) >= 4
    pair = (screens[0], screens[1])

    at_once(lambda at: pair[at].press("begin", 0), 2)
    begun = (MeetingRoom.objects.filter(meeting=meeting).count(), room(meeting).position, room(meeting).revision)
    assert begun == (1, 0, 1)

    for turn in range(TURNS):
        before, seen = {screen.mark() for screen in screens}, room(meeting).revision
        assert len(before) == 1
        at_once(lambda at, seen=seen: screens[at].press("next", seen), len(screens))  # type: ignore[misc]
        assert (room(meeting).position, room(meeting).revision) == (turn + 1, seen + 1)
        assert len({screen.mark() for screen in screens} | before) == 2
        assert {screen.title() for screen in screens} == {room(meeting).stop.title}


@pytest.mark.parametrize(("act", "then"), [("pause", "go_on"), ("five_more", "one_more"), ("end", "go_on")])
def test_pausing_extending_and_ending_are_done_once_wherever_they_are_pressed(
    meeting: SetMeeting, screens: list[Screen], act: str, then: str
) -> None:
    screens[0].press("begin", 0)
    for one in (act, then):
        before = room(meeting)
        at_once(lambda at, one=one, seen=before.revision: screens[at].press(one, seen), len(screens))  # type: ignore[misc]
        after = room(meeting)
        assert after.revision == before.revision + 1
        if one in ("five_more", "one_more"):
            assert after.ends_at - before.ends_at == timedelta(minutes={"five_more": 5, "one_more": 1}[one])
        assert len({screen.mark() for screen in screens}) == 1


def test_bid_sent_to_both_servers_at_once_is_one_bid(meeting: SetMeeting, screens: list[Screen]) -> None:
    SetMeeting.objects.filter(pk=meeting.pk).update(
        starts_at=timezone.now() + timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=4)
    )
    mine = screens[0]
    twin = Screen.__new__(Screen)
    twin.__dict__ = {**mine.__dict__, "port": screens[1].port}
    pair = (mine, twin)

    answers = at_once(lambda at: pair[at].ask("POST", mine.doors["bid"], {"title": "A word", "minutes": 10})[0], 2)

    assert set(answers) == {302}
    assert AirtimeBid.objects.filter(meeting=meeting).count() == 1


def guess(port: int, email: str, password: str) -> int:
    """The status of one try to sign in by password."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_START)) as line:
        line.request("GET", "/sign-in/password/")
        page = line.getresponse()
        cookie, words = page.headers["Set-Cookie"].partition(";")[0], page.read().decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', words)
        assert found
        fields = {"csrfmiddlewaretoken": found[1], "login": email, "password": password}
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", "/sign-in/password/", urlencode(fields), headers)
        return line.getresponse().status


def test_a_password_is_guessed_at_two_servers_no_oftener_than_at_one(stage: Stage, ports: tuple[int, int]) -> None:
    """TRUST I06: of ten guesses at the same moment, at two servers, five are looked at; then the right one is refused too."""
    user = User.objects.create_user(f"guessed-{time.time_ns()}@example.org", "four unrelated quiet words")
    try:
        answers = at_once(lambda at: guess(ports[at % 2], user.email, "three other words"), 10)
        late = [guess(port, user.email, "four unrelated quiet words") for port in ports]
    finally:
        user.delete()

    assert (sorted(answers), late) == ([200] * 5 + [429] * 5, [429, 429])  # type: ignore[type-var]

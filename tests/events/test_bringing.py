"""What people bring to a day: for the hosts first, for the programme once it is shown, and back again at any time."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from elearning.accounts.models import User
from elearning.events import arranging, bringing, reminding
from elearning.events.coming import EventError
from elearning.events.models import Contribution, LearningEvent
from elearning.programmes.models import Enrolment
from elearning.stories import voicing
from elearning.stories.models import Audience, Story
from tests.conftest import Cast, signed_in
from tests.events.makers import event, over

SECRET = "Who pays the phone of a worker we share?"
pytestmark = pytest.mark.django_db


def brought(one: LearningEvent, enrolment: Enrolment, **other: Any) -> Contribution:
    words = {"kind": "question", "title": SECRET, **other}
    return bringing.bring(one, enrolment, words, key=uuid4())


def reads(user: User, one: LearningEvent, words: str, name: str = "one") -> bool:
    return words in signed_in(user).get(reverse(f"events:{name}", args=[one.public_id])).content.decode()


@pytest.mark.parametrize("state", ["planning", "open"])
def test_hosts_read_it_first(cast: Cast, state: str) -> None:
    one = event(cast, state)
    brought(one, cast.ada)
    readers = [reads(user, one, SECRET) for user in (cast.ben.user, cast.fay, cast.ada.user, cast.max)]

    assert (readers, reads(cast.max, one, SECRET, "desk"), reads(cast.ada.user, one, SECRET, "bring")) == (
        [False] * 4,
        True,
        True,
    )


@pytest.mark.parametrize(("with_name", "named"), [(True, True), (False, False)])
def test_once_shown_it_is_read_with_or_without_a_name(cast: Cast, with_name: bool, named: bool) -> None:
    one = event(cast)
    bringing.decide(brought(one, cast.ada, with_name=with_name), shown=True, reply="")

    assert (reads(cast.ben.user, one, SECRET), reads(cast.ben.user, one, cast.ada.user.name)) == (True, named)


def test_what_is_not_taken_up_is_answered_to_its_owner_alone(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    one = event(cast)
    with django_capture_on_commit_callbacks(execute=True):
        for _again in "ab":
            bringing.decide(brought(one, cast.ada), shown=False, reply="Bring it to lunch.")

    assert (reads(cast.ada.user, one, "Bring it to lunch.", "bring"), reads(cast.ben.user, one, SECRET)) == (
        True,
        False,
    )
    assert {tuple(letter.to) for letter in mail.outbox} == {(cast.ada.user.email,)}
    assert [letter.body for letter in mail.outbox if SECRET in str(letter.body) or one.title in str(letter.body)] == []


def test_the_same_answer_twice_is_one_mail(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    one = brought(event(cast), cast.ada)
    with django_capture_on_commit_callbacks(execute=True):
        for _again in "ab":
            bringing.decide(one, shown=True, reply="Thank you.")

    assert len(mail.outbox) == 1


def test_it_is_taken_back_by_its_owner_alone(cast: Cast) -> None:
    one = event(cast)
    made = bringing.decide(brought(one, cast.ada), shown=True, reply="")
    address = reverse("events:bring", args=[one.public_id])
    for user in (cast.ben.user, cast.ada.user):
        assert signed_in(user).post(address, {"take_back": str(made.public_id)}).status_code == 302
        assert Contribution.objects.exists() == (user == cast.ben.user)
    with pytest.raises(EventError, match="taken back"):
        bringing.decide(made, shown=False, reply="")


def test_only_hosts_decide(cast: Cast) -> None:
    one = event(cast)
    arranging.invite_host(one, cast.cal.user.email, by=cast.max)
    address = reverse("events:decide", args=[one.public_id, brought(one, cast.ada).public_id])
    people = (cast.ada.user, cast.ben.user, cast.fay, cast.olu, cast.zoe, cast.cal.user)

    assert [signed_in(user).post(address, {"shown": "yes"}).status_code for user in people] == [404] * 5 + [302]


def test_it_is_brought_once_however_often_it_is_sent(cast: Cast) -> None:
    one, client = event(cast), signed_in(cast.ada.user)
    sent = {"kind": "question", "title": SECRET, "key": str(uuid4())}
    answers = [client.post(reverse("events:bring", args=[one.public_id]), sent).status_code for _again in "ab"]

    assert (answers, Contribution.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize("how", ["over", "cancelled"])
def test_nothing_is_brought_to_what_has_ended(cast: Cast, how: str) -> None:
    one = event(cast)
    one = over(one) if how == "over" else arranging.cancel(one, reason="Snow.", by=cast.max)

    with pytest.raises(EventError):
        brought(one, cast.ada)


def test_ten_things_are_enough(cast: Cast) -> None:
    one = event(cast)
    for _thing in range(bringing.MOST):
        brought(one, cast.ada)

    with pytest.raises(EventError):
        brought(one, cast.ada)
    assert brought(one, cast.ben).pk


@pytest.fixture
def told(cast: Cast) -> Story:
    """A story of Ada's that the whole programme reads."""
    story = voicing.begin(cast.ada, {"title": "Three keys and a cupboard"}, key=uuid4())
    Story.objects.filter(pk=story.pk).update(audience=Audience.PROGRAMME, wanted=Audience.PROGRAMME)
    story.refresh_from_db()
    return story


def test_a_story_that_is_narrowed_later_is_not_named_any_more(cast: Cast, told: Story) -> None:
    one = event(cast)
    bringing.decide(brought(one, cast.ada, story=told), shown=True, reply="")
    before = reads(cast.ben.user, one, told.title)
    Story.objects.filter(pk=told.pk).update(audience=Audience.SET, wanted=Audience.SET)

    assert (before, reads(cast.ben.user, one, told.title)) == (True, False)


@pytest.mark.parametrize(("who", "status"), [("ada", 302), ("ben", 422)])
def test_only_ones_own_story_is_brought(cast: Cast, told: Story, who: str, status: int) -> None:
    theirs = voicing.begin(cast.ben, {"title": "Mine"}, key=uuid4())
    Story.objects.filter(pk=theirs.pk).update(audience=Audience.PROGRAMME, wanted=Audience.PROGRAMME)
    sent = {"kind": "story", "title": "A story", "story": str(told.pk)}
    address = reverse("events:bring", args=[event(cast).public_id])

    assert signed_in(getattr(cast, who).user).post(address, sent).status_code == status


def test_a_number_that_no_database_holds_is_no_story(cast: Cast, told: Story) -> None:
    sent = {"kind": "story", "title": "A story", "story": "9" * 30}

    assert signed_in(cast.ada.user).post(reverse("events:bring", args=[event(cast).public_id]), sent).status_code == 422


def test_what_somebody_who_left_has_brought_is_read_no_more(cast: Cast) -> None:
    one = event(cast)
    bringing.decide(brought(one, cast.ada), shown=True, reply="")
    Enrolment.objects.filter(pk=cast.ada.pk).update(state="withdrawn")

    assert (reads(cast.ben.user, one, SECRET), reads(cast.max, one, SECRET, "desk")) == (False, False)


def test_hosts_hear_that_something_waits(cast: Cast) -> None:
    one = event(cast)
    arranging.invite_host(one, cast.cal.user.email, by=cast.max)
    first = brought(one, cast.ada)
    told_of = [(item.user, SECRET in item.sentence) for item in reminding.due_brought(timezone.now())]
    bringing.decide(first, shown=True, reply="")

    assert told_of == [(cast.max, False), (cast.cal.user, False)]
    assert list(reminding.due_brought(timezone.now())) == []

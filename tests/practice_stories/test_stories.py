"""Practice stories: who reads what, whose consent it takes, moderation, renewal, and the way back."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from elearning.evaluations.models import PracticeStory
from elearning.programmes.models import Enrolment
from elearning.stories import consenting, lasting, moderating, voicing
from elearning.stories.models import Audience, Story, StoryVoice
from elearning.stories.voicing import StoryError
from tests import factories
from tests.conftest import Cast, signed_in
from tests.partnering import makers

SECRET = "We wrote one page with the provider."
pytestmark = pytest.mark.django_db


def begun(enrolment: Enrolment, **words: Any) -> StoryVoice:
    """A story of one voice, which says what worked."""
    story = voicing.begin(enrolment, {"title": "A page that is used", "setting": SECRET, **words}, key=uuid4())
    return voicing.say(story.voices.get(), {"worked": SECRET}, seen=0)


def fresh(voice: StoryVoice) -> Story:
    return Story.objects.get(pk=voice.story_id)


def asked(voice: StoryVoice, to: int) -> Story:
    return consenting.ask(voice, wanted=to, seen=fresh(voice).revision)


def told(voice: StoryVoice, to: int) -> Story:
    """The story of one voice, let through to `to`."""
    story = asked(voice, to)
    return moderating.publish(story, seen=story.revision) if to > Audience.SET else story


def joined(voice: StoryVoice, other: Enrolment) -> StoryVoice:
    voicing.invite(fresh(voice), other.user.email)
    second = StoryVoice.objects.get(story=voice.story_id, enrolment=other)
    voicing.join(second)
    return second


def reads(who: Any, story: Story) -> int:
    client = signed_in(who) if who else Client()
    return client.get(reverse("stories:read", args=[story.public_id])).status_code


@pytest.mark.parametrize("page", ["story", "words", "part"])
def test_nobody_but_its_voices_opens_a_story_that_is_written(cast: Cast, page: str) -> None:
    voice = begun(cast.ada)
    own = reverse(f"stories:{page}", args=[cast.ada.public_id, fresh(voice).public_id])

    answers = {who: signed_in(getattr(cast, who)).get(own) for who in ("fay", "max", "olu", "pia", "zoe")}
    answers["ben"] = signed_in(cast.ben.user).get(own)
    answers["ben at his own address"] = signed_in(cast.ben.user).get(
        reverse(f"stories:{page}", args=[cast.ben.public_id, fresh(voice).public_id])
    )

    assert {who: answer.status_code for who, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert SECRET in signed_in(cast.ada.user).get(reverse("stories:story", args=own.split("/")[2:5:2])).content.decode()


READERS: dict[int, set[str]] = {
    Audience.WRITERS: set(),
    Audience.SET: set(),
    Audience.COHORT: {"ada", "ben", "fay", "max"},
    Audience.PROGRAMME: {"ada", "ben", "fay", "max", "dot", "gil"},
    Audience.PUBLIC: {"ada", "ben", "fay", "max", "dot", "gil", "zoe", "olu", "visitor"},
}


@pytest.mark.parametrize("audience", list(Audience))
def test_a_story_is_read_by_those_whom_it_reaches(cast: Cast, audience: int) -> None:
    other = factories.cohort(cast.programme, name="Spring cohort")
    dot = factories.enrolment(other, factories.user("Dot Example"))
    gil = factories.user("Gil Example")
    other.roles.create(user=gil, kind="facilitator")
    voice = begun(cast.ada)
    story = told(voice, audience) if audience else fresh(voice)

    people = {"ada": cast.ada.user, "ben": cast.ben.user, "fay": cast.fay, "max": cast.max, "dot": dot.user, "gil": gil}
    people |= {"zoe": cast.zoe, "olu": cast.olu, "visitor": None}

    assert {who for who, user in people.items() if reads(user, story) == 200} == READERS[audience]


def test_a_story_of_another_programme_is_not_listed(cast: Cast) -> None:
    elsewhere = factories.enrolment(factories.cohort(factories.programme()), cast.zoe)
    told(begun(elsewhere), Audience.PROGRAMME)

    page = signed_in(cast.ada.user).get(reverse("stories:mine", args=[cast.ada.public_id])).content.decode()

    assert "A page that is used" not in page


def test_no_voice_is_passed_over(cast: Cast) -> None:
    voice = begun(cast.ada)
    second = joined(voice, cast.ben)
    story = asked(voice, Audience.COHORT)
    assert (story.is_waiting, consenting.waited_for(story)) == (False, 1)

    story = consenting.agree(second, seen=story.revision)

    assert (story.is_waiting, story.audience) == (True, Audience.WRITERS)


def test_the_set_needs_no_manager(cast: Cast) -> None:
    story = asked(begun(cast.ada), Audience.SET)

    assert (story.audience, story.is_waiting) == (Audience.SET, False)
    assert list(Story.objects.shared_with_sets_of(Enrolment.objects.filter(pk=cast.ada.pk))) == [story]
    assert list(Story.objects.shared_with_sets_of(Enrolment.objects.filter(pk=cast.cal.pk))) == []


def test_whoever_only_is_asked_does_not_hold_up_the_others(cast: Cast) -> None:
    voice = begun(cast.ada)
    voicing.invite(fresh(voice), cast.ben.user.email)

    assert asked(voice, Audience.COHORT).is_waiting


def test_an_address_of_nobody_is_told_the_same(cast: Cast) -> None:
    voice = begun(cast.ada)
    client, address = (
        signed_in(cast.ada.user),
        reverse("stories:story", args=[cast.ada.public_id, fresh(voice).public_id]),
    )

    known = client.post(address, {"invite": "1", "email": cast.zoe.email})
    unknown = client.post(address, {"invite": "1", "email": "nobody@example.org"})

    assert (known.status_code, unknown.status_code) == (302, 302)
    assert StoryVoice.objects.count() == 1


def test_a_change_of_words_needs_everybody_anew(cast: Cast) -> None:
    voice = begun(cast.ada)
    second = joined(voice, cast.ben)
    story = asked(voice, Audience.COHORT)
    with pytest.raises(StoryError):
        voicing.say(second, {"worked": "Otherwise"}, seen=story.revision)
    consenting.refuse(second)

    voicing.say(second, {"worked": "Otherwise"}, seen=story.revision)

    with pytest.raises(StoryError):
        consenting.agree(voice, seen=story.revision)


def test_whoever_is_named_is_asked_and_can_object_at_any_time(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    voice = begun(cast.ada)
    voicing.name(fresh(voice), name="Nan Named", email="nan@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        story = asked(voice, Audience.PUBLIC)
    assert not story.is_waiting
    person = story.named.get()
    link, visitor = reverse("stories:named", args=[consenting.token_of(person)]), Client()
    assert SECRET in visitor.get(link).content.decode()

    visitor.post(link, {"agree": "1", "version": str(story.revision)})
    story.refresh_from_db()
    assert story.is_waiting
    moderating.publish(story, seen=story.revision)
    visitor.post(link, {"object": "1"})

    assert fresh(voice).audience == Audience.WRITERS
    assert SECRET not in visitor.get(link).content.decode()


def test_a_forged_link_opens_nothing(cast: Cast) -> None:
    voice = begun(cast.ada)
    person = voicing.name(fresh(voice), name="Nan Named", email="nan@example.org")
    asked(voice, Audience.PUBLIC)

    forged = [person.public_id.hex, f"{person.public_id.hex}:x", consenting.token_of(person)[:-1] + "é", "x" * 5000]

    assert {Client().get(reverse("stories:named", args=[one])).status_code for one in forged} == {404}


def test_only_the_programme_manager_lets_a_story_through(cast: Cast) -> None:
    story = asked(begun(cast.ada), Audience.COHORT)
    address = reverse("stories:decide", args=[cast.cohort.public_id, story.public_id])
    sent = {"publish": "1", "version": str(story.revision)}

    answers = [
        signed_in(user).post(address, sent).status_code for user in (cast.fay, cast.zoe, cast.ada.user, cast.olu)
    ]
    assert (answers, Story.objects.get().audience) == ([403, 404, 404, 404], Audience.WRITERS)
    assert signed_in(cast.max).post(address, sent).status_code == 302

    assert Story.objects.get().audience == Audience.COHORT


def test_a_story_is_given_back_with_a_reason(cast: Cast) -> None:
    story = told(begun(cast.ada), Audience.PUBLIC)
    address = reverse("stories:decide", args=[cast.cohort.public_id, story.public_id])
    client = signed_in(cast.max)
    assert client.post(address, {"give_back": "1", "reason": " "}).status_code == 422

    client.post(address, {"give_back": "1", "reason": "The provider can be recognised."})

    own = reverse("stories:story", args=[cast.ada.public_id, story.public_id])
    assert "The provider can be recognised." in signed_in(cast.ada.user).get(own).content.decode()
    assert Story.objects.get().audience == Audience.SET


def test_the_manager_does_not_read_what_a_set_reads(cast: Cast) -> None:
    story = asked(begun(cast.ada), Audience.SET)

    assert (
        signed_in(cast.max).get(reverse("stories:decide", args=[cast.cohort.public_id, story.public_id])).status_code
        == 404
    )


def test_a_stale_yes_publishes_nothing(cast: Cast) -> None:
    voice = begun(cast.ada)
    story = asked(voice, Audience.COHORT)
    consenting.narrow(story, to=Audience.WRITERS)

    with pytest.raises(StoryError):
        moderating.publish(story, seen=story.revision)


def test_any_voice_takes_it_back_at_once_even_after_leaving(cast: Cast) -> None:
    voice = begun(cast.ada)
    second = joined(voice, cast.ben)
    story = asked(voice, Audience.PUBLIC)
    story = consenting.agree(second, seen=story.revision)
    moderating.publish(story, seen=story.revision)
    Enrolment.objects.filter(pk=cast.ben.pk).update(state="withdrawn")

    own = reverse("stories:story", args=[cast.ben.public_id, story.public_id])
    signed_in(cast.ben.user).post(own, {"narrow": "0"})

    assert (reads(None, story), fresh(voice).audience) == (404, Audience.WRITERS)


def test_a_part_that_is_taken_out_is_gone(cast: Cast) -> None:
    voice = begun(cast.ada)
    second = joined(voice, cast.ben)
    story = consenting.agree(second, seen=asked(voice, Audience.COHORT).revision)
    moderating.publish(story, seen=story.revision)

    voicing.leave(second)

    assert (fresh(voice).audience, StoryVoice.objects.count()) == (Audience.WRITERS, 1)
    with pytest.raises(StoryError):
        voicing.leave(voice)


def test_a_double_click_begins_one_story(cast: Cast) -> None:
    client, address = signed_in(cast.ada.user), reverse("stories:begin", args=[cast.ada.public_id])
    key = re.search(r'name="key" value="([^"]+)"', client.get(address).content.decode())
    assert key
    sent = {"title": "Once", "key": key[1], "version": "0"}

    assert [client.post(address, sent).status_code for _again in range(2)] == [302, 302]
    assert signed_in(cast.ben.user).post(reverse("stories:begin", args=[cast.ben.public_id]), sent).status_code == 422
    assert Story.objects.count() == 1


def test_words_that_got_in_the_way_are_chosen_and_told(cast: Cast) -> None:
    makers.workshop_page(cast.programme)
    client = signed_in(cast.ada.user)
    sent = {"title": "Nine signatures", "key": str(uuid4()), "challenges": ["Paperwork", "Permission"]}

    client.post(reverse("stories:begin", args=[cast.ada.public_id]), sent)
    voice = Story.objects.get().voices.get()
    story = told(voicing.say(voice, {"worked": SECRET}, seen=0), Audience.PUBLIC)

    assert story.challenges == ["Paperwork", "Permission"]
    page = Client().get(reverse("stories:read", args=[story.public_id])).content.decode()
    assert [f'<span class="pd-tag">{word}</span>' in page for word in ("Paperwork", "Permission", "Power")] == [
        True,
        True,
        False,
    ]


def test_word_that_the_board_no_longer_has_stays_with_its_story(cast: Cast) -> None:
    voice = begun(cast.ada, challenges=["Pigeonholes"])
    address = reverse("stories:words", args=[cast.ada.public_id, voice.story.public_id])
    sent = {"title": "A page", "version": str(fresh(voice).revision), "challenges": ["Pigeonholes"]}

    answers = [
        signed_in(cast.ada.user).post(address, {**sent, **more}).status_code
        for more in ({"challenges": ["Invented"]}, {})
    ]

    assert (answers, fresh(voice).challenges) == ([422, 302], ["Pigeonholes"])


def test_two_windows_lose_nothing(cast: Cast) -> None:
    voice = begun(cast.ada)
    address = reverse("stories:part", args=[cast.ada.public_id, fresh(voice).public_id])
    client = signed_in(cast.ada.user)

    answer = client.post(address, {"worked": "From an old window", "version": "0"})

    assert (answer.status_code, "From an old window" in answer.content.decode()) == (422, True)
    voice.refresh_from_db()
    assert voice.worked == SECRET


def test_a_success_case_is_carried_over_by_one_press(cast: Cast) -> None:
    case = PracticeStory.objects.create(
        enrolment=cast.ada, cohort=cast.cohort, asked_at=timezone.now(), title="A page", worked=SECRET, tried="A page"
    )
    client, address = signed_in(cast.ada.user), reverse("stories:carry_over", args=[cast.ada.public_id])
    assert client.post(address).status_code == 404
    PracticeStory.objects.update(state="approved", approved_at=timezone.now())

    for _again in range(2):
        assert client.post(address).status_code == 302

    story = Story.objects.get()
    assert (story.title, story.voices.get().worked, story.audience) == ("A page", SECRET, Audience.WRITERS)
    case.refresh_from_db()
    assert case.state == "approved"


def test_a_public_story_that_nobody_renews_is_public_no_longer(cast: Cast) -> None:
    voice = begun(cast.ada)
    story = told(voice, Audience.PUBLIC)
    now = story.looked_at or timezone.now()

    assert lasting.look_again(now + timedelta(days=699)) == 0
    assert (lasting.look_again(now + timedelta(days=701)), lasting.look_again(now + timedelta(days=702))) == (1, 0)
    assert lasting.look_again(now + timedelta(days=732)) == 1
    assert fresh(voice).audience == Audience.PROGRAMME


def test_a_public_story_that_a_voice_renews_stays(cast: Cast) -> None:
    voice = begun(cast.ada)
    story = told(voice, Audience.PUBLIC)
    now = story.looked_at or timezone.now()
    lasting.look_again(now + timedelta(days=701))

    lasting.renew(voice, now=now + timedelta(days=702))

    assert lasting.look_again(now + timedelta(days=735)) == 0
    assert fresh(voice).audience == Audience.PUBLIC


def test_mails_say_nothing_of_the_story(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    voice = begun(cast.ada)
    with django_capture_on_commit_callbacks(execute=True):
        second = joined(voice, cast.ben)
        voicing.name(fresh(voice), name="Nan Named", email="nan@example.org")
        story = asked(voice, Audience.PUBLIC)
        consenting.agree(second, seen=story.revision)
        story = consenting.let(story.named.get(), seen=story.revision)
        moderating.give_back(story, reason="Too long.")

    written = " ".join(f"{one.subject} {one.body} {one.alternatives}" for one in mail.outbox)
    assert len(mail.outbox) == 6
    assert [
        words for words in (SECRET, "A page that is used", "Too long.", cast.ada.user.email) if words in written
    ] == []


@pytest.mark.parametrize(
    "sent", [{"narrow": "9" * 30}, {"unname": "x"}, {"ask": "1", "wanted": "9"}, {"agree": "1"}, {}]
)
def test_nonsense_changes_nothing(cast: Cast, sent: dict[str, str]) -> None:
    voice = begun(cast.ada)
    address = reverse("stories:story", args=[cast.ada.public_id, fresh(voice).public_id])

    assert signed_in(cast.ada.user).post(address, sent).status_code in {302, 409, 422}
    assert fresh(voice).audience == Audience.WRITERS


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_a_fixed_number_of_questions(cast: Cast, number: int, django_assert_num_queries: Any) -> None:
    for _each in range(number):
        told(begun(cast.ben), Audience.COHORT)
    client = signed_in(cast.ada.user)

    with django_assert_num_queries(12):
        assert client.get(reverse("stories:mine", args=[cast.ada.public_id])).status_code == 200

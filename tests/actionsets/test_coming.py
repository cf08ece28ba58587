"""Saying whether one can come: at an address that reveals nothing, on the set's page, and what follows for the quorum."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionsets import coming
from actionsets.models import AnswerLink, MeetingAnswer, SetMeeting, SetMembership
from actionsets.quorum import Outlook, needed
from tests import factories
from tests.actionsets.makers import Twelve, plan
from tests.conftest import signed_in

GONE = "There is nothing to answer here"


def first_meeting(twelve: Twelve, key: str = "P01") -> SetMeeting:
    return twelve.set_of(key).meetings.select_related("learning_set__cohort").get(number=1)


def link(twelve: Twelve, key: str = "P01") -> str:
    """The path of somebody's address for the first meeting."""
    whole = coming.answering_link(twelve.place_of(key), first_meeting(twelve, key))
    return whole[whole.index("/answer/") :]


def members(twelve: Twelve) -> list[SetMembership]:
    return list(SetMembership.objects.live().filter(learning_set=twelve.set_of("P01")).order_by("pk"))


# --- The wrong person ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["x", "nobody-has-this-key", "a" * 32, "%00", "ä", "a" * 2000])
def test_forged_address_leads_nowhere(twelve: Twelve, at_work: None, key: str) -> None:
    link(twelve)

    got, sent = Client().get(f"/answer/{key}/"), Client().post(f"/answer/{key}/", {"answer": "yes"})

    assert (got.status_code, sent.status_code, MeetingAnswer.objects.count()) == (404, 404, 0)


def shape(answer: Any) -> tuple[int, str, list[tuple[str, str]]]:
    """What an answer looks like from outside, the mark against forgery and the name of the request aside."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return (
        answer.status_code,
        page,
        sorted((name, value) for name, value in answer.headers.items() if name not in {"Expires", "X-Request-ID"}),
    )


def test_every_address_that_leads_nowhere_gets_the_same_answer(twelve: Twelve, confirmed: None) -> None:
    keys = ["P01", "P02", "P03", "P04"]
    addresses = [link(twelve, key) for key in keys]
    over, moved, off = (first_meeting(twelve, key) for key in keys[:3])
    SetMeeting.objects.filter(pk=over.pk).update(starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now())
    gone = SetMembership.objects.filter(pk=twelve.place_of("P04").pk)
    answers = [shape(Client().get("/answer/nobody-has-this-key/")), shape(Client().get(addresses[0]))]
    SetMeeting.objects.filter(pk=over.pk).update(starts_at=over.starts_at, ends_at=over.ends_at)
    SetMeeting.objects.filter(pk=moved.pk).update(starts_at=moved.starts_at - timedelta(hours=1))
    answers.append(shape(Client().get(addresses[1])))
    SetMeeting.objects.filter(pk=off.pk).update(state="cancelled", starts_at=off.starts_at)
    answers.append(shape(Client().get(addresses[2])))
    gone.update(ended_at=timezone.now())
    answers.append(shape(Client().get(addresses[3])))

    assert answers == [answers[0]] * 5
    assert GONE in answers[0][1]


def test_address_of_one_member_does_not_answer_for_another(twelve: Twelve, confirmed: None) -> None:
    Client().post(link(twelve, "P01"), {"answer": "no"})

    assert list(MeetingAnswer.objects.values_list("membership", "answer")) == [(twelve.place_of("P01").pk, "no")]


@pytest.mark.parametrize("who", ["another set", "stranger", "facilitator"])
def test_saying_so_on_the_page_is_for_members(twelve: Twelve, at_work: None, who: str) -> None:
    mine = twelve.set_of("P01").pk
    elsewhere = next(key for key in twelve.people if twelve.set_of(key).pk != mine)
    user = {"another set": twelve.user(elsewhere), "stranger": factories.user("Zoe Example"), "facilitator": twelve.fay}

    signed_in(user[who]).post(twelve.step.door("coming", number=1), {"answer": "yes"})

    assert MeetingAnswer.objects.filter(meeting__learning_set=mine).count() == 0


# --- The address --------------------------------------------------------------------------------------------------------


def test_address_is_a_signature_and_the_same_in_every_mail(twelve: Twelve, confirmed: None) -> None:
    first, again, other = link(twelve), link(twelve), link(twelve, "P02")

    assert re.fullmatch(r"/answer/[\w-]{32}/", first)
    assert first == again
    assert first[8:20] != other[8:20]
    key = first.split("/")[2]
    assert key not in str(list(AnswerLink.objects.values()))


def test_page_tells_the_time_and_nothing_else(twelve: Twelve, confirmed: None) -> None:
    SetMeeting.objects.update(link="https://video.example.org/our-secret-room")
    address = link(twelve)

    asked = Client().get(address).content.decode()
    noted = Client().post(address, {"answer": "no"}).content.decode()

    begins = first_meeting(twelve).begins()
    names = [one.user.name for one in twelve.people.values()]
    secrets = [
        "Corn Exchange",
        "our-secret-room",
        "Twelve",
        "Set 1",
        "Set 2",
        "Fay",
        "LEAD",
        "Making",
        "action",
        *names,
    ]
    for page in (asked, noted):
        main = page[page.index("<main") : page.index("</main")]
        assert f"{begins:%H:%M}" in main
        assert [word for word in secrets if word in re.sub(r"<[^>]*>", " ", main)] == []
        assert [word for word in (*names, "our-secret-room", "Corn Exchange") if word in page] == []


def test_looking_changes_nothing(twelve: Twelve, confirmed: None) -> None:
    address = link(twelve)

    answers = [Client().get(address), Client().head(address), Client().get(f"{address}?answer=yes")]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert MeetingAnswer.objects.count() == 0
    assert answers[0]["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_press_notes_the_answer_and_the_last_one_counts(twelve: Twelve, confirmed: None) -> None:
    address = link(twelve)

    said = [Client().post(address, {"answer": word}).status_code for word in ("yes", "no")]

    assert said == [200, 200]
    assert coming.words_on(first_meeting(twelve)) == {twelve.place_of("P01").pk: "no"}


@pytest.mark.parametrize("sent", [{}, {"answer": ""}, {"answer": "perhaps"}])
def test_press_of_nothing_asks_again(twelve: Twelve, confirmed: None, sent: dict[str, str]) -> None:
    answer = Client().post(link(twelve), sent)

    assert (answer.status_code, MeetingAnswer.objects.count()) == (422, 0)


def test_many_answers_from_one_network_have_to_wait(twelve: Twelve, confirmed: None, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"set_answer": "2/h/ip"}
    address = link(twelve)

    codes = [Client().post(address, {"answer": word}).status_code for word in ("yes", "yes", "no")]

    assert codes == [200, 200, 429]
    assert coming.words_on(first_meeting(twelve)) == {twelve.place_of("P01").pk: "yes"}


def test_answer_and_address_fall_with_the_time_and_stay_with_another_place(twelve: Twelve, confirmed: None) -> None:
    address = link(twelve)
    Client().post(address, {"answer": "yes"})
    SetMeeting.objects.update(place="Another hall")
    elsewhere = (Client().get(address).status_code, len(coming.words_on(first_meeting(twelve))))

    one = first_meeting(twelve)
    SetMeeting.objects.filter(pk=one.pk).update(starts_at=one.starts_at + timedelta(minutes=30))

    later = (Client().get(address).status_code, len(coming.words_on(first_meeting(twelve))))
    assert (elsewhere, later) == ((200, 1), (404, 0))
    assert Client().get(link(twelve)).status_code == 200


def test_two_minds_at_once_leave_one_answer(twelve: Twelve, confirmed: None) -> None:
    seen = first_meeting(twelve)
    SetMeeting.objects.filter(pk=seen.pk).update(
        starts_at=seen.starts_at + timedelta(days=1), ends_at=seen.ends_at + timedelta(days=1)
    )

    with pytest.raises(coming.NotToCome):
        coming.say(twelve.place_of("P01"), seen, "yes")


# --- On the set's page ----------------------------------------------------------------------------------------------------


def test_member_answers_on_the_page_and_sees_figures_without_names(twelve: Twelve, at_work: None) -> None:
    fellow = next(one for one in members(twelve) if one != twelve.place_of("P01"))
    coming.say(fellow, first_meeting(twelve), "no")
    client = signed_in(twelve.user("P01"))

    client.post(twelve.step.door("coming", number=1), {"answer": "yes"})

    page = client.get(twelve.step.url).content.decode()
    count = len(members(twelve))
    assert f"1 can come, 1 cannot, {count - 2} have not answered." in page
    assert "You said that you can come." in page
    assert page.count(fellow.enrolment.user.name) == 1  # in the list of members


def test_members_are_told_when_too_few_can_come(twelve: Twelve, at_work: None) -> None:
    one = first_meeting(twelve)
    people = members(twelve)
    for place in people[: len(people) - 2]:
        coming.say(place, one, "no")

    page = signed_in(twelve.user("P01")).get(twelve.step.url).content.decode()

    assert f"Only 2 can come on {one.begins():%A} {one.begins().day} {one.begins():%B}; 3 are needed." in page
    assert "There is still time to find another date." in page


def test_facilitator_reads_who_said_what(twelve: Twelve, confirmed: None) -> None:
    coming.say(twelve.place_of("P01"), first_meeting(twelve), "no")

    address = reverse("actionsets:set", args=[twelve.cohort.public_id, twelve.set_of("P01").number])
    page = re.sub(r"<[^>]*>|\s+", " ", signed_in(twelve.fay).get(address).content.decode())

    assert re.search(r"Cannot come:\s+P01 Example", page)


def test_apology_given_beforehand_is_filled_in(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    plan(one, first=timezone.localdate() + timedelta(days=3))
    place = twelve.place_of("P01")
    coming.say(place, first_meeting(twelve), "no")

    address = reverse("actionsets:attendance", args=[twelve.cohort.public_id, one.number, 1])
    form = signed_in(twelve.fay).get(address).context["form"]

    assert {
        name: form.get_initial_for_field(field, name)
        for name, field in form.fields.items()
        if form.get_initial_for_field(field, name)
    } == {f"member-{place.pk}": "apology"}


# --- How many it takes --------------------------------------------------------------------------------------------------


def test_quorum_is_three_and_half_of_the_set() -> None:
    assert [needed(members) for members in range(2, 9)] == [3, 3, 3, 3, 3, 4, 4]


@pytest.mark.parametrize(
    ("outlook", "short", "safe"),
    [
        (Outlook(6, 0, 3), False, False),
        (Outlook(6, 0, 4), True, False),
        (Outlook(7, 4, 3), False, True),
        (Outlook(7, 3, 4), True, False),
        (Outlook(3, 3, 0), False, True),
    ],
)
def test_outlook_tells_short_and_safe(outlook: Outlook, short: bool, safe: bool) -> None:
    assert (outlook.is_short, outlook.is_safe) == (short, safe)

"""Coming in: by a press, by a typed name, by the facilitator's tick; and what becomes of names."""

import re
import uuid
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from elearning.partnering.models import WorkshopPage
from elearning.programmes.models import StepProgress
from elearning.workshops import arriving, codes
from elearning.workshops.models import Arrival
from tests import factories
from tests.conftest import Cast, signed_in
from tests.workshops.makers import here

KEY = "5b9c7f0e-3c1c-4a7e-9a51-0d6f0d8d4f11"


def door(cast: Cast, name: str = "code") -> str:
    return reverse(f"workshops:{name}", args=[codes.code_of(cast.cohort)])


def attend(cast: Cast, **given: str) -> int:
    address = reverse("workshops:attend", args=[cast.cohort.public_id])
    return signed_in(cast.fay).post(address, given).status_code


def present(cast: Cast) -> list[str]:
    rows = StepProgress.objects.filter(done_at__isnull=False).order_by("enrolment__user__first_name")
    return [row.enrolment.user.first_name for row in rows.select_related("enrolment__user")]


def test_looking_at_the_code_notes_nobody(today: Cast) -> None:
    page = signed_in(today.ada.user).get(door(today)).content.decode()

    assert ("You are signed in as Ada Example." in page, present(today)) == (True, [])


def test_press_notes_who_is_signed_in_and_leads_into_the_room(today: Cast, step: WorkshopPage) -> None:
    client = signed_in(today.ada.user)

    answers = [client.post(door(today)).headers["Location"] for _press in range(2)]

    assert (answers, present(today)) == ([step.door("room")] * 2, ["Ada"])


def test_facilitator_who_reads_the_code_is_led_to_the_desk(today: Cast) -> None:
    answer = signed_in(today.fay).get(door(today))

    assert answer.headers["Location"] == reverse("workshops:desk", args=[today.cohort.public_id])


def test_who_has_not_read_the_notice_reads_it_first(today: Cast) -> None:
    new = factories.enrolment(today.cohort, privacy_version="", privacy_acknowledged_at=None)

    answer = signed_in(new.user).post(door(today))

    assert (f"/{new.public_id}/" in answer.headers["Location"], present(today)) == (True, [])


def test_typed_name_waits_and_notes_nobody(today: Cast, client: Client) -> None:
    sent = {"name": "Ada Example", "key": KEY}

    answers = [client.post(door(today), sent).headers["Location"] for _press in range(2)]

    assert answers == [door(today, "code_room")] * 2
    assert ([one.name for one in Arrival.objects.all()], present(today)) == (["Ada Example"], [])


def test_typed_name_gets_the_same_answer_whether_it_is_known_or_not(today: Cast, client: Client) -> None:
    answers = [
        client.post(door(today), {"name": name, "key": str(uuid.uuid4())}, follow=True).content.decode()
        for name in ("Ada Example", "Nobody Atall")
    ]

    assert ["The facilitator sees your name" in page for page in answers] == [True, True]


def test_empty_name_is_asked_for_again(today: Cast, client: Client) -> None:
    answer = client.post(door(today), {"name": "  ", "key": KEY})

    assert (answer.status_code, "Please fill in: Your name" in answer.content.decode()) == (200, True)


def test_typed_name_lies_sealed(today: Cast, client: Client) -> None:
    client.post(door(today), {"name": "Ada Example", "key": KEY})

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM workshops_arrival")
        assert cursor.fetchone()[0].startswith("sealed:")


def test_too_many_names_are_refused_in_words(today: Cast, client: Client) -> None:
    Arrival.objects.bulk_create(Arrival(cohort=today.cohort, name=f"Name {number}") for number in range(Arrival.MOST))

    page = client.post(door(today), {"name": "One More", "key": KEY}).content.decode()

    assert ("Very many names are waiting." in page, Arrival.objects.count()) == (True, Arrival.MOST)


def test_facilitator_lets_a_name_in_and_it_is_not_kept(today: Cast) -> None:
    arrival = Arrival.objects.create(cohort=today.cohort, name="ada example")

    attend(today, act="admit", arrival=str(arrival.key), person=str(today.ada.public_id))

    assert (present(today), Arrival.objects.count()) == (["Ada"], 0)


def test_letting_in_nobody_in_particular_changes_nothing(today: Cast) -> None:
    arrival = Arrival.objects.create(cohort=today.cohort, name="ada example")

    attend(today, act="admit", arrival=str(arrival.key), person="")

    assert (present(today), Arrival.objects.count()) == ([], 1)


def test_name_is_matched_without_accents_and_capitals_and_only_where_it_fits_one(today: Cast) -> None:
    zoe = factories.enrolment(today.cohort, factories.user("Zoë Brontë"))
    twins = [factories.enrolment(today.cohort, factories.user("Sam Twin", email=f"{n}@example.org")) for n in "ab"]
    people = [today.ada, zoe, *twins]

    found = [arriving.likely(name, people) for name in ("zoe  BRONTE", "Sam Twin", "Somebody")]

    assert found == [zoe, None, None]


def test_facilitator_ticks_and_unticks(today: Cast) -> None:
    attend(today, act="tick", person=str(today.ada.public_id))
    attend(today, act="tick", person=str(today.ben.public_id))
    attend(today, act="untick", person=str(today.ada.public_id))

    assert present(today) == ["Ben"]


def test_desk_shows_who_is_here(today: Cast, step: WorkshopPage) -> None:
    here(today.ada, step)

    page = signed_in(today.fay).get(reverse("workshops:desk", args=[today.cohort.public_id])).content.decode()

    assert re.findall(r"Who is here<.h2> <span[^>]*>([^<]+)<", page) == ["1 of 3"]


def test_names_go_with_the_day(today: Cast) -> None:
    Arrival.objects.create(cohort=today.cohort, name="Ada Example")
    end = today.cohort.workshop_ends_at

    gone = [arriving.tidy(end + timedelta(hours=hours)) for hours in (23, 25)]

    assert (gone, Arrival.objects.count()) == ([0, 1], 0)


def test_clock_takes_names_away(today: Cast) -> None:
    Arrival.objects.create(cohort=today.cohort, name="Ada Example")
    today.cohort.workshop_starts_at = timezone.now() - timedelta(days=3)
    today.cohort.workshop_ends_at = timezone.now() - timedelta(days=2)
    today.cohort.save()

    call_command("tick")

    assert Arrival.objects.count() == 0


def test_code_on_the_wall_leads_to_the_code(today: Cast) -> None:
    page = signed_in(today.fay).get(reverse("workshops:wall", args=[today.cohort.public_id])).content.decode()

    assert (codes.address_of(today.cohort) in page, "Code to come in with a phone" in page) == (True, True)

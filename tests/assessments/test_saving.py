"""The door through which a page of questions saves itself, the wrong person first."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from elearning.accounts.http import MADE_FOR, mark_of
from elearning.assessments import answering
from elearning.assessments.models import Response, ResponseSet
from elearning.programmes.models import Cohort, Enrolment, StepProgress, Wave
from tests.assessments.makers import begun, keys, posted, stored
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers

# The session, the person, whose enrolment it is, the open set, its answers, the answer, how many there are; and the
# transaction's beginning and end.
MOST_QUERIES = 9


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


@laid
def ada(cast: Cast) -> Client:
    return signed_in(cast.ada.user)


@laid
def mine(cast: Cast, steps: makers.Steps, ada: Client) -> ResponseSet:
    return begun(ada, steps.assessment, cast.ada)


@pytest.fixture
def door(cast: Cast, steps: makers.Steps) -> str:
    """Where Ada's first page of statements saves itself."""
    return at(cast.ada, steps.assessment)


def at(enrolment: Enrolment, step: Any, page: str = "1", wave: str = "") -> str:
    return reverse("assessments:save", args=[enrolment.public_id, wave or step.wave, step.pk, page])


def page_of(mine: ResponseSet, given: Mapping[int, str], **more: Any) -> dict[str, str]:
    """The first page of statements as it is sent."""
    return posted(keys(mine, "LEAD"), given, **more)


def saved(mine: ResponseSet) -> list[str]:
    """What is kept of the first page."""
    return stored(mine, keys(mine, "LEAD"))


def test_page_saves_itself_where_it_says(cast: Cast, steps: makers.Steps, ada: Client, mine: ResponseSet) -> None:
    shown = {
        page: ada.get(steps.assessment.door(*where)).content.decode()
        for page, where in {"1": ("subject", 1), "9": ("subject", 9), "importance": ("importance",)}.items()
    }

    addresses = {page: re.search(r'data-autosave="([^"]+)"', text) for page, text in shown.items()}

    assert {page: found[1] for page, found in addresses.items() if found} == {
        page: at(cast.ada, steps.assessment, page) for page in shown
    }


@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu", "pia"])
def test_others_find_nothing(cast: Cast, mine: ResponseSet, door: str, who: str) -> None:
    response = signed_in(getattr(cast, who)).post(door, page_of(mine, {0: "2"}))

    assert (response.status_code, saved(mine)) == (404, [""] * 4)


def test_ben_writes_neither_in_adas_answers_nor_in_his_own(
    cast: Cast, steps: makers.Steps, mine: ResponseSet, door: str
) -> None:
    ben = signed_in(cast.ben.user)
    his = begun(ben, steps.assessment, cast.ben)

    response = ben.post(door, page_of(mine, {0: "2"}))

    assert (response.status_code, Response.objects.count()) == (404, 0)
    assert saved(his) == saved(mine) == [""] * 4


def test_signed_out_save_nothing(client: Client, mine: ResponseSet, door: str) -> None:
    response = client.post(door, page_of(mine, {0: "2"}))

    assert (response.status_code, saved(mine)) == (302, [""] * 4)
    assert response.headers["Location"].startswith("/sign-in/")


def test_page_made_for_another_person_saves_nothing(cast: Cast, ada: Client, mine: ResponseSet, door: str) -> None:
    page = page_of(mine, {0: "2"})

    refused = ada.post(door, page | {MADE_FOR: mark_of(cast.ben.user)})
    taken = ada.post(door, page | {MADE_FOR: mark_of(cast.ada.user)})

    assert (refused.status_code, taken.status_code) == (403, 200)
    assert refused.headers["Cache-Control"] == "private, no-store"


def test_form_of_another_site_saves_nothing(cast: Cast, mine: ResponseSet, door: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ada.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert (strict.post(door, page_of(mine, {0: "2"})).status_code, saved(mine)) == (403, [""] * 4)


@pytest.mark.parametrize("state", ["withdrawn", "removed", "deferred", "declined", "invited"])
def test_whoever_takes_no_part_saves_nothing(cast: Cast, ada: Client, mine: ResponseSet, door: str, state: str) -> None:
    Enrolment.objects.filter(pk=cast.ada.pk).update(state=state)

    assert (ada.post(door, page_of(mine, {0: "2"})).status_code, saved(mine)) == (404, [""] * 4)


def test_whoever_has_yet_to_agree_is_led_there(cast: Cast, ada: Client, mine: ResponseSet, door: str) -> None:
    cast.programme.privacy_version = "2"
    cast.programme.save()

    response = ada.post(door, page_of(mine, {0: "2"}))

    assert (response.status_code, saved(mine)) == (302, [""] * 4)
    assert response.headers["Location"] == reverse("programmes:notice", args=[cast.ada.public_id])


def test_page_is_only_ever_sent(ada: Client, mine: ResponseSet, door: str) -> None:
    assert ada.get(door).status_code == 405


def test_answers_are_kept_and_counted(
    cast: Cast, steps: makers.Steps, ada: Client, mine: ResponseSet, door: str
) -> None:
    response = ada.post(door, page_of(mine, {0: "2", 1: "no_chance"}))

    assert (response.status_code, list(response.json())) == (200, ["saved_at"])
    assert re.fullmatch(r"\d\d:\d\d", response.json()["saved_at"])
    assert saved(mine) == ["2", "no_chance", "", ""]
    progress = StepProgress.objects.get(enrolment=cast.ada, step_id=steps.assessment.pk)
    assert (progress.answered, progress.of) == (2, 36)


def test_answer_taken_away_is_counted(
    cast: Cast, steps: makers.Steps, ada: Client, mine: ResponseSet, door: str
) -> None:
    ada.post(door, page_of(mine, {0: "2", 1: "3"}))
    ada.post(door, page_of(mine, {0: "2"}) | {f"a-{keys(mine, 'LEAD')[1]}": ""})

    assert saved(mine) == ["2", "", "", ""]
    assert StepProgress.objects.get(enrolment=cast.ada, step_id=steps.assessment.pk).answered == 1


def test_time_is_told_on_the_persons_clock(cast: Cast, ada: Client, mine: ResponseSet, door: str) -> None:
    Cohort.objects.filter(pk=cast.cohort.pk).update(time_zone="Asia/Kolkata")

    told = ada.post(door, page_of(mine, {0: "2"})).json()["saved_at"]

    there = timezone.now() + timedelta(hours=5, minutes=30)
    assert told in {f"{there - timedelta(minutes=late):%H:%M}" for late in (0, 1)}


def test_older_copy_takes_nothing_back(ada: Client, mine: ResponseSet, door: str) -> None:
    ada.post(door, page_of(mine, {0: "4"}) | {"turn": "2"})

    response = ada.post(door, page_of(mine, {0: "2"}) | {"turn": "1"})

    assert (response.status_code, saved(mine)) == (200, ["4", "", "", ""])


def test_two_windows_hear_of_each_other(ada: Client, mine: ResponseSet, door: str) -> None:
    first = keys(mine, "LEAD")[0]
    ada.post(door, page_of(mine, {0: "4"}, form="one"))

    response = ada.post(door, page_of(mine, {0: "3", 1: "5"}, form="two"))

    assert (response.status_code, list(response.json()["boxes"])) == (409, [first])
    assert "In another window you answered <strong>Usually</strong>" in " ".join(
        response.json()["boxes"][first].split()
    )
    assert saved(mine) == ["4", "5", "", ""]


@pytest.mark.parametrize("wrong", [{"a-KEY": "9"}, {"a-KEY": ["1", "2"]}, {"a-other": "2"}, {"turn": "-1"}])
def test_what_no_page_sends_is_refused_whole(ada: Client, mine: ResponseSet, door: str, wrong: dict[str, Any]) -> None:
    lead = keys(mine, "LEAD")
    page = page_of(mine, {0: "2"}) | {name.replace("KEY", lead[1]): value for name, value in wrong.items()}

    response = ada.post(door, page)

    assert (response.status_code, response.json(), saved(mine)) == (422, {}, [""] * 4)


@pytest.mark.parametrize("page", ["0", "10", "01", "-1", "looking_back", "check", "9" * 5000, "٣"])
def test_pages_that_there_are_not(
    cast: Cast, steps: makers.Steps, ada: Client, mine: ResponseSet, door: str, page: str
) -> None:
    assert ada.post(f"{door.rpartition('1/')[0]}{page}/", page_of(mine, {0: "2"})).status_code == 404


@pytest.mark.parametrize("wave", ["post", "follow_up", "none", "PRE"])
def test_waves_that_have_no_set(cast: Cast, steps: makers.Steps, ada: Client, mine: ResponseSet, wave: str) -> None:
    response = ada.post(at(cast.ada, steps.assessment, wave=wave), page_of(mine, {0: "2"}))

    assert response.status_code == (409 if wave in Wave.values else 404)
    assert saved(mine) == [""] * 4


@pytest.mark.parametrize("number", [0, 10**9, 10**30])
def test_steps_that_there_are_not(
    cast: Cast, steps: makers.Steps, ada: Client, mine: ResponseSet, door: str, number: int
) -> None:
    address = door.replace(f"/{steps.assessment.pk}/", f"/{number}/")

    assert (ada.post(address, page_of(mine, {0: "2"})).status_code, saved(mine)) == (409, [""] * 4)


def test_enrolment_that_there_is_not(cast: Cast, ada: Client, mine: ResponseSet, door: str) -> None:
    address = door.replace(str(cast.ada.public_id), str(uuid4()))

    assert ada.post(address, page_of(mine, {0: "2"})).status_code == 404


def test_before_the_start_nothing_is_kept(cast: Cast, steps: makers.Steps, door: str) -> None:
    assert signed_in(cast.ada.user).post(door, {"form_id": "f1"}).status_code == 409
    assert ResponseSet.objects.count() == 0


def unpublished(_cast: Cast, steps: makers.Steps, _mine: ResponseSet) -> None:
    steps.assessment.unpublish()


def closed(cast: Cast, _steps: makers.Steps, _mine: ResponseSet) -> None:
    Cohort.objects.filter(pk=cast.cohort.pk).update(state=Cohort.State.CLOSED)


def submitted(_cast: Cast, _steps: makers.Steps, mine: ResponseSet) -> None:
    answering.submit(mine)


def left(_cast: Cast, _steps: makers.Steps, mine: ResponseSet) -> None:
    ResponseSet.objects.filter(pk=mine.pk).update(state=ResponseSet.State.LEFT, superseded_at=timezone.now())


def taken_up_again_and_grouped(cast: Cast, steps: makers.Steps, mine: ResponseSet) -> None:
    answering.submit(mine)
    answering.redo(cast.ada, steps.assessment)
    Cohort.objects.filter(pk=cast.cohort.pk).update(grouping_on=timezone.localdate())


@pytest.mark.parametrize("change", [unpublished, closed, submitted, left, taken_up_again_and_grouped])
def test_what_can_no_longer_be_changed_stays(
    cast: Cast,
    steps: makers.Steps,
    ada: Client,
    mine: ResponseSet,
    door: str,
    change: Callable[[Cast, makers.Steps, ResponseSet], None],
) -> None:
    ada.post(door, page_of(mine, {0: "4"}))
    change(cast, steps, mine)

    response: HttpResponse = ada.post(door, page_of(mine, {0: "2"}) | {"turn": "5"})

    assert response.status_code == 409
    assert set(Response.objects.filter(item=keys(mine, "LEAD")[0]).values_list("value", flat=True)) == {4}


def test_answers_taken_up_again_are_kept_until_sets_are_proposed(
    cast: Cast, steps: makers.Steps, ada: Client, mine: ResponseSet, door: str
) -> None:
    ada.post(door, page_of(mine, {0: "4"}))
    answering.submit(mine)
    again = answering.redo(cast.ada, steps.assessment)

    assert ada.post(door, page_of(mine, {0: "2"}, shown={0: "4"}, form="two")).status_code == 200
    assert (saved(again)[0], saved(mine)[0]) == ("2", "4")


def test_importance_is_kept(cast: Cast, steps: makers.Steps, ada: Client, mine: ResponseSet) -> None:
    given = {"a-LEAD": "5", "s-LEAD": "", "a-GRUP": "unknown", "s-GRUP": "", "form_id": "f1"}

    response = ada.post(at(cast.ada, steps.assessment, "importance"), given)

    assert response.status_code == 200
    assert answering.ratings_of(mine) == {"LEAD": "5", "GRUP": "unknown"}


def test_other_wave_is_another_set_and_looks_back(
    cast: Cast, steps: makers.Steps, ada: Client, mine: ResponseSet
) -> None:
    later = makers.later_steps(cast)
    answering.submit(mine)
    second = begun(ada, later.again, cast.ada)  # type: ignore[arg-type]
    looking = {"a-LEAD": "2", "s-LEAD": "", "form_id": "f1"}

    statuses = [
        ada.post(at(cast.ada, later.again), page_of(second, {0: "2"})).status_code,
        ada.post(at(cast.ada, later.again, "looking_back"), looking).status_code,
        ada.post(at(cast.ada, later.follow_up), page_of(second, {0: "5"})).status_code,
    ]

    assert statuses == [200, 200, 409]
    assert (saved(second)[0], saved(mine)[0], answering.looks_back_of(second)) == ("2", "", {"LEAD": "2"})


def test_saving_asks_little_of_the_database(
    ada: Client, mine: ResponseSet, door: str, django_assert_max_num_queries: Any
) -> None:
    ada.post(door, page_of(mine, {0: "1"}))

    with django_assert_max_num_queries(MOST_QUERIES):
        ada.post(door, page_of(mine, {0: "2"}) | {"turn": "1"})

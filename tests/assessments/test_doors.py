"""The screens of the self-assessment, the wrong person first."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from elearning.assessments import answering
from elearning.assessments.models import Response, ResponseSet
from elearning.profiles.models import Result
from tests.assessments.makers import begun, keys, posted, stored
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers

DOORS = [("start", ()), ("subject", (1,)), ("importance", ()), ("check", ()), ("redo", ()), ("submit", ())]


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


@laid
def ada(cast: Cast) -> Client:
    return signed_in(cast.ada.user)


def test_doors_send_the_signed_out_to_sign_in(client: Client, steps: makers.Steps) -> None:
    addresses = [steps.assessment.door(name, *args) for name, args in DOORS]

    assert [client.get(address).headers["Location"] for address in addresses] == [
        f"/sign-in/?next={address}" for address in addresses
    ]


@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu"])
def test_doors_do_not_exist_for_others(cast: Cast, steps: makers.Steps, who: str) -> None:
    client = signed_in(getattr(cast, who))
    addresses = [steps.assessment.door(name, *args) for name, args in DOORS]

    statuses = {address: (client.get(address).status_code, client.post(address).status_code) for address in addresses}

    assert statuses == dict.fromkeys(addresses, (404, 404))


def test_ben_never_sees_adas_answers(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    ada.post(steps.assessment.door("subject", 1), posted(keys(mine, "LEAD"), {0: "5"}))
    ben = signed_in(cast.ben.user)
    begun(ben, steps.assessment, cast.ben)

    page = ben.get(steps.assessment.door("subject", 1)).content.decode()

    assert 'value="5"' in page
    assert " checked" not in page
    assert "0 of 36 answered" in page


def test_start_writes_nothing_when_looked_at(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    page = ada.get(steps.assessment.url)

    assert "Start now" in page.content.decode()
    assert ResponseSet.objects.count() == 0


def test_start_leads_to_the_first_page(steps: makers.Steps, ada: Client) -> None:
    assert ada.post(steps.assessment.url).headers["Location"] == f"{steps.assessment.door('subject', 1)}#questions"


def test_start_goes_on_at_the_first_open_statement(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    answering.record(mine, answering.Sheet(given=dict.fromkeys(keys(mine, "LEAD"), "3")))

    assert ada.post(steps.assessment.url).headers["Location"] == f"{steps.assessment.door('subject', 2)}#questions"


def test_start_goes_on_at_the_first_open_statement_within_a_page(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    first, second, third, _fourth = keys(mine, "LEAD")
    answering.record(mine, answering.Sheet(given=dict.fromkeys([first, third], "3")))

    response = ada.post(steps.assessment.url, follow=True)

    assert response.redirect_chain == [(f"{steps.assessment.door('subject', 1)}#q-{second}", 302)]
    assert f'id="q-{second}" tabindex="-1"' in response.content.decode()


def test_start_goes_on_at_the_first_subject_without_importance(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    everything = {statement.key: "3" for statement in mine.version.instrument.statements}
    answering.record(mine, answering.Sheet(given=everything), answering.Sheet(given={"LEAD": "5"}))

    assert ada.post(steps.assessment.url).headers["Location"] == f"{steps.assessment.door('importance')}#q-BARR"


def test_subject_says_where_one_is(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    begun(ada, steps.assessment, cast.ada)

    page = ada.get(steps.assessment.door("subject", 4)).content.decode()

    assert "Subject 4 of 9 · 0 of 36 answered" in page
    assert page.count("<fieldset") == 4
    assert page.count('type="radio"') == 4 * 6
    assert page.count("<legend") == 4


def test_subject_keeps_the_page_and_goes_on(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)

    response = ada.post(
        steps.assessment.door("subject", 1), posted(keys(mine, "LEAD"), {0: "2", 1: "no_chance", 3: "5"})
    )

    assert response.headers["Location"] == f"{steps.assessment.door('subject', 2)}#questions"
    assert stored(mine, keys(mine, "LEAD")) == ["2", "no_chance", "", "5"]


def test_subject_saves_along_the_way(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)

    response = ada.post(
        steps.assessment.door("subject", 1), posted(keys(mine, "LEAD"), {0: "2"}), headers={"X-Autosave": "1"}
    )

    assert response.status_code == 200
    assert list(response.json()) == ["saved_at"]
    assert stored(mine, keys(mine, "LEAD")) == ["2", "", "", ""]


def test_subject_of_a_stale_tab_takes_nothing_back(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    lead = keys(mine, "LEAD")
    ada.post(steps.assessment.door("subject", 1), posted(lead, {0: "2"}, form="one"))

    ada.post(steps.assessment.door("subject", 1), posted(lead, {1: "4"}, form="two"))

    assert stored(mine, lead) == ["2", "4", "", ""]


def in_two_windows(steps: makers.Steps, cast: Cast, ada: Client) -> tuple[ResponseSet, list[str], dict[str, str]]:
    """A statement that said 2 in both windows, and 4 since in the other; and what this window posts, where it now says 3."""
    mine = begun(ada, steps.assessment, cast.ada)
    lead = keys(mine, "LEAD")
    answering.record(mine, answering.Sheet(given={lead[0]: "2"}, form="zero"))
    ada.post(steps.assessment.door("subject", 1), posted(lead, {0: "4"}, {0: "2"}, form="one"))
    return mine, lead, posted(lead, {0: "3", 1: "5"}, {0: "2"}, form="two")


def test_subject_changed_in_two_windows_offers_both(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine, lead, stale = in_two_windows(steps, cast, ada)

    response = ada.post(steps.assessment.door("subject", 1), stale)

    page = " ".join(response.content.decode().split())
    assert response.status_code == 409
    assert "In another window you answered <strong>Usually</strong>; here you chose <strong>About half the time" in page
    assert f'id="id_a-{lead[0]}_2" checked' in page
    assert stored(mine, lead) == ["4", "5", "", ""]


def test_subject_saved_by_itself_hears_of_both(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    _mine, lead, stale = in_two_windows(steps, cast, ada)

    response = ada.post(steps.assessment.door("subject", 1), stale, headers={"X-Autosave": "1"})

    assert response.status_code == 409
    assert list(response.json()["boxes"]) == [lead[0]]
    assert "Keep “Usually”" in response.json()["boxes"][lead[0]]


@pytest.mark.parametrize("keep", ["4", "3", ""])
def test_subject_keeps_what_the_person_says(cast: Cast, steps: makers.Steps, ada: Client, keep: str) -> None:
    mine, lead, stale = in_two_windows(steps, cast, ada)
    address = steps.assessment.door("subject", 1)

    response = ada.post(address, stale | {f"keep-{lead[0]}": keep, f"t-{lead[0]}": "4", "return": "check"})

    assert response.headers["Location"] == f"{address}?return=check#q-{lead[0]}"
    assert stored(mine, lead) == [keep, "5", "", ""]


def test_subject_asks_again_when_the_other_window_went_on(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine, lead, stale = in_two_windows(steps, cast, ada)
    answering.record(mine, answering.Sheet(given={lead[0]: "1"}, shown={lead[0]: "4"}, form="one"))

    response = ada.post(steps.assessment.door("subject", 1), stale | {f"keep-{lead[0]}": "3", f"t-{lead[0]}": "4"})

    assert response.status_code == 409
    assert stored(mine, lead)[0] == "1"


def test_importance_changed_in_two_windows_offers_both(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    ada.post(steps.assessment.door("importance"), posted(["LEAD"], {0: "5"}, form="one"))

    response = ada.post(steps.assessment.door("importance"), posted(["LEAD"], {0: "unknown"}, form="two"))

    assert response.status_code == 409
    assert "In another window you answered <strong>Essential</strong>" in response.content.decode()
    assert answering.ratings_of(mine) == {"LEAD": "5"}


def test_subject_clears_its_answers(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    lead = keys(mine, "LEAD")
    ada.post(steps.assessment.door("subject", 1), posted(lead, {0: "2"}))

    response = ada.post(steps.assessment.door("subject", 1), posted(lead, {0: "2"}, {0: "2"}) | {"clear": "1"})

    assert response.headers["Location"] == steps.assessment.door("subject", 1)
    assert Response.objects.count() == 0


def test_subject_can_be_left_for_later(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)

    response = ada.post(steps.assessment.door("subject", 1), posted(keys(mine, "LEAD"), {0: "2"}) | {"later": "1"})

    assert response.headers["Location"] == cast.programme.url
    assert Response.objects.count() == 1


def test_subject_goes_back_to_the_check_it_came_from(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)

    response = ada.post(steps.assessment.door("subject", 1), posted(keys(mine, "LEAD"), {0: "2"}) | {"return": "check"})

    assert response.headers["Location"] == f"{steps.assessment.door('check')}#questions"


@pytest.mark.parametrize("choice", ["9", "0", "yes", "\x00", "1" * 5000])
def test_subject_refuses_an_answer_that_is_not_offered(
    cast: Cast, steps: makers.Steps, ada: Client, choice: str
) -> None:
    mine = begun(ada, steps.assessment, cast.ada)

    response = ada.post(steps.assessment.door("subject", 1), posted(keys(mine, "LEAD"), {0: choice, 1: "4"}))

    assert response.status_code == 422
    assert "<title>Error:" in response.content.decode()
    assert Response.objects.count() == 0


@pytest.mark.parametrize("number", [0, 10])
def test_subject_that_does_not_exist_is_not_found(cast: Cast, steps: makers.Steps, ada: Client, number: int) -> None:
    begun(ada, steps.assessment, cast.ada)

    assert ada.get(steps.assessment.door("subject", number)).status_code == 404


def test_subject_before_the_start_leads_to_the_start(steps: makers.Steps, ada: Client) -> None:
    assert ada.get(steps.assessment.door("subject", 1)).headers["Location"] == steps.assessment.url


def test_subject_after_submission_tells_an_autosave_of_the_conflict(
    cast: Cast, steps: makers.Steps, ada: Client
) -> None:
    makers.result(cast.ada, steps)

    response = ada.post(steps.assessment.door("subject", 1), {}, headers={"X-Autosave": "1"})

    assert response.status_code == 409


def test_importance_keeps_what_matters_and_what_is_unknown(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)

    response = ada.post(steps.assessment.door("importance"), posted(["LEAD", "BARR"], {0: "5", 1: "unknown"}))

    assert response.headers["Location"] == f"{steps.assessment.door('check')}#questions"
    assert answering.ratings_of(mine) == {"LEAD": "5", "BARR": "unknown"}


def test_check_lists_what_is_open(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    answering.record(mine, answering.Sheet(given=dict.fromkeys(keys(mine, "LEAD"), "3")))

    response = ada.get(steps.assessment.door("check"))

    assert [row.number for row in response.context["open_rows"]] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert f"{steps.assessment.door('subject', 2)}?return=check" in response.content.decode()


def test_check_leads_to_every_open_question(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    statements = [statement.key for statement in mine.version.instrument.statements]
    answering.record(
        mine, answering.Sheet(given=dict.fromkeys(statements[2:], "3")), answering.Sheet(given={"LEAD": "1"})
    )

    page = ada.get(steps.assessment.door("check")).content.decode()

    rest = [code for code in mine.version.instrument.subjects if code != "LEAD"]
    assert re.findall(r'href="([^"]*\?return=check#q-[^"]*)"', page) == [
        *(f"{steps.assessment.door('subject', 1)}?return=check#q-{key}" for key in statements[:2]),
        *(f"{steps.assessment.door('importance')}?return=check#q-{code}" for code in rest),
    ]


def test_check_asks_kindly_after_equal_answers(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    ResponseSet.objects.update(started_at=timezone.now() - timedelta(minutes=10))
    everything = {statement.key: "3" for statement in mine.version.instrument.statements}
    answering.record(mine, answering.Sheet(given=everything))

    page = ada.get(steps.assessment.door("check")).content.decode()

    assert "Did the statements feel right for your role?" in page
    assert "Submit my answers" in page


def test_check_does_not_ask_after_mixed_answers(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    ResponseSet.objects.update(started_at=timezone.now() - timedelta(minutes=10))
    answering.record(mine, answering.Sheet(given={keys(mine, "LEAD")[0]: "3"}))

    assert "Did the statements feel right" not in ada.get(steps.assessment.door("check")).content.decode()


def test_redo_leads_to_the_check_with_the_old_answers(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    response = ada.post(steps.assessment.door("redo"))

    assert response.headers["Location"] == f"{steps.assessment.door('check')}#questions"
    assert Result.objects.filter(superseded_at=None).count() == 1


def test_redo_after_grouping_says_why_not(cast: Cast, ada: Client) -> None:
    steps = makers.steps(cast, days_to_grouping=-1)
    makers.result(cast.ada, steps)

    page = ada.post(steps.assessment.door("redo"), follow=True).content.decode()

    assert "Sets are being formed now, so your answers stay as you submitted them." in page
    assert "Change my answers" not in page


@pytest.mark.parametrize(("name", "args"), [("subject", (1,)), ("importance", ())])
def test_question_pages_cost_twelve_queries_at_most(
    cast: Cast, steps: makers.Steps, ada: Client, name: str, args: tuple[int], django_assert_max_num_queries: object
) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    address = steps.assessment.door(name, *args)
    everything = {statement.key: "3" for statement in mine.version.instrument.statements}

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        ada.get(address)
    answering.record(mine, answering.Sheet(given=everything))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        ada.get(address)

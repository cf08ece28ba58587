"""The screens of results and priorities, the wrong person first."""

import re

import pytest
from django.test import Client

from elearning.assessments import answering
from elearning.profiles import choosing, rehearsing
from elearning.profiles.models import Result
from elearning.programmes import progress
from tests.assessments.makers import begun, keys
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


@laid
def ada(cast: Cast) -> Client:
    return signed_in(cast.ada.user)


def doors(steps: makers.Steps) -> list[str]:
    priorities = [steps.priorities.door(name) for name in ("start", "importance", "choose", "order")]
    return [steps.results.door("start"), *priorities]


def test_doors_send_the_signed_out_to_sign_in(client: Client, steps: makers.Steps) -> None:
    assert [client.get(address).headers["Location"] for address in doors(steps)] == [
        f"/sign-in/?next={address}" for address in doors(steps)
    ]


@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu"])
def test_doors_do_not_exist_for_others(cast: Cast, steps: makers.Steps, who: str) -> None:
    makers.result(cast.ada, steps)
    client = signed_in(getattr(cast, who))

    statuses = {a: (client.get(a).status_code, client.post(a).status_code) for a in doors(steps)}

    assert statuses == dict.fromkeys(doors(steps), (404, 404))


def test_ben_sees_nothing_of_adas_result_and_choice(cast: Cast, steps: makers.Steps) -> None:
    makers.result(cast.ada, steps)
    choosing.confirm(cast.ada, [makers.subject(cast, "LEAD")], by=cast.ada.user)
    ben = signed_in(cast.ben.user)

    assert ben.get(steps.results.url).context["account"] is None
    assert ben.get(steps.priorities.url).headers["Location"] == steps.priorities.door("importance")
    assert "Suggested by your answers" not in ben.get(steps.priorities.door("choose")).content.decode()


def test_results_gate_opens_on_submission(cast: Cast, steps: makers.Steps) -> None:
    before = {row.step.slug: row.gate for row in progress.states(cast.ada)}["results"]

    makers.result(cast.ada, steps)

    after = {row.step.slug: row.gate for row in progress.states(cast.ada)}["results"]
    assert (before.is_open, before.reason) == (False, "Opens when you have submitted the self-assessment.")
    assert after.is_open is True


def test_results_before_submission_show_both_ways_on(steps: makers.Steps, ada: Client) -> None:
    page = ada.get(steps.results.url).content.decode()

    assert "Your results will be here" in page
    assert f'href="{steps.assessment.url}"' in page
    assert f'href="{steps.priorities.url}"' in page


def test_submit_leads_to_the_results(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    answering.record(mine, answering.Sheet(given=dict.fromkeys(keys(mine, "LEAD"), "3")))

    response = ada.post(steps.assessment.door("submit"))

    assert response.headers["Location"] == steps.results.url


def test_submit_twice_makes_one_result(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    answering.record(mine, answering.Sheet(given=dict.fromkeys(keys(mine, "LEAD"), "3")))
    ada.post(steps.assessment.door("submit"))

    response = ada.post(steps.assessment.door("submit"))

    assert response.headers["Location"] == steps.results.url
    assert Result.objects.count() == 1


def test_submit_with_too_few_answers_says_what_is_missing(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    begun(ada, steps.assessment, cast.ada)

    page = ada.post(steps.assessment.door("submit"), follow=True).content.decode()

    assert "There are not enough answers yet to say anything." in page
    assert Result.objects.count() == 0


def test_submit_by_looking_does_nothing(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    answering.record(mine, answering.Sheet(given=dict.fromkeys(keys(mine, "LEAD"), "3")))

    ada.get(steps.assessment.door("submit"))

    assert Result.objects.count() == 0


def test_results_group_the_subjects_strengths_first(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    portrait = ada.get(steps.results.url).context["account"].portrait

    assert [(group.code, [row.subject.code for row in group.rows]) for group in portrait.groups] == [
        ("strengths", ["GRUP", "VISN"]),
        ("needs", ["LEAD", "TRAK", "PMOT", "INFL"]),
        ("between", ["MOTV", "BARR"]),
        ("unscored", ["INTD"]),
    ]


def test_results_speak_words_and_no_decimals(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    page = ada.get(steps.results.url).content.decode()
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<(head|script)\b.*?</\1>", "", page, flags=re.DOTALL))

    assert "not much part of your practice yet" in text
    assert "Little chance to practise this yet." in text
    assert re.findall(r"\d\.\d", text.replace("4.0", "")) == []


def test_results_show_numbers_on_request(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    page = ada.get(f"{steps.results.url}?numbers=1").content.decode()

    assert "<strong>(2.3)</strong>" in page
    assert "Give or take about half a point." in page


def test_results_name_what_is_about_the_same(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    groups = {group.code: group.same for group in ada.get(steps.results.url).context["account"].portrait.groups}

    assert groups["strengths"] == ("These are about the same.",)
    assert groups["needs"][0] == "About the same: Title of PMOT and Title of INFL."


def test_results_say_where_a_list_ends_without_a_difference(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    weak: dict[str, tuple[list[int | None], int]] = {code: ([2, 2, 2, 2], 5) for code in makers.ANSWERS}
    rehearsing.rehearse(cast.ada, steps.assessment, makers.answers(weak), makers.importance(weak))

    groups = ada.get(steps.results.url).context["account"].portrait.groups

    assert [(group.code, group.heading, [row.note for row in group.rows]) for group in groups] == [
        ("strengths", "Your relatively strongest area", ["Also among your suggestions"]),
        ("needs", "Where more practice may help", ["", "", "About as strong a case", "About as strong a case"]),
        ("between", "In between", ["About as strong a case"] * 4),
    ]


def test_results_name_further_strengths(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    strong: dict[str, tuple[list[int | None], int]] = {code: ([5, 5, 4, 4], 4) for code in makers.ANSWERS}
    rehearsing.rehearse(cast.ada, steps.assessment, makers.answers(strong), makers.importance(strong))

    response = ada.get(steps.results.url)

    assert [
        (group.code, [row.note for row in group.rows]) for group in response.context["account"].portrait.groups
    ] == [
        ("strengths", ["", "", ""]),
        ("between", ["Also a strength"] * 6),
    ]
    assert "Your answers show no clear gap. Choose what would stretch you." in response.content.decode()


def test_results_each_picture_has_its_words_beside_it(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    response = ada.get(steps.results.url)
    rows = [row for group in response.context["account"].portrait.groups for row in group.rows]

    assert response.content.decode().count('<svg class="pd-meter"') == 8
    assert [row.subject.code for row in rows if row.track is None] == ["INTD"]
    assert all(row.word for row in rows)


def test_results_once_read_lead_to_the_priorities(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    response = ada.post(steps.results.url)

    assert response.headers["Location"] == steps.priorities.url
    assert {row.step.slug: row.is_done for row in progress.states(cast.ada)}["results"] is True


def test_results_hold_nothing_to_compare_with_others(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    page = ada.get(steps.results.url).content.decode().lower()

    assert [word for word in ("average", "total", "percentile", "colleagues scored", "rank") if word in page] == []


def test_choose_marks_suggestions_with_a_reason(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    cards = ada.get(steps.priorities.door("choose")).context["cards"]

    assert {card.subject.code: card.kind for card in cards if card.kind} == {
        "LEAD": "suggested",
        "TRAK": "suggested",
        "PMOT": "suggested",
        "INFL": "near",
    }
    assert cards[0].why == (
        "Asked how much it will matter, you answered “Essential”, and from your answers it is not much part of your "
        "practice yet."
    )


def test_choose_without_results_shows_all_subjects_alike(steps: makers.Steps, ada: Client) -> None:
    response = ada.get(steps.priorities.door("choose"))

    assert [card.kind for card in response.context["cards"]] == [""] * 9
    assert "What LEAD means." in response.content.decode()


@pytest.mark.parametrize(
    ("ticked", "message"),
    [
        ([], "Choose at least one subject."),
        (["LEAD", "BARR", "INFL", "VISN"], "Choose three subjects at most. You have chosen 4."),
        (["TEAM"], "Choose subjects from this list."),
        (["LEAD\x00"], "Choose subjects from this list."),
    ],
)
def test_choose_says_what_is_wrong_and_keeps_the_ticks(
    steps: makers.Steps, ada: Client, ticked: list[str], message: str
) -> None:
    response = ada.post(steps.priorities.door("choose"), {"subjects": ticked})

    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert page.count(" checked") == len([code for code in ticked if code in ("LEAD", "BARR", "INFL", "VISN")])


def test_choosing_leads_to_the_order_and_to_the_confirmed_list(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    order = steps.priorities.door("order")
    assert ada.post(steps.priorities.door("choose"), {"subjects": ["LEAD", "VISN"]}).headers["Location"] == order

    ada.post(order, {"codes": ["LEAD", "VISN"], "up": "VISN"})
    response = ada.post(order, {"codes": ["VISN", "LEAD"], "confirm": "1"})

    assert response.headers["Location"] == steps.priorities.url
    assert [choice.subject.code for choice in choosing.current(cast.ada)] == ["VISN", "LEAD"]


def test_order_starts_as_the_answers_suggest(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)
    ada.post(steps.priorities.door("choose"), {"subjects": ["BARR", "INFL", "TRAK"]})

    places = ada.get(steps.priorities.door("order")).context["places"]

    assert [place.subject.code for place in places] == ["TRAK", "INFL", "BARR"]


def test_order_gives_the_focus_back_to_the_button(steps: makers.Steps, ada: Client) -> None:
    ada.post(steps.priorities.door("choose"), {"subjects": ["LEAD", "BARR", "INFL"]})
    ada.post(steps.priorities.door("order"), {"codes": ["LEAD", "BARR", "INFL"], "up": "INFL"})

    page = ada.get(steps.priorities.door("order")).content.decode()

    assert re.findall(r'id="([\w-]+)"[^>]* autofocus', page) == ["up-INFL"]


def test_order_confirms_the_places_that_are_shown(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    page = {"codes": ["LEAD", "BARR"], "place-LEAD": "2", "place-BARR": "2", "confirm": "1"}

    ada.post(steps.priorities.door("order"), page)

    assert [choice.subject.code for choice in choosing.current(cast.ada)] == ["BARR", "LEAD"]


def test_order_that_cannot_be_meant_says_so(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    page = {"codes": ["LEAD", "BARR", "INFL"], "place-LEAD": "2", "place-BARR": "3", "place-INFL": "2", "confirm": "1"}

    response = ada.post(steps.priorities.door("order"), page)

    assert response.status_code == 422
    assert "Give each subject a place of its own." in response.content.decode()
    assert choosing.current(cast.ada) == []


def test_order_confirmed_twice_makes_one_list(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    page = {"codes": ["LEAD"], "confirm": "1"}

    assert [ada.post(steps.priorities.door("order"), page).status_code for _ in range(2)] == [302, 302]
    assert choosing.earlier(cast.ada) == []


def test_order_without_a_choice_leads_back(steps: makers.Steps, ada: Client) -> None:
    assert ada.get(steps.priorities.door("order")).headers["Location"] == steps.priorities.url


def test_priorities_say_beforehand_that_change_is_free(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    choosing.confirm(cast.ada, [makers.subject(cast, "LEAD")], by=cast.ada.user)

    assert "You can change them freely until sets are formed" in ada.get(steps.priorities.url).content.decode()


def test_priorities_say_beforehand_what_a_late_change_brings(cast: Cast, ada: Client) -> None:
    steps = makers.steps(cast, days_to_grouping=-1)
    choosing.confirm(cast.ada, [makers.subject(cast, "LEAD")], by=cast.ada.user)

    page = ada.get(steps.priorities.url).content.decode()

    assert "The packs on your shelf change at once." in page
    assert "You can change them freely" not in page


def test_priorities_show_the_history_to_the_person(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    choosing.confirm(cast.ada, [makers.subject(cast, "LEAD")], by=cast.ada.user)
    choosing.confirm(cast.ada, [makers.subject(cast, "BARR")], by=cast.ada.user)

    response = ada.get(steps.priorities.url)

    assert [choice.subject.code for choice in response.context["chosen"]] == ["BARR"]
    assert "What you chose before" in response.content.decode()


def test_priorities_cost_the_same_with_one_and_with_three(
    cast: Cast, steps: makers.Steps, ada: Client, django_assert_num_queries: object
) -> None:
    choosing.confirm(cast.ada, [makers.subject(cast, "LEAD")], by=cast.ada.user)
    choosing.confirm(cast.ada, [makers.subject(cast, "BARR")], by=cast.ada.user)
    ada.get(steps.priorities.url)
    with django_assert_num_queries(11):  # type: ignore[operator]
        ada.get(steps.priorities.url)

    choosing.confirm(cast.ada, [makers.subject(cast, code) for code in ("LEAD", "BARR", "INFL")], by=cast.ada.user)

    with django_assert_num_queries(11):  # type: ignore[operator]
        ada.get(steps.priorities.url)


def test_results_and_choosing_stay_below_their_budget(
    cast: Cast, steps: makers.Steps, ada: Client, django_assert_max_num_queries: object
) -> None:
    makers.result(cast.ada, steps)

    for address in (steps.results.url, steps.priorities.door("choose")):
        with django_assert_max_num_queries(25):  # type: ignore[operator]
            ada.get(address)


def test_previews_show_the_words_without_an_enrolment(steps: makers.Steps) -> None:
    shown = [page.make_preview_request(preview_mode="").content.decode() for page in (steps.results, steps.priorities)]

    assert "Where more practice may help" in shown[0]
    assert "Without the questionnaire" in shown[1]

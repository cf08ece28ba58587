"""What the screens of choosing say and keep: what matters, reasons, consequences and history, for the person alone."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.test import Client
from django.utils import timezone

from elearning.profiles import choosing, weighing
from elearning.programmes import progress
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers

SECRET = "Because my director said so."
PHASES = {
    "free": "You can change them freely until sets are formed",
    "proposed": "You move to another set only if one suits you better, has room, and you want it.",
    "met": "You stay in your set",
}


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


@laid
def ada(cast: Cast) -> Client:
    return signed_in(cast.ada.user)


def confirm(cast: Cast, *codes: str, reason: str = "") -> None:
    ranked = [makers.subject(cast, code) for code in codes]
    choosing.confirm(cast.ada, ranked, by=cast.ada.user, reasons=dict.fromkeys(codes, reason))


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("who", ["ben", "fay", "max", "olu", "zoe"])
def test_nobody_else_finds_a_reason_or_an_earlier_list(cast: Cast, steps: makers.Steps, who: str) -> None:
    confirm(cast, "LEAD", reason=SECRET)
    confirm(cast, "BARR", reason=SECRET)
    weighing.state(cast.ada, [makers.subject(cast, "LEAD")], {"LEAD": "5"})
    other = getattr(cast, who)
    client = signed_in(getattr(other, "user", other))
    board = f"/cohorts/{cast.cohort.public_id}/"
    addresses = [*(steps.priorities.door(name) for name in ("start", "importance", "choose", "order")), board]

    answers = [client.get(address, follow=True) for address in addresses]

    shown = " ".join(answer.content.decode() for answer in answers)
    assert SECRET not in shown
    assert "What you chose before" not in shown
    assert "you answered" not in shown


def test_without_results_choosing_begins_with_what_matters(steps: makers.Steps, ada: Client) -> None:
    response = ada.get(steps.priorities.url)

    assert response.headers["Location"] == steps.priorities.door("importance")


def test_with_results_what_matters_is_not_asked_again(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    assert ada.get(steps.priorities.url).headers["Location"] == steps.priorities.door("choose")
    assert ada.get(steps.priorities.door("importance")).headers["Location"] == steps.priorities.door("choose")


def test_importance_may_be_left_out_whole(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    response = ada.post(steps.priorities.door("importance"), {})

    assert response.headers["Location"] == steps.priorities.door("choose")
    assert weighing.stated(cast.ada) == {}
    assert [card.said for card in ada.get(steps.priorities.door("choose")).context["cards"]] == [""] * 9


def test_importance_puts_first_what_matters_most_and_suggests_nothing(
    cast: Cast, steps: makers.Steps, ada: Client
) -> None:
    ada.post(
        steps.priorities.door("importance"),
        {"importance-PMOT": "5", "importance-GRUP": "4", "importance-LEAD": "unknown", "importance-BARR": "1"},
    )

    cards = ada.get(steps.priorities.door("choose")).context["cards"]

    assert [(card.subject.code, card.said) for card in cards[:3]] == [
        ("PMOT", "Essential"),
        ("GRUP", "Very"),
        ("BARR", "A little"),
    ]
    assert [card.subject.code for card in cards[3:]] == ["LEAD", "INFL", "VISN", "MOTV", "TRAK", "INTD"]
    assert {card.kind for card in cards} == {""}
    assert not any(card.is_ticked for card in cards)


def test_importance_is_shown_again_as_it_was_said(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    weighing.state(
        cast.ada, [makers.subject(cast, "LEAD"), makers.subject(cast, "BARR")], {"LEAD": "5", "BARR": "unknown"}
    )

    form = ada.get(steps.priorities.door("importance")).context["form"]

    assert (form["importance-LEAD"].value(), form["importance-BARR"].value(), form["importance-INFL"].value()) == (
        "5",
        "unknown",
        "",
    )


@pytest.mark.parametrize("value", ["0", "6", "x", "5\x00", "٣"])
def test_importance_refuses_what_is_no_answer(cast: Cast, steps: makers.Steps, ada: Client, value: str) -> None:
    response = ada.post(steps.priorities.door("importance"), {"importance-LEAD": value, "importance-BARR": "4"})

    assert response.status_code == 422
    assert "Choose one of the answers to: Title of LEAD" in response.content.decode()
    assert weighing.stated(cast.ada) == {}


def test_the_way_without_the_questionnaire_has_the_same_pages_and_no_pressing(steps: makers.Steps, ada: Client) -> None:
    ada.post(steps.priorities.door("importance"), {})
    shown = page(ada, steps.priorities.door("choose")).lower()

    assert "what lead means." in shown
    assert [word for word in ("you should", "recommended", "skipped", "missing", "instead of") if word in shown] == []
    assert steps.assessment.url not in shown


def test_order_carries_reasons_through_every_move(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    order = steps.priorities.door("order")
    ada.post(order, {"codes": ["LEAD", "VISN"], "up": "VISN", "reason-LEAD": SECRET, "reason-VISN": ""})

    places = ada.get(order).context["places"]
    ada.post(order, {"codes": ["VISN", "LEAD"], "confirm": "1"})

    assert [(place.subject.code, place.reason.value()) for place in places] == [("VISN", ""), ("LEAD", SECRET)]
    assert choosing.reasons(cast.ada) == {"LEAD": SECRET}


def test_order_refuses_a_long_reason_and_keeps_it_on_the_page(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    long = "y" * 501

    response = ada.post(steps.priorities.door("order"), {"codes": ["LEAD"], "reason-LEAD": long, "confirm": "1"})

    assert response.status_code == 422
    assert long in response.content.decode()
    assert "A reason has at most 500 characters; this one has 501." in response.content.decode()
    assert choosing.current(cast.ada) == []


def test_order_starts_with_the_reasons_that_stand(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    confirm(cast, "LEAD", reason=SECRET)
    ada.post(steps.priorities.door("choose"), {"subjects": ["LEAD", "BARR"]})

    places = ada.get(steps.priorities.door("order")).context["places"]

    assert [(place.subject.code, place.reason.value()) for place in places] == [("LEAD", SECRET), ("BARR", "")]


@pytest.mark.parametrize("wanted", list(permutations(["LEAD", "BARR", "INFL"])))
def test_order_takes_the_order_in_which_a_dragged_page_is_sent(
    cast: Cast, steps: makers.Steps, ada: Client, wanted: tuple[str, ...]
) -> None:
    places = {f"place-{code}": str(number) for number, code in enumerate(wanted, start=1)}

    ada.post(steps.priorities.door("order"), {"codes": list(wanted), **places, "apply": "1"})

    assert [place.subject.code for place in ada.get(steps.priorities.door("order")).context["places"]] == list(wanted)


def at(cast: Cast, phase: str) -> makers.Steps:
    """The steps at a moment of DOMAIN 2.6."""
    made = makers.steps(cast, days_to_grouping=7 if phase == "free" else -3)
    if phase == "met":
        progress.will_meet([cast.ada], timezone.now() - timedelta(days=1))
    return made


@pytest.mark.parametrize("phase", list(PHASES))
def test_what_a_change_brings_about_is_said_before_it_is_confirmed(cast: Cast, ada: Client, phase: str) -> None:
    steps = at(cast, phase)
    confirm(cast, "LEAD")
    ada.post(steps.priorities.door("choose"), {"subjects": ["BARR"]})

    shown = [page(ada, steps.priorities.door(name)) for name in ("start", "choose", "order")]

    assert [[key for key, words in PHASES.items() if words in one] for one in shown] == [[phase]] * 3


@pytest.mark.parametrize("phase", list(PHASES))
def test_the_wish_to_move_can_be_said_only_where_it_counts(cast: Cast, ada: Client, phase: str) -> None:
    steps = at(cast, phase)
    confirm(cast, "LEAD")
    ada.post(steps.priorities.door("choose"), {"subjects": ["BARR"]})

    offered = 'name="would_move"' in page(ada, steps.priorities.door("order"))
    ada.post(steps.priorities.door("order"), {"codes": ["BARR"], "would_move": "on", "confirm": "1"})

    standing = choosing.current(cast.ada)[0].priority_list
    assert (offered, standing.would_move) == ((True, True) if phase == "proposed" else (False, False))


def test_the_first_list_is_confirmed_without_a_word_of_consequences(steps: makers.Steps, ada: Client) -> None:
    ada.post(steps.priorities.door("choose"), {"subjects": ["BARR"]})

    assert "If you change your priorities" not in page(ada, steps.priorities.door("order"))


def test_priorities_show_reasons_and_when_each_list_counted_to_the_person(
    cast: Cast, steps: makers.Steps, ada: Client
) -> None:
    confirm(cast, "LEAD", reason="The old reason.")
    confirm(cast, "BARR", reason=SECRET)

    shown = page(ada, steps.priorities.url)

    assert SECRET in shown
    assert "The old reason." in shown
    assert f"{timezone.localtime():%H:%M}"[:2] in shown


def test_the_pages_of_choosing_stay_below_their_budget(
    cast: Cast, steps: makers.Steps, ada: Client, django_assert_max_num_queries: object
) -> None:
    confirm(cast, "LEAD", "BARR", "INFL", reason=SECRET)
    ada.post(steps.priorities.door("choose"), {"subjects": ["LEAD", "BARR", "INFL"]})

    for name in ("start", "importance", "choose", "order"):
        with django_assert_max_num_queries(25):  # type: ignore[operator]
            assert ada.get(steps.priorities.door(name)).status_code == 200

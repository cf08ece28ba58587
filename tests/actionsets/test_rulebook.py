"""The rules as cards: what they say, how many people each touches, and what no card may tell."""

import pytest
from django.urls import reverse

from actionsets import gathering, moving, offering, separating
from actionsets.models import SetMembership
from actionsets.rulebook import Rulebook, rulebook
from tests import factories
from tests.actionsets.makers import SETTINGS, Twelve
from tests.conftest import signed_in


def book(twelve: Twelve, *, tells_apart: bool = False) -> Rulebook:
    gathered = gathering.gather(twelve.cohort)
    settings = gathering.settings_for(gathered, SETTINGS)
    return rulebook(gathered, settings, by_facilitators=False, tells_apart=tells_apart)


def touches(found: Rulebook) -> dict[str, str]:
    return {card.title: card.touches for card in (*found.must, *found.prefer)}


def test_cards_say_how_many_each_rule_touches(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")
    twelve.people["P03"].availability = ["TUE-AM", "WED-AM"]
    twelve.people["P03"].save()
    twelve.people["P04"].availability = []
    twelve.people["P04"].save()

    said = touches(book(twelve))

    assert said["Sizes"] == "12 people: 2 sets."
    assert said["Not together"] == "2 pairs among 4 people."
    assert said["Organisations"] == "12 people have colleagues here; most come from Organisation A: 3."
    assert said["A common half day"] == "11 of 12 said which suit them. Tuesday morning suits most: 12 people."
    assert said["As many as can be have their first choice, then their second"].endswith("(4 people).")
    assert "No priorities yet" not in said


def test_aims_stand_in_the_order_in_which_they_decide(twelve: Twelve) -> None:
    titles = [card.title for card in book(twelve).prefer]

    assert [title.removeprefix("As few as can be ").removeprefix("As few pairs as can be ") for title in titles] == [
        "are left waiting",
        "are in a set whose focus they did not choose",
        "As many as can be have their first choice, then their second",
        "have their third choice",
        "come from one organisation",
        "Sets are as near to 6 people as can be",
        "were in a set together before",
    ]


@pytest.mark.parametrize("lines", [0, 1])
def test_a_facilitator_cannot_tell_keep_apart_from_line_management(twelve: Twelve, lines: int) -> None:
    if not lines:
        twelve.people["P02"].line_manager_email = ""
        twelve.people["P02"].save()
        separating.declare(twelve.people["P02"], "P01 Example")

    seen = signed_in(twelve.fay).get(reverse("actionsets:board", args=[twelve.cohort.public_id]))

    cards = {card.title: card.touches for card in seen.context["rules"].must}
    assert cards["Not together"] == "1 pair among 2 people."
    assert {"Line managers", "Kept apart"}.isdisjoint(cards)
    assert "by request" not in seen.content.decode()


def test_a_programme_manager_reads_them_one_by_one(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")

    said = touches(book(twelve, tells_apart=True))

    assert said["Line managers"] == "1 person has a line manager here."
    assert said["Kept apart"] == "1 pair among 2 people."


def test_cards_of_a_draft_say_which_rules_it_keeps(twelve: Twelve) -> None:
    draft = twelve.propose()
    moving.fix(draft, twelve.people["P05"], is_fixed=True)
    moving.move(draft, twelve.people["P01"], twelve.set_of("P02"), revision=0, by=twelve.max, reason="Their wish.")

    seen = signed_in(twelve.fay).get(reverse("actionsets:board", args=[twelve.cohort.public_id]))

    cards = {card.title: card for card in seen.context["rules"].must}
    assert (cards["Not together"].kept, cards["A common half day"].kept) == (False, True)
    assert cards["Fixed places"].touches == "1 person."


def test_who_chose_nothing_is_counted_and_told_what_happens_to_them(twelve: Twelve) -> None:
    factories.enrolment(twelve.cohort, factories.user("Late Example"))

    card = next(card for card in book(twelve).must if card.title == "No priorities yet")

    assert (card.touches, "waits" in card.said) == ("1 person.", True)


def test_who_was_in_a_set_together_before_is_counted_within_the_programme_only(twelve: Twelve) -> None:
    def met_in(programme: object) -> None:
        before = factories.cohort(programme, name="Before")
        draft = before.set_proposals.create(
            state="confirmed", sent_at="2026-01-01T00:00Z", consent_ends_on="2026-01-09"
        )
        one = draft.sets.create(cohort=before, number=1, state="closed")
        for key in ("P01", "P05"):
            place = factories.enrolment(before, twelve.user(key))
            SetMembership.objects.create(
                learning_set=one,
                enrolment=place,
                consent="accepted",
                responded_at="2026-01-02T00:00Z",
                joined_at="2026-01-03T00:00Z",
            )

    title = "As few pairs as can be were in a set together before"
    met_in(factories.programme(slug="another"))
    elsewhere = touches(book(twelve))[title]
    met_in(twelve.cohort.programme)

    assert (elsewhere, touches(book(twelve))[title]) == (
        "Touches nobody.",
        "2 people were in a set with somebody here.",
    )


def test_offers_are_counted_and_whom_nobody_may_be_led_by(twelve: Twelve) -> None:
    role = twelve.cohort.roles.get(user=twelve.fay)
    offering.offer(role, most_sets=2, subjects=[], slots=["TUE-AM"])
    twelve.people["P07"].line_manager_email = twelve.fay.email
    twelve.people["P07"].save()
    separating.declare(twelve.people["P09"], twelve.fay.name)

    said = touches(book(twelve))["Facilitators"]

    assert said == "1 facilitator. Offered so far: 2 sets. 2 people cannot be led by one of them."

"""Writing, agreeing, commenting and reviewing: what is kept, and what is refused."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from elearning.agreements import commenting, comparing, drafting, reminding, signing
from elearning.agreements.commenting import LinkGoneError
from elearning.agreements.drafting import AgreementError, Partner
from elearning.agreements.models import Comment, PartnershipAgreement, Party, ReviewDate
from elearning.agreements.sections import BY_NUMBER, PLANS, SETTLED_IN
from elearning.partnering import checking, siding
from elearning.partnering.checking import Given
from elearning.partnering.models import Comparison
from tests.agreements import makers
from tests.conftest import Cast
from tests.laying import laid
from tests.partnering import makers as partnering

State = PartnershipAgreement.State


@laid
def ready(cast: Cast) -> PartnershipAgreement:
    return makers.between(cast)


@laid
def agreed(cast: Cast, ready: PartnershipAgreement) -> PartnershipAgreement:
    makers.agreed(cast, ready)
    return ready


def compared(cast: Cast) -> Comparison:
    """Ada and Ben have compared, and want to settle two statements."""
    step = partnering.workshop_page(cast.programme)
    made = siding.ask(cast.ada, step, partnership="Joined-up discharge", email=cast.ben.user.email)
    siding.accept(made.sides.get(user=cast.ben.user), organisation="Harbour Trust")
    for one in (cast.ada, cast.ben):
        check = siding.own_check(made.sides.get(user=one.user))
        checking.answer(check, {"H9": Given("not_yet")}, seen=0)
        siding.agree(made.sides.get(user=one.user), shows_reasons=False)
    made.refresh_from_db()
    siding.choose(made, ["H9", "H15"])
    return made


# --- The plan ---------------------------------------------------------------------------------------------------------


def test_there_are_sixteen_sections_each_with_prompts() -> None:
    assert [one.number for one in PLANS] == list(range(1, 17))
    assert [one.number for one in PLANS if not one.prompts] == []


def test_every_statement_of_the_checklist_is_settled_somewhere() -> None:
    assert set(SETTLED_IN) == {f"H{number}" for number in range(1, 17)}
    assert set(SETTLED_IN.values()) <= set(BY_NUMBER)


def test_states_are_all_in_the_table_of_moves() -> None:
    assert set(PartnershipAgreement.MOVES) == set(State.values)
    assert set().union(*PartnershipAgreement.MOVES.values()) <= set(State.values)


# --- Writing ----------------------------------------------------------------------------------------------------------


def test_form_sent_twice_begins_one(cast: Cast) -> None:
    key = uuid.uuid4()
    both = [drafting.begin(cast.ada.user, Partner("Riverside"), title="Once", form_key=key) for _turn in range(2)]

    assert (both[0], both[0].sections.count()) == (both[1], 16)


def test_key_of_somebody_else_begins_nothing(cast: Cast, ready: PartnershipAgreement) -> None:
    with pytest.raises(AgreementError):
        drafting.begin(cast.cal.user, Partner("Harbour"), title="Mine", form_key=ready.form_key)


def test_out_of_a_comparison_both_are_partners_and_points_stand_beside_their_sections(cast: Cast) -> None:
    made = makers.begun(cast.ada, comparison=compared(cast))

    assert [(one.user, one.organisation) for one in made.parties.all()] == [
        (cast.ada.user, "Riverside Council"),
        (cast.ben.user, "Harbour Trust"),
    ]
    assert {number: len(found) for number, found in drafting.points_of(made).items()} == {6: 1, 10: 1}


def test_comparison_of_others_begins_nothing(cast: Cast) -> None:
    with pytest.raises(AgreementError):
        makers.begun(cast.cal, comparison=compared(cast))


def test_two_who_write_at_once_do_not_overwrite_each_other(ready: PartnershipAgreement) -> None:
    drafting.write(ready, 3, text="Ada was here.", seen=0)

    with pytest.raises(drafting.ChangedElsewhereError) as clash:
        drafting.write(ready, 3, text="Ben was here.", seen=0)

    assert clash.value.section.text == ready.sections.get(number=3).text == "Ada was here."


def test_same_words_again_are_no_clash(ready: PartnershipAgreement) -> None:
    drafting.write(ready, 3, text="Ada was here.", seen=0)

    assert drafting.write(ready, 3, text="Ada was here.", seen=0).revision == 1


def test_person_is_named_once(cast: Cast, ready: PartnershipAgreement) -> None:
    with pytest.raises(AgreementError):
        drafting.add_party(ready, Partner("Harbour again", "", cast.ben.user.email.upper()), by=cast.ada.user)


def test_only_whoever_began_it_takes_a_partner_out(cast: Cast, ready: PartnershipAgreement) -> None:
    bens = ready.parties.get(user=cast.ben.user)

    with pytest.raises(AgreementError):
        drafting.remove_party(ready, bens.pk, by=cast.ben.user)
    drafting.remove_party(ready, bens.pk, by=cast.ada.user)

    assert not Party.objects.filter(pk=bens.pk).exists()


# --- Agreeing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("without", [5, 15])
def test_an_end_and_a_review_date_are_needed(cast: Cast, ready: PartnershipAgreement, without: int) -> None:
    makers.write(ready, without, "Some day.")

    with pytest.raises(AgreementError, match=f"section {without}"):
        signing.propose(ready, by=cast.ada.user)

    ready.refresh_from_db()
    assert (ready.state, ready.versions.count()) == (State.DRAFT, 0)


def test_one_partner_cannot_agree_alone(cast: Cast, ready: PartnershipAgreement) -> None:
    drafting.remove_party(ready, ready.parties.get(user=cast.ben.user).pk, by=cast.ada.user)

    with pytest.raises(AgreementError, match="second partner"):
        signing.propose(ready, by=cast.ada.user)


def test_agreed_once_each_has_typed_a_name(cast: Cast, ready: PartnershipAgreement) -> None:
    version = signing.propose(ready, by=cast.ada.user)
    first = ready.parties.get(user=cast.ada.user)
    signing.sign(version, first.pk, name="Ada Example", role="Head", by=cast.ada.user)
    ready.refresh_from_db()
    assert ready.state == State.PROPOSED

    signing.sign(version, ready.parties.get(user=cast.ben.user).pk, name="Ben", role="Director", by=cast.ben.user)

    ready.refresh_from_db()
    assert (ready.state, [one.on.isoformat() for one in ready.reviews.all()]) == (
        State.AGREED,
        ["2027-03-01", "2027-09-01"],
    )


def test_nobody_types_the_name_of_the_other_side(cast: Cast, ready: PartnershipAgreement) -> None:
    version = signing.propose(ready, by=cast.ada.user)

    with pytest.raises(AgreementError):
        signing.sign(version, ready.parties.get(user=cast.ben.user).pk, name="Ben", role="x", by=cast.ada.user)

    assert version.signatures.count() == 0


def test_who_practises_agrees_for_invented_partners(cast: Cast) -> None:
    made = makers.between(cast, is_practice=True)
    drafting.remove_party(made, made.parties.get(user=cast.ben.user).pk, by=cast.ada.user)
    drafting.add_party(made, Partner("The Invented Trust"), by=cast.ada.user)
    version = signing.propose(made, by=cast.ada.user)
    for party in made.parties.all():
        signing.sign(version, party.pk, name="Somebody", role="x", by=cast.ada.user)

    made.refresh_from_db()
    assert made.state == State.AGREED


def test_nothing_is_written_while_it_is_being_agreed(cast: Cast, ready: PartnershipAgreement) -> None:
    signing.propose(ready, by=cast.ada.user)

    with pytest.raises(AgreementError):
        drafting.write(ready, 2, text="Something else.", seen=99)


def test_opening_again_withdraws_a_version_not_all_agreed_to(cast: Cast, ready: PartnershipAgreement) -> None:
    version = signing.propose(ready, by=cast.ada.user)
    signing.reopen(ready, by=cast.ben.user)

    with pytest.raises(AgreementError):
        signing.sign(version, ready.parties.get(user=cast.ada.user).pk, name="Ada", role="x", by=cast.ada.user)


def test_agreed_version_stays_as_it_was(cast: Cast, agreed: PartnershipAgreement) -> None:
    before = signing.in_force(agreed)
    assert before is not None
    signing.reopen(agreed, by=cast.ada.user)
    makers.write(agreed, 2, "Something else.")

    after = signing.in_force(agreed)
    assert after is not None
    assert (after.pk, after.content, after.digest) == (before.pk, before.content, before.digest)


def test_next_agreed_version_brings_its_review_dates(cast: Cast, agreed: PartnershipAgreement) -> None:
    signing.reopen(agreed, by=cast.ada.user)
    makers.write(agreed, 15, "", [{"on": "2028-01-10", "convenes": "Ben"}])
    makers.agreed(cast, agreed)

    assert [one.on for one in agreed.reviews.all()] == [date(2028, 1, 10)]


# --- Reviews ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("outcome", "state"), [("carry_on", "agreed"), ("change", "draft"), ("end", "ended")])
def test_review_leads_to_what_was_decided(cast: Cast, agreed: PartnershipAgreement, outcome: str, state: str) -> None:
    one = agreed.reviews.first()
    assert one is not None

    signing.review(one, held_on=date(2026, 11, 1), outcome=outcome, note="Well.", by=cast.ben.user)

    agreed.refresh_from_db()
    assert agreed.state == state


def test_review_is_noted_once(cast: Cast, agreed: PartnershipAgreement) -> None:
    one = agreed.reviews.first()
    assert one is not None
    signing.review(one, held_on=date(2026, 11, 1), outcome="carry_on", note="First.", by=cast.ada.user)

    with pytest.raises(AgreementError):
        signing.review(one, held_on=date(2026, 11, 1), outcome="end", note="Second.", by=cast.ben.user)

    assert ReviewDate.objects.get(pk=one.pk).note == "First."


def reminded(days: int) -> list[tuple[str, str]]:
    """Who is reminded of what so many days after the first review date."""
    now = datetime(2027, 3, 1, 12, tzinfo=UTC) + timedelta(days=days)
    return [(one.user.first_name, one.occasion.rpartition("-")[2]) for one in reminding.due_reviews(now)]


@pytest.mark.parametrize(
    ("days", "when"),
    [(-15, None), (-14, "before"), (0, "before"), (1, None), (6, None), (7, "after"), (35, "after"), (36, None)],
)
def test_both_are_reminded_before_and_after(agreed: PartnershipAgreement, days: int, when: str | None) -> None:
    assert reminded(days) == ([("Ada", when), ("Ben", when)] if when else [])


def test_reminder_stops_once_it_is_noted_or_ended(cast: Cast, agreed: PartnershipAgreement) -> None:
    one = agreed.reviews.first()
    assert one is not None
    signing.review(one, held_on=date(2026, 11, 1), outcome="carry_on", note="", by=cast.ada.user)
    assert reminded(-3) == []

    second = agreed.reviews.get(on=date(2027, 9, 1))
    signing.end(agreed, by=cast.ada.user)
    days = (second.on - makers.REVIEW).days
    assert reminded(days) == []


def test_reminder_names_no_partner(agreed: PartnershipAgreement) -> None:
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)

    assert {one.sentence for one in reminding.due_reviews(now)} == {
        "A partnership agreement is to be reviewed on 1 March 2027."
    }


# --- Links and comments -----------------------------------------------------------------------------------------------


def said(agreement: PartnershipAgreement, **more: Any) -> Comment:
    words = {"name": "Nia", "number": 2, "text": "Who is missing?", "form_key": uuid.uuid4(), **more}
    return commenting.comment(agreement, **words)


def test_link_opens_its_agreement_until_its_last_day(cast: Cast, ready: PartnershipAgreement) -> None:
    link = commenting.share(ready, days=7, for_whom="Nia", by=cast.ada.user)
    token = commenting.address_of(link).rstrip("/").rpartition("/")[2]

    assert commenting.find(token).agreement == ready
    with pytest.raises(LinkGoneError):
        commenting.find(token, now=timezone.now() + timedelta(days=7, minutes=1))


@pytest.mark.parametrize("how", ["revoked", "ended", "forged", "rubbish"])
def test_link_that_is_none_opens_nothing(cast: Cast, ready: PartnershipAgreement, how: str) -> None:
    link = commenting.share(ready, days=7, for_whom="Nia", by=cast.ada.user)
    token = commenting.address_of(link).rstrip("/").rpartition("/")[2]
    if how == "revoked":
        commenting.revoke(ready, link.pk, by=cast.ben.user)
    if how == "ended":
        signing.end(ready, by=cast.ada.user)
    wrong = {"forged": token[:-2] + ("aa" if token[-2:] != "aa" else "bb"), "rubbish": "é.\x00"}

    with pytest.raises(LinkGoneError):
        commenting.find(wrong.get(how, token))


def test_comment_sent_twice_is_one(ready: PartnershipAgreement) -> None:
    key = uuid.uuid4()

    assert said(ready, form_key=key) == said(ready, form_key=key)


def test_twenty_comments_an_hour_are_enough_by_a_link(cast: Cast, ready: PartnershipAgreement) -> None:
    link = commenting.share(ready, days=7, for_whom="", by=cast.ada.user)
    for _turn in range(20):
        said(ready, link=link)

    with pytest.raises(AgreementError):
        said(ready, link=link)
    assert said(ready, by=cast.ben.user).link is None


# --- What has changed -------------------------------------------------------------------------------------------------


@given(st.text(max_size=80), st.text(max_size=80))
def test_differences_give_back_both_texts(before: str, after: str) -> None:
    pieces = comparing.differences(before, after)

    assert "".join(one.text for one in pieces if one.kind != "new") == before
    assert "".join(one.text for one in pieces if one.kind != "gone") == after


def test_differences_are_words() -> None:
    pieces = comparing.differences("We meet each month.", "We meet each week.")

    assert [(one.kind, one.text) for one in pieces] == [
        ("same", "We meet each "),
        ("gone", "month."),
        ("new", "week."),
    ]

"""How a set agrees to work: changed by its members and its facilitator, agreed to anew by all, two locked lines always kept."""

import pytest
from django.urls import reverse

from actionsets import agreeing
from actionsets.models import SetAgreement
from actionsets.refusals import ChangedElsewhere
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in


def stands(twelve: Twelve, key: str = "P01") -> SetAgreement:
    found = agreeing.current(twelve.set_of(key))
    assert found
    return found


def own(twelve: Twelve) -> str:
    return twelve.step.door("agreement_change")


def leads(twelve: Twelve, key: str = "P01") -> str:
    return reverse("actionsets:agreement", args=[twelve.cohort.public_id, twelve.set_of(key).number])


def sent(text: str = "We start on time.\n\nWe end on time.", version: int = 1) -> dict[str, str]:
    return {"rules": text, "version": str(version)}


def test_agreement_is_not_changed_by_strangers_or_the_programme_manager(twelve: Twelve, at_work: None) -> None:
    zoe = factories.user("Zoe Example")

    member = [signed_in(who).post(own(twelve), sent()).status_code for who in (zoe, twelve.max, twelve.fay)]
    leader = [signed_in(who).post(leads(twelve), sent()).status_code for who in (zoe, twelve.max, twelve.user("P01"))]

    assert (member, leader, SetAgreement.objects.filter(version=2).count()) == ([404] * 3, [404] * 3, 0)


def test_member_who_has_not_agreed_is_led_to_the_agreement(twelve: Twelve, confirmed: None) -> None:
    answer = signed_in(twelve.user("P01")).post(own(twelve), sent())

    assert (answer.headers["Location"], stands(twelve).version) == (twelve.step.door("agreement"), 1)


def test_new_version_keeps_the_locked_lines_and_closes_the_workspace_for_all(twelve: Twelve, at_work: None) -> None:
    locked = agreeing.locked_lines(stands(twelve))
    client = signed_in(twelve.user("P01"))

    client.post(own(twelve), sent("We start on time.\r\n\r\n  We end\r\non time.  \r\n\r\n\r\n"))

    made = stands(twelve)
    assert (made.version, made.made_by, agreeing.locked_lines(made)) == (2, twelve.user("P01"), locked)
    assert (len(locked), agreeing.open_lines(made)) == (2, ["We start on time.", "We end on time."])
    meeting = client.get(twelve.step.door("meeting", number=1))
    assert meeting.headers["Location"] == twelve.step.door("agreement")


def test_another_sets_agreement_stays_as_it_was(twelve: Twelve, at_work: None) -> None:
    signed_in(twelve.user("P01")).post(own(twelve), sent())

    assert stands(twelve, "P04").version == 1


def test_facilitator_changes_it_on_the_shared_screen(twelve: Twelve, at_work: None) -> None:
    signed_in(twelve.fay).post(leads(twelve), sent())

    assert (stands(twelve).version, stands(twelve).made_by) == (2, twelve.fay)


def test_same_words_change_nothing(twelve: Twelve, at_work: None) -> None:
    text = "\n\n".join(agreeing.open_lines(stands(twelve)))

    signed_in(twelve.user("P01")).post(own(twelve), sent(text))

    assert stands(twelve).version == 1


def test_two_who_change_at_once_lose_nothing(twelve: Twelve, at_work: None) -> None:
    agreeing.amend(twelve.set_of("P01"), ["Hers."], version=1, by=twelve.fay)
    agreeing.acknowledge(twelve.place_of("P01"), twelve.step)

    answer = signed_in(twelve.user("P01")).post(own(twelve), sent("His."))

    page = answer.content.decode()
    assert (answer.status_code, "Hers." in page, "His." in page, 'value="2"' in page) == (409, True, True, True)
    with pytest.raises(ChangedElsewhere):
        agreeing.amend(twelve.set_of("P01"), ["Third."], version=1, by=twelve.max)


@pytest.mark.parametrize("text", ["", "  \n\n ", "a " * 250, "Rule.\n\n" * 41, "x\x00y", "x" * 20_000])
def test_what_cannot_be_kept_is_said_beside_the_question(twelve: Twelve, at_work: None, text: str) -> None:
    answer = signed_in(twelve.user("P01")).post(own(twelve), sent(text))

    assert (answer.status_code, stands(twelve).version) == (422, 1)


def test_locked_words_written_again_are_not_locked_lines(twelve: Twelve, at_work: None) -> None:
    line = agreeing.locked_lines(stands(twelve))[0]

    signed_in(twelve.user("P01")).post(own(twelve), sent(line))

    assert [rule["locked"] for rule in stands(twelve).rules] == [True, True, False]


def test_earlier_versions_can_be_read_by_the_set(twelve: Twelve, at_work: None) -> None:
    agreeing.amend(twelve.set_of("P01"), ["Only this."], version=1, by=twelve.user("P01"))

    page = signed_in(twelve.user("P01")).get(twelve.step.door("agreement")).content.decode()

    assert ["Only this." in page, "Version 1," in page] == [True, True]

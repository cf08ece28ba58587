"""Actions that are shared with a set and taken back, what they are about, and where they stand again."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionsets import reflecting
from actionsets.models import SetMeeting
from actionsets.models.private import ActionCommitment
from actionsets.refusals import NotHere
from elearning.partnering.models import MapEntry
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.laying import laid
from tests.packs import makers as packs
from tests.partnering import makers as partnering

WORDS = "Ring the Quixotic clinic."


def fellow_of(twelve: Twelve, key: str) -> str:
    """Somebody else in the same set."""
    one = twelve.set_of(key)
    return next(other for other in twelve.people if other != key and twelve.set_of(other) == one)


def outsider_to(twelve: Twelve, key: str) -> str:
    """Somebody in another set."""
    one = twelve.set_of(key)
    return next(other for other in twelve.people if twelve.set_of(other) != one)


@laid
def at_work(twelve: Twelve) -> Twelve:
    """Sets at work; everybody has acknowledged; P01 has written an action and shared it."""
    twelve.at_work(*twelve.people)
    action = reflecting.commit(twelve.user("P01"), uuid.uuid4(), text=WORDS, due_on=None)
    reflecting.share(twelve.user("P01"), action.key, twelve.place_of("P01"))
    return twelve


def own_action() -> ActionCommitment:
    return ActionCommitment.objects.get()


def set_page(twelve: Twelve, who: str) -> str:
    return signed_in(twelve.user(who)).get(twelve.step.door("start")).content.decode()


def tended(twelve: Twelve) -> str:
    one = twelve.set_of("P01")
    return reverse("actionsets:set", args=[twelve.cohort.public_id, one.number])


def test_another_set_reads_nothing_that_was_shared(at_work: Twelve) -> None:
    assert WORDS not in set_page(at_work, outsider_to(at_work, "P01"))


def test_the_programme_manager_reads_nothing_that_was_shared(at_work: Twelve) -> None:
    answer = signed_in(at_work.max).get(tended(at_work))

    assert (answer.status_code, WORDS in answer.content.decode()) == (200, False)


def test_a_facilitator_of_another_set_finds_no_such_page(at_work: Twelve) -> None:
    other = packs.factories.user("Another Facilitator")
    at_work.cohort.roles.create(user=other, kind="facilitator")

    assert signed_in(other).get(tended(at_work)).status_code == 404


def test_nobody_but_the_owner_shares_an_action(at_work: Twelve) -> None:
    reflecting.take_back(at_work.user("P01"), own_action().key)
    fellow = fellow_of(at_work, "P01")
    address = at_work.step.door("action_share", own_action().key)

    answer = signed_in(at_work.user(fellow)).post(address, {"share": "yes"})

    assert (answer.status_code, own_action().shared_in) == (404, None)


def test_nobody_but_the_owner_takes_an_action_back(at_work: Twelve) -> None:
    fellow = fellow_of(at_work, "P01")

    reflecting.take_back(at_work.user(fellow), own_action().key)

    assert own_action().shared_in == at_work.place_of("P01")


def test_an_action_cannot_be_shared_from_anothers_place(at_work: Twelve) -> None:
    with pytest.raises(NotHere):
        reflecting.share(at_work.user("P01"), own_action().key, at_work.place_of(outsider_to(at_work, "P01")))


def test_the_set_and_its_facilitator_read_what_is_shared(at_work: Twelve) -> None:
    fellow = fellow_of(at_work, "P01")

    assert WORDS in set_page(at_work, fellow)
    assert WORDS in signed_in(at_work.fay).get(tended(at_work)).content.decode()


def test_the_set_reads_it_at_the_action_review(at_work: Twelve) -> None:
    fellow = fellow_of(at_work, "P01")

    assert WORDS in signed_in(at_work.user(fellow)).get(at_work.step.door("meeting", 1)).content.decode()


def test_what_is_not_shared_the_set_does_not_read(at_work: Twelve) -> None:
    reflecting.commit(at_work.user("P01"), uuid.uuid4(), text="Keep this Zygote quiet.", due_on=None)
    fellow = fellow_of(at_work, "P01")

    assert "Zygote" not in set_page(at_work, fellow)
    assert "Zygote" not in signed_in(at_work.fay).get(tended(at_work)).content.decode()


def test_taken_back_nobody_reads_it_from_the_next_request_on(at_work: Twelve) -> None:
    fellow = fellow_of(at_work, "P01")
    address = at_work.step.door("action_share", own_action().key)

    signed_in(at_work.user("P01")).post(address, {"share": "no"})

    assert WORDS not in set_page(at_work, fellow)
    assert WORDS not in signed_in(at_work.fay).get(tended(at_work)).content.decode()


def test_a_share_ends_when_its_owner_leaves_the_set(at_work: Twelve) -> None:
    one = at_work.set_of("P01")
    place = at_work.place_of("P01")
    place.ended_at = timezone.now()
    place.save()

    assert reflecting.shared_in(one) == []


def test_a_share_ends_when_its_owner_leaves_the_programme(at_work: Twelve) -> None:
    one = at_work.set_of("P01")
    at_work.people["P01"].state = "withdrawn"
    at_work.people["P01"].save()

    assert reflecting.shared_in(one) == []


def test_a_change_is_read_as_it_stands(at_work: Twelve) -> None:
    action = own_action()
    reflecting.commit(at_work.user("P01"), action.key, text="Visit the clinic.", due_on=None, revision=action.revision)

    assert [one.text for one in reflecting.shared_in(at_work.set_of("P01"))] == ["Visit the clinic."]


def test_asking_to_share_changes_nothing_yet(at_work: Twelve) -> None:
    reflecting.take_back(at_work.user("P01"), own_action().key)
    address = at_work.step.door("action_share", own_action().key)

    answer = signed_in(at_work.user("P01")).get(address)

    assert (answer.status_code, own_action().shared_in) == (200, None)


def test_what_it_is_about_is_read_by_nobody_else(at_work: Twelve) -> None:
    ada = at_work.people["P01"]
    entry = partnering.entry(ada, partnering.map_page(at_work.cohort.programme), name="Lighthouse Trust")
    subject = at_work.cohort.programme.framework.subjects.get(code="TRAK")
    action = own_action()
    reflecting.commit(
        ada.user,
        action.key,
        text=WORDS,
        due_on=None,
        revision=action.revision,
        links={"entry_id": entry.pk, "subject_id": subject.pk},
    )
    fellow = fellow_of(at_work, "P01")

    assert "Lighthouse" in signed_in(ada.user).get(at_work.step.door("actions")).content.decode()
    assert "Lighthouse" not in set_page(at_work, fellow)
    assert "Lighthouse" not in signed_in(at_work.fay).get(tended(at_work)).content.decode()


def posted(twelve: Twelve, **given: str) -> int:
    """The answer to P01 who sends the form of a new action."""
    address = twelve.step.door("action", uuid.uuid4())
    return signed_in(twelve.user("P01")).post(address, {"text": "New.", "version": "0", **given}).status_code


def test_an_action_is_linked_to_ones_own(at_work: Twelve) -> None:
    entry = partnering.entry(at_work.people["P01"], partnering.map_page(at_work.cohort.programme))
    subject = at_work.cohort.programme.framework.subjects.get(code="TRAK")

    status = posted(at_work, entry=str(entry.pk), subject=str(subject.pk))

    made = ActionCommitment.objects.get(subject=subject)
    assert (status, made.entry) == (302, entry)


def test_an_action_cannot_be_linked_to_anothers_partner(at_work: Twelve) -> None:
    step = partnering.map_page(at_work.cohort.programme)
    partnering.entry(at_work.people["P01"], step)
    theirs = partnering.entry(at_work.people["P02"], step, name="Not yours")

    assert (posted(at_work, entry=str(theirs.pk)), ActionCommitment.objects.count()) == (422, 1)


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x"])
def test_a_nonsense_meeting_is_refused_in_words(at_work: Twelve, number: str) -> None:
    assert posted(at_work, meeting=number) == 422


def test_a_partner_taken_off_the_map_for_good_leaves_the_action(at_work: Twelve) -> None:
    entry = partnering.entry(at_work.people["P01"], partnering.map_page(at_work.cohort.programme))
    posted(at_work, entry=str(entry.pk))

    MapEntry.objects.all().delete()

    assert [one.entry for one in ActionCommitment.objects.of(at_work.user("P01"))] == [None, None]


def test_open_actions_stand_under_the_next_meeting_for_their_owner(at_work: Twelve) -> None:
    fellow = fellow_of(at_work, "P01")
    reflecting.take_back(at_work.user("P01"), own_action().key)
    heading = "Your actions for the review"

    mine = signed_in(at_work.user("P01")).get(at_work.step.door("meeting", 1)).content.decode()
    theirs = signed_in(at_work.user(fellow)).get(at_work.step.door("meeting", 1)).content.decode()

    assert (heading in mine, WORDS in mine) == (True, True)
    assert (heading in theirs, WORDS in theirs) == (False, False)


def test_actions_of_a_meeting_are_reviewed_at_the_next_one_not_at_the_same(at_work: Twelve) -> None:
    first, second = SetMeeting.objects.filter(learning_set=at_work.set_of("P01")).order_by("number")[:2]
    noted = reflecting.commit(at_work.user("P01"), uuid.uuid4(), text="Said today.", due_on=None, meeting=first)

    at_first = [one.key for one in reflecting.for_review(at_work.user("P01"), first)]
    at_second = [one.key for one in reflecting.for_review(at_work.user("P01"), second)]

    assert (noted.key in at_first, noted.key in at_second) == (False, True)


def test_what_was_done_before_the_last_meeting_is_not_reviewed_again(at_work: Twelve) -> None:
    first, second = SetMeeting.objects.filter(learning_set=at_work.set_of("P01")).order_by("number")[:2]
    SetMeeting.objects.filter(pk=first.pk).update(starts_at=timezone.now() - timedelta(days=2))
    old = reflecting.commit(at_work.user("P01"), uuid.uuid4(), text="Long done.", due_on=None)
    earlier = timezone.now() - timedelta(days=3)
    for key in (own_action_key(), old.key):
        ActionCommitment.objects.filter(key=key).update(changed_at=earlier, written_at=earlier)
        reflecting.report(at_work.user("P01"), key, "done")
    ActionCommitment.objects.filter(key=old.key).update(changed_at=earlier)

    assert [one.text for one in reflecting.for_review(at_work.user("P01"), second)] == [WORDS]


def own_action_key() -> uuid.UUID:
    return ActionCommitment.objects.exclude(text="").earliest("pk").key


@pytest.mark.parametrize("shared", [1, 3])
def test_the_sets_page_takes_as_many_queries_however_much_is_shared(at_work: Twelve, shared: int) -> None:
    for _ in range(shared - 1):
        more = reflecting.commit(at_work.user("P01"), uuid.uuid4(), text="More.", due_on=None)
        reflecting.share(at_work.user("P01"), more.key, at_work.place_of("P01"))
    client = signed_in(at_work.user("P01"))
    client.get(at_work.step.door("start"))

    with CaptureQueriesContext(connection) as seen:
        client.get(at_work.step.door("start"))
    with CaptureQueriesContext(connection) as actions:
        client.get(at_work.step.door("actions"))

    assert len(actions) <= 15
    assert len([one for one in seen if "actionsets_actioncommitment" in one["sql"]]) == 1


def log(twelve: Twelve, who: str, wanted: str = "") -> str:
    client, where = signed_in(twelve.user(who)), twelve.step.door("log")
    return (client.post(where, {"q": wanted}) if wanted else client.get(where)).content.decode()


def test_the_log_holds_nothing_of_anybody_else(at_work: Twelve) -> None:
    fellow = fellow_of(at_work, "P01")
    reflecting.write(at_work.user("P01"), uuid.uuid4(), text="A Quixotic thought.")

    assert "Quixotic" not in log(at_work, fellow)
    assert "Quixotic" not in log(at_work, fellow, "Quixotic").replace("“Quixotic”", "").replace('"Quixotic"', "")


def test_the_log_is_by_time_the_latest_first(at_work: Twelve) -> None:
    reflecting.write(at_work.user("P01"), uuid.uuid4(), text="A later thought.")

    text = log(at_work, "P01")

    assert 0 < text.index("A later thought.") < text.index(WORDS)


def test_the_log_finds_ones_own_words_whatever_their_accents(at_work: Twelve) -> None:
    reflecting.write(at_work.user("P01"), uuid.uuid4(), text="Siân said no at first.")

    found = log(at_work, "P01", "FIRST sian")

    assert ("said no at first" in found, WORDS in found) == (True, False)


def test_a_log_with_nothing_in_it_says_what_will_be_there(at_work: Twelve) -> None:
    assert "Nothing written yet" in log(at_work, fellow_of(at_work, "P01"))


@pytest.mark.parametrize("wanted", ["\x00", "x" * 5000])
def test_the_log_says_what_it_cannot_look_for(at_work: Twelve, wanted: str) -> None:
    page = signed_in(at_work.user("P01")).post(at_work.step.door("log"), {"q": wanted})

    assert (page.status_code, page.content.decode().count("govuk-error-summary__title")) == (422, 1)


def test_words_that_are_looked_for_stand_in_no_address(at_work: Twelve) -> None:
    assert 'method="get"' not in log(at_work, "P01")


@pytest.mark.parametrize("query", ["?q=anything", "?page=999999999999", "?page=x&all"])
def test_the_log_takes_any_question(at_work: Twelve, query: str) -> None:
    assert signed_in(at_work.user("P01")).get(f"{at_work.step.door('log')}{query}").status_code == 200

"""Leaving: the set reads that somebody has left, and nothing else; it agrees anew; what was written stays its owner's."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from actionsets import agreeing, convening, forecasting, leaving, reflecting
from actionsets.models import LearningSet, SetMeeting, SetMembership, SetProposal
from actionsets.models.private import Reflection
from actionsets.refusals import ProposalClosed
from elearning.programmes import enrolling
from elearning.programmes.models import Enrolment, LeavingReason
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in


def door(twelve: Twelve, key: str) -> str:
    return reverse("actionsets:leave", args=[twelve.cohort.public_id, twelve.people[key].public_id])


def others_of(twelve: Twelve, key: str) -> list[str]:
    """The keys of those who share a set with `key`."""
    mine = twelve.set_of(key)
    return [other for other in twelve.people if other != key and twelve.set_of(other) == mine]


@pytest.mark.parametrize("who", ["P01", "P12", "stranger"])
def test_leaving_of_somebody_is_not_there_for_those_who_do_not_run_the_cohort(
    twelve: Twelve, confirmed: None, who: str
) -> None:
    client = signed_in(twelve.user(who) if who in twelve.people else factories.user("Zoe Example"))

    assert client.post(door(twelve, "P02"), {"what": "withdrawn"}).status_code == 404
    assert Enrolment.objects.get(pk=twelve.people["P02"].pk).is_taking_part


def test_a_facilitator_removes_nobody(twelve: Twelve, confirmed: None) -> None:
    said = signed_in(twelve.fay).post(door(twelve, "P01"), {"what": "removed"})

    assert (said.status_code, Enrolment.objects.get(pk=twelve.people["P01"].pk).state) == (422, "active")


@pytest.mark.parametrize(
    ("what", "state"),
    [("set", "active"), ("withdrawn", "withdrawn"), ("deferred", "deferred"), ("removed", "removed")],
)
def test_place_ends_whatever_is_left(twelve: Twelve, at_work: None, what: str, state: str) -> None:
    place = twelve.place_of("P01")

    signed_in(twelve.max).post(door(twelve, "P01"), {"what": what, "why": "never_came"})

    assert SetMembership.objects.get(pk=place.pk).ended_at is not None
    assert Enrolment.objects.get(pk=twelve.people["P01"].pk).state == state


def test_removing_somebody_needs_a_reason_which_is_kept_without_their_name(twelve: Twelve, at_work: None) -> None:
    client = signed_in(twelve.max)
    without = client.post(door(twelve, "P01"), {"what": "removed"})
    client.post(door(twelve, "P01"), {"what": "removed", "why": "never_came"})

    assert (without.status_code, LeavingReason.objects.values_list("code", flat=True).get()) == (422, "never_came")


def test_a_facilitator_is_not_asked_for_a_reason(twelve: Twelve, at_work: None) -> None:
    client = signed_in(twelve.fay)
    page = client.get(door(twelve, "P01")).content.decode()
    client.post(door(twelve, "P01"), {"what": "withdrawn", "why": "never_came"})

    assert ("never_came" in page, LeavingReason.objects.count()) == (False, 0)


def test_whoever_leaves_the_programme_is_asked_why_afterwards(twelve: Twelve, at_work: None) -> None:
    said = signed_in(twelve.user("P01")).post(twelve.step.door("leave"), {"what": "withdrawn"})

    assert said.headers["Location"] == reverse("programmes:why_left", args=[twelve.people["P01"].public_id])


def test_others_read_that_somebody_has_left_and_nothing_else(twelve: Twelve, confirmed: None) -> None:
    other = others_of(twelve, "P01")[0]
    leaving.leave_programme(twelve.people["P01"], "withdrawn", by=twelve.fay)

    page = signed_in(twelve.user(other)).get(twelve.step.door("agreement")).content.decode()

    assert page.count("P01 Example has left the set.") == 1
    assert [word for word in ("withdrawn", "Withdrawn", "Moved to a later", "programme manager") if word in page] == []


def test_facilitator_reads_that_somebody_has_left(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    leaving.leave_set(twelve.place_of("P01"), by=twelve.user("P01"))

    page = (
        signed_in(twelve.fay)
        .get(reverse("actionsets:set", args=[twelve.cohort.public_id, one.number]))
        .content.decode()
    )

    assert page.count("P01 Example has left the set.") == 1


def test_nobody_is_told_of_somebody_who_said_no(twelve: Twelve) -> None:
    twelve.send()
    convening.decline(twelve.place_of("P01"))
    place = SetMembership.objects.get(enrolment=twelve.people["P01"])

    assert leaving.gone(place.learning_set) == []


def test_who_came_later_is_not_told(twelve: Twelve, confirmed: None) -> None:
    other = twelve.place_of(others_of(twelve, "P01")[0])
    leaving.leave_set(twelve.place_of("P01"), by=twelve.fay)
    other.joined_at = timezone.now()

    assert leaving.gone_since(other) == []


def test_set_agrees_anew_and_the_leaver_is_let_out(twelve: Twelve, at_work: None) -> None:
    one, other = twelve.set_of("P01"), others_of(twelve, "P01")[0]
    agreeing.acknowledge(twelve.place_of(other), twelve.step)
    client = signed_in(twelve.user("P01"))

    client.post(twelve.step.door("leave"), {"what": "set"})

    assert one.agreements.count() == 2
    assert client.get(twelve.step.door("agreement")).status_code == 404
    assert signed_in(twelve.user(other)).get(twelve.step.url).status_code == 302


def test_who_left_the_set_reads_what_they_wrote(twelve: Twelve, at_work: None) -> None:
    reflecting.write(twelve.user("P01"), UUID(int=7), text="A thought of mine.")
    leaving.leave_set(twelve.place_of("P01"), by=twelve.fay)
    client = signed_in(twelve.user("P01"))

    assert "A thought of mine." in client.get(twelve.step.door("reflections")).content.decode()
    assert client.get(twelve.step.url).content.decode().count("stays yours") == 1
    assert client.get(twelve.step.door("meeting", number=1)).status_code == 404


@pytest.mark.parametrize("door", ["actions", "reflections", "log"])
def test_who_left_finds_their_notes_while_another_set_is_offered(twelve: Twelve, at_work: None, door: str) -> None:
    reflecting.write(twelve.user("P01"), UUID(int=7), text="A thought of mine.")
    leaving.leave_set(twelve.place_of("P01"), by=twelve.fay)
    offered = SetProposal.objects.create(
        cohort=twelve.cohort, state="sent", sent_at=timezone.now(), consent_ends_on=twelve.cohort.today
    )
    other = LearningSet.objects.create(proposal=offered, cohort=twelve.cohort, number=9)
    SetMembership.objects.create(learning_set=other, enrolment=twelve.people["P01"])

    page = signed_in(twelve.user("P01")).get(twelve.step.door(door))

    assert page.status_code == 200
    assert page.content.decode().count("A thought of mine.") >= (door != "actions")


def test_own_notes_stay_open_while_the_set_agrees_anew_and_not_before_it_ever_has(
    twelve: Twelve, at_work: None
) -> None:
    one = twelve.set_of("P01")
    new = next(key for key in twelve.people if key != "P01" and twelve.set_of(key) == one)
    agreeing.reopen(one)

    answers = [signed_in(twelve.user(key)).get(twelve.step.door("actions")).status_code for key in ("P01", new)]

    assert answers == [200, 302]
    assert signed_in(twelve.user("P01")).get(twelve.step.door("meeting", number=1)).status_code == 302


@pytest.mark.parametrize("how", ["get", "post"])
def test_who_left_shares_nothing_with_the_set_any_more(twelve: Twelve, at_work: None, how: str) -> None:
    action = reflecting.commit(twelve.user("P01"), UUID(int=8), text="Ring the depot.", due_on=None)
    reflecting.share(twelve.user("P01"), action.key, twelve.place_of("P01"))
    leaving.leave_set(twelve.place_of("P01"), by=twelve.fay)
    client, where = signed_in(twelve.user("P01")), twelve.step.door("action_share", action.key)

    assert (client.get(where) if how == "get" else client.post(where, {"share": "yes"})).status_code == 404
    shown = client.get(twelve.step.door("actions")).content.decode()
    assert [words in shown for words in ("Ring the depot.", "Share with the set", "can read it since")] == [
        True,
        False,
        False,
    ]


def test_who_never_had_a_set_has_no_notes(twelve: Twelve) -> None:
    twelve.send()
    convening.decline(twelve.place_of("P01"))

    assert signed_in(twelve.user("P01")).get(twelve.step.door("reflections")).status_code == 404


def test_what_the_leaver_wrote_stays(twelve: Twelve, at_work: None) -> None:
    reflecting.write(twelve.user("P01"), UUID(int=7), text="Mine.")

    leaving.leave_programme(twelve.people["P01"], "withdrawn", by=twelve.user("P01"))

    assert Reflection.objects.get().owner == twelve.user("P01")


def test_mails_are_neutral_and_take_the_dates_away(
    twelve: Twelve, confirmed: None, django_capture_on_commit_callbacks: object
) -> None:
    others = others_of(twelve, "P01")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        leaving.leave_set(twelve.place_of("P01"), by=twelve.fay)

    own = [one for one in mail.outbox if one.to == [twelve.user("P01").email]]
    said = "\n".join(f"{one.subject}\n{one.body}" for one in mail.outbox if one not in own)
    assert len(mail.outbox) == len(others) + 2
    assert [word for word in ("P01", "left", "Set 1", "Set 2", "LEAD", "TRAK") if word in said] == []
    assert [kind for _name, _content, kind in own[0].attachments] == ["text/calendar; method=CANCEL"] * 5


def test_forecast_is_counted_anew(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    meetings = list(one.meetings.select_related("learning_set__cohort"))

    before = forecasting.turns(twelve.step, one, meetings, 6)
    after = forecasting.turns(twelve.step, one, meetings, 5)

    assert (before, after, forecasting.turns(twelve.step, one, meetings, 0)) == (2.0, 2.5, 0)


def test_a_set_that_is_over_is_not_left(twelve: Twelve, confirmed: None) -> None:
    place = twelve.place_of("P01")
    place.learning_set.state = "closed"
    place.learning_set.save()

    with pytest.raises(ProposalClosed):
        leaving.leave_set(place, by=twelve.fay)


def test_leaving_twice_changes_nothing(twelve: Twelve, confirmed: None) -> None:
    place = twelve.place_of("P01")
    leaving.leave_set(place, by=twelve.fay)

    with pytest.raises(ProposalClosed):
        leaving.leave_set(place, by=twelve.fay)
    leaving.leave_programme(twelve.people["P01"], "withdrawn", by=twelve.fay)
    with pytest.raises(enrolling.NotPossibleError):
        leaving.leave_programme(twelve.people["P01"], "deferred", by=twelve.fay)


def test_before_the_sets_are_confirmed_nobody_is_told(
    twelve: Twelve, django_capture_on_commit_callbacks: object
) -> None:
    sent = twelve.send()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        leaving.leave_programme(twelve.people["P01"], "deferred", by=twelve.max)

    assert mail.outbox == []
    assert type(sent).objects.get(pk=sent.pk).revision == sent.revision + 1


def test_who_left_the_set_chooses_freely_again(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    SetMeeting.objects.filter(learning_set=one, number=1).update(
        starts_at=datetime(2026, 1, 1, tzinfo=UTC), ends_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=2)
    )
    leaving.leave_set(twelve.place_of("P01"), by=twelve.fay)

    assert Enrolment.objects.get(pk=twelve.people["P01"].pk).has_met is False


@pytest.mark.parametrize("sent", [{}, {"what": "all"}, {"what": "removed"}])
def test_bad_input_is_said_beside_the_question(twelve: Twelve, at_work: None, sent: dict[str, str]) -> None:
    assert signed_in(twelve.user("P01")).post(twelve.step.door("leave"), sent).status_code == 422


def test_safety_page_shows_whom_to_turn_to(twelve: Twelve, confirmed: None) -> None:
    page = signed_in(twelve.user("P01")).get(twelve.step.door("safety")).content.decode()

    assert page.count("safeguarding lead of your own organisation") == 1


def test_without_words_there_is_no_safety_page(twelve: Twelve) -> None:
    twelve.step.safety = ""
    twelve.step.save()

    assert signed_in(twelve.user("P01")).get(twelve.step.door("safety")).status_code == 404

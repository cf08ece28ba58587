"""Incidents, pauses, and people who must not share a set by now: what is kept, who is told, and what nobody reads."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from actionsets import convening, pausing, recomposing, reminding, separating
from actionsets.models import LearningSet, SetIncident, SetMembership
from actionsets.refusals import NotTogether
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in


def together(twelve: Twelve) -> tuple[str, str]:
    """The keys of two who share a set and are of two organisations."""
    keys = list(twelve.people)
    pairs = [(a, b) for a in keys for b in keys if a < b and twelve.set_of(a) == twelve.set_of(b)]
    return next((a, b) for a, b in pairs if twelve.people[a].organisation_id != twelve.people[b].organisation_id)


def found(twelve: Twelve) -> list[tuple[str, str]]:
    return [
        (one.kind, one.first.user.name) for one in recomposing.findings(list(LearningSet.objects.order_by("number")))
    ]


def set_page(twelve: Twelve, one: LearningSet) -> str:
    return reverse("actionsets:set", args=[twelve.cohort.public_id, one.number])


def test_sets_as_they_were_formed_need_no_review(twelve: Twelve, confirmed: None) -> None:
    assert found(twelve) == []


def test_new_line_manager_in_the_set_is_found(twelve: Twelve, confirmed: None) -> None:
    boss, report = together(twelve)
    twelve.people[report].line_manager_email = twelve.user(boss).email.upper()
    twelve.people[report].save()

    assert found(twelve) == [("line_management", f"{boss} Example")]


def test_manager_further_up_the_line_is_found(twelve: Twelve, confirmed: None) -> None:
    boss, report = together(twelve)
    between = next(key for key in twelve.people if twelve.set_of(key) != twelve.set_of(boss))
    for below, above in ((report, between), (between, boss)):
        twelve.people[below].line_manager_email = twelve.user(above).email
        twelve.people[below].save()

    assert found(twelve) == [("line_management", f"{boss} Example")]


def test_facilitator_who_becomes_a_members_manager_is_found(twelve: Twelve, confirmed: None) -> None:
    twelve.people["P05"].line_manager_email = twelve.fay.email
    twelve.people["P05"].save()

    assert found(twelve) == [("facilitator", "P05 Example")]


def test_facilitator_is_told_without_a_name_or_a_reason(twelve: Twelve, confirmed: None) -> None:
    first, second = together(twelve)
    separating.declare(twelve.people[first], twelve.user(second).name)

    page = signed_in(twelve.fay).get(set_page(twelve, twelve.set_of(first))).content.decode()

    banner = page.split('id="watch-title"')[1].split("</section>")[0]
    assert banner.count("Its composition needs review") == 1
    assert [word for word in (first, second, "apart", "declared", "Declared") if word in banner] == []


def test_review_is_there_for_the_manager_alone(twelve: Twelve, confirmed: None) -> None:
    door = reverse("actionsets:composition", args=[twelve.cohort.public_id])
    people = [twelve.max, twelve.fay, twelve.user("P01"), factories.user("Zoe Example")]

    assert [signed_in(who).get(door).status_code for who in people] == [200, 404, 404, 404]


def test_manager_reads_whom_it_concerns_and_lets_a_line_stand(twelve: Twelve, confirmed: None) -> None:
    boss, report = together(twelve)
    twelve.people[report].line_manager_email = twelve.user(boss).email
    twelve.people[report].save()
    door, client = reverse("actionsets:composition", args=[twelve.cohort.public_id]), signed_in(twelve.max)
    page = client.get(door).content.decode()
    mark = recomposing.findings([twelve.set_of(boss)])[0].mark

    client.post(door, {"pair": mark})

    assert (f"{boss} Example" in page, f"{report} Example" in page, found(twelve)) == (True, True, [])


def test_what_somebody_declared_is_not_let_stand(twelve: Twelve, confirmed: None) -> None:
    first, second = together(twelve)
    separating.declare(twelve.people[first], twelve.user(second).name)
    finding = recomposing.findings([twelve.set_of(first)])[0]

    with pytest.raises(NotTogether):
        recomposing.let_stand(finding, by=twelve.max)


def test_organisations_in_a_tender_are_kept_apart(twelve: Twelve, confirmed: None) -> None:
    first, second = together(twelve)
    door = reverse("actionsets:composition", args=[twelve.cohort.public_id])
    sent = {"one": twelve.people[first].organisation.slug, "other": twelve.people[second].organisation.slug}

    for _again in range(2):
        signed_in(twelve.max).post(door, sent)

    assert {kind for kind, _name in found(twelve)} == {"manager"}
    assert twelve.cohort.separation_rules.filter(kind="manager").count() == 9


@pytest.mark.parametrize("sent", [{"one": ""}, {"one": "x", "other": "y"}])
def test_two_organisations_are_needed(twelve: Twelve, sent: dict[str, str]) -> None:
    assert (
        signed_in(twelve.max).post(reverse("actionsets:composition", args=[twelve.cohort.public_id]), sent).status_code
        == 422
    )


def test_who_was_placed_knowingly_needs_no_review(twelve: Twelve) -> None:
    from_start = twelve.propose()
    boss, report = "P01", "P02"
    place = SetMembership.objects.get(enrolment=twelve.people[report])
    from_start.moves.create(
        revision=1,
        enrolment=twelve.people[report],
        broke=[["line management", [f"{twelve.people[key].pk:09d}" for key in (boss, report)]]],
    )
    place.learning_set = SetMembership.objects.get(enrolment=twelve.people[boss]).learning_set
    place.save()

    assert recomposing.findings([place.learning_set]) == []


def test_findings_ask_the_same_questions_for_one_set_and_two(
    twelve: Twelve, confirmed: None, django_assert_num_queries: object
) -> None:
    sets = list(LearningSet.objects.select_related("facilitator"))
    for some in (sets[:1], sets):
        with django_assert_num_queries(5):  # type: ignore[operator]
            recomposing.findings(some)


# --- Something has happened -------------------------------------------------------------------------------------------


def day(on: date) -> dict[str, str]:
    """A day as the form sends it."""
    return {"happened_on_day": str(on.day), "happened_on_month": str(on.month), "happened_on_year": str(on.year)}


def incidents(one: LearningSet) -> str:
    return reverse("actionsets:incidents", args=[one.cohort.public_id, one.number])


def test_incident_has_a_day_a_kind_an_outcome_and_no_room_for_words(twelve: Twelve) -> None:
    fields = {field.name for field in SetIncident._meta.get_fields()}

    assert fields == {"id", "learning_set", "happened_on", "kind", "outcome", "noted_at"}


def test_incidents_are_for_the_sets_facilitator_and_the_manager(twelve: Twelve, confirmed: None) -> None:
    sam = factories.user("Sam Second")
    twelve.cohort.roles.create(user=sam, kind="facilitator")
    people = [twelve.fay, twelve.max, sam, twelve.user("P01")]

    answers = [signed_in(who).get(incidents(twelve.set_of("P01"))).status_code for who in people]

    assert answers == [200, 200, 404, 404]


def test_manager_gets_a_neutral_mail(
    twelve: Twelve, confirmed: None, django_capture_on_commit_callbacks: object
) -> None:
    mail.outbox.clear()
    sent = {**day(twelve.cohort.today), "kind": "confidence", "do": "note"}

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        signed_in(twelve.fay).post(incidents(twelve.set_of("P01")), sent)

    assert [message.to for message in mail.outbox] == [[twelve.max.email]]
    said = f"{mail.outbox[0].subject} {mail.outbox[0].body}".split("http")[0]
    assert [word for word in ("confidence", "outside", "Set ", "P01", "set") if word in said] == []
    assert SetIncident.objects.get().outcome == "open"


def test_outcome_is_said_later(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    noted = pausing.note(one, kind="conduct", happened_on=one.cohort.today, by=twelve.fay)

    signed_in(twelve.max).post(incidents(one), {"do": "conclude", "incident": str(noted.pk), "outcome": "talked"})

    assert SetIncident.objects.get().outcome == "talked"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"do": "note"}, 422),
        ({"do": "note", **day(date(2999, 1, 1)), "kind": "confidence"}, 302),
        ({"do": "conclude", "incident": "999999999999999999999", "outcome": "talked"}, 302),
        ({"do": "conclude", "incident": "7", "outcome": "talked"}, 404),
        ({"do": "take-up"}, 302),
        ({"do": "shout"}, 200),
    ],
)
def test_bad_input_changes_nothing(twelve: Twelve, confirmed: None, sent: dict[str, str], status: int) -> None:
    assert signed_in(twelve.fay).post(incidents(twelve.set_of("P01")), sent).status_code == status
    assert SetIncident.objects.count() == 0


def test_set_pauses_and_takes_up_again(twelve: Twelve, at_work: None) -> None:
    one, client, member = twelve.set_of("P01"), signed_in(twelve.fay), signed_in(twelve.user("P01"))

    client.post(incidents(one), {"do": "pause"})
    paused = member.get(twelve.step.url).content.decode()
    client.post(incidents(one), {"do": "take-up"})
    again = member.get(twelve.step.url).content.decode()

    assert (paused.count("Your set pauses"), again.count("Your set pauses")) == (1, 0)


def test_who_pauses_is_not_reminded(twelve: Twelve, confirmed: None) -> None:
    first, other = LearningSet.objects.order_by("number")
    before = {due.user.pk for due in reminding.meetings(timezone.now())}
    pausing.pause(first)

    after = {due.user.pk for due in reminding.meetings(timezone.now())}

    held = set(SetMembership.objects.live().filter(learning_set=other).values_list("enrolment__user", flat=True))
    assert (len(before), after) == (12, held)


def test_pausing_twice_is_refused(twelve: Twelve, confirmed: None) -> None:
    one = twelve.set_of("P01")
    pausing.pause(one)

    with pytest.raises(pausing.NotNow):
        pausing.pause(one)


def test_a_set_that_is_proposed_has_no_incidents(twelve: Twelve) -> None:
    twelve.send()
    one = twelve.set_of("P01")

    with pytest.raises(pausing.NotNow):
        pausing.note(one, kind="other", happened_on=one.cohort.today - timedelta(days=1), by=twelve.fay)
    assert signed_in(twelve.fay).get(incidents(one)).status_code == 404


def test_facilitator_cannot_be_given_to_their_own_people(twelve: Twelve, confirmed: None) -> None:
    twelve.people["P05"].line_manager_email = twelve.fay.email
    twelve.people["P05"].save()

    with pytest.raises(convening.CannotLead):
        convening.assign(twelve.set_of("P05"), twelve.fay)

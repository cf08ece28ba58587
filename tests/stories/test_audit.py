"""The table of the audit log, walked: each act, done by whoever may do it, leaves one line that the person concerned reads;
whoever may not leaves none."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from actionsets import convening, separating
from actionsets.models import SeparationRule, SetMembership
from actionsets.rehearsing.sets import latest
from elearning.accounts.models import User
from elearning.auditing import watched
from elearning.auditing.models import AuditEntry
from elearning.evaluations.forms import FinalForm
from elearning.evaluations.models import PracticeStory
from elearning.events.models import Coming, LearningEvent
from elearning.partnering.models import Answer
from elearning.programmes.models import Enrolment
from elearning.values.models import ValuesBoard
from tests.stories.doors import DOORS, handed_in, held
from tests.stories.people import People, undone

What = Callable[[People], Any]
# In tests/auditing (breaking, accounts), tests/evaluations/test_figures.py and tests/actionsets/test_retracing.py.
ELSEWHERE = {"manage.py break_glass", "manage.py break_glass (refused)", "the clock: snapshots"}
ELSEWHERE |= {"wagtailusers_users:edit", "actionsets:undo", "actionsets:redo"}


@dataclass(frozen=True)
class Deed:
    """Who does it, whom it is about, what is sent (nothing: it is only opened), what must be there first, and where."""

    by: str
    about: What
    sends: What | None = None
    first: What | None = None
    where: What | None = None
    is_new: bool = False


def user(who: str) -> What:
    return lambda people: people.users[who]


def in_hand(people: People) -> Any:
    return people.stage.cohorts["running"].set_proposals.latest("pk")


def revision(people: People) -> dict[str, str]:
    return {"revision": str(latest(in_hand(people)))}


def all_agree(people: People) -> None:
    places = SetMembership.objects.live().filter(learning_set__proposal=in_hand(people))
    places.update(consent=SetMembership.Consent.ACCEPTED)


def confirmed(people: People) -> None:
    all_agree(people)
    convening.confirm(in_hand(people), revision=latest(in_hand(people)))


def declared(people: People) -> None:
    """The member asked not to share a set with the fellow, who sits in theirs."""
    fellow = people.users["fellow"]
    assert fellow
    separating.declare(people.enrolment("member"), fellow.email)


def shows_values(people: People) -> None:
    ValuesBoard.objects.update_or_create(enrolment=people.enrolment("member"), defaults={"to_facilitators": True})


def needs_a_ramp(people: People) -> None:
    event = LearningEvent.objects.get(public_id=held(people))
    mine = people.enrolment("member")
    Coming.objects.update_or_create(event=event, enrolment=mine, defaults={"state": "coming", "needs": "A ramp"})


def story(people: People) -> PracticeStory:
    return PracticeStory.objects.select_related("enrolment__user").get(public_id=handed_in(people))


def teller(people: People) -> User:
    found: User = story(people).enrolment.user
    return found


def final_words(people: People) -> dict[str, Any]:
    form = FinalForm(instance=story(people))
    return {name: form[name].value() or "" for name in form.fields}


def shares_answers(people: People) -> None:
    theirs = Answer.objects.filter(sheet__enrolment__cohort=people.stage.cohorts["finished"]).exclude(text="")
    Answer.objects.filter(pk=theirs[0].pk).update(shared=True)


def who_shares(people: People) -> User:
    shared = Answer.objects.shared_in(people.stage.cohorts["finished"]).select_related("sheet__enrolment__user")
    found: User = shared[0].sheet.enrolment.user
    return found


def unmatched(people: People) -> dict[str, Any]:
    """The declaration, and whom it means."""
    rule = SeparationRule.objects.get(declared_by=people.users["declarer"])
    return {"rule": rule.pk, "other": people.enrolment("half way").pk}


def new_list(people: People) -> dict[str, str]:
    """A list of one new person, as the page before showed it."""
    address = reverse("programmes:invite", args=[people.stage.cohorts["running"].public_id])
    shown = people.client("facilitator").post(address, {"pasted": "Ned New, ned.new@example.org, Wenlow, Clerk"})
    found = re.search(r'name="sealed" value="([^"]+)"', shown.content.decode())
    assert found
    return {"sealed": found[1]}


def all_but_the_member(people: People) -> dict[str, list[int]]:
    others = people.stage.cohorts["finished"].enrolments.taking_part().exclude(user=people.users["member"])
    return {"present": list(others.values_list("pk", flat=True))}


def came(people: People) -> None:
    """All were noted as being at the workshop, but for nobody."""
    address = DOORS["programmes:attendance"].where(people)
    everybody = people.stage.cohorts["finished"].enrolments.taking_part()
    people.client("second facilitator").post(address, {"present": list(everybody.values_list("pk", flat=True))})


def was_away(people: People) -> dict[str, str]:
    """What is noted of the first meeting, but that the member was away."""
    mine = SetMembership.objects.live().get(enrolment=people.enrolment("member"))
    members = SetMembership.objects.live().filter(learning_set=mine.learning_set)
    noted = {one.membership_id: one.status for one in mine.learning_set.meetings.get(number=1).attendance.all()}
    said = {f"member-{one.pk}": noted.get(one.pk, "present") for one in members}
    return {**said, f"member-{mine.pk}": "absent"}


def two(people: People) -> dict[str, Any]:
    return {"stays": people.enrolment("member").public_id, "goes": people.enrolment("fellow").public_id}


def latecomer(people: People) -> Enrolment:
    return people.stage.cohorts["running"].enrolments.select_related("user").get(user__last_name="Latecomer")


def open_set(people: People) -> dict[str, str]:
    """A set at work that the latecomer can still join."""
    page = people.client("manager").get(DOORS["actionsets:join"].where(people)).content.decode()
    found = re.search(r'name="to" value="(\d+)"', page)
    assert found
    AuditEntry.objects.all().drop_person(latecomer(people).user)  # looking for the set was noted too
    return {"to": found[1], "set_agrees": "on"}


def of_finished(name: str) -> What:
    return lambda people: reverse(name, args=[people.stage.cohorts["finished"].public_id])


DEEDS: dict[str, Deed] = {
    "profiles:shared": Deed("facilitator", user("member"), lambda people: {}),
    "partnering:shared": Deed("facilitator", who_shares, first=shares_answers),
    "values:shown": Deed("facilitator", user("member"), first=shows_values),
    "evaluations:case": Deed("manager", teller),
    "evaluations:case (sent)": Deed("manager", teller, final_words),
    "stories:decide": Deed("manager", user("fellow")),
    "stories:decide (sent)": Deed(
        "manager", user("fellow"), lambda people: {"give_back": "1", "reason": "It names a street."}
    ),
    "opportunities:moderate": Deed(
        "manager", user("member"), lambda people: {"take_down": "1", "reason": "The room is let."}
    ),
    "events:desk": Deed("manager", user("member"), first=needs_a_ramp),
    "actionsets:kept_apart": Deed("manager", user("declarer")),
    "actionsets:kept_apart (sent)": Deed("manager", user("declarer"), unmatched),
    "actionsets:composition": Deed(
        "manager", user("member"), first=declared, where=of_finished("actionsets:composition")
    ),
    "actionsets:move": Deed("facilitator", user("running")),
    "actionsets:move (sent)": Deed(
        "manager", user("running"), lambda people: {**revision(people), "to": "0", "reason": "They asked to wait."}
    ),
    "actionsets:join": Deed("manager", lambda people: latecomer(people).user),
    "actionsets:join (sent)": Deed("manager", lambda people: latecomer(people).user, open_set, confirmed),
    "actionsets:confirm": Deed("facilitator", user("running"), revision, all_agree),
    "actionsets:leave": Deed(
        "manager",
        user("member"),
        lambda people: {"what": "withdrawn"},
        where=lambda people: reverse(
            "actionsets:leave", args=[people.stage.cohorts["finished"].public_id, people.enrolment("member").public_id]
        ),
    ),
    "actionsets:attendance": Deed("facilitator", user("member"), was_away),
    "workshops:attend": Deed(
        "facilitator", user("member"), lambda people: {"act": "untick", "person": people.enrolment("member").public_id}
    ),
    "programmes:our_people": Deed(
        "coordinator",
        lambda people: (
            people.stage.cohorts["running"]
            .enrolments.filter(
                organisation__in=people.users["coordinator"].cohort_roles.values("organisation")  # type: ignore[union-attr]
            )[0]
            .user
        ),
    ),
    "programmes:export_board": Deed("facilitator", user("member")),
    "programmes:confirm_invitations": Deed(
        "facilitator",
        lambda people: User.objects.get(email="ned.new@example.org"),
        new_list,
        where=lambda people: reverse(
            "programmes:confirm_invitations", args=[people.stage.cohorts["running"].public_id]
        ),
        is_new=True,
    ),
    "programmes:resend": Deed("manager", lambda people: people.stage.people["R28"].user, lambda people: {}),
    "programmes:revoke": Deed("manager", lambda people: people.stage.people["R28"].user, lambda people: {}),
    "programmes:attendance": Deed("facilitator", user("member"), all_but_the_member, came),
    "programmes:roles": Deed(
        "manager",
        user("stranger"),
        lambda people: {"email": people.users["stranger"].email, "kind": "facilitator"},  # type: ignore[union-attr]
    ),
    "programmes:end_role": Deed("manager", user("facilitator"), lambda people: {}),
    "programmes:twice": Deed("manager", user("member"), two),
    "records:data": Deed("member", user("member")),
    "records:page": Deed("member", user("member")),
    "records:pdf": Deed("member", user("member"), lambda people: {}),
}


def test_every_door_of_the_table_is_tried() -> None:
    assert set(watched.DOORS) - ELSEWHERE == set(DEEDS)


def done(people: People, name: str, deed: Deed, *, by: str) -> HttpResponse:
    address = (deed.where or DOORS[name.removesuffix(" (sent)")].where)(people)
    client = people.client(by)
    return client.post(address, deed.sends(people)) if deed.sends else client.get(address)


@pytest.mark.parametrize("name", DEEDS)
def test_the_act_leaves_one_line_that_the_person_concerned_reads(people: People, name: str) -> None:
    deed, told = DEEDS[name], watched.DOORS[name]
    with undone():
        if deed.first:
            deed.first(people)
        # Who has looked within the hour is not noted again: the demonstration has begun with what people did.
        about = None if deed.is_new else deed.about(people)
        if about:
            AuditEntry.objects.all().drop_person(about)

        answers = [done(people, name, deed, by=deed.by) for _ in range(2 if told.looks and told.act == "looked" else 1)]

        lines = AuditEntry.objects.readable_by(about or deed.about(people))
        actor = people.users[deed.by]
        assert [answer.status_code for answer in answers if answer.status_code not in {200, 302}] == []
        assert list(lines.values_list("act", "thing", "by")) == [(told.act, told.thing, actor and actor.pk)]


OWN = {"records:data", "records:page", "records:pdf"}


@pytest.mark.parametrize("name", sorted(set(DEEDS) - OWN))
@pytest.mark.parametrize("who", ["stranger", "visitor", "publisher"])
def test_whoever_may_not_leaves_none(people: People, name: str, who: str) -> None:
    deed = DEEDS[name]
    with undone():
        if deed.first:
            deed.first(people)
        sends = deed.sends(people) if deed.sends else None
        since, address = timezone.now(), (deed.where or DOORS[name.removesuffix(" (sent)")].where)(people)

        answer = people.client(who).get(address) if sends is None else people.client(who).post(address, sends)

        assert answer.status_code in {302, 403, 404}
        assert AuditEntry.objects.filter(at__gte=since).count() == 0


def test_whom_a_declaration_names_reads_nothing_of_it(people: People) -> None:
    """Neither that it was read nor that a set is looked at for it (DOMAIN 7.1)."""
    deed = DEEDS["actionsets:composition"]
    with undone():
        declared(people)
        since = timezone.now() - timedelta(seconds=1)
        done(people, "actionsets:composition", deed, by="manager")
        done(
            people,
            "actionsets:kept_apart",
            Deed("manager", user("member"), where=of_finished("actionsets:kept_apart")),
            by="manager",
        )

        lines = AuditEntry.objects.filter(at__gte=since)
        assert set(lines.values_list("about", flat=True)) == {people.users["member"].pk}  # type: ignore[union-attr]

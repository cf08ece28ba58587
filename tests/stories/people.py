"""Who knocks at the doors: the demonstration's people, staff of elsewhere, and somebody who has left."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.utils import timezone

from actionsets import convening, meeting, proposing
from actionsets.models import DatePoll, LearningSet, SetMembership, Substitution
from actionsets.rehearsing.people import Stage
from actionsets.rehearsing.sets import SETTINGS, latest
from elearning.accounts.models import User
from elearning.agreements import drafting
from elearning.agreements.drafting import Partner
from elearning.partnering import checking, siding
from elearning.partnering.models import HealthCheck, WorkshopPage
from elearning.programmes.models import CohortRole, Enrolment, ProgrammeManager
from elearning.readership import Reader
from tests import factories
from tests.conftest import signed_in

VISITOR = "visitor"
LATECOMER = "Lou Latecomer"
IN_A_SET = {"member", "fellow", "other set"}
OFFERED = {"running", "declarer", "half way"}
ENROLLED = IN_A_SET | OFFERED
WITH_RESULTS = ENROLLED - {"half way"}
LEADS = {"facilitator", "second facilitator"}
MANAGES = {"manager"}
ELSEWHERE = {"other facilitator", "other manager"}
COMMISSIONS = {"commissioner"}
ALL = (
    ENROLLED
    | LEADS
    | MANAGES
    | ELSEWHERE
    | COMMISSIONS
    | {"stranger", "left", "coordinator", "publisher", "other commissioner"}
)
EVERYBODY = ALL | {VISITOR}
# Who they are in the table of readers, to what the member fills in: in the finished cohort, in its set, for its programme.
WHO: dict[Reader, set[str]] = {
    Reader.OWNER: {"member"},
    Reader.NAMED: {"facilitator"},
    Reader.MEMBERS: {"member", "fellow"},
    Reader.SET_FACILITATOR: {"facilitator"},
    Reader.COHORT: IN_A_SET,
    Reader.PROGRAMME: ENROLLED,
    Reader.HOSTS: {"fellow"},
    Reader.FACILITATORS: LEADS,
    Reader.MANAGERS: MANAGES,
    Reader.COORDINATORS: {"coordinator"},
    Reader.COMMISSIONERS: COMMISSIONS,
    Reader.PUBLISHER: {"publisher"},
    Reader.EVERYBODY: EVERYBODY,
}


def whom(readers: Iterable[Reader], *, but: Reader | None = None) -> set[str]:
    """The people who are one of these `readers` of what the member fills in, but for one whose door is another."""
    return set().union(*(WHO[reader] for reader in readers if reader != but))


@dataclass
class People:
    """Everybody by what they are to the finished cohort: its `member`, a `fellow` of the same set, and so on."""

    stage: Stage
    users: dict[str, User | None] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """A client through which this person looks in."""
        user = self.users[who]
        return signed_in(user) if user else Client()

    def enrolment(self, who: str) -> Enrolment:
        """The enrolment of one of the participants."""
        user = self.users[who]
        return next(one for one in self.stage.people.values() if user and one.user_id == user.pk)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def gather(stage: Stage) -> People:
    """The cast, in a demonstration whose running cohort has had its sets proposed. To be taken back (`undone`)."""
    places = SetMembership.objects.live().filter(enrolment__cohort=stage.cohorts["finished"])
    places = places.select_related("enrolment__user", "learning_set").order_by("pk")
    mine = places.get(enrolment=stage.people["F02"])
    propose(stage)
    ask_for_dates(mine.learning_set)
    answer_the_checklist(stage.people["R02"])
    agree_on_something(stage.people["R02"])
    factories.enrolment(stage.cohorts["running"], factories.user(LATECOMER))
    Enrolment.objects.filter(pk=stage.people["R12"].pk).update(same_as=stage.people["R02"].pk)
    return People(
        stage,
        {
            VISITOR: None,
            "member": mine.enrolment.user,
            "fellow": places.filter(learning_set=mine.learning_set).exclude(pk=mine.pk)[0].enrolment.user,
            "other set": places.exclude(learning_set=mine.learning_set)[0].enrolment.user,
            "running": stage.people["R02"].user,
            "declarer": stage.people["R03"].user,
            "half way": stage.people["R12"].user,
            "facilitator": stage.facilitator,
            "manager": stage.manager,
            "coordinator": stage.staff["coordinator"],
            "publisher": stage.staff["publisher"],
            "commissioner": stage.staff["commissioner"],
            **outsiders(stage),
        },
    )


def propose(stage: Stage) -> None:
    """Propose sets to the running cohort."""
    proposal = proposing.propose(stage.cohorts["running"], SETTINGS, by=stage.facilitator)
    for one in proposal.sets.all():
        convening.assign(one, stage.facilitator)
        meeting.schedule(one, meeting.usual(one), place="The Long Room", link="")
    convening.send(proposal, revision=latest(proposal), by=stage.facilitator)


def ask_for_dates(one: LearningSet) -> None:
    """Ask a set at which of two times its last meeting could be, and who may lead it from now on."""
    Substitution.objects.create(learning_set=one, facilitator=factories.user("Nia Newcomer"))
    last = one.meetings.order_by("number").reverse()[0]
    asked = DatePoll.objects.create(meeting=last)
    for days in (7, 8):
        day = timezone.now() + timedelta(days=days)
        asked.options.create(starts_at=day, ends_at=day + timedelta(hours=2))


def answer_the_checklist(one: Enrolment) -> HealthCheck:
    """What somebody thinks of one partnership."""
    step = WorkshopPage.objects.child_of(one.cohort.programme).get()
    siding.ask(one, step, partnership="The health board", email="other.side@example.org")
    check = checking.begin(one, step, partnership="The health board")
    return checking.answer(check, {"H1": checking.Given("partly", "We never wrote it down.")}, seen=0)


def agree_on_something(one: Enrolment) -> None:
    """An agreement with a partner outside, to be reviewed one day."""
    me = Partner(one.organisation.name, one.user.name)
    made = drafting.begin(one.user, me, title="Joined-up discharge", form_key=uuid4())
    drafting.add_party(made, Partner("Wenlow Valley Health", "Nia", "nia@example.org"), by=one.user)
    made.reviews.create(on=timezone.localdate() + timedelta(days=90))


def outsiders(stage: Stage) -> dict[str, User | None]:
    """A stranger, staff of elsewhere, a facilitator of the finished cohort who leads no set, and somebody who has left."""
    names = {
        "stranger": "Zoe Stranger",
        "left": "Lea Left",
        "second facilitator": "Sam Second",
        "other facilitator": "Fox Elsewhere",
        "other manager": "Mia Elsewhere",
        "other commissioner": "Con Elsewhere",
    }
    made = {who: factories.user(name) for who, name in names.items()}
    finished, elsewhere = stage.cohorts["finished"], factories.cohort(stage.programme, name="Elsewhere")
    factories.enrolment(finished, made["left"], state=Enrolment.State.WITHDRAWN)
    factories.enrolment(stage.cohorts["running"], made["left"], state=Enrolment.State.WITHDRAWN)
    leads = CohortRole.Kind.FACILITATOR
    CohortRole.objects.create(cohort=finished, user=made["second facilitator"], kind=leads)
    CohortRole.objects.create(cohort=elsewhere, user=made["other facilitator"], kind=leads)
    reads = CohortRole.Kind.COMMISSIONER
    CohortRole.objects.create(cohort=elsewhere, user=made["other commissioner"], kind=reads)
    ProgrammeManager.objects.create(programme=factories.programme(), user=made["other manager"])
    return dict(made)

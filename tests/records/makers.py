"""Two people of one set with something in every table that a record tells of."""

import uuid
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.utils import timezone

from actionsets import reflecting, separating
from actionsets.models import (
    AirtimeBid,
    AirtimeSlot,
    AnswerLink,
    CalendarFeed,
    DateOption,
    DatePoll,
    FacilitatorOffer,
    LearningSet,
    MeetingAnswer,
    MeetingAttendance,
    Message,
    OptionAnswer,
    SetMeeting,
    Substitution,
    SubstitutionAnswer,
    SupervisionEntry,
)
from elearning import mail
from elearning.accounts.models import SignIn
from elearning.agreements import commenting
from elearning.assessments.models import LookingBack, ResponseSet
from elearning.auditing import noting
from elearning.auditing.kinds import Right, Thing
from elearning.evaluations.models import Asking, PracticeStory
from elearning.events.models import Coming, Contribution, EventHost, LearningEvent, Takeaway
from elearning.jobs.models import Job
from elearning.opportunities.models import Opportunity, OpportunityMessage, OpportunityReport
from elearning.partnering import bringing, checking, joining, keeping, siding
from elearning.partnering.models import Answer, AnswerSheet
from elearning.post.models import Reminder, StoppedKind
from elearning.profiles.models import PriorityChoice, PriorityReason, ResultLook, ResultShare, StatedImportance
from elearning.programmes.models import Invitation, StepProgress
from elearning.stories.models import Story, StoryNamed, StoryVoice
from elearning.values.models import BoardValue, SharedBoard, ValuesBoard
from elearning.workshops.models import RoomSheet, Standing
from packs import reading
from packs.models import LearningPackPage, PackNote, PackTap
from packs.sections import ISSUE
from tests.actionsets.makers import Twelve
from tests.agreements import makers as agreements
from tests.evaluations import makers as evaluations
from tests.packs import makers as packs
from tests.partnering import makers as partnering
from tests.profiles import makers as profiles


class Pages(NamedTuple):
    """The pages of a programme on which people work."""

    map: Any
    questions: Any
    workshop: Any
    assessment: Any
    end: Any
    pack: LearningPackPage


def pages(twelve: Twelve) -> Pages:
    """Everything that a programme has, laid once."""
    programme, people = twelve.cohort.programme, list(twelve.people.values())
    cast: Any = SimpleNamespace(programme=programme, cohort=twelve.cohort, ada=people[0], ben=people[1], cal=people[2])
    steps = profiles.steps(cast)
    end, _after = evaluations.pages(programme)
    return Pages(
        partnering.map_page(programme),
        partnering.questions_page(programme),
        partnering.workshop_page(programme),
        steps,
        end,
        packs.pack(programme.framework),
    )


def fill(twelve: Twelve, key: str, mark: str, on: Pages, turn: int) -> None:
    """Something of one person in every table; `mark` stands in all that they wrote."""
    _prepared(twelve, key, mark, on)
    _answered(twelve, key, mark, on)
    _noted(twelve, key, mark, on)
    _met(twelve, key, mark, turn)
    _led(twelve, key, mark, turn)


def _prepared(twelve: Twelve, key: str, mark: str, on: Pages) -> None:
    one, now = twelve.people[key], timezone.now()
    one.access_needs, one.role_title = f"{mark} needs", f"{mark} role"
    one.invited_first_name, one.invited_last_name = f"{mark} invited", f"{mark} called"
    one.save()
    StepProgress.objects.get_or_create(enrolment=one, step=on.questions, defaults={"started_at": now})
    Invitation.objects.create(enrolment=one, token_hash=mark, sent_at=now, expires_at=now)
    facts = {"note": f"{mark} note", "key_contact": f"{mark} contact"}
    partners = [partnering.entry(one, on.map, name=f"{mark} partner", **facts) for _ in range(2)]
    joining.join(one, partners[0].pk, partners[1].pk, {})
    keeping.keep(one, now=now)
    bringing.bring(one, [partners[0].pk], with_health=False, now=now)
    version = on.questions.versions.first()
    sheet = AnswerSheet.objects.create(enrolment=one, page=on.questions, version=version)
    Answer.objects.create(sheet=sheet, key=version.questions()[0].key, text=f"{mark} answer")
    check = checking.begin(one, on.workshop, partnership=f"{mark} partnership")
    checking.answer(check, {"H1": checking.Given("partly", f"{mark} reason")}, seen=0)
    siding.ask(one, on.workshop, partnership=f"{mark} sides", email=f"{mark}.other@example.org")
    Standing.objects.create(enrolment=one, level_now="networking")
    RoomSheet.objects.create(enrolment=one, check_of=check)
    agreement = agreements.begun(one, title=f"{mark} agreement")
    agreements.write(agreement, 2, f"{mark} section")
    version = agreement.versions.create(number=1, content={}, digest="")
    version.signatures.create(
        party=agreement.parties.get(), name=f"{mark} name", role=f"{mark} post", signed_at=timezone.now()
    )
    commenting.share(agreement, days=7, for_whom=f"{mark} friend", by=one.user)
    words = {"name": one.user.name, "number": 2, "text": f"{mark} comment", "form_key": uuid.uuid4()}
    commenting.comment(agreement, **words, by=one.user)
    noting.looked(Thing.PLACING, one.user, by=None, right=Right.SOFTWARE)
    StoppedKind.objects.create(user=one.user, kind="own_actions")
    now = timezone.now()
    SignIn.objects.create(user=one.user, session_key=f"{key} session", device="Opera", began_at=now, seen_at=now)
    Reminder.objects.create(name="meeting", user=one.user, occasion=f"{mark} occasion", at=now)
    mail.send("set_dates", one.user.email, {"user": one.user})
    Job.objects.create(kind="x", key=mark, asked_by=one.user, asked_at=now, due_at=now, lease_until=now)


def _answered(twelve: Twelve, key: str, mark: str, on: Pages) -> None:
    one, now = twelve.people[key], timezone.now()
    made = profiles.result(one, on.assessment)
    answers = ResponseSet.objects.of(one).get()
    LookingBack.objects.create(response_set=answers, subject_code="LEAD", value=2)
    share = ResultShare.objects.create(
        enrolment=one, address=f"{mark}@example.org".lower(), shared_at=now, ends_on=date(2027, 1, 1)
    )
    share.results.set([made])
    ResultLook.objects.create(share=share, looked_at=now)
    choice = PriorityChoice.objects.filter(priority_list__enrolment=one)[0]
    PriorityReason.objects.create(choice=choice, text=f"{mark} reason")
    StatedImportance.objects.create(enrolment=one, subject=choice.subject, value=4)
    evaluations.met_last(twelve.cohort, days_ago=2)
    one.cohort.refresh_from_db()
    words = next(question.key for question in on.end.evaluation_versions.first().questions if question.is_words)
    evaluations.replied(one, on.end, {words: evaluations.Given(text=f"{mark} view")})
    Asking.objects.create(enrolment=one, page=on.end, sent_at=now)
    PracticeStory.objects.create(enrolment=one, cohort=one.cohort, asked_at=now, tried=f"{mark} story")
    told = Story.objects.create(enrolment=one, title=f"{mark} practice", reason="Too long")
    StoryVoice.objects.create(story=told, enrolment=one, joined_at=now, worked=f"{mark} part")
    StoryNamed.objects.create(story=told, name=f"{mark} neighbour", email="neighbour@example.org")
    day, facts = now.date(), {"what": f"{mark} room", "who": "x", "when": "x", "credit": "x"}
    board = ValuesBoard.objects.create(enrolment=one, proud=f"{mark} pride")
    BoardValue.objects.create(board=board, position=1, name=f"{mark} value")
    SharedBoard.objects.create(cohort=one.cohort, title=f"{mark} table", opened_by=one.user)
    offered = Opportunity.objects.create(enrolment=one, kind="offer", title="A room", ends_on=day, **facts)
    OpportunityMessage.objects.create(opportunity=offered, asker=one.user, text=f"{mark} word")
    OpportunityReport.objects.create(opportunity=offered, reported_by=one.user, why=f"{mark} worry")
    hours = {"starts_at": now, "ends_at": now + timedelta(hours=5)}
    event = LearningEvent.objects.create(programme=one.cohort.programme, title="A day", for_whom="All", **hours)
    EventHost.objects.create(event=event, user=one.user)
    Coming.objects.create(event=event, enrolment=one, state="coming", needs=f"{mark} soup")
    Contribution.objects.create(event=event, enrolment=one, kind="question", title=f"{mark} question")
    Takeaway.objects.create(event=event, enrolment=one, text=f"{mark} lesson")


def _noted(twelve: Twelve, key: str, mark: str, on: Pages) -> None:
    one = twelve.people[key]
    own = reading.take_up(one, on.pack)
    PackNote.objects.create(reading=own, version=own.version, key=ISSUE, text=f"{mark} card")
    PackTap.objects.create(reading=own, version=own.version, useful="yes", answered_at=timezone.now())
    action = reflecting.commit(one.user, uuid.uuid4(), text=f"{mark} action", due_on=date(2026, 12, 1))
    reflecting.share(one.user, action.key, twelve.place_of(key))
    reflecting.write(one.user, uuid.uuid4(), text=f"{mark} reflection")
    separating.declare(one, f"{mark} cousin")


def _met(twelve: Twelve, key: str, mark: str, turn: int) -> None:
    place, now = twelve.place_of(key), timezone.now()
    held = SetMeeting.objects.filter(learning_set=place.learning_set).order_by("number")[0]
    MeetingAttendance.objects.create(meeting=held, membership=place, status="present")
    AirtimeBid.objects.create(meeting=held, membership=place, title=f"{mark} issue", minutes=40)
    AirtimeSlot.objects.create(meeting=held, presenter=place, turn=turn)
    MeetingAnswer.objects.create(meeting=held, membership=place, starts_at=held.starts_at, answer="yes")
    poll, _made = DatePoll.objects.get_or_create(meeting=held)
    option = DateOption.objects.create(poll=poll, starts_at=now + timedelta(days=turn), ends_at=now + timedelta(days=9))
    OptionAnswer.objects.create(option=option, membership=place, answer="good")
    AnswerLink.objects.create(membership=place, meeting=held, starts_at=held.starts_at, fingerprint=mark)
    CalendarFeed.objects.create(user=place.enrolment.user, fingerprint=mark, made_at=now)


def _led(twelve: Twelve, key: str, mark: str, turn: int) -> None:
    """As a facilitator somewhere else."""
    user, place = twelve.user(key), twelve.place_of(key)
    role = twelve.cohort.roles.create(user=user, kind="facilitator")
    twelve.cohort.programme.managers.create(user=user)
    FacilitatorOffer.objects.create(role=role, most_sets=1)
    substitution = Substitution.objects.create(learning_set=place.learning_set, facilitator=user, state="accepted")
    SubstitutionAnswer.objects.create(substitution=substitution, membership=place, is_yes=False)
    SupervisionEntry.objects.create(user=user, on=date(2026, 11, 2), minutes=60, with_whom=f"{mark} supervisor")
    Message.objects.create(
        cohort=twelve.cohort, subject=f"{mark} line", text=f"{mark} message", receivers=3, sent_by=user
    )
    proposal = place.learning_set.proposal
    LearningSet.objects.create(
        proposal=proposal, cohort=twelve.cohort, number=80 + turn, facilitator=user, state="closed"
    )

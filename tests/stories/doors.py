"""The table of rights: every door of the product, who may open it, and where it is (DOMAIN 7.2, TRUST 5)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from actionsets.models import DatePoll, SeparationRule, SetMembership, Substitution
from actionsets.models.private import ActionCommitment, Reflection
from elearning.agreements.models import PartnershipAgreement
from elearning.assessments.views.answering import saves_to
from elearning.evaluations.models import PracticeStory
from elearning.events import arranging, bringing
from elearning.events.models import Contribution, LearningEvent, Takeaway
from elearning.opportunities import offering
from elearning.opportunities.models import Opportunity
from elearning.partnering.loading import question_key
from elearning.partnering.models import Comparison, HealthCheck, KeptMap, MapEntry, MapLink
from elearning.post import stopping
from elearning.profiles.models import ResultShare
from elearning.programmes.http import BOUND
from elearning.programmes.models import StepPage
from elearning.readership import (
    ACTIONS,
    AIRTIME,
    ATTENDANCE,
    CARDS,
    CASES,
    COMPOSITION,
    INCIDENTS,
    KEEP_APART,
    OPPORTUNITIES,
    OUTCOMES,
    PEOPLE,
    REFLECTIONS,
    REPORTED,
    RESULTS,
    SET_AGREEMENT,
    TASK_ANSWERS,
    Reader,
)
from elearning.readership import EVENTS as EVENT_WORDS
from elearning.readership import INSTRUMENTS as INSTRUMENT_FIGURES
from elearning.readership import VALUES as SHOWN_VALUES
from elearning.stories import voicing
from elearning.stories.models import Audience, Story
from elearning.values import pooling
from elearning.values.models import SharedBoard
from packs.doors import guide as guide_doors
from packs.doors import pack as pack_doors
from packs.http import address, guide_address
from packs.models import CategoryGuidePage, LearningPackPage
from tests.stories.people import (
    ALL,
    COMMISSIONS,
    ELSEWHERE,
    ENROLLED,
    EVERYBODY,
    IN_A_SET,
    LATECOMER,
    LEADS,
    MANAGES,
    OFFERED,
    WITH_RESULTS,
    People,
    whom,
)
from tests.test_house import OPEN_DOORS, patterns

Value = Callable[[People], Any]
Where = Callable[[People], str]

# The doors of signing in and out are the same for everybody who is signed out, and lead on whoever is signed in
# (`tests/accounts`); a picture has an address only where somebody has put one.
APART = {name for name in OPEN_DOORS if name.startswith(("account_", "mfa_", "openid_connect_"))} | {
    "picture",
    "admin_side_door",
    "wagtailcore_login",
    "wagtailadmin_login",
}
WAGTAILS_OWN = {"admin/", "documents/"}
RUN_IT = {"facilitator", "manager"}
RUN_FINISHED = LEADS | MANAGES
TEXT = {"text": "Written by somebody else.", "version": "1"}


@dataclass(frozen=True)
class Door:
    """Who may open a door, who is told “not this”, and where it is.

    `sent_by` are those whose form it takes, where they are not the same people. A `hidden` door does not exist for
    visitors either: it lies in a page that is open to them. `sends` is what a valid form would send.
    """

    opens_to: set[str]
    where: Where
    refuses: set[str] = field(default_factory=set)
    sent_by: set[str] | None = None
    hidden: bool = False
    sends: dict[str, str] = field(default_factory=dict)


def at(name: str, **kwargs: Value) -> Where:
    """The address of a door of the site."""
    return lambda people: reverse(name, kwargs={key: value(people) for key, value in kwargs.items()})


def step_of(people: People, kind: str) -> StepPage:
    """The programme's step of this kind."""
    return next(page.specific for page in people.stage.programme.steps() if page.specific_class.kind == kind)


def step(kind: str, name: str, **kwargs: Value) -> Where:
    """The address of a door of the programme's step of this kind."""
    return lambda people: step_of(people, kind).door(name, **{key: value(people) for key, value in kwargs.items()})


def pack(name: str, **kwargs: Any) -> Where:
    """The address of a door of a published pack that keeps its notes for facilitators to them."""
    return lambda people: address(LearningPackPage.objects.live().get(code="MPW:410-02"), name, **kwargs)


def guide(name: str) -> Where:
    """The address of a door of the guide to a category."""
    return lambda people: guide_address(CategoryGuidePage.objects.live().get(code="MPW:410-01"), name)


def finished(people: People) -> Any:
    return people.stage.cohorts["finished"].public_id


def running(people: People) -> Any:
    return people.stage.cohorts["running"].public_id


def of(who: str) -> Value:
    """The address of a person's enrolment."""
    return lambda people: people.enrolment(who).public_id


def left(people: People) -> Any:
    """The address of the enrolment in the running cohort that somebody has given up."""
    return people.stage.cohorts["running"].enrolments.get(user=people.users["left"]).public_id


def invited(people: People) -> Any:
    return people.stage.people["R28"].public_id


def latecomer(people: People) -> Any:
    """The address of the enrolment of somebody who takes part and has no set."""
    running_people = people.stage.cohorts["running"].enrolments
    return running_people.get(user__first_name=LATECOMER.partition(" ")[0]).public_id


def role(people: People) -> Any:
    return people.stage.cohorts["finished"].roles.get(user=people.users["facilitator"]).pk


def set_number(people: People) -> Any:
    return SetMembership.objects.live().get(enrolment=people.enrolment("member")).learning_set.number


def uid(people: People) -> Any:
    """What the calendar calls the first meeting of the member's set."""
    return (
        SetMembership.objects.live().get(enrolment=people.enrolment("member")).learning_set.meetings.get(number=1).uid
    )


def offered_number(people: People) -> Any:
    return SetMembership.objects.live().get(enrolment=people.enrolment("running")).learning_set.number


def poll_asked(people: People) -> Any:
    """The question about dates that the member's set is being asked."""
    place = SetMembership.objects.live().get(enrolment=people.enrolment("member"))
    return DatePoll.objects.get(meeting__learning_set=place.learning_set).pk


def substitution(people: People) -> Any:
    """What the member's set is being asked about who leads it."""
    place = SetMembership.objects.live().get(enrolment=people.enrolment("member"))
    return Substitution.objects.get(learning_set=place.learning_set).pk


def entry(people: People) -> Any:
    return MapEntry.objects.of(people.enrolment("running")).on_the_map()[0].pk


def check(people: People) -> Any:
    return HealthCheck.objects.of(people.users["running"])[0].public_id


def agreement(people: People) -> Any:
    return PartnershipAgreement.objects.visible_to(people.users["running"])[0].public_id


def review(people: People) -> Any:
    """A review of that agreement that is still to come."""
    return PartnershipAgreement.objects.visible_to(people.users["running"])[0].reviews.get(held_on=None).pk


def comparison(people: People) -> Any:
    return Comparison.objects.visible_to(people.users["running"])[0].public_id


def link(people: People) -> Any:
    """A link between two partners on somebody's map."""
    return MapLink.objects.filter(map__enrolment=people.enrolment("running"))[0].pk


def kept(people: People) -> Any:
    """A map that somebody has kept."""
    return KeptMap.objects.filter(map__enrolment=people.enrolment("running"))[0].pk


def action(people: People) -> Any:
    return ActionCommitment.objects.filter(owner=people.users["member"])[0].key


def reflection(people: People) -> Any:
    return Reflection.objects.filter(owner=people.users["member"])[0].key


def share(people: People) -> Any:
    return ResultShare.objects.live().get(enrolment=people.enrolment("member")).public_id


def saves_itself(people: People) -> str:
    """Where somebody's first page of statements saves itself."""
    page = step_of(people, "assessment")
    return saves_to(page, people.enrolment("running"), 1)  # type: ignore[arg-type]


def handed_in(people: People) -> Any:
    """A story that waits to be read by those who run the finished cohort."""
    return PracticeStory.objects.get(state=PracticeStory.State.HANDED_IN).public_id


def begun(people: People) -> Any:
    """A story of the member's own, which nobody else reads."""
    enrolment = people.enrolment("member")
    there = Story.objects.filter(enrolment=enrolment).first()
    words = {"title": "A page between us", "setting": "Written for nobody yet."}
    return (there or voicing.begin(enrolment, words, key=uuid4())).public_id


def offered(people: People) -> Any:
    """Something that the member offers to their programme alone, and about which the fellow has written."""
    mine, fellow = people.enrolment("member"), people.users["fellow"]
    assert fellow
    there = Opportunity.objects.filter(enrolment=mine, title="A room on Thursdays").first()
    if there is None:
        words = {
            "kind": "offer",
            "title": "A room on Thursdays",
            "what": "For thirty.",
            "who": "You",
            "when": "Thursdays",
        }
        soon = timezone.localdate() + timedelta(days=30)
        there = offering.offer(mine, {**words, "credit": "A word of thanks", "ends_on": soon}, key=uuid4())
        offering.write(there, fellow, "Is there a lift?", by=fellow, key=uuid4())
    return there.public_id


def held(people: People) -> Any:
    """A learning event that is open, set up by the programme manager and hosted by the fellow too."""
    manager, fellow = people.users["manager"], people.users["fellow"]
    assert manager
    assert fellow
    there = LearningEvent.objects.filter(title="A day on shared keys").first()
    if there is None:
        starts_at = timezone.now() + timedelta(days=40)
        words = {"title": "A day on shared keys", "purpose": "Who opens what, and how it is agreed.", "for_whom": "All"}
        words |= {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=5)}
        there = arranging.set_up(people.stage.programme, words, key=uuid4(), by=manager)
        arranging.invite_host(there, fellow.email, by=manager)
        arranging.add_part(there, {"kind": "welcome", "title": "Tea", "minutes": 20}, key=uuid4())
        arranging.announce(there, to=LearningEvent.State.OPEN)
    return there.public_id


def brought(people: People) -> Any:
    """What the member has brought to that event."""
    key, mine = held(people), people.enrolment("member")
    there = Contribution.objects.filter(event__public_id=key, enrolment=mine).first()
    words = {"kind": "question", "title": "Who holds the spare key?"}
    return (there or bringing.bring(LearningEvent.objects.get(public_id=key), mine, words, key=uuid4())).public_id


def shared_board(people: People) -> Any:
    """A values board that the fellow has opened for the cohort, with a heap and a card on it."""
    fellow, cohort = people.users["fellow"], people.stage.cohorts["finished"]
    assert fellow
    there = SharedBoard.objects.filter(cohort=cohort).first()
    if there is None:
        there = pooling.open_board(cohort, key=uuid4(), title="The joint front door", by=fellow)
        pooling.name_value(there, "Candour")
        pooling.add_card(there, key=uuid4(), part="why", text="Bad news comes early")
    return there.public_id


def taken_away(people: People) -> Any:
    """What the member has noted of it for themselves."""
    event = LearningEvent.objects.get(public_id=held(people))
    made, _new = Takeaway.objects.get_or_create(event=event, enrolment=people.enrolment("member"))
    return made.public_id


def part_of_the_day(people: People) -> Any:
    return LearningEvent.objects.get(public_id=held(people)).agenda.all()[0].key


def told(people: People, to: str) -> Any:
    """A story of the member's cohort that reaches `to`."""
    found = Story.objects.filter(title=f"Told to the {to}")
    if not found:
        mine = people.enrolment("fellow")
        story = voicing.begin(mine, {"title": f"Told to the {to}"}, key=uuid4())
        reached = {"public": Audience.PUBLIC, "programme": Audience.PROGRAMME, "writers": Audience.WRITERS}[to]
        found.update(audience=reached, wanted=reached, looked_at=story.created_at)
    return found.get().public_id


def rule(people: People) -> Any:
    return SeparationRule.objects.get(declared_by=people.users["declarer"]).pk


def question(people: People) -> Any:
    return question_key(people.stage.programme, step_of(people, "questions").slug, "q1")


def questionnaire(people: People) -> Any:
    return step_of(people, "assessment").pk


def constant(value: Any) -> Value:
    return lambda people: value


ONE = constant(1)
OPEN = {
    "home": Door(EVERYBODY, at("home")),
    "wagtail_serve": Door(EVERYBODY, lambda people: people.stage.programme.url),
    "pages:accessibility": Door(EVERYBODY, at("pages:accessibility")),
    "pages:help": Door(EVERYBODY, at("pages:help")),
    "pages:privacy": Door(EVERYBODY, at("pages:privacy")),
    "pages:security": Door(EVERYBODY, at("pages:security")),
    "packs:catalogue": Door(EVERYBODY, at("packs:catalogue")),
    "packs:robots": Door(EVERYBODY, at("packs:robots")),
    "packs:sitemap": Door(EVERYBODY, at("packs:sitemap")),
    "post:stop": Door(EVERYBODY, lambda people: stopping.path_for(people.users["member"], ["meetings"])),
    # A link that opens is tried in tests/agreements/test_doors.py; any other opens nothing.
    "agreements:shared": Door(set(), at("agreements:shared", token=lambda people: "no.link"), hidden=True),
    # Somebody's own link is tried in tests/evaluations/test_asking.py; any other opens nothing.
    "evaluations:by_link": Door(set(), at("evaluations:by_link", token=lambda people: "no.link"), hidden=True),
    "stories:public": Door(EVERYBODY, at("stories:public")),
    "stories:read": Door(EVERYBODY, at("stories:read", story_id=lambda people: told(people, "public"))),
    "stories:read of one programme": Door(
        ENROLLED | LEADS | MANAGES | {"other facilitator"},
        at("stories:read", story_id=lambda people: told(people, "programme")),
        hidden=True,
    ),
    "stories:read of writers": Door(
        set(), at("stories:read", story_id=lambda people: told(people, "writers")), hidden=True
    ),
    # Somebody's own link is tried in tests/practice_stories; any other opens nothing.
    "stories:named": Door(set(), at("stories:named", token=lambda people: "no.link"), hidden=True),
    "programmes:join": Door(EVERYBODY, at("programmes:join", token=lambda people: people.stage.invitation)),
}
SIGNED_IN = {
    "account_change_password": Door(ALL, at("account_change_password")),
    "account_details": Door(ALL, at("account_details")),
    "account_prove": Door(ALL, at("account_prove")),
    "account_signing_in": Door(ALL, at("account_signing_in")),
    "account_end_sign_in": Door(ALL, at("account_end_sign_in")),
    # Everybody may set these up, and is asked first whether it is them; the number is nobody's.
    "account_app": Door(ALL, at("account_app")),
    "account_passkey": Door(ALL, at("account_passkey")),
    "account_recovery_codes": Door(ALL, at("account_recovery_codes")),
    "account_remove_way": Door(set(), at("account_remove_way", number=constant(1))),
    "account_change_address": Door(ALL, at("account_change_address")),
    "account_confirm_address": Door(ALL, at("account_confirm_address")),
    "account_set_password": Door(ALL, at("account_set_password")),
    "profiles:shared_with_me": Door(ALL, at("profiles:shared_with_me")),
    "profiles:shared": Door(whom(RESULTS.shown_to), at("profiles:shared", share_id=share)),
    "account_signed_in": Door(ALL, at("account_signed_in")),
    # Everybody has a record, and is asked first whether it is them.
    "records:mine": Door(ALL, at("records:mine")),
    "records:kept": Door(ALL, at("records:kept")),
    # Everybody reads who has looked at what about them, and nothing about anybody else.
    "auditing:mine": Door(ALL, at("auditing:mine")),
    "erasures:mine": Door(ALL, at("erasures:mine")),
    "erasures:take_back": Door(ALL, at("erasures:take_back")),
    "records:data": Door(ALL, at("records:data")),
    "records:page": Door(ALL, at("records:page")),
    "records:pdf": Door(ALL, at("records:pdf")),
    "post:mine": Door(ALL, at("post:mine")),
    "programmes:cohorts": Door(ALL, at("programmes:cohorts")),
    "programmes:mine": Door(ALL, at("programmes:mine")),
    "programmes:reports": Door(ALL, at("programmes:reports")),
}
COHORTS = {
    "partnering:shared": Door(whom(TASK_ANSWERS.shown_to), at("partnering:shared", public_id=finished)),
    "partnering:shared of the running cohort": Door({"facilitator"}, at("partnering:shared", public_id=running)),
    "partnering:line_up": Door(LEADS, at("partnering:line_up", public_id=finished)),
    "programmes:notice": Door({"member"}, at("programmes:notice", enrolment_id=of("member"))),
    "programmes:profile": Door({"member"}, at("programmes:profile", enrolment_id=of("member"))),
    "programmes:same_person": Door({"half way"}, at("programmes:same_person", enrolment_id=of("half way"))),
    "programmes:why_left": Door({"left"}, at("programmes:why_left", enrolment_id=left), sends={"why": "time"}),
    "programmes:create_cohort": Door(MANAGES | {"other manager"}, at("programmes:create_cohort")),
    # The owner of the installation, who is nobody of the demonstration, may read it too.
    "programmes:mail_state": Door(MANAGES | {"other manager"}, at("programmes:mail_state")),
    "programmes:our_people": Door({"coordinator"}, at("programmes:our_people", cohort_id=running)),
    "programmes:resend": Door(RUN_IT, at("programmes:resend", cohort_id=running, enrolment_id=invited)),
    "programmes:revoke": Door(RUN_IT, at("programmes:revoke", cohort_id=running, enrolment_id=invited)),
    "programmes:board of the running cohort": Door(RUN_IT, at("programmes:board", cohort_id=running)),
    **{
        f"programmes:{name}": Door(whom(PEOPLE.readers), at(f"programmes:{name}", cohort_id=finished))
        for name in ("board", "export_board", "attendance", "edit_cohort", "invite", "confirm_invitations")
    },
    **{
        f"programmes:{name}": Door(RUN_FINISHED | COMMISSIONS, at(f"programmes:{name}", cohort_id=finished))
        for name in ("report", "report_pdf", "report_csv")
    },
    "programmes:report of the running cohort": Door(RUN_IT | COMMISSIONS, at("programmes:report", cohort_id=running)),
    **{
        f"programmes:{name}": Door(MANAGES, at(f"programmes:{name}", cohort_id=finished), refuses=LEADS)
        for name in ("close_cohort", "roles", "twice")
    },
    "programmes:end_role": Door(MANAGES, at("programmes:end_role", cohort_id=finished, role_id=role), refuses=LEADS),
}
WORKSHOPS = {
    # Today's code is tried in tests/workshops/test_codes.py; any other opens nothing.
    **{
        f"workshops:{name}": Door(set(), at(f"workshops:{name}", code=constant("0" * 32)), hidden=True)
        for name in ("code", "code_room", "code_board", "code_pulse")
    },
    # The half day is its facilitators' to run, and not the programme manager's.
    **{
        f"workshops:{name}": Door(LEADS, at(f"workshops:{name}", cohort_id=finished))
        for name in (
            "desk",
            "wall",
            "press",
            "attend",
            "show",
            "moderate",
            "sheets",
            "paper",
            "paper_pdf",
            "handouts_pdf",
        )
    },
    "workshops:desk of the running cohort": Door({"facilitator"}, at("workshops:desk", cohort_id=running)),
    # Of the running cohort nobody knocks here who was at the workshop and is not enrolled in the finished one.
    "workshops:pulse": Door(LEADS | IN_A_SET, at("workshops:pulse", cohort_id=finished)),
    **{
        f"workshop/{name}": Door(ENROLLED, step("workshop", name))
        for name in ("room", "stand", "lay", "board", "after")
    },
}
EVALUATIONS = {
    "evaluations:cases": Door(
        whom(CASES.shown_to & {Reader.FACILITATORS, Reader.MANAGERS}), at("evaluations:cases", cohort_id=finished)
    ),
    "evaluations:case": Door(RUN_FINISHED, at("evaluations:case", cohort_id=finished, story_id=handed_in)),
    "evaluations:outcome": Door(
        whom(OUTCOMES.readers), at("evaluations:outcome", cohort_id=finished), refuses=LEADS, sends={"cost": "100"}
    ),
    "evaluations:story": Door({"member"}, at("evaluations:story", enrolment_id=of("member"))),
    "evaluations:stories": Door({"member"}, at("evaluations:stories", enrolment_id=of("member"))),
}
STORIES = {
    **{
        f"stories:{name}": Door({"member"}, at(f"stories:{name}", enrolment_id=of("member")))
        for name in ("mine", "begin")
    },
    "stories:carry_over": Door({"member"}, at("stories:carry_over", enrolment_id=of("member"))),
    **{
        f"stories:{name}": Door({"member"}, at(f"stories:{name}", enrolment_id=of("member"), story_id=begun))
        for name in ("story", "words", "part")
    },
    "stories:told": Door(RUN_FINISHED, at("stories:told", cohort_id=finished)),
    "stories:decide": Door(
        RUN_FINISHED,
        at("stories:decide", cohort_id=finished, story_id=lambda people: told(people, "public")),
        sent_by=MANAGES,
        refuses=LEADS,
    ),
}
OPPORTUNITIES = {
    "opportunities:listed": Door(ALL, at("opportunities:listed")),
    "opportunities:offer": Door({"member"}, at("opportunities:offer", enrolment_id=of("member"))),
    "opportunities:one": Door(
        whom(OPPORTUNITIES.readers) | {"other facilitator"}, at("opportunities:one", opportunity_id=offered)
    ),
    "opportunities:change": Door({"member"}, at("opportunities:change", opportunity_id=offered)),
    # Whoever offers something does not report it.
    "opportunities:report": Door(
        (ENROLLED | LEADS | MANAGES | {"other facilitator"}) - {"member"},
        at("opportunities:report", opportunity_id=offered),
    ),
    "opportunities:moderate": Door(whom(REPORTED.readers), at("opportunities:moderate", opportunity_id=offered)),
    "opportunities:talk": Door(
        {"member", "fellow"},
        at(
            "opportunities:talk",
            opportunity_id=offered,
            asker_id=lambda people: people.enrolment("fellow").user_id,
        ),
    ),
}
READ_EVENTS = whom(EVENT_WORDS.reading(shown=True)) | {"other facilitator"}
HOST = whom(EVENT_WORDS.readers)
EVENTS = {
    "events:listed": Door(ALL, at("events:listed")),
    "events:create": Door(MANAGES | {"other manager"}, at("events:create")),
    # Whoever runs a cohort reads it; to say that one comes is for those who take part.
    "events:one": Door(READ_EVENTS, at("events:one", event_id=held), sent_by=ENROLLED),
    "events:calendar": Door(READ_EVENTS, at("events:calendar", event_id=held)),
    **{
        f"events:{name}": Door(HOST, at(f"events:{name}", event_id=held))
        for name in ("desk", "change", "agenda", "cancel")
    },
    **{f"events:{name}": Door(READ_EVENTS, at(f"events:{name}", event_id=held)) for name in ("day", "day_pdf")},
    "events:bring": Door(ENROLLED, at("events:bring", event_id=held)),
    "events:decide": Door(HOST, at("events:decide", event_id=held, brought=brought)),
    # Whoever runs a cohort and takes no part has nothing to note; the hosts read what is shared.
    "events:takeaways": Door(ENROLLED | MANAGES, at("events:takeaways", event_id=held), sent_by=ENROLLED),
    "events:takeaway": Door({"member"}, at("events:takeaway", event_id=held, takeaway_id=taken_away)),
    "events:part": Door(HOST, at("events:part", event_id=held, part=part_of_the_day)),
    # Who hosts is the programme manager's to say.
    "events:hosts": Door(MANAGES, at("events:hosts", event_id=held), refuses={"fellow"}),
}
VALUES = {
    **{
        f"values:{name}": Door({"member"}, at(f"values:{name}", enrolment_id=of("member")))
        for name in ("exercise", "sheet")
    },
    "values:shown": Door(whom(SHOWN_VALUES.shown_to, but=Reader.MEMBERS), at("values:shown", cohort_id=finished)),
    "values:boards": Door(whom(CARDS.readers), at("values:boards", cohort_id=finished)),
    "values:board": Door(whom(CARDS.readers), at("values:board", board_id=shared_board)),
}
INSTRUMENTS = {
    "assessments:save": Door({"running"}, saves_itself),
    "assessments:instruments": Door(MANAGES | {"other manager"}, at("assessments:instruments")),
    "assessments:technical": Door(whom(INSTRUMENT_FIGURES.readers), at("assessments:technical", page_id=questionnaire)),
    **{
        f"assessments:{name}": Door(MANAGES, at(f"assessments:{name}", page_id=questionnaire, number=ONE))
        for name in ("technical_version", "export_technical")
    },
}
PREPARED = {
    **{
        f"map/{name}": Door(ENROLLED, step("map", name))
        for name in (
            *("start", "add", "forget_removed", "finish", "print", "table", "links", "kept", "bring", "take_back"),
            *("svg", "png", "pdf", "csv", "take_in"),
        )
    },
    "map/remove_link": Door({"running"}, step("map", "remove_link", pk=link)),
    **{f"map/{name}": Door({"running"}, step("map", name, pk=kept)) for name in ("then_and_now", "delete_kept")},
    **{f"map/{name}": Door({"running"}, step("map", name, pk=entry)) for name in ("entry", "remove", "put_back")},
    **{
        f"questions/{name}": Door(ENROLLED, step("questions", name))
        for name in ("start", "check", "sheet", "pdf", "stop_sharing", "new_questions")
    },
    "questions/question": Door(ENROLLED, step("questions", "question", key=question)),
    **{
        f"workshop/{name}": Door(ENROLLED, step("workshop", name))
        for name in ("start", "checklist", "check", "sides", "calendar", "caught_up")
    },
    **{f"{kind}/start": Door(ENROLLED, step(kind, "start")) for kind in ("evaluation", "follow_up")},
    "workshop/handout": Door(ENROLLED, step("workshop", "handout", number=ONE)),
    **{
        f"assessment/{name}": Door(ENROLLED, step("assessment", name))
        for name in ("start", "importance", "check", "changed", "redo", "submit", "print", "questions-pdf")
    },
    **{
        f"{kind}/{name}": Door(ENROLLED, step(kind, name))
        for kind in ("assessment_again", "assessment_follow_up")
        for name in ("start", "importance", "check", "changed", "submit")
    },
    "assessment_again/looking_back": Door(ENROLLED, step("assessment_again", "looking_back")),
    "assessment_again/subject": Door(ENROLLED, step("assessment_again", "subject", number=ONE)),
    "assessment_follow_up/subject": Door(ENROLLED, step("assessment_follow_up", "subject", number=ONE)),
    "assessment/subject": Door(ENROLLED, step("assessment", "subject", number=ONE)),
    **{f"results/{name}": Door(ENROLLED, step("results", name)) for name in ("start", "share")},
    # Whoever has no results yet has nothing to print and nothing to look at beforehand.
    **{f"results/{name}": Door(WITH_RESULTS, step("results", name)) for name in ("pdf", "share_preview")},
    "results/share_end": Door({"member"}, step("results", "share_end", share_id=share)),
    **{
        f"priorities/{name}": Door(ENROLLED, step("priorities", name))
        for name in ("start", "importance", "choose", "order")
    },
    **{f"packs/{name}": Door(ENROLLED, step("packs", name)) for name in ("start", "files")},
}
CHECKLISTS = {
    "partnering:checks": Door(ALL, at("partnering:checks")),
    **{
        f"partnering:{name}": Door({"running"}, at(f"partnering:{name}", public_id=check))
        for name in ("check", "remove_check")
    },
    "partnering:sides": Door(ALL, at("partnering:sides")),
    "partnering:side": Door({"running"}, at("partnering:side", public_id=comparison), sends={"points": "H1"}),
    "partnering:check_part": Door({"running"}, at("partnering:check_part", public_id=check, part=ONE)),
}
AGREEMENTS = {
    "agreements:mine": Door(ALL, at("agreements:mine")),
    "agreements:begin": Door(ALL, at("agreements:begin")),
    **{
        f"agreements:{name}": Door({"running"}, at(f"agreements:{name}", public_id=agreement))
        for name in ("agreement", "partners", "comments", "agree", "versions", "read")
    },
    "agreements:section": Door({"running"}, at("agreements:section", public_id=agreement, number=ONE), sends=TEXT),
    "agreements:download": Door({"running"}, at("agreements:download", public_id=agreement, kind=constant("html"))),
    "agreements:review": Door(
        {"running"},
        lambda people: reverse("agreements:review", args=[agreement(people)]) + f"?review={review(people)}",
    ),
}
PACKS = {
    **{
        f"pack/{name}": Door(EVERYBODY, pack(name))
        for name in ("front", "whole", "pdf", "fillable_pdf", "epub", "picture", "versions")
    },
    # For those who write for another publisher; the demonstration has nobody who does and looks in here.
    "pack/adapt": Door(set(), pack("adapt"), hidden=True),
    **{f"guide/{name}": Door(EVERYBODY, guide(name)) for name in ("guide", "guide_pdf")},
    "guide/facilitators_guide_pdf": Door(LEADS | MANAGES | ELSEWHERE, guide("facilitators_guide_pdf"), hidden=True),
    "pack/feedback": Door(EVERYBODY, pack("feedback"), sends={"about": "idea", "text": "A shorter reading would do."}),
    "pack/section": Door(EVERYBODY, pack("section", slug="reading"), sent_by=ENROLLED),
    "pack/section with questions": Door(EVERYBODY, pack("section", slug="reflect"), sent_by=ENROLLED),
    "pack/section for facilitators": Door(
        LEADS | MANAGES | ELSEWHERE, pack("section", slug="facilitators"), sent_by=set(), hidden=True
    ),
    "pack/facilitators_pdf": Door(LEADS | MANAGES | ELSEWHERE, pack("facilitators_pdf"), hidden=True),
    **{
        f"pack/{name}": Door(ENROLLED, pack(name))
        for name in ("start", "prepared", "card", "taps", "newest", "own_pdf", "bring_back", "take_over", "earlier")
    },
}
SETS = {
    **{f"set/{name}": Door(ENROLLED, step("set", name)) for name in ("start", "about", "for_managers", "keep_apart")},
    "set/safety": Door(ENROLLED, step("set", "safety")),
    "set/keep_apart_remove": Door({"declarer"}, step("set", "keep_apart_remove", pk=rule)),
    **{f"set/{name}": Door(OFFERED, step("set", name)) for name in ("proposal", "decline")},
    **{
        f"set/{name}": Door(IN_A_SET, step("set", name))
        for name in ("agreement", "agreement_change", "actions", "action_new", "log", "reflections", "reflection_new")
    },
    "set/themes": Door(IN_A_SET, step("set", "themes")),
    "set/stories": Door(IN_A_SET, step("set", "stories")),
    "set/decision": Door(IN_A_SET, step("set", "decision")),
    "set/leave": Door(IN_A_SET, step("set", "leave"), sends={"what": "nothing"}),
    **{f"set/{name}": Door(IN_A_SET, step("set", name, number=ONE)) for name in ("meeting", "bid", "meeting_file")},
    "set/facilitator": Door({"member", "fellow"}, step("set", "facilitator", pk=substitution), sends={"answer": "yes"}),
    "set/dates": Door({"member", "fellow"}, step("set", "dates", pk=poll_asked)),
    "set/coming": Door(IN_A_SET, step("set", "coming", number=ONE), sends={"answer": "yes"}),
    # What a meeting shows lies with its set; members of another set find their own meeting of that number.
    **{
        f"set/{name}": Door(IN_A_SET, step("set", name, number=ONE))
        for name in (
            *("room", "room_shared", "room_press", "room_turn", "room_paper", "room_pdf"),
            *("meeting_airtime", "review", "review_read", "taking_home"),
        )
    },
    "set/airtime": Door(IN_A_SET, step("set", "airtime")),
    "set/bid_take_back": Door(IN_A_SET, step("set", "bid_take_back", number=ONE)),
    "set/bid_from_card": Door(IN_A_SET, step("set", "bid_from_card")),
    **{
        f"set/{name}": Door(whom(ACTIONS.readers), step("set", name, key=action), sends=TEXT)
        for name in ("action", "action_report", "action_share", "action_remove")
    },
    **{
        f"set/{name}": Door(whom(REFLECTIONS.readers), step("set", name, key=reflection), sends=TEXT)
        for name in ("reflection", "reflection_remove")
    },
}
CONVENING = {
    "actionsets:calendar": Door(ALL, at("actionsets:calendar")),
    # Somebody's own address is tried in tests/actionsets/test_diarising.py; any other is nobody's.
    "actionsets:feed": Door(set(), at("actionsets:feed", key=constant("nobody-has-this-key")), hidden=True),
    # What somebody finds at an address of their own is tried in tests/actionsets/test_coming.py; any other leads nowhere.
    "actionsets:answer": Door(set(), at("actionsets:answer", key=constant("nobody-has-this-key")), hidden=True),
    "actionsets:board": Door(RUN_FINISHED, at("actionsets:board", cohort=finished)),
    "actionsets:messages": Door(RUN_FINISHED, at("actionsets:messages", cohort=finished)),
    "actionsets:write_message": Door(
        RUN_FINISHED,
        at("actionsets:write_message", cohort=finished, to=constant("all")),
        sends={"key": "5b9c7f0e-3c1c-4a7e-9a51-0d6f0d8d4f11", "subject": "A word", "text": "Something to look at."},
    ),
    # A set at work is written to by its own facilitator and the programme's managers, as it is tended by them.
    "actionsets:write_message to a set": Door(
        RUN_IT, at("actionsets:write_message", cohort=finished, to=set_number), sends={"subject": "", "text": ""}
    ),
    "actionsets:board of the running cohort": Door(RUN_IT, at("actionsets:board", cohort=running)),
    **{
        f"actionsets:{name}": Door(RUN_IT, at(f"actionsets:{name}", cohort=running))
        for name in (
            *("propose", "again", "undo", "redo", "discard", "send", "confirm", "repair"),
            *("watch", "stop", "cancel", "retry", "compare", "aside"),
        )
    },
    **{
        f"actionsets:{name}": Door(RUN_IT, at(f"actionsets:{name}", cohort=running, letter=constant("A")))
        for name in ("take_up", "let_go")
    },
    **{
        f"actionsets:{name}": Door(RUN_IT, at(f"actionsets:{name}", cohort=running, person=of("running")))
        for name in ("move", "fix")
    },
    "actionsets:join": Door(RUN_IT, at("actionsets:join", cohort=running, person=latecomer)),
    "actionsets:leave": Door(
        RUN_IT, at("actionsets:leave", cohort=running, person=latecomer), sends={"what": "nothing"}
    ),
    "actionsets:week": Door(LEADS | MANAGES | ELSEWHERE, at("actionsets:week"), hidden=False),
    # A set of six is not small: there is no such page; the small ones are tried in tests/actionsets/test_deciding.py.
    "actionsets:small": Door(set(), at("actionsets:small", cohort=finished, number=set_number)),
    "actionsets:incidents": Door(
        whom(INCIDENTS.readers),
        at("actionsets:incidents", cohort=finished, number=set_number),
        sends={"do": "conclude"},
    ),
    # What a set passes on is drafted by its own facilitator; the programme manager reads it in the report, with others.
    "actionsets:themes": Door({"facilitator"}, at("actionsets:themes", cohort=finished, number=set_number)),
    "actionsets:handover": Door({"facilitator"}, at("actionsets:handover", cohort=finished, number=set_number)),
    "actionsets:supervision": Door(LEADS | MANAGES | ELSEWHERE, at("actionsets:supervision")),
    "actionsets:composition": Door(
        whom(COMPOSITION.readers), at("actionsets:composition", cohort=running), sends={"pair": "none"}
    ),
    "actionsets:leaders": Door(RUN_IT, at("actionsets:leaders", cohort=running)),
    # What somebody else leads is not a facilitator's to say: for them there is no such page.
    "actionsets:leader": Door(RUN_IT, at("actionsets:leader", cohort=finished, role=role), sends={"most_sets": "2"}),
    # Who asked to be kept apart from whom is not the facilitators' at all: for them there is no such page.
    "actionsets:kept_apart": Door(
        whom(KEEP_APART.readers, but=Reader.OWNER), at("actionsets:kept_apart", cohort=running)
    ),
    # A set at work is tended by its own facilitator; one who leads another set, or none, has no business in it.
    "actionsets:set": Door(RUN_IT, at("actionsets:set", cohort=finished, number=set_number)),
    "actionsets:set that is proposed": Door(RUN_IT, at("actionsets:set", cohort=running, number=offered_number)),
    # How a set works is read and changed by its members and its own facilitator; the manager knows the date alone.
    "actionsets:agreement": Door(
        whom(SET_AGREEMENT.readers, but=Reader.MEMBERS), at("actionsets:agreement", cohort=finished, number=set_number)
    ),
    # The meeting itself, the ledger and the reviews: the set's own facilitator, and no manager (DOMAIN 1.3).
    **{
        f"actionsets:{name}": Door(
            {"facilitator"}, at(f"actionsets:{name}", cohort=finished, number=set_number, meeting=ONE)
        )
        for name in (
            *("room", "room_shared", "room_press", "room_turn", "room_paper", "room_pdf"),
            *("meeting_airtime", "review", "review_read"),
        )
    },
    "actionsets:airtime": Door(
        whom(AIRTIME.readers, but=Reader.MEMBERS), at("actionsets:airtime", cohort=finished, number=set_number)
    ),
    "actionsets:pulse": Door(whom(AIRTIME.readers), at("actionsets:pulse", uid=uid)),
    "actionsets:dates": Door(RUN_IT, at("actionsets:dates", cohort=finished, number=set_number)),
    "actionsets:substitutes": Door(RUN_IT, at("actionsets:substitutes", cohort=finished, number=set_number)),
    # Whoever stands in at a meeting is tried in tests/actionsets/test_substituting.py; to anybody else there is no such page.
    "actionsets:standing_in": Door(
        set(), at("actionsets:standing_in", cohort=finished, number=set_number, meeting=ONE)
    ),
    "actionsets:time": Door(RUN_IT, at("actionsets:time", cohort=finished, number=set_number)),
    "actionsets:poll": Door(RUN_IT, at("actionsets:poll", cohort=finished, number=set_number, pk=poll_asked)),
    "actionsets:meeting_move": Door(
        RUN_IT, at("actionsets:meeting_move", cohort=finished, number=set_number, meeting=ONE)
    ),
    "actionsets:call_off": Door(RUN_IT, at("actionsets:call_off", cohort=finished, number=set_number, meeting=ONE)),
    "actionsets:attendance": Door(
        whom(ATTENDANCE.readers, but=Reader.MEMBERS),
        at("actionsets:attendance", cohort=finished, number=set_number, meeting=ONE),
    ),
}
DOORS: dict[str, Door] = {
    **OPEN,
    **SIGNED_IN,
    **COHORTS,
    **WORKSHOPS,
    **EVALUATIONS,
    **STORIES,
    **OPPORTUNITIES,
    **EVENTS,
    **VALUES,
    **INSTRUMENTS,
    **PREPARED,
    **CHECKLISTS,
    **AGREEMENTS,
    **PACKS,
    **SETS,
    **CONVENING,
}


def every_door() -> Iterator[str]:
    """The name of every door: those of the site, those of each kind of step, those of a pack. Wagtail keeps its own."""
    for top in get_resolver().url_patterns:
        if isinstance(top, URLPattern):
            yield top.name or ""
        elif str(top.pattern) not in WAGTAILS_OWN:
            yield from (f"{top.namespace}:{name}" if top.namespace else name for name, _pattern in patterns(top))
    for kind, urls in BOUND.items():
        yield from (f"{kind.kind or kind.__name__}/{name}" for name, _pattern in patterns(get_resolver(urls.__name__)))
    yield from (f"pack/{one.name}" for one in pack_doors.urlpatterns)
    yield from (f"guide/{one.name}" for one in guide_doors.urlpatterns)

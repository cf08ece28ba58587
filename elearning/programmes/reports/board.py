"""A cohort's board: who is at which step, by status only, and who may be glad of a call (DOMAIN 6.1)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, QuerySet, Subquery, Value, When
from django.db.models.expressions import OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.accounts.models import Organisation
from elearning.programmes import reminding
from elearning.programmes.models import Cohort, Enrolment, Invitation, StepPage, StepProgress

PEOPLE_A_PAGE = 100
PREPARATION, CHOICE = reminding.PREPARATION, reminding.CHOICE
PLANS = (PREPARATION, CHOICE)
NO_ANSWER_BEFORE_WORKSHOP = timedelta(days=14)
TIME_TO_ANSWER = timedelta(days=3)
ORDERS = {
    "name": ("called_last", "called_first", "user__email"),
    "organisation": ("organisation__name", "called_last", "called_first"),
    "state": ("state", "called_last", "called_first"),
}


@dataclass(frozen=True)
class Cell:
    """The state of one step for one person, in a word."""

    word: str
    tone: str


@dataclass(frozen=True)
class Row:
    """One person on the board."""

    enrolment: Enrolment
    cells: list[Cell]
    invitation: Invitation | None

    @property
    def can_be_reminded(self) -> bool:
        """Whether another invitation can be sent."""
        return self.enrolment.state == Enrolment.State.INVITED


class Standing(NamedTuple):
    """How far people are and what they were sent, by the keys of their enrolments: of each step that they have begun whether it
    is done, and of those who have not answered the newest invitation."""

    steps: Mapping[int, Mapping[int, bool]]
    invitations: Mapping[int, Invitation]


@dataclass(frozen=True)
class Heading:
    """A column by which the board can be sorted."""

    key: str
    title: str
    is_sorted: str


@dataclass(frozen=True)
class Board:
    """One page of a cohort's board, and what stands around it."""

    headings: list[Heading]
    rows: list[Row]
    page: Page[Enrolment]
    organisations: list[Organisation]


@dataclass(frozen=True)
class Call:
    """Somebody who may be glad of a call, and what it would be about."""

    enrolment: Enrolment
    about: str


@dataclass(frozen=True)
class Around:
    """What holds for everybody of a cohort at one moment, read once for all calls. `heard` are, by the name of a plan, the keys
    of those to whom its reminders have said all they can: before, no person rings about what it is about."""

    now: datetime
    today: date
    kinds: set[str]
    somebody_came: bool
    heard: Mapping[str, Collection[int]]


def board(cohort: Cohort, *, sort: str = "name", organisation: str = "", number: str | int | None = 1) -> Board:
    """Page `number` of the board, sorted by `sort` (a key of ORDERS or a step's pk; "-" before it turns it round).

    `organisation` is the slug of the only one to show. The number of queries does not grow with people or steps.
    """
    steps = cohort.programme.told_steps()
    people = sorted_by(people_of(cohort), sort, steps)
    organisations = list(Organisation.objects.filter(enrolments__cohort=cohort).distinct())
    if organisation in {one.slug for one in organisations}:
        people = people.filter(organisation__slug=organisation)
    page = Paginator(people, PEOPLE_A_PAGE).get_page(number)
    standing = standing_of(cohort, [one.pk for one in page])
    return Board(
        headings=headings_of(steps, sort),
        rows=[row_of(enrolment, steps, standing) for enrolment in page],
        page=page,
        organisations=organisations,
    )


def people_of(cohort: Cohort) -> QuerySet[Enrolment]:
    """Everybody who was invited and not taken off."""
    return cohort.enrolments.exclude(state=Enrolment.State.REMOVED).by_name().select_related("user", "organisation")


def standing_of(cohort: Cohort, only: Collection[int] | None = None) -> Standing:
    """How far the people of `cohort` are: all, or those with these keys of enrolments. Two queries.

    Rows, not objects that know each other: the board of 200 people leaves a fifth as much to the collector.
    """
    whose = {"enrolment__cohort": cohort} if only is None else {"enrolment__in": only}
    steps: dict[int, dict[int, bool]] = defaultdict(dict)
    for enrolment, step, done_at in StepProgress.objects.filter(**whose).values_list("enrolment", "step", "done_at"):
        steps[enrolment][step] = done_at is not None
    sent = Invitation.objects.filter(enrolment__state=Enrolment.State.INVITED, **whose).order_by("sent_at", "pk")
    return Standing(steps, {invitation.enrolment_id: invitation for invitation in sent})


def sorted_by(people: QuerySet[Enrolment], sort: str, steps: Iterable[StepPage]) -> QuerySet[Enrolment]:
    """`people` in the order that `sort` asks for; by name if it asks for something unknown."""
    key, is_turned = sort.removeprefix("-"), sort.startswith("-")
    fields = list(ORDERS.get(key, ORDERS["name"]))
    if key in {str(step.pk) for step in steps}:
        people = people.annotate(how_far=how_far(int(key)))
        fields = ["-how_far", *ORDERS["name"]]
    if is_turned:
        fields = [field[1:] if field.startswith("-") else f"-{field}" for field in fields]
    return people.order_by(*fields, "pk")


def how_far(step: int) -> Coalesce:
    """An expression: 2 for those who have finished the step with this pk, 1 for those who have begun it, else 0."""
    rank = Case(When(done_at__isnull=False, then=2), default=1, output_field=IntegerField())
    rows = StepProgress.objects.filter(enrolment=OuterRef("pk"), step=step).annotate(rank=rank)
    return Coalesce(Subquery(rows.values("rank")[:1]), Value(0), output_field=IntegerField())


def headings_of(steps: list[StepPage], sort: str) -> list[Heading]:
    """The columns, each with the value its button sends and how the board is sorted by it now."""
    columns = [
        ("name", _("Person")),
        ("organisation", _("Organisation")),
        ("state", _("Taking part")),
        *((str(step.pk), step.short_name) for step in steps),
    ]
    key, is_turned = sort.removeprefix("-"), sort.startswith("-")
    return [
        Heading(
            key=f"-{column}" if column == key and not is_turned else column,
            title=title,
            is_sorted=("descending" if is_turned else "ascending") if column == key else "none",
        )
        for column, title in columns
    ]


def row_of(enrolment: Enrolment, steps: list[StepPage], standing: Standing) -> Row:
    """The board's row of one person."""
    begun = standing.steps.get(enrolment.pk, {})
    return Row(
        enrolment=enrolment,
        cells=[cell_of(begun.get(step.pk)) for step in steps],
        invitation=standing.invitations.get(enrolment.pk),
    )


def cell_of(is_done: bool | None) -> Cell:
    """The state of one step in a word; None for one that is not begun."""
    if is_done is None:
        return Cell(_("Not yet"), "none")
    return Cell(_("Done"), "done") if is_done else Cell(_("Begun"), "progress")


def calls(cohort: Cohort, *, now: datetime | None = None) -> list[Call]:
    """Whom to ring, with what it would be about: one line a person, in the order of their names (DOMAIN 2.4, 2.6).

    About a step people are reminded three times first; only then somebody rings.
    Missing pre-work is no reason: nobody is asked about it.
    """
    kinds = {step.pk: step.specific_class.kind for step in cohort.programme.steps().select_related("content_type")}
    everybody = list(people_of(cohort).order_by(*ORDERS["name"]))
    standing = standing_of(cohort)
    done = {one.pk: kinds_done(standing.steps.get(one.pk, {}), kinds) for one in everybody}
    around = around_at(cohort, everybody, done.values(), set(kinds.values()), now or timezone.now())
    abouts = ((one, call_about(one, standing.invitations.get(one.pk), done[one.pk], around)) for one in everybody)
    return [Call(enrolment, about) for enrolment, about in abouts if about]


def around_at(
    cohort: Cohort, everybody: list[Enrolment], done: Collection[set[str]], kinds: set[str], moment: datetime
) -> Around:
    """What holds for all of `cohort` at `moment`: `done` are the kinds of steps that each of `everybody` has done."""
    return Around(
        now=moment,
        today=moment.astimezone(cohort.zone).date(),
        kinds=kinds,
        somebody_came=any("workshop" in steps for steps in done),
        heard={plan.name: reminding.spoken_enough(plan, everybody, moment) for plan in PLANS},
    )


def kinds_done(steps: Mapping[int, bool], kinds: Mapping[int, str]) -> set[str]:
    """The kinds of the steps that are done."""
    return {kinds[step] for step, is_done in steps.items() if is_done and step in kinds}


def call_about(enrolment: Enrolment, latest: Invitation | None, done: set[str], around: Around) -> str:
    """What a call to this person would be about; empty if there is no reason for one. `latest` is the invitation that they have
    not answered, `done` the kinds of steps that they have done."""
    cohort, left = enrolment.cohort, around.kinds - done
    if enrolment.state == Enrolment.State.INVITED:
        is_near = around.now > cohort.workshop_starts_at - NO_ANSWER_BEFORE_WORKSHOP
        had_time = latest is None or around.now > latest.sent_at + TIME_TO_ANSWER
        return _("Has not answered the invitation") if is_near and had_time else ""
    if not enrolment.is_taking_part:
        return ""
    is_expected = around.today >= cohort.prework_due_on and enrolment.pk in around.heard[PREPARATION.name]
    if enrolment.state == Enrolment.State.JOINED and is_expected:
        return _("Has said yes, but not got further")
    if around.now > cohort.workshop_ends_at and around.somebody_came and "workshop" in left:
        return _("Was not at the workshop; the catch-up is open")
    is_late = around.today > cohort.priorities_due_on and enrolment.pk in around.heard[CHOICE.name]
    if is_late and "priorities" in left:
        return _("Has not chosen priorities yet")
    return ""

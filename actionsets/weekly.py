"""A facilitator's week: what needs them over all their sets and cohorts, in order, what to watch, and what is coming up.

A fixed number of queries, whether they lead one set or sixty. A programme manager who leads no set reads of its members'
agreement and absences nothing (DOMAIN 6.1, 7.2).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionsets import coming, watchlist
from actionsets.models import (
    Acknowledgement,
    LearningSet,
    MeetingAnswer,
    SetAgreement,
    SetMeeting,
    SetMembership,
    SetProposal,
)
from actionsets.quorum import Outlook
from actionsets.watchlist import Flags
from elearning.accounts.models import User
from elearning.programmes.models import Cohort, CohortRole
from elearning.programmes.permissions import reach

AT_WORK = ("confirmed", "running")
AHEAD = timedelta(days=14)
# Of how many cohorts a week tells: those that the person facilitates before those whose programme they manage.
COHORTS = 20
PLANNED = SetMeeting.State.PLANNED


@dataclass(frozen=True)
class Need:
    """One thing that waits for the person: what, where, until when (None: no day), and the way there."""

    what: str
    where: str
    href: str
    action: str
    due_on: date | None = None
    is_late: bool = False
    is_now: bool = False


@dataclass(frozen=True)
class Watched:
    """One set to keep an eye on, what about it, and the next step."""

    flags: Flags
    where: str
    href: str
    action: str


@dataclass(frozen=True)
class Week:
    """The whole page."""

    needs: list[Need]
    watch: list[Watched]
    meetings: list[SetMeeting]
    cohorts: list[Cohort]
    runs: bool
    has_more: bool
    """Whether they run more cohorts than a page can tell of."""


@dataclass
class _Known:
    """What the tables say, fetched once; `sets` are those at work that the person leads, or whose programme they manage."""

    user: User
    now: datetime
    cohorts: list[Cohort]
    sets: list[LearningSet]
    has_more: bool
    with_sets: set[int] = field(default_factory=set)
    flags: dict[int, Flags] = field(default_factory=dict)

    @property
    def mine(self) -> list[LearningSet]:
        """The sets that the person leads."""
        return [one for one in self.sets if one.facilitator_id == self.user.pk]


def week_of(user: User, now: datetime) -> Week:
    """What `user` has to do, to watch and to lead, as it stands at `now`."""
    known = _known(user, now)
    meetings = _meetings(known)
    needs = [*_proposals(known), *_dates(known, meetings), *_agreements(known), *_agreed(known)]
    needs.sort(key=lambda one: (not one.is_now, one.due_on is None, one.due_on or date.max, one.where))
    to_come = [one for one in meetings if one.state == PLANNED and now < one.ends_at and one.starts_at <= now + AHEAD]
    return Week(needs, _watch(known), to_come, known.cohorts, reach(user) == "runs", known.has_more)


def _known(user: User, now: datetime) -> _Known:
    leads = CohortRole.objects.filter(user=user, cohort=OuterRef("pk"), kind=CohortRole.Kind.FACILITATOR)
    running = Cohort.objects.run_by(user).filter(state=Cohort.State.RUNNING).select_related("programme")
    own_first = running.order_by(Exists(leads).desc(), "-workshop_starts_at", "pk")
    cohorts = list(own_first[: COHORTS + 1])
    has_more = len(cohorts) > COHORTS
    cohorts = cohorts[:COHORTS]
    managed = set(
        Cohort.objects.managed_by(user).filter(pk__in=[one.pk for one in cohorts]).values_list("pk", flat=True)
    )
    rows = LearningSet.objects.filter(cohort__in=cohorts, state__in=LearningSet.WITH_WORKSPACE)
    found = list(rows.select_related("cohort", "facilitator", "focus").order_by("cohort", "number"))
    tended = [one for one in found if one.facilitator_id == user.pk or one.cohort_id in managed]
    at_work = [one for one in tended if one.state in AT_WORK]
    known = _Known(user, now, cohorts, at_work, has_more, {one.cohort_id for one in found})
    known.flags = watchlist.flags(at_work, user)
    return known


def _where(one: LearningSet) -> str:
    return f"{one}, {one.cohort.name}"


def _to(name: str, one: LearningSet, *more: int) -> str:
    return reverse(f"actionsets:{name}", args=[one.cohort.public_id, one.number, *more])


def _proposals(known: _Known) -> Iterator[Need]:
    """Sets to convene, a draft to send, answers to wait for, sets to confirm."""
    answered = Q(sets__memberships__ended_at__isnull=True) & ~Q(sets__memberships__consent="awaiting")
    rows = SetProposal.objects.filter(cohort__in=known.cohorts, state__in=SetProposal.OPEN)
    by_cohort = {one.cohort_id: one for one in rows.annotate(answered=Count("sets__memberships", filter=answered))}
    for cohort in known.cohorts:
        today, proposal = cohort.day_of(known.now), by_cohort.get(cohort.pk)
        board = reverse("actionsets:board", args=[cohort.public_id])
        if proposal is None:
            if cohort.pk not in known.with_sets and today >= cohort.grouping_on - timedelta(days=7):
                due = cohort.grouping_on
                yield Need(_("Form the sets"), cohort.name, board, _("Form sets"), due, due < today)
        elif proposal.is_draft:
            due = cohort.grouping_on
            yield Need(_("A draft of the sets waits to be sent"), cohort.name, board, _("Look"), due, due < today)
        elif proposal.consent_ends_on and proposal.consent_ends_on >= today:
            said = _("The sets are proposed; people can still answer")
            yield Need(said, cohort.name, board, _("See the answers"), proposal.consent_ends_on)
        else:
            yield Need(_("The sets can be confirmed"), cohort.name, board, _("Confirm"), proposal.consent_ends_on, True)


def _meetings(known: _Known) -> list[SetMeeting]:
    """The planned meetings of the sets that the person leads, those that are over too, with their sets."""
    rows = SetMeeting.objects.filter(learning_set__in=known.mine, state=PLANNED, starts_at__lte=known.now + AHEAD)
    by_key = {one.pk: one for one in known.mine}
    found = list(rows.order_by("starts_at", "pk"))
    for meeting in found:
        meeting.learning_set = by_key[meeting.learning_set_id]
    return found


def _dates(known: _Known, meetings: Sequence[SetMeeting]) -> Iterator[Need]:
    """Meetings that go on now, attendance to note, and meetings to which too few can come."""
    said: dict[int, Counter[str]] = defaultdict(Counter)
    live = SetMembership.objects.live().filter(learning_set__in=known.mine).values("pk")
    answers = MeetingAnswer.objects.filter(
        meeting__in=[one.pk for one in meetings], membership__in=live, starts_at=F("meeting__starts_at")
    )
    for meeting, answer in answers.values_list("meeting_id", "answer"):
        said[meeting][answer] += 1
    for one in meetings:
        group, day = one.learning_set, one.begins().date()
        if one.ends_at <= known.now:
            what = _("Note who was at %(meeting)s") % {"meeting": str(one).lower()}
            yield Need(what, _where(group), _to("attendance", group, one.number), _("Note it"), day, True)
            continue
        if one.starts_at <= known.now:
            what = _("%(meeting)s is going on now") % {"meeting": one}
            yield Need(what, _where(group), _to("room", group, one.number), _("Go to the meeting"), day, is_now=True)
            continue
        outlook = Outlook(known.flags[group.pk].size, said[one.pk][coming.YES], said[one.pk][coming.NO])
        warning = coming.warn(one, outlook)
        if warning and not known.flags[group.pk].is_paused:
            yield Need(warning, _where(group), _to("set", group), _("See who comes"), day)


def _agreements(known: _Known) -> Iterator[Need]:
    """Sets in which somebody has not acknowledged the agreement that counts; how many, and not who."""
    versions = SetAgreement.objects.filter(learning_set__in=known.mine).order_by("version")
    newest = dict(versions.values_list("learning_set_id", "pk"))
    live = SetMembership.objects.live().filter(learning_set__in=newest).values("pk")
    rows = Acknowledgement.objects.filter(agreement__in=newest.values(), membership__in=live)
    given = Counter(rows.values_list("agreement__learning_set_id", flat=True))
    for key in newest:
        flags = known.flags[key]
        missing = flags.size - given[key]
        if missing > 0:
            what = ngettext(
                "%(count)d member has not acknowledged the agreement",
                "%(count)d members have not acknowledged the agreement",
                missing,
            )
            one = flags.learning_set
            yield Need(what % {"count": missing}, _where(one), _to("set", one), _("Go to the set"))


def _agreed(known: _Known) -> Iterator[Need]:
    """Two small sets that have both said yes, and wait to be made one."""
    for one in known.mine:
        if known.flags[one.pk].agrees_to_join:
            yield Need(_("Two sets have agreed to become one"), _where(one), _to("small", one), _("Make them one"))


def _watch(known: _Known) -> list[Watched]:
    found = []
    for one in known.sets:
        flags = known.flags[one.pk]
        if flags.is_empty:
            continue
        if flags.is_small:
            href, action = _to("small", one), _("See what it can do")
        elif flags.has_incident or flags.is_paused:
            href, action = _to("incidents", one), _("See how it stands")
        else:
            href, action = _to("set", one), _("Go to the set")
        found.append(Watched(flags, _where(one), href, action))
    return found

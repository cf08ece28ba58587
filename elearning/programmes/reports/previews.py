"""What would happen if a list of people were invited: said before anything is sent."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from elearning.accounts.models import Organisation, User
from elearning.programmes.models import Cohort, CohortRole, Enrolment
from elearning.programmes.rosters import Problem, Roster, Row

SALT = "programmes.roster"
GOOD_FOR = 2 * 60 * 60


@dataclass(frozen=True)
class Guest:
    """One line that can be used, and what would happen to it."""

    row: Row
    outcome: str
    note: str
    makes_organisation: bool = False


@dataclass(frozen=True)
class Mishap:
    """One line that cannot be used, and why, in words."""

    problem: Problem
    why: str


@dataclass(frozen=True)
class Preview:
    """What would happen to each line of a list."""

    guests: list[Guest]
    passed_over: list[Guest]
    mishaps: list[Mishap]
    new_organisations: list[str]


def preview(cohort: Cohort, roster: Roster) -> Preview:
    """What inviting the people of `roster` to `cohort` would do; writes nothing, in a fixed number of queries."""
    emails = [row.email for row in roster.rows]
    here = {e.user.email: e for e in cohort.enrolments.filter(user__email__in=emails).select_related("user")}
    organisations = {name.lower() for name in Organisation.objects.values_list("name", flat=True)}
    helpers = set(cohort.roles.filter(kind=CohortRole.Kind.FACILITATOR).values_list("user__email", flat=True))
    guests = [guest(row, here.get(row.email), organisations) for row in roster.rows]
    guests = [facilitator(one.row) if one.row.email in helpers else one for one in guests]
    invited = [one for one in guests if one.outcome != "here"]
    return Preview(
        guests=invited,
        passed_over=[one for one in guests if one.outcome == "here"],
        mishaps=[Mishap(problem, why(problem)) for problem in roster.problems],
        new_organisations=sorted({one.row.organisation for one in invited if one.makes_organisation}, key=str.casefold),
    )


def guest(row: Row, enrolment: Enrolment | None, organisations: set[str]) -> Guest:
    """What would happen to `row`, whose person is in the cohort by `enrolment`, if at all.

    Whether the address has an account elsewhere is nobody's business who runs this cohort, and is not asked (TRUST I05).
    """
    is_new_there = row.organisation.lower() not in organisations
    if enrolment is None:
        return Guest(row, "new", _("Is sent an invitation"), is_new_there)
    if enrolment.state == Enrolment.State.DECLINED:
        return Guest(row, "again", _("Declined before, and is asked again"))
    return Guest(row, "here", already(enrolment))


def facilitator(row: Row) -> Guest:
    """Somebody who is passed over because they facilitate the cohort."""
    return Guest(row, "here", _("Facilitates this cohort, and nobody facilitates their own set"))


def already(enrolment: Enrolment) -> str:
    """Why somebody who is in the cohort is passed over."""
    if enrolment.state == Enrolment.State.INVITED:
        return _("Has been invited; send the invitation again from the board")
    if enrolment.is_taking_part:
        return _("Takes part already")
    return _("Was in this cohort and has left it")


def why(problem: Problem) -> str:
    """Why a line cannot be used, and what to do."""
    return {
        "no address": _("There is no e-mail address in this line."),
        "bad address": _("This is not a whole e-mail address."),
        "no organisation": _("There is no organisation in this line."),
        "twice": _("This address stands in the list above already."),
        "too long": _("A name, address, organisation or role in this line is too long."),
    }[problem.reason]


def sealed(cohort: Cohort, preview: Preview, *, by: User) -> str:
    """The people who would be invited, signed, so that what is confirmed is what was shown."""
    rows = [[g.row.number, g.row.name, g.row.email, g.row.organisation, g.row.role] for g in preview.guests]
    return signing.dumps({"cohort": cohort.pk, "by": by.pk, "rows": rows}, salt=SALT, compress=True)


def unsealed(cohort: Cohort, text: str, *, by: User) -> list[Row]:
    """The people of a sealed list. Raises `signing.BadSignature` if it is not ours, too old, or of another cohort or person."""
    content: dict[str, Any] = signing.loads(text, salt=SALT, max_age=GOOD_FOR)
    if (content["cohort"], content["by"]) != (cohort.pk, by.pk):
        raise signing.BadSignature
    return [Row(*cells) for cells in content["rows"]]

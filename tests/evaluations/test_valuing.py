"""What a commissioner wants to see change, named before anybody knows; and what a cohort cost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from elearning.accounts.models import User
from elearning.evaluations import valuing
from elearning.evaluations.models import CohortOutcome
from elearning.programmes.models import Cohort, CohortRole, CohortSnapshot
from elearning.programmes.narrating import Outcome
from elearning.programmes.reports import narrative
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid

NAMED = {"indicator": "Joint referrals a month", "measured": "The referral system", "at_start": "14"}


@laid
def gwen(cast: Cast) -> User:
    """Gwen commissioned the cohort."""
    made = factories.user("Gwen Example")
    CohortRole.objects.create(cohort=cast.cohort, user=made, kind=CohortRole.Kind.COMMISSIONER)
    return made


def when(cohort: Cohort, *, formed: int, last: int) -> Cohort:
    """`cohort`, whose sets were formed and last met so many days ago."""
    today = cohort.day_of(timezone.now())
    cohort.grouping_on, cohort.last_meeting_on = today - timedelta(days=formed), today - timedelta(days=last)
    cohort.save()
    return cohort


def address(cast: Cast) -> str:
    return f"/cohorts/{cast.cohort.public_id}/outcome/"


@pytest.mark.parametrize("who", ["ada", "olu", "pia", "zoe"])
def test_others_find_nothing(cast: Cast, who: str) -> None:
    person = getattr(cast, who)

    answer = signed_in(getattr(person, "user", person)).post(address(cast), NAMED)

    assert (answer.status_code, CohortOutcome.objects.count()) == (404, 0)


def test_facilitators_read_the_report_and_name_nothing(cast: Cast) -> None:
    answer = signed_in(cast.fay).post(address(cast), NAMED)

    assert (answer.status_code, CohortOutcome.objects.count()) == (403, 0)


def test_commissioner_of_another_cohort_finds_nothing(cast: Cast, gwen: User) -> None:
    other = factories.cohort(cast.programme)

    assert signed_in(gwen).get(f"/cohorts/{other.public_id}/outcome/").status_code == 404


def test_commissioner_names_it_before_the_sets_are_formed(cast: Cast, gwen: User) -> None:
    when(cast.cohort, formed=-5, last=-100)

    signed_in(gwen).post(address(cast), {**NAMED, "at_end": "99"})

    kept = CohortOutcome.objects.get()
    assert (kept.indicator, kept.at_start, kept.at_end, kept.changed_by) == (NAMED["indicator"], "14", "", gwen)


def test_what_was_named_stays_named_when_the_sets_have_begun(cast: Cast, gwen: User) -> None:
    when(cast.cohort, formed=-5, last=-100)
    valuing.keep(cast.cohort, NAMED, by=gwen)
    when(cast.cohort, formed=150, last=10)

    signed_in(gwen).post(address(cast), {"indicator": "Something that went well", "at_start": "1", "at_end": "19"})

    kept = CohortOutcome.objects.get()
    assert (kept.indicator, kept.at_start, kept.at_end) == (NAMED["indicator"], "14", "19")


def test_named_late_says_when(cast: Cast, gwen: User) -> None:
    when(cast.cohort, formed=150, last=10)

    kept = valuing.keep(cast.cohort, NAMED, by=gwen)

    section = narrative.indicator(Outcome(indicator=kept.indicator, named_on=cast.cohort.day_of(kept.named_at)))
    assert section is not None
    assert str(timezone.now().year) in section.tables[0].notes[0]


@pytest.mark.parametrize("cost", ["-1", "1" * 30, "a lot", "NaN"])
def test_a_cost_that_is_none_keeps_what_was_typed(cast: Cast, gwen: User, cost: str) -> None:
    answer = signed_in(gwen).post(address(cast), {**NAMED, "cost": cost})

    assert (answer.status_code, NAMED["measured"] in answer.content.decode(), CohortOutcome.objects.count()) == (
        422,
        True,
        0,
    )


def end(low: int, high: int) -> dict[str, CohortSnapshot]:
    return {"post": CohortSnapshot(cells={"reach": [{"name": "completed", "low": low, "high": high}]})}


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (20, 20, "GBP\u00a0600"),
        (20, 24, "GBP\u00a0500\u00a0to\u00a0GBP\u00a0600"),
        (0, 4, "too few to say"),
    ],
)
def test_cost_each_is_as_exact_as_the_number_of_people(low: int, high: int, told: str) -> None:
    section = narrative.cost(Outcome(cost=Decimal(12000), currency="GBP"), end(low, high))

    assert section is not None
    assert section.tables[0].lines[1].cells == (told,)


def test_cost_each_waits_for_the_figures_of_the_end() -> None:
    section = narrative.cost(Outcome(cost=Decimal(12000), currency="GBP"), {})

    assert section is not None
    assert section.tables[0].lines[1].cells == ("not known before the figures of the end",)


def test_report_tells_it(cast: Cast, gwen: User) -> None:
    valuing.keep(cast.cohort, {**NAMED, "cost": Decimal(12000)}, by=gwen)

    body = signed_in(gwen).get(f"/cohorts/{cast.cohort.public_id}/report/").content.decode()

    assert (NAMED["indicator"] in body, "GBP\u00a012,000" in body) == (True, True)

"""Says who has not yet answered what they were asked three months after their last meeting, for the day's mail of reminders,
and what of it ends when a cohort is closed.

The mail that asked is the first of three; two reminders follow, and none once the answers are sent (DOMAIN 2.4).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elearning.evaluations import asking
from elearning.evaluations.models import Asking, EndEvaluationPage, EvaluationSheet, FollowUpEvaluationPage
from elearning.post.hours import on_or_before
from elearning.post.reminding import Due, Link
from elearning.programmes.models import Cohort, Enrolment

# Days after the mail that asked; the page is open for thirty.
AGAIN = (7, 18)


def follow_ups(now: datetime) -> Iterator[Due]:
    """Whoever was asked a week ago, and once more eleven days later, and has not sent their answers while they still can."""
    for page, cohort in asking.under_way(now):
        last, today = page.window(cohort)[1], cohort.day_of(now)
        sent = EvaluationSheet.objects.sent().filter(cohort=cohort, page_id=page.pk).values("key")
        waiting = Asking.objects.filter(
            page_id=page.pk, enrolment__cohort=cohort, enrolment__state__in=Enrolment.TAKING_PART
        ).exclude(enrolment__evaluation_key__key__in=sent)
        for one in waiting.select_related("enrolment__user"):
            number = sum(on_or_before(cohort.day_of(one.sent_at) + timedelta(days=days)) <= today for days in AGAIN)
            if number:
                yield Due(
                    one.enrolment.user,
                    occasion=f"follow-up-{one.pk}-{number}",
                    sentence=_("A few questions about what came of it are open until %(date)s. They take five minutes.")
                    % {"date": date_format(last, "l j F")},
                    path=page.url,
                    until=datetime.combine(last + timedelta(days=1), time(), tzinfo=cohort.zone),
                    zone=cohort.time_zone,
                    links=partial(_ways_to_answer, one),
                )


def ends_with(cohort: Cohort, now: datetime) -> Iterator[str]:
    """What whoever closes `cohort` at `now` should know: which of these pages nobody can answer any more. No count of
    answers: who runs a cohort does not see who has answered."""
    people = cohort.enrolments.filter(state__in=Enrolment.TAKING_PART).count()
    pages = [*EndEvaluationPage.objects.live(), *FollowUpEvaluationPage.objects.live()]
    for page in pages:
        first, last = page.window(cohort)
        if page.programme != cohort.programme or not people or cohort.day_of(now) > last:
            continue
        days = {
            "page": page.title,
            "first": date_format(first, "j F Y"),
            "last": date_format(last, "j F Y"),
            "people": people,
        }
        said = _(
            "“%(page)s” (%(first)s to %(last)s): nobody of the %(people)d people taking part can answer from now on."
        )
        yield said % days
        if isinstance(page, FollowUpEvaluationPage):
            asked = Asking.objects.filter(page_id=page.pk, enrolment__cohort=cohort).count()
            yield ngettext(
                "%(asked)d person has been asked by a link, which leads nowhere then; nobody else is asked, nor for a story.",
                "%(asked)d people have been asked by a link, which leads nowhere then; nobody else is asked, nor for a story.",
                asked,
            ) % {"asked": asked}


def _ways_to_answer(one: Asking) -> Sequence[Link]:
    """The link of the mail that asked, which needs no sign-in."""
    return [Link(_("Answer without signing in"), asking.link_of(one))]

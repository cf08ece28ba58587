"""Shows somebody's results to a person they name, takes that back, and notes when they were looked at (DOMAIN 7.1.1).

A share holds the results as they stood on that day; later ones are shown to nobody until they are shared as well. It ends
when its owner ends it, 90 days after the cohort's planned close (DOMAIN 7.5), or when either of the two leaves the cohort.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning import mail
from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.profiles.models import Result, ResultLook, ResultShare
from elearning.programmes import noting
from elearning.programmes.models import Cohort, CohortRole, Enrolment, Wave

AFTER_CLOSE = timedelta(days=90)
MOST_A_DAY = 10
SHARED = _(
    "If the person you named is in your cohort, they can open your results now. You can take that back at any time."
)
ENDED = _("That is taken back. Your results are closed to them from now on.")


class SharingError(Exception):
    """Results that cannot be shared; its message is for their owner."""


def last_day(cohort: Cohort) -> date:
    """The last day on which shares of `cohort` can be opened: 90 days after it closes (DOMAIN 2.1, 7.5)."""
    return cohort.window(Wave.FOLLOW_UP)[1] + AFTER_CLOSE


def facilitators_of(cohort: Cohort) -> list[User]:
    """Whom the owner finds in a list: the people who facilitate the cohort, by name."""
    leads = {"cohort_roles__cohort": cohort, "cohort_roles__kind": CohortRole.Kind.FACILITATOR}
    return list(User.objects.filter(**leads).distinct().order_by("last_name", "first_name", "pk"))


def shares_of(enrolment: Enrolment) -> list[ResultShare]:
    """What `enrolment` shares or has shared, the latest first, each with when it was looked at; three queries at most."""
    return list(enrolment.result_shares.select_related("recipient").prefetch_related("looks", "results"))


def shared_with(user: User) -> list[ResultShare]:
    """What others show to `user` now, the latest first; one query."""
    shares = ResultShare.objects.visible_to(user)
    return list(shares.select_related("enrolment__user", "enrolment__cohort__programme"))


def results_in(share: ResultShare) -> dict[str, Result]:
    """The results that `share` holds, by wave; one query."""
    return {result.wave: result for result in share.results.select_related("version")}


@transaction.atomic
def share(enrolment: Enrolment, address: str, *, with_numbers: bool, by: User) -> ResultShare:
    """Let the person with this address see the current results of `enrolment` in words, and in numbers if wanted.

    They must facilitate the cohort or take part in it; for any other address the share is kept as well, and nobody can
    open it. An earlier share with the same address ends. The recipient gets one neutral mail. Raises SharingError without
    results, for one's own address, after the last day, and after ten shares within a day.
    """
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    address, now, ends_on = address.strip().lower(), timezone.now(), last_day(enrolment.cohort)
    results = list(Result.objects.filter(enrolment=enrolment, superseded_at__isnull=True))
    _refuse_nonsense(enrolment, address, results, ends_on)
    recipient = _recipient(enrolment.cohort, address)
    enrolment.result_shares.filter(address=address, revoked_at__isnull=True).update(revoked_at=now)
    made = ResultShare.objects.create(
        enrolment=enrolment,
        address=address,
        recipient=recipient,
        with_numbers=with_numbers,
        shared_at=now,
        ends_on=ends_on,
    )
    made.results.set(results)
    if recipient:
        words = {
            "name": recipient.name,
            "owner": by.name,
            "link": settings.BASE_URL + reverse("profiles:shared_with_me"),
        }
        mail.send("something_shared", recipient.email, words)
    return made


@transaction.atomic
def end(share: ResultShare, *, by: User) -> ResultShare:
    """Take `share` back: its recipient finds nothing from the next request on. A second time changes nothing."""
    ResultShare.objects.filter(pk=share.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    share.refresh_from_db(fields=["revoked_at"])
    return share


@transaction.atomic
def forget(now: datetime) -> int:
    """Delete the shares whose last day is over, with every look at them (DOMAIN 7.5); returns how many rows went."""
    return ResultShare.objects.filter(ends_on__lt=timezone.localdate(now)).delete()[0]


@transaction.atomic
def look(share: ResultShare, *, by: User) -> ResultLook:
    """Note that the recipient opens `share` now. Raises ResultShare.DoesNotExist when they may not, or not any more."""
    rows = ResultShare.objects.select_for_update(of=("self",)).select_related("enrolment__cohort__programme")
    locked = rows.visible_to(by).get(pk=share.pk)
    noting.looked(Thing.RESULTS, [locked.enrolment], by=by, cohort=locked.enrolment.cohort)
    return ResultLook.objects.create(share=locked, looked_at=timezone.now())


def _refuse_nonsense(enrolment: Enrolment, address: str, results: Sequence[Result], ends_on: date) -> None:
    if not results:
        raise SharingError(_("There are no results to share yet."))
    if address == enrolment.user.email.lower():
        raise SharingError(_("This is your own address."))
    if ends_on < timezone.localdate():
        raise SharingError(_("The time for sharing is over in this cohort. You can still print or keep your results."))
    today = enrolment.result_shares.filter(shared_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise SharingError(_("You have shared your results ten times within a day. Please go on tomorrow."))


def _recipient(cohort: Cohort, address: str) -> User | None:
    leads = cohort.roles.filter(user__email__iexact=address, kind=CohortRole.Kind.FACILITATOR).select_related("user")
    if role := leads.first():
        return role.user
    fellow = cohort.enrolments.taking_part().filter(user__email__iexact=address).select_related("user").first()
    return fellow.user if fellow else None

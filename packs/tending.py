"""What editors do with publications as time goes by: withdraw one with a notice, take that back, be reminded to review.

A withdrawn pack leaves the catalogue; its page stays, with the notice. Who had started it reads on.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import PageQuerySet

from elearning import mail
from elearning.accounts.models import User
from packs.models import CategoryGuidePage, LearningPackPage, PackReviewReminder, PublisherPage, Withdrawal
from packs.models.packs import PackQuerySet

AHEAD = timedelta(days=60)
Tended = LearningPackPage | CategoryGuidePage


@transaction.atomic
def withdraw(pack: LearningPackPage, *, notice: str, by: User | None = None) -> Withdrawal:
    """Put `notice` in the place of `pack`. If one stands there already, it stays as it is."""
    LearningPackPage.objects.select_for_update().get(pk=pack.pk)
    standing = pack.withdrawals.in_force().first()
    if standing:
        return standing
    log(pack, "packs.withdraw", user=by, data={"notice": notice})
    return Withdrawal.objects.create(pack=pack, notice=notice, withdrawn_at=timezone.now(), withdrawn_by=by)


@transaction.atomic
def restore(pack: LearningPackPage, *, by: User | None = None) -> None:
    """Take the notice away: the pack is in the catalogue again. Does nothing where there is no notice."""
    if pack.withdrawals.in_force().update(lifted_at=timezone.now(), lifted_by=by):
        log(pack, "packs.restore", user=by)


def notice_for(user: User | AnonymousUser, pack: LearningPackPage) -> Withdrawal | None:
    """The notice that `user` finds in the place of `pack`, or None: also for those who had started to read it."""
    standing = pack.withdrawals.in_force().first()
    if standing and user.is_authenticated and pack.readings.filter(enrolment__user=user.pk).exists():
        return None
    return standing


def tended(publisher: PublisherPage) -> PackQuerySet:
    """The publications of `publisher` that are on the site, the first to be reviewed first."""
    return LearningPackPage.objects.child_of(publisher).live().order_by("review_on", "code")


def guides(publisher: PublisherPage) -> PageQuerySet:
    """The guides of `publisher` that are on the site, the first to be reviewed first."""
    return CategoryGuidePage.objects.child_of(publisher).live().order_by("review_on", "code")


def due(publisher: PublisherPage, today: date) -> list[tuple[Tended, date]]:
    """Publications whose review is near or past, each with the moment (60 days before, or the day) that has come."""
    found: list[Tended] = [
        *tended(publisher).published().filter(review_on__lte=today + AHEAD),
        *guides(publisher).filter(review_on__lte=today + AHEAD),
    ]
    return [(page, page.review_on if page.review_on <= today else page.review_on - AHEAD) for page in found]


def remind(now: datetime) -> int:
    """Write to each publisher's editors about the reviews they have not been told of yet, one mail each for all of them.

    Returns how many publishers were written to. Each moment of each review date is told once.
    """
    today = timezone.localdate(now)
    publishers = PublisherPage.objects.live().select_related("desk")
    return sum(_remind(publisher, due(publisher, today)) for publisher in publishers if hasattr(publisher, "desk"))


@transaction.atomic
def _remind(publisher: PublisherPage, reviews: Iterable[tuple[Tended, date]]) -> int:
    new = [page for page, moment in reviews if _is_first(page, moment)]
    if not new:
        return 0
    link = f"{settings.BASE_URL}{reverse('pack_tending')}"
    for editor in publisher.desk.editors.user_set.filter(is_active=True):
        mail.send("reviews_due", editor.email, {"publisher": publisher, "number": len(new), "link": link})
    return 1


def _is_first(page: Tended, moment: date) -> bool:
    _row, made = PackReviewReminder.objects.get_or_create(page_id=page.pk, about=moment)
    return made

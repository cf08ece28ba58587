"""What readers say to a pack's authors: taking a message in, telling editors of new ones, noting mistakes for readers.

Nobody's name, account or notes go along: a message is what its writer put into the form. The same words sent twice on a
day are one message.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from elearning import mail
from elearning.accounts.models import User
from packs.models import Erratum, LearningPackPage, PackFeedback, PackReading, PackVersion, PublisherPage


@transaction.atomic
def take_in(version: PackVersion, *, about: str, text: str, name: str = "", email: str = "") -> PackFeedback:
    """Keep a message to the authors of `version`; returns the one that is there when it was sent twice."""
    words = {"about": about, "text": text, "name": name, "email": email, "received_on": timezone.localdate()}
    before = PackFeedback.objects.filter(version=version, **words).first()
    return before or PackFeedback.objects.create(version=version, **words)


@transaction.atomic
def mark(message: PackFeedback, *, state: str, by: User) -> None:
    """Say what has become of a message."""
    PackFeedback.objects.filter(pk=message.pk).update(state=state, handled_by=by)


@transaction.atomic
def note(version: PackVersion, *, place: str, words: str, by: User) -> Erratum:
    """Tell readers of `version` of a mistake in it; the pack's history says who did."""
    log(version.page, "packs.erratum", user=by, data={"version": version.label, "place": place, "words": words})
    return Erratum.objects.create(version=version, place=place, words=words, noted_by=by)


@transaction.atomic
def strike(erratum: Erratum, *, by: User) -> None:
    """Take a note of a mistake away: it was none. The pack's history keeps what it said."""
    told = {"version": erratum.version.label, "place": erratum.place, "words": erratum.words}
    log(erratum.version.page, "packs.strike", user=by, data=told)
    erratum.delete()


def received(publisher: PublisherPage) -> QuerySet[PackFeedback]:
    """The messages about the packs of `publisher`, the latest first."""
    packs = LearningPackPage.objects.child_of(publisher)
    return PackFeedback.objects.filter(version__page__in=packs).select_related("version__page", "handled_by")


def errata_of(pack: LearningPackPage, reading: PackReading | None) -> QuerySet[Erratum]:
    """The known mistakes in the version that somebody reads: their own, or the latest."""
    if reading:
        return Erratum.objects.filter(version_id=reading.version_id)
    return Erratum.objects.filter(version__in=PackVersion.objects.filter(page=pack).order_by("-number")[:1])


def tell(now: datetime) -> int:
    """Write to each publisher's editors how many messages came in since the last mail; returns how many were written to.

    Neither the mail nor its subject says what a message says, or which pack it is about.
    """
    publishers = PublisherPage.objects.live().select_related("desk")
    return sum(_tell(publisher) for publisher in publishers if hasattr(publisher, "desk"))


@transaction.atomic
def _tell(publisher: PublisherPage) -> int:
    packs = LearningPackPage.objects.child_of(publisher)
    untold = PackFeedback.objects.filter(version__page__in=packs, is_told=False)
    number = untold.update(is_told=True)
    if not number:
        return 0
    link = f"{settings.BASE_URL}{reverse('pack_voices')}"
    for editor in _editors(publisher):
        mail.send("feedback_received", editor.email, {"publisher": publisher, "number": number, "link": link})
    return 1


def _editors(publisher: PublisherPage) -> Iterable[User]:
    return publisher.desk.editors.user_set.filter(is_active=True)

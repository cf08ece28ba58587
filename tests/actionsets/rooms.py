"""A set whose meeting is at hand, and everybody who might look in."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionsets import agreeing
from actionsets.models import LearningSet, SetMeeting, SetMembership
from elearning.accounts.models import User
from elearning.programmes.models import CohortRole
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in


class AtHand:
    """The set of P01, at work, all of whom have acknowledged; its second meeting began ten minutes ago by its date."""

    def __init__(self, twelve: Twelve) -> None:
        self.twelve = twelve
        twelve.at_work(*twelve.people)
        self.one: LearningSet = twelve.set_of("P01")
        now = timezone.now()
        begin_at(self.one, 1, now - timedelta(days=30))
        begin_at(self.one, 2, now - timedelta(minutes=10))
        SetMeeting.objects.filter(learning_set=self.one, number=1).update(state="held")
        self.sam = factories.user("Sam Second")
        CohortRole.objects.create(cohort=twelve.cohort, user=self.sam, kind="facilitator")

    @property
    def meeting(self) -> SetMeeting:
        """The meeting at hand, fresh from the table."""
        rows = SetMeeting.objects.select_related("learning_set__cohort")
        return rows.get(learning_set=self.one, number=2)

    def places(self) -> list[SetMembership]:
        """The places of the set; the first is that of P01."""
        rows = SetMembership.objects.live().filter(learning_set=self.one).select_related("enrolment__user")
        return sorted(rows, key=lambda place: (place.enrolment.user.first_name != "P01", place.pk))

    def member(self, at: int = 0) -> User:
        """One of the members."""
        return self.places()[at].enrolment.user

    def stranger(self) -> User:
        """A member of the other set."""
        rows = SetMembership.objects.live().exclude(learning_set=self.one).select_related("enrolment__user")
        return rows[0].enrolment.user

    def door(self, name: str = "room", number: int = 2) -> str:
        """An address on the members' side."""
        return self.twelve.step.door(name, number=number)

    def lead(self, name: str = "room", number: int = 2) -> str:
        """An address on the facilitator's side."""
        return reverse(f"actionsets:{name}", args=[self.twelve.cohort.public_id, self.one.number, number])

    def pulse(self) -> str:
        """The address that screens ask."""
        return reverse("actionsets:pulse", args=[self.meeting.uid])

    def client(self, at: int = 0) -> Client:
        """A member's browser."""
        return signed_in(self.member(at))

    def forget(self) -> None:
        """Nobody has acknowledged any more, since the agreement is a new one."""
        agreeing.reopen(self.one)


def begin_at(one: LearningSet, number: int, at: object) -> None:
    """Lay a meeting of three and a half hours to this moment."""
    rows = SetMeeting.objects.filter(learning_set=one, number=number)
    rows.update(starts_at=at, ends_at=at + timedelta(minutes=210))  # type: ignore[operator]

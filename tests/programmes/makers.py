"""Makers of what only the tests of programmes need."""

import re
from typing import Any

from django.core import mail

from elearning.accounts.models import User
from elearning.programmes import enrolling
from elearning.programmes.models import Cohort, Enrolment, StepPage
from elearning.programmes.rosters import Row
from tests.conftest import Cast


def a_row(email: str = "grace@example.org", name: str = "Grace Otieno", organisation: str = "Riverside Council") -> Row:
    return Row(1, name, email, organisation)


def token_of(message: Any) -> str:
    """The token in the link of an invitation."""
    found = re.search(r"/join/([\w-]+)/", message.body)
    assert found
    return found[1]


def invited(cohort: Cohort, by: User, capture: Any, row: Row | None = None) -> tuple[Enrolment, str]:
    """Somebody who has been invited, and the token of their link. `capture` is `django_capture_on_commit_callbacks`."""
    with capture(execute=True):
        invitation = enrolling.invite(cohort, [row or a_row()], by=by)[0]
    return invitation.enrolment, token_of(mail.outbox[-1])


def a_step(cast: Cast, slug: str, **fields: Any) -> StepPage:
    step = StepPage(title=slug.title(), slug=slug, **fields)
    cast.programme.add_child(instance=step)
    return step

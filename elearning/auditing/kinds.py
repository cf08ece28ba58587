"""The words of the audit log: what somebody did, in which right, and to what kind of thing; never a word of anybody's own.

`COHORTS` is how the log learns what a cohort is called: the room of the cohorts says so in its `chores.py`.
"""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

Naming = Callable[[Collection[UUID]], Mapping[UUID, str]]
COHORTS: list[Naming] = []


class Act(models.TextChoices):
    """What was done."""

    LOOKED = "looked", _("Looked at")
    CHANGED = "changed", _("Changed")
    TOOK_OUT = "took_out", _("Took out as a file")
    DECIDED = "decided", _("Decided")
    BREAK_GLASS = "break_glass", _("Opened in an emergency")
    REFUSED = "refused", _("Tried to open in an emergency, and was refused")


class Right(models.TextChoices):
    """In which right it was done: the role in that cohort, never the account (DOMAIN 1.3)."""

    OWN = "own", _("you yourself")
    MANAGER = "manager", _("programme manager")
    FACILITATOR = "facilitator", _("facilitator")
    COORDINATOR = "coordinator", _("coordinator of your organisation")
    FELLOW = "fellow", _("somebody of your cohort")
    HOST = "host", _("host of a learning event")
    OPERATOR = "operator", _("operator of this service")
    SOFTWARE = "software", _("the software")


class Thing(models.TextChoices):
    """What it was about, in words that finish “… looked at:” for the person concerned."""

    RESULTS = "results", _("the results you share")
    ANSWERS = "answers", _("the answers to the pre-work questions that you share")
    VALUES = "values", _("the values you show")
    STORY = "story", _("a story of yours")
    KEEP_APART = "keep_apart", _("with whom you should not share a set")
    PLACING = "placing", _("what suits you in a set: priorities, half days and rules")
    PLACE = "place", _("your place in a set")
    ENROLMENT = "enrolment", _("your place in the programme")
    INVITATION = "invitation", _("your invitation")
    ATTENDANCE = "attendance", _("whether you were there")
    LIST = "list", _("the list of your cohort, with your steps")
    OWN_LIST = "own_list", _("your organisation’s list: whether you joined and were there")
    ROLE = "role", _("what you may do in a cohort")
    MERGING = "merging", _("whether two of your addresses are one person")
    NEEDS = "needs", _("what you need at a learning event")
    OFFER = "offer", _("an offer or request of yours")
    PSEUDONYM = "pseudonym", _("which unnamed answers are yours, to count them")
    RECORD = "record", _("your record")
    ACCOUNT = "account", _("your account: name, address or rights")


WHAT = {
    "answers": _("the answers of questionnaires you submitted"),
    "reflections": _("your reflections"),
    "audit-log": _("this log"),
    "data": _("as data"),
    "page": _("as a page"),
    "pdf": _("as a PDF"),
}


def cohorts_called_by(naming: Naming) -> None:
    """From now on, `naming` says what cohorts are called."""
    COHORTS[:] = [naming]


def cohorts_called(keys: Collection[UUID]) -> Mapping[UUID, str]:
    """What the cohorts with these public ids are called; those that are gone are left out."""
    return COHORTS[0](keys) if COHORTS and keys else {}

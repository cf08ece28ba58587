"""What editors do with a self-assessment: compare a draft with what people have answered, declare, publish, take in a file.

Once somebody has answered, a statement whose words change is either declared to ask the same (its key stays) or is a new
statement (it gets a new key). What nobody declares counts as new: answers are never pooled by oversight (STACK 3).
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from wagtail.models import Revision

from elearning.accounts.models import User
from elearning.assessments import comparing
from elearning.assessments.comparing import Change, Differences
from elearning.assessments.instruments import Instrument, read
from elearning.assessments.models import InstrumentVersion, SelfAssessmentPage
from elearning.assessments.models.instruments import FROZEN
from elearning.programmes import freezing


def draft(page: SelfAssessmentPage) -> Instrument:
    """The questions as `page` has them now, saved or not."""
    return read(freezing.schema_of(page, fields=FROZEN))


def answered_version(page: SelfAssessmentPage) -> InstrumentVersion | None:
    """The latest version of `page` that somebody has begun to answer."""
    versions = InstrumentVersion.objects.filter(page=page, response_sets__isnull=False)
    return versions.order_by("-number").first()


def pending(page: SelfAssessmentPage) -> Differences:
    """What publishing `page` as it is now would change for those who have answered; nothing while nobody has."""
    answered = answered_version(page) if page.pk else None
    return comparing.differences(answered.instrument, draft(page)) if answered else Differences()


def undeclared(page: SelfAssessmentPage, found: Differences) -> list[Change]:
    """The reworded statements of which nobody has said, for exactly these words, that they ask the same."""
    return [change for change in found.reworded if change.after and not _is_declared(page, change)]


def all_wording_only(scales: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The declaration that every statement of raw `scales` asks what it asked before: its words by its key."""
    return {item["id"]: item["value"]["text"] for scale in scales for item in scale["value"]["statements"]}


@transaction.atomic
def publish(page: SelfAssessmentPage, *, same: Collection[str], by: User) -> InstrumentVersion:
    """Publish the draft `page`; `same` are the keys of the reworded statements that still ask the same.

    Every other reworded statement is a new one from here on. Returns the version that people answer next, or the latest
    one when the page is to go live on a later day.
    """
    texts = {change.key: change.after.text for change in pending(page).reworded if change.after}
    page.wording_only = {key: text for key, text in texts.items() if key in same}
    page.save_revision(user=by, log_action=True).publish(user=by)
    return InstrumentVersion.objects.filter(page=page).order_by("-number")[0]


@transaction.atomic
def settle(page: SelfAssessmentPage, revision: Revision | None) -> None:
    """Give every reworded statement that was not declared a new key, on the published `page` and in its `revision`.

    Called at every publication, however it came about: by a click, by a workflow, on a date, or in bulk.
    """
    renewed = {change.key: str(uuid.uuid4()) for change in undeclared(page, pending(page))}
    if not renewed:
        return
    page.scales = page._meta.get_field("scales").to_python(_with_keys(page.scales.get_prep_value(), renewed))
    page.save(clean=False, update_fields=["scales"])
    if revision:
        revision.content["scales"] = page.serializable_data()["scales"]
        revision.save(update_fields=["content"])


def _is_declared(page: SelfAssessmentPage, change: Change) -> bool:
    return change.after is not None and page.wording_only.get(change.key) == change.after.text


def _with_keys(scales: list[dict[str, Any]], renewed: Mapping[str, str]) -> list[dict[str, Any]]:
    for scale in scales:
        for item in scale["value"]["statements"]:
            item["id"] = renewed.get(item["id"], item["id"])
    return scales

"""What editors do with a self-assessment: compare a draft with what people have answered, declare, publish, take in a file.

Once somebody has answered, a statement whose words change is either declared to ask the same (its key stays) or is a new
statement (it gets a new key). What nobody declares counts as new: answers are never pooled by oversight (STACK 3).
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Revision

from elearning.accounts.models import User
from elearning.assessments import comparing
from elearning.assessments.comparing import Change, Differences
from elearning.assessments.exchange import Document, ExchangeError, with_subjects
from elearning.assessments.instruments import Instrument, read
from elearning.assessments.models import InstrumentVersion, SelfAssessmentPage
from elearning.assessments.models.instruments import FROZEN
from elearning.programmes import freezing
from elearning.programmes.models import ProgrammePage
from elearning.prose import cleaned


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


@transaction.atomic
def take_in(
    document: Document, *, under: ProgrammePage, by: User | None, renamed: Mapping[str, str] | None = None
) -> SelfAssessmentPage:
    """A draft step of `under` that holds the questionnaire of a checked file; it is never published here.

    `renamed` gives the programme's code for a subject that the file calls otherwise. Statements keep their keys, so that
    the same statement is known again wherever it travels. Raises ExchangeError.
    """
    language = under.locale.language_code
    if _main(document["language"]) != _main(language):
        problem = _(
            "The file is written in “%(theirs)s”, this programme in “%(ours)s”. Translate the statements first."
        )
        raise ExchangeError(problem % {"theirs": document["language"], "ours": language})
    known = list(under.framework.subjects.order_by("sort_order", "pk").values_list("code", flat=True))
    page = _page_of(with_subjects(document, known, renamed or {}), slug=_free_slug(under, document["title"]))
    page.owner = by
    try:
        under.add_child(instance=page)
    except ValidationError as problem:
        raise ExchangeError(*problem.messages) from problem
    page.save_revision(user=by, log_action=True)
    return page


def _main(language: str) -> str:
    """The language without its country: British English is read wherever English is."""
    return language.split("-", 1)[0].lower()


def _page_of(document: Document, *, slug: str) -> SelfAssessmentPage:
    answers, importance, checks = document["answers"], document["importance"], document["checks"]
    return SelfAssessmentPage(
        title=document["title"],
        slug=slug,
        live=False,
        stage=SelfAssessmentPage.Stage.AFTER,
        licence=document["licence"],
        attribution=document["attribution"],
        instructions=cleaned(document["instructions"]),
        technical_note=cleaned(document["background"]),
        stem=document["stem"],
        answer_kind=answers["kind"],
        points=len(answers["labels"]),
        responses=[("label", label) for label in answers["labels"]],
        no_chance_label=answers["no_chance"],
        asks_importance=importance["asked"],
        importance_question=importance["question"],
        importance_labels=[("label", label) for label in importance["labels"]],
        importance_unknown_label=importance["unknown"],
        looking_back=document["looking_back"],
        need_method=document["need_method"],
        scales=[_scale(subject) for subject in document["subjects"]],
        **checks,
    )


def _scale(subject: Mapping[str, Any]) -> dict[str, Any]:
    statements = [
        {
            "type": "item",
            "id": statement["key"],
            "value": {name: statement[name] for name in ("code", "text", "reverse", "active")},
        }
        for statement in subject["statements"]
    ]
    return {"type": "scale", "id": str(uuid.uuid4()), "value": {"subject": subject["code"], "statements": statements}}


def _free_slug(programme: ProgrammePage, title: str) -> str:
    base = slugify(title)[:200] or "questions"
    taken = set(programme.get_children().values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


def _is_declared(page: SelfAssessmentPage, change: Change) -> bool:
    return change.after is not None and page.wording_only.get(change.key) == change.after.text


def _with_keys(scales: list[dict[str, Any]], renewed: Mapping[str, str]) -> list[dict[str, Any]]:
    for scale in scales:
        for item in scale["value"]["statements"]:
            item["id"] = renewed.get(item["id"], item["id"])
    return scales

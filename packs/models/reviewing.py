"""Two people for every publication: the checks a publisher asks for, and the gate through which all publishing goes.

Whoever changed a page last, or handed it in, does not let it out (DOMAIN 6.2), whatever else they may do here. To save
the same words again is not to change them: reviewers do so when they comment, browsers when a check is passed.
"""

import json
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    AbstractGroupApprovalTask,
    Page,
    PagePermissionTester,
    Revision,
    TaskState,
    WorkflowState,
)

from elearning.accounts.models import User


class SecondPersonError(PermissionDenied):
    """A publication that only one person has looked at."""


class ReviewTask(AbstractGroupApprovalTask):
    """One check on the way to publication; passed by somebody who neither wrote the latest words nor handed them in."""

    class Kind(models.TextChoices):
        """The checks of DOMAIN 6.2, in their order. The last cannot be left out."""

        SUBJECT = "subject", _("Subject review")
        STARTS = "starts", _("Would it start a set?")
        PLAIN = "plain", _("Plain language and accessibility")
        RIGHTS = "rights", _("Rights in words, forms and pictures")
        RELEASE = "release", _("Reading it through, and publishing")

    kind = models.CharField(_("check"), max_length=10, choices=Kind, default=Kind.RELEASE)

    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "kind"]

    class Meta:
        verbose_name = _("check before publication")
        verbose_name_plural = _("checks before publication")

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, Any, bool]]:
        """What `user` may do: send it back always; pass it only where nothing hinders them."""
        actions: list[tuple[str, Any, bool]] = super().get_actions(obj, user)
        hindered = bool(actions) and bool(hindrance(obj, user))
        return [self._named(action) for action in actions if not (hindered and action[0] == "approve")]

    def _named(self, action: tuple[str, Any, bool]) -> tuple[str, Any, bool]:
        """The button that passes a check says which one; that of the last says by itself that it publishes."""
        name, label, asks = action
        is_named = name == "approve" and self.kind != self.Kind.RELEASE
        return (name, f"{label}: {self.get_kind_display()}", asks) if is_named else action

    @property
    def question(self) -> str:
        """What whoever passes this check is asked to look at."""
        return str(QUESTIONS[self.Kind(self.kind)])

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """Pass the check or send the page back. Raises SecondPersonError where one's own work is passed."""
        words = hindrance(task_state.workflow_state.content_object, user) if action_name == "approve" else ""
        if words:
            raise SecondPersonError(words)
        super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        """What an owner reads who adds a check to a workflow."""
        return _now("Passed by somebody of the chosen groups who did not write the latest words")


QUESTIONS = {
    ReviewTask.Kind.SUBJECT: _("Is what it says about its subject right, up to date and of use?"),
    ReviewTask.Kind.STARTS: _(
        "Would a set have something to talk about? Look at the scenario, the questions and the card."
    ),
    ReviewTask.Kind.PLAIN: _(
        "Can it be read without the trade’s own words, by keyboard, and aloud? The checks beside the preview help."
    ),
    ReviewTask.Kind.RIGHTS: _(
        "May every word, form and picture be given away like this, and does each say whose it is?"
    ),
    ReviewTask.Kind.RELEASE: _(
        "Read it once more from the first line to the last, as a reader. Approving publishes it."
    ),
}


class LonePublication(models.Model):
    """A publication that one person answers for alone, with the reason: for emergencies, and never taken out again."""

    revision = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="lone_publications", verbose_name=_("page"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), max_length=900)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("publication by one person")
        verbose_name_plural = _("publications by one person")

    def __str__(self) -> str:
        return f"{self.page_id} · {self.at:%Y-%m-%d}"


# What Wagtail keeps in a revision beside the words, and a mark that its editor puts into rich text.
KEPT_BESIDE = {
    *("pk", "path", "depth", "numchild", "url_path", "draft_title", "live", "live_revision", "has_unpublished_changes"),
    *("latest_revision", "latest_revision_created_at", "first_published_at", "last_published_at", "expired", "owner"),
    *("locked", "locked_at", "locked_by", "wagtail_admin_comments"),
}
MARK = re.compile(r' data-block-key=(\\*)"[^"\\]*\1"')


def words_of(content: dict[str, Any]) -> str:
    """What the content of a revision says, to be compared with another's."""
    told = {name: value for name, value in content.items() if name not in KEPT_BESIDE}
    return MARK.sub("", json.dumps(told, sort_keys=True, default=str))


def writer_of(page: Page, revision: Revision) -> Any:
    """The key of the user who brought the words of `revision` in; None if nobody did (loaded from files)."""
    words, writer = words_of(revision.content), revision.user_id
    earlier = Revision.objects.for_instance(page).filter(created_at__lt=revision.created_at)
    for one in earlier.order_by("-created_at", "-pk").iterator(chunk_size=1):
        if words_of(one.content) != words:
            break
        writer = one.user_id
    return writer


def hindrance(page: Page, user: User) -> str:
    """Why `user` may not let the newest words of `page` out; empty if nothing hinders them (DOMAIN 6.2: two people).

    What a publication must have is asked here too: a draft that was changed after it was handed in may have lost it.
    """
    latest = page.get_latest_revision()
    lacking = latest.as_object().lacking() if latest else []
    if lacking:
        return " ".join([_now("It is not whole yet."), *map(str, lacking)])
    if latest and writer_of(page, latest) == user.pk:
        return _now(
            "You changed this last, so somebody else lets it out: every publication has been read by two people."
        )
    state = page.current_workflow_state
    if state and state.requested_by_id == user.pk:
        return _now("You handed this in, so somebody else lets it out: every publication has been read by two people.")
    return ""


def check_release(page: Page, revision: Revision, user: User | None) -> None:
    """Whether `revision` may go out by `user` now. Raises SecondPersonError with a message a person can read.

    It may, where its last check was just passed by somebody who neither wrote nor handed in; where such a passing had
    set its date; where a person answers for it alone, with a reason; and where no person wrote it (loaded from files).
    """
    if user is None:
        may = revision.approved_go_live_at is not None or revision.user_id is None
    else:
        may = _was_passed(page, revision, user) or _is_answered_for(revision, user)
    if not may:
        raise SecondPersonError(_now("Publishing takes two people: hand it in, and somebody else lets it out."))


def _was_passed(page: Page, revision: Revision, user: User) -> bool:
    state = WorkflowState.objects.for_instance(page).order_by("-created_at", "-pk").first()
    if state is None or state.status != WorkflowState.STATUS_APPROVED:
        return False
    last = state.task_states.order_by("-started_at", "-pk").first()
    return bool(
        last
        and last.status == TaskState.STATUS_APPROVED
        and last.finished_by_id == user.pk
        and last.finished_at >= revision.created_at
        and user.pk not in {writer_of(page, revision), state.requested_by_id}
    )


def _is_answered_for(revision: Revision, user: User) -> bool:
    return LonePublication.objects.filter(revision=revision, by=user).exists()


class ReviewedTester(PagePermissionTester):
    """Nobody publishes by a button: the last check publishes. Who edits for the publisher keeps what belongs to it."""

    @property
    def edits(self) -> bool:
        """Whether the person is an editor of this branch, or looks after the whole site."""
        return bool(self.user.is_active and (self.user.is_superuser or "publish" in self.permissions))

    def can_publish(self) -> bool:
        """Never: whoever passes the last check publishes by it."""
        return False

    def can_publish_subpage(self) -> bool:
        """Never: neither a new page, nor a copy, nor an alias is on the site from its first moment."""
        return False

    def can_set_view_restrictions(self) -> bool:
        """Whether the person may say who sees the page."""
        return self.edits

    def can_unschedule(self) -> bool:
        """Whether the person may take back a date for publication."""
        return self.edits


class Reviewed(Page):
    """A page that goes out by two people, whichever way it is published."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: User) -> ReviewedTester:
        """What `user` may do with this page."""
        return ReviewedTester(user, self)

    def lacking(self) -> list[str]:
        """What these words lack to be published, each as a sentence."""
        return []

    def publish(self, revision: Revision, user: User | None = None, **kwargs: Any) -> None:
        """Publish `revision`. Raises SecondPersonError; asks for no button's right, since no button leads here."""
        check_release(self, revision, user)
        super().publish(revision, user=user, **{**kwargs, "skip_permission_checks": True})

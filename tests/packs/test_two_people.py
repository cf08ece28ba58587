"""Two people for every publication: whoever wrote last or handed in does not let it out, by whatever way they try."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.blocks import Block, BooleanBlock, ListBlock, StreamBlock, StructBlock
from wagtail.models import Task, WorkflowState

from elearning.accounts.models import User
from packs import publishing
from packs.models import LearningPackPage, LonePublication, PublisherPage, ReviewTask, Role
from packs.models.reviewing import SecondPersonError, words_of
from tests import factories
from tests.conftest import signed_in
from tests.laying import laid
from tests.packs import makers
from tests.packs.test_publishing import posted

NEW = "Words that one person wrote"
WORKING = WorkflowState.STATUS_IN_PROGRESS


@laid
def pack(db: None) -> LearningPackPage:
    return makers.pack(factories.framework())


@laid
def publisher(pack: LearningPackPage) -> PublisherPage:
    return pack.publisher


@laid(params=["editor", "superuser"])
def writer(request: pytest.FixtureRequest, publisher: PublisherPage) -> User:
    """Somebody with every right there is at this publisher, or everywhere."""
    if request.param == "superuser":
        return factories.user("Sue Super", is_superuser=True)
    return makers.author(publisher, "Eli Editor")


def reword(pack: LearningPackPage, user: User, title: str = NEW) -> None:
    draft = pack.get_latest_revision_as_object()
    draft.title = title
    makers.raised(draft).save_revision(user=user)


def fields_of(block: Block, value: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """What the editor's form sends for `value`."""
    if isinstance(block, StreamBlock | ListBlock):
        children = list(value if isinstance(block, StreamBlock) else value.bound_blocks)
        yield f"{prefix}-count", len(children)
        for order, child in enumerate(children):
            place = f"{prefix}-{order}"
            yield from {f"{place}-order": order, f"{place}-deleted": "", f"{place}-id": child.id or ""}.items()
            yield f"{place}-type", getattr(child, "block_type", "item")
            yield from fields_of(child.block, child.value, f"{place}-value")
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from fields_of(child, value[name], f"{prefix}-{name}")
    elif isinstance(block, BooleanBlock):
        yield from [(prefix, "on")] if value else []
    else:
        shown = block.field.widget.format_value(block.field.prepare_value(block.value_for_form(value)))
        yield prefix, (shown[0] if isinstance(shown, list) and shown else shown) or ""


def whole(pack: LearningPackPage, **changes: Any) -> dict[str, Any]:
    """The form of a whole pack, such as every check lets pass, in a new version."""
    draft = pack.get_latest_revision_as_object()
    body = dict(fields_of(draft.body.stream_block, draft.body, "body"))
    body |= {name: "1.1" for name, value in body.items() if name.endswith("-version") and value == "1.0"}
    return posted(draft, [], **{"title": NEW, "version": "1.1", **changes}) | body


def now(pack: LearningPackPage) -> LearningPackPage:
    return LearningPackPage.objects.get(pk=pack.pk)


def handed_in(pack: LearningPackPage, user: User) -> WorkflowState:
    return now(pack).get_workflow().start(now(pack), user)


def act(client: Client, pack: LearningPackPage, action: str = "approve") -> None:
    """What the button in the list of things to check does."""
    state = now(pack).current_workflow_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[pack.pk, action, state.pk]), {"comment": ""})


# The way it goes


def test_author_writes_and_an_editor_lets_it_out(pack: LearningPackPage, publisher: PublisherPage) -> None:
    author, editor = makers.person(publisher, "Ama", Role.AUTHOR), makers.person(publisher, "Eli", Role.EDITOR)
    reword(pack, author)
    handed_in(pack, author)

    for _check in ReviewTask.Kind:
        act(signed_in(editor), pack)

    assert now(pack).title == NEW


def test_reviewer_passes_the_first_checks_and_not_the_last(pack: LearningPackPage, publisher: PublisherPage) -> None:
    author, reviewer = makers.person(publisher, "Ama", Role.AUTHOR), makers.person(publisher, "Rea", Role.REVIEWER)
    reword(pack, author)
    state = handed_in(pack, author)

    for _check in ReviewTask.Kind:
        act(signed_in(reviewer), pack)

    state.refresh_from_db()
    assert state.current_task_state.task.specific.kind == ReviewTask.Kind.RELEASE
    assert now(pack).title != NEW


def test_reviewer_sends_it_back_with_a_comment(pack: LearningPackPage, publisher: PublisherPage) -> None:
    author, reviewer = makers.person(publisher, "Ama", Role.AUTHOR), makers.person(publisher, "Rea", Role.REVIEWER)
    reword(pack, author)
    state = handed_in(pack, author)

    address = reverse("wagtailadmin_pages:workflow_action", args=[pack.pk, "reject", state.current_task_state.pk])
    signed_in(reviewer).post(address, {"comment": "Who said so?"})

    state.refresh_from_db()
    assert (state.status, state.current_task_state.comment) == (WorkflowState.STATUS_NEEDS_CHANGES, "Who said so?")


def test_author_is_in_no_check(pack: LearningPackPage, publisher: PublisherPage) -> None:
    author = makers.person(publisher, "Ama", Role.AUTHOR)
    reword(pack, makers.person(publisher, "Eli", Role.EDITOR))
    state = handed_in(pack, makers.person(publisher, "Eve", Role.EDITOR))

    act(signed_in(author), pack)

    state.refresh_from_db()
    assert state.current_task_state.task.specific.kind == ReviewTask.Kind.SUBJECT


def test_form_of_these_tests_passes_every_check_of_words(pack: LearningPackPage, publisher: PublisherPage) -> None:
    """Else the tests below would be refused for their words, and not for their people."""
    author = makers.person(publisher, "Ama", Role.AUTHOR)

    address = reverse("wagtailadmin_pages:edit", args=[pack.pk])
    answer = signed_in(author).post(address, whole(pack) | {"action-submit": "1"}, follow=True)

    assert now(pack).workflow_in_progress, answer.content.decode()
    assert now(pack).get_latest_revision_as_object().title == NEW


# The ways it does not go: one person, every way


def by_the_button(client: Client, user: User, pack: LearningPackPage) -> None:
    data = whole(pack) | {"action-publish": "1"}
    client.post(reverse("wagtailadmin_pages:edit", args=[pack.pk]), data)


def by_the_button_with_a_date(client: Client, user: User, pack: LearningPackPage) -> None:
    data = whole(pack, go_live_at="2020-01-01 10:00") | {"action-publish": "1"}
    client.post(reverse("wagtailadmin_pages:edit", args=[pack.pk]), data)
    call_command("publish_scheduled")


def in_bulk(client: Client, user: User, pack: LearningPackPage) -> None:
    reword(pack, user)
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={pack.pk}")


def in_bulk_with_its_publisher(client: Client, user: User, pack: LearningPackPage) -> None:
    reword(pack, user)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?id={pack.publisher.pk}", {"include_descendants": "on"})


def by_the_admin_api(client: Client, user: User, pack: LearningPackPage) -> None:
    reword(pack, user)
    client.post(reverse("wagtailadmin_api:pages:action", args=[pack.pk, "publish"]))


def by_approving_everywhere(client: Client, user: User, pack: LearningPackPage) -> None:
    reword(pack, user)
    handed_in(pack, user)
    while now(pack).workflow_in_progress:
        before = now(pack).current_workflow_task_state.pk
        act(client, pack)
        data = whole(now(pack))
        approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}
        client.post(reverse("wagtailadmin_pages:edit", args=[pack.pk]), data | approve)
        if not now(pack).workflow_in_progress or now(pack).current_workflow_task_state.pk == before:
            break


def by_approving_what_another_handed_in(client: Client, user: User, pack: LearningPackPage) -> None:
    handed_in(pack, factories.user("Other Person"))
    reword(pack, user)
    act(client, pack)


def by_handing_in_for_another(client: Client, user: User, pack: LearningPackPage) -> None:
    reword(pack, factories.user("Other Person"))
    handed_in(pack, user)
    act(client, pack)


def by_changing_while_approving(client: Client, user: User, pack: LearningPackPage) -> None:
    author = factories.user("Other Person")
    reword(pack, author, "Words of the author")
    publishing.ask_for([], publisher=pack.publisher, by=author)
    handed_in(pack, author)
    data = whole(now(pack))
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    client.post(reverse("wagtailadmin_pages:edit", args=[pack.pk]), data | approve)


def by_putting_the_checks_out_of_use(client: Client, user: User, pack: LearningPackPage) -> None:
    reword(pack, user)
    handed_in(pack, user)
    for task in Task.objects.filter(workflow_tasks__workflow=pack.publisher.desk.workflow):
        try:
            task.specific.deactivate(user=user)
        except PermissionDenied:
            continue


def by_the_revision_itself(client: Client, user: User, pack: LearningPackPage) -> None:
    reword(pack, user)
    with pytest.raises(SecondPersonError):
        now(pack).get_latest_revision().publish(user=user)
    with pytest.raises(SecondPersonError):
        now(pack).get_latest_revision().publish()


def by_a_date_of_their_own(client: Client, user: User, pack: LearningPackPage) -> None:
    draft = pack.get_latest_revision_as_object()
    draft.title, draft.go_live_at = NEW, timezone.now() + timedelta(minutes=5)
    draft.save_revision(user=user)
    with pytest.raises(SecondPersonError):
        now(pack).get_latest_revision().publish(user=user)


WAYS = [
    by_the_button,
    by_the_button_with_a_date,
    in_bulk,
    in_bulk_with_its_publisher,
    by_the_admin_api,
    by_approving_everywhere,
    by_approving_what_another_handed_in,
    by_handing_in_for_another,
    by_changing_while_approving,
    by_putting_the_checks_out_of_use,
    by_the_revision_itself,
    by_a_date_of_their_own,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nobody_publishes_their_own(
    way: Callable[[Client, User, LearningPackPage], None], pack: LearningPackPage, writer: User
) -> None:
    way(signed_in(writer), writer, pack)

    assert now(pack).title != NEW
    assert not pack.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_new_page_is_not_published_as_it_is_made(publisher: PublisherPage, writer: User) -> None:
    draft = LearningPackPage.objects.child_of(publisher).get()
    data = whole(draft, slug="new", code="") | {"action-publish": "1"}

    signed_in(writer).post(reverse("wagtailadmin_pages:add", args=["packs", "learningpackpage", publisher.pk]), data)

    assert not LearningPackPage.objects.filter(slug="new", live=True).exists()


@pytest.mark.parametrize("wish", ["publish_copies", "alias"])
def test_copy_is_a_draft(pack: LearningPackPage, writer: User, wish: str) -> None:
    data = {"new_title": "Copied", "new_slug": "copied", "new_parent_page": pack.publisher.pk, wish: "on"}

    signed_in(writer).post(reverse("wagtailadmin_pages:copy", args=[pack.pk]), data)

    assert not LearningPackPage.objects.filter(slug="copied", live=True).exists()


@pytest.mark.parametrize("action", ["copy", "create_alias"])
def test_admin_api_makes_no_published_copy(pack: LearningPackPage, writer: User, action: str) -> None:
    data = {"keep_live": True, "slug": "copied", "destination_page_id": pack.publisher.pk, "update_slug": "copied"}

    signed_in(writer).post(reverse("wagtailadmin_api:pages:action", args=[pack.pk, action]), data)

    assert LearningPackPage.objects.filter(live=True).count() == 1


def test_copying_by_code_asks_too(pack: LearningPackPage, writer: User) -> None:
    with pytest.raises(PermissionDenied):
        CopyPageAction(pack, to=pack.publisher, update_attrs={"slug": "copied"}, user=writer).execute()
    with pytest.raises(PermissionDenied):
        CreatePageAliasAction(pack, parent=pack.publisher, update_slug="copied", user=writer).execute()


def test_page_of_the_publisher_takes_two_people_as_well(publisher: PublisherPage, writer: User) -> None:
    publisher.about = "<p>One person's words</p>"
    publisher.save_revision(user=writer)

    with pytest.raises(SecondPersonError):
        publisher.get_latest_revision().publish(user=writer)

    assert PublisherPage.objects.get(pk=publisher.pk).about == ""


# What the second person sees and does


def test_changes_made_while_approving_are_kept_and_the_check_waits(
    pack: LearningPackPage, publisher: PublisherPage
) -> None:
    author, editor = makers.person(publisher, "Ama", Role.AUTHOR), makers.person(publisher, "Eli", Role.EDITOR)
    reword(pack, author, "Words of the author")
    state = handed_in(pack, author)
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}

    address = reverse("wagtailadmin_pages:edit", args=[pack.pk])
    answer = signed_in(editor).post(address, whole(now(pack)) | approve, follow=True)

    assert "Now that you have changed it last, somebody else passes it." in answer.content.decode()
    assert now(pack).get_latest_revision_as_object().title == NEW
    assert WorkflowState.objects.get(pk=state.pk).current_task_state.status == WORKING


def test_same_words_saved_again_make_no_writer(pack: LearningPackPage, publisher: PublisherPage) -> None:
    """A reviewer who comments saves the page, and so does the browser of whoever passes a check."""
    author, editor = makers.person(publisher, "Ama", Role.AUTHOR), makers.person(publisher, "Eli", Role.EDITOR)
    client, address = signed_in(editor), reverse("wagtailadmin_pages:edit", args=[pack.pk])
    signed_in(author).post(address, whole(pack) | {"action-submit": "1"})
    comment = {"contentpath": "title", "text": "Who said so?", "position": "", "deleted": "", "resolved": "", "id": ""}
    comment |= {"replies-TOTAL_FORMS": 0, "replies-INITIAL_FORMS": 0}
    comments = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}

    client.post(
        address, whole(now(pack), comments=comments) | {f"comments-0-{name}": text for name, text in comment.items()}
    )
    saved = now(pack).get_latest_revision()
    for _check in ReviewTask.Kind:
        act(client, pack)

    assert saved.user == editor
    assert now(pack).wagtail_admin_comments.get().text == "Who said so?"
    assert now(pack).title == NEW


def test_mark_of_the_editor_is_no_word() -> None:
    marked = {"body": '[{"value": "<p data-block-key=\\"x1\\">One</p>"}]', "about": '<p data-block-key="x2">Two</p>'}
    plain = {"body": '[{"value": "<p>One</p>"}]', "about": "<p>Two</p>", "live": True}

    assert words_of(marked) == words_of(plain)
    assert words_of(plain) != words_of({**plain, "about": "<p>Three</p>"})


def test_date_set_by_two_people_is_kept_without_them(pack: LearningPackPage, publisher: PublisherPage) -> None:
    author, editor = makers.person(publisher, "Ama", Role.AUTHOR), makers.person(publisher, "Eli", Role.EDITOR)
    draft = now(pack).get_latest_revision_as_object()
    draft.title, draft.go_live_at = NEW, timezone.now() + timedelta(hours=1)
    revision = makers.raised(draft).save_revision(user=author)
    makers.let_out(now(pack), wrote=author, passes=editor)
    assert now(pack).title != NEW
    pack.revisions.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    content = {**revision.content, "go_live_at": (timezone.now() - timedelta(minutes=1)).isoformat()}
    pack.revisions.filter(pk=revision.pk).update(content=content)

    call_command("publish_scheduled")

    assert now(pack).title == NEW


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("author", "You changed this last, so somebody else lets it out"),
        ("submitter", "You handed this in, so somebody else lets it out"),
        ("second", ""),
    ],
)
def test_page_says_why_there_is_no_button(
    pack: LearningPackPage, publisher: PublisherPage, who: str, says: str
) -> None:
    people = {name: makers.person(publisher, name.title(), Role.EDITOR) for name in ("author", "submitter", "second")}
    reword(pack, people["author"])
    handed_in(pack, people["submitter"])

    page = signed_in(people[who]).get(reverse("wagtailadmin_pages:edit", args=[pack.pk])).content.decode()

    assert ("so somebody else lets it out" in page, says in page) == (bool(says), True)
    assert ('data-workflow-action-name="approve"' in page) == (who == "second")


def test_page_says_which_check_waits_and_what_to_look_at(pack: LearningPackPage, publisher: PublisherPage) -> None:
    author, reviewer = makers.person(publisher, "Ava", Role.AUTHOR), makers.person(publisher, "Rex", Role.REVIEWER)
    reword(pack, author)
    handed_in(pack, author)
    address = reverse("wagtailadmin_pages:edit", args=[pack.pk])

    page, own = (signed_in(one).get(address).content.decode() for one in (reviewer, author))

    assert "This waits for the check “Subject review”. Is what it says about its subject right" in page
    assert "Approve: Subject review" in page
    assert "This waits for the check" not in own


def test_page_says_how_to_begin(pack: LearningPackPage, publisher: PublisherPage) -> None:
    editor = makers.person(publisher, "Eli", Role.EDITOR)

    page = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[pack.pk])).content.decode()

    assert "Publishing takes two people: hand it in, and somebody else lets it out." in page
    assert 'name="action-publish"' not in page


def test_half_a_pack_passes_no_check(pack: LearningPackPage, publisher: PublisherPage) -> None:
    author, editor = makers.person(publisher, "Ama", Role.AUTHOR), makers.person(publisher, "Eli", Role.EDITOR)
    draft = pack.get_latest_revision_as_object()
    draft.body = []
    draft.save_revision(user=author, clean=False)
    state = handed_in(pack, author)

    act(signed_in(editor), pack)

    state.refresh_from_db()
    assert state.current_task_state.task.specific.kind == ReviewTask.Kind.SUBJECT
    page = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[pack.pk])).content.decode()
    assert "It is not whole yet. Missing: " in page


# Checks of one's choice


def test_publisher_drops_checks_and_keeps_the_last(pack: LearningPackPage, publisher: PublisherPage) -> None:
    editor = makers.person(publisher, "Eli", Role.EDITOR)

    signed_in(editor).post(reverse("pack_checks", args=[publisher.prefix]), {"checks": ["rights"]})

    assert publishing.asked(publisher.desk) == ["rights", "release"]


def test_no_publisher_drops_the_last_check(publisher: PublisherPage) -> None:
    editor = makers.person(publisher, "Eli", Role.EDITOR)

    signed_in(editor).post(reverse("pack_checks", args=[publisher.prefix]), {})

    assert publishing.asked(publisher.desk) == ["release"]


def test_checks_of_one_publisher_leave_those_of_another(publisher: PublisherPage) -> None:
    other = makers.publisher("Salt", "SCC")

    publishing.ask_for(["plain"], publisher=publisher, by=factories.user("Eli"))

    assert publishing.asked(other.desk) == list(ReviewTask.Kind)


# The emergency door


def test_owner_publishes_alone_with_a_reason_that_stays(pack: LearningPackPage) -> None:
    owner = factories.user("Sue Super", is_superuser=True)
    reword(pack, owner)
    reason = "The telephone number in it belongs to somebody else."

    signed_in(owner).post(reverse("pack_alone", args=[pack.pk]), {"reason": reason})

    assert now(pack).title == NEW
    lone = LonePublication.objects.get()
    assert (lone.by, lone.reason, lone.page_id) == (owner, reason, pack.pk)
    history = signed_in(owner).get(reverse("wagtailadmin_pages:history", args=[pack.pk])).content.decode()
    assert "Published without a second person" in history


@pytest.mark.parametrize("reason", ["", "too short"])
def test_owner_gives_a_reason_in_words(pack: LearningPackPage, reason: str) -> None:
    owner = factories.user("Sue Super", is_superuser=True)
    reword(pack, owner)

    signed_in(owner).post(reverse("pack_alone", args=[pack.pk]), {"reason": reason})

    assert now(pack).title != NEW


def test_reason_serves_once(pack: LearningPackPage) -> None:
    owner = factories.user("Sue Super", is_superuser=True)
    reword(pack, owner)
    publishing.publish_alone(now(pack), reason="A mistake that could hurt somebody.", by=owner)
    reword(pack, owner, "Still more words")

    with pytest.raises(SecondPersonError):
        now(pack).get_latest_revision().publish(user=owner)


def test_editor_has_no_emergency_door(pack: LearningPackPage, publisher: PublisherPage) -> None:
    editor = makers.person(publisher, "Eli", Role.EDITOR)
    reword(pack, editor)

    answer = signed_in(editor).post(reverse("pack_alone", args=[pack.pk]), {"reason": "Because I would like to do it."})

    assert answer.status_code == 404
    assert now(pack).title != NEW


def test_half_a_pack_is_not_published_alone(pack: LearningPackPage) -> None:
    owner = factories.user("Sue Super", is_superuser=True)
    draft = pack.get_latest_revision_as_object()
    draft.title, draft.body = NEW, []
    draft.save_revision(user=owner, clean=False)

    with pytest.raises(publishing.NotWholeError):
        publishing.publish_alone(now(pack), reason="A mistake that could hurt somebody.", by=owner)

    assert not LonePublication.objects.exists()

"""Every address of Wagtail's admin, filled with the objects of one publisher, and what another's people find there."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver
from wagtail.admin.urls import urlpatterns
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    Comment,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    PageLogEntry,
    Revision,
    TaskState,
    WorkflowState,
    WorkflowTask,
)

from elearning.accounts.models import User
from elearning.programmes.models import SubjectFramework
from packs import hearing, registering, translating
from packs.models import (
    Erratum,
    LearningPackPage,
    PackFeedback,
    PackTranslation,
    PublisherPage,
    ResourceCode,
    ReviewTask,
    Role,
)
from tests.packs import makers

# One rare word stands in everything that only the publisher's own people may see.
WORD = "quillwort"


@dataclass
class Theirs:
    """A publisher with something of everything, all of it bearing the word."""

    publisher: PublisherPage
    pack: LearningPackPage
    draft: LearningPackPage
    state: WorkflowState
    image: Any
    document: Any
    code: ResourceCode
    message: PackFeedback
    erratum: Erratum
    translation: PackTranslation
    people: dict[Role, User]

    @property
    def pages(self) -> list[int]:
        """The keys of its pages: in public, never public."""
        return [self.pack.pk, self.draft.pk]


def lay(framework: SubjectFramework) -> Theirs:
    """A publisher with a published pack that has a draft, a draft handed in, a picture, a document, a code and people."""
    publisher = makers.publisher("Salt", "SCC")
    people = {role: makers.person(publisher, f"{WORD.title()} {role.label}", role) for role in Role}
    author = people[Role.AUTHOR]
    pack = makers.pack(framework, publisher, title="Salt in public")
    pack.title = pack.draft_title = f"A {WORD} in the drawer"
    pack.save_revision(user=author, log_action=True)
    names = {
        "code": "SCC:410-77",
        "title": f"A {WORD} for nobody",
        "draft_title": f"A {WORD} for nobody",
        "slug": WORD,
        "summary": WORD,
    }
    draft = pack.copy(keep_live=False, copy_revisions=False, user=author, update_attrs=names)
    Comment.objects.create(page=draft, user=author, text=f"Is this a {WORD}?", contentpath="title")
    state = draft.get_workflow().start(draft, author)
    state.current_task_state.task.specific.on_action(
        state.current_task_state.specific, people[Role.REVIEWER], "approve", comment=f"A fine {WORD}."
    )
    state.refresh_from_db()
    image = get_image_model().objects.create(
        title=f"{WORD} in flower", file=get_test_image_file(f"{WORD}.png"), collection=publisher.desk.pictures
    )
    document = Document.objects.create(
        title=f"{WORD} in words", file=get_test_image_file(f"{WORD}.pdf"), collection=publisher.desk.documents
    )
    code = registering.reserve_next(publisher, category="500", meant_for=f"The {WORD} pack", by=author)
    version = pack.versions.get()
    message = hearing.take_in(version, about="idea", text=f"More about the {WORD}, please.")
    erratum = hearing.note(version, place=f"The {WORD}", words="Not there.", by=author)
    translation = translating.begin(pack, language="fr", by=people[Role.TRANSLATOR])
    LearningPackPage.objects.filter(pk=translation.page_id).update(title=f"Le {WORD}", draft_title=f"Le {WORD}")
    return Theirs(publisher, pack, draft, state, image, document, code, message, erratum, translation, people)


@dataclass(frozen=True)
class Place:
    """One pattern of the admin: its full name and its address with gaps."""

    name: str
    address: str
    gaps: tuple[str, ...]


def places(patterns: list[Any] | None = None, space: str = "", before: str = "") -> Iterator[Place]:
    """Every pattern of the admin, in the order in which it is tried."""
    for one in urlpatterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from places(one.url_patterns, ":".join(filter(None, (space, one.namespace))), route)
        elif isinstance(one, URLPattern):
            gaps = tuple(one.pattern.converters) or tuple(one.pattern.regex.groupindex)
            yield Place(":".join(filter(None, (space, one.name or f"({route})"))), route, gaps)


GAP = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def filled(place: Place, values: dict[str, Any]) -> str:
    """The address of `place` with `values` in its gaps. Raises KeyError for a gap that nobody has thought of."""
    plain = GAP.sub(lambda found: str(values[found[1] or found[2]]), place.address)
    return "/admin/" + re.sub(r"[\^$]", "", plain).replace("\\.", ".")


def values_for(place: Place, theirs: Theirs, page: int) -> dict[str, Any]:
    """What goes into the gaps of `place`: objects of the publisher, by what the address is about."""
    room = place.name.partition(":")[0]
    models = {
        "wagtailadmin_collections": theirs.publisher.desk.pictures.pk,
        "wagtailadmin_workflows": task_or_workflow(place, theirs),
        "wagtailusers_groups": theirs.publisher.desk.editors.pk,
        "wagtailusers_users": theirs.people[Role.EDITOR].pk,
        "wagtaildocs_chooser": theirs.document.pk,
        "wagtailimages_chooser": theirs.image.pk,
        "pack_code_retire": theirs.code.pk,
        "pack_person_dismiss": theirs.people[Role.AUTHOR].pk,
        "pack_voice": theirs.message.pk,
        "pack_erratum_strike": theirs.erratum.pk,
        "pack_follow": theirs.translation.pk,
        "wagtailadmin_api": {"images": theirs.image.pk, "documents": theirs.document.pk}.get(
            place.name.split(":")[1] if ":" in place.name else "", page
        ),
    }
    latest = theirs.draft.latest_revision_id if page == theirs.draft.pk else theirs.pack.latest_revision_id
    return {
        **dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id", "page_pk", "object_id"), page),
        "pk": models.get(room, page),
        "destination_id": theirs.publisher.pk,
        "revision_id": latest,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "action_name": "publish" if room == "wagtailadmin_api" else "approve",
        "task_state_id": theirs.state.current_task_state_id,
        "workflow_state_id": theirs.state.pk,
        "task_id": theirs.state.current_task_state.task_id,
        "workflow_pk": theirs.publisher.desk.workflow_id,
        "collection_id": theirs.publisher.desk.pictures.pk,
        "image_id": theirs.image.pk,
        **dict.fromkeys(("document_id", "doc_id"), theirs.document.pk),
        "uploaded_file_id": 1,
        "session_id": 1,
        "filter_spec": "width-100",
        "prefix": theirs.publisher.prefix,
        "role": Role.AUTHOR.value,
        **kind_of(place),
        "uidb64": "x",
        "token": "x",
    }


def task_or_workflow(place: Place, theirs: Theirs) -> int:
    """The key of the publisher's task or of its workflow, as the address asks."""
    return theirs.state.current_task_state.task_id if "task" in place.name else theirs.publisher.desk.workflow_id


def kind_of(place: Place) -> dict[str, str]:
    """Names of a model, as the different addresses call them."""
    app, model = ("packs", "learningpackpage")
    if "settings" in place.name or "tag" in place.name:
        app, model = ("taggit", "tag")
    if "add_task" in place.name:
        app, model = ("packs", "reviewtask")
    if place.name == "wagtailadmin_editing_sessions:ping":
        app, model = ("wagtailcore", "page")
    names = {"app_label": app, "app_name": app, "content_type_app_name": app}
    return names | {"model_name": model, "content_type_model_name": model}


# Leaving would end the walk, and one address is there to fail.
LEFT_OUT = {"wagtailadmin_logout", "wagtailadmin_error_test"}
BULK = {
    ("wagtailcore", "page"): ("delete", "move", "publish", "unpublish"),
    ("wagtailimages", "image"): ("delete", "add_tags", "add_to_collection"),
    ("wagtaildocs", "document"): ("delete", "add_tags", "add_to_collection"),
    ("accounts", "user"): ("delete", "assign_role", "set_active_state"),
}


def addresses(theirs: Theirs, own: Page | None = None) -> Iterator[tuple[str, str]]:
    """The name and address of every place, for each of the publisher's pages; lists are asked for the word as well.

    With `own`, a page of the person who looks is tried in each place too.
    """
    pages = theirs.pages + ([own.pk] if own else [])
    for place in places():
        if place.name in LEFT_OUT:
            continue
        if place.name == "wagtail_bulk_action":
            yield from bulk(theirs)
            continue
        for page in pages if place.gaps else pages[:1]:
            address = filled(place, values_for(place, theirs, page))
            yield place.name, address
            yield place.name, f"{address}?{question(theirs, place)}"
            if "reports" in place.name or "type_use" in place.name:
                yield f"{place.name} as a file", f"{address}?export=csv"


def bulk(theirs: Theirs) -> Iterator[tuple[str, str]]:
    """The address of every bulk action, for the publisher's objects."""
    keys = {"page": theirs.pages, "image": [theirs.image.pk], "document": [theirs.document.pk]}
    keys["user"] = [one.pk for one in theirs.people.values()]
    for (app, model), actions in BULK.items():
        for action in actions:
            ids = "&".join(f"id={key}" for key in keys[model])
            yield f"bulk {model} {action} of all", f"/admin/bulk/{app}/{model}/{action}/?id=all"
            yield (
                f"bulk {model} {action} below",
                f"/admin/bulk/{app}/{model}/{action}/?id=all&childOf={theirs.publisher.pk}",
            )
            yield f"bulk {model} {action}", f"/admin/bulk/{app}/{model}/{action}/?{ids}"


def question(theirs: Theirs, place: Place) -> str:
    """What a list is asked for: the word, and the keys of objects."""
    keys = [theirs.image.pk] if "images" in place.name else theirs.pages
    keys = [theirs.document.pk] if "docs" in place.name or "documents" in place.name else keys
    ids = "&".join(f"id={key}" for key in keys)
    parent = f"child_of={theirs.publisher.pk}" if place.name == "wagtailadmin_api:pages:listing" else ""
    search = f"search={WORD}" if "wagtailadmin_api" in place.name and not parent else f"q={WORD}"
    return "&".join(filter(None, [search, f"term={WORD[:4]}", parent, "" if "listing" in place.name else ids]))


def sent(own: PublisherPage, theirs: Theirs) -> dict[str, Any]:
    """Something for every form: each would do harm if it were let through."""
    return {
        "title": "Taken over",
        "name": "Taken over",
        "slug": "taken-over",
        "new_title": "Taken over",
        "new_slug": "taken-over",
        "new_parent_page": own.pk,
        "destination_page_id": own.pk,
        "keep_live": "true",
        "restriction_type": "login",
        "comment": "Taken over",
        "collection": own.desk.pictures.pk,
        "tags": "taken-over",
        "email": "taken.over@example.org",
        "role": theirs.publisher.desk.editors.pk,
        "notice": "Taken over, and put away for good.",
        "reason": "Taken over, and put away for good.",
        "category": "500",
        "publisher": theirs.publisher.prefix,
        "include_descendants": "on",
        "action-publish": "1",
        "is_active": "",
        "checks": ["rights"],
    }


def state_of(theirs: Theirs) -> str:
    """Everything the publisher has, as text to be compared."""
    desk = theirs.publisher.desk
    pages = Page.objects.descendant_of(theirs.publisher, inclusive=True).order_by("pk")
    groups = [desk.group(role).pk for role in Role]
    rows = [
        pages.values(),
        LearningPackPage.objects.filter(pk__in=pages).order_by("pk").values(),
        Revision.objects.filter(object_id__in=[str(page.pk) for page in pages]).order_by("pk").values(),
        WorkflowState.objects.order_by("pk").values(),
        TaskState.objects.order_by("pk").values(),
        ReviewTask.objects.order_by("pk").values(),
        GroupApprovalTask.objects.order_by("pk").values(),
        WorkflowTask.objects.order_by("pk").values(),
        Collection.objects.order_by("pk").values(),
        GroupPagePermission.objects.filter(group__in=groups).order_by("pk").values(),
        GroupCollectionPermission.objects.filter(group__in=groups).order_by("pk").values(),
        get_image_model().objects.filter(collection=desk.pictures).order_by("pk").values(),
        Document.objects.filter(collection=desk.documents).order_by("pk").values(),
        ResourceCode.objects.filter(code__startswith="SCC").order_by("pk").values(),
        User.groups.through.objects.filter(group__in=groups).order_by("pk").values(),
        User.objects.filter(pk__in=[one.pk for one in theirs.people.values()]).order_by("pk").values(),
        Comment.objects.order_by("pk").values(),
        PackFeedback.objects.order_by("pk").values(),
        Erratum.objects.order_by("pk").values(),
        PackTranslation.objects.order_by("pk").values(),
        PageLogEntry.objects.filter(page__in=pages).order_by("pk").values(),
    ]
    return json.dumps([list(one) for one in rows], default=str, indent=1)


class Listening(ExitStack):
    """Hears whether the database is told anything that is not a question; sessions aside, which are not the publisher's."""

    HARMLESS = re.compile(r'SELECT |SAVEPOINT |RELEASE SAVEPOINT |ROLLBACK TO |\w+ (?:\w+ )?"django_session"')

    writes = False

    def __enter__(self) -> "Listening":
        self.enter_context(connection.execute_wrapper(self.hear))
        return self

    def hear(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Passes on what is said to the database."""
        self.writes = self.writes or not self.HARMLESS.match(sql)
        return execute(sql, *rest)


def shown_at(client: Client, address: str) -> tuple[int, str]:
    """What an address answers, and what it says."""
    answer = client.get(address)
    body = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, body.decode(errors="replace").lower()


def without_the_asking(said: str) -> str:
    """`said` without what only repeats the word that was asked for."""
    said = said.replace('\\"', '"').replace("&lt;", "<").replace("&gt;", ">").replace("\\u003c", "<")
    return re.sub(rf"(q|search|term)=({WORD}|{WORD[:4]})|value=\"{WORD}\"|<em>{WORD}</em>", "", said)

"""Makes room for a publisher, admits its people, says which checks it asks for, and keeps the register at publications."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Workflow, WorkflowPage
from wagtail.models import WorkflowTask as Place

from elearning import mail
from elearning.accounts.models import Organisation, User
from elearning.pages.models import HomePage
from elearning.programmes.freezing import freeze
from packs import registering
from packs.models import (
    EditorialDesk,
    LearningPackPage,
    LonePublication,
    PackVersion,
    PublisherPage,
    ReviewTask,
    Role,
)
from packs.models.asking import FROZEN

# Reviewers see the branch and may hold a page still while they read it; what is handed in to them they may change.
PAGES: dict[Role, tuple[str, ...]] = {
    Role.AUTHOR: ("add_page", "change_page"),
    Role.REVIEWER: ("lock_page", "unlock_page"),
    Role.EDITOR: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    Role.TRANSLATOR: ("add_page",),
}
PICTURES = ("add_image", "change_image", "choose_image")
DOCUMENTS = ("add_document", "change_document", "choose_document")
WRITES = (Role.AUTHOR, Role.EDITOR, Role.TRANSLATOR)
PREFIX = re.compile(r"^[A-Z]{2,8}$")
LONGEST_NAME = 120


class PublisherError(Exception):
    """Why no room is made for a publisher; the message is for people."""


class PrefixTakenError(PublisherError):
    """A prefix belongs to another publisher."""


class BadPrefixError(PublisherError):
    """A prefix is not two to eight capital letters."""


class OtherPrefixError(PublisherError):
    """An organisation publishes already, with another prefix; codes that were printed stay as they are."""


class SlugTakenError(PublisherError):
    """Another page stands at the address that the organisation's short name would give."""


class LastEditorError(Exception):
    """A publisher keeps at least one editor."""

    def __init__(self) -> None:
        super().__init__(_("A publisher keeps at least one editor. Make somebody else an editor first."))


class NotWholeError(Exception):
    """A pack lacks what its format must have; nobody publishes it, alone or together."""


@transaction.atomic
def create_publisher(
    organisation: Organisation | str,
    *,
    home: HomePage,
    prefix: str,
    about: str = "",
    name: str = "",
    people: Iterable[tuple[str, Role]] = (),
    by: User | None = None,
) -> PublisherPage:
    """The branch of `organisation` below `home`, with its groups, rights, collections and workflow; made once.

    `organisation` may be the name of a new one. `people` are addresses, each with a role; those who are new to the role
    get a mail. Running it again brings rights that were changed by hand back to order and touches no page. All of it is
    done, or nothing. Raises PublisherError (PrefixTakenError, BadPrefixError, OtherPrefixError, SlugTakenError).
    """
    owner = organisation if isinstance(organisation, Organisation) else _organisation(organisation)
    existing = PublisherPage.objects.filter(organisation=owner).first()
    _check(owner, existing, home, prefix)
    page = existing or _branch(owner, home, prefix=prefix, about=about, title=name or owner.name)
    _desk(page)
    for email, role in people:
        invite(email, publisher=page, role=role, by=by)
    return page


def _organisation(name: str) -> Organisation:
    words = " ".join(name.split())
    found = Organisation.objects.filter(name__iexact=words).first()
    return found or Organisation.objects.get_or_create(slug=slugify(words), defaults={"name": words})[0]


def _check(owner: Organisation, existing: PublisherPage | None, home: HomePage, prefix: str) -> None:
    if not PREFIX.match(prefix):
        raise BadPrefixError(_("A prefix is two to eight capital letters, such as MPW."))
    if existing and existing.prefix != prefix:
        words = _("%(name)s publishes already, with the prefix %(prefix)s. Codes that were printed stay as they are.")
        raise OtherPrefixError(words % {"name": owner.name, "prefix": existing.prefix})
    if existing is None and PublisherPage.objects.filter(prefix=prefix).exists():
        raise PrefixTakenError(_("The prefix %(prefix)s belongs to another publisher.") % {"prefix": prefix})
    if existing is None and home.get_children().filter(slug=owner.slug).exists():
        raise SlugTakenError(_("Another page stands at /%(slug)s/ already.") % {"slug": owner.slug})


def _branch(organisation: Organisation, home: HomePage, *, prefix: str, about: str, title: str) -> PublisherPage:
    page = PublisherPage(organisation=organisation, prefix=prefix, about=about, title=title, slug=organisation.slug)
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def _desk(page: PublisherPage) -> EditorialDesk:
    desk = EditorialDesk.objects.filter(publisher=page).first() or _new_desk(page)
    for role, codenames in PAGES.items():
        _let_in(desk.group(role), page, codenames)
    for role in WRITES:
        _let_use(desk.group(role), desk.pictures, "wagtailimages", PICTURES)
        _let_use(desk.group(role), desk.documents, "wagtaildocs", DOCUMENTS)
    WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": desk.workflow})
    if ReviewTask.Kind.RELEASE not in asked(desk):
        _ask(desk, {*map(ReviewTask.Kind, asked(desk)), ReviewTask.Kind.RELEASE})
    return desk


def _new_desk(page: PublisherPage) -> EditorialDesk:
    name = page.title[:LONGEST_NAME]
    groups = {role.value: Group.objects.create(name=f"{name}: {role.value} ({page.prefix})") for role in Role}
    collection = Collection.get_first_root_node().add_child(name=name)
    desk = EditorialDesk.objects.create(
        publisher=page,
        collection=collection,
        pictures=collection.add_child(name=f"{name}: pictures"),
        documents=collection.add_child(name=f"{name}: documents"),
        workflow=Workflow.objects.create(name=f"{name}: checks before publication"),
        **groups,
    )
    _ask(desk, set(ReviewTask.Kind))
    return desk


def _let_in(group: Group, page: PublisherPage, codenames: tuple[str, ...]) -> None:
    group.permissions.set(Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin"))
    for permission in _permissions("wagtailcore", codenames):
        GroupPagePermission.objects.get_or_create(group=group, page=page.page_ptr, permission=permission)


def _let_use(group: Group, collection: Collection, app: str, codenames: tuple[str, ...]) -> None:
    for permission in _permissions(app, codenames):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _permissions(app: str, codenames: tuple[str, ...]) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=app, codename__in=codenames))


def asked(desk: EditorialDesk) -> list[str]:
    """The checks that a publisher asks for, in their order."""
    tasks = ReviewTask.objects.filter(workflow_tasks__workflow=desk.workflow, active=True)
    return list(tasks.order_by("workflow_tasks__sort_order").values_list("kind", flat=True))


@transaction.atomic
def ask_for(kinds: Iterable[str], *, publisher: PublisherPage, by: User) -> None:
    """Ask for these checks before a publication, and no others; reading it through, by a second person, always stays.

    What is at a check that was dropped still passes it, once.
    """
    _ask(publisher.desk, {ReviewTask.Kind(kind) for kind in kinds} | {ReviewTask.Kind.RELEASE})
    log(publisher, "packs.checks", user=by, data={"checks": asked(publisher.desk)})


def _ask(desk: EditorialDesk, kinds: set[ReviewTask.Kind]) -> None:
    Place.objects.filter(workflow=desk.workflow).delete()
    for order, kind in enumerate(one for one in ReviewTask.Kind if one in kinds):
        Place.objects.create(workflow=desk.workflow, task=_task(desk, kind), sort_order=order)


def _task(desk: EditorialDesk, kind: ReviewTask.Kind) -> ReviewTask:
    """The publisher's own check of this kind. Editors stand in for reviewers; the last check is theirs alone."""
    own = ReviewTask.objects.filter(kind=kind, groups=desk.editors, active=True).first()
    if own is None:
        own = ReviewTask.objects.create(kind=kind, name=str(kind.label))
        own.groups.set([desk.editors] if kind == ReviewTask.Kind.RELEASE else [desk.reviewers, desk.editors])
    return own


@transaction.atomic
def admit(user: User, *, publisher: PublisherPage, role: Role = Role.AUTHOR) -> None:
    """Let `user` work for `publisher` as one of its authors, reviewers, editors or translators."""
    user.groups.add(publisher.desk.group(role))


@transaction.atomic
def invite(email: str, *, publisher: PublisherPage, role: Role, by: User | None = None) -> User:
    """Admit the person with this address and tell them by mail; made without a password if they are new here.

    They sign in by a code sent to the address. Whoever has the role already is left alone and gets no mail.
    """
    user = User.objects.filter(email__iexact=email.strip()).first() or User.objects.create_user(email)
    if role in publisher.desk.roles_of(user):
        return user
    admit(user, publisher=publisher, role=role)
    words = {"publisher": publisher, "role": role.label, "link": f"{settings.BASE_URL}{reverse('wagtailadmin_home')}"}
    mail.send("publisher_role", user.email, words, reply_to=by.email if by else "")
    return user


@transaction.atomic
def dismiss(user: User, *, publisher: PublisherPage, role: Role) -> None:
    """Take a role away from `user`; what they wrote stays. Raises LastEditorError."""
    group = Group.objects.select_for_update().get(pk=publisher.desk.group(role).pk)
    if role == Role.EDITOR and not group.user_set.filter(is_active=True).exclude(pk=user.pk).exists():
        raise LastEditorError
    user.groups.remove(group)


@transaction.atomic
def publish_alone(page: Page, *, reason: str, by: User) -> None:
    """Publish the newest words of `page` without a second person; the reason is kept for good.

    For the owner of the installation, in an emergency. Raises NotWholeError for a pack that lacks something.
    """
    revision = page.get_latest_revision() or page.save_revision(user=by)
    lacking = revision.as_object().lacking()
    if lacking:
        raise NotWholeError(" ".join(map(str, lacking)))
    LonePublication.objects.create(revision=revision, page=page.page_ptr, by=by, reason=reason)
    log(page, "packs.publish_alone", user=by, data={"reason": reason}, revision=revision)
    revision.publish(user=by)


@transaction.atomic
def record(pack: LearningPackPage) -> PackVersion:
    """What a publication leaves behind: the code in the register, and the words frozen if they are new.

    Raises `registering.CodeTakenError` when the code belongs to another pack.
    """
    if pack.code:
        registering.use(pack)
    return freeze(PackVersion, pack, fields=FROZEN)

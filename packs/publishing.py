"""Makes room for a publisher, admits its people, and keeps the register of codes and versions at every publication."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from elearning.accounts.models import Organisation, User
from elearning.pages.models import HomePage
from elearning.programmes.freezing import freeze
from packs import registering
from packs.models import EditorialDesk, LearningPackPage, PackVersion, PublisherPage
from packs.models.asking import FROZEN

AUTHORS_MAY = ("add_page", "change_page")
EDITORS_MAY = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
FILES_MAY = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
LONGEST_NAME = 120


class PrefixTakenError(Exception):
    """A prefix belongs to another publisher."""


@transaction.atomic
def create_publisher(
    organisation: Organisation, *, home: HomePage, prefix: str, about: str = "", name: str = ""
) -> PublisherPage:
    """The branch of `organisation` below `home`, with its groups, rights, collection and workflow; made once.

    Running it again brings what was changed by hand back to order and touches no page. Raises PrefixTakenError when another
    publisher has `prefix`.
    """
    existing = PublisherPage.objects.filter(organisation=organisation).first()
    if existing is None and PublisherPage.objects.filter(prefix=prefix).exists():
        raise PrefixTakenError(prefix)
    page = existing or _branch(organisation, home, prefix=prefix, about=about, title=name or organisation.name)
    _desk(page)
    return page


@transaction.atomic
def admit(user: User, *, publisher: PublisherPage, as_editor: bool = False) -> None:
    """Let `user` write for `publisher`; an editor may publish too."""
    desk = publisher.desk
    user.groups.add(desk.editors if as_editor else desk.authors)


def _branch(organisation: Organisation, home: HomePage, *, prefix: str, about: str, title: str) -> PublisherPage:
    page = PublisherPage(organisation=organisation, prefix=prefix, about=about, title=title, slug=organisation.slug)
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def _desk(page: PublisherPage) -> EditorialDesk:
    desk = EditorialDesk.objects.filter(publisher=page).first() or _new_desk(page)
    _allow(desk.authors, page, desk.collection, pages=AUTHORS_MAY)
    _allow(desk.editors, page, desk.collection, pages=EDITORS_MAY)
    WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": desk.workflow})
    return desk


def _new_desk(page: PublisherPage) -> EditorialDesk:
    name = page.title[:LONGEST_NAME]
    authors = Group.objects.create(name=f"{name}: authors ({page.prefix})")
    editors = Group.objects.create(name=f"{name}: editors ({page.prefix})")
    collection = Collection.get_first_root_node().add_child(name=name)
    workflow = _two_people(name, editors)
    return EditorialDesk.objects.create(
        publisher=page, authors=authors, editors=editors, collection=collection, workflow=workflow
    )


def _two_people(name: str, editors: Group) -> Workflow:
    """An author hands in, an editor reads and publishes (DOMAIN 6.2: two people at least)."""
    workflow = Workflow.objects.create(name=f"{name}: a second reader")
    task = GroupApprovalTask.objects.create(name=f"{name}: read by an editor")
    task.groups.add(editors)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def _allow(group: Group, page: PublisherPage, collection: Collection, *, pages: tuple[str, ...]) -> None:
    group.permissions.set(Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin"))
    for permission in _permissions("wagtailcore", pages):
        GroupPagePermission.objects.get_or_create(group=group, page=page.page_ptr, permission=permission)
    for permission in _permissions("wagtailimages", FILES_MAY) + _permissions("wagtaildocs", FILES_MAY):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _permissions(app: str, codenames: tuple[str, ...]) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=app, codename__in=codenames))


@transaction.atomic
def record(pack: LearningPackPage) -> PackVersion:
    """What a publication leaves behind: the code in the register, and the words frozen if they are new.

    Raises `registering.CodeTakenError` when the code belongs to another pack.
    """
    if pack.code:
        registering.use(pack)
    return freeze(PackVersion, pack, fields=FROZEN)

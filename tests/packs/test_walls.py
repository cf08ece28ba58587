"""The walls between publishers: every page address of Wagtail's admin, tried by another publisher's editor."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from elearning.programmes.models import SubjectFramework
from packs.models import LearningPackPage, PublisherPage
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers
from tests.packs.walking import LEFT_OUT, filled, places

SECRET = "Salt writes about trust"


@laid
def framework(db: None) -> SubjectFramework:
    return factories.framework()


@laid
def alder(framework: SubjectFramework) -> PublisherPage:
    publisher = makers.publisher("Alder", "MPW")
    makers.pack(framework, publisher, title="Alder writes about rank")
    return publisher


@laid
def theirs(framework: SubjectFramework) -> LearningPackPage:
    """A pack of another publisher, with a draft that nobody else may read."""
    pack = makers.pack(framework, makers.publisher("Salt", "SCC"), title="Salt in public")
    pack.title = SECRET
    pack.save_revision()
    return pack


@laid
def editor(alder: PublisherPage) -> Client:
    return signed_in(makers.author(alder))


def page_addresses(pk: int) -> Iterator[tuple[str, str]]:
    """The address of every page view of Wagtail's admin that takes one number, for the page `pk`."""
    admin = get_resolver().namespace_dict["wagtailadmin_pages"][1]
    for name in {name for name in admin.reverse_dict if isinstance(name, str)}:
        try:
            yield name, reverse(f"wagtailadmin_pages:{name}", args=[pk])
        except NoReverseMatch:
            continue


def test_walk_finds_the_views_of_wagtail(theirs: LearningPackPage) -> None:
    assert {"edit", "history", "copy", "delete", "move", "unpublish", "usage", "view_draft"} <= {
        name for name, _ in page_addresses(theirs.pk)
    }


def test_editor_enters_none_of_the_pages_of_another_publisher(editor: Client, theirs: LearningPackPage) -> None:
    shown = {
        name: answer.status_code
        for name, address in page_addresses(theirs.pk)
        if (answer := editor.get(address)).status_code == 200 and SECRET in answer.content.decode()
    }

    assert shown == {}


@pytest.mark.parametrize("name", ["edit", "history", "copy", "delete", "unpublish", "view_draft", "workflow_history"])
def test_page_views_refuse(editor: Client, theirs: LearningPackPage, name: str) -> None:
    assert editor.get(reverse(f"wagtailadmin_pages:{name}", args=[theirs.pk])).status_code in {302, 403, 404}


@pytest.mark.parametrize("name", ["edit", "copy", "delete", "unpublish", "lock", "unlock"])
def test_posts_change_nothing(editor: Client, theirs: LearningPackPage, name: str) -> None:
    editor.post(reverse(f"wagtailadmin_pages:{name}", args=[theirs.pk]), {"title": "Taken over"})

    page = LearningPackPage.objects.get(pk=theirs.pk)
    assert (page.live, page.locked, page.title) == (True, False, "Salt in public")
    assert LearningPackPage.objects.count() == 2


def test_revisions_are_not_compared(editor: Client, theirs: LearningPackPage) -> None:
    address = reverse("wagtailadmin_pages:revisions_compare", args=[theirs.pk, "earliest", "latest"])

    assert editor.get(address).status_code in {302, 403, 404}


@pytest.mark.parametrize(
    "name",
    ["wagtailadmin_explore_root", "wagtailadmin_home", "wagtailadmin_choose_page", "wagtailadmin_pages:search"],
)
def test_lists_do_not_name_the_pages_of_another_publisher(editor: Client, theirs: LearningPackPage, name: str) -> None:
    page = editor.get(reverse(name), {"q": "Salt"} if name.endswith("search") else {}, follow=True).content.decode()

    assert SECRET not in page
    assert "Salt in public" not in page


def test_chooser_shows_own_pages_and_no_others(editor: Client, alder: PublisherPage, theirs: LearningPackPage) -> None:
    def offered(parent: PublisherPage) -> str:
        return editor.get(reverse("wagtailadmin_choose_page_child", args=[parent.pk])).content.decode()

    assert "Alder writes about rank" in offered(alder)
    assert "Salt in public" not in offered(theirs.publisher)
    assert (
        "Salt in public" not in editor.get(reverse("wagtailadmin_choose_page_search"), {"q": "Salt"}).content.decode()
    )


def test_explorer_of_another_branch_is_empty(editor: Client, theirs: LearningPackPage) -> None:
    answer = editor.get(reverse("wagtailadmin_explore", args=[theirs.publisher.pk]), follow=True)

    assert "Salt in public" not in answer.content.decode()


def test_pack_is_not_copied_into_ones_own_branch(
    editor: Client, alder: PublisherPage, theirs: LearningPackPage
) -> None:
    data = {"new_title": "Taken", "new_slug": "taken", "new_parent_page": alder.pk}

    answer = editor.post(reverse("wagtailadmin_pages:copy", args=[theirs.pk]), data)

    assert answer.status_code in {302, 403, 404}
    assert not LearningPackPage.objects.filter(slug="taken").exists()


def test_bulk_actions_leave_it_alone(editor: Client, theirs: LearningPackPage) -> None:
    for action in ("delete", "unpublish"):
        editor.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?id={theirs.pk}")

    assert LearningPackPage.objects.get(pk=theirs.pk).live


def test_pictures_and_files_stay_with_their_publisher(editor: Client, theirs: LearningPackPage) -> None:
    collection = theirs.publisher.desk.collection
    image = get_image_model().objects.create(title="Salt picture", file=get_test_image_file(), collection=collection)
    document = Document.objects.create(title="Salt file", file=get_test_image_file("x.pdf"), collection=collection)

    assert "Salt picture" not in editor.get(reverse("wagtailimages:index")).content.decode()
    assert "Salt picture" not in editor.get(reverse("wagtailimages_chooser:choose")).content.decode()
    assert editor.get(reverse("wagtailimages:edit", args=[image.pk])).status_code in {302, 403, 404}
    assert "Salt file" not in editor.get(reverse("wagtaildocs:index")).content.decode()
    assert editor.get(reverse("wagtaildocs:edit", args=[document.pk])).status_code in {302, 403, 404}


@pytest.mark.parametrize("name", ["wagtailusers_users:index", "wagtailusers_groups:index", "wagtailsites:index"])
def test_people_groups_and_sites_are_not_an_editors_business(editor: Client, name: str) -> None:
    assert editor.get(reverse(name)).status_code in {302, 403, 404}


def test_people_of_programmes_do_not_enter_the_admin(cast: Cast) -> None:
    for user in (cast.ada.user, cast.fay, cast.max, cast.olu, cast.zoe):
        assert signed_in(user).get(reverse("wagtailadmin_home")).status_code == 302


class Ones(dict[str, int]):
    """Something for every gap of an address."""

    def __missing__(self, name: str) -> int:
        return 1


def test_no_address_of_the_admin_opens_to_somebody_who_runs_a_programme(cast: Cast) -> None:
    manager = signed_in(cast.max)
    found = {place.name: filled(place, Ones()) for place in places() if place.name not in LEFT_OUT}
    answers = {name: manager.get(address).status_code for name, address in found.items()}

    assert len(found) > 200
    opened = {name for name, code in answers.items() if code not in {302, 403, 404, 405}}
    assert opened == {"wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}  # Wagtail's own words and icons


def test_inline_code_runs_in_the_admin_only(editor: Client, theirs: LearningPackPage) -> None:
    def policy(address: str) -> str:
        return editor.get(address).headers["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in policy(reverse("wagtailadmin_home"))
    assert "unsafe" not in policy(theirs.url)
    assert "unsafe" not in policy(reverse("packs:catalogue"))

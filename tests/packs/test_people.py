"""Making room for a publisher by form and by command, and who works for one."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Workflow

from elearning.accounts.models import Organisation, User
from elearning.pages.loading import home
from packs import publishing
from packs.models import EditorialDesk, PublisherPage, ReviewTask, Role
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers

PEOPLE = {
    "editors": "eli@alder.example\neve@alder.example",
    "authors": "ama@alder.example",
    "reviewers": "rea@alder.example, eve@alder.example",
    "translators": "tom@alder.example",
}


@laid
def owner(db: None) -> Client:
    return signed_in(factories.user("Sue Super", is_superuser=True))


@laid
def publisher(db: None) -> PublisherPage:
    return makers.publisher("Alder", "MPW")


@laid
def editor(publisher: PublisherPage) -> Client:
    return signed_in(makers.person(publisher, "Eli Editor", Role.EDITOR))


def make(client: Client, **given: str) -> str:
    data = {"new_organisation": "Alder Lane", "code_prefix": "mpw", "about": "Who we are.", **PEOPLE, **given}
    return client.post(reverse("pack_publishers"), data, follow=True).content.decode()


def emails(publisher: PublisherPage, role: Role) -> list[str]:
    return list(publisher.desk.group(role).user_set.order_by("email").values_list("email", flat=True))


# All of it at once


def test_form_makes_a_whole_publisher(
    owner: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = make(owner)

    publisher = PublisherPage.objects.get()
    desk = publisher.desk
    assert "Alder Lane can publish now." in page
    assert (publisher.prefix, publisher.live, publisher.get_parent().pk) == ("MPW", True, home().pk)
    assert emails(publisher, Role.EDITOR) == ["eli@alder.example", "eve@alder.example"]
    assert emails(publisher, Role.REVIEWER) == ["eve@alder.example", "rea@alder.example"]
    assert desk.pictures.get_parent() == desk.documents.get_parent() == desk.collection
    assert publishing.asked(desk) == list(ReviewTask.Kind)
    assert publisher.get_workflow() == desk.workflow
    assert len(mail.outbox) == 6
    assert {one.to[0] for one in mail.outbox} == {
        f"{name}@alder.example" for name in ("eli", "eve", "ama", "rea", "tom")
    }


def test_command_makes_the_same_as_the_form(owner: Client) -> None:
    make(owner)
    arguments = ["Salt", "--prefix", "scc", "--editor", "eli@alder.example", "--editor", "eve@alder.example"]
    arguments += ["--author", "ama@alder.example", "--translator", "tom@alder.example"]
    arguments += ["--reviewer", "rea@alder.example", "--reviewer", "eve@alder.example"]

    call_command("create_publisher", *arguments, stdout=io.StringIO())

    by_form, by_command = (PublisherPage.objects.get(prefix=prefix) for prefix in ("MPW", "SCC"))
    for role in Role:
        assert emails(by_form, role) == emails(by_command, role)
        assert rights(by_form, role) == rights(by_command, role)
    assert publishing.asked(by_form.desk) == publishing.asked(by_command.desk)


def rights(publisher: PublisherPage, role: Role) -> list[str]:
    group = publisher.desk.group(role)
    pages = GroupPagePermission.objects.filter(group=group, page=publisher)
    files = GroupCollectionPermission.objects.filter(
        group=group, collection__in=publisher.desk.collection.get_descendants()
    )
    return sorted(one.permission.codename for one in [*pages, *files])


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.AUTHOR, {"add_page", "change_page"}),
        (Role.REVIEWER, {"lock_page", "unlock_page"}),
        (Role.EDITOR, {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"}),
        (Role.TRANSLATOR, {"add_page"}),
    ],
)
def test_role_has_its_rights_on_pages(publisher: PublisherPage, role: Role, may: set[str]) -> None:
    assert {one for one in rights(publisher, role) if one.endswith("_page")} == may


def test_second_time_changes_nothing(owner: Client, publisher: PublisherPage) -> None:
    models = (PublisherPage, EditorialDesk, Group, Collection, Workflow, ReviewTask, GroupPagePermission)
    before = [model.objects.count() for model in models]

    publishing.create_publisher(publisher.organisation, home=home(), prefix="MPW")

    assert [model.objects.count() for model in models] == before


def test_second_time_leaves_the_checks_that_were_chosen(publisher: PublisherPage) -> None:
    publishing.ask_for(["plain"], publisher=publisher, by=factories.user())

    publishing.create_publisher(publisher.organisation, home=home(), prefix="MPW")

    assert publishing.asked(publisher.desk) == ["plain", "release"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"code_prefix": "scc"}, "The prefix SCC belongs to another publisher."),
        ({"code_prefix": "M1"}, "Write two to eight letters, such as MPW."),
        ({"new_organisation": ""}, "Choose an organisation, or write the name of a new one."),
        ({"organisation": "999"}, "Select a valid choice."),
        ({"editors": "eli"}, "“eli” is not an e-mail address."),
        ({"editors": ""}, "This field is required."),
        ({"new_organisation": "Salt"}, "Salt publishes already, with the prefix SCC."),
    ],
)
def test_refusal_is_in_words_and_leaves_nothing(owner: Client, given: dict[str, str], says: str) -> None:
    makers.publisher("Salt", "SCC")

    page = make(owner, **given)

    assert says in page
    assert PublisherPage.objects.count() == EditorialDesk.objects.count() == 1
    assert not Organisation.objects.filter(name="Alder Lane").exists()
    assert not User.objects.filter(email__endswith="alder.example").exists()
    assert mail.outbox == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Alder", "--prefix", "A"], "two to eight capital letters"),
        (["--organisation", "nobody", "--prefix", "MPW"], "no organisation with the short name nobody"),
        (["--prefix", "MPW"], "Give the organisation"),
    ],
)
def test_command_refuses_in_words(arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("create_publisher", *arguments, stdout=io.StringIO())

    assert not PublisherPage.objects.exists()


def test_only_the_owner_makes_publishers(editor: Client, cast: Cast) -> None:
    clients = [editor, *(signed_in(user) for user in (cast.ada.user, cast.max, cast.olu))]

    for client in clients:
        client.post(reverse("pack_publishers"), {"new_organisation": "Alder Lane", "code_prefix": "ALD", **PEOPLE})

    assert PublisherPage.objects.count() == 1
    assert editor.get(reverse("pack_publishers")).status_code == 404


# People


def test_editor_invites_somebody(
    editor: Client, publisher: PublisherPage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    address = reverse("pack_people", args=["MPW"])

    with django_capture_on_commit_callbacks(execute=True):
        page = editor.post(address, {"email": "new@alder.example", "role": "reviewers"}, follow=True).content.decode()

    assert "new@alder.example has the role now and can sign in." in page
    assert emails(publisher, Role.REVIEWER) == ["new@alder.example"]
    assert not User.objects.get(email="new@alder.example").has_usable_password()
    assert [one.to for one in mail.outbox] == [["new@alder.example"]]


def test_invitation_does_not_tell_who_is_known_here(editor: Client, cast: Cast) -> None:
    address = reverse("pack_people", args=["MPW"])

    def said(email: str) -> str:
        page = editor.post(address, {"email": email, "role": "authors"}, follow=True).content.decode()
        return page.replace(email, "ADDRESS")

    assert cast.ada.user.get_full_name() not in said(cast.ada.user.email)
    assert "ADDRESS has the role now and can sign in." in said("new@alder.example")


def test_role_is_given_once(
    publisher: PublisherPage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _again in range(2):
            publishing.invite("Ama@Alder.example", publisher=publisher, role=Role.AUTHOR)

    assert len(mail.outbox) == 1
    assert User.objects.filter(email__iexact="ama@alder.example").count() == 1


def test_editor_takes_a_role_away(editor: Client, publisher: PublisherPage) -> None:
    author = makers.person(publisher, "Ama", Role.AUTHOR)

    editor.post(reverse("pack_person_dismiss", args=["MPW", "authors", author.pk]))

    assert publisher.desk.roles_of(author) == []
    assert User.objects.filter(pk=author.pk).exists()


def test_last_editor_stays(editor: Client, publisher: PublisherPage) -> None:
    only = publisher.desk.editors.user_set.get()

    page = editor.post(reverse("pack_person_dismiss", args=["MPW", "editors", only.pk]), follow=True).content.decode()

    assert "A publisher keeps at least one editor." in page
    assert publisher.desk.roles_of(only) == [Role.EDITOR]


def test_second_editor_may_go(editor: Client, publisher: PublisherPage) -> None:
    other = makers.person(publisher, "Eve", Role.EDITOR)

    editor.post(reverse("pack_person_dismiss", args=["MPW", "editors", other.pk]))

    assert publisher.desk.roles_of(other) == []


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER, Role.TRANSLATOR])
def test_only_editors_look_after_people(publisher: PublisherPage, role: Role) -> None:
    client = signed_in(makers.person(publisher, "Ama", role))

    answers = [
        client.get(reverse("pack_my_publishers")),
        client.get(reverse("pack_people", args=["MPW"])),
        client.post(reverse("pack_checks", args=["MPW"]), {}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert publishing.asked(publisher.desk) == list(ReviewTask.Kind)


def test_editor_of_another_publisher_finds_nobody(editor: Client) -> None:
    other = makers.publisher("Salt", "SCC")
    author = makers.person(other, "Sal", Role.AUTHOR)

    assert editor.get(reverse("pack_people", args=["SCC"])).status_code == 404
    assert editor.post(reverse("pack_person_dismiss", args=["SCC", "authors", author.pk])).status_code == 404
    assert editor.post(reverse("pack_person_dismiss", args=["MPW", "authors", author.pk])).status_code == 404
    assert other.desk.roles_of(author) == [Role.AUTHOR]


# Translators


def test_translator_changes_translations_only(publisher: PublisherPage) -> None:
    pack = makers.pack(factories.framework(), publisher)
    french = makers.pack(factories.framework(), publisher, number=3, language="fr")
    translator = makers.person(publisher, "Tom", Role.TRANSLATOR)

    assert not pack.permissions_for_user(translator).can_edit()
    assert french.permissions_for_user(translator).can_edit()
    assert not publisher.permissions_for_user(translator).can_add_subpage()


def test_translator_of_another_publisher_changes_none(publisher: PublisherPage) -> None:
    french = makers.pack(factories.framework(), publisher, language="fr")
    translator = makers.person(makers.publisher("Salt", "SCC"), "Tom", Role.TRANSLATOR)

    assert not french.permissions_for_user(translator).can_edit()

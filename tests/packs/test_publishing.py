"""Publishers and publication: who may write where, what a pack must have, and what a publication leaves behind."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from elearning.accounts.models import User
from elearning.pages.loading import home
from elearning.programmes.models import SubjectFramework
from packs import loading, publishing, registering
from packs.models import (
    CategoryGuidePage,
    EditorialDesk,
    LearningPackPage,
    PackVersion,
    PublisherPage,
    ResourceCode,
    Role,
)
from packs.wanting import wanting
from tests import factories
from tests.conftest import signed_in
from tests.laying import laid
from tests.packs import makers


@laid
def framework(db: None) -> SubjectFramework:
    return factories.framework()


# A publisher


@pytest.mark.django_db
def test_publisher_is_made_once() -> None:
    organisation = factories.organisation("Alder Lane Learning")

    first = publishing.create_publisher(organisation, home=home(), prefix="MPW")
    again = publishing.create_publisher(organisation, home=home(), prefix="MPW")

    assert first.pk == again.pk
    assert EditorialDesk.objects.filter(publisher=first).count() == 1
    assert first.desk.workflow.workflow_pages.get().page_id == first.pk


def test_running_it_again_restores_rights(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    publisher.desk.editors.page_permissions.all().delete()

    publishing.create_publisher(publisher.organisation, home=home(), prefix="MPW")

    assert publisher.desk.editors.page_permissions.count() == len(publishing.PAGES[Role.EDITOR])


def test_prefix_belongs_to_one_publisher(framework: SubjectFramework) -> None:
    makers.publisher("Alder", "MPW")

    with pytest.raises(publishing.PrefixTakenError):
        makers.publisher("Salt", "MPW")

    assert PublisherPage.objects.count() == 1


@pytest.mark.django_db
def test_command_makes_a_publisher_and_admits_its_people() -> None:
    out = io.StringIO()
    arguments = ["--prefix", "mpw", "--author", "a@example.org", "--editor", "e@example.org"]

    call_command("create_publisher", "Alder Lane", *arguments, stdout=out)
    call_command("create_publisher", "Alder Lane", *arguments, stdout=out)

    publisher = PublisherPage.objects.get()
    assert publisher.prefix == "MPW"
    assert [user.email for user in publisher.desk.authors.user_set.all()] == ["a@example.org"]
    assert [user.email for user in publisher.desk.editors.user_set.all()] == ["e@example.org"]


@pytest.mark.django_db
def test_command_refuses_a_prefix_that_is_taken() -> None:
    makers.publisher("Salt", "MPW")

    with pytest.raises(CommandError, match="belongs to another publisher"):
        call_command("create_publisher", "Alder Lane", "--prefix", "MPW", stdout=io.StringIO())


# Writing and publishing in Wagtail


def prose_of(count: int) -> str:
    return rich_text("<p>" + "word " * count + "</p>", features=["bold", "italic", "link"])


def posted(pack: LearningPackPage, body: list[tuple[str, Any]], **changes: Any) -> dict[str, Any]:
    """What the editor's form sends."""
    given = {
        "title": pack.title,
        "slug": pack.slug,
        "code": pack.code,
        "version": pack.version,
        "format": pack.format,
        "subject": pack.subject_id,
        "summary": pack.summary,
        "purpose": pack.purpose,
        "minutes": pack.minutes,
        "level": pack.level,
        "authors": pack.authors,
        "licence": pack.licence,
        "published_on": "2026-09-01",
        "review_on": "2028-09-01",
        "adapted_from": "",
        "adapted_how": "",
        "seo_title": "",
        "search_description": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
        "body": streamfield(body),
        **changes,
    }
    return nested_form_data(given)


def edit(user: User, pack: LearningPackPage, data: dict[str, Any]) -> str:
    """Posts the editor's form and gives back the page that came, followed."""
    return signed_in(user).post(reverse("wagtailadmin_pages:edit", args=[pack.pk]), data, follow=True).content.decode()


def draft_below(publisher: PublisherPage, framework: SubjectFramework, code: str = "MPW:410-05") -> LearningPackPage:
    page = LearningPackPage(
        title="A first idea",
        slug="a-first-idea",
        code=code,
        subject=framework.subjects.get(code="VISN"),
        summary="In one line.",
        purpose="When you need it.",
        authors="Pia Penn",
        live=False,
    )
    publisher.add_child(instance=page)
    page.save_revision()
    return page


def test_draft_may_be_half_empty(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    pack = draft_below(publisher, framework)

    page = edit(makers.author(publisher), pack, posted(pack, [("reading", prose_of(10))], summary=""))

    assert "could not be saved" not in page
    assert pack.revisions.count() == 2
    assert PackVersion.objects.count() == 0


def test_publishing_asks_for_what_is_missing(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    pack = draft_below(publisher, framework)

    data = posted(pack, [("reading", prose_of(10))]) | {"action-submit": "1"}
    page = edit(makers.author(publisher), pack, data)

    assert "This has 10 words. It needs between 300 and 1500 before it can be published." in page
    assert "The minimum number of items is 1" in page
    assert not LearningPackPage.objects.get(pk=pack.pk).live


def test_publishing_refuses_the_prefix_of_another_publisher(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    pack = draft_below(publisher, framework, code="")

    page = edit(makers.author(publisher), pack, posted(pack, [], code="SCC:410-01") | {"action-submit": "1"})

    assert "Your codes start with MPW:." in page


def test_publishing_refuses_a_code_that_was_ever_used(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    used = makers.pack(framework, publisher, number=2)
    LearningPackPage.objects.filter(pk=used.pk).update(code="MPW:410-09", slug="gone")
    pack = draft_below(publisher, framework, code="")

    page = edit(makers.author(publisher), pack, posted(pack, [], code="MPW:410-02") | {"action-submit": "1"})

    assert "This code belongs to another pack. A code is never used again." in page


def test_publishing_wants_a_code(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    pack = draft_below(publisher, framework, code="")

    page = edit(makers.author(publisher), pack, posted(pack, []) | {"action-submit": "1"})

    assert "A publication needs a resource code." in page
    assert "A publication needs a resource code. Take the next free one from the register." in pack.lacking()


@pytest.mark.parametrize("code", ["410-02", "MPW:41-2", "mpw:410-02", "MPW 410-02", "MPW:410-02-X"])
def test_code_has_a_form(framework: SubjectFramework, code: str) -> None:
    publisher = makers.publisher()
    pack = draft_below(publisher, framework, code="")

    page = edit(makers.author(publisher), pack, posted(pack, [], code=code))

    assert "Write it like MPW:410-02" in page


def test_register_holds_against_publication_by_other_ways(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    makers.pack(framework, publisher, number=2)
    pack = draft_below(publisher, framework, code="MPW:410-02")

    with pytest.raises(registering.CodeTakenError):
        publishing.record(pack)


def test_author_cannot_publish(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    pack = makers.pack(framework, publisher)
    pack.title = "Changed by an author"
    revision = pack.save_revision()
    author = makers.author(publisher, as_editor=False)

    may = pack.permissions_for_user(author)

    assert (may.can_edit(), may.can_publish(), may.can_submit_for_moderation()) == (True, False, True)
    assert revision.id != LearningPackPage.objects.get(pk=pack.pk).live_revision_id


def test_author_hands_in_and_an_editor_publishes(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    pack = makers.pack(framework, publisher)
    author, editor = makers.author(publisher, "Ama Author", as_editor=False), makers.author(publisher, "Eli Editor")
    pack.title = "Read by two"
    makers.raised(pack).save_revision(user=author)

    makers.let_out(pack, wrote=author, passes=editor)

    assert LearningPackPage.objects.get(pk=pack.pk).title == "Read by two"
    assert pack.versions.count() == 2


# Versions


def test_publication_freezes_the_words(framework: SubjectFramework) -> None:
    pack = makers.pack(framework)

    version = pack.versions.get()

    assert (version.label, version.number) == ("1.0", 1)
    assert version.body.get_prep_value() == pack.body.get_prep_value()


def test_same_words_make_no_new_version(framework: SubjectFramework) -> None:
    pack = makers.pack(framework)

    pack.save_revision().publish()

    assert pack.versions.count() == 1


def test_going_back_to_earlier_words_makes_a_new_version(framework: SubjectFramework) -> None:
    pack = makers.pack(framework)
    makers.pack(framework, version="1.1")
    makers.pack(framework, version="1.0")

    assert [version.label for version in pack.versions.order_by("number")] == ["1.0", "1.1", "1.0"]


def test_published_pack_is_withdrawn_and_not_deleted(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    pack, draft = makers.pack(framework, publisher), draft_below(publisher, framework)
    editor = makers.author(publisher)

    assert not pack.permissions_for_user(editor).can_delete()
    assert not pack.permissions_for_user(editor).can_unpublish()
    assert pack.permissions_for_user(User.objects.create_superuser("owner@site.example")).can_unpublish()
    assert draft.permissions_for_user(editor).can_delete()
    signed_in(editor).post(reverse("wagtailadmin_pages:delete", args=[pack.pk]))
    assert LearningPackPage.objects.filter(pk=pack.pk).exists()


def test_copy_has_no_code(framework: SubjectFramework) -> None:
    pack = makers.pack(framework)

    copied = pack.copy(update_attrs={"slug": "copied", "title": "Copied"})

    assert copied.code == ""
    assert ResourceCode.objects.count() == 1


def test_publisher_branch_stays_where_it_is(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    may = publisher.permissions_for_user(makers.author(publisher))

    assert may.can_edit()
    assert not any((may.can_delete(), may.can_move(), may.can_unpublish(), may.can_copy()))


def test_only_packs_and_guides_stand_below_a_publisher(framework: SubjectFramework) -> None:
    assert set(PublisherPage.creatable_subpage_models()) == {LearningPackPage, CategoryGuidePage}
    assert CategoryGuidePage.creatable_subpage_models() == []
    assert LearningPackPage.creatable_subpage_models() == []
    assert not PublisherPage.can_create_at(Page.objects.get(pk=home().pk))


# Previews


@pytest.mark.parametrize("mode", ["", "front"])
def test_preview_shows_the_draft(framework: SubjectFramework, mode: str) -> None:
    pack = makers.pack(framework)
    pack.title = "Not yet published"

    response = pack.make_preview_request(preview_mode=mode)

    assert response.status_code == 200
    assert "Not yet published" in response.render().content.decode()


def test_editor_opens_the_form_of_a_whole_pack(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    pack = makers.pack(framework, publisher)

    response = signed_in(makers.author(publisher)).get(reverse("wagtailadmin_pages:edit", args=[pack.pk]))

    assert response.status_code == 200


# Content files


def test_loading_twice_changes_nothing(framework: SubjectFramework) -> None:
    first = makers.pack(framework)
    before = (first.latest_revision_id, first.body.get_prep_value())

    again = makers.pack(framework)

    assert (again.pk, again.latest_revision_id, again.body.get_prep_value()) == (first.pk, *before)


def test_question_keeps_its_key_when_its_words_change(framework: SubjectFramework) -> None:
    def keys(pack: LearningPackPage) -> list[str]:
        return [ask.key for part in pack.sections(with_trainer_notes=False) for ask in part.asks]

    before = keys(makers.pack(framework))
    questions = makers.words()["reflective_questions"]
    questions[0]["text"] = "Put in other words?"

    assert keys(makers.pack(framework, reflective_questions=questions)) == before


@pytest.mark.parametrize("path", sorted(makers.CONTENT.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_pack_of_the_programme_can_be_published(framework: SubjectFramework, path: Any) -> None:
    data = makers.yaml.safe_load(path.read_text(encoding="utf-8"))

    pack = loading.load_pack(makers.publisher(), framework, data)
    pack.full_clean()

    assert pack.body.stream_block.clean(pack.body)
    assert wanting(pack.body, pack.format) == []
    assert len(pack.sections(with_trainer_notes=True)) == 12 or pack.format == "resource"

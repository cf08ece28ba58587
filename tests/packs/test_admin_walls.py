"""The walls between publishers: every address there is in Wagtail's admin, tried by all the people of another publisher.

On PostgreSQL only the editor, who may do most, tries them: the roles differ in rows that are the same on both."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from elearning.programmes.models import SubjectFramework
from packs.models import PublisherPage, Role
from tests import factories
from tests.conftest import signed_in, unwritten
from tests.laying import laid
from tests.packs import makers
from tests.packs.walking import (
    LEFT_OUT,
    WORD,
    Listening,
    Theirs,
    addresses,
    filled,
    lay,
    places,
    sent,
    shown_at,
    state_of,
    without_the_asking,
)

# Every address that names something: whoever adds one says here that the walk above fills it with what it is about.
NAMED = {
    "": """assessments_export assessments_print assessments_publish assessments_take_in pack_alone pack_checks
        pack_code_retire pack_errata pack_erratum_strike pack_follow pack_people pack_person_dismiss pack_restore
        pack_translate pack_usage_csv pack_voice pack_withdraw wagtail_bulk_action
        wagtailadmin_choose_page_child wagtailadmin_explore wagtailadmin_explore_results
        wagtailadmin_password_reset_confirm wagtailadmin_tag_model_autocomplete""",
    "simple_translation": "submit_page_translation submit_snippet_translation",
    "wagtailadmin_api:documents": "detail",
    "wagtailadmin_api:images": "detail",
    "wagtailadmin_api:pages": "action detail",
    "wagtailadmin_collections": "delete edit set_privacy",
    "wagtailadmin_editing_sessions": "ping release",
    "wagtailadmin_pages": """add add_subpage choose_parent collect_workflow_action_data confirm_workflow_cancellation
        convert_alias copy delete edit history history_results lock move move_confirm preview_on_add preview_on_edit
        revisions_compare revisions_index revisions_revert revisions_unschedule revisions_view set_page_position
        set_privacy type_use type_use_results unlock unpublish usage view_draft workflow_action workflow_history
        workflow_history_detail workflow_preview""",
    "wagtailadmin_workflows": """add_task disable disable_task edit edit_task enable enable_task remove task_chosen usage
        usage_results""",
    "wagtaildocs": """create_multiple_from_uploaded_document delete delete_multiple delete_upload_multiple document_usage
        edit edit_multiple""",
    "wagtaildocs_chooser": "chosen",
    "wagtailimages": """create_multiple_from_uploaded_image delete delete_multiple delete_upload_multiple edit edit_multiple
        image_usage preview url_generator url_generator_output""",
    "wagtailimages_chooser": "chosen select_format",
    "wagtailsettings": "edit preview_on_edit",
    "wagtailsites": "copy delete edit history history_results usage",
    "wagtailsnippetchoosers_programmes_subjectframework": "chosen",
    "wagtailsnippets_programmes_subjectframework": "copy delete edit history history_results usage",
    "wagtailusers_groups": "delete edit history history_results usage",
    "wagtailusers_users": "copy delete edit history history_results usage",
}


@laid
def framework(db: None) -> SubjectFramework:
    return factories.framework()


@laid
def theirs(framework: SubjectFramework) -> Theirs:
    return lay(framework)


@laid
def own(framework: SubjectFramework) -> PublisherPage:
    publisher = makers.publisher("Alder", "MPW")
    makers.pack(framework, publisher, title="Alder writes about rank")
    return publisher


ELSEWHERE_TOO = {Role.EDITOR}
ONCE = pytest.mark.one_database("the same addresses and the same walls, for another group of the same publisher")


@laid(params=[pytest.param(role, id=role.value, marks=[] if role in ELSEWHERE_TOO else ONCE) for role in Role])
def client(request: pytest.FixtureRequest, own: PublisherPage) -> Client:
    """Somebody who has one of the four roles at another publisher."""
    return signed_in(makers.person(own, "Pia Penn", request.param))


def test_every_address_is_thought_of() -> None:
    found = {place.name for place in places() if place.gaps}

    assert found == {f"{room}:{name}".lstrip(":") for room, names in NAMED.items() for name in names.split()}


def test_nothing_is_shown_of_another_publisher(client: Client, own: PublisherPage, theirs: Theirs) -> None:
    """Neither its words nor, in a list, the keys of its pages."""
    page = own.get_children().get()
    said = {address: shown_at(client, address)[1] for _name, address in addresses(theirs, page)}
    lists = [filled(place, {}) for place in places() if not place.gaps and place.name not in LEFT_OUT]
    marks = [f"pages/{page}/" for page in theirs.pages] + [f"id={page}" for page in theirs.pages]

    named = [address for address in lists if any(mark in said[address] for mark in marks)]
    home = client.get(reverse("wagtailadmin_home"))
    said["messages"] = home.content.decode().lower()

    assert home.status_code == 200
    assert [address for address, words in said.items() if WORD in without_the_asking(words)] == []
    assert named == []


def test_nothing_of_another_publisher_is_changed(client: Client, own: PublisherPage, theirs: Theirs) -> None:
    before, data = state_of(theirs), sent(own, theirs)
    client.raise_request_exception = False  # some views of Wagtail fall over what no browser sends
    changed = []

    for name, address in addresses(theirs):
        with Listening() as heard, unwritten():
            client.post(address, data)
        if heard.writes and state_of(theirs) != before:
            changed.append(name)
            break
    assert state_of(theirs) == before, changed

    assert changed == []
    assert not Page.objects.descendant_of(own).filter(title__icontains=WORD).exists()


def test_words_are_there_to_be_found(theirs: Theirs) -> None:
    """The same walk by the publisher's own editor finds the word: else the tests above could not fail."""
    editor = signed_in(theirs.people[Role.EDITOR])

    found = {name for name, address in addresses(theirs) if WORD in without_the_asking(shown_at(editor, address)[1])}

    assert found >= {
        "wagtailadmin_explore",
        "wagtailadmin_home",
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:history",
        "wagtailadmin_pages:revisions_compare",
        "wagtailadmin_pages:search",
        "wagtailadmin_pages:view_draft",
        "wagtailadmin_pages:workflow_history_detail",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_reports:workflow",
        "wagtailadmin_api:pages:detail",
        "wagtailimages:index",
        "wagtailimages:edit",
        "wagtailimages_chooser:choose",
        "wagtailimages_chooser:chosen",
        "wagtaildocs:index",
        "wagtaildocs_chooser:chosen",
        "pack_codes",
        "pack_voices",
        "pack_errata",
        "pack_translations",
        "pack_people",
        "bulk page delete",
        "bulk image delete",
    }


@pytest.mark.parametrize("room", ["wagtailimages", "wagtaildocs"])
def test_files_have_no_tags(theirs: Theirs, room: str) -> None:
    """Tags would be one list for all publishers, offered to each of them."""
    editor = signed_in(theirs.people[Role.EDITOR])
    file = theirs.image if room == "wagtailimages" else theirs.document
    kind = "image" if room == "wagtailimages" else "document"

    forms = [editor.get(reverse(f"{room}:add")), editor.get(reverse(f"{room}:edit", args=[file.pk]))]

    assert [(form.status_code, 'name="tags"' in form.content.decode()) for form in forms] == [(200, False)] * 2
    assert editor.get(f"/admin/bulk/{room}/{kind}/add_tags/?id={file.pk}").status_code == 404


def test_owner_has_the_reports_on_everybody(theirs: Theirs) -> None:
    owner = signed_in(factories.user("Sue Super", is_superuser=True))

    for name in ("site_history", "page_types_usage", "workflow", "locked_pages"):
        assert owner.get(reverse(f"wagtailadmin_reports:{name}")).status_code == 200
    assert WORD in shown_at(owner, reverse("wagtailadmin_reports:site_history"))[1]


def test_colleagues_are_offered_and_others_are_not(own: PublisherPage, theirs: Theirs) -> None:
    editor, author = makers.person(own, "Eli Editor", Role.EDITOR), makers.person(own, "Ama Author", Role.AUTHOR)
    makers.person(own, "Rea Reviewer", Role.REVIEWER)
    page = own.get_children().get().specific
    page.get_workflow().start(page, author)

    said = shown_at(signed_in(editor), reverse("wagtailadmin_reports:workflow"))[1]

    assert ("ama author" in said, WORD in said, "salt: checks" in said) == (True, False, False)


@pytest.mark.django_db
def test_there_is_no_public_api() -> None:
    for address in ("/api/", "/api/v2/pages/", "/api/v3/pages/", "/api/main/pages/"):
        assert Client().get(address).status_code == 404

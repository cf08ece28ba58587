"""Laying out programmes: from files, and by editors in Wagtail."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission

from elearning.accounts.models import User
from elearning.pages.loading import home
from elearning.programmes import loading
from elearning.programmes.models import ProgrammePage, Subject
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid

CONTENT = Path(settings.BASE_DIR) / "actionsets" / "content" / "making-partnering-work"


def test_load_lays_out_the_programme_with_its_nine_subjects(db: None) -> None:
    page = loading.load(CONTENT)

    assert (page.live, page.url) == (True, "/making-partnering-work/")
    assert [subject.code for subject in page.framework.subjects.all()] == factories.SUBJECTS
    assert "<h2>" in page.privacy_notice


def test_load_twice_changes_nothing(db: None) -> None:
    page = loading.load(CONTENT)
    before = (page.latest_revision_id, page.introduction.get_prep_value(), list(Subject.objects.values()))

    again = loading.load(CONTENT)

    assert (again.latest_revision_id, again.introduction.get_prep_value(), list(Subject.objects.values())) == before


@laid
def editor(db: None) -> User:
    user = factories.user("Eve Editor")
    user.groups.add(loading.editors_group(home()))
    return user


def test_editor_lays_out_a_programme_and_manages_it(editor: User) -> None:
    front, framework = home(), factories.framework()
    sent = {
        "title": "A second programme",
        "slug": "second",
        "strapline": "",
        "framework": framework.pk,
        "privacy_notice": '{"blocks": [{"key": "a", "text": "You see it.", "type": "unstyled", "depth": 0}], "entityMap": {}}',
        "privacy_version": "1",
        "introduction-count": "0",
        "action-publish": "1",
    }

    signed_in(editor).post(f"/admin/pages/add/programmes/programmepage/{front.pk}/", sent)

    page = ProgrammePage.objects.get(slug="second")
    assert page.live
    assert [manager.user for manager in page.managers.all()] == [editor]


@pytest.mark.parametrize("name", ["ada", "fay", "max", "olu", "zoe"])
def test_admin_is_closed_to_people_of_programmes(cast: Cast, name: str) -> None:
    who = getattr(cast, name)

    response = signed_in(getattr(who, "user", who)).get("/admin/")

    assert response.status_code == 302


def test_editor_sees_nothing_about_people_in_the_admin(cast: Cast, editor: User) -> None:
    eve = signed_in(editor)

    assert eve.get("/admin/").status_code == 200
    assert eve.get("/admin/users/").status_code == 302
    assert not Permission.objects.filter(group__user=editor, codename__contains="user").exists()


def test_editor_previews_a_programme(cast: Cast, editor: User) -> None:
    eve = signed_in(editor)

    response = eve.get(f"/admin/pages/{cast.programme.pk}/view_draft/")

    assert response.status_code == 200
    assert "How to take part" in response.content.decode()

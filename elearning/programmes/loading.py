"""Lays out a programme from files, and the group of people who may edit programmes; a second time changes nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission

from elearning.pages.loading import home, prose_blocks, publish, read
from elearning.pages.models import HomePage
from elearning.programmes.models import ProgrammePage, Subject, SubjectFramework
from elearning.prose import html

EDITORS = "Programme editors"
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
OTHER_RIGHTS = (
    ("wagtailadmin", "access_admin"),
    ("programmes", "add_subjectframework"),
    ("programmes", "change_subjectframework"),
    ("programmes", "view_subjectframework"),
)


@transaction.atomic
def load(folder: Path) -> ProgrammePage:
    """The programme that `programme.yaml` in `folder` describes, with its subjects; its steps are laid by their rooms."""
    words = read(folder / "programme.yaml")
    front = home()
    page = ProgrammePage.objects.child_of(front).filter(slug=words["slug"]).first() or ProgrammePage(slug=words["slug"])
    publish(page, fields(words, load_framework(words["framework"])), under=front)
    return page


def fields(words: Mapping[str, Any], framework: SubjectFramework) -> dict[str, Any]:
    """The fields of the programme page from `words`, the content of `programme.yaml`."""
    notice = words["privacy_notice"]
    return {
        "title": words["title"],
        "strapline": words["strapline"],
        "search_description": words["summary"],
        "introduction": prose_blocks(f"{words['slug']}/introduction", words["introduction"]),
        "framework": framework,
        "privacy_notice": html(notice["text"]),
        "privacy_version": str(notice["version"]),
    }


def load_framework(words: Mapping[str, Any]) -> SubjectFramework:
    """The list of subjects that `words` describe. A subject is known again by its code, so that choices keep theirs."""
    framework, _is_new = SubjectFramework.objects.get_or_create(name=words["name"])
    for position, entry in enumerate(words["subjects"]):
        values = {"sort_order": position, **{name: entry[name] for name in ("title", "short", "plain")}}
        Subject.objects.update_or_create(framework=framework, code=entry["code"], defaults=values)
    return framework


@transaction.atomic
def editors_group(front: HomePage) -> Group:
    """The group whose members lay out and edit programmes and plain pages below `front`, and nothing about people."""
    group, _is_new = Group.objects.get_or_create(name=EDITORS)
    for codename in PAGE_RIGHTS:
        right = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=front.page_ptr, permission=right)
    for app, codename in OTHER_RIGHTS:
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return group

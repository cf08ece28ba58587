"""Dumb makers of publishers and packs, from the words of a real pack."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.forms.utils import ErrorDict

from elearning.accounts.models import User
from elearning.pages.loading import home
from elearning.profiles.models import PriorityChoice, PriorityList
from elearning.programmes.models import Enrolment, ProgrammePage, SubjectFramework
from packs import loading, publishing
from packs.models import LearningPackPage, PackShelfPage, PublisherPage
from packs.models.asking import FROZEN, PackForm
from tests import factories

CONTENT = Path(settings.BASE_DIR) / "actionsets/content/making-partnering-work/packs"


@cache
def _words() -> dict[str, Any]:
    return yaml.safe_load((CONTENT / "410-02-lead.yaml").read_text(encoding="utf-8"))


def words(**changes: Any) -> dict[str, Any]:
    """The data of a pack, with some of them changed."""
    return copy.deepcopy(_words()) | changes


def guide_words(**changes: Any) -> dict[str, Any]:
    """The data of the guide to category 410, with some of them changed."""
    return yaml.safe_load((CONTENT.parent / "410-01-guide.yaml").read_text(encoding="utf-8")) | changes


def publisher(name: str = "Alder Lane Learning", prefix: str = "MPW") -> PublisherPage:
    return publishing.create_publisher(factories.organisation(name), home=home(), prefix=prefix)


def pack(
    framework: SubjectFramework, under: PublisherPage | None = None, number: int = 2, **changes: Any
) -> LearningPackPage:
    """A published pack on LEAD."""
    parent = under or PublisherPage.objects.first() or publisher()
    data = words(code=f"{parent.prefix}:410-{number:02d}", **changes)
    return loading.load_pack(parent, framework, data)


def next_version(pack: LearningPackPage, version: str = "1.1", **changes: Any) -> LearningPackPage:
    """The same pack published again in other words: by itself, with another second reflective question."""
    questions = words()["reflective_questions"]
    questions[1] = {"id": "r9", "text": "A question of the second version?"}
    log = [{"version": version, "date": "2026-10-01", "note": "A better second question."}]
    data = words(code=pack.code, version=version, **{"reflective_questions": questions, "change_log": log, **changes})
    parent, framework = pack.publisher, pack.subject.framework
    return loading.load_pack(parent, framework, data)


def shelf(programme: ProgrammePage) -> PackShelfPage:
    step = {
        "slug": "packs",
        "title": "Read your learning packs",
        "introduction": "Start with your first.",
        "minutes": 50,
    }
    return loading.load_shelf(programme, step)


def author(of: PublisherPage, name: str = "Pia Penn", *, as_editor: bool = True) -> User:
    user = factories.user(name)
    publishing.admit(user, publisher=of, as_editor=as_editor)
    return user


def editor(of: PublisherPage) -> User:
    """An editor of a publisher: the first it has, or a new one."""
    return of.desk.editors.user_set.order_by("pk").first() or author(of, f"Edith {of.prefix}")


def choose(enrolment: Enrolment, *codes: str) -> PriorityList:
    """Somebody's confirmed priorities, first choice first."""
    subjects = enrolment.cohort.programme.framework.subjects
    chosen = PriorityList.objects.create(enrolment=enrolment, confirmed_at=enrolment.joined_at)
    for rank, code in enumerate(codes, start=1):
        PriorityChoice.objects.create(
            priority_list=chosen, rank=rank, subject=subjects.get(code=code), source=PriorityChoice.Source.OWN
        )
    return chosen


def form_for(pack: LearningPackPage, **changes: Any) -> PackForm:
    """The editor's form of a pack whose fields have been cleaned; `body` as raw JSON."""
    form = LearningPackPage.get_edit_handler().get_form_class()(
        instance=pack, parent_page=pack.publisher, for_user=None
    )
    form.cleaned_data = {name: getattr(pack, name) for name in FROZEN}
    raw = changes.pop("body", None)
    form.cleaned_data |= changes | ({"body": pack.body.stream_block.to_python(raw)} if raw else {})
    form.full_clean = lambda: None  # the fields were cleaned above
    form._errors = ErrorDict()
    return form

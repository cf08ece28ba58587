"""Dumb makers of publishers and packs, from the words of a real pack."""

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from django.conf import settings
from django.forms.utils import ErrorDict
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.search.backends import get_search_backend

from elearning.accounts.models import User
from elearning.pages.loading import home
from elearning.profiles.models import PriorityChoice, PriorityList
from elearning.programmes.models import Enrolment, ProgrammePage, Subject, SubjectFramework
from packs import loading, publishing
from packs.models import LearningPackPage, PackShelfPage, PublisherPage, Role
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


ONLY_IN_PACKS = ("self_questionnaire", "reflective_questions", "scenario", "bring")


def resource_words(**changes: Any) -> dict[str, Any]:
    """The data of a resource: a pack's without the parts that only packs must have."""
    left_out = {*ONLY_IN_PACKS, "subject", "try_this"}
    data = {key: value for key, value in words().items() if key not in left_out}
    return data | {"format": "resource", "code": "MPW:410-12", "title": "A checklist"} | changes


def resource(framework: SubjectFramework, under: PublisherPage | None = None, **changes: Any) -> LearningPackPage:
    """A published resource without a subject."""
    parent = under or PublisherPage.objects.first() or publisher()
    return loading.load_pack(parent, framework, resource_words(**changes))


def many(
    framework: SubjectFramework, count: int, title_of: Callable[[int], str], words_of: Callable[[int], str]
) -> LearningPackPage:
    """`count` published packs beside one made as usual, with short bodies, straight into the tables; returns the first."""
    first = pack(framework)
    subjects, parent = list(framework.subjects.all()), first.publisher
    made = [_row(first, number, subjects, title_of(number), words_of(number)) for number in range(count)]
    for page in made:
        page.save_base(raw=True)
    parent.numchild += count
    parent.save(update_fields=["numchild"])
    backend = get_search_backend()
    for start in range(0, count, 500):
        backend.add_bulk(LearningPackPage, made[start : start + 500])
    return first


def _row(pattern: LearningPackPage, number: int, subjects: list[Subject], title: str, words: str) -> LearningPackPage:
    page = Page(
        title=title,
        draft_title=title,
        slug=f"row-{number}",
        path=Page._get_path(pattern.publisher.path, pattern.depth, 100 + number),
        depth=pattern.depth,
        url_path=f"{pattern.publisher.url_path}row-{number}/",
        content_type=pattern.content_type,
        locale=pattern.locale,
        translation_key=uuid4(),
        live=True,
        first_published_at=pattern.first_published_at,
        last_published_at=pattern.last_published_at,
    )
    page.save_base(raw=True)
    row = LearningPackPage(page_ptr=page, subject=subjects[number % len(subjects)], minutes=(25, 45, 60)[number % 3])
    row.__dict__.update(
        {field.name: getattr(page, field.attname) for field in Page._meta.fields if not field.is_relation}
    )
    row.content_type, row.locale = page.content_type, page.locale
    row.code = f"{pattern.publisher.prefix}:{100 + number // 100}-{number % 100:02d}"
    row.summary, row.purpose, row.authors = f"{title}.", f"{title}?", "Jamie Writer"
    row.body = [("reading", RichText(f"<p>{words}</p>"))]
    return row


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
    return person(of, name, Role.EDITOR if as_editor else Role.AUTHOR)


def person(of: PublisherPage, name: str, role: Role) -> User:
    """Somebody who has `role` at a publisher."""
    user = factories.user(name)
    publishing.admit(user, publisher=of, role=role)
    return user


def editor(of: PublisherPage) -> User:
    """An editor of a publisher: the first it has, or a new one."""
    return of.desk.editors.user_set.order_by("pk").first() or author(of, f"Edith {of.prefix}")


def let_out(page: LearningPackPage | PublisherPage, *, wrote: User, passes: User) -> None:
    """Two people publish the newest words of `page`: one hands them in, the other passes every check."""
    state = page.get_workflow().start(page, wrote)
    while state.status == state.STATUS_IN_PROGRESS:
        state.current_task_state.task.specific.on_action(state.current_task_state.specific, passes, "approve")
        state.refresh_from_db()


def choose(enrolment: Enrolment, *codes: str) -> PriorityList:
    """Somebody's confirmed priorities, first choice first."""
    subjects = enrolment.cohort.programme.framework.subjects
    chosen = PriorityList.objects.create(enrolment=enrolment, confirmed_at=enrolment.joined_at)
    for rank, code in enumerate(codes, start=1):
        PriorityChoice.objects.create(
            priority_list=chosen, rank=rank, subject=subjects.get(code=code), source=PriorityChoice.Source.OWN
        )
    return chosen


def raised(pack: LearningPackPage, version: str = "1.1") -> LearningPackPage:
    """The same draft under a higher number, with a line in its change log."""
    raw = copy.deepcopy(list(pack.body.get_prep_value()))
    for block in raw:
        if block["type"] == "change_log":
            block["value"][0]["value"]["version"] = version
    pack.version, pack.body = version, pack.body.stream_block.to_python(raw)
    return pack


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

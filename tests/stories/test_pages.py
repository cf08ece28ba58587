"""Every page that anybody may open, in a site full of people: it writes nothing, asks little, is small and well formed, and
holds nothing that somebody else wrote for themselves (DOMAIN 7.1, 7.2 and 8 i)."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.search.models import IndexEntry

from actionsets.models.private import ActionCommitment, Reflection
from elearning.auditing import watched
from elearning.outgoing import FILES_POLICY, ON_EVERY_ANSWER
from elearning.partnering.models import Answer, MapEntry
from packs.models import LearningPackPage, PackNote
from tests.stories.people import LEADS, People
from tests.stories.telling import untold
from tests.stories.walking import Opened, forms_shown, plain, to_sign_in, walk, words_of

MOST_QUERIES, MOST_QUERIES_OF_QUESTIONS, MOST_BYTES = 25, 12, 100_000
# Everything that is somebody's own, from every room: one query a table, however much there is.
RECORDS, MOST_QUERIES_OF_RECORDS = {"records:data", "records:page"}, 90
QUESTIONS = {"assessment/subject", "assessment/importance", "questions/question"}
# Copies are fetched by a link; how often is counted, and not by whom.
COUNTED = {"pack/pdf", "pack/fillable_pdf", "pack/facilitators_pdf", "pack/epub"}
# The same for everybody who may have them: a browser keeps them, and asks each time whether they still stand.
SHARED = {"pack/pdf", "pack/facilitators_pdf", "pack/epub", "assessment/questions-pdf"}
SHARED |= {"guide/guide_pdf", "guide/facilitators_guide_pdf"}
STRICT = {
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "script-src 'self'",
    "style-src 'self'",
}
NAME = "– Alongside"
# Pages that say it further from the field, each with the reason.
TOLD_OTHERWISE = {
    "stories:story": "the field is itself who may still read the story",
    "values:board": "one board, one sentence at its head",
}
ENOUGH_TO_KNOW = 60
PRIVATE: dict[type[Model], tuple[str, ...]] = {
    ActionCommitment: ("text",),
    Answer: ("text",),
    MapEntry: ("note", "purpose"),
    PackNote: ("text",),
    Reflection: ("text",),
}
OWNER = {
    ActionCommitment: "owner",
    Answer: "sheet__enrolment__user",
    MapEntry: "map__enrolment__user",
    PackNote: "reading__enrolment__user",
    Reflection: "owner",
}


@pytest.fixture(scope="module")
def opened(people: People) -> list[Opened]:
    """Every page, as everybody who may open it."""
    return list(walk(people))


def pages(opened: list[Opened]) -> list[Opened]:
    """Those that are read on screen."""
    return [one for one in opened if one.is_page]


def test_every_door_answers(opened: list[Opened]) -> None:
    assert [f"{one}: {one.answer.status_code}" for one in opened if one.answer.status_code not in {200, 302, 405}] == []
    assert [str(one) for one in opened if to_sign_in(one.answer)] == []
    assert {one.door for one in pages(opened)} >= QUESTIONS
    assert len({one.door for one in pages(opened)}) > 60


# A look at another person's data is written down (`elearning/auditing`): that is what the log is for.
LOG = "auditing_auditentry"
# Whichever page it is, every few minutes it is noted that the device is still used (`elearning/accounts/signins.py`).
STILL_USED = 'UPDATE "accounts_signin" SET "seen_at"'


def other_than_the_log(one: Opened) -> list[str]:
    """What a look wrote, but for lines of the audit log and the time of the sign-in."""
    return [words for words in one.written if LOG not in words and not words.startswith(STILL_USED)]


def test_looking_writes_nothing(opened: list[Opened]) -> None:
    found = {str(one): other for one in opened if one.door not in COUNTED and (other := other_than_the_log(one))}

    assert found == {}


def test_looks_are_written_down_at_the_doors_that_say_so_and_nowhere_else(opened: list[Opened]) -> None:
    noted = {one.door.partition(" ")[0] for one in opened if len(other_than_the_log(one)) < len(one.written)}

    assert noted - {name for name, one in watched.DOORS.items() if one.looks} == set()
    assert {"partnering:shared", "programmes:export_board", "actionsets:kept_apart", "records:data"} <= noted


def test_fetching_a_copy_counts_it_and_writes_nothing_else(opened: list[Opened]) -> None:
    written = {(one.door, words.split('"')[1]) for one in opened if one.door in COUNTED for words in one.written}

    assert written == {(door, "packs_packdownloads") for door in COUNTED}


def test_browsers_are_told_what_they_may_do_with_every_answer(opened: list[Opened]) -> None:
    def told(one: Opened) -> dict[str, str]:
        return {name: one.answer.headers.get(name, "") for name in ON_EVERY_ANSWER}

    assert {str(one): told(one) for one in opened if told(one) != ON_EVERY_ANSWER} == {}
    policies = {str(one): one.answer.headers["Content-Security-Policy"] for one in opened}
    is_page = {str(one): is_html(one) for one in opened}
    assert {name for name in policies if is_page[name] and set(policies[name].split("; ")) != STRICT} == set()
    assert {name for name in policies if not is_page[name] and policies[name] != FILES_POLICY} == set()
    assert set(is_page.values()) == {True, False}


def is_html(one: Opened) -> bool:
    """Whether a browser would show it as a page; where it is led on, there is nothing to show."""
    is_kept = one.answer.headers.get("Content-Disposition", "").startswith("attachment")
    return one.answer.headers["Content-Type"].startswith("text/html") and not is_kept


def test_nothing_that_a_signed_in_person_sees_is_kept_on_the_way(opened: list[Opened]) -> None:
    def kept(one: Opened) -> str:
        return one.answer.headers.get("Cache-Control", "nothing is said")

    personal = [one for one in opened if one.user]
    assert {str(one): kept(one) for one in personal if "private" not in kept(one)} == {}
    assert {one.door for one in personal if "no-store" not in kept(one)} == SHARED


def test_pages_ask_little_of_the_database(opened: list[Opened]) -> None:
    def most(one: Opened) -> int:
        if one.door in RECORDS:
            return MOST_QUERIES_OF_RECORDS
        return MOST_QUERIES_OF_QUESTIONS if one.door in QUESTIONS else MOST_QUERIES

    assert {str(one): len(one.asked) for one in opened if len(one.asked) > most(one)} == {}


def test_pages_are_small(opened: list[Opened]) -> None:
    assert {str(one): len(one.answer.content) for one in pages(opened) if len(one.answer.content) > MOST_BYTES} == {}


def test_pages_have_one_first_heading(opened: list[Opened]) -> None:
    assert {str(one): n for one in pages(opened) if (n := one.read.headings) != 1} == {}


def test_pages_lead_elsewhere_only_in_their_content(opened: list[Opened]) -> None:
    assert {str(one): found for one in pages(opened) if (found := one.read.foreign)} == {}


def test_pages_have_titles_that_name_the_task(opened: list[Opened]) -> None:
    titles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in pages(opened):
        titles[one.who, one.read.title.strip()].add(one.door.partition(" ")[0])

    assert [key for key in titles if not key[1].endswith(NAME) or not key[1].removesuffix(NAME).strip()] == []
    assert {key: doors for key, doors in titles.items() if len(doors) > 1} == {}


def test_pages_say_who_reads_what_is_filled_in_there(opened: list[Opened]) -> None:
    lacking = {(one.door, form): kinds for one in pages(opened) for form, kinds in forms_shown(one.answer) if kinds}
    silent = {
        one.door: found for one in pages(opened) if (found := untold(one.answer)) and one.door not in TOLD_OTHERWISE
    }

    assert lacking == {}
    assert silent == {}


def written(kind: type[Model]) -> Iterator[tuple[str, int]]:
    """The beginning of each text of this kind, and whose it is."""
    for *texts, owner in kind._default_manager.values_list(*PRIVATE[kind], OWNER[kind]):
        yield from ((plain(text)[:ENOUGH_TO_KNOW], owner) for text in texts if text)


def readers(people: People) -> dict[str, set[int]]:
    """Who may read each private text: whoever wrote it, and the facilitators if the writer shares it with them."""
    may: dict[str, set[int]] = defaultdict(set)
    for kind in PRIVATE:
        for text, owner in written(kind):
            may[text].add(owner)
    leaders = {user.pk for who in LEADS if (user := people.users[who])}
    shared = Answer.objects.filter(shared=True, sheet__submitted_at__isnull=False)
    for text in shared.values_list("text", flat=True):
        may[plain(text)[:ENOUGH_TO_KNOW]] |= leaders
    for action in ActionCommitment.objects.exclude(shared_in=None).select_related("shared_in__learning_set"):
        members = action.shared_in.learning_set.memberships.live().values_list("enrolment__user", flat=True)
        may[plain(action.text)[:ENOUGH_TO_KNOW]] |= {*members, action.shared_in.learning_set.facilitator_id}
    return may


def test_private_words_are_shown_to_whoever_wrote_them_and_nobody_else(people: People, opened: list[Opened]) -> None:
    may = readers(people)
    faults, shown = [], set()
    for one in opened:
        words = words_of(one)
        for text in [text for text in may if text in words]:
            shown.add(text)
            if one.user not in may[text]:
                faults.append(f"{one}: {text}")

    assert faults == []
    assert {kind for kind in PRIVATE if shown & {text for text, _owner in written(kind)}} == set(PRIVATE)


def strings(value: Any) -> Iterator[str]:
    """Every string in a value of a table, however deep it lies in JSON."""
    if isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)
    else:
        yield str(value)


def test_private_words_are_in_no_index_and_no_history(people: People) -> None:
    kinds = [kind for kind in apps.get_models() if kind._meta.app_label.startswith(("wagtail", "modelsearch"))]
    kept = {kind._meta.label: plain(" ".join(strings(list(kind._default_manager.values_list())))) for kind in kinds}
    indexed = IndexEntry.objects.values_list("content_type", flat=True)

    assert "Managing people you do not line-manage" in kept["wagtailcore.Revision"]
    assert [(label, text) for text in readers(people) for label, words in kept.items() if text in words] == []
    assert ContentType.objects.get_for_model(LearningPackPage).pk in indexed
    assert [kind for kind in PRIVATE if ContentType.objects.get_for_model(kind).pk in indexed] == []

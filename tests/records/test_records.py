"""“My record”: all of one's own, nothing of anybody else's, however much it is."""

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from actionsets import separating
from actionsets.models import LearningSet, SetMeeting, SetMembership, SetProposal, Substitution
from actionsets.models.private import Reflection
from elearning.accounts.models import User
from elearning.jobs.models import Job
from elearning.printing.paper import NotPrintedError
from elearning.programmes.models import Enrolment
from elearning.records import composing, copying
from elearning.records.telling import ROOMS
from packs.models import PackNote
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.laying import laid
from tests.records.makers import fill, pages

MINE, THEIRS = "Quixotic", "Zygomorph"
FILES = ["records:data", "records:page"]


@laid
def both(twelve: Twelve) -> Twelve:
    """P01 and P03 have something in every table."""
    twelve.at_work(*twelve.people)
    on = pages(twelve)
    fill(twelve, "P01", MINE, on, 1)
    fill(twelve, "P03", THEIRS, on, 2)
    return twelve


def our_models() -> list[type[Model]]:
    ours = {"elearning", "packs", "actionsets"}
    models = apps.get_models()
    return [one for one in models if one.__module__.split(".")[0] in ours and not issubclass(one, Page)]


def ways(model: type[Model], seen: tuple[type[Model], ...] = ()) -> Iterator[str]:
    """Every way along foreign keys from a model to a user."""
    for field in model._meta.concrete_fields:
        other = field.related_model
        if other is User:
            yield field.name
        elif field.is_relation and other in our_models() and other not in (*seen, model):
            yield from (f"{field.name}__{way}" for way in ways(other, (*seen, model)))  # type: ignore[arg-type]


def test_every_model_that_leads_to_a_person_is_told_or_left_out_for_a_reason() -> None:
    leads = {one for one in our_models() if one is User or next(ways(one), "")}
    told = {model for room in ROOMS.values() for model in room.covers}
    left_out = {model for room in ROOMS.values() for model in room.left_out}

    assert {one._meta.label for one in leads - told - left_out} == set()
    assert told & left_out == set()


# Whose a row is, where it is not the person at the end of the shortest way.
WHOSE = {
    "Section": "agreement__parties__user",
    "Comment": "user",
    "ShareLink": "made_by",
    "SeparationRule": "first__user",
    "PackNote": "reading__enrolment__user",
    "Job": "asked_by",
    "PriorityList": "enrolment__user",
    "PriorityChoice": "priority_list__enrolment__user",
    "ResultShare": "enrolment__user",
    "ResultLook": "share__enrolment__user",
    "Invitation": "enrolment__user",
    "PracticeStory": "enrolment__user",
    "Opportunity": "enrolment__user",
    "OpportunityMessage": "asker",
    "OpportunityReport": "reported_by",
    "Story": "enrolment__user",
    "StoryVoice": "enrolment__user",
    "StoryNamed": "story__enrolment__user",
    "Message": "sent_by",
    "SetMembership": "enrolment__user",
    "SetMeeting": "learning_set__memberships__enrolment__user",
    "MeetingAttendance": "membership__enrolment__user",
    "AirtimeBid": "membership__enrolment__user",
    "AirtimeSlot": "presenter__enrolment__user",
    "Acknowledgement": "membership__enrolment__user",
    "MeetingAnswer": "membership__enrolment__user",
    "OptionAnswer": "membership__enrolment__user",
    "AnswerLink": "membership__enrolment__user",
    "SubstitutionAnswer": "membership__enrolment__user",
    "Substitution": "facilitator",
    "LearningSet": "facilitator",
    "User": "pk",
}
# Pseudonyms are looked up and stand in no file; a reason stands beside its choice.
WITHIN_OTHERS = {"RespondentKey", "EvaluationKey", "PriorityReason"}
BY_KEY = {
    "ResponseSet": "key",
    "Response": "response_set__key",
    "ImportanceRating": "response_set__key",
    "LookingBack": "response_set__key",
    "EvaluationSheet": "key",
    "EvaluationAnswer": "sheet__key",
}


def stored(model: type[Model], person: User) -> int:
    """How many rows of `model` are this person's."""
    name = model.__name__
    if name in BY_KEY:
        which = "evaluation_key" if name.startswith("Evaluation") else "respondent_key"
        keys = [getattr(one, which).key for one in Enrolment.objects.filter(user=person)]
        return model._default_manager.filter(**{f"{BY_KEY[name]}__in": keys}).count()
    way = WHOSE.get(name) or min(ways(model), key=lambda one: one.count("__"))
    return model._default_manager.filter(**{way: person.pk}).count()


def test_every_row_of_ones_own_is_told(both: Twelve) -> None:
    person = both.user("P01")
    told: dict[type[Model] | None, int] = {}
    for part in composing.compose(person).parts:
        for table in part.tables:
            told[table.model] = told.get(table.model, 0) + len(table.rows)
    covered = [model for room in ROOMS.values() for model in room.covers if model.__name__ not in WITHIN_OTHERS]

    counted = {model.__name__: (told.get(model, 0), stored(model, person)) for model in covered}

    assert {name: pair for name, pair in counted.items() if pair[0] != pair[1]} == {}
    assert [name for name, pair in counted.items() if not pair[0]] == []


def got(twelve: Twelve, who: str, name: str) -> str:
    return signed_in(twelve.user(who)).get(reverse(name)).content.decode()


WRITTEN = {
    "soup", "question", "lesson",
    "needs", "role", "partner", "partnership", "sides", "agreement", "section", "name", "post", "friend", "comment",
    "note", "contact", "answer", "reason", "view", "card", "action",
    "reflection", "cousin", "issue", "occasion", "supervisor", "story", "line", "message",
    "practice", "part", "neighbour", "room", "word", "worry", "pride", "value", "table", "invited", "called",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_word_of_ones_own_is_in_the_file(both: Twelve, name: str) -> None:
    assert set(re.findall(rf"{MINE} (\w+)", got(both, "P01", name))) == WRITTEN


@pytest.mark.parametrize("name", FILES)
def test_nothing_of_anybody_else_is_in_the_file(both: Twelve, name: str) -> None:
    text = got(both, "P01", name)
    others = [one.user for key, one in both.people.items() if key != "P01"]

    assert THEIRS.lower() not in text.lower()
    assert [one.email for one in others if one.email in text or one.name in text] == []


@pytest.mark.parametrize("name", FILES)
def test_who_facilitates_is_in_the_file_and_when_the_set_meets(both: Twelve, name: str) -> None:
    text = got(both, "P01", name)
    first = SetMeeting.objects.filter(learning_set=both.set_of("P01")).earliest("number")

    assert ("Fay Example" in text, str(first.starts_at.year) in text) == (True, True)


def test_a_pseudonym_is_in_no_file(both: Twelve) -> None:
    one = both.people["P01"]
    keys = [str(one.respondent_key.key), str(one.evaluation_key.key)]

    assert [key for key in keys if key in got(both, "P01", "records:data")] == []


def test_a_place_in_a_draft_is_not_told(twelve: Twelve) -> None:
    twelve.propose()

    told = json.loads(got(twelve, "P01", "records:data"))

    assert told["rooms"]["actionsets"]["tables"]["sets"]["rows"] == []


def test_who_asked_to_be_kept_apart_from_somebody_is_not_told_to_them(both: Twelve) -> None:
    separating.declare(both.people["P03"], both.user("P01").name)

    told = json.loads(got(both, "P01", "records:data"))["rooms"]["actionsets"]["tables"]["keep_apart"]["rows"]

    assert [row["named"] for row in told] == [f"{MINE} cousin"]


def test_a_set_that_did_not_accept_somebody_does_not_tell_them(both: Twelve) -> None:
    for number, state in enumerate(("asked", "refused", "accepted"), start=201):
        one = LearningSet.objects.create(proposal=SetProposal.objects.first(), cohort=both.cohort, number=number)
        Substitution.objects.create(learning_set=one, facilitator=both.fay, state=state)

    told = json.loads(signed_in(both.fay).get(reverse("records:data")).content)

    numbers = [row["set"] for row in told["rooms"]["actionsets"]["tables"]["stood_in"]["rows"]]
    assert numbers == [203]


def test_what_became_of_a_set_is_not_told_to_those_who_left_it(both: Twelve) -> None:
    place = both.place_of("P01")
    leader = place.learning_set.facilitator
    assert leader
    before = signed_in(both.user("P01")).get(reverse("records:data")).content.decode()
    SetMembership.objects.filter(pk=place.pk).update(ended_at=timezone.now())

    after = signed_in(both.user("P01")).get(reverse("records:data")).content.decode()

    assert (leader.name in before, leader.name in after) == (True, False)


def test_whoever_is_in_no_programme_has_a_record_too(db: None) -> None:
    told = json.loads(signed_in(factories.user("Zoe Example")).get(reverse("records:data")).content)

    assert told["rooms"]["house"]["tables"]["account"]["rows"][0]["first_name"] == "Zoe"


def test_the_signed_out_are_sent_to_sign_in(client: Any, db: None) -> None:
    answers = [client.get(reverse(name)) for name in (*FILES, "records:mine", "records:pdf")]

    assert {answer.status_code for answer in answers} == {302}


@pytest.mark.parametrize("name", FILES)
def test_nobody_keeps_a_copy_on_the_way(both: Twelve, name: str) -> None:
    answer = signed_in(both.user("P01")).get(reverse(name))

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")


class Reader(HTMLParser):
    """Notes what a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fetching = {"src", "href", "action", "data", "poster", "background"}
        self.found += [tag] if tag in {"script", "link", "iframe", "object", "embed", "form", "img"} else []
        self.found += [name for name, _value in attrs if name in fetching or name.startswith("on")]


def test_the_page_stands_alone(both: Twelve) -> None:
    Reflection.objects.filter(owner=both.user("P01")).update(text="<script src='https://x'></script><img src=x>")
    page = Reader()

    page.feed(got(both, "P01", "records:page"))

    assert (page.found, "url(" in got(both, "P01", "records:page")) == ([], False)


NAMES = {
    "erasures": set(),
    "house": {"account", "sign_ins", "mails_turned_off", "mails", "reminders", "jobs", "audit_log"},
    "programmes": {"enrolments", "steps", "invitations", "roles", "managed"},
    "agreements": {"agreements", "sections", "signatures", "comments", "links"},
    "partnering": {
        "maps", "partners", "partner_links", "kept_maps", "brought_maps", "answer_sheets", "answers",
        "checklists", "checklist_answers", "sides",
    },
    "workshops": {"standings", "sheets"},
    "profiles": {
        "questionnaires", "answers", "importance", "looking_back", "results", "scores", "suggestions",
        "priority_lists", "priorities", "stated_importance", "shares", "looks",
    },
    "packs": {"readings", "notes", "visits", "taps"},
    "evaluations": {"links", "sheets", "answers", "stories"},
    "stories": {"stories", "voices", "named"},
    "values": {"boards", "shared_boards", "values"},
    "opportunities": {"opportunities", "messages", "reports"},
    "events": {"comings", "contributions", "takeaways", "hosted"},
    "actionsets": {
        "actions", "reflections", "keep_apart", "sets", "meetings", "attendance", "agreements", "bids", "turns",
        "coming", "dates", "answer_links", "substitutes", "calendar", "led", "offers", "stood_in", "messages", "supervision",
    },
}  # fmt: skip


def test_names_in_the_data_stay_as_they_are(both: Twelve) -> None:
    told = json.loads(got(both, "P01", "records:data"))

    assert (told["format"], told["version"]) == ("alongside-record", 1)
    assert {room: set(value["tables"]) for room, value in told["rooms"].items()} == NAMES
    assert all(
        set(row) == set(table["fields"])
        for room in told["rooms"].values()
        for table in room["tables"].values()
        for row in table["rows"]
    )


def test_answers_stand_beside_what_was_asked(both: Twelve) -> None:
    told = json.loads(got(both, "P01", "records:data"))["rooms"]

    assert all(row["statement"] for row in told["profiles"]["tables"]["answers"]["rows"])
    assert told["packs"]["tables"]["notes"]["rows"][0]["question"] == "My issue in one sentence"
    assert all("?" in row["question"] for row in told["partnering"]["tables"]["answers"]["rows"])


def written(twelve: Twelve, count: int) -> None:
    """P01 writes a lot."""
    owner = twelve.user("P01")
    Reflection.objects.bulk_create(Reflection(owner=owner, text=f"Thought {one}. " * 12) for one in range(count))
    own = PackNote.objects.get(reading__enrolment__user=owner)
    PackNote.objects.bulk_create(
        PackNote(reading_id=own.reading_id, version_id=own.version_id, key=f"k{one}", text="Words.")
        for one in range(count)
    )


def test_as_many_queries_however_much_there_is(both: Twelve) -> None:
    counts = []
    for more in (0, 30):
        written(both, more)
        with CaptureQueriesContext(connection) as seen:
            composing.compose(both.user("P01"))
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_thousands_of_rows_are_told(both: Twelve) -> None:
    written(both, 3000)

    assert (
        len(json.loads(got(both, "P01", "records:data"))["rooms"]["actionsets"]["tables"]["reflections"]["rows"]) > 3000
    )
    assert got(both, "P01", "records:page").count("Thought 2999.") == 12


def test_a_lost_key_is_said_in_words_in_the_file(both: Twelve, settings: Any) -> None:
    settings.SEALING_KEYS = ["MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXY="]

    assert "the key to them is missing here" in got(both, "P01", "records:page")


def test_a_pdf_is_made_at_once_where_there_are_no_workers(both: Twelve) -> None:
    answer = signed_in(both.user("P01")).post(reverse("records:pdf"))

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_a_long_one_is_made_by_a_worker_and_is_nobody_elses(
    both: Twelve, settings: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    settings.WORKERS = 1
    written(both, 120)
    client = signed_in(both.user("P01"))
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post(reverse("records:pdf"))

    assert asked.status_code == 302
    assert Job.objects.get(kind=copying.KIND).state == "done"
    assert client.get(reverse("records:pdf")).content[:5] == b"%PDF-"
    assert signed_in(both.user("P03")).get(reverse("records:pdf")).headers["Location"] == reverse("records:mine")


def test_a_long_one_that_cannot_be_printed_says_so_and_what_to_do(
    both: Twelve, settings: Any, django_capture_on_commit_callbacks: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(record: composing.Record, **_how: bool) -> bytes:
        raise NotPrintedError

    settings.WORKERS = 1
    monkeypatch.setattr(copying, "SHORT", 0)
    monkeypatch.setattr(copying, "_printed", fail)
    client = signed_in(both.user("P01"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("records:pdf"))
    page = client.get(reverse("records:mine")).content.decode()

    assert list(Job.objects.filter(kind=copying.KIND).values_list("state", "attempts")) == [("failed", 1)]
    assert "too long to be printed" in page
    assert "print that with your browser" in page
    assert [client.get(reverse(name)).status_code for name in FILES] == [200, 200]


def test_what_is_kept_of_a_pdf_is_sealed_and_goes_after_a_day(
    both: Twelve, settings: Any, django_capture_on_commit_callbacks: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WORKERS = 1
    monkeypatch.setattr(copying, "SHORT", 0)
    monkeypatch.setattr(copying, "_printed", lambda record, **_how: b"%PDF-made-up")
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(both.user("P01")).post(reverse("records:pdf"))
    with copying.storages["private"].open(copying._place(both.user("P01"))) as file:
        raw = file.read()
    monkeypatch.setattr(copying, "KEPT", -copying.KEPT)

    assert b"%PDF" not in raw
    assert copying.kept(both.user("P01")) is None
    assert copying.prune() >= 1

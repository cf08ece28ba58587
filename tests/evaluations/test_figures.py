"""What answers and maps become in a cohort's report: figures of the whole cohort, for those who may read it."""

import html
import re
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from elearning.auditing.models import AuditEntry
from elearning.evaluations import replying
from elearning.evaluations.figures import evaluations_of
from elearning.partnering import mapping
from elearning.partnering.figures import partnerships_of
from elearning.partnering.models import MapEntry
from elearning.programmes import snapshots
from elearning.programmes.evidence import Meetings, Practice
from elearning.programmes.models import Cohort, CohortRole, CohortSnapshot, Enrolment
from tests import factories
from tests.conftest import signed_in
from tests.evaluations.conftest import Asked
from tests.evaluations.makers import chose, met_last, option, rated, replied, wrote
from tests.partnering import makers as maps

SECRET = "We cancelled the joint board in March."


@pytest.fixture(autouse=True)
def _nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(snapshots.SOURCES, Practice, lambda cohort: Practice())
    monkeypatch.setitem(snapshots.SOURCES, Meetings, lambda cohort: Meetings())


def crowd(asked: Asked, number: int) -> list[Enrolment]:
    return [factories.enrolment(asked.cast.cohort, organisation=asked.cast.other) for _one in range(number)]


def answers(asked: Asked, people: list[Enrolment]) -> None:
    """Two thirds have done most of their actions, the others some; everybody has agreed who does what."""
    page = asked.follow_up
    for place, one in enumerate(people):
        done = chose(page, "f1", "some" if place % 3 == 0 else "most")
        with_partner = chose(page, "f2", "who", *(["review"] if place % 2 else []))
        replied(one, page, done | with_partner | rated(page, "f5", 2 + place % 3) | wrote(page, "f6", SECRET))


def frozen(cohort: Cohort) -> CohortSnapshot:
    """The snapshot of the follow-up, the last of three."""
    over = datetime.combine(cohort.window("follow_up")[1] + timedelta(days=1), time(9), cohort.zone)
    return snapshots.freeze(cohort.pk, over)[-1]


def cells_of(body: str) -> list[str]:
    found = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", body, flags=re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in found]


def test_that_unnamed_answers_were_joined_with_people_is_noted_for_those_people_once(asked: Asked) -> None:
    page, ada = asked.follow_up, asked.cast.ada
    replied(ada, page, chose(page, "f1", "most"))

    for _ in range(2):
        evaluations_of(asked.cast.cohort)

    noted = [(one.about_id, one.by, one.right, one.thing) for one in AuditEntry.objects.all()]
    assert noted == [(ada.user_id, None, "software", "pseudonym")]


def test_what_is_not_sent_does_not_count(asked: Asked) -> None:
    page = asked.follow_up
    replied(asked.cast.ada, page, chose(page, "f1", "most"))
    replying.answer(asked.cast.ben, page, chose(page, "f1", "none"))

    found = evaluations_of(asked.cast.cohort).by_wave["follow_up"]

    assert set(found.answers) == {asked.cast.ada.pk}


def test_words_are_never_handed_in(asked: Asked) -> None:
    page = asked.follow_up
    replied(asked.cast.ada, page, wrote(page, "f6", SECRET) | chose(page, "f1", "most"))

    found = evaluations_of(asked.cast.cohort)

    assert SECRET not in repr(found)
    assert all(one.kind != "words" for one in found.by_wave["follow_up"].questions)


def test_what_was_sent_after_the_last_day_is_left_out(asked: Asked) -> None:
    page = asked.follow_up
    sheet = replied(asked.cast.ada, page, chose(page, "f1", "most"))
    sheet.sent_at = timezone.now()
    sheet.save()
    met_last(asked.cast.cohort, days_ago=125)

    assert evaluations_of(asked.cast.cohort).by_wave["follow_up"].answers == {}


def test_report_tells_level_three_and_four(asked: Asked) -> None:
    people = crowd(asked, 15) + crowd(asked, 5)
    answers(asked, people[:15])
    page = maps.map_page(asked.cast.programme)
    for one in people:
        entry = {"name": "A partner", "level_now": "networking", "agreement": "current", "review": "date"}
        mapping.add(one, page, entry, form_key=one.public_id)
    frozen(asked.cast.cohort)
    gwen = factories.user("Gwen Example")
    CohortRole.objects.create(cohort=asked.cast.cohort, user=gwen, kind=CohortRole.Kind.COMMISSIONER)

    body = signed_in(gwen).get(f"/cohorts/{asked.cast.cohort.public_id}/report/").content.decode()

    found = cells_of(body)
    some, agreed = found.index("Some"), found.index("Agreed who does what")
    assert (found[some + 1], found[found.index("Most") + 1], found[agreed + 1]) == ("5", "10", "nearly everybody")
    assert found[found.index("with a written agreement that is current") + 2] == "about 20"


def test_page_and_file_say_the_same(asked: Asked) -> None:
    answers(asked, crowd(asked, 15))
    frozen(asked.cast.cohort)
    client, address = signed_in(asked.cast.max), f"/cohorts/{asked.cast.cohort.public_id}/"

    page = html.unescape(client.get(f"{address}report/").content.decode())
    file = client.get(f"{address}report.csv").content.decode("utf-8-sig")

    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</th>\s*<td>(.*?)</td>\s*<td>", page)
    assert {"Most", "Agreed who does what"} <= {name for name, _people in rows}
    assert [row for row in rows if ",".join(row) not in file.replace('"', "")] == []


def test_report_of_four_answers_says_nothing(asked: Asked) -> None:
    answers(asked, crowd(asked, 4))
    snapshot = frozen(asked.cast.cohort)

    assert snapshot.cells.get("evaluation", {}).get("questions", []) == []


def test_no_words_stand_in_any_snapshot(asked: Asked) -> None:
    answers(asked, crowd(asked, 15))
    frozen(asked.cast.cohort)

    kept = [SECRET in repr([row.cells, row.sizes]) for row in CohortSnapshot.objects.all()]

    assert kept == [False, False, False]


def test_an_answer_taken_back_changes_no_snapshot(asked: Asked) -> None:
    people = crowd(asked, 15)
    answers(asked, people)
    before = frozen(asked.cast.cohort).cells
    people[0].evaluation_key.delete()

    assert CohortSnapshot.objects.get(occasion="follow_up").cells == before


def test_maps_are_counted_without_what_was_removed(asked: Asked) -> None:
    page = maps.map_page(asked.cast.programme)
    facts = {"name": "A partner", "level_now": "networking", "agreement": "current", "review": "none_set"}
    for _one in range(3):
        mapping.add(asked.cast.ada, page, facts, form_key=uuid4())
    mapping.remove(MapEntry.objects.of(asked.cast.ada)[0])

    found = partnerships_of(asked.cast.cohort)

    assert (found.on_maps, found.agreements, found.reviews) == (
        {asked.cast.ada.pk: 2},
        {asked.cast.ada.pk: 2},
        {asked.cast.ada.pk: 0},
    )


def test_option_keys_follow_from_names(asked: Asked) -> None:
    version = asked.follow_up.evaluation_versions.get()
    question = version.questions[0]

    assert [key for key, _label in question.options] == [
        option(asked.follow_up, "f1", name) for name in ("none", "some", "most", "all")
    ]

"""The report of a cohort: who may read it, that page and file hold the cells of the snapshots and nothing else."""

import csv
import html
import io
import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from io import BytesIO
from random import Random
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from elearning.accounts.models import User
from elearning.printing import paper
from elearning.programmes import arranging, snapshots
from elearning.programmes.enrolling import NotPossibleError
from elearning.programmes.evidence import Meetings, Practice, Score
from elearning.programmes.models import Cohort, CohortRole, CohortSnapshot
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid

AFTER = datetime(2026, 10, 20, 6, 0, tzinfo=UTC)
END = AFTER + timedelta(days=190)
DOORS = ["report/", "report.pdf", "report.csv"]


@laid
def con(cast: Cast) -> User:
    """Con commissioned the cast's cohort."""
    made = factories.user("Con Example")
    CohortRole.objects.create(cohort=cast.cohort, user=made, kind=CohortRole.Kind.COMMISSIONER)
    return made


def address(cast: Cast, door: str) -> str:
    return f"/cohorts/{cast.cohort.public_id}/{door}"


def practice(cohort: Cohort) -> Practice:
    """Everybody who joined has answered before and at the end, and chosen LEAD or GRUP."""
    luck, scores, chosen, back = Random(7), {"pre": {}, "post": {}}, {}, {}
    people = list(cohort.enrolments.order_by("pk").values_list("pk", flat=True))
    for place, one in enumerate(people):
        chosen[one] = frozenset({"LEAD"} if place % 2 else {"GRUP"})
        for wave, higher in (("pre", 0), ("post", 2)):
            values = {code: Fraction(luck.randint(4, 16) + higher, 4) for code in ("LEAD", "GRUP", "TRAK")}
            scores[wave][one] = {code: Score(value, "some" if value < 3 else "usual") for code, value in values.items()}
        back[one] = {code: Fraction(luck.randint(1, 4)) for code in ("LEAD", "GRUP", "TRAK")}
    return Practice(scores=scores, looking_back=back, chosen=chosen)


def meetings(cohort: Cohort) -> Meetings:
    placed = list(cohort.enrolments.values_list("pk", flat=True))
    shares = dict.fromkeys(placed, Fraction(4, 5))
    return Meetings(frozenset(placed), shares, sets=3, planned=15, held=14, presented=frozenset(placed[:-7]))


@pytest.fixture
def frozen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[CohortSnapshot]:
    """The cast's cohort with sixteen more people, frozen when the sets were formed and at their end."""
    monkeypatch.setitem(snapshots.SOURCES, Practice, practice)
    monkeypatch.setitem(snapshots.SOURCES, Meetings, meetings)
    formula = factories.organisation("=Harbour & Sons")
    for place in range(16):
        factories.enrolment(cast.cohort, organisation=formula if place % 3 else cast.organisation)
    return snapshots.freeze_due(END)


def table_cells(source: str) -> set[str]:
    """What stands in the tables of a page."""
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", source, flags=re.DOTALL)
    return {html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells} - {""}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["ada", "olu", "pia", "zoe"])
def test_report_does_not_exist_for_those_who_may_not_read_it(cast: Cast, name: str, door: str) -> None:
    who = getattr(cast, name)

    assert signed_in(getattr(who, "user", who)).get(address(cast, door)).status_code == 404


@pytest.mark.parametrize("door", DOORS)
def test_report_does_not_exist_for_the_commissioner_of_another_cohort(cast: Cast, con: User, door: str) -> None:
    other = factories.cohort(cast.programme)

    assert signed_in(con).get(f"/cohorts/{other.public_id}/{door}").status_code == 404


@pytest.mark.parametrize("door", DOORS)
def test_report_asks_a_visitor_to_sign_in(client: Client, cast: Cast, door: str) -> None:
    assert client.get(address(cast, door)).headers["Location"].startswith("/sign-in/?next=/cohorts/")


@pytest.mark.parametrize("name", ["fay", "max"])
def test_report_is_open_to_those_who_run_the_cohort(cast: Cast, name: str) -> None:
    assert signed_in(getattr(cast, name)).get(address(cast, "report/")).status_code == 200


def test_commissioner_reads_the_report_and_nothing_else(cast: Cast, con: User) -> None:
    client = signed_in(con)
    doors = ["", "board.csv", "attendance/", "edit/", "invite/", "our-people/", "helpers/", "close/", "sets/"]

    assert client.get(address(cast, "report/")).status_code == 200
    assert {client.get(address(cast, door)).status_code for door in doors} == {404}


def test_end_of_the_role_ends_reading_at_once(cast: Cast, con: User) -> None:
    client = signed_in(con)
    arranging.take_role(cast.cohort.roles.get(user=con), by=cast.max)

    assert client.get(address(cast, "report/")).status_code == 404


def test_reports_lists_only_ones_own(cast: Cast, con: User) -> None:
    factories.cohort(cast.programme, name="Somebody else’s")

    page = signed_in(con).get("/reports/").content.decode()

    assert cast.cohort.name in page
    assert "Somebody else’s" not in page


@pytest.mark.parametrize(("name", "links"), [("con", 1), ("fay", 1), ("ada", 0), ("olu", 0)])
def test_header_leads_to_reports_whoever_has_some(cast: Cast, con: User, name: str, links: int) -> None:
    who = con if name == "con" else getattr(cast, name)
    page = signed_in(getattr(who, "user", who)).get("/reports/").content.decode()

    assert page.count('class="pd-nav__link" href="/reports/"') == links


def test_commissioner_starts_at_the_report(cast: Cast, con: User) -> None:
    assert address(cast, "report/") in signed_in(con).get("/my/").content.decode()


def test_commissioner_is_added_among_the_helpers(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    given = {"email": "new@example.org", "kind": "commissioner", "organisation": ""}

    signed_in(cast.max).post(address(cast, "helpers/"), given)

    assert cast.cohort.roles.get(user__email="new@example.org").kind == CohortRole.Kind.COMMISSIONER


def test_nobody_commissions_the_cohort_they_take_part_in(cast: Cast) -> None:
    with pytest.raises(NotPossibleError, match="takes part"):
        arranging.give_role(cast.cohort, email=cast.ada.user.email, kind="commissioner", by=cast.max)


def test_report_before_anything_is_frozen_says_what_will_come(cast: Cast, con: User) -> None:
    page = signed_in(con).get(address(cast, "report/")).content.decode()

    assert [words in page for words in ("Still to come", "After 19 October 2026.", "<table")] == [True, True, False]


def test_report_of_fewer_than_five_has_no_numbers(cast: Cast, con: User) -> None:
    snapshots.freeze_due(AFTER)

    page = signed_in(con).get(address(cast, "report/")).content.decode()

    assert "Fewer than 5 people had joined" in page
    assert "<table" not in page


def test_report_has_every_section_and_its_warnings(cast: Cast, con: User, frozen: list[CohortSnapshot]) -> None:
    page = html.unescape(signed_in(con).get(address(cast, "report/")).content.decode())

    assert re.findall(r"<h3[^>]*>([^<]+)</h3>", page) == ["Reach", "Needs", "Reach", "Delivery", "Learning"]
    for words in (
        "low scores drift up by chance",
        "no comparison group",
        "never read it alone",
        "Not for ranking people",
    ):
        assert words in page


def test_report_always_shows_chosen_beside_other_subjects(cast: Cast, con: User, frozen: list[CohortSnapshot]) -> None:
    cells = table_cells(signed_in(con).get(address(cast, "report/")).content.decode())

    assert {"Subjects they had chosen", "Subjects they had not chosen", "Then", "Now", "Looking back"} <= cells


def test_csv_holds_the_cells_of_the_page_and_nothing_finer(cast: Cast, con: User, frozen: list[CohortSnapshot]) -> None:
    client = signed_in(con)
    page = table_cells(client.get(address(cast, "report/")).content.decode())
    rows = list(csv.reader(io.StringIO(client.get(address(cast, "report.csv")).content.decode("utf-8-sig"))))
    file = {cell.removeprefix("'") for row in rows for cell in row} - {""}
    pictures = {cell for cell in page if cell.startswith("Picture")}

    assert page - pictures - file == set()
    assert {cell for cell in file - page if re.fullmatch(r"[\d\W]+", cell)} == set()


def test_csv_has_no_formula(cast: Cast, con: User, frozen: list[CohortSnapshot]) -> None:
    text = signed_in(con).get(address(cast, "report.csv")).content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]

    assert "'=Harbour & Sons" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_report_counts_who_presented_and_names_nobody(cast: Cast, con: User, frozen: list[CohortSnapshot]) -> None:
    cells = table_cells(signed_in(con).get(f"/cohorts/{cast.cohort.public_id}/report/").content.decode())

    assert "Members who presented at least once" in cells
    assert frozen[-1].cells["delivery"]["presented"] == {"name": "presented", "low": 12, "high": 12}


def test_report_reads_snapshots_and_no_table_of_people(cast: Cast, con: User, frozen: list[CohortSnapshot]) -> None:
    client = signed_in(con)
    client.get(address(cast, "report/"))

    with CaptureQueriesContext(connection) as asked:
        client.get(address(cast, "report/"))

    queries = [query["sql"] for query in asked.captured_queries]
    assert len(queries) <= 9
    assert sum("programmes_cohortsnapshot" in query for query in queries) == 1
    assert [q for q in queries if re.search(r"_enrolment|profiles_|assessments_|actionsets_|_stepprogress", q)] == []


def test_true_sizes_are_never_shown(cast: Cast, con: User, frozen: list[CohortSnapshot]) -> None:
    client = signed_in(con)
    CohortSnapshot.objects.update(sizes={"joined": 987654321})

    for door in ("report/", "report.csv"):
        assert "987654321" not in client.get(address(cast, door)).content.decode()


def test_pdf_is_tagged_and_says_what_the_page_says(cast: Cast, con: User, frozen: list[CohortSnapshot]) -> None:
    answer = signed_in(con).get(address(cast, "report.pdf"))
    reader = PdfReader(BytesIO(answer.content))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())

    assert answer.headers["Content-Type"] == "application/pdf"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] is not None
    assert reader.metadata
    assert reader.metadata.title == f"Report on {cast.cohort.name}"
    assert [
        text for text in ("Joined, by organisation", "Subjects they had chosen", "Not for ranking") if text not in words
    ] == []


def test_every_picture_of_the_pdf_has_a_text(cast: Cast, con: User, frozen: list[CohortSnapshot]) -> None:
    answer = signed_in(con).get(address(cast, "report.pdf"))
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        parts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        texts = [str(one.get("/Alt", "")) for one in parts if one.get("/S") == "/Figure"]

    assert len(texts) > 10
    assert "" not in texts


def test_report_says_so_when_the_pdf_cannot_be_made(cast: Cast, con: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(html: str, *, folder: str) -> bytes:
        raise paper.NotPrintedError

    monkeypatch.setattr(paper, "kept", broken)

    assert signed_in(con).get(address(cast, "report.pdf")).status_code == 503

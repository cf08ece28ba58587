"""The commissioner reads the report of a cohort that is over, and takes it along; on a wide screen and on a phone."""

import csv

import pytest

from actionsets.rehearsing.people import Stage
from tests.stories.conftest import Look, Visit
from tests.stories.steps import heading, press, sign_in

pytestmark = pytest.mark.browser


def test_commissioner_reads_and_keeps_the_report(stage: Stage, visit: Visit, look: Look) -> None:
    finished, running = stage.cohorts["finished"], stage.cohorts["running"]
    for width in (1280, 360):
        page = visit(width=width)
        sign_in(page, stage.staff["commissioner"].email)
        page.goto("/reports/")
        look(page, f"reports-{width}")
        press(page, finished.name)
        assert heading(page) == f"Report on {finished.name}"
        look(page, f"report-{width}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        shown = page.get_by_role("main").inner_text()
        names = {str(one.user) for one in finished.enrolments.select_related("user")}
        assert len(names) > 20
        assert not {name for name in names if name in shown}

    with page.expect_download() as pdf:
        press(page, "Download as PDF")
    assert pdf.value.path().read_bytes().startswith(b"%PDF-")
    with page.expect_download() as table:
        press(page, "Download as CSV")
    assert table.value.suggested_filename.endswith("-report.csv")
    rows = list(csv.reader(table.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) > 20
    page.goto(f"/cohorts/{running.public_id}/")
    assert heading(page) == "We cannot find that page"

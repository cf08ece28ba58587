"""The questions on paper: for whoever takes part and for editors, with a box for every answer."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from elearning.assessments import answering, exporting
from elearning.assessments.models import SelfAssessmentPage
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers


@laid
def step(cast: Cast) -> SelfAssessmentPage:
    """The published self-assessment of the cast's programme."""
    return makers.steps(cast).assessment


def test_every_statement_has_a_box_for_every_answer(cast: Cast, step: SelfAssessmentPage) -> None:
    shown = signed_in(cast.ada.user).get(step.door("print")).content.decode()

    assert shown.count('class="pd-paper__question"') == 36 + 9
    assert shown.count("<li>Hardly ever</li>") == 36
    assert shown.count("<li>No chance to do this</li>") == 36
    assert shown.count("<li>Essential</li>") == 9
    assert "nobody collects it" in shown
    assert "Creative Commons Attribution 4.0" in shown


def test_importance_that_is_not_asked_is_not_printed(cast: Cast, step: SelfAssessmentPage) -> None:
    step.asks_importance = False
    step.save_revision().publish()

    shown = signed_in(cast.ada.user).get(step.door("print")).content.decode()

    assert shown.count('class="pd-paper__question"') == 36
    assert "What will matter" not in shown


def test_paper_has_the_version_that_the_person_answers(cast: Cast, step: SelfAssessmentPage) -> None:
    answering.open_set(cast.ada, step)
    step.stem = "How often now?"
    step.save_revision().publish()

    shown = signed_in(cast.ada.user).get(step.door("print")).content.decode()

    assert "How often now?" not in shown


def test_looking_back_is_printed_for_editors_alone_before_the_sets(cast: Cast, step: SelfAssessmentPage) -> None:
    drafted = step.make_preview_request(preview_mode="print/").content.decode()
    before_the_sets = signed_in(cast.ada.user).get(step.door("print")).content.decode()

    assert drafted.count('class="pd-paper__question"') == 36 + 9 + 9
    assert step.looking_back in drafted
    assert step.looking_back not in before_the_sets


def test_the_start_leads_to_the_paper(cast: Cast, step: SelfAssessmentPage) -> None:
    assert step.door("print") in signed_in(cast.ada.user).get(step.url).content.decode()


def test_pdf_is_tagged_and_holds_every_statement(cast: Cast, step: SelfAssessmentPage) -> None:
    response = signed_in(cast.ada.user).get(step.door("questions-pdf"))

    reader = PdfReader(BytesIO(response.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    root = reader.trailer["/Root"]
    assert response["Content-Disposition"].endswith('.pdf"')
    assert (bool(root["/MarkInfo"]["/Marked"]), root["/Lang"][:2], reader.metadata.title) == (True, "en", step.title)
    instrument = exporting.Sheet(step, answering.cohort_version(cast.cohort, step).instrument).instrument
    assert [s.code for s in instrument.statements if s.text not in text] == []


def test_the_paper_asks_few_queries(
    cast: Cast, step: SelfAssessmentPage, django_assert_max_num_queries: object
) -> None:
    client = signed_in(cast.ada.user)
    client.get(step.door("print"))

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(step.door("print"))


@pytest.mark.parametrize("door", ["print", "questions-pdf"])
def test_somebody_not_enrolled_finds_nothing(cast: Cast, step: SelfAssessmentPage, door: str) -> None:
    outsider = factories.enrolment(
        factories.cohort(factories.programme(slug="elsewhere")), factories.user("Dot Example")
    )

    assert signed_in(cast.zoe).get(step.door(door)).status_code == 404
    assert signed_in(outsider.user).get(step.door(door)).status_code == 404

"""The file in which a questionnaire travels: there and back again equal, and nothing broken or hostile gets in."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from elearning.assessments import authoring, exchange, exporting, labels
from elearning.assessments.exchange import ExchangeError
from elearning.assessments.models import InstrumentVersion, SelfAssessmentPage
from elearning.programmes.models import ProgrammePage
from tests import factories
from tests.assessments.test_authoring import editor_of, newest
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers

Document = dict[str, Any]


@laid
def step(cast: Cast) -> SelfAssessmentPage:
    """The published self-assessment of the cast's programme."""
    return makers.steps(cast).assessment


@laid
def content(step: SelfAssessmentPage) -> bytes:
    """It, as a file."""
    return exporting.file_of(step)


def changed(content: bytes, change: Callable[[Document], Any]) -> bytes:
    document = json.loads(content)
    change(document)
    return exchange.written(document)


def refusals(content: bytes) -> list[str]:
    with pytest.raises(ExchangeError) as refusal:
        exchange.understood(content)
    return list(refusal.value.problems)


# --- There and back -------------------------------------------------------------------------------------------------


def test_the_schema_is_a_schema() -> None:
    path = Path(exchange.__file__).with_name("exchange.schema.json")

    Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def test_a_file_holds_the_whole_questionnaire(content: bytes) -> None:
    document = json.loads(content)

    assert (document["$schema"], document["licence"], document["language"]) == (
        "urn:alongside:instrument:1",
        "CC-BY-4.0",
        "en-gb",
    )
    assert [len(subject["statements"]) for subject in document["subjects"]] == [5] * 9
    assert sum(item["active"] for subject in document["subjects"] for item in subject["statements"]) == 36


def test_there_and_back_is_equal(cast: Cast, content: bytes) -> None:
    made = authoring.take_in(exchange.understood(content), under=cast.programme, by=cast.pia)

    assert exporting.file_of(newest(made)) == content


TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\u202a\u202b\u202c\u202d\u202e"
    ),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip())
SUBJECTS = ("LEAD", "BARR", "INFL", "VISN")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any questionnaire that the format allows about the first subjects of the cast's programme."""
    codes = draw(st.lists(st.sampled_from(SUBJECTS), min_size=1, max_size=4, unique=True))
    numbers = iter(range(1, 1000))

    def statement(active: bool) -> Document:
        number = next(numbers)
        return {
            "key": str(UUID(int=number + draw(st.integers(0, 2**100)) * 1000)),
            "code": f"S{number}",
            "text": draw(TEXT),
            "reverse": draw(st.booleans()),
            "active": active,
        }

    words = draw(st.lists(TEXT, min_size=2, max_size=7))
    kind = draw(st.sampled_from(sorted(labels.READY)))
    return {
        "$schema": exchange.FORMAT,
        "title": draw(TEXT),
        "language": "en-gb",
        "licence": draw(st.sampled_from(SelfAssessmentPage.Licence.values)),
        "attribution": draw(st.just("") | TEXT),
        "instructions": draw(st.sampled_from(["", "<p>Think <b>back</b>.</p>", "<ul><li>One &amp; two</li></ul>"])),
        "background": draw(st.sampled_from(["", "<p>Piloted with <i>forty</i> people.</p>"])),
        "stem": draw(TEXT),
        "answers": {
            "kind": kind,
            "labels": draw(st.just(words) | st.just(list(labels.ready(kind, len(words))))),
            "no_chance": draw(TEXT),
        },
        "importance": {
            "asked": draw(st.booleans()),
            "question": draw(TEXT),
            "labels": draw(st.lists(TEXT, min_size=5, max_size=5)),
            "unknown": draw(TEXT),
        },
        "looking_back": draw(st.just("") | TEXT),
        "need_method": draw(st.sampled_from(["borich", "headroom"])),
        "checks": {
            "short_time_seconds": draw(st.integers(0, 3600)),
            "straight_line_prompt": draw(st.just("") | TEXT),
        },
        "subjects": [
            {
                "code": code,
                "title": "",
                "plain": "",
                "statements": [statement(True), statement(True), statement(draw(st.booleans()))],
            }
            for code in codes
        ],
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_any_questionnaire_comes_back_byte_for_byte(cast: Cast, document: Document) -> None:
    words = {s.code: s for s in cast.programme.framework.subjects.all()}
    for subject in document["subjects"]:
        subject.update(title=words[subject["code"]].title, plain=words[subject["code"]].plain)
    content = exchange.written(document)

    programme = ProgrammePage.objects.get(pk=cast.programme.pk)
    made = authoring.take_in(exchange.understood(content), under=programme, by=None)

    assert exporting.file_of(newest(made)) == content


def test_what_comes_in_is_a_draft(cast: Cast, content: bytes) -> None:
    before = InstrumentVersion.objects.count()

    made = authoring.take_in(exchange.understood(content), under=cast.programme, by=cast.pia)

    assert (made.live, made.owner, InstrumentVersion.objects.count()) == (False, cast.pia, before)


def test_what_comes_in_can_be_published_and_answered(cast: Cast, content: bytes) -> None:
    made = authoring.take_in(exchange.understood(content), under=cast.programme, by=None)

    newest(made).save_revision().publish()

    assert len(InstrumentVersion.objects.get(page=made).instrument.statements) == 36


# --- Subjects -------------------------------------------------------------------------------------------------------


def rename_first(code: str) -> Callable[[Document], Any]:
    return lambda document: document["subjects"][0].update(code=code)


def test_an_unknown_subject_is_refused(cast: Cast, content: bytes) -> None:
    document = exchange.understood(changed(content, rename_first("TEAM")))

    with pytest.raises(ExchangeError, match="This programme has no subject TEAM"):
        authoring.take_in(document, under=cast.programme, by=None)

    assert SelfAssessmentPage.objects.count() == 1


def test_an_unknown_subject_can_be_named(cast: Cast, content: bytes) -> None:
    document = exchange.understood(changed(content, rename_first("TEAM")))

    made = authoring.take_in(document, under=cast.programme, by=None, renamed={"TEAM": "LEAD"})

    assert made.scales[0].value["subject"] == "LEAD"


def test_two_subjects_cannot_become_one(cast: Cast, content: bytes) -> None:
    document = exchange.understood(changed(content, rename_first("TEAM")))

    with pytest.raises(ExchangeError, match="BARR stands for two subjects"):
        authoring.take_in(document, under=cast.programme, by=None, renamed={"TEAM": "BARR"})


def test_another_language_is_refused(cast: Cast, content: bytes) -> None:
    document = exchange.understood(changed(content, lambda document: document.update(language="de")))

    with pytest.raises(ExchangeError, match="written in “de”, this programme in “en-gb”"):
        authoring.take_in(document, under=cast.programme, by=None)


def test_the_same_language_of_another_country_is_taken_in(cast: Cast, content: bytes) -> None:
    document = exchange.understood(changed(content, lambda document: document.update(language="en")))

    assert authoring.take_in(document, under=cast.programme, by=None).pk


# --- Broken and hostile files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file is not JSON."),
        (b"{", "The file is not JSON."),
        (b"[]", "The file holds no questionnaire."),
        (b'{"a": NaN}', "The file is not JSON."),
        (b'{"a": ' + b"9" * 5000 + b"}", "The file is not JSON."),
        (b"\xff\xfe{}", "The file is not written in UTF-8."),
        (b'{"a": 1, "a": 2}', "The file says something twice in one place."),
        (b'{"a": "\\ud800"}', "The file holds characters that cannot be shown."),
        (b'{"a": "x\\u0000"}', "The file holds characters that cannot be shown."),
        (b'{"a\\u202e": "x"}', "The file holds characters that cannot be shown."),
        (b"[" * 100_000, "The file is nested too deeply."),
        (b'{"a":' * 20 + b"1" + b"}" * 20, "The file is nested too deeply."),
        (b" " * (1024 * 1024 + 1), "The file is larger than 1 MB."),
        (b"{}", "The file is not a questionnaire in the format urn:alongside:instrument:1."),
    ],
)
def test_what_is_no_questionnaire_is_refused_in_words(content: bytes, problem: str) -> None:
    assert refusals(content) == [problem]


def first(document: Document) -> Document:
    return document["subjects"][0]["statements"][0]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda d: d.pop("stem"), "In the file as a whole: something is missing."),
        (lambda d: d.update(extra=1), "In the file as a whole: there is something that does not belong here."),
        (lambda d: d.update(stem=" "), "In stem: this is not written as it should be."),
        (
            lambda d: first(d).update(text="x" * 301),
            "In subjects 1, statements 1, text: this is longer than 300 characters.",
        ),
        (
            lambda d: first(d).update(reverse="no"),
            "In subjects 1, statements 1, reverse: this is another kind of value than it should be.",
        ),
        (lambda d: first(d).update(key="1"), "In subjects 1, statements 1, key: this is not written as it should be."),
        (lambda d: d["answers"].update(labels=["One"]), "In answers, labels: there are fewer than 2."),
        (lambda d: d["answers"].update(labels=list("abcdefgh")), "In answers, labels: there are more than 7."),
        (
            lambda d: d["answers"].update(kind="colour"),
            "In answers, kind: this must be one of: frequency, agreement, confidence.",
        ),
        (lambda d: d["checks"].update(short_time_seconds=-1), "In checks, short_time_seconds: this is less than 0."),
        (lambda d: d.update(subjects=[]), "In subjects: there are fewer than 1."),
        (lambda d: first(d).update(code="LEAD2"), "The code LEAD2 is used more than once."),
        (
            lambda d: d["subjects"][1].update(code="LEAD"),
            "The subject LEAD has its statements above already. Put these there.",
        ),
        (lambda d: first(d).update(key=d["subjects"][1]["statements"][0]["key"]), "Two statements have the same key."),
        (lambda d: d["answers"].update(kind="agreement"), "The answers are not of the kind that the file says."),
    ],
)
def test_every_fault_of_a_file_is_said_with_its_place(
    content: bytes, change: Callable[[Document], Any], problem: str
) -> None:
    assert refusals(changed(content, change)) == [problem]


def test_a_file_never_brings_in_markup_that_runs(cast: Cast, content: bytes) -> None:
    hostile = '<p onclick="x()">Hello <script>x()</script><a href="javascript:x()">there</a></p>'
    document = exchange.understood(changed(content, lambda d: d.update(instructions=hostile, background=hostile)))

    made = authoring.take_in(document, under=cast.programme, by=None)

    assert made.instructions == made.technical_note == "<p>Hello <a>there</a></p>"


def test_a_draft_that_is_not_complete_is_not_written(step: SelfAssessmentPage) -> None:
    step.stem = ""

    with pytest.raises(ExchangeError, match="In stem"):
        exporting.file_of(step)


# --- In Wagtail's admin ---------------------------------------------------------------------------------------------


def upload(content: bytes, **more: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("questions.json", content, content_type="application/json"), **more}


def test_editor_exports_and_brings_in(cast: Cast, step: SelfAssessmentPage, content: bytes) -> None:
    client = signed_in(editor_of(cast.programme))

    exported = client.get(reverse("assessments_export", args=[step.pk]))
    response = client.post(reverse("assessments_take_in", args=[cast.programme.pk]), upload(exported.content))

    made = SelfAssessmentPage.objects.exclude(pk=step.pk).get()
    assert exported.content == content
    assert exported["Content-Disposition"].startswith("attachment;")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[made.pk])
    assert not made.live


def test_editor_reads_why_a_file_is_refused(cast: Cast, content: bytes) -> None:
    client = signed_in(editor_of(cast.programme))

    response = client.post(
        reverse("assessments_take_in", args=[cast.programme.pk]), upload(changed(content, rename_first("TEAM")))
    )

    assert response.status_code == 422
    assert "This programme has no subject TEAM" in response.content.decode()


def test_editor_names_a_subject(cast: Cast, step: SelfAssessmentPage, content: bytes) -> None:
    client = signed_in(editor_of(cast.programme))
    sent = upload(changed(content, rename_first("TEAM")), subjects="TEAM = LEAD\n")

    response = client.post(reverse("assessments_take_in", args=[cast.programme.pk]), sent)

    assert response.status_code == 302
    assert SelfAssessmentPage.objects.exclude(pk=step.pk).get().scales[0].value["subject"] == "LEAD"


def test_the_menus_lead_out_and_in(cast: Cast, step: SelfAssessmentPage) -> None:
    client = signed_in(editor_of(cast.programme))

    beside_step = client.get(reverse("wagtailadmin_pages:edit", args=[step.pk])).content.decode()
    beside_programme = client.get(reverse("wagtailadmin_explore", args=[cast.programme.pk])).content.decode()

    assert reverse("assessments_export", args=[step.pk]) in beside_step
    assert reverse("assessments_print", args=[step.pk]) in beside_step
    assert reverse("assessments_take_in", args=[cast.programme.pk]) in beside_programme


def test_editor_prints_the_draft(cast: Cast, step: SelfAssessmentPage) -> None:
    response = signed_in(editor_of(cast.programme)).get(reverse("assessments_print", args=[step.pk]))

    assert (response.status_code, response.content[:5]) == (200, b"%PDF-")


@pytest.mark.parametrize(
    ("who", "status"), [("editor of another branch", 404), ("participant", 302), ("manager", 302), ("stranger", 302)]
)
@pytest.mark.parametrize("name", ["assessments_export", "assessments_print", "assessments_take_in"])
def test_nobody_else_gets_in_or_out(cast: Cast, step: SelfAssessmentPage, name: str, who: str, status: int) -> None:
    people = {
        "editor of another branch": editor_of(factories.programme(slug="another-programme")),
        "participant": cast.ada.user,
        "manager": cast.max,
        "stranger": cast.zoe,
    }
    page = cast.programme if name == "assessments_take_in" else step

    response = signed_in(people[who]).get(reverse(name, args=[page.pk]))

    assert response.status_code == status
    assert b"LEAD1" not in response.content


def test_nobody_else_brings_a_file_in(cast: Cast, content: bytes) -> None:
    other = editor_of(factories.programme(slug="another-programme"))

    response = signed_in(other).post(reverse("assessments_take_in", args=[cast.programme.pk]), upload(content))

    assert response.status_code == 404
    assert SelfAssessmentPage.objects.count() == 1


# --- On the command line --------------------------------------------------------------------------------------------


def test_commands_carry_a_questionnaire(cast: Cast, step: SelfAssessmentPage, content: bytes, tmp_path: Path) -> None:
    path, out = tmp_path / "questions.json", StringIO()

    call_command("export_instrument", str(step.pk), str(path))
    call_command("import_instrument", str(path), cast.programme.slug, stdout=out)

    made = SelfAssessmentPage.objects.exclude(pk=step.pk).get()
    assert path.read_bytes() == content
    assert out.getvalue().strip().endswith(f"with the number {made.pk}.")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["export_instrument", "999999"], "There is no self-assessment with the number 999999."),
        (["import_instrument", "missing.json", "nowhere"], "There is no programme called nowhere."),
        (["import_instrument", "missing.json", "making-partnering-work"], "The file cannot be read"),
        (["import_instrument", "missing.json", "making-partnering-work", "--subject=TEAM"], "THEIRS=OURS"),
    ],
)
def test_commands_say_plainly_why_not(cast: Cast, arguments: list[str], problem: str) -> None:
    with pytest.raises(CommandError, match=problem):
        call_command(*arguments)

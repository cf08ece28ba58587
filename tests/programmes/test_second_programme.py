"""An organisation's editor lays out a second programme in Wagtail, without a developer."""

from typing import Any

from django.test import Client
from django.utils.html import escape
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from actionsets.management.commands.load_programme import FOLDER, load
from elearning.accounts.models import User
from elearning.pages.loading import home
from elearning.partnering.models import MapTaskPage, QuestionsTaskPage
from elearning.programmes import loading
from elearning.programmes.models import Cohort, ProgrammePage, StepPage, SubjectFramework
from elearning.programmes.permissions import manages
from tests import factories
from tests.conftest import signed_in
from tests.laying import laid

NOTICE = "<p>You see what you write. Your facilitator sees how far you are.</p>"


@laid
def editor(db: None) -> User:
    """A member of the group that lays out programmes, and of nothing else."""
    user = factories.user("Eve Editor")
    user.groups.add(loading.editors_group(home()))
    return user


def lay_out(client: Client, framework: SubjectFramework) -> ProgrammePage:
    """A second programme below the home page, through the form that Wagtail shows."""
    sent = {
        "title": "Meeting Well Together",
        "slug": "meeting-well",
        "strapline": "For people who chair what nobody wants to attend",
        "introduction": streamfield([("text", rich_text("<p>Four weeks, one habit at a time.</p>"))]),
        "framework": str(framework.pk),
        "privacy_notice": rich_text(NOTICE),
        "privacy_version": "1",
        "action-publish": "1",
    }
    answer = client.post(f"/admin/pages/add/programmes/programmepage/{home().pk}/", nested_form_data(sent))
    assert answer.status_code == 302, answer.context["form"].errors
    return ProgrammePage.objects.get(slug="meeting-well")


def add_step(client: Client, programme: ProgrammePage, kind: type[StepPage], **fields: Any) -> StepPage:
    """A step below the programme, through the form that Wagtail shows."""
    sent = {"stage": "before", "minutes": "20", "introduction": streamfield([]), "who_sees": "You.", **fields}
    address = f"/admin/pages/add/{kind._meta.app_label}/{kind._meta.model_name}/{programme.pk}/"
    answer = client.post(address, nested_form_data({**sent, "action-publish": "1"}))
    assert answer.status_code == 302, answer.context["form"].errors
    return kind.objects.child_of(programme).get()


def test_editor_lays_out_reorders_and_rewords_a_programme(editor: User) -> None:
    eve, framework = signed_in(editor), factories.framework()

    programme = lay_out(eve, framework)
    questions = add_step(
        eve,
        programme,
        QuestionsTaskPage,
        title="Think about your meetings",
        slug="questions",
        advice="",
        questions=streamfield([("question", {"text": "Which meeting would you miss?", "help": ""})]),
    )
    mapped = add_step(
        eve,
        programme,
        MapTaskPage,
        title="Map your meetings",
        slug="map",
        prompt="Put down the meetings you chair.",
        centre_label="Me",
        empty_message="",
        level_note="",
        reading=rich_text(""),
        warning=rich_text(""),
        prompts=streamfield([]),
    )
    assert [step.slug for step in programme.steps()] == ["questions", "map"]

    eve.post(f"/admin/pages/{mapped.pk}/set_position/?position=0")
    assert [step.slug for step in programme.steps()] == ["map", "questions"]

    reword(eve, questions, title="Think about how you meet")
    assert [step.title for step in programme.steps()] == ["Map your meetings", "Think about how you meet"]
    assert "Four weeks, one habit at a time." in Client().get(programme.url).content.decode()


def reword(client: Client, page: Page, **words: str) -> None:
    """Open the page's editor, change these fields, and publish."""
    address = f"/admin/pages/{page.pk}/edit/"
    shown = client.get(address)
    fields = querydict_from_html(shown.content.decode(), form_id="page-edit-form")
    stream = nested_form_data({"introduction": streamfield([]), "questions": blocks_of(page)})
    answer = client.post(address, {**fields.dict(), **stream, **words, "action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors


def blocks_of(page: Page) -> dict[str, Any]:
    """The questions of the page as the editor sends them back, each with the id that its answers hang on."""
    held = page.specific.questions
    sent = streamfield([("question", {"text": one.value["text"], "help": one.value["help"]}) for one in held])
    for at, one in enumerate(held):
        sent[str(at)]["id"] = one.id
    return sent


def test_editor_runs_what_they_laid_out_and_nothing_else(editor: User) -> None:
    eve, foreign = signed_in(editor), factories.cohort()

    programme = lay_out(eve, factories.framework())
    own = factories.cohort(programme)

    assert manages(editor, own)
    assert not manages(editor, foreign)
    assert eve.get(f"/cohorts/{own.public_id}/").status_code == 200
    assert eve.get(f"/cohorts/{foreign.public_id}/").status_code == 404
    assert list(Cohort.objects.run_by(editor)) == [own]


def test_rewording_keeps_the_question_that_answers_hang_on(editor: User) -> None:
    eve = signed_in(editor)
    programme = lay_out(eve, factories.framework())
    page = add_step(
        eve,
        programme,
        QuestionsTaskPage,
        title="Think",
        slug="questions",
        advice="",
        questions=streamfield([("question", {"text": "Whom do you meet?", "help": ""})]),
    )
    before = page.specific.questions[0].id

    reword(eve, page, **{"questions-0-value-text": "Whom do you meet most?"})

    after = QuestionsTaskPage.objects.get(pk=page.pk).questions[0]
    assert (after.id, after.value["text"]) == (before, "Whom do you meet most?")


def test_every_kind_of_step_can_be_previewed_and_edited(editor: User) -> None:
    programme = load(FOLDER)
    eve = signed_in(editor)
    kinds = {step.specific_class.kind for step in programme.steps()}

    for step in programme.steps():
        shown = eve.get(f"/admin/pages/{step.pk}/view_draft/")
        assert (step.slug, shown.status_code) == (step.slug, 200)
        assert shown.content.decode().count("<h1") == 1, step.slug
        assert escape(step.title) in shown.content.decode()
        assert eve.get(f"/admin/pages/{step.pk}/edit/").status_code == 200

    assert kinds == {kind.kind for kind in StepPage.kinds()}

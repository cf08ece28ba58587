"""Editors: what they may write, what is filled in for them, what is said beside a fault, and what publishing asks them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from elearning.accounts.models import User
from elearning.assessments import answering, authoring, comparing, labels
from elearning.assessments.comparing import Kind
from elearning.assessments.faults import Fault, faults_in
from elearning.assessments.models import InstrumentVersion, SelfAssessmentPage
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers

Raw = list[dict[str, Any]]


@laid
def step(cast: Cast) -> SelfAssessmentPage:
    """The published self-assessment of the cast's programme."""
    return makers.steps(cast).assessment


def editor_of(branch: Page, name: str = "Edda Example") -> User:
    """Somebody who may edit and publish below `branch` and nowhere else."""
    group = Group.objects.create(name=f"Editors of {branch.pk}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for permission in Permission.objects.filter(codename__in=("add_page", "change_page", "publish_page")):
        GroupPagePermission.objects.create(group=group, page=branch, permission=permission)
    user = factories.user(name)
    user.groups.add(group)
    return user


def rewritten(step: SelfAssessmentPage, change: Callable[[Raw], None]) -> SelfAssessmentPage:
    """The newest draft of `step` with changed statements, not saved."""
    draft = newest(step)
    raw = draft.scales.get_prep_value()
    change(raw)
    draft.scales = draft._meta.get_field("scales").to_python(raw)
    return draft


def newest(step: SelfAssessmentPage) -> SelfAssessmentPage:
    """The newest draft as it is stored now."""
    return SelfAssessmentPage.objects.get(pk=step.pk).get_latest_revision_as_object()


def statement(raw: Raw, scale: int = 0, number: int = 0) -> dict[str, Any]:
    return raw[scale]["value"]["statements"][number]["value"]


def reword(raw: Raw) -> None:
    statement(raw)["text"] = "I agree who does what."


def form_data(step: SelfAssessmentPage, **changes: Any) -> dict[str, Any]:
    """What the browser of an editor posts for `step`."""
    scales = [
        (
            "scale",
            {
                "subject": block.value["subject"],
                "statements": streamed(
                    [(dict(item.value), item.id) for item in block.value["statements"].bound_blocks]
                ),
            },
        )
        for block in step.scales
    ]
    fields = {
        "title": step.title,
        "slug": step.slug,
        "stage": step.stage,
        "minutes": "10",
        "introduction": streamfield([]),
        "who_sees": "",
        "instructions": rich_text("<p>Think back.</p>"),
        "stem": step.stem,
        "answer_kind": step.answer_kind,
        "points": str(step.points),
        "responses": streamfield([("label", block.value) for block in step.responses]),
        "no_chance_label": step.no_chance_label,
        "asks_importance": "on",
        "importance_question": step.importance_question,
        "importance_labels": streamfield([("label", block.value) for block in step.importance_labels]),
        "importance_unknown_label": step.importance_unknown_label,
        "looking_back": step.looking_back,
        "scales": streamfield(scales),
        "need_method": step.need_method,
        "short_time_seconds": "90",
        "straight_line_prompt": "",
        "licence": step.licence,
        "attribution": "",
        "seo_title": "",
        "search_description": "",
        "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""},
    }
    data = nested_form_data({**fields, **changes})
    return {name: value for name, value in data.items() if value is not False}


def streamed(items: list[tuple[dict[str, Any], str]]) -> dict[str, Any]:
    """A list block with the ids of its items, as the browser posts it."""
    posted: dict[str, Any] = {
        str(place): {
            "value": {name: ("on" if value is True else value) for name, value in item.items() if value is not False},
            "id": key,
            "deleted": "",
            "order": str(place),
        }
        for place, (item, key) in enumerate(items)
    }
    return {**posted, "count": str(len(items))}


def edit(client: Client, step: SelfAssessmentPage, data: dict[str, Any]) -> Any:
    return client.post(reverse("wagtailadmin_pages:edit", args=[step.pk]), data)


# --- What is filled in ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(labels.READY))
def test_ready_words_stand_for_two_to_seven_points(kind: str) -> None:
    sets = [labels.ready(kind, points) for points in range(2, 8)]

    assert [(len(words), len(set(words))) for words in sets] == [(points, points) for points in range(2, 8)]


def test_empty_answers_are_filled_in_with_the_ready_words(step: SelfAssessmentPage) -> None:
    step.answer_kind, step.points, step.responses = "confidence", 3, []

    step.full_clean()

    assert [block.value for block in step.responses] == ["Not confident", "Somewhat confident", "Confident"]


def test_ready_words_follow_the_kind_and_the_number(step: SelfAssessmentPage) -> None:
    step.answer_kind, step.points = "agreement", 4

    step.full_clean()

    assert [block.value for block in step.responses] == ["Disagree", "Tend to disagree", "Tend to agree", "Agree"]


def test_own_words_stay(step: SelfAssessmentPage) -> None:
    step.points, step.responses = 2, [("label", "Not really"), ("label", "Quite so")]

    step.full_clean()

    assert [block.value for block in step.responses] == ["Not really", "Quite so"]


def test_own_words_must_be_as_many_as_the_points(step: SelfAssessmentPage) -> None:
    step.points, step.responses = 3, [("label", "Not really"), ("label", "Quite so")]

    with pytest.raises(ValidationError) as refusal:
        step.full_clean()

    assert refusal.value.message_dict == {
        "responses": ["There are 2 answers of your own for a scale of 3 points. Change one of the two."]
    }


@pytest.mark.parametrize("points", [1, 8])
def test_a_scale_has_two_to_seven_points(step: SelfAssessmentPage, points: int) -> None:
    step.points = points

    with pytest.raises(ValidationError) as refusal:
        step.full_clean()

    assert "points" in refusal.value.message_dict


def test_minutes_are_counted_from_what_is_asked(step: SelfAssessmentPage) -> None:
    with_importance = authoring.draft(step).minutes
    step.asks_importance = False

    assert (with_importance, authoring.draft(step).minutes) == (9, 8)


# --- What is refused, and where it is said --------------------------------------------------------------------------


def scale(subject: str, *codes: str, active: bool = True) -> dict[str, Any]:
    return {"subject": subject, "statements": [{"code": code, "active": active} for code in codes]}


def test_every_fault_is_found_at_its_place() -> None:
    scales = [scale("LEAD", "A", "B"), scale("LEAD", "C", "A"), scale("TEAM", "D"), scale("VISN", "E", active=False)]

    assert faults_in(scales, {"LEAD", "VISN"}) == [
        Fault("The subject LEAD has its statements above already. Put these there.", 1),
        Fault("The programme’s list of subjects has no TEAM.", 2),
        Fault("The code A is used more than once.", 1, 1),
        Fault("Ask at least two statements about a subject, or keep all of them in reserve.", 2),
    ]


def test_a_fault_is_said_beside_its_block(step: SelfAssessmentPage) -> None:
    draft = rewritten(step, lambda raw: statement(raw, 0, 1).update(code="LEAD1"))

    with pytest.raises(ValidationError) as refusal:
        draft.full_clean()

    error = refusal.value.error_dict["scales"][0].block_errors[0].block_errors["statements"]
    assert error.block_errors[1].block_errors["code"].messages == ["The code LEAD1 is used more than once."]


def test_editor_is_shown_the_fault_in_the_form(cast: Cast, step: SelfAssessmentPage) -> None:
    client = signed_in(editor_of(cast.programme))
    draft = rewritten(step, lambda raw: statement(raw, 0, 1).update(code="LEAD1"))

    response = edit(client, step, form_data(draft))

    assert response.status_code == 200
    assert "The code LEAD1 is used more than once." in response.content.decode()


def test_editor_chooses_among_the_subjects_of_the_programme(cast: Cast, step: SelfAssessmentPage) -> None:
    response = signed_in(editor_of(cast.programme)).get(reverse("wagtailadmin_pages:edit", args=[step.pk]))

    field = response.context["form"].fields["scales"].block.child_blocks["scale"].child_blocks["subject"]
    codes = [code for code, _label in field.field.choices if code]
    assert codes == list(cast.programme.framework.subjects.order_by("sort_order").values_list("code", flat=True))


def test_a_subject_of_another_list_is_refused(cast: Cast, step: SelfAssessmentPage) -> None:
    draft = rewritten(step, lambda raw: raw[0]["value"].update(subject="TEAM"))

    response = edit(signed_in(editor_of(cast.programme)), step, form_data(draft))

    assert response.status_code == 200
    assert "scales" in response.context["form"].errors


def test_editor_writes_an_instrument_of_agreement_without_typing_answers(cast: Cast, step: SelfAssessmentPage) -> None:
    client = signed_in(editor_of(cast.programme))

    data = form_data(step, answer_kind="agreement", points="7", responses=streamfield([]))
    response = edit(client, step, {**data, "action-publish": "publish"})

    assert response.status_code == 302
    instrument = InstrumentVersion.objects.get(page=step, number=2).instrument
    assert (instrument.answer_kind, instrument.points, instrument.responses[6]) == ("agreement", 7, "Agree strongly")
    assert {s.key for s in instrument.statements} == {
        s.key for s in InstrumentVersion.objects.get(page=step, number=1).instrument.statements
    }


# --- The preview ----------------------------------------------------------------------------------------------------


def test_preview_has_every_page_of_the_questionnaire(step: SelfAssessmentPage) -> None:
    modes = [mode for mode, _title in step.preview_modes]

    assert modes[:3] == ["", "subjects/1/", "subjects/2/"]
    assert modes[9:] == ["subjects/9/", "importance/", "looking-back/", "check/", "print/"]


def test_every_page_of_the_preview_opens(step: SelfAssessmentPage) -> None:
    assert {step.make_preview_request(preview_mode=mode).status_code for mode, _title in step.preview_modes} == {200}


def test_preview_shows_the_unsaved_draft(step: SelfAssessmentPage) -> None:
    shown = rewritten(step, reword).make_preview_request(preview_mode="subjects/1/").content.decode()

    assert "I agree who does what." in shown
    assert shown.count('type="radio"') == 4 * 6
    assert "<form" not in shown.split("<main", 1)[1].split("</main>", 1)[0]


def test_preview_leaves_out_importance_that_is_not_asked(step: SelfAssessmentPage) -> None:
    step.asks_importance = False

    assert "importance/" not in [mode for mode, _title in step.preview_modes]


def test_a_new_page_can_be_previewed_before_it_is_saved(cast: Cast, step: SelfAssessmentPage) -> None:
    client = signed_in(editor_of(cast.programme))
    address = reverse(
        "wagtailadmin_pages:preview_on_add", args=["assessments", "selfassessmentpage", cast.programme.pk]
    )

    client.post(address, form_data(step, slug="another"))
    shown = client.get(address, {"mode": "subjects/2/"})

    assert shown.status_code == 200
    assert "I spot the rules or habits" in shown.content.decode()


# --- Comparing ------------------------------------------------------------------------------------------------------


def change_everything(raw: Raw) -> None:
    reword(raw)
    statement(raw, 0, 1)["reverse"] = True
    statement(raw, 0, 2)["active"] = False
    statement(raw, 0, 4)["active"] = True
    statement(raw, 1, 0)["code"] = "BARR9"
    raw[1]["value"]["statements"].append(raw[2]["value"]["statements"].pop(0))


def test_every_kind_of_change_is_found(step: SelfAssessmentPage) -> None:
    found = comparing.differences(authoring.draft(step), authoring.draft(rewritten(step, change_everything)))

    assert [(change.kind, change.code) for change in found.changes] == [
        (Kind.REWORDED, "LEAD1"),
        (Kind.REKEYED, "LEAD2"),
        (Kind.NEW, "LEAD5"),
        (Kind.RECODED, "BARR9"),
        (Kind.MOVED, "INFL1"),
        (Kind.REMOVED, "LEAD3"),
    ]
    assert not found.breaks_comparison


def test_other_answers_make_nothing_comparable(step: SelfAssessmentPage) -> None:
    before = authoring.draft(step)
    step.points = 7
    step.full_clean()
    after = authoring.draft(step)

    found = comparing.differences(before, after)

    assert (found.points, found.breaks_comparison) == ((5, 7), True)
    assert comparing.comparable(before, after) == frozenset()
    assert len(comparing.comparable(before, before)) == 36


def test_changed_words_of_the_whole_are_named(step: SelfAssessmentPage) -> None:
    before = authoring.draft(step)
    step.stem = "How often?"

    found = comparing.differences(before, authoring.draft(step))

    assert [(words.name, words.after) for words in found.words] == [("stem", "How often?")]


# --- Publishing once people have answered ---------------------------------------------------------------------------


def answered(cast: Cast, step: SelfAssessmentPage) -> None:
    answering.open_set(cast.ada, step)


def test_nothing_is_asked_while_nobody_has_answered(cast: Cast, step: SelfAssessmentPage) -> None:
    response = edit(
        signed_in(editor_of(cast.programme)),
        step,
        {**form_data(rewritten(step, reword)), "action-publish": "publish"},
    )

    assert response.url == reverse("wagtailadmin_explore", args=[cast.programme.pk])
    assert InstrumentVersion.objects.count() == 2


def test_publishing_shows_what_changes_first(cast: Cast, step: SelfAssessmentPage) -> None:
    answered(cast, step)
    client = signed_in(editor_of(cast.programme))

    response = edit(client, step, {**form_data(rewritten(step, reword)), "action-publish": "publish"})
    shown = client.get(response.url).content.decode()

    assert response.url == reverse("assessments_publish", args=[step.pk])
    assert InstrumentVersion.objects.count() == 1
    assert "I agree who does what." in shown
    assert "keeps the version they began with" in shown


@pytest.mark.parametrize(("choice", "kept"), [("same", True), ("new", False)])
def test_a_reworded_statement_keeps_its_key_only_if_it_asks_the_same(
    cast: Cast, step: SelfAssessmentPage, choice: str, kept: bool
) -> None:
    answered(cast, step)
    before = InstrumentVersion.objects.get().instrument.statements[0]
    rewritten(step, reword).save_revision()

    response = signed_in(editor_of(cast.programme)).post(
        reverse("assessments_publish", args=[step.pk]), {"statement-1": choice}
    )

    after = InstrumentVersion.objects.get(number=2).instrument.statements[0]
    assert response.status_code == 302
    assert (after.text, after.key == before.key) == ("I agree who does what.", kept)


def test_publishing_waits_until_everything_is_declared(cast: Cast, step: SelfAssessmentPage) -> None:
    answered(cast, step)
    rewritten(step, reword).save_revision()

    response = signed_in(editor_of(cast.programme)).post(reverse("assessments_publish", args=[step.pk]), {})

    assert response.status_code == 422
    assert "Say whether LEAD1 still asks the same." in response.content.decode()
    assert InstrumentVersion.objects.count() == 1


def test_an_undeclared_rewording_is_a_new_statement_however_it_is_published(
    cast: Cast, step: SelfAssessmentPage
) -> None:
    answered(cast, step)
    before = {s.key for s in InstrumentVersion.objects.get().instrument.statements}

    rewritten(step, reword).save_revision().publish()

    after = {s.key for s in InstrumentVersion.objects.get(number=2).instrument.statements}
    step.refresh_from_db()
    assert (len(before - after), len(after - before)) == (1, 1)
    assert {s.key for s in authoring.draft(step).statements} == after
    assert {s.key for s in authoring.draft(newest(step)).statements} == after


def test_publishing_the_same_draft_again_changes_nothing_more(cast: Cast, step: SelfAssessmentPage) -> None:
    answered(cast, step)
    rewritten(step, reword).save_revision().publish()
    answering.open_set(factories.enrolment(factories.cohort(cast.programme), factories.user("Dot Example")), step)

    newest(step).save_revision().publish()

    assert InstrumentVersion.objects.count() == 2


def test_a_declaration_holds_for_exactly_those_words(cast: Cast, step: SelfAssessmentPage) -> None:
    answered(cast, step)
    key = InstrumentVersion.objects.get().instrument.statements[0].key
    rewritten(step, reword).save_revision()
    draft = newest(step)
    authoring.publish(draft, same={key}, by=editor_of(cast.programme))

    again = rewritten(step, lambda raw: statement(raw).update(text="Something else."))

    assert [change.key for change in authoring.undeclared(again, authoring.pending(again))] == [key]


def test_pages_are_not_published_in_bulk_past_the_list(cast: Cast, step: SelfAssessmentPage) -> None:
    answered(cast, step)
    rewritten(step, reword).save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    response = signed_in(editor_of(cast.programme)).post(f"{address}?id={step.pk}", {})

    assert response.url == reverse("assessments_publish", args=[step.pk])
    assert InstrumentVersion.objects.count() == 1


def test_a_copied_page_has_no_answers_to_think_of(cast: Cast, step: SelfAssessmentPage) -> None:
    answered(cast, step)

    copy = rewritten(step.copy(update_attrs={"slug": "copy", "title": "Copy"}), reword)

    assert not authoring.pending(copy)


@pytest.mark.parametrize("who", ["elsewhere", "participant", "stranger"])
def test_nobody_else_publishes(cast: Cast, step: SelfAssessmentPage, who: str) -> None:
    answered(cast, step)
    rewritten(step, reword).save_revision()
    elsewhere = editor_of(factories.programme(slug="another-programme"))
    people = {"elsewhere": (elsewhere, 404), "participant": (cast.ada.user, 302), "stranger": (cast.zoe, 302)}
    user, status = people[who]

    response = signed_in(user).post(reverse("assessments_publish", args=[step.pk]), {"statement-1": "same"})

    assert response.status_code == status
    assert InstrumentVersion.objects.count() == 1


def test_an_editor_who_may_not_publish_is_refused(cast: Cast, step: SelfAssessmentPage) -> None:
    user = editor_of(cast.programme)
    GroupPagePermission.objects.filter(group__in=user.groups.all(), permission__codename="publish_page").delete()

    response = signed_in(user).get(reverse("assessments_publish", args=[step.pk]))

    assert response.status_code in (302, 403)
    assert InstrumentVersion.objects.count() == 1

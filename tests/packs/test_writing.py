"""Help while a pack is written: samples of blocks, limits beside the text, and what Wagtail's checks panel finds."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.blocks import Block

from packs.blocks import PackBody
from packs.checker import PackCheckerItem
from packs.models import LearningPackPage
from packs.models.asking import FINDINGS, findings
from packs.samples import SAMPLES
from packs.sections import SLUGS
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers

BODY = LearningPackPage._meta.get_field("body").stream_block


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


@laid
def editor(pack: LearningPackPage) -> Client:
    return signed_in(makers.author(pack.publisher))


def change(pack: LearningPackPage, kind: str, value: Any) -> None:
    """Put another value into the block of this kind, or take it out."""
    raw = [dict(block) for block in pack.body.get_prep_value()]
    kept = [block | ({"value": value} if block["type"] == kind else {}) for block in raw]
    pack.body = BODY.to_python([block for block in kept if value is not None or block["type"] != kind])


def kinds(pack: LearningPackPage) -> list[str]:
    return [kind for kind, _words in findings(pack)]


# Findings


def test_whole_pack_has_none(pack: LearningPackPage) -> None:
    assert findings(pack) == []


@pytest.mark.parametrize("kind", ["outcomes", "reading", "scenario", "bring", "trainer_notes", "credits"])
def test_part_that_is_missing_is_found(pack: LearningPackPage, kind: str) -> None:
    change(pack, kind, None)

    assert kinds(pack) == [kind]


def test_resource_needs_fewer_parts(pack: LearningPackPage) -> None:
    for kind in ("scenario", "self_questionnaire", "reflective_questions", "bring"):
        change(pack, kind, None)
    pack.format, pack.subject = "resource", None

    assert findings(pack) == []


def test_header_is_looked_at(pack: LearningPackPage) -> None:
    pack.code, pack.subject, pack.review_on, pack.version = "", None, date(2020, 1, 1), "4.4"

    assert kinds(pack) == ["code", "subject", "review", "log"]


def test_short_reading_with_a_vague_link_is_found(pack: LearningPackPage) -> None:
    change(pack, "reading", '<p>Too short. <a href="https://example.org"><b>Click</b> here</a>.</p>')

    assert kinds(pack) == ["length", "link"]
    assert "“Click here”" in dict(findings(pack))["link"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("understand a partner", True), ("To know more", True), ("agree who does what", False), ("bear with it", False)],
)
def test_outcome_that_nobody_can_see_is_found(pack: LearningPackPage, text: str, found: bool) -> None:
    texts = {"a": text, "b": "show it"}
    change(pack, "outcomes", [{"type": "item", "id": key, "value": {"text": texts[key]}} for key in texts])

    assert kinds(pack) == (["verb"] if found else [])


def test_half_empty_draft_is_looked_at_without_a_fault(pack: LearningPackPage) -> None:
    pack.body = BODY.to_python([{"type": "outcomes", "value": []}, {"type": "tool", "value": {}}])

    assert "reading" in kinds(pack)
    assert "tool" not in kinds(pack)


def test_every_finding_has_a_rule_in_the_panel(pack: LearningPackPage) -> None:
    configuration = PackCheckerItem().get_axe_configuration(RequestFactory().get("/"))
    rules = {rule["id"] for rule in configuration["spec"]["rules"]}

    assert {f"pack-{kind}" for kind in FINDINGS} <= rules & {*configuration["options"]["runOnly"]}
    assert {f"pack-{kind}" for kind in FINDINGS} <= {*configuration["messages"]}
    assert {*ContentCheckerItem.axe_run_only} <= {*configuration["options"]["runOnly"]}
    assert {*FINDINGS} >= {kind for kind in SLUGS if kind not in {"try_this", "further_reading"}}


def test_editor_of_a_pack_gets_the_checks_and_others_wagtails_own(editor: Client, pack: LearningPackPage) -> None:
    def rules(pk: int) -> list[str]:
        page = editor.get(reverse("wagtailadmin_pages:edit", args=[pk])).content.decode()
        [found] = re.findall(r'id="checker-axe-configuration"[^>]*>(.*?)</script>', page)
        return json.loads(found)["options"]["runOnly"]

    assert "pack-scenario" in rules(pack.pk)
    assert not [rule for rule in rules(pack.publisher.pk) if rule.startswith("pack-")]


def previewed(pack: LearningPackPage, **attributes: bool) -> str:
    """The draft as Wagtail shows it to an editor."""
    answer = pack.make_preview_request(RequestFactory().get("/"), extra_request_attrs=attributes)
    return answer.content.decode()


def test_findings_are_seen_in_the_editors_preview_only(pack: LearningPackPage) -> None:
    change(pack, "scenario", None)
    pack.save_revision().publish()

    assert 'data-finding="scenario"' in previewed(pack, in_preview_panel=True)
    for shown in (previewed(pack), Client().get(pack.url).content.decode()):
        assert "data-finding" not in shown
        assert "wagtail-userbar" not in shown


# Samples and limits


def test_every_block_says_where_it_is_shown() -> None:
    assert {name: block.get_description() for name, block in BODY.child_blocks.items()} == {
        name: sample.description for name, sample in SAMPLES.items()
    }


@pytest.mark.parametrize("name", [name for name in PackBody().child_blocks if name != "figure"])
def test_every_block_but_the_picture_shows_a_sample(editor: Client, name: str) -> None:
    block = BODY.child_blocks[name]

    page = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})

    assert Block.definition_registry[block.definition_prefix] is block
    assert page.status_code == 200
    assert "alongside.css" in page.content.decode()
    assert len(re.sub(r"<[^>]+>|\s+", "", page.content.decode().partition("<main>")[2])) > 30


def test_samples_are_what_their_blocks_take() -> None:
    short = {"reading", "scenario", "try_this"}  # samples are shorter than what is published
    without = {"figure"}  # a picture is a file of the publisher's own

    for name, block in BODY.child_blocks.items():
        if name not in short | without:
            block.clean(block.get_preview_value())


def test_texts_with_limits_tell_them_to_the_counter() -> None:
    classes = {name: getattr(BODY.child_blocks[name].meta, "form_classname", "") for name in ("reading", "try_this")}

    assert classes == {"reading": "words-300-1500 words-pack-600-900", "try_this": "words-1-250"}
    assert BODY.child_blocks["scenario"].child_blocks["text"].meta.form_classname == "words-150-250"

"""The guide to a category: compiled from its packs, for readers and for facilitators, on screen and on paper."""

from pathlib import Path

import pdfua
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from packs import guiding, loading, registering
from packs.models import CategoryGuidePage, LearningPackPage, PublisherPage, ResourceCode
from packs.models.reviewing import SecondPersonError, hindrance
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


@laid
def guide(pack: LearningPackPage) -> CategoryGuidePage:
    return loading.load_guide(pack.publisher, makers.guide_words())


def text_of(guide: CategoryGuidePage, client: Client | None = None) -> str:
    return (client or Client()).get(guide.url).content.decode()


def notes_of(pack: LearningPackPage) -> str:
    """A piece of the pack's notes for facilitators that stands nowhere else in it."""
    notes = next(child.value for child in pack.body if child.block_type == "trainer_notes")
    return str(notes["traps"].source)[3:43]


def test_guide_shows_headers_of_its_packs(guide: CategoryGuidePage, pack: LearningPackPage) -> None:
    other = makers.pack(pack.subject.framework, pack.publisher, number=3, title="The other pack of the category")
    apart = makers.pack(pack.subject.framework, makers.publisher("Salt", "SCC"), number=3, title="Somebody else’s")

    page = text_of(guide)

    assert all(
        word in page for word in (pack.title, pack.code, pack.purpose[:30], other.title, "Practical understanding")
    )
    assert apart.title not in page
    assert [entry.pack for entry in guide.compiled(for_facilitators=False).entries] == [pack, other]


def test_outcomes_of_packs_stand_under_the_outcome_they_serve(guide: CategoryGuidePage, pack: LearningPackPage) -> None:
    served = {
        one.outcome["kind"]: [text for _entry, text in one.by] for one in guide.compiled(for_facilitators=False).served
    }

    mine: dict[str, list[str]] = {kind: [] for kind in makers.guide_words()["outcomes"]}
    for outcome in pack.outcomes():
        mine[outcome["category_outcome"]].append(outcome["text"])
    assert served == mine
    assert sum(map(len, served.values())) >= 2


def test_trainers_notes_are_for_facilitators(cast: Cast, guide: CategoryGuidePage, pack: LearningPackPage) -> None:
    words = notes_of(pack)

    assert words not in text_of(guide)
    assert words not in text_of(guide, signed_in(cast.ada.user))
    assert "Ask for roles and never for names" not in text_of(guide)
    assert words in text_of(guide, signed_in(cast.fay))
    assert "Ask for roles and never for names" in text_of(guide, signed_in(cast.fay))


def test_public_trainers_notes_are_for_all(guide: CategoryGuidePage, pack: LearningPackPage) -> None:
    LearningPackPage.objects.filter(pk=pack.pk).update(trainer_notes_public=True)

    assert notes_of(pack) in text_of(guide)


def test_withdrawn_pack_leaves_the_guide(guide: CategoryGuidePage, pack: LearningPackPage) -> None:
    pack.unpublish()

    assert pack.title not in text_of(guide)


def test_pdf_has_no_faults_a_checker_finds(guide: CategoryGuidePage, tmp_path: Path) -> None:
    path = tmp_path / "guide.pdf"
    path.write_bytes(guiding.pdf_of(guide, for_facilitators=True))

    report = pdfua.validate(path)

    assert [finding for finding in report.findings if finding.severity == pdfua.Severity.ERROR] == []


def test_pdf_of_facilitators_is_theirs(cast: Cast, guide: CategoryGuidePage) -> None:
    everybody = Client().get(f"{guide.url}pdf/")

    assert everybody.headers["Content-Type"] == "application/pdf"
    assert everybody.headers["Content-Disposition"] == 'attachment; filename="MPW-410-01.pdf"'
    assert everybody.content[:5] == b"%PDF-"
    assert signed_in(cast.ada.user).get(f"{guide.url}pdf/facilitators/").status_code == 404
    assert signed_in(cast.fay).get(f"{guide.url}pdf/facilitators/").content[:5] == b"%PDF-"


def test_guide_is_on_the_map_for_search_engines(guide: CategoryGuidePage) -> None:
    found = Client().get("/sitemap.xml").content.decode()

    assert f"<loc>http://testserver{guide.url}</loc>" in found


def test_unpublished_guide_is_not_there(guide: CategoryGuidePage) -> None:
    guide.unpublish()

    assert [Client().get(f"{guide.url}{door}").status_code for door in ("", "pdf/", "nothing/")] == [404, 404, 404]


def test_guide_uses_number_one_of_its_category(guide: CategoryGuidePage) -> None:
    row = ResourceCode.objects.get(code="MPW:410-01")

    assert (row.state, row.lineage) == ("used", guide.translation_key)
    assert registering.reserve_next(guide.publisher, category="410").code == "MPW:410-03"
    with pytest.raises(registering.StillPublishedError):
        registering.retire(row, by=makers.author(guide.publisher))


def test_second_guide_cannot_take_the_code(guide: CategoryGuidePage, pack: LearningPackPage) -> None:
    from_elsewhere = CategoryGuidePage(title="Another", code=guide.code)

    with pytest.raises(ValidationError, match="belongs to another"):
        from_elsewhere.check_code(guide.publisher)


def test_guide_goes_out_by_two_people(guide: CategoryGuidePage) -> None:
    editor = makers.author(guide.publisher)
    guide.refresh_from_db()
    may = guide.permissions_for_user(editor)
    guide.title = "Words that one person has seen"
    revision = guide.save_revision(user=editor)

    assert not any((may.can_publish(), may.can_delete(), may.can_move()))
    with pytest.raises(SecondPersonError):
        revision.publish(user=editor)
    assert hindrance(guide, editor).startswith("You changed this last")


def test_guide_without_its_code_is_not_whole(guide: CategoryGuidePage) -> None:
    copy, taken = CategoryGuidePage(title="Another"), CategoryGuidePage(title="Another", code=guide.code)
    copy.publisher = taken.publisher = guide.publisher

    assert guide.lacking() == []
    assert [len(copy.lacking()), len(taken.lacking())] == [1, 1]


def test_loading_twice_changes_nothing(guide: CategoryGuidePage) -> None:
    again = loading.load_guide(PublisherPage.objects.get(), makers.guide_words())

    assert (again.pk, again.revisions.count()) == (guide.pk, 1)


def test_pack_and_publisher_lead_to_the_guide(guide: CategoryGuidePage, pack: LearningPackPage) -> None:
    for page in (pack, pack.publisher):
        assert f'href="{guide.url}"' in Client().get(page.url).content.decode()


def test_guide_asks_the_same_questions_however_many_packs(
    guide: CategoryGuidePage, pack: LearningPackPage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    text_of(guide)
    with django_assert_num_queries(QUERIES):
        text_of(guide)
    for number in (3, 4):
        makers.pack(pack.subject.framework, pack.publisher, number=number)

    with django_assert_num_queries(QUERIES):
        text_of(guide)


QUERIES = 10

"""Finding packs by words: what is searched, what never is, and what comes first."""

import pytest
from django.utils import timezone
from wagtail.models import Locale

from elearning.programmes.models import SubjectFramework
from packs import finding, reading
from packs.models import LearningPackPage
from tests import factories
from tests.conftest import Cast
from tests.laying import laid
from tests.packs import makers


@laid
def framework(db: None) -> SubjectFramework:
    return factories.framework()


def found(query: str) -> list[str]:
    hits = finding.search(query)
    packs = reading.library()
    keys = list(finding.among(packs, hits).values_list("pk", flat=True))
    titles = dict(packs.values_list("pk", "title"))
    return [titles[key] for key in finding.ranked(keys, hits, query, packs)]


def meant(query: str) -> str | None:
    return finding.suggestion(query, reading.library())


@pytest.mark.parametrize(
    "query",
    ["Quilts", "quilt", "quil", "QUILTS zebra", "zebras", "zébras", "zebras waits", "Zadie Writer"],
)
def test_words_are_found_by_how_they_begin(framework: SubjectFramework, query: str) -> None:
    makers.pack(framework, title="Zebras and quilts", summary="Who waits.", authors=["Zadie Writer"])
    makers.pack(framework, number=3, title="Another", summary="Another.", authors=["Someone"])

    assert found(query) == ["Zebras and quilts"]


def test_accents_do_not_matter_on_either_side(framework: SubjectFramework) -> None:
    french = makers.pack(framework, title="Réunions côte à côte")
    LearningPackPage.objects.filter(pk=french.pk).update(locale=Locale.objects.create(language_code="fr"))

    assert found("reunion") == found("RÉUNIONS") == found("cote") == ["Réunions côte à côte"]


def test_words_inside_the_pack_are_found(framework: SubjectFramework) -> None:
    makers.pack(framework, reading=makers.words()["reading"] + "\n\nA hippopotamus waits.")

    assert len(found("hippopotamus")) == 1


def test_notes_for_facilitators_are_found_only_where_everybody_may_read_them(framework: SubjectFramework) -> None:
    notes = makers.words()["trainer_notes"] | {"purpose": "The hippopotamus exercise."}
    pack = makers.pack(framework, trainer_notes=notes)
    closed = found("hippopotamus")
    pack.trainer_notes_public = True
    pack.save_revision().publish()

    assert (closed, len(found("hippopotamus"))) == ([], 1)


def test_what_readers_write_is_never_found(cast: Cast) -> None:
    pack = makers.pack(cast.programme.framework)
    own = reading.take_up(cast.ada, pack)
    part = next(part for part in pack.sections(with_trainer_notes=False) if part.slug == "reflect")
    reading.write(own, {part.asks[0].key: "My hippopotamus"}, version=0, section=part)
    pack.save_revision().publish()

    assert finding.search("hippopotamus").scores == {}


def test_words_of_a_draft_are_not_found(framework: SubjectFramework) -> None:
    pack = makers.pack(framework)
    pack.title = "The hippopotamus"
    pack.save_revision()

    assert found("hippopotamus") == []


def test_words_of_an_earlier_version_are_not_found_any_more(framework: SubjectFramework) -> None:
    pack = makers.pack(framework, title="The hippopotamus")
    makers.next_version(pack, title="The giraffe")

    assert (found("hippopotamus"), found("giraffe")) == ([], ["The giraffe"])


def test_title_counts_most_then_the_card_then_the_pack(framework: SubjectFramework) -> None:
    text = makers.words()["reading"]
    makers.pack(framework, number=2, title="Inside", reading=text + "\n\nA hippopotamus.")
    makers.pack(framework, number=3, title="On the card", summary="About a hippopotamus.")
    makers.pack(framework, number=4, title="The hippopotamus")

    assert found("hippopotamus") == ["The hippopotamus", "On the card", "Inside"]


@pytest.mark.parametrize("query", ["MPW:410-07", "mpw 410-07", "410-07", " 410 07 "])
def test_resource_code_comes_first(framework: SubjectFramework, query: str) -> None:
    makers.pack(framework, number=2, title="Not MPW 410 07 but 410 07", summary="See MPW:410-07, that is 410-07.")
    makers.pack(framework, number=7, title="The one")

    assert found(query)[0] == "The one"


def test_some_of_the_words_are_better_than_nothing(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, title="A hippopotamus")
    makers.pack(framework, number=3, title="A giraffe")

    hits = finding.search("hippopotamus zeppelin")

    assert (hits.loosely, found("hippopotamus zeppelin")) == (True, ["A hippopotamus"])


@pytest.mark.parametrize("query", ["", "  ", "?!", "\x00"])
def test_no_words_find_nothing(framework: SubjectFramework, query: str) -> None:
    makers.pack(framework)

    assert finding.search(query).scores == {}


def test_suggestion_comes_from_what_anybody_may_read(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, title="Receptionists")
    makers.pack(framework, number=3, title="Hippopotamus").unpublish()

    assert meant("recepsionists") == "receptionists"
    assert meant("hipopotamus") is None


def test_index_is_mended_once_a_day(framework: SubjectFramework) -> None:
    pack = makers.pack(framework, title="Hippopotamus")
    framework.subjects.filter(pk=pack.subject_id).update(title="Giraffes")
    lost = makers.pack(framework, number=3, title="Zebra")
    lost.index_entries.all().delete()
    before = (found("giraffe"), found("zebra"))

    assert finding.renew(timezone.now()) == 2

    assert before == ([], [])
    assert (found("giraffe")[0], found("zebra")) == ("Hippopotamus", ["Zebra"])

"""What search engines and catalogues are told: a publication as data, sharing cards, the map of the site."""

import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import PageViewRestriction

from elearning.programmes.models import SubjectFramework
from packs import sharing, tending
from packs.models import LearningPackPage
from tests import factories
from tests.laying import laid
from tests.packs import makers

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@laid
def framework(db: None) -> SubjectFramework:
    return factories.framework()


def data_of(pack: LearningPackPage) -> Any:
    (block,) = BLOCK.findall(Client().get(pack.url).content.decode())
    return json.loads(block)


def addresses() -> list[str]:
    answer = Client().get(reverse("packs:sitemap"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/xml")
    return re.findall("<loc>(.*?)</loc>", answer.content.decode())


def test_first_page_says_what_the_publication_is(framework: SubjectFramework) -> None:
    pack = makers.pack(framework, number=7, title="On track", minutes=55, version="1.0", published="2026-03-01")

    data = data_of(pack)

    assert data["@type"] == "LearningResource"
    assert data["identifier"] == "MPW:410-07"
    assert (data["name"], data["version"], data["inLanguage"]) == ("On track", "1.0", "en-gb")
    assert data["timeRequired"] == "PT55M"
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["dateModified"] == date(2026, 3, 1).isoformat()
    assert data["publisher"]["name"] == "Alder Lane Learning"
    assert len(data["teaches"]) >= 2
    assert data["url"] == data["@id"] == f"http://testserver{pack.url}"
    assert {file["encodingFormat"] for file in data["encoding"]} == {"application/pdf", "application/epub+zip"}
    assert "isBasedOn" not in data


def test_every_file_that_is_named_can_be_fetched(framework: SubjectFramework) -> None:
    for file in data_of(makers.pack(framework))["encoding"]:
        answer = Client().get(file["contentUrl"].removeprefix("http://testserver"))

        assert (answer.status_code, answer.headers["Content-Type"]) == (200, file["encodingFormat"])


def test_adapted_publication_names_its_source(framework: SubjectFramework) -> None:
    pack = makers.pack(framework)
    LearningPackPage.objects.filter(pk=pack.pk).update(adapted_from="A pack of Salt", adapted_how="Shorter.")

    assert data_of(pack)["isBasedOn"] == {"@type": "CreativeWork", "name": "A pack of Salt"}


def test_resource_says_what_it_is(framework: SubjectFramework) -> None:
    data = data_of(makers.resource(framework))

    assert data["learningResourceType"] == "Resource"
    assert "about" not in data


def test_words_of_a_publication_cannot_end_the_block_of_data(framework: SubjectFramework) -> None:
    title = "</script><script>alert(1)</script> & <!-- “so”"

    assert data_of(makers.pack(framework, title=title))["name"] == title


def test_sharing_card_and_one_address(framework: SubjectFramework) -> None:
    pack = makers.pack(framework, title='Say "when"', summary="One line.")

    page = Client().get(pack.url + "?from=mail").content.decode()

    assert f'<link rel="canonical" href="http://testserver{pack.url}">' in page
    assert '<meta property="og:title" content="Say &quot;when&quot;">' in page
    assert '<meta property="og:description" content="One line.">' in page


def test_narrowed_lists_are_kept_out_of_search_engines(framework: SubjectFramework) -> None:
    makers.pack(framework)
    door, word = reverse("packs:catalogue"), '<meta name="robots" content="noindex">'

    assert word not in Client().get(door).content.decode()
    assert word in Client().get(door, {"subject": "LEAD"}).content.decode()
    assert word in Client().get(door, {"sort": "title"}).content.decode()


def test_map_holds_what_anybody_may_read_and_nothing_else(framework: SubjectFramework) -> None:
    open_to_all = makers.pack(framework, number=2)
    draft, hidden, gone = (makers.pack(framework, number=number) for number in (3, 4, 5))
    draft.unpublish()
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    tending.withdraw(gone, notice="Out of date.", by=factories.user("Pia"))

    found = addresses()

    assert f"http://testserver{open_to_all.url}" in found
    assert "http://testserver/packs/" in found
    assert f"http://testserver{open_to_all.publisher.url}" in found
    assert {page.url for page in (draft, hidden, gone)} & {
        place.removeprefix("http://testserver") for place in found
    } == set()
    assert all(Client().get(place.removeprefix("http://testserver")).status_code == 200 for place in found)


def test_crawlers_are_told_where_the_map_is(db: None) -> None:
    answer = Client().get(reverse("packs:robots"))

    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /packs/?" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def test_shared_picture_is_drawn_once(framework: SubjectFramework) -> None:
    pack = makers.pack(framework, title="Cœur à cœur: tŷ gŵyl")

    answers = [Client().get(f"{pack.url}picture/") for _ in range(2)]

    assert [(answer.status_code, answer.headers["Content-Type"]) for answer in answers] == [(200, "image/png")] * 2
    assert answers[0].content == answers[1].content
    assert Image.open(io.BytesIO(answers[0].content)).size == (1200, 630)
    page = Client().get(pack.url).content.decode()
    assert f'<meta property="og:image" content="http://testserver{pack.url}picture/">' in page


def test_no_picture_is_better_than_empty_boxes(framework: SubjectFramework) -> None:
    pack = makers.pack(framework, title="Партнёрство")

    assert Client().get(f"{pack.url}picture/").status_code == 404
    assert "og:image" not in Client().get(pack.url).content.decode()


def test_pictures_fit_every_subject_that_has_a_cover() -> None:
    cover = (Path(settings.BASE_DIR) / "templates/packs/_cover.svg").read_text(encoding="utf-8")

    for code, (ground, accent) in sharing.COLOURS.items():
        one = cover.partition(f'code == "{code}"')[2].partition("{% el")[0]
        assert f'fill="{ground}"' in one
        assert f'fill="{accent}"' in one
    assert set(sharing.COLOURS) == set(re.findall(r'code == "(\w+)"', cover))

"""The technical page, the wrong person first."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from elearning.assessments import analysing
from elearning.assessments.models import InstrumentVersion
from elearning.programmes.models import ProgrammeManager
from elearning.spreadsheets import as_csv
from tests import factories
from tests.assessments.makers import pooled
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers


@laid
def version(cast: Cast) -> InstrumentVersion:
    return InstrumentVersion.objects.get(page=makers.steps(cast).assessment)


@laid
def max_(cast: Cast) -> Client:
    return signed_in(cast.max)


def doors(version: InstrumentVersion) -> list[str]:
    page = f"/instruments/{version.page_id}/"
    return ["/instruments/", page, f"{page}versions/1/", f"{page}versions/1/figures.csv"]


def text(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def filled(version: InstrumentVersion, cast: Cast, people: int) -> None:
    pooled(version, cast.cohort, people, no_chance=0, blank=0)
    analysing.compute(version)


def test_doors_send_the_signed_out_to_sign_in(client: Client, version: InstrumentVersion) -> None:
    assert [client.get(address).headers["Location"] for address in doors(version)] == [
        f"/sign-in/?next={address}" for address in doors(version)
    ]


@pytest.mark.parametrize("who", ["ada", "fay", "olu", "pia", "zoe"])
def test_doors_do_not_exist_for_others(cast: Cast, version: InstrumentVersion, who: str) -> None:
    filled(version, cast, 120)
    person = getattr(cast, who)
    client = signed_in(getattr(person, "user", person))

    assert [client.get(address).status_code for address in doors(version)] == [404] * 4


def test_another_programmes_manager_finds_only_their_own(cast: Cast, version: InstrumentVersion) -> None:
    filled(version, cast, 120)
    ProgrammeManager.objects.create(programme=factories.programme(), user=cast.zoe)
    client = signed_in(cast.zoe)

    assert [client.get(address).status_code for address in doors(version)] == [200, 404, 404, 404]
    assert version.page.title not in text(client, "/instruments/")


def test_managers_find_the_page_from_their_cohorts(max_: Client, version: InstrumentVersion) -> None:
    assert 'href="/instruments/"' in max_.get("/cohorts/").content.decode()
    assert f'href="/instruments/{version.page_id}/"' in max_.get("/instruments/").content.decode()


def test_facilitators_are_not_shown_the_way(cast: Cast, version: InstrumentVersion) -> None:
    assert "/instruments/" not in signed_in(cast.fay).get("/cohorts/").content.decode()


def test_page_without_answers_tells_what_is_asked_and_what_is_not_known(
    max_: Client, version: InstrumentVersion
) -> None:
    words = text(max_, doors(version)[1])

    assert "Figures rest on fewer than 10 people" in words
    assert "36 statements on 9 subjects, 5 points each" in words
    assert "They have not been piloted." in words
    assert "Importance and frequency are different rulers." in words
    assert "30 0.48 to 0.84 100 0.59 to 0.79 200 0.63 to 0.76" in words
    assert [words.count(f"LEAD{number}") for number in range(1, 6)] == [1, 1, 1, 1, 0]
    assert "Too few to say" in words


def test_page_of_twenty_people_has_means_and_no_coefficient(
    cast: Cast, max_: Client, version: InstrumentVersion
) -> None:
    filled(version, cast, 20)

    sheet = max_.get(doors(version)[1]).context["sheet"]

    first = sheet.scales[0].statements[0].cells
    assert (sheet.people, sheet.has_coefficients, sheet.pairs) == ("about 20", False, [])
    assert re.fullmatch(r"[1-5]\.\d", first["mean"])
    assert {first[name] for name in ("sd", "lowest", "highest", "item_rest")} == {"too few to say"}
    assert {row.cells["alpha"] for row in sheet.scales} == {"too few to say"}


def test_page_of_forty_people_has_alphas_that_are_provisional(
    cast: Cast, max_: Client, version: InstrumentVersion
) -> None:
    filled(version, cast, 40)

    page = max_.get(doors(version)[1])

    rows = page.context["sheet"].scales
    assert all(re.fullmatch(r"0\.\d\d", row.cells["alpha"]) and row.is_provisional for row in rows)
    assert {row.cells["omega"] for row in rows} == {"too few to say"}
    assert "Between 30 and 99 people" in page.content.decode()


def test_page_of_many_people_has_everything(cast: Cast, max_: Client, version: InstrumentVersion) -> None:
    filled(version, cast, 150)

    sheet = max_.get(doors(version)[1]).context["sheet"]

    assert all(re.fullmatch(r"0\.\d\d", row.cells["omega"]) and row.reading for row in sheet.scales)
    assert all(re.fullmatch(r"-?0\.\d\d", one.cells["item_rest"]) for row in sheet.scales for one in row.statements)
    assert [len(row.cells) for row in sheet.pairs] == list(range(9))


def test_page_does_not_look_at_answers(cast: Cast, max_: Client, version: InstrumentVersion) -> None:
    filled(version, cast, 30)
    pooled(version, cast.cohort, 30, seed=2)

    with CaptureQueriesContext(connection) as asked:
        sheet = max_.get(doors(version)[1]).context["sheet"]

    assert sheet.people == "about 30"
    assert [one["sql"] for one in asked.captured_queries if "assessments_response" in one["sql"]] == []


@pytest.mark.parametrize("address", [0, 1, 2, 3])
def test_doors_ask_little_however_many_versions(
    cast: Cast, max_: Client, version: InstrumentVersion, address: int
) -> None:
    filled(version, cast, 30)
    max_.get(doors(version)[address])
    with CaptureQueriesContext(connection) as one:
        max_.get(doors(version)[address])
    for number in (2, 3):
        made = InstrumentVersion.objects.create(
            page=version.page, number=number, schema=version.schema, digest="x" * 64
        )
        filled(made, cast, 12)
    with CaptureQueriesContext(connection) as three:
        max_.get(doors(version)[address])

    assert len(three) == len(one) <= 25


def test_newest_version_comes_first_and_earlier_ones_keep_their_figures(
    cast: Cast, max_: Client, version: InstrumentVersion
) -> None:
    filled(version, cast, 30)
    InstrumentVersion.objects.create(page=version.page, number=2, schema=version.schema, digest="x" * 64)

    newest, first = (max_.get(doors(version)[place]).context["sheet"] for place in (1, 2))

    assert (newest.version.number, newest.people) == (2, "fewer than 10")
    assert (first.version.number, first.people) == (1, "about 30")


def test_an_unknown_version_does_not_exist(max_: Client, version: InstrumentVersion) -> None:
    page = f"/instruments/{version.page_id}/versions/7/"

    assert [max_.get(address).status_code for address in (page, f"{page}figures.csv")] == [404, 404]


def test_file_holds_the_cells_of_the_page(cast: Cast, max_: Client, version: InstrumentVersion) -> None:
    filled(version, cast, 150)
    sheet = max_.get(doors(version)[1]).context["sheet"]

    answer = max_.get(doors(version)[3])

    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    first = sheet.scales[0]
    names = ("people", "alpha", "alpha_from", "alpha_to", "standardised", "omega")
    assert lines[1] == [first.scale.title, *(first.cells[name] for name in names), first.reading]
    assert (len(lines), lines[12][0], len(lines[-1])) == (9 + 36 + 8 + 3 + 2, "LEAD1", 9)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="making-partnering-work-questionnaire-1.csv"'


def test_numbers_below_nought_stay_numbers_in_the_file() -> None:
    assert as_csv([["-0.06", "-0,06", "-1+1", "-0.06\n=1"]]).strip("\ufeff\r\n") == '-0.06,"-0,06",\'-1+1,"\'-0.06\n=1"'


def test_words_of_an_editor_start_no_formula(cast: Cast, max_: Client, version: InstrumentVersion) -> None:
    schema = version.schema
    schema["scales"][0]["value"]["statements"][0]["value"]["text"] = "=1+1"
    InstrumentVersion.objects.create(page=version.page, number=2, schema=schema, digest="y" * 64)

    lines = max_.get(f"/instruments/{version.page_id}/versions/2/figures.csv").content.decode("utf-8-sig")

    assert "'=1+1" in lines
    assert ",=1+1" not in lines

"""Copies are made once by a worker, served when they are there, and cleared when old; the whole shelf as one ZIP."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from elearning.jobs.models import Job
from elearning.jobs.working import BOUND, Work
from packs import rendering
from packs.exporting import Copy
from packs.models import LearningPackPage
from tests import factories
from tests.conftest import Cast, signed_in
from tests.packs import makers


@pytest.fixture
def pack(db: None, settings: Settings) -> LearningPackPage:
    """A pack on a machine with workers; nothing is made of these words yet."""
    made = makers.pack(factories.framework(), summary=f"Words of {timezone.now().isoformat()}.")
    settings.WORKERS = 1
    return made


def do(job: Job) -> None:
    """The work of a worker."""
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=1)
    work = Work(job.pk, job.key, job.payload, 1, timedelta(minutes=5))
    work.finish(**dict(BOUND[job.kind].function(work) or {}))


def test_page_says_that_the_copy_is_being_made_and_serves_it_when_it_is_there(pack: LearningPackPage) -> None:
    first = Client().get(f"{pack.url}epub/")
    again = Client().get(f"{pack.url}epub/")
    job = Job.objects.get(kind=rendering.KIND)
    do(job)
    then = Client().get(f"{pack.url}epub/")

    assert (first.status_code, again.status_code, then.status_code) == (202, 202, 200)
    assert "Your file is being made" in first.content.decode()
    assert first.headers["Refresh"] == "5"
    assert then.headers["Content-Type"] == "application/epub+zip"


def test_publishing_asks_for_every_copy_once(pack: LearningPackPage) -> None:
    pack.summary += " And more."
    pack.save_revision().publish()
    rendering.ask_for_all(pack)

    assert sorted(job.payload["kind"] for job in Job.objects.filter(kind=rendering.KIND)) == sorted(Copy.values)


def test_failure_is_said_and_not_asked_for_again_at_once(pack: LearningPackPage) -> None:
    Client().get(f"{pack.url}epub/")
    Job.objects.update(state=Job.State.FAILED, finished_at=timezone.now(), error="NotPrintedError")

    response = Client().get(f"{pack.url}epub/")

    assert response.status_code == 503
    assert Job.objects.count() == 1


def test_copies_made_long_ago_are_cleared_and_made_again(pack: LearningPackPage, settings: Settings) -> None:
    settings.WORKERS = 0
    place = rendering.place_of(pack, Copy.EPUB)

    kept = rendering.prune(), storages["private"].exists(place)
    cleared = rendering.prune(timezone.now() + rendering.KEPT), storages["private"].exists(place)

    assert (kept, cleared[0] >= 1, cleared[1]) == ((0, True), True, False)
    assert rendering.place_of(pack, Copy.EPUB) == place


# The whole shelf


def zip_of(cast: Cast) -> tuple[str, zipfile.ZipFile]:
    response = signed_in(cast.ada.user).get(f"{makers.shelf(cast.programme).url}files/")
    assert response.status_code == 200, response.content[:3000]
    return response.headers["Cache-Control"], zipfile.ZipFile(io.BytesIO(response.getvalue()))


def test_shelf_is_one_zip_of_the_pinned_packs_and_no_others(cast: Cast) -> None:
    makers.pack(cast.programme.framework)
    makers.pack(cast.programme.framework, number=3, subject="BARR")
    makers.choose(cast.ada, "LEAD")

    stored, archive = zip_of(cast)

    assert (stored, archive.testzip()) == ("private, no-store", None)
    assert archive.namelist() == ["MPW-410-02-v1.0.pdf", "MPW-410-02-v1.0.epub"]
    assert archive.read("MPW-410-02-v1.0.pdf").startswith(b"%PDF-")


def test_shelf_without_pins_has_no_zip(cast: Cast) -> None:
    shelf = makers.shelf(cast.programme)

    assert signed_in(cast.ada.user).get(f"{shelf.url}files/").headers["Location"] == shelf.url

"""Fills an installation for `bench_pages` and `bench_writers`, and says what is asked for there, as JSON.

Call it once in an installation made by `manage.py rehearse_scale --cohorts 3 --people 600 --answers 0`. It adds a programme whose
questionnaire has twenty statements on its first page, with 400 people who are answering, and lets sets be proposed in a cohort
of 200. Sessions are made by the product's own store, for people who signed in a while ago.
"""

import copy
import json
import os
import sys
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import django

TOKEN = "a" * 32
ANSWERING, STATEMENTS, EACH = 400, 20, 60
Request = dict[str, str]


def twenty_questions() -> list[Request]:
    """A programme with twenty statements on one page; the cookies and marks of those who are answering, with their fields."""
    from django.utils import timezone  # noqa: PLC0415 - Django stands only now

    from elearning.accounts.http import mark_of  # noqa: PLC0415
    from elearning.assessments import answering  # noqa: PLC0415
    from elearning.assessments.views.answering import saves_to  # noqa: PLC0415
    from elearning.profiles import loading  # noqa: PLC0415
    from elearning.programmes import enrolling  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415
    from tests.profiles.makers import words  # noqa: PLC0415
    from tests.survive.load import session_of  # noqa: PLC0415

    programme = factories.programme(slug="twenty-questions", title="Twenty questions")
    step = loading.load(programme, words("programme.yaml")["steps"], twenty(words("assessment.yaml")))[0]
    cohort = factories.cohort(programme, workshop_starts_at=timezone.now() - timedelta(days=3))
    council, made = factories.organisation("A council"), []
    for number in range(ANSWERING):
        user = factories.user(f"Answering {number}", email=f"answering.{number}@example.org")
        enrolment = factories.enrolment(cohort, user, organisation=council)
        enrolling.acknowledge(enrolment, programme)
        mine = answering.open_set(enrolment, step)  # type: ignore[arg-type]
        keys = [one.key for one in mine.version.instrument.scales[0].statements]
        made.append(
            {
                "cookie": cookie(session_of(user)),
                "mark": mark_of(user),
                "keys": keys,
                "path": step.door("subject", 1),
                "saves_to": saves_to(step, enrolment, 1),  # type: ignore[arg-type]
                "form": f"bench{number}",
            }
        )
    return made


def twenty(data: dict[str, Any]) -> dict[str, Any]:
    """The questionnaire of the programme with its first subject asked by twenty statements."""
    mine = copy.deepcopy(data)
    first = mine["scales"][0]
    one = first["items"][0]
    first["items"] = [
        {**one, "code": f"{first['subject']}{number}", "text": f"{one['text']} ({number})", "active": True}
        for number in range(1, STATEMENTS + 1)
    ]
    return mine


def cookie(session: str) -> str:
    """What a browser of somebody signed in sends."""
    return f"sessionid={session}; csrftoken={TOKEN}"


def answering_requests(people: list[dict[str, Any]]) -> dict[str, list[Request]]:
    """The page of questions, one answer that is saved by itself, and the page sent as a whole."""

    def body(one: dict[str, Any], answers: str) -> str:
        shown = "&".join(f"s-{key}=" for key in one["keys"])
        marks = f"csrfmiddlewaretoken={TOKEN}&made_for={one['mark']}&form_id={one['form']}&turn={{turn}}"
        return f"{marks}&{shown}&{answers}"

    def whole(one: dict[str, Any]) -> str:
        return "&".join(f"a-{key}={{choice}}" for key in one["keys"])

    return {
        "questions": [{"method": "GET", "path": one["path"], "cookie": one["cookie"]} for one in people],
        "save": [
            {
                "method": "POST",
                "path": one["saves_to"],
                "cookie": one["cookie"],
                "x-autosave": "1",
                "body": body(one, f"a-{one['keys'][0]}={{choice}}"),
            }
            for one in people
        ],
        "submit": [
            {"method": "POST", "path": one["path"], "cookie": one["cookie"], "body": body(one, whole(one))}
            for one in people
        ],
    }


def others() -> dict[str, list[Request]]:
    """Homes, results, sets, packs and the boards of those who run a cohort."""
    from django.urls import reverse  # noqa: PLC0415 - Django stands only now

    from actionsets.models import ActionLearningPage  # noqa: PLC0415
    from elearning.accounts.models import User  # noqa: PLC0415
    from elearning.profiles.models import Result, ResultsPage  # noqa: PLC0415
    from packs.models import LearningPackPage  # noqa: PLC0415
    from tests.survive.load import places, session_of  # noqa: PLC0415

    members = places()[:EACH]
    results = Result.objects.filter(wave="pre", superseded_at=None).select_related(
        "enrolment__user", "enrolment__cohort"
    )
    owners = [one.enrolment for one in results.order_by("pk")[:EACH]]
    manager = User.objects.get(email="ruth.abernathy@alder-lane.example")
    cohort = proposed(manager)
    programme = cohort.programme
    set_page = ActionLearningPage.objects.child_of(programme).get()
    results_page = ResultsPage.objects.child_of(programme).get()
    pack = LearningPackPage.objects.live().order_by("pk").first()
    assert pack
    at_pack = pack.url
    runs = cookie(session_of(manager))
    cookies = {one.pk: cookie(session_of(one.user)) for one in [*owners, *(place.enrolment for place in members)]}

    def get(path: str, mine: str = "") -> Request:
        return {"method": "GET", "path": path, "cookie": mine}

    return {
        "home": [get(programme.url, cookies[place.enrolment_id]) for place in members],
        "results": [get(results_page.url, cookies[one.pk]) for one in owners],
        "set page": [
            get(set_page.url, cookies[place.enrolment_id])
            for place in members
            if is_shown(set_page.url, place.enrolment)
        ],
        "catalogue": [get(reverse("packs:catalogue"))],
        "pack": [get(at_pack)],
        "pack, signed in": [get(at_pack, cookies[one.pk]) for one in owners],
        "set formation, 200": [get(reverse("actionsets:board", args=[cohort.public_id]), runs)],
        "cohort board, 200": [get(reverse("programmes:board", args=[cohort.public_id]), runs)],
        "report, 200": [get(reverse("programmes:report", args=[one.public_id]), runs) for one in reported()],
    }


def is_shown(address: str, enrolment: Any) -> bool:
    """Whether somebody gets the page there: who has yet to agree to the set's rules is led to them first."""
    from django.test import Client  # noqa: PLC0415 - Django stands only now

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(enrolment.user)
    return client.get(address).status_code == HTTPStatus.OK


def reported() -> list[Any]:
    """The cohorts whose figures have been frozen."""
    from elearning.programmes.models import Cohort  # noqa: PLC0415 - Django stands only now

    return list(Cohort.objects.filter(snapshots__isnull=False).distinct().order_by("pk")[:1])


def proposed(manager: Any) -> Any:
    """The cohort that has no sets yet, with a proposal of them."""
    from actionsets import proposing  # noqa: PLC0415 - Django stands only now
    from actionsets.rehearsing.sets import SETTINGS  # noqa: PLC0415
    from elearning.programmes.models import Cohort  # noqa: PLC0415

    cohort = Cohort.objects.filter(learning_sets=None, enrolments__isnull=False).order_by("pk").first()
    assert cohort
    proposing.propose(cohort, SETTINGS, by=manager)
    return cohort


def main() -> None:
    """Fill, and print what is asked for by name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elearning.settings")
    django.setup()
    found = others()  # before the other programme is there: it has people without sets as well
    found |= answering_requests(twenty_questions())
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()

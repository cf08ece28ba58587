"""Times the saving of one answer on the server, beside a bare Wagtail page in the same run, and prints times, queries, ratios.

Run it as `python -m tests.bench.bench_answering [--rounds 300]`; with `DATABASE_URL=postgres://…` the same on PostgreSQL.
What is timed is the whole request inside the process, from the address to the answer, without network, web server or
browser. The three kinds of requests take turns, so that whatever else the machine does falls on all alike.
"""

import argparse
from collections.abc import Callable
from datetime import timedelta

from tests.bench.ground import standing, take_turns


def requests_of() -> tuple[dict[str, Callable[[int], None]], Callable[[], None]]:
    """What is timed, by name, each with the number of the round; and a check that the last answer is in the database."""
    from django.utils import timezone  # noqa: PLC0415 - Django stands only now

    from elearning.assessments.views.answering import saves_to  # noqa: PLC0415
    from elearning.profiles import loading  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415
    from tests.assessments.makers import begun, keys, posted, stored  # noqa: PLC0415
    from tests.conftest import signed_in  # noqa: PLC0415
    from tests.profiles.makers import words  # noqa: PLC0415

    programme = factories.programme(slug="bench")
    soon = (timezone.localdate() + timedelta(days=30)).isoformat()
    enrolment = factories.enrolment(factories.cohort(programme, grouping_on=soon))
    enrolment.cohort.refresh_from_db()
    step = loading.load(programme, words("programme.yaml")["steps"], words("assessment.yaml"))[0]
    client = signed_in(enrolment.user)
    mine = begun(client, step, enrolment)  # type: ignore[arg-type]
    given: list[str] = []
    mine_keys, door = keys(mine, "LEAD"), step.door("subject", 1)
    from elearning.pages.models import PlainPage  # noqa: PLC0415

    plain = PlainPage(title="Bare", slug="bare")
    programme.get_parent().add_child(instance=plain)

    def save(number: int) -> None:
        before, after = str(number % 5 + 1), str((number + 1) % 5 + 1)
        page = posted(mine_keys, {0: after}, shown={0: before})
        answer = client.post(saves_to(step, enrolment, 1), page, headers={"X-Autosave": "1"})  # type: ignore[arg-type]
        if answer.status_code not in {200, 204}:
            raise SystemExit(f"Not saved: {answer.status_code} {answer.content[:200]!r}")
        given.append(after)

    def kept() -> None:
        if stored(mine, mine_keys)[0] != given[-1]:
            raise SystemExit("The last answer that was acknowledged is not in the database.")

    def bare(number: int) -> None:
        if client.get(plain.url).status_code != 200:
            raise SystemExit("The bare page did not open.")

    def show(number: int) -> None:
        if client.get(door).status_code != 200:
            raise SystemExit("The page of questions did not open.")

    return {"bare Wagtail page": bare, "page of four statements": show, "saving one answer": save}, kept


def main() -> None:
    """Make a database, measure, take it away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args()
    with standing():
        work, kept = requests_of()
        take_turns(work, options.rounds, title="answering")
        kept()


if __name__ == "__main__":
    main()

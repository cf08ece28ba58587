"""R06: two workers on one queue of a thousand jobs, each called twice: every job is done once."""

import time
from collections import Counter
from pathlib import Path

from elearning.accounts.models import Organisation
from elearning.jobs import working
from elearning.jobs.models import Job
from tests.survive.processes import Installation, until
from tests.survive.verdict import Verdict

JOBS, CALLED_TWICE = 1000, 200


def check(place: Installation) -> Verdict:
    """Ask for all, then let two workers do them."""
    before = Organisation.objects.count()
    for number in range(JOBS):
        job = working.ask("sleep", f"many-{number}", {"seconds": 0})
        if number < CALLED_TWICE:
            working.run_job.enqueue(job.pk)
    began = time.monotonic()
    both = [place.worker(), place.worker()]
    until(lambda: Job.objects.filter(kind="sleep", state=Job.State.DONE).count() == JOBS, "All jobs", 300)
    seconds = time.monotonic() - began
    for worker in both:
        worker.terminate()
        worker.wait(60)
    lines = [line.split() for line in Path(place.environment()["TRACES"]).read_text().splitlines()]
    begun = Counter(key for key, what, _pid in lines if what == "begun")
    share = Counter(pid for _key, what, pid in lines if what == "begun")
    made = Organisation.objects.count() - before
    more_than_once = sum(times > 1 for times in begun.values())
    verdict = Verdict(
        f"{len(begun)} of {JOBS} jobs done, {more_than_once} more than once, {made} effects; {JOBS / seconds:.0f} a second,"
        f" shared {'/'.join(str(count) for count in share.values())}"
    )
    verdict.expect(len(begun) == JOBS == made and not more_than_once, "not each once")
    verdict.expect(len(share) == 2, "one worker did everything")
    return verdict

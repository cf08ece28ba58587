"""Jobs that leave a trace in a file each time they are begun, and a row in the database once."""

import os
import time
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from elearning.accounts.models import Organisation
from elearning.jobs.working import Work, bind


def trace(work: Work, what: str) -> None:
    """One line in the file of traces: whole, whoever else writes."""
    path = os.open(Path(os.environ["TRACES"]), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(path, f"{work.key} {what} {os.getpid()}\n".encode())
    os.close(path)


def sleep(work: Work) -> None:
    """Sleep for as long as the payload says, then make one organisation, once."""
    trace(work, "begun")
    time.sleep(float(str(work.payload["seconds"])))
    with transaction.atomic():
        work.finish()
        Organisation.objects.create(name=work.key, slug=work.key.lower())
    trace(work, "ended")


def sleep_at_first(work: Work) -> None:
    """As `sleep`, but only the first attempt takes long."""
    if work.attempt > 1:
        work.payload = {"seconds": 0}
    sleep(work)


def meet(work: Work) -> None:
    """Two jobs in two workers wait for each other."""
    trace(work, "met")
    while Path(os.environ["TRACES"]).read_text().count("met") < 2:
        time.sleep(0.02)


bind("meet", meet, lease=timedelta(seconds=90))
bind("sleep", sleep, lease=timedelta(seconds=30))
bind("sleep_at_first", sleep_at_first, lease=timedelta(seconds=30))

"""Runs everything that one machine needs: the web server, the workers and the clock."""

import gc
import socket
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from gunicorn.app.wsgiapp import WSGIApplication

from elearning.jobs.figures import clear_figures
from elearning.jobs.keeping import Keeper

# A worker begins anew after so many jobs, so that whatever leaks is given back.
JOBS_A_WORKER = 500
CONFIGURATION = str(settings.BASE_DIR / "gunicorn.conf.py")


def serve(bind: str, processes: int, threads: int) -> None:
    """Be the web server."""
    limits = ["--workers", str(processes), "--threads", str(threads), "--graceful-timeout", "5"]
    quiet = ["--log-level", "warning", "--no-control-socket"]
    sys.argv = ["gunicorn", "elearning.wsgi", "--config", CONFIGURATION, "--bind", bind, *limits, *quiet]
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]", prog="gunicorn").run()


def work() -> None:
    """Be a worker for every queue."""
    call_command("db_worker", queue_name="*", max_tasks=JOBS_A_WORKER, startup_delay=False, reload=False)


def tick() -> None:
    """Be the clock."""
    call_command("tick", loop=True)


class Command(BaseCommand):
    """`manage.py up`: ends when told to, and everything that it started with it."""

    help = "Run the web server, the workers (the setting WORKERS) and the clock, and keep them running."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and how wide."""
        parser.add_argument("--bind", default="127.0.0.1:8000", help="Address and port, or unix:/path.")
        parser.add_argument("--processes", type=int, default=1, help="Processes of the web server.")
        parser.add_argument("--threads", type=int, default=4, help="Threads in each of them.")

    def handle(self, *args: Any, bind: str, processes: int, threads: int, **options: Any) -> None:
        """Load everything once, then fork; return when all have ended."""
        refuse_if_taken(bind)
        clear_figures()
        import_module(settings.ROOT_URLCONF)
        connections.close_all()
        # What is loaded by now stays as it is: never looked at again by the collector, its memory stays shared.
        gc.freeze()
        children: dict[str, Callable[[], object]] = {"web": partial(serve, bind, processes, threads)}
        children |= {f"worker {number}": work for number in range(1, settings.WORKERS + 1)}
        Keeper({**children, "clock": tick}).run()


def refuse_if_taken(bind: str) -> None:
    """Raise CommandError when somebody else listens at `bind` already: better said now than again and again."""
    host, _, port = bind.rpartition(":")
    if not port.isdigit():
        return
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as problem:
            raise CommandError(f"Cannot listen at {bind}: {problem.strerror}.") from problem

"""The processes of an installation, started here and ended here: web servers, workers, the clock, or all of them by `up`."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.survive.ground import BASE, Cluster, environment, free_port

PATIENCE = 90.0
OWN = "/my/details/"  # a page of one's own that everybody has
WORKER = ("db_worker", "--queue-name", "*", "--interval", "0.2", "--no-startup-delay")


class TooLateError(Exception):
    """Something did not happen in time."""


def until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> float:
    """Wait until `true`; returns how many seconds it took. Raises TooLateError."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise TooLateError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.02)
    return time.monotonic() - began


def kill(pid: int) -> None:
    """End a process that we have started, at once."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def children(pid: int) -> list[int]:
    """The processes that `pid` has started."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def descendants(pid: int) -> list[int]:
    """They, and theirs."""
    return [one for child in children(pid) for one in (child, *descendants(child))]


def words_of(pid: int) -> str:
    """The words a process was started with."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def peak(pid: int) -> int:
    """The most memory a process ever had, in bytes."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)
    return 0


@dataclass
class Installation:
    """One installation and what runs of it."""

    var: Path
    url: str
    engine: str
    cluster: Cluster | None = None
    told: dict[str, str] = field(default_factory=dict)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        return environment(self.var, self.url, **{**self.told, **more})

    def start(self, *command: str, **more: str) -> subprocess.Popen[bytes]:
        """Start a process; it is ended with the installation."""
        log = (self.var / "processes.log").open("ab")
        process = subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, *command],
            cwd=BASE,
            env=self.environment(**more),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self.running.append(process)
        return process

    def web(self, port: int = 0, processes: int = 1, **more: str) -> "Web":
        """A web server as the operator starts it: gunicorn, which loads the product once and forks."""
        at = port or free_port()
        wide = ("--workers", str(processes), "--threads", "4", "--graceful-timeout", "15")
        server = ("-m", "gunicorn", "elearning.wsgi", "--bind", f"127.0.0.1:{at}", *wide, "--preload")
        quiet = ("--log-level", "error", "--no-control-socket")
        return Web(at, self.start(*server, *quiet, **more)).opened()

    def worker(self, *more: str, **told: str) -> subprocess.Popen[bytes]:
        return self.start("manage.py", *WORKER, *more, **told)

    def clock(self) -> subprocess.Popen[bytes]:
        return self.start("manage.py", "tick", "--loop")

    def up(self, processes: int = 2) -> "Web":
        """All of it, kept running by `manage.py up`."""
        port = free_port()
        command = ("manage.py", "up", "--bind", f"127.0.0.1:{port}", "--processes", str(processes))
        return Web(port, self.start(*command)).opened()

    def close(self) -> None:
        """End whatever still runs."""
        for process in self.running:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self.running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            for pid in [*descendants(process.pid), process.pid] if process.poll() is None else []:
                kill(pid)
            process.wait(20)


@dataclass
class Web:
    """A web server: where it listens, and its process."""

    port: int
    process: subprocess.Popen[bytes]

    def opened(self) -> "Web":
        """Itself, once it is ready."""
        until(self.is_ready, "The web server")
        return self

    def is_ready(self) -> bool:
        if self.process.poll() is not None:
            raise TooLateError("The web server has ended.")
        return status(self.port, "/health/ready") == 200

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        return [pid for pid in descendants(self.process.pid) if not children(pid)]

    def stop(self) -> int:
        """Let it finish what it has in hand, and end; its code."""
        self.process.terminate()
        return self.process.wait(PATIENCE)


def ask(
    port: int, method: str, address: str, body: bytes | str | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request on a connection of its own. Raises OSError or HTTPException where there is no whole answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request(method, address, body, dict(headers or {}))
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        line.close()


def status(port: int, address: str) -> int:
    """The status of an answer; 0 for none."""
    try:
        return ask(port, "GET", address)[0]
    except (OSError, http.client.HTTPException):
        return 0

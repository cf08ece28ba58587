"""What gunicorn is told wherever it is started in this folder; it reads this file by itself."""

import socket
from typing import Any

# A browser opens connections before it has anything to ask, and a thread would wait for each: the kernel keeps them for so long.
SILENT_SECONDS = 30
NETWORK = {socket.AF_INET, socket.AF_INET6}


def when_ready(server: Any) -> None:
    """Let nobody in who has not said what they want (Linux; elsewhere a proxy does that)."""
    for listener in server.LISTENERS:
        if listener.sock.family in NETWORK and hasattr(socket, "TCP_DEFER_ACCEPT"):
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SILENT_SECONDS)

"""Asks an address on the public internet whether something is there, and nothing else.

Only http and https on their usual ports, only machines that anybody can reach: names are resolved first, every address they
resolve to must be public, and the connection goes to the address that was looked at, so that a name cannot change its mind
in between. The same holds for every redirect. No cookies, no proxy, no words of ours; what comes back is not read.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

SECONDS = 6.0
REDIRECTS = 4
PORTS = {"http": 80, "https": 443}
LONGEST = 2000
NAMED = {"User-Agent": "Alongside link check", "Accept": "*/*", "Connection": "close"}
# Some servers know only GET; then the first byte is asked for, and not read either.
NOT_FOR_HEAD = {400, 403, 404, 405, 406, 501}
MOVED = {301, 302, 303, 307, 308}
Allows = Callable[[str], bool]


class RefusedError(Exception):
    """The address is not one that we go to."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, or 0 and why there was none (“refused”, “unknown”, “silent”, “insecure”, “circles”)."""

    status: int
    why: str = ""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, whatever it is wrapped in."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner or found in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return found.is_global and not found.is_multicast


def ask(url: str, *, allows: Allows = is_public, ports: dict[str, int] | None = None) -> Answer:
    """What the server says about `url`, after at most four redirects. Never raises for what a server may do.

    `allows` says which IP addresses may be spoken to, and `ports` which port goes with which scheme.
    """
    for _step in range(REDIRECTS + 1):
        try:
            status, onward = _ask_once(url, allows, ports or PORTS)
        except RefusedError:
            return Answer(0, "refused")
        except socket.gaierror:
            return Answer(0, "unknown")
        except ssl.SSLError:
            return Answer(0, "insecure")
        except (OSError, http.client.HTTPException, UnicodeError, ValueError):
            return Answer(0, "silent")
        if status not in MOVED or not onward:
            return Answer(status)
        url = urljoin(url, onward)
    return Answer(0, "circles")


def _ask_once(url: str, allows: Allows, ports: dict[str, int]) -> tuple[int, str]:
    parts = _parted(url, ports)
    address = _resolved(parts, allows, ports)
    status, onward = _spoken(parts, address, "HEAD", ports)
    return _spoken(parts, address, "GET", ports) if status in NOT_FOR_HEAD else (status, onward)


def _parted(url: str, ports: dict[str, int]) -> SplitResult:
    parts = urlsplit(url)
    if len(url) > LONGEST or parts.scheme not in ports or not parts.hostname or parts.username or parts.password:
        raise RefusedError
    if parts.port not in {None, ports[parts.scheme]} or any(ord(sign) <= ord(" ") for sign in url):
        raise RefusedError
    return parts


def _resolved(parts: SplitResult, allows: Allows, ports: dict[str, int]) -> str:
    """The first IP address of a host. Raises RefusedError if a single one of them is not allowed."""
    found = socket.getaddrinfo(_host(parts), ports[parts.scheme], type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not all(allows(address) for address in addresses):
        raise RefusedError
    return addresses[0]


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").encode("idna").decode("ascii")


def _spoken(parts: SplitResult, address: str, method: str, ports: dict[str, int]) -> tuple[int, str]:
    connection = http.client.HTTPConnection(_host(parts), ports[parts.scheme], timeout=SECONDS)
    sock = socket.create_connection((address, ports[parts.scheme]), timeout=SECONDS)
    try:
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=_host(parts))
        connection.sock = sock
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = NAMED | {"Host": _host(parts)} | ({"Range": "bytes=0-0"} if method == "GET" else {})
        connection.request(method, _ascii(target), headers=headers)
        response = connection.getresponse()
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()
        sock.close()


def _ascii(target: str) -> str:
    return "".join(sign if sign.isascii() else "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in target)

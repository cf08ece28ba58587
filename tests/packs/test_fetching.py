"""Asking an address: nothing private is ever spoken to, by name, by number, in disguise or round a corner."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from packs import fetching
from packs.fetching import Answer, ask, is_public

PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104 - asked about, not bound to
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111"])
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


class Server(BaseHTTPRequestHandler):
    """Answers by the path: a number is a status; the rest are told below."""

    asked: list[tuple[str, str, str]] = []

    def answer(self) -> None:
        Server.asked.append((self.command, self.path, self.headers.get("Host", "")))
        path = self.path.partition("?")[0].strip("/")
        if path == "round":
            self.reply(302, "/round")
        elif path == "away":
            self.reply(302, "http://169.254.169.254/latest/meta-data")
        elif path == "file":
            self.reply(302, "file:///etc/passwd")
        elif path == "onward":
            self.reply(301, "/200")
        elif path == "get-only":
            self.reply(405 if self.command == "HEAD" else 200)
        else:
            self.reply(int(path))

    do_GET = do_HEAD = answer  # noqa: N815 - the names the standard library calls

    def reply(self, status: int, onward: str = "") -> None:
        self.send_response(status)
        if onward:
            self.send_header("Location", onward)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    Server.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def here(path: str, port: int) -> Answer:
    """Ask our own server, which only the tests allow."""
    return ask(
        f"http://localhost/{path}", allows=lambda address: address.startswith(("127.", "::1")), ports={"http": port}
    )


@pytest.mark.parametrize("status", [200, 404, 410, 500])
def test_status_is_what_the_server_says(port: int, status: int) -> None:
    assert here(str(status), port) == Answer(status)


def test_redirects_are_followed(port: int) -> None:
    assert here("onward", port) == Answer(200)
    assert [path for _verb, path, _host in Server.asked] == ["/onward", "/200"]


def test_redirects_in_a_circle_end(port: int) -> None:
    assert here("round", port) == Answer(0, "circles")
    assert len(Server.asked) == fetching.REDIRECTS + 1


@pytest.mark.parametrize("path", ["away", "file"])
def test_redirects_to_private_places_are_not_followed(port: int, path: str) -> None:
    assert here(path, port) == Answer(0, "refused")
    assert len(Server.asked) == 1


def test_server_that_knows_only_get_is_asked_so(port: int) -> None:
    assert here("get-only", port) == Answer(200)
    assert [(verb, host) for verb, _path, host in Server.asked] == [("HEAD", "localhost"), ("GET", "localhost")]


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/200",
        "http://127.0.0.1/200",
        "http://[::1]/200",
        "http://2130706433/200",
        "http://0x7f.1/200",
        "http://127.1/200",
    ],
)
def test_this_machine_is_not_asked_however_it_is_written(port: int, url: str) -> None:
    answer = ask(url, ports={"http": port})

    assert (answer.status, Server.asked) == (0, [])


@pytest.mark.parametrize(
    "url",
    [
        "ftp://localhost/200",
        "file:///etc/passwd",
        "gopher://localhost/200",
        "http://localhost:22/",
        "http://user:word@localhost/200",
        "http://localhost/200 HTTP/1.1\r\nX: y",
        "http:///200",
        "javascript:alert(1)",
        "",
        "http://localhost/" + "a" * 3000,
    ],
)
def test_other_schemes_ports_and_tricks_are_refused(port: int, url: str) -> None:
    assert ask(url, allows=lambda address: True, ports={"http": port}) == Answer(0, "refused")
    assert Server.asked == []


def test_name_with_one_private_address_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)

    assert ask("http://two-faced.example/200", ports={"http": port}) == Answer(0, "refused")


def test_connection_goes_to_the_address_that_was_looked_at(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real, names = socket.getaddrinfo, []

    def changing(host: str, *args: Any, **kwargs: Any) -> Any:
        names.append(host)
        again = names.count(host) > 1
        return real({"changing.example": "127.0.0.9" if again else "127.0.0.1"}.get(host, host), *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", changing)

    assert (
        ask("http://changing.example/200", allows=lambda address: address == "127.0.0.1", ports={"http": port}).status
        == 200
    )
    assert names.count("changing.example") == 1


def test_unknown_names_and_silent_machines_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = closed.getsockname()[1]

    assert ask("http://127.0.0.1/", allows=lambda address: True, ports={"http": nobody}) == Answer(0, "silent")

    def unknown(*args: Any, **kwargs: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert ask("http://nowhere.example/") == Answer(0, "unknown")

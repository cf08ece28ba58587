"""How a setting is read from the environment: parsed, or the start ends with a plain message that says what to write."""

import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import dj_email_url
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)


def refuse(name: str, problem: object) -> NoReturn:
    """End the program: the setting `name` cannot be used, because of `problem`, said in plain words."""
    sys.exit(f"Alongside cannot start: the setting {name} is wrong.\n  {problem}\n  See “Settings” in README.md.")


def read(kind: str, name: str, default: Any) -> Any:
    """The variable `name` parsed as `kind` (a method of environs); ends the program with a plain message if it cannot be."""
    try:
        return getattr(env, kind)(name, default)
    except (EnvError, ValueError, TypeError) as problem:
        refuse(name, problem)


def kept_secret_key(folder: Path) -> str:
    """A key made at the first start and kept in `folder`, so that sessions outlive a restart.

    Of several processes that start at once one makes it, whole, and all read the same.
    """
    path = folder / "secret-key"
    if not path.exists():
        made = folder / f"secret-key.{secrets.token_hex(8)}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(50), encoding="ascii")
        with suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
    return path.read_text(encoding="ascii").strip()


def mail_server(name: str, default: str) -> dict[str, Any]:
    """Django's settings for the mail server that the variable `name` gives: smtp://, smtp+tls://, smtp+ssl:// or console:.

    What the parser knows by other words is said in its own: STARTTLS from the beginning, TLS from the first byte.
    """
    url: str = read("str", name, default)
    scheme, colon, rest = url.partition(":")
    secured = {"smtp+tls": "tls", "smtp+ssl": "ssl"}.get(scheme)
    if secured:
        scheme, rest = "smtp", f"{rest}{'&' if '?' in rest else '?'}{secured}=True"
    try:
        found: dict[str, Any] = dj_email_url.parse(scheme + colon + rest)
    except ValueError as problem:
        refuse(name, problem)
    if not found.get("EMAIL_BACKEND"):
        refuse(name, "It must start with smtp://, smtp+tls://, smtp+ssl:// or console:.")
    return found


BASE_URL = read("str", "BASE_URL", "http://127.0.0.1:8000").rstrip("/")
if not BASE_URL.startswith(("http://", "https://")):
    refuse("BASE_URL", "It must start with http:// or https://, such as https://learning.example.org.")
SECURE = BASE_URL.startswith("https://")

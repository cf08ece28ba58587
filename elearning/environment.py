"""How a setting is read from the environment: parsed, or the start ends with a plain message that says what to write."""

import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import dj_email_url
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent
# What stands in `.env.example` and `secret.example.yaml` in place of a secret, in letters and within a key of base64.
EXAMPLES = ("put-your-own", "cHV0LXlvdXItb3du")

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)


def refuse(name: str, problem: object) -> NoReturn:
    """End the program: the setting `name` cannot be used, because of `problem`, said in plain words."""
    sys.exit(f"Alongside cannot start: the setting {name} is wrong.\n  {problem}\n  See “Settings” in README.md.")


def read(kind: str, name: str, default: Any) -> Any:
    """The variable `name` parsed as `kind` (a method of environs); ends the program with a plain message if it cannot be.

    A secret out of an example is no secret: anybody may read it, so nothing is started with one. Of a list only the first is
    looked at: keys after it open what was sealed before and seal nothing, and without them that could not be sealed anew.
    """
    given = env.str(name, "")
    if any(example in (given.partition(",")[0] if kind == "list" else given) for example in EXAMPLES):
        refuse(
            name,
            "It still holds the example's words in place of a secret. Put one of your own there; .env.example says how.",
        )
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

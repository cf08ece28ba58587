"""Seals words with a key, so that a copy of the database says nothing of them, and opens them again: pure.

Several keys make a ring: the first one seals, all of them open, so that a key can be replaced while people go on reading
(`manage.py reseal` then seals everything with the new first key). What is sealed says which key it needs.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SEAL = "sealed:"
KEY_BYTES = 32
# Thirty-two random bytes have fewer different ones than this once in very many worlds; a typed-in key often does.
FEWEST_DIFFERENT = 16


class NoSuchKeyError(Exception):
    """The words were sealed with a key that is not on the ring, or were changed since."""


class WrongKeyError(ValueError):
    """What is given as a key is none; the message says what to write."""


class Keyring:
    """The keys of an installation, given in base64; raises WrongKeyError for what is no key."""

    def __init__(self, keys: Sequence[str]) -> None:
        secrets = [_secret(key) for key in keys]
        if not secrets:
            raise WrongKeyError("There must be at least one key.")
        if len(set(secrets)) < len(secrets):
            raise WrongKeyError("The same key stands there twice.")
        self._boxes = {_name(secret): Fernet(base64.urlsafe_b64encode(_part(secret, "seal"))) for secret in secrets}
        self._markers = [_part(secret, "mark") for secret in secrets]
        self.prefix = f"{SEAL}{_name(secrets[0])}:"

    @property
    def names(self) -> list[str]:
        """What each key is called, for everybody to see; the first one's first."""
        return list(self._boxes)

    def seal(self, words: str) -> str:
        """`words` sealed with the first key; the same words twice look different."""
        return self.seal_bytes(words.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The words that were sealed. Raises NoSuchKeyError."""
        return self.open_bytes(sealed.encode()).decode()

    def seal_bytes(self, content: bytes) -> bytes:
        """As `seal`, for a file."""
        name = self.prefix.removeprefix(SEAL).removesuffix(":")
        return self.prefix.encode() + self._boxes[name].encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        """As `open`, for a file."""
        name, _, token = sealed.removeprefix(SEAL.encode()).partition(b":")
        box = self._boxes.get(name.decode("ascii", "replace"))
        if box is None or not is_sealed(sealed[: len(SEAL)].decode("ascii", "replace")):
            raise NoSuchKeyError
        try:
            return box.decrypt(token)
        except InvalidToken as problem:
            raise NoSuchKeyError from problem

    def marks(self, *words: str) -> list[str]:
        """Fingerprints by which `words` can be found again without being read: one a key, the first key's first."""
        said = "\0".join(words).encode()
        return [hmac.new(marker, said, hashlib.sha256).hexdigest() for marker in self._markers]


def is_sealed(stored: str) -> bool:
    """Whether what stands in a table is sealed; what stood there before there were seals is not."""
    return stored.startswith(SEAL)


def derived(secret: str) -> str:
    """A key made of another secret: for one machine, where nothing has to be set."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"alongside sealing key\0" + secret.encode()).digest()).decode()


def _secret(key: str) -> bytes:
    try:
        secret = base64.b64decode(key.strip().replace("-", "+").replace("_", "/"), validate=True)
    except ValueError as problem:
        raise WrongKeyError("A key is 44 characters of base64, as `openssl rand -base64 32` makes them.") from problem
    if len(secret) != KEY_BYTES:
        raise WrongKeyError(f"A key has 32 bytes, this one has {len(secret)}: make one by `openssl rand -base64 32`.")
    if len(set(secret)) < FEWEST_DIFFERENT:
        raise WrongKeyError("A key must be random: make one by `openssl rand -base64 32`.")
    return secret


def _name(secret: bytes) -> str:
    """Which key this is, for everybody to see."""
    return _part(secret, "name")[:4].hex()


def _part(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose, from which nothing follows for another."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"alongside {purpose}".encode()).derive(secret)

"""Redis as the cache of several processes, without which everything still works: each process counts for itself meanwhile.

Nobody who writes has to wait for a cache; each process keeps its own until Redis is back (TRUST 2, O7).
"""

import logging
import time
from collections.abc import Callable
from functools import cached_property, partial
from importlib import import_module
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)
REST = 10.0  # seconds for which one that did not answer is not asked again
# Seconds; no page waits longer than this for a cache, once in a while.
PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 2}
_AWAY_UNTIL: dict[str, float] = {}  # by address, for all threads of this process


class Lasting(RedisCache):
    """Django's cache in Redis; while that is away, one in this process."""

    @cached_property
    def _cache(self) -> Any:
        client = self._class(self._servers, **{**PATIENCE, **self._options})  # type: ignore[attr-defined]
        return _Client(client, ",".join(self._servers))  # type: ignore[attr-defined]


class _Client:
    """What Django calls of Redis, asked of Redis or of this process; keys and times are the same for both."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address
        self.beside = LocMemCache(f"beside {address}", {"KEY_FUNCTION": _as_it_is})
        self.trouble: type[Exception] = import_module("redis.exceptions").RedisError

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return partial(self._ask, name)

    def _ask(self, name: str, *arguments: Any, **named: Any) -> Any:
        if time.monotonic() >= _AWAY_UNTIL.get(self.address, 0):
            try:
                return getattr(self.client, name)(*arguments, **named)
            except self.trouble as problem:
                _AWAY_UNTIL[self.address] = time.monotonic() + REST
                logger.error("The cache does not answer (%s); this process counts for itself.", type(problem).__name__)
        return getattr(self.beside, name)(*arguments, **named)


def _as_it_is(key: str, prefix: str, version: int) -> str:
    return key

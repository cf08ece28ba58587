"""What many tests begin with, laid into the database once and gone back to before each of them.

A fixture marked `@laid` instead of `@pytest.fixture` runs once for all tests that follow one another and begin with the
same fixtures: its rows stand behind a savepoint, and every test gets a copy of what the fixture gave, of the mail it sent
and of what it left in the cache, as if it had just run. It may ask for `db`, for its own parameter and for other laid
fixtures, and must do nothing that outlives a rollback. Everything else that a test writes is taken back at its end, as
always. Where a fixture that is not laid comes first, the laid ones after it run as any other.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache as once
from typing import Any

import pytest
from _pytest.fixtures import pytest_fixture_setup
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from wagtail.blocks import Block
from wagtail.fields import StreamField

MARK = "_is_laid"
QUIET = {"_fresh_cache"}  # fixtures of ours that write nothing

Key = tuple[str, str, Any]


def laid(made: Callable[..., Any] | None = None, **options: Any) -> Any:
    """As `pytest.fixture`, and run once for all tests that begin with it. For functions that return, not that yield."""
    if made is None:
        return lambda function: laid(function, **options)
    setattr(made, MARK, True)
    return pytest.fixture(made, **options)


@once
def _definitions() -> list[Block]:
    """Every block of every stream: what a page is made by, not what it holds, so that copies share it."""
    found: list[Block] = []
    fields = [one for model in apps.get_models() for one in model._meta.get_fields() if isinstance(one, StreamField)]
    waiting = [one.stream_block for one in fields]
    while waiting:
        block = waiting.pop()
        found.append(block)
        waiting += getattr(block, "child_blocks", {}).values()
        waiting += [block.child_block] if hasattr(block, "child_block") else []
    return found


def copied(values: list[Any]) -> list[Any]:
    """A copy of all `values` together: what they share, their copies share too."""
    return copy.deepcopy(values, {id(block): block for block in _definitions()})


def _kept(backend: Any) -> tuple[Any, ...]:
    """What the cache in this process holds."""
    return backend._cache.copy(), backend._expire_info.copy()


def _bracket() -> transaction.Atomic:
    """A block that tests are made of: what is written inside is taken back, and durable blocks may be opened in it."""
    atomic = transaction.atomic()
    atomic._from_testcase = True  # type: ignore[attr-defined]
    atomic.__enter__()
    return atomic


def _take_back(atomic: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    atomic.__exit__(None, None, None)


@dataclass
class Layer:
    """One laid fixture: its savepoint, and all that a test has which begins with it and those below."""

    key: Key
    atomic: transaction.Atomic
    values: list[Any]
    mails: list[Any]
    cached: tuple[Any, ...]


@dataclass
class Ground:
    """The layers that stand in the database, and how far down the test in hand has come among them."""

    layers: list[Layer] = field(default_factory=list)
    root: transaction.Atomic | None = None
    own: transaction.Atomic | None = None
    depth: int = 0
    found: list[Any] = field(default_factory=list)  # the laid fixtures of this test, from the lowest layer up
    fresh: bool = True  # whether they hold what the test may have already
    item: Any = None

    def begin(self, item: pytest.Item) -> None:
        """A test begins: it may find what it needs."""
        self.root = self.root or _bracket()
        self.item, self.depth, self.found, self.fresh, self.own = item, 0, [], True, None
        connection.queries_log.clear()

    def stand(self) -> None:
        """Everything laid is in place: what is written from now on is the test's own."""
        if self.item and not self.own:
            self._cut()
            self._hand_out()
            self.own = _bracket()

    def end(self) -> None:
        """A test ends: what it wrote is taken back, after the database has said that it all hangs together."""
        self.stand()
        self.item, own, self.own = None, self.own, None
        try:
            if not connection.needs_rollback and connection.is_usable():
                connection.check_constraints()
        finally:
            _take_back(own)

    def clear(self) -> None:
        """Nothing is left in the database."""
        self.depth = 0
        if self.root:
            self._cut()
            _take_back(self.root)
            self.root = None

    def lay(self, fixture: Any, request: Any) -> None:
        """Find the layer of `fixture`, or lay it."""
        key = (fixture.baseid, fixture.argname, getattr(request, "param_index", 0))
        if self.depth < len(self.layers) and self.layers[self.depth].key == key:
            fixture.cached_result = (None, fixture.cache_key(request), None)
            self.fresh = False
        else:
            self._cut()
            self._hand_out()
            self._add(key, fixture, request)
        self.found.append(fixture)
        self.depth += 1

    def _add(self, key: Key, fixture: Any, request: Any) -> None:
        """Run `fixture` behind a savepoint of its own, and keep what it gave."""
        atomic = _bracket()
        try:
            pytest_fixture_setup(fixturedef=fixture, request=request)
            values = copied([one.cached_result[0] for one in (*self.found, fixture)])
        except BaseException:
            _take_back(atomic)
            raise
        self.layers.append(Layer(key, atomic, values, list(mail.outbox), _kept(cache)))

    def _cut(self) -> None:
        """Take back the layers that the test in hand has no use for."""
        while len(self.layers) > self.depth:
            _take_back(self.layers.pop().atomic)

    def _hand_out(self) -> None:
        """Give the test copies of all that was laid."""
        if self.fresh:
            return
        layer, self.fresh = self.layers[self.depth - 1], True
        for fixture, value in zip(self.found, copied(layer.values), strict=True):
            fixture.cached_result = (value, *fixture.cached_result[1:])
            if fixture.argname in self.item.funcargs:
                self.item.funcargs[fixture.argname] = value
        mail.outbox[:] = layer.mails
        cache._cache.clear()
        cache._cache.update(layer.cached[0])
        cache._expire_info.clear()
        cache._expire_info.update(layer.cached[1])


GROUND = Ground()


def set_up(fixture: Any, request: Any) -> bool | None:
    """What `pytest_fixture_setup` answers: True if the fixture has been set up here. Any other that may write stands on
    what is laid so far."""
    if fixture.scope != "function" or not GROUND.item:
        return None
    if not getattr(fixture.func, MARK, False):
        if fixture.argname not in QUIET and fixture.func.__module__.startswith("tests."):
            GROUND.stand()
        return None
    if GROUND.own:
        return None
    GROUND.lay(fixture, request)
    return True

"""A column whose words are sealed in the table and open in the program (DOMAIN 7.2, encryption at rest).

What is sealed cannot be looked for: every lookup but “is it empty” is refused. Words whose key is missing are shown as a
sentence that says so, and nothing is written over them: whoever tries gets a page in words (`SealedAway`).
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models, transaction
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, IsNull, Lookup
from django.db.models.query_utils import DeferredAttribute
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from elearning.sealing import Keyring, NoSuchKeyError, is_sealed

BATCH = 200


class NotOpenedError(Exception):
    """Somebody tried to write over words that cannot be opened here."""

    def __str__(self) -> str:
        return _("What stands here cannot be opened at the moment, so nothing was written over it.")


class Unopened(str):
    """A sentence in place of words that cannot be opened; `sealed` is what stands in the table and is written back."""

    __slots__ = ("sealed",)
    sealed: str

    def __new__(cls, sealed: str) -> "Unopened":
        """The sentence, knowing what it stands for."""
        made = super().__new__(
            cls, _("These words are sealed, and the key to them is missing here. They are not lost.")
        )
        made.sealed = sealed
        return made

    def __getnewargs__(self) -> tuple[str]:
        return (self.sealed,)


def keyring() -> Keyring:
    """The keys of this installation."""
    return _keyring(tuple(settings.SEALING_KEYS))


@lru_cache(maxsize=4)
def _keyring(keys: tuple[str, ...]) -> Keyring:
    return Keyring(keys)


def opened(stored: str) -> str:
    """What `stored` says; the sentence of `Unopened` where the key is missing."""
    if not is_sealed(stored):
        return stored
    try:
        return keyring().open(stored)
    except NoSuchKeyError:
        return Unopened(stored)


class _Guarded(DeferredAttribute):
    """The attribute of a sealed column: words that could not be opened are not replaced by others."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        held = instance.__dict__.get(self.field.attname)
        if isinstance(held, Unopened) and not isinstance(value, Unopened):
            if value != held:
                raise NotOpenedError
            return
        instance.__dict__[self.field.attname] = value


class _IsEmpty(Exact):
    """The one comparison that a sealed column allows: with nothing at all."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("Sealed words cannot be looked for: open them first, and compare in the program.")
        return self.rhs


class SealedTextField(models.TextField):
    """Text that lies sealed in its table."""

    descriptor_class = _Guarded

    def from_db_value(self, value: str | None, *_rest: Any) -> str | None:
        """The words, as they were written."""
        return value if value is None else opened(value)

    def get_prep_value(self, value: Any) -> Any:
        """What is to stand in the table; nothing at all stays nothing."""
        if isinstance(value, Unopened):
            return value.sealed
        words = super().get_prep_value(value)
        return keyring().seal(words) if words else words

    def get_lookup(self, lookup_name: str) -> type[Lookup] | None:
        """Only whether there is anything. Raises FieldError for every other question."""
        allowed: dict[str, type[Lookup]] = {"exact": _IsEmpty, "isnull": IsNull}
        if lookup_name not in allowed:
            raise FieldError("Sealed words cannot be looked for: open them first, and compare in the program.")
        return allowed[lookup_name]

    def get_transform(self, lookup_name: str) -> None:
        """None: there is nothing to take out of what is sealed."""


class SealedAway:
    """Middleware: says in words that something could not be opened, instead of failing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """The page for NotOpenedError; nothing for anything else."""
        return render(request, "sealed_away.html", status=503) if isinstance(problem, NotOpenedError) else None


def columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every sealed column: its model and its name."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedTextField) and field.model is model:
                yield model, field.attname


def reseal(model: type[models.Model], column: str, *, batch: int = BATCH) -> Iterator[tuple[int, int]]:
    """Seal with the first key whatever in `column` is not yet; after each batch, how many were sealed and could not be opened.

    Each batch is a transaction, so this can be stopped and begun again; what somebody changes meanwhile is left to them.
    """
    last: Any = None
    while rows := _next(model, column, last, batch):
        last = rows[-1][0]
        with transaction.atomic():
            done = _sealed_anew(model, column, rows)
        yield done


def _next(model: type[models.Model], column: str, last: Any, batch: int) -> list[tuple[Any, str]]:
    """The next rows that are not sealed with the first key: their key and what stands in the table."""
    found = _raw(model, column).exclude(raw="").exclude(raw__startswith=keyring().prefix)
    if last is not None:
        found = found.filter(pk__gt=last)
    return list(found.order_by("pk").values_list("pk", "raw")[:batch])


def _raw(model: type[models.Model], column: str) -> models.QuerySet[Any]:
    # Past a model's own manager: what is only ever added to is sealed anew all the same, and says what it said.
    return model._base_manager.annotate(raw=Cast(column, models.TextField())).filter(raw__isnull=False)


def _sealed_anew(model: type[models.Model], column: str, rows: list[tuple[Any, str]]) -> tuple[int, int]:
    done = lost = 0
    for pk, stood in rows:
        words = opened(stood)
        if isinstance(words, Unopened):
            lost += 1
        else:
            done += _raw(model, column).filter(pk=pk, raw=stood).update(**{column: words})
    return done, lost

"""Where every field of every table says whether it is about people: what for, until when, and what becomes of it when
somebody is erased (TRUST P01, DOMAIN 7.5).

A room says so in its `personal.py`, by the names of its models. `tests/records/test_declared.py` fails for a field that nobody
has declared. From the same lines come the page “What is kept about you”, the operator's table (`manage.py personal_data`)
and what erasing somebody does (`erasures`). Nothing here knows any room.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.utils.translation import gettext_lazy as _


class Kept(Enum):
    """Until when something is kept: the rows of DOMAIN 7.5 and a few that follow from other rules."""

    ACCOUNT = _(
        "For as long as you have an account. One that nobody uses and on which nothing hangs goes a year after the last "
        "sign-in; you are told a month before."
    )
    ROLE = _("For as long as you have the role.")
    WORK = _("Until 30 days after your set has ended.")
    DAY = _("For the day it is needed, and 30 days at most.")
    NOTES = _("Until 90 days after your cohort has closed. You are told before, so that you can download it.")
    ANSWERS = _("Linked to you until your cohort closes; without a link to you for 12 months more, then it is deleted.")
    RESULTS = _("Until 12 months after your cohort has closed.")
    ATTENDANCE = _("Until two years after your cohort has closed.")
    PUBLISHED = _("For as long as it is published, or until you take it back.")
    PARTNERS = _("Until 90 days after the agreement ends, is renewed or was last looked at.")
    LETTERS = _("The words until the mail is sent; that there was one, for three months.")
    TRACES = _("For 30 days.")
    LOG = _("For twelve months.")
    SESSION = _("Until you sign out, and for 14 days at most.")
    OFFICE = _("For as long as what it belongs to is there.")


class Erased(Enum):
    """What becomes of it when somebody is erased."""

    DELETED = _("It is deleted.")
    UNNAMED = _("It stays, without your name.")
    NOBODYS = _("It stays: no name is kept with it, so nobody can tell whose it is.")
    STAYS = _(
        "It stays, since others wrote it or agreed to it; your name too, where others typed it into their own words."
    )


@dataclass(frozen=True)
class Purpose:
    """One kind of thing that is kept of people, in words for them."""

    room: str
    what: Any
    why: Any
    kept: Kept
    erased: Erased


@dataclass(frozen=True)
class Lists:
    """The fields of one table, sorted (see Holding)."""

    personal: frozenset[str]
    unlinked: frozenset[str]
    blanked: frozenset[str]
    other: frozenset[str]
    untold: frozenset[str]


@dataclass(frozen=True)
class Holding:
    """What one table holds. `whose` is the way from a row to the person it goes with; empty where it goes with nobody.

    Of its fields, `personal` are about that person; `unlinked` lead to another person, or to one the row does not go with,
    and lead to nobody once they are erased; `blanked` are emptied then; `other` are about nobody. `untold` are personal and
    in nobody's record, for the reason given.
    """

    label: str
    purpose: Purpose | None
    whose: str
    fields: Lists
    untold_because: Any
    is_by_key: bool = False
    also: Mapping[Purpose, frozenset[str]] = field(default_factory=dict)

    @property
    def declared(self) -> frozenset[str]:
        """Every field of which something is said."""
        return self.fields.personal | self.fields.unlinked | self.fields.blanked | self.fields.other

    @property
    def model(self) -> type[Model] | None:
        """The model; None where its app is not installed, or has no such table on the database that is used."""
        app, _dot, name = self.label.partition(".")
        return apps.all_models[app].get(name.lower()) if app in apps.app_configs else None


HOLDINGS: dict[str, Holding] = {}
PURPOSES: list[Purpose] = []


def purpose(room: str, what: Any, why: Any, kept: Kept, erased: Erased = Erased.DELETED) -> Purpose:
    """Say of one kind of thing what it is, why it is kept, until when, and what becomes of it."""
    made = Purpose(room, what, why, kept, erased)
    PURPOSES.append(made)
    return made


def holds(
    label: str,
    what_for: Purpose,
    *,
    whose: str = "",
    personal: str = "",
    by_key: str = "",
    unlinked: str = "",
    blanked: str = "",
    other: str = "",
    also: Mapping[Purpose, str] | None = None,
    untold: str = "",
    untold_because: Any = "",
) -> None:
    """Declare the fields (names with spaces between them) of the model `label`, such as `packs.PackNote`.

    A row goes with the person at the end of `whose`: it is deleted with them, unless the purpose says that it stays. Fields
    that serve another purpose stand in `also`. Fields `by_key` are personal too, in rows that nothing but a pseudonym leads
    to: the room itself looks for those.
    """

    def read(names: str) -> frozenset[str]:
        return frozenset(names.split())

    apart = {one: read(names) for one, names in (also or {}).items()}
    own = read(personal + by_key).union(*apart.values())
    lists = (own, read(unlinked), read(blanked), read(other), read(untold))
    HOLDINGS[label] = Holding(label, what_for, whose, Lists(*lists), untold_because, bool(by_key), apart)


def holds_nothing(label: str, fields: str) -> None:
    """Declare that no field of the model `label` is about a person."""
    none: frozenset[str] = frozenset()
    HOLDINGS[label] = Holding(label, None, "", Lists(none, none, none, frozenset(fields.split()), none), "")


def fields_of(model: type[Model]) -> list["Field[Any, Any]"]:
    """The columns of a model's own table."""
    return list(model._meta.local_concrete_fields)


def undeclared() -> Iterator[str]:
    """What is missing or wrong in what rooms declare, each as a sentence that says what to write where."""
    for model in apps.get_models(include_auto_created=True):
        yield from _missing(model, HOLDINGS.get(model._meta.label))
    for holding in HOLDINGS.values():
        if holding.label.partition(".")[0] in apps.app_configs:
            yield from _wrong(holding)


def is_ours(model: type[Model]) -> bool:
    """Whether the model stands in one of our rooms, and not in a library whose tables differ by release and database."""
    return _is_room(model.__module__)


def _is_room(name: str) -> bool:
    return name.split(".")[0] in {"elearning", "packs", "actionsets"}


def _missing(model: type[Model], holding: Holding | None) -> Iterator[str]:
    where = f"the room's personal.py (of {model.__module__.split('.models')[0]})"
    if model._meta.proxy:
        return
    if holding is None:
        yield f"{model._meta.label} is not declared. Write holds(…) or holds_nothing(…) for it into {where}."
        return
    for column in fields_of(model):
        if column.name not in holding.declared:
            yield (
                f"{model._meta.label}.{column.name} is not declared. Is it about a person? Add it to personal=, unlinked=,"
                f" blanked= or other= of {model._meta.label} in {where}."
            )


def _wrong(holding: Holding) -> Iterator[str]:
    model = holding.model
    if model is None:
        if holding.label.partition(".")[0] in {
            config.label for config in apps.get_app_configs() if _is_room(config.name)
        }:
            yield f"{holding.label} is declared, and there is no such model."
        return
    names = {column.name for column in fields_of(model)}
    for name in sorted(holding.declared - names) if is_ours(model) else []:
        yield f"{holding.label}.{name} is declared, and there is no such field."
    lists = (holding.fields.personal, holding.fields.unlinked, holding.fields.blanked, holding.fields.other)
    for name in sorted(name for name in names if sum(name in one for one in lists) > 1):
        yield f"{holding.label}.{name} is declared twice."
    for name in sorted(
        holding.fields.untold - holding.fields.personal - holding.fields.blanked - holding.fields.unlinked
    ):
        yield f"{holding.label}.{name} is untold, and is not declared as personal."
    if holding.fields.untold and not holding.untold_because:
        yield f"{holding.label} leaves fields out of people's record: say why (untold_because=)."
    yield from _unlinkable(holding, model)


def _unlinkable(holding: Holding, model: type[Model]) -> Iterator[str]:
    for column in fields_of(model):
        leads = column.related_model is not None and column.related_model is apps.get_model("accounts", "User")
        if leads and column.name in holding.fields.other:
            yield f"{holding.label}.{column.name} leads to a person: declare it as personal or unlinked."
        if column.name in holding.fields.unlinked and not column.null:
            yield f"{holding.label}.{column.name} cannot lead to nobody (null=False): declare it as personal."
    if holding.fields.personal and not holding.whose and not holding.is_by_key:
        yield f"{holding.label} has personal fields: say whose they are (whose=), or call them blanked or unlinked."

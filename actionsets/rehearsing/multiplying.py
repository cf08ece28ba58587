"""Makes many cohorts out of the demonstration's three: its rows copied with numbers, dates and names of their own.

Every row comes from rows that the rooms' own verbs have written, so its shape is theirs. What is shared (pages, subjects,
frozen questionnaires, packs) stays one; whatever belongs to people and cohorts is copied, and every key of a copy leads to
the copy: foreign keys, pseudonyms without one, and the numbers that lie inside texts.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from actionsets.rehearsing import rows

# Tables whose rows are copied by themselves; those of others are copied if they lead to one that is.
ROOTS = {
    "accounts.User",
    "accounts.Organisation",
    "programmes.Cohort",
    "events.LearningEvent",
    "actionsets.LearningSet",
    "assessments.ResponseSet",
    "evaluations.EvaluationSheet",
    "partnering.Comparison",
    "agreements.PartnershipAgreement",
    "post.Letter",
}
# What a cohort has once, however many people are in it.
ONCE_A_COHORT = {
    "accounts.Organisation",
    "programmes.Cohort",
    "programmes.CohortRole",
    "programmes.CohortSnapshot",
    "programmes.LeavingReason",
    "actionsets.SetProposal",
    "actionsets.SetAlternative",
    "actionsets.PlaceMove",
    "actionsets.Message",
    "evaluations.CohortOutcome",
    "workshops.WorkshopRoom",
    "workshops.BoardNote",
    "workshops.Showing",
    "values.SharedBoard",
    "values.SharedValue",
    "values.BoardCard",
    "events.LearningEvent",
    "events.EventHost",
    "events.AgendaItem",
    "events.Coming",
    "events.Contribution",
    "events.Takeaway",
    "post.Letter",
}
# The keys of the first are made of a secret and of the number of a row, which is another in a copy; the others belong to the
# whole site: a pack is withdrawn once, a page is translated once, and the same job, with what it forms, stands once in the queue.
NEVER = {
    "actionsets.ThemeBallot",
    "actionsets.ReviewSlip",
    "actionsets.SeparationRule",
    "packs.PackMonth",
    "packs.Withdrawal",
    "packs.PackTranslation",
    "jobs.Job",
    "actionsets.FormationRun",
}
SECOND_NAMES = (
    "Ashby",
    "Birch",
    "Cole",
    "Dale",
    "Elm",
    "Frost",
    "Gale",
    "Hart",
    "Ives",
    "Joyce",
    "Kerr",
    "Lowe",
    "March",
)

Change = Callable[[Any], Any]


@dataclass(frozen=True)
class Copy:
    """Which copy this is: `place` among those made together, a `tag` that no other copy has, and how many `days` earlier."""

    place: int
    tag: int
    days: int = 0


@dataclass
class Table:
    """One model's rows that are copied, as they lie in the database."""

    model: type[models.Model]
    rows: list[rows.Row]

    def __post_init__(self) -> None:
        self.fields = rows.columns(self.model)
        self.label = self.model._meta.label
        self.key = next(place for place, field in enumerate(self.fields) if field.primary_key)
        self.keys = {row[self.key] for row in self.rows}
        self.has_numbers = not isinstance(self.fields[self.key], models.UUIDField)
        self.stride = self._most() if self.has_numbers else 0

    def _most(self) -> int:
        """The highest number in the table, whoever's row it is."""
        return self.model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


Tables = dict[str, Table]


def widen(times: int) -> None:
    """Let each cohort have `times` as many people, each with all they did; what a cohort has once stays."""
    found = collect(leave=ONCE_A_COHORT)
    copy_all(found, [Copy(place, place) for place in range(1, times)])


def multiply(times: int, *, weeks: int, told: Callable[[int], None]) -> None:
    """Let there be `times` as many cohorts, begun up to `weeks` earlier; `told` is called with how many there are."""
    found = collect(leave=set())
    copy_all(found, [Copy(one, one << 8, 7 * (one % weeks)) for one in range(1, times)], told)


def collect(*, leave: set[str]) -> Tables:
    """What is copied: the rows of the roots, and whatever leads to a row that is copied."""
    own = leading_to_people([one for one in apps.get_models(include_auto_created=True) if may_be_copied(one, leave)])
    keys: dict[type[models.Model], set[Any]] = {
        one: set(_of_root(one, leave)) for one in own if one._meta.label in ROOTS
    }
    links = [(one, _links(one, own)) for one in own if one._meta.label not in ROOTS]
    more = True
    while more:
        more = False
        for model, fields in links:
            found = _leading_to(model, fields, keys)
            more = more or found != keys.get(model, set())
            keys[model] = found
    return {one._meta.label: Table(one, rows.read(one, found)) for one, found in keys.items() if found}


def may_be_copied(model: type[models.Model], leave: set[str]) -> bool:
    """Whether `model` holds what belongs to people and cohorts: not pages, and not what belongs to the whole site."""
    room, label = model._meta.app_config.name, model._meta.label
    ours = room.startswith(("elearning.", "packs", "actionsets")) and not model._meta.parents
    return ours and label not in leave | NEVER | {"accounts.User_groups", "programmes.ProgrammeManager"}


def leading_to_people(own: list[type[models.Model]]) -> list[type[models.Model]]:
    """The roots and what leads to them, over others or at once; subjects and frozen questionnaires lead to nobody."""
    left = [one for one in own if one._meta.label in ROOTS or _links(one, own)]
    return left if len(left) == len(own) else leading_to_people(left)


def _of_root(model: type[models.Model], leave: set[str]) -> models.QuerySet[Any, Any]:
    """The keys of the rows of a root; of users, those who look after the whole site or what is left are left out."""
    found = model._base_manager.all()
    if model._meta.label == "accounts.User":
        found = found.filter(groups__isnull=True, is_superuser=False, programmes_managed__isnull=True)
        if "programmes.CohortRole" in leave:
            found = found.filter(cohort_roles__isnull=True)
    return found.values_list("pk", flat=True)


def _links(model: type[models.Model], own: list[type[models.Model]]) -> list[Any]:
    """The fields of `model` that lead to what may be copied."""
    return [one for one in rows.columns(model) if one.is_relation and one.related_model in own]


def _leading_to(model: type[models.Model], fields: list[Any], keys: dict[type[models.Model], set[Any]]) -> set[Any]:
    """The keys of those rows of `model` of which every link that must be there leads to a row that is copied."""
    must = [one for one in fields if not one.null] or fields
    found = model._base_manager.values_list("pk", *(one.attname for one in must))
    return {
        pk
        for pk, *values in found
        if any(values)
        and all(to is None or to in keys.get(one.related_model, set()) for one, to in zip(must, values, strict=True))
    }


def copy_all(found: Tables, copies: list[Copy], told: Callable[[int], None] = lambda _count: None) -> None:
    """Write every copy, each in a transaction of its own."""
    for one in copies:
        with transaction.atomic():
            for table in found.values():
                rows.insert(table.model, copied(table, found, one))
        told(one.place + 1)
    rows.count_on([table.model for table in found.values()])


def copied(table: Table, found: Tables, copy: Copy) -> Iterator[rows.Row]:
    """The rows of one table as they stand in this `copy`."""
    changes = [(place, change) for place, field in enumerate(table.fields) if (change := changing(field, found, copy))]
    for row in table.rows:
        made = list(row)
        for place, change in changes:
            if made[place] is not None:
                made[place] = change(made[place])
        yield tuple(made)


def changing(field: Any, found: Tables, copy: Copy) -> Change | None:
    """What becomes of a column in this `copy`; None for what stays as it is."""
    label = f"{field.model._meta.label}.{field.name}"
    own = found[field.model._meta.label]
    if label in SPECIAL:
        return SPECIAL[label](found, copy)
    if field.primary_key and own.has_numbers:
        return moved(own, copy)
    if field.is_relation:
        leads_to = found.get(field.related_model._meta.label)
        return moved(leads_to, copy) if leads_to else None
    return by_kind(field, copy)


def by_kind(field: Any, copy: Copy) -> Change | None:
    """What becomes of a column that leads nowhere."""
    if isinstance(field, models.UUIDField):
        return lambda value: marked(value, copy)
    if isinstance(field, models.DateField) and copy.days:
        earlier = timedelta(days=copy.days)
        return lambda value: value - earlier if isinstance(value, date) else value
    if isinstance(field, models.CharField) and field.unique:
        return lambda value: named_anew(value, copy)
    return None


def moved(table: Table, copy: Copy) -> Change:
    """The numbers of rows that are copied become those of the copies; others stay."""
    keys, by = table.keys, table.stride * copy.place
    if not table.has_numbers:
        return lambda value: marked(value, copy) if value in keys else value
    return lambda value: value + by if value in keys else value


def marked(value: Any, copy: Copy) -> Any:
    """A number of 128 bits with the copy's tag in its first 32, so that the same one becomes the same everywhere."""
    if isinstance(value, UUID):
        return UUID(int=value.int ^ (copy.tag << 96))
    return f"{int(value, 16) ^ (copy.tag << 96):032x}"


def named_anew(value: str, copy: Copy) -> str:
    """A name that no other row may have, of the same length, with a mark in it that no name has of itself.

    People copied in a cohort bear it in front, those copied with their cohort further on: most bear both.
    """
    if copy.tag >> 8:
        return f"{value[:4]}~{copy.tag >> 8:06x}{value[11:]}"
    return f".{copy.tag:02x}{value[3:]}"


def _email(_found: Tables, copy: Copy) -> Change:
    return lambda value: f"c{copy.tag:x}.{value}"


def _last_name(_found: Tables, copy: Copy) -> Change:
    return lambda value: f"{value}-{SECOND_NAMES[(copy.place + len(value)) % len(SECOND_NAMES)]}"


def _numbered(_found: Tables, copy: Copy) -> Change:
    return lambda value: f"{value} {copy.tag >> 8}" if copy.tag >> 8 else value


def _set_number(found: Tables, copy: Copy) -> Change | None:
    """Sets count on within a cohort; a copy of the whole cohort counts as the first one does."""
    if "programmes.Cohort" in found:
        return None
    place = next(at for at, one in enumerate(found["actionsets.LearningSet"].fields) if one.name == "number")
    most = max(row[place] for row in found["actionsets.LearningSet"].rows)
    return lambda value: value + most * copy.place


def _entries(found: Tables, copy: Copy) -> Change:
    by = found["partnering.MapEntry"].stride * copy.place
    return lambda value: json.dumps([row | {"id": row["id"] + by} for row in json.loads(value)])


def _about(found: Tables, copy: Copy) -> Change:
    """What a checklist is about: `entry-` and a number, or `sides-` and 128 bits."""
    by = found["partnering.MapEntry"].stride * copy.place

    def change(value: str) -> str:
        kind, _, key = value.partition("-")
        if kind == "entry":
            return f"entry-{int(key) + by}"
        return f"sides-{marked(UUID(key), copy)}" if kind == "sides" else value

    return change


def _of_cohort(found: Tables, copy: Copy) -> Change | None:
    """A cohort's number of 128 bits that stands by itself: another one where cohorts are copied."""
    return (lambda value: marked(value, copy)) if "programmes.Cohort" in found else None


SPECIAL: dict[str, Callable[[Tables, Copy], Change | None]] = {
    "accounts.User.email": _email,
    "accounts.User.last_name": _last_name,
    "accounts.Organisation.name": _numbered,
    "accounts.Organisation.slug": lambda found, copy: lambda value: f"{value}-{copy.tag >> 8}",
    "auditing.AuditEntry.cohort": _of_cohort,
    "programmes.Cohort.name": _numbered,
    "actionsets.LearningSet.number": _set_number,
    "partnering.KeptMap.entries": _entries,
    "partnering.BroughtMap.entries": _entries,
    "partnering.HealthCheck.about": _about,
}

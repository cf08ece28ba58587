"""Deletes every row that goes with a person, as rooms declare it (`declaring`): one step for each app."""

from functools import partial

from django.apps import apps

from elearning.accounts.models import User
from elearning.declaring import HOLDINGS, Holding
from elearning.erasures.steps import ROWS, Step


def steps() -> list[Step]:
    """A step for each app, in the order of INSTALLED_APPS: what was built last goes first."""
    labels = [config.label for config in apps.get_app_configs()]
    held = {label: _of(label) for label in labels}
    return [
        Step(f"rows.{number:02}.{label}", ROWS, partial(delete, label))
        for number, label in enumerate(labels)
        if held[label]
    ]


def _of(label: str) -> list[Holding]:
    own = [one for one in HOLDINGS.values() if one.label.startswith(f"{label}.") and one.whose and one.model]
    return [one for one in own if one.model is not User]


def delete(label: str, person: User) -> int:
    """Delete what the app `label` holds of `person`; returns how many rows, with what hung on them."""
    gone = 0
    for holding in _of(label):
        assert holding.model is not None  # noqa: S101 (see _of)
        rows = holding.model._default_manager
        keys = list(rows.filter(**{holding.whose: person.pk}).values_list("pk", flat=True).distinct().order_by())
        gone += rows.filter(pk__in=keys).delete()[0] if keys else 0
    return gone

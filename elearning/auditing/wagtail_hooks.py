"""Notes for the person concerned what is changed of their account in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from elearning.accounts.models import User
from elearning.auditing import noting
from elearning.auditing.kinds import Right, Thing


@hooks.register("after_edit_user")
def account_changed(request: HttpRequest, user: User) -> None:
    """Somebody has changed the account of `user`: its name, address, rights, or whether it is open."""
    noting.changed(Thing.ACCOUNT, user, by=_actor(request), right=Right.OPERATOR)


@hooks.register("after_bulk_action")
def accounts_changed(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """The same for many at once, where they are accounts that go on existing."""
    people = [one for one in objects if isinstance(one, User) and one.pk]
    if people and action_type != "delete":
        noting.changed(Thing.ACCOUNT, people, by=_actor(request), right=Right.OPERATOR)


def _actor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None

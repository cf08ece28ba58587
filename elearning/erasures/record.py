"""What this room tells a person of themselves: nothing that their own page does not say."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.erasures.models import Erasure
from elearning.records.telling import Table, tells


def tell(person: User) -> Iterator[Table]:
    """No table."""
    return iter(())


tells(
    "erasures",
    _("Erasure"),
    tell,
    rank=90,
    covers=(),
    left_out={Erasure: _("Whether you have asked to be erased: the page “Erase me” says so.")},
)

"""What results forget of somebody beyond their own rows."""

from elearning.accounts.models import User
from elearning.erasures.steps import forgets
from elearning.profiles.models import ResultShare


@forgets("profiles.shown_to")
def shown_to(person: User) -> None:
    """Whoever showed them results shows them to nobody at that address any more."""
    ResultShare.objects.filter(address__iexact=person.email).delete()

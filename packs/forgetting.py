"""What packs forget of somebody beyond their own rows."""

from elearning.accounts.models import User
from elearning.erasures.steps import forgets
from packs.models import PackFeedback


@forgets("packs.feedback")
def feedback(person: User) -> None:
    """A message about a mistake stays for the authors, without the name and the address that were given with it."""
    PackFeedback.objects.filter(email__iexact=person.email).update(name="", email="")

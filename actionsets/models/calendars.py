"""The private address at which somebody's own calendar finds their meetings."""

from django.db import models

from elearning.accounts.models import User


class CalendarFeed(models.Model):
    """That a person has such an address. Only what it can be recognised by is kept: the address itself is shown once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)

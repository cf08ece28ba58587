"""Seals everything with the first key of `SEALING_KEYS`, so that an older key can be taken off the list."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actionsets import separating
from elearning import sealed
from elearning.accounts import securing


class Command(BaseCommand):
    """`manage.py reseal`: in small steps, while people work; it can be stopped and begun again, and twice changes nothing."""

    help = "Seal everything with the first key of SEALING_KEYS; then the older keys can be taken off the list."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when something could not be opened: its key is missing, and it was left as it is."""
        lost = 0
        for model, column in sealed.columns():
            done = 0
            for sealed_now, unopened in sealed.reseal(model, column):
                done, lost = done + sealed_now, lost + unopened
            self.stdout.write(f"{model._meta.label}.{column}: {done} sealed with the first key")
        self.stdout.write(f"Second steps: {securing.seal_anew()} sealed with the first key")
        self.stdout.write(f"Fingerprints made anew: {separating.mark_anew()}")
        if lost:
            raise CommandError(f"{lost} could not be opened and were left as they are: give their key as well.")

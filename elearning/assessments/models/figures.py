"""How well each version of a questionnaire measures: counts over many people, and nothing that one of them said."""

from django.db import models

from elearning.assessments.models.instruments import InstrumentVersion


class ReliabilityFigures(models.Model):
    """What was last worked out for one version. `cells` are those that may be shown; `counts` say when more may follow.

    Both are whole numbers and coefficients over at least ten people (`releasing`), and lead to no answer and nobody.
    """

    version = models.OneToOneField(InstrumentVersion, on_delete=models.CASCADE, related_name="figures")
    made_at = models.DateTimeField()
    counts = models.JSONField()
    cells = models.JSONField()

    def __str__(self) -> str:
        return f"{self.version_id} · {self.made_at:%Y-%m-%d}"

"""Finds what stands beside a step: the other steps of its programme, and its subjects."""

from elearning.programmes.models import StepPage, Subject


def sibling(step: StepPage, kind: type[StepPage]) -> StepPage | None:
    """The published step of another kind in the same programme."""
    return kind.objects.sibling_of(step).live().first()


def subjects_of(step: StepPage) -> list[Subject]:
    """The subjects of the step's programme, in catalogue order."""
    return list(Subject.objects.filter(framework=step.programme.framework_id).order_by("sort_order", "pk"))

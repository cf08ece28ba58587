"""Fetches a cohort through the gate: what is not yours does not exist."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from elearning.accounts.models import Organisation, User
from elearning.programmes import permissions
from elearning.programmes.models import Cohort


def run_by(user: User, cohort_id: UUID) -> Cohort:
    """The cohort, if `user` runs it. Raises Http404 otherwise."""
    return get_object_or_404(Cohort.objects.run_by(user).select_related("programme"), public_id=cohort_id)


def reported_to(user: User, cohort_id: UUID) -> Cohort:
    """The cohort, if `user` may read its report. Raises Http404 otherwise."""
    return get_object_or_404(Cohort.objects.reported_to(user).select_related("programme"), public_id=cohort_id)


def managed_by(user: User, cohort_id: UUID) -> Cohort:
    """The cohort, if `user` manages its programme. Raises PermissionDenied for its facilitators, Http404 for others."""
    cohort = run_by(user, cohort_id)
    if not permissions.manages(user, cohort):
        raise PermissionDenied
    return cohort


def looked_after_by(user: User, cohort_id: UUID) -> tuple[Cohort, list[Organisation]]:
    """The cohort and the organisations whose people `user` looks after in it. Raises Http404 for anybody else."""
    cohort = get_object_or_404(Cohort.objects.select_related("programme"), public_id=cohort_id)
    organisations = permissions.looks_after(user, cohort)
    if not organisations:
        raise Http404
    return cohort, organisations

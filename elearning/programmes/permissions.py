"""Who may run what: short sentences, asked at the door (DOMAIN 7.2). Roles are read on every request, never cached."""

from django.db.models import Value

from elearning.accounts.models import Organisation, User
from elearning.auditing.kinds import Right
from elearning.programmes.models import Cohort, CohortRole, ProgrammeManager
from elearning.readership import Kind, Reader, Ways

RUNS = "runs"


def manages(user: User, cohort: Cohort) -> bool:
    """Whether `user` is a manager of the cohort's programme: sets up, confirms, handles exceptions."""
    return cohort.programme.managers.filter(user=user).exists()


def facilitates(user: User, cohort: Cohort) -> bool:
    """Whether `user` is a facilitator of this cohort."""
    return cohort.roles.filter(user=user, kind=CohortRole.Kind.FACILITATOR).exists()


def runs(user: User, cohort: Cohort) -> bool:
    """Whether `user` may open the cohort's board: its facilitators and its programme's managers."""
    return facilitates(user, cohort) or manages(user, cohort)


RIGHTS = {CohortRole.Kind.FACILITATOR.value: Right.FACILITATOR, CohortRole.Kind.COORDINATOR.value: Right.COORDINATOR}


def right_in(user: User, cohort: Cohort) -> Right:
    """In which right `user` does something in `cohort`: as a manager of its programme, else by their role, else as a fellow."""
    if manages(user, cohort):
        return Right.MANAGER
    held = set(cohort.roles.filter(user=user).values_list("kind", flat=True))
    return next((right for kind, right in RIGHTS.items() if kind in held), Right.FELLOW)


def in_cohort(user: User, cohort: Cohort) -> Ways:
    """What `user` may be to the people of `cohort` by a role in it; each is looked up only when it is asked."""
    commissions = cohort.roles.filter(user=user, kind=CohortRole.Kind.COMMISSIONER)
    return {
        Reader.FACILITATORS: lambda: facilitates(user, cohort),
        Reader.MANAGERS: lambda: manages(user, cohort),
        Reader.COMMISSIONERS: commissions.exists,
    }


def reads(user: User, kind: Kind, cohort: Cohort, *, shown: bool = False) -> bool:
    """Whether `user` reads, by a role in `cohort`, what its people fill in of this `kind`, or what they show of it."""
    return kind.opens(in_cohort(user, cohort), shown=shown)


def reach(user: User) -> str:
    """What `user` is shown the way to: "runs" for cohorts and reports, "reads" for reports alone, empty for neither."""
    roles = CohortRole.objects.filter(user=user).values_list("kind")
    held = {kind for (kind,) in roles.union(ProgrammeManager.objects.filter(user=user).values_list(Value(RUNS)))}
    if held & {RUNS, CohortRole.Kind.FACILITATOR}:
        return RUNS
    return "reads" if CohortRole.Kind.COMMISSIONER in held else ""


def runs_programmes(user: User) -> bool:
    """Whether `user` manages a programme, whichever it is."""
    return user.programmes_managed.exists()


def may_enter_by_link(user: User) -> bool:
    """Whether an invitation alone signs `user` in: only somebody who has never signed in and holds no wider rights.

    Whoever has an account in use must sign in as usual, so that a forwarded invitation never opens it.
    """
    return user.last_login is None and not user.is_staff and not user.is_superuser and not user.has_usable_password()


def looks_after(user: User, cohort: Cohort) -> list[Organisation]:
    """The organisations whose people `user` looks after in `cohort`; empty for anybody else."""
    roles = cohort.roles.filter(user=user, kind=CohortRole.Kind.COORDINATOR).select_related("organisation")
    return [role.organisation for role in roles if role.organisation]


def looks_after_mail(user: User) -> bool:
    """Whether `user` may read whether mail goes out: managers of any programme, and the owner of the installation."""
    return user.is_superuser or user.programmes_managed.exists()

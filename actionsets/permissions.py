"""Who may convene sets, tend one, and read what about them: short sentences, asked at the door (DOMAIN 7.2)."""

from actionsets.models import LearningSet
from elearning.accounts.models import User
from elearning.programmes.models import Cohort, CohortRole
from elearning.programmes.permissions import manages, runs


def convenes(user: User, cohort: Cohort) -> bool:
    """Whether `user` may open the board of the cohort's sets: its facilitators and its programme's managers."""
    return runs(user, cohort)


def overrides(user: User, cohort: Cohort) -> bool:
    """Whether `user` may let a move stand that breaks a hard rule: the programme's managers, giving a reason."""
    return manages(user, cohort)


def reads_declarations(user: User, cohort: Cohort) -> bool:
    """Whether `user` may read who asked to be kept apart from whom: the programme's managers, and nobody else."""
    return manages(user, cohort)


def says_what_they_lead(user: User, role: CohortRole) -> bool:
    """Whether `user` may say what the facilitator `role` can lead: that facilitator, or the programme's managers."""
    return role.user_id == user.pk or manages(user, role.cohort)


def tends(user: User, learning_set: LearningSet) -> bool:
    """Whether `user` may set its dates and note attendance: while it is proposed, those who run the cohort; then its own
    facilitator and the programme's managers."""
    if learning_set.has_workspace and learning_set.facilitator_id != user.pk:
        return manages(user, learning_set.cohort)
    return runs(user, learning_set.cohort)


def reads_agreement(user: User, learning_set: LearningSet) -> bool:
    """Whether `user`, who is no member, may read what the set has agreed: its own facilitator, while they run the cohort."""
    return learning_set.facilitator_id == user.pk and runs(user, learning_set.cohort)


def reads_bids(user: User, learning_set: LearningSet) -> bool:
    """Whether `user`, who is no member, may read who asks for time: the set's own facilitator (DOMAIN 7.2), nobody else."""
    return reads_agreement(user, learning_set)


def reads_shared_actions(user: User, learning_set: LearningSet) -> bool:
    """Whether `user`, who is no member, may read the actions that members shared: the set's own facilitator, nobody else."""
    return reads_agreement(user, learning_set)


def drafts_themes(user: User, learning_set: LearningSet) -> bool:
    """Whether `user` may draft what the set passes on, and read what became of it: its own facilitator, nobody else."""
    return reads_agreement(user, learning_set)


def removes(user: User, cohort: Cohort) -> bool:
    """Whether `user` may remove somebody from the cohort against their will: the programme's managers (DOMAIN 2.5)."""
    return manages(user, cohort)


def leads(user: User, learning_set: LearningSet) -> bool:
    """Whether `user`, who is no member, may sit in the set's meetings: its own facilitator, while they run the cohort. A
    programme manager only by being that facilitator (DOMAIN 1.3)."""
    return reads_agreement(user, learning_set)

"""Who may see what of a pack (DOMAIN 7.2, TRUST 5)."""

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from elearning.accounts.models import User
from elearning.programmes.http import convenes
from packs.models import EditorialDesk, LearningPackPage, PublisherPage, Role


def sees_trainer_notes(request: HttpRequest, pack: LearningPackPage) -> bool:
    """Whether the notes for facilitators are shown: to who runs a cohort, to staff, or to all if the publisher says so."""
    return pack.trainer_notes_public or runs_groups(request)


def runs_groups(request: HttpRequest) -> bool:
    """Whether the person runs a cohort, or is staff."""
    return bool(getattr(request.user, "is_superuser", False)) or convenes(request)


def edits_for(user: User | AnonymousUser) -> QuerySet[PublisherPage]:
    """The publishers whose register and reports `user` keeps: those whose editor they are; all of them for a superuser."""
    publishers = PublisherPage.objects.order_by("title")
    return publishers if user.is_superuser else publishers.filter(desk__editors__user=user.pk)


def writes_for(user: User | AnonymousUser) -> QuerySet[PublisherPage]:
    """The publishers that `user` writes or edits for; all of them for a superuser."""
    publishers = PublisherPage.objects.order_by("title")
    if user.is_superuser:
        return publishers
    return publishers.filter(Q(desk__authors__user=user.pk) | Q(desk__editors__user=user.pk)).distinct()


def translates_for(user: User | AnonymousUser) -> QuerySet[PublisherPage]:
    """The publishers that `user` translates for: those they write for, and those whose translator they are."""
    if user.is_superuser:
        return writes_for(user)
    own = Q(pk__in=writes_for(user).values("pk")) | Q(desk__translators__user=user.pk)
    return PublisherPage.objects.filter(own).order_by("title").distinct()


def adapts_for(user: User | AnonymousUser, pack: LearningPackPage) -> QuerySet[PublisherPage]:
    """The publishers for which `user` may make a version of `pack`: those they write for, its own publisher aside."""
    return writes_for(user).exclude(pk=pack.publisher.pk)


def looks_after_publishers(user: User | AnonymousUser) -> bool:
    """Whether `user` makes room for publishers, and may publish alone in an emergency: the owner of the installation."""
    return bool(user.is_active and user.is_superuser)


def colleagues(user: User | AnonymousUser) -> QuerySet[User]:
    """Everybody who works for a publisher that `user` works for, or shares a group with them; all for the owner."""
    if looks_after_publishers(user):
        return User.objects.all()
    desks = EditorialDesk.objects.filter(
        Q(authors__user=user.pk) | Q(reviewers__user=user.pk) | Q(editors__user=user.pk) | Q(translators__user=user.pk)
    )
    ours = Q(user=user.pk)
    for role in Role:
        ours |= Q(pk__in=desks.values(role.value))
    return User.objects.filter(groups__in=Group.objects.filter(ours)).distinct()

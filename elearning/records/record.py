"""What the house itself knows of a person: their account, what they were written, and what was done for them."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import SignIn, User
from elearning.auditing.models import AuditEntry, BreakGlass, Told
from elearning.jobs.models import Job
from elearning.post.models import Letter, Reminder, StopLink, StoppedKind
from elearning.records.telling import Table, table, tells


def tell(person: User) -> Iterator[Table]:
    """Everything of the account but the password, of which nothing but a fingerprint is known."""
    yield table(
        "account",
        _("Your account"),
        User.objects.filter(pk=person.pk),
        ("first_name", _("First name"), "first_name"),
        ("last_name", _("Last name"), "last_name"),
        ("email", _("E-mail address"), "email"),
        ("time_zone", _("Time zone"), "time_zone"),
        ("made_at", _("Made on"), "date_joined"),
        ("last_signed_in_at", _("Signed in last on"), "last_login"),
    )
    yield table(
        "sign_ins",
        _("Where you are signed in"),
        SignIn.objects.filter(user=person),
        ("device", _("Device"), "device"),
        ("began_at", _("Since"), "began_at"),
        ("seen_at", _("Used last"), "seen_at"),
    )
    yield from _written(person)


def _written(person: User) -> Iterator[Table]:
    """What they were written, and what was done for them."""
    yield table(
        "mails_turned_off",
        _("Mails you have turned off"),
        StoppedKind.objects.filter(user=person),
        ("kind", _("Kind"), "kind"),
        ("at", _("When"), "at"),
    )
    yield table(
        "mails",
        _("Mails of the last weeks"),
        Letter.objects.filter(receiver=person),
        ("name", _("What about"), "name"),
        ("kind", _("Kind"), "kind"),
        ("state", _("What became of it"), "state"),
        ("written_at", _("Written on"), "written_at"),
        ("ended_at", _("Settled on"), "ended_at"),
    )
    yield table(
        "reminders",
        _("Reminders"),
        Reminder.objects.filter(user=person),
        ("name", _("What about"), "name"),
        ("occasion", _("Occasion"), "occasion"),
        ("at", _("When"), "at"),
    )
    yield table(
        "jobs",
        _("Work you have asked for in the background"),
        Job.objects.filter(asked_by=person),
        ("kind", _("Kind"), "kind"),
        ("state", _("What became of it"), "state"),
        ("asked_at", _("Asked on"), "asked_at"),
        ("finished_at", _("Finished on"), "finished_at"),
    )
    yield table(
        "audit_log",
        _("Who has looked at what about you, by their role"),
        AuditEntry.objects.filter(about=person, shown_from__lte=timezone.now()),
        ("at", _("When"), "at"),
        ("right", _("Who"), "right"),
        ("act", _("What they did"), "act"),
        ("thing", _("With what"), "thing"),
        ("what", _("Which part of it, or as which file"), "what"),
        ("reason", _("The reason they gave"), "break_glass__reason"),
        ("why_later", _("Why you were told later"), "break_glass__why_later"),
    )


tells(
    "house",
    _("You and this service"),
    tell,
    rank=0,
    covers=(User, SignIn, StoppedKind, Letter, Reminder, Job, AuditEntry),
    left_out={
        StopLink: _("The links in mails that turn mails off: you have them in your mails, and they say nothing else."),
        BreakGlass: _("An operator’s reason stands beside the entry it belongs to."),
        Told: _("That you were written to about it stands among your mails."),
    },
)

"""A person's map of their partnerships: plain rows, private to their owner (DOMAIN 3.1, 7.2)."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models import Enrolment
from elearning.readership import MAP, Reader
from elearning.sealed import SealedTextField


class Level(models.TextChoices):
    """How closely two sides work together; the order is that of the default scheme. Codes, never numbers."""

    NONE = "none", _("No link yet")
    NETWORKING = "networking", _("Networking")
    COORDINATING = "coordinating", _("Coordinating")
    COOPERATING = "cooperating", _("Cooperating")
    COLLABORATING = "collaborating", _("Collaborating")
    INTEGRATING = "integrating", _("Integrating")


NOT_SURE = "not_sure"
LEVEL_MEANINGS = {
    Level.NONE: _("We know of each other, no working link yet."),
    Level.NETWORKING: _("We swap information."),
    Level.COORDINATING: _("We also adjust what we each do, so that it fits."),
    Level.COOPERATING: _("We also share resources such as staff time, space or money for some work."),
    Level.COLLABORATING: _("We also help each other get better at what we do and share risk, decisions and credit."),
    Level.INTEGRATING: _("We run it as one: joint team, budget or body."),
}


class PartnershipMap(models.Model):
    """One person's map; there is one an enrolment."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="partnership_map")
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.enrolment_id}"


class MapEntryQuerySet(models.QuerySet["MapEntry"]):
    """Questions about many entries."""

    def of(self, enrolment: Enrolment) -> Self:
        """Those on this person's map, removed ones included."""
        return self.filter(MAP.reached({Reader.OWNER: models.Q(map__enrolment=enrolment)}))

    def on_the_map(self) -> Self:
        """Those that have not been removed."""
        return self.filter(removed_at__isnull=True)

    def removed(self) -> Self:
        """Those that were removed and can still be put back."""
        return self.filter(removed_at__isnull=False)


class MapEntry(models.Model):
    """One partner as its owner sees it. Only a name and a level are needed; the owner alone reads it."""

    class Kind(models.TextChoices):
        EXTERNAL = "external", _("Another organisation")
        INTERNAL = "internal", _("Another team in my own organisation")

    class Sector(models.TextChoices):
        PUBLIC = "public", _("Public")
        VOLUNTARY = "voluntary", _("Voluntary or community")
        SOCIAL_ENTERPRISE = "social_enterprise", _("Social enterprise")
        PRIVATE = "private", _("Private")
        EDUCATION = "education", _("Education or research")
        RESIDENTS = "residents", _("Residents or people who use services")
        OTHER = "other", _("Other")

    class Start(models.TextChoices):
        CHOSEN = "chosen", _("We chose it")
        REQUIRED = "required", _("It was required (by a funder, law or policy)")
        GREW = "grew", _("It grew by itself")
        UNKNOWN = "unknown", _("I don’t know")

    class Strength(models.IntegerChoices):
        THIN = 1, _("Thin: we rarely speak")
        LIGHT = 2, _("Light: we speak when we must")
        FIRM = 3, _("Firm: we speak often and mostly trust each other")
        STRONG = 4, _("Strong: we could ring each other about anything")

    class Health(models.TextChoices):
        GOOD = "good", _("Good")
        MIXED = "mixed", _("Mixed")
        STRAINED = "strained", _("Strained")
        UNKNOWN = "unknown", _("New, or I can’t tell")

    class Importance(models.IntegerChoices):
        LITTLE = 1, _("A little")
        SOMEWHAT = 2, _("Somewhat")
        MUCH = 3, _("Very much")
        VITAL = 4, _("I could not do my work without it")

    class Power(models.TextChoices):
        THEY = "they", _("Mostly they do")
        EVEN = "even", _("Roughly even")
        WE = "we", _("Mostly we do")
        SOMEONE_ELSE = "someone_else", _("Someone else does (a funder, for example)")

    class Benefit(models.TextChoices):
        US = "us", _("Mostly us")
        BOTH = "both", _("Both of us")
        THEM = "them", _("Mostly them")
        UNCLEAR = "unclear", _("It is unclear")

    class Agreement(models.TextChoices):
        CURRENT = "current", _("Written and current")
        OUT_OF_DATE = "out_of_date", _("Written, but out of date")
        SPOKEN = "spoken", _("Only spoken")
        NONE = "none", _("None")
        UNKNOWN = "unknown", _("I don’t know")

    class Review(models.TextChoices):
        DATE = "date", _("Yes, there is a date")
        NONE_SET = "none_set", _("None set")
        UNKNOWN = "unknown", _("I don’t know")

    class Role(models.TextChoices):
        LEAD = "lead", _("I lead it for our side")
        REPRESENTATIVE = "representative", _("I represent us at meetings")
        DELIVERY = "delivery", _("I do some of the joint work")
        CONTACT = "contact", _("I am the person they ring")
        OBSERVER = "observer", _("I follow it from a distance")

    STRENGTH_WORDS: ClassVar = {1: _("thin link"), 2: _("light link"), 3: _("firm link"), 4: _("strong link")}
    HEALTH_WORDS: ClassVar = {
        "good": _("going well"),
        "mixed": _("mixed"),
        "strained": _("strained"),
        "unknown": _("new, or not known"),
    }

    map = models.ForeignKey(PartnershipMap, on_delete=models.CASCADE, related_name="entries")
    form_key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    name = models.CharField(
        _("Partner"),
        max_length=120,
        help_text=_("An organisation, team or group. Use initials if the name is sensitive."),
    )
    kind = models.CharField(
        _("Outside or inside?"),
        max_length=12,
        choices=Kind,
        blank=True,
        help_text=_("Teams in your own organisation count: many partnerships depend on one."),
    )
    sector = models.CharField(
        _("Sector"),
        max_length=20,
        choices=Sector,
        blank=True,
        help_text=_("The nearest will do. In the picture it sets the shape and colour."),
    )
    purpose = models.CharField(
        _("What is it for?"),
        max_length=140,
        blank=True,
        help_text=_("One line, up to 140 characters, as you would say it to a neighbour."),
    )
    started_because = models.CharField(
        _("How did it begin?"),
        max_length=12,
        choices=Start,
        blank=True,
        help_text=_("Partnerships that were chosen and partnerships that were required behave differently."),
    )
    level_now = models.CharField(
        _("Where is it today?"),
        max_length=16,
        choices=Level,
        help_text=_("Choose the furthest level that is true in practice, whatever the paperwork says."),
    )
    level_wanted = models.CharField(
        _("Where would it do best?"),
        max_length=16,
        choices=[*Level.choices, (NOT_SURE, _("Not sure"))],
        blank=True,
        help_text=_("It may be the same, closer, or less close. More is not better."),
    )
    strength = models.PositiveSmallIntegerField(
        _("How strong is the link?"),
        choices=Strength,
        null=True,
        blank=True,
        help_text=_("Think of contact and trust together. In the picture it sets the thickness of the line."),
    )
    health = models.CharField(
        _("How is it doing?"),
        max_length=12,
        choices=Health,
        blank=True,
        help_text=_("As it feels this month. In the picture it sets how the line is broken."),
    )
    importance = models.PositiveSmallIntegerField(
        _("How much does it matter to your work this year?"),
        choices=Importance,
        null=True,
        blank=True,
        help_text=_("Your work, this year; it need not be what your organisation would say."),
    )
    power = models.CharField(
        _("Who decides?"),
        max_length=16,
        choices=Power,
        blank=True,
        help_text=_("Think of the last thing you did not agree about: who gave way?"),
    )
    benefit = models.CharField(
        _("Who gains?"),
        max_length=12,
        choices=Benefit,
        blank=True,
        help_text=_("Leave the people you serve aside for a moment, and look at the two organisations."),
    )
    agreement = models.CharField(
        _("Is there an agreement?"),
        max_length=12,
        choices=Agreement,
        blank=True,
        help_text=_("Anything written that both sides would recognise counts, even a page of e-mail."),
    )
    review = models.CharField(
        _("Is there a date to review it?"),
        max_length=12,
        choices=Review,
        blank=True,
        help_text=_("The next time you have agreed to look together at how it is going."),
    )
    review_date = models.DateField(_("Review date"), null=True, blank=True, help_text=_("If there is one."))
    my_role = models.CharField(
        _("What is your part in it?"),
        max_length=16,
        choices=Role,
        blank=True,
        help_text=_("The part you play most of the time."),
    )
    key_contact = SealedTextField(
        _("Key contact"),
        max_length=120,
        blank=True,
        help_text=_("A role rather than a name, please, such as “their head of operations”."),
    )
    note = SealedTextField(_("Note"), max_length=1000, blank=True, help_text=_("For you alone."))

    objects: ClassVar[models.Manager["MapEntry"]] = MapEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner on a map")
        verbose_name_plural = _("partners on maps")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["map", "form_key"], name="partnering_a_form_makes_one_entry"),
            models.CheckConstraint(
                name="partnering_entry_strength_1_to_4",
                condition=Q(strength__isnull=True) | Q(strength__gte=1, strength__lte=4),
            ),
            models.CheckConstraint(
                name="partnering_entry_importance_1_to_4",
                condition=Q(importance__isnull=True) | Q(importance__gte=1, importance__lte=4),
            ),
            models.CheckConstraint(
                name="partnering_entry_review_date_only_if_there_is_one",
                condition=Q(review_date__isnull=True) | Q(review="date"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.map_id} · {self.position}"

    def strength_words(self) -> str:
        """How strong the link is, in two words; empty if it was not said."""
        return str(self.STRENGTH_WORDS.get(self.strength or 0, ""))

    def health_words(self) -> str:
        """How it is going, in a word or two; empty if it was not said."""
        return str(self.HEALTH_WORDS.get(self.health, ""))

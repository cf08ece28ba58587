"""What is drawn between partners, and copies of a map as it stood: kept for its owner, or brought to the workshop."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from elearning.partnering.models.maps import Level, MapEntry, PartnershipMap
from elearning.programmes.models import Cohort, Enrolment

# What a copy holds of each partner: never the contact, never the note (DOMAIN 3.1, sharing).
COPIED = (
    "name",
    "kind",
    "sector",
    "purpose",
    "started_because",
    "level_now",
    "level_wanted",
    "strength",
    "health",
    "importance",
    "power",
    "benefit",
    "agreement",
    "review",
    "my_role",
)


def frozen(entry: MapEntry, fields: Iterable[str] = COPIED) -> dict[str, Any]:
    """These `fields` of `entry` as a copy keeps them, with its number on the map."""
    return {"id": entry.pk, **{name: getattr(entry, name) for name in fields}}


def thawed(row: dict[str, Any]) -> MapEntry:
    """A partner as a copy tells it, to be shown like one on the map; it is never saved."""
    known = {name: value for name, value in row.items() if name in COPIED}
    return MapEntry(pk=row["id"], **known)


def label_of(name: str) -> str:
    """What a field of a partner is called."""
    return str(getattr(MapEntry._meta.get_field(name), "verbose_name", name))


def in_words(entry: MapEntry, name: str) -> str:
    """What `entry` says in the field `name`, in words; empty where nothing is said."""
    value = getattr(entry, name)
    if value is None or value == "":
        return ""
    shown = getattr(entry, f"get_{name}_display", None)
    return str(shown() if shown else value)


class MapLink(models.Model):
    """Two partners of one map that work with each other, as the map's owner sees it. The earlier partner comes first."""

    map = models.ForeignKey(PartnershipMap, on_delete=models.CASCADE, related_name="links")
    one = models.ForeignKey(MapEntry, on_delete=models.CASCADE, related_name="links_on", verbose_name=_("partner"))
    two = models.ForeignKey(MapEntry, on_delete=models.CASCADE, related_name="links_from", verbose_name=_("works with"))
    level = models.CharField(_("How closely do they work together?"), max_length=16, choices=Level, blank=True)
    strength = models.PositiveSmallIntegerField(
        _("How strong is their link?"), choices=MapEntry.Strength, null=True, blank=True
    )
    health = models.CharField(_("How is it doing?"), max_length=12, choices=MapEntry.Health, blank=True)

    objects: ClassVar[models.Manager["MapLink"]]

    class Meta:
        verbose_name = _("link between two partners")
        verbose_name_plural = _("links between partners")
        ordering = ["one__position", "two__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "two"], name="partnering_two_partners_have_one_link"),
            models.CheckConstraint(name="partnering_link_earlier_first", condition=Q(one__lt=F("two"))),
            models.CheckConstraint(
                name="partnering_link_strength_1_to_4",
                condition=Q(strength__isnull=True) | Q(strength__gte=1, strength__lte=4),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} – {self.two_id}"


class KeptMap(models.Model):
    """A person's map as it stood on a day, to be compared with later ones: theirs alone. `entries` has `COPIED` and `id`."""

    map = models.ForeignKey(PartnershipMap, on_delete=models.CASCADE, related_name="kept")
    kept_at = models.DateTimeField()
    entries = models.JSONField[list[dict[str, Any]], list[dict[str, Any]]](default=list)

    objects: ClassVar[models.Manager["KeptMap"]]

    class Meta:
        verbose_name = _("map as it stood")
        verbose_name_plural = _("maps as they stood")
        ordering = ["kept_at", "pk"]

    def __str__(self) -> str:
        return f"{self.map_id} · {self.kept_at:%Y-%m-%d}"


class BroughtMapQuerySet(models.QuerySet["BroughtMap"]):
    """Questions about many copies."""

    def in_the_room(self, cohort: Cohort) -> Self:
        """Those that people who take part in `cohort` have brought."""
        return self.filter(map__enrolment__cohort=cohort, map__enrolment__state__in=Enrolment.TAKING_PART)


class BroughtMap(models.Model):
    """The copy of a map that its owner brought to the workshop: chosen partners, frozen, until they take it back."""

    map = models.OneToOneField(PartnershipMap, on_delete=models.CASCADE, related_name="brought")
    brought_at = models.DateTimeField()
    has_health = models.BooleanField(_("how each is doing is included"), default=False)
    entries = models.JSONField[list[dict[str, Any]], list[dict[str, Any]]](default=list)

    objects: ClassVar[models.Manager["BroughtMap"]] = BroughtMapQuerySet.as_manager()

    class Meta:
        verbose_name = _("map brought to the workshop")
        verbose_name_plural = _("maps brought to the workshop")

    def __str__(self) -> str:
        return f"{self.map_id} · {self.brought_at:%Y-%m-%d}"

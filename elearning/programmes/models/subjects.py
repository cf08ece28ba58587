"""The subjects of a programme: data, not code, because other programmes have other lists (DOMAIN 0.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable


class SubjectFramework(ClusterableModel):
    """An ordered list of subjects that programmes, questionnaires and packs share."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    panels = [FieldPanel("name"), InlinePanel("subjects", label=_("Subject"), min_num=2)]

    class Meta:
        verbose_name = _("list of subjects")
        verbose_name_plural = _("lists of subjects")

    def __str__(self) -> str:
        return self.name


class Subject(Orderable):
    """One area of skill that a person may choose as a priority."""

    framework = ParentalKey(SubjectFramework, on_delete=models.CASCADE, related_name="subjects")
    code = models.CharField(_("code"), max_length=12, help_text=_("Short and lasting, such as LEAD."))
    title = models.CharField(_("title"), max_length=160)
    short = models.CharField(_("short title"), max_length=32)
    plain = models.CharField(_("plain meaning"), max_length=300)

    panels = [FieldPanel("code"), FieldPanel("title"), FieldPanel("short"), FieldPanel("plain")]

    class Meta(Orderable.Meta):
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="programmes_subject_code_once"),
        ]

    def __str__(self) -> str:
        return self.title

"""Forms of a pack: private notes, files that come back, and what its publisher's editors fill in."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.renderers import AlongsideForm, DeskForm
from packs.models import Erratum, PackFeedback, PackNote, PackTap, PackVersion, PublisherPage
from packs.reading import version_of
from packs.returning import Offer
from packs.sections import LONGEST_NOTE, Ask, Section


class NotesForm(AlongsideForm, forms.Form):
    """The private questions of one part of a pack; all may be left open."""

    read_by = readership.PACK_NOTES
    mark_optional = False
    legend_class = "govuk-fieldset__legend--s"

    version = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, section: Section, notes: list[PackNote], **kwargs: Any) -> None:
        texts = {note.key: note.text for note in notes}
        kwargs["initial"] = {**texts, "version": version_of(notes)}
        super().__init__(*args, **kwargs)
        self.fields |= {ask.key: field_of(ask) for ask in section.asks}

    @property
    def texts(self) -> dict[str, str]:
        """What was written or chosen, by key."""
        return {key: text for key, text in self.cleaned_data.items() if key != "version"}


def field_of(ask: Ask) -> forms.Field:
    """The field that asks `ask`."""
    given: dict[str, Any] = {"label": ask.label, "help_text": ask.help, "required": False}
    if ask.choices:
        return forms.ChoiceField(choices=ask.choices, widget=forms.RadioSelect, **given)
    field = forms.CharField(max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}), **given)
    # The limit is far away; a counter under every box would only suggest that it should be filled.
    del field.widget.attrs["maxlength"]
    return field


LARGEST_FILE = 10 * 1024 * 1024


class ReturnForm(AlongsideForm, forms.Form):
    """A filled-in PDF that comes back."""

    read_by = readership.PACK_NOTES
    mark_optional = False

    file = forms.FileField(
        label=_("The PDF that you filled in"),
        help_text=_("At most 10 MB. It is read, not kept."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> bytes:
        """What is in the file. Raises ValidationError for what is too large or, by its content, no PDF."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is larger than 10 MB. Our copies are much smaller."))
        content = bytes(file.read())
        if b"%PDF-" not in content[:1024]:
            raise forms.ValidationError(
                _("This is not a PDF. Choose the copy to fill in that you downloaded here and saved.")
            )
        return content


class TakeOverForm(AlongsideForm, forms.Form):
    """For each answer of a file, whether it is taken over; the texts travel with the form, since nothing is kept before."""

    read_by = readership.PACK_NOTES
    mark_optional = False

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = offers
        for offer in offers:
            self.fields[f"choice_{offer.ask.key}"] = choice_field(offer)

    @property
    def rows(self) -> list[tuple[Offer, Any]]:
        """Each answer with the field that asks about it."""
        return [(offer, self[f"choice_{offer.ask.key}"]) for offer in self.offers]

    @property
    def is_stale(self) -> bool:
        """Whether a note was changed elsewhere after the texts were shown side by side."""
        return any(self.data.get(f"was_{offer.ask.key}") != str(offer.revision) for offer in self.offers)

    @property
    def chosen(self) -> dict[str, tuple[str, int]]:
        """The texts to keep, by key, each with the revision it was compared with."""
        texts = {"take": "given", "both": "both"}
        picked = [(offer, self.cleaned_data[f"choice_{offer.ask.key}"]) for offer in self.offers]
        return {
            offer.ask.key: (getattr(offer, texts[choice]), offer.revision)
            for offer, choice in picked
            if choice in texts
        }


def choice_field(offer: Offer) -> forms.ChoiceField:
    """Take it or leave it; where something is kept already, nothing is chosen beforehand."""
    choices = [("take", _("Take over the one in the file")), ("keep", _("Leave it as it is here"))]
    if not offer.is_new and offer.can_be_both:
        choices.append(("both", _("Keep both, one below the other")))
    return forms.ChoiceField(
        label=str(offer.ask.label),
        choices=choices,
        widget=forms.RadioSelect,
        initial="take" if offer.is_new else None,
        error_messages={"required": _("Choose which text to keep: %(label)s") % {"label": offer.ask.label}},
    )


class ReserveForm(DeskForm):
    """What a code is reserved for."""

    category = forms.RegexField(
        r"^\d{3}$",
        label=_("Category"),
        max_length=3,
        help_text=_("Three digits, such as 410."),
        error_messages={"invalid": _("Write three digits, such as 410.")},
    )
    meant_for = forms.CharField(label=_("Meant for"), max_length=120, required=False)


class NoticeForm(DeskForm):
    """What stands in the place of a withdrawn pack."""

    read_by = readership.PACK_WORDS
    notice = forms.CharField(
        label=_("Notice"),
        max_length=900,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say why, and what to read instead. Everybody who comes to the page reads it."),
    )


class TranslateForm(forms.Form):
    """Into which language a pack is translated."""

    read_by = readership.UNREAD
    language = forms.ChoiceField(choices=settings.WAGTAIL_CONTENT_LANGUAGES)


class AdaptForm(AlongsideForm, forms.Form):
    """For which of one's publishers a version is made."""

    read_by = readership.UNREAD
    mark_optional = False

    def __init__(self, *args: Any, publishers: QuerySet[PublisherPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publisher"] = forms.ModelChoiceField(publishers, label=_("Publisher"), empty_label=None)


class CompareForm(AlongsideForm, forms.Form):
    """Which two versions of a pack to lay side by side."""

    read_by = readership.UNREAD
    mark_optional = False

    def __init__(self, *args: Any, versions: list[PackVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(version.number, version_words(version)) for version in versions]
        self.fields["old"] = forms.TypedChoiceField(label=_("From"), coerce=int, choices=choices)
        self.fields["new"] = forms.TypedChoiceField(label=_("To"), coerce=int, choices=choices)


def version_words(version: PackVersion) -> str:
    """A version as it is offered: its label and the day of its publication."""
    day = date_format(timezone.localtime(version.frozen_at), "j F Y")
    return _now("%(version)s, %(date)s") % {"version": version.label, "date": day}


class TapForm(forms.Form):
    """The two questions about a pack; each answer is a button of its own."""

    read_by = readership.EVALUATION
    useful = forms.ChoiceField(label=_("Was this pack useful to you?"), choices=PackTap.Useful, required=False)
    length = forms.ChoiceField(label=_("How was its length?"), choices=PackTap.Length, required=False)


class FeedbackForm(AlongsideForm, forms.ModelForm):
    """A message to a pack's authors; signing it is up to its writer."""

    read_by = readership.FEEDBACK
    about = forms.ChoiceField(
        label=_("What is it about?"),
        choices=PackFeedback.About,
        widget=forms.RadioSelect,
        initial=PackFeedback.About.IDEA,
    )

    class Meta:
        model = PackFeedback
        fields = ("about", "text", "name", "email")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        labels = {"text": _("Your message"), "name": _("Your name")}
        help_texts = {
            "text": _("Please name nobody, and nothing that was said in a set."),
            "name": _("Leave it empty if you like."),
            "email": _("Only if you would like an answer."),
        }


class VersionField(forms.ModelChoiceField):
    """A choice among versions, each by what readers know it by."""

    def label_from_instance(self, obj: Any) -> str:
        """Such as “1.0”."""
        return str(obj.label)


class ErratumForm(DeskForm, forms.ModelForm):
    """A known mistake in a version."""

    read_by = readership.PACK_WORDS

    def __init__(self, *args: Any, versions: QuerySet[PackVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"version": VersionField(versions, label=_("Version"), empty_label=None), **self.fields}

    class Meta:
        model = Erratum
        fields = ("place", "words")
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}

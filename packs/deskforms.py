"""Forms of the screens where publishers are made, and their people, checks and pictures looked after."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import Organisation
from elearning.pages.forms import PictureForm
from elearning.renderers import DeskForm
from packs import filing
from packs.models import ReviewTask, Role


class AddressesField(forms.Field):
    """E-mail addresses, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> list[str]:
        """The addresses, each once."""
        return list(dict.fromkeys(str(value or "").replace(",", "\n").split()))

    def validate(self, value: Any) -> None:
        """Raises ValidationError naming the first that is none."""
        super().validate(value)
        for address in value:
            try:
                validate_email(address)
            except ValidationError as problem:
                raise ValidationError(_("“%(address)s” is not an e-mail address.") % {"address": address}) from problem


class PublisherForm(DeskForm):
    """All that makes a publisher: whose it is, its prefix, a few words about it, and its first people."""

    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        required=False,
        label=_("Organisation"),
        empty_label=_("One that is new here"),
    )
    new_organisation = forms.CharField(label=_("Name of a new organisation"), max_length=160, required=False)
    code_prefix = forms.RegexField(
        r"^[A-Za-z]{2,8}$",
        label=_("Prefix of its resource codes"),
        help_text=_("Two to eight letters, such as MPW. It is printed on every page, so it never changes."),
        error_messages={"invalid": _("Write two to eight letters, such as MPW.")},
    )
    about = forms.CharField(label=_("About"), required=False, max_length=900, widget=forms.Textarea(attrs={"rows": 3}))
    editors = AddressesField(
        label=_("Editors"), help_text=_("E-mail addresses, one a line. They read last, publish, and invite others.")
    )
    authors = AddressesField(label=_("Authors"), required=False, help_text=_("They write, and hand in."))
    reviewers = AddressesField(label=_("Reviewers"), required=False, help_text=_("They check what was handed in."))
    translators = AddressesField(label=_("Translators"), required=False, help_text=_("They write translations."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(publisher=None)  # type: ignore[attr-defined]

    def clean_code_prefix(self) -> str:
        """The prefix in capital letters."""
        return str(self.cleaned_data["code_prefix"]).upper()

    def clean(self) -> dict[str, Any]:
        """The cleaned values: an organisation that is known, or the name of a new one, and not both."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "organisation" in cleaned and bool(cleaned["organisation"]) == bool(cleaned.get("new_organisation")):
            self.add_error("new_organisation", _("Choose an organisation, or write the name of a new one."))
        return cleaned

    @property
    def people(self) -> list[tuple[str, Role]]:
        """Every address with its role."""
        return [(address, role) for role in Role for address in self.cleaned_data[role.value]]


class InviteForm(DeskForm):
    """Somebody who is to work for a publisher."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class ChecksForm(DeskForm):
    """The checks that may be left out; the last one, by a second person, always stays."""

    checks = forms.MultipleChoiceField(
        label=_("Before the last reading, ask for"),
        choices=[choice for choice in ReviewTask.Kind.choices if choice[0] != ReviewTask.Kind.RELEASE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class AloneForm(DeskForm):
    """Why somebody publishes without a second person."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=20,
        max_length=900,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is kept for good, with your name and the time, and the publisher’s editors can read it."),
    )


class PackPictureForm(PictureForm):
    """A picture, whose file nobody changes on their own once it is published: the owner of the installation alone does."""

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.is_owner = bool(user and user.is_superuser)

    def clean_file(self) -> Any:
        """The file. Raises ValidationError where it would take the place of one that readers have."""
        given = self.cleaned_data["file"]
        is_new_file = self.instance.pk and "file" in self.changed_data
        if is_new_file and not self.is_owner and filing.is_published(self.instance):
            raise ValidationError(
                _(
                    "This picture stands in a published version, which stays as it was read by two people. Upload the "
                    "new one as a picture of its own, put it into the pack and hand that in."
                )
            )
        return given
